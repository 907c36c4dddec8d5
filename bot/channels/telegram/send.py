"""Makes a call of the Bot API through python-telegram-bot, with its file where there is one, and says what came of it.

Nothing of a request, an answer or the token gets into an error or a log.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.channel import Call, Fetch, SendError, Sent
from bot.documents.contract import Document
from bot.settings import TelegramSettings

if TYPE_CHECKING:
    from telegram import Bot, Message
    from telegram.error import TelegramError

# Errors of a wrong request after which the account is not to be reached, by words of the service's own.
_UNREACHABLE = ("chat not found", "user not found", "peer_id_invalid", "user is deactivated", "have no rights to send")


def client(settings: TelegramSettings, patience: float = 20.0) -> Bot:
    """The client for a bot, at the settings' address; to be initialised before use. `patience`: seconds to wait."""
    from telegram import Bot
    from telegram.request import HTTPXRequest

    # they would write out addresses, which hold the token, and payloads, which hold what people wrote
    for name in ("httpx", "httpcore", "telegram"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    request = HTTPXRequest(connection_pool_size=16, read_timeout=patience, write_timeout=patience, connect_timeout=5.0,
                           pool_timeout=patience)
    return Bot(settings.token, base_url=f"{settings.api}/bot", base_file_url=f"{settings.api}/file/bot",
               request=request)


async def send(bot: Bot, call: Call, fetch: Fetch) -> Sent:
    """Makes a call. Raises SendError, and what `fetch` raises."""
    from telegram.error import TelegramError

    body: dict[str, Any] = dict(call.body)
    document = await fetch(call.file) if call.file is not None else None
    try:
        answer = await _METHODS[call.method](bot, body, document, call.name)
    except TelegramError as fault:
        raise refused(fault) from None
    return Sent(str(answer.message_id), answer.poll.id if answer.poll else None)


async def _message(bot: Bot, body: dict[str, Any], _file: Document | None, _name: str) -> Message:
    return await bot.send_message(body.pop("chat_id"), body.pop("text"), api_kwargs=body)


async def _poll(bot: Bot, body: dict[str, Any], _file: Document | None, _name: str) -> Message:
    from telegram import InputPollOption

    options = [InputPollOption(each["text"]) for each in body.pop("options")]
    return await bot.send_poll(body.pop("chat_id"), body.pop("question"), options, api_kwargs=body)


async def _photo(bot: Bot, body: dict[str, Any], file: Document | None, name: str) -> Message:
    return await bot.send_photo(body.pop("chat_id"), _upload(file, name), api_kwargs=body)


async def _document(bot: Bot, body: dict[str, Any], file: Document | None, name: str) -> Message:
    return await bot.send_document(body.pop("chat_id"), _upload(file, name), api_kwargs=body)


def _upload(file: Document | None, name: str) -> Any:
    from telegram import InputFile

    if file is None:
        raise SendError("rejected", "its file is missing")
    return InputFile(file.content, filename=name or file.name)


# How the library makes each kind of call that `render` writes.
_METHODS: dict[str, Callable[[Any, dict[str, Any], Document | None, str], Awaitable[Any]]] = {
    "sendMessage": _message, "sendPoll": _poll, "sendPhoto": _photo, "sendDocument": _document}


def refused(fault: TelegramError) -> SendError:
    """What an error of the library means for the call. Of the service's words only those that we know are repeated."""
    from telegram.error import BadRequest, EndPointNotFound, Forbidden, InvalidToken, NetworkError, RetryAfter, TimedOut

    if isinstance(fault, RetryAfter):
        wait = fault._retry_after
        return SendError("retry", "the service asks to wait",
                         wait.total_seconds() if isinstance(wait, timedelta) else float(wait))
    if isinstance(fault, InvalidToken | EndPointNotFound):
        return SendError("auth", "the bot's token is not accepted")
    if isinstance(fault, Forbidden):
        return SendError("blocked", "the account has blocked the bot, or is gone")
    if isinstance(fault, BadRequest):
        told = str(fault).lower()
        if any(each in told for each in _UNREACHABLE):
            return SendError("blocked", "there is no such chat")
        return SendError("rejected", "the service takes the request for wrong")
    if isinstance(fault, TimedOut):
        return SendError("retry", "the service did not answer in time", unsure=True)
    if isinstance(fault, NetworkError):
        return SendError("retry", "the service cannot be reached, or is in trouble", unsure=True)
    return SendError("retry", f"the service refused ({type(fault).__name__})")
