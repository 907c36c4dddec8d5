"""Fetches updates instead of having them delivered: for a laptop that the service cannot reach.

An update is let go of (the offset moves past it) only after it was taken in; what cannot be taken in is fetched again.
"""

from __future__ import annotations

import asyncio
import logging
import warnings
from collections.abc import Awaitable, Callable
from typing import Any

from bot.channels.telegram.commands import tell_commands
from bot.channels.telegram.send import client
from bot.channels.telegram.webhook import UPDATES
from bot.settings import TelegramSettings

log = logging.getLogger("saathi")

# How long a request waits for an update, in seconds, and how long we wait after one that failed.
WAIT, PAUSE = 20, 2.0


async def poll(settings: TelegramSettings, take: Callable[[dict[str, Any]], Awaitable[None]], stop: asyncio.Event,
               wait: int = WAIT) -> None:
    """Hands over each update, in order, until `stop` is set. What `take` raises makes it come again."""
    from telegram.error import InvalidToken, TelegramError

    offset = 0
    bot = client(settings, patience=wait + 10.0)
    try:
        await bot.initialize()
        await bot.delete_webhook()
        await tell_commands(bot)
    except InvalidToken:  # its text holds the token
        log.error("Telegram does not accept the bot's token; nothing is fetched.")
        stop.set()
        return
    async with bot:
        while not stop.is_set():
            try:
                found = await _until(stop, _fetch(bot, offset, wait))
                for update in found or ():
                    await take(update)
                    offset = int(update["update_id"]) + 1
            except TelegramError as fault:
                log.warning("Telegram's updates cannot be fetched (%s); trying again.", type(fault).__name__)
                await _until(stop, asyncio.sleep(PAUSE))
            except Exception as fault:  # whatever hinders taking in, the update is not lost
                log.warning("An update could not be taken in (%s); it is fetched again.", type(fault).__name__)
                await _until(stop, asyncio.sleep(PAUSE))


async def _fetch(bot: Any, offset: int, wait: int) -> Any:
    """Updates as they came: the library's own reading would stop at the first that it cannot read."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it would rather have its own method used
        return await bot.do_api_request("getUpdates", api_kwargs={
            "offset": offset, "timeout": wait, "allowed_updates": list(UPDATES)})


async def _until(stop: asyncio.Event, work: Any) -> Any:
    """The result of a piece of work, or None where it is time to stop before."""
    task, stopping = asyncio.ensure_future(work), asyncio.ensure_future(stop.wait())
    await asyncio.wait({task, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if not task.done():
        task.cancel()
        return None
    return await task
