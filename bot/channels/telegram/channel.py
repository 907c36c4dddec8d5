"""The Telegram channel: one bot, as `bot.channel.Channel` asks. It puts the rooms together and decides nothing."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from bot.channel import Call, Event, Fetch, Limits, Part, SendError, Sent
from bot.channels.telegram import parse, render
from bot.channels.telegram import send as sending
from bot.channels.telegram.limits import LIMITS
from bot.settings import TelegramSettings

if TYPE_CHECKING:
    from telegram import Bot

# An answer shall not wait for the sign that it is being made.
_TYPING_PATIENCE = 3.0


class Telegram:
    """A bot of Telegram. `patience`: how many seconds an answer of the service may take."""

    name = "telegram"

    def __init__(self, settings: TelegramSettings, patience: float = 20.0) -> None:
        self._settings, self._patience = settings, patience
        self._bot: Bot | None = None
        self._lock: asyncio.Lock | None = None

    @property
    def limits(self) -> Limits:
        """What it can show."""
        return LIMITS

    def parse(self, payload: dict[str, Any]) -> list[Event]:
        """The events of one update, which was verified before (`webhook.genuine`). Raises ValueError."""
        return parse.events(payload)

    def render(self, chat: str, parts: Sequence[Part]) -> list[Call]:
        """The calls that say these parts in a chat, in order."""
        return render.calls(chat, parts)

    def nudge(self, chat: str, template: str, language: str, values: Sequence[str], text: str) -> Call:
        """The call that says something unasked: a text like any other."""
        del template, language, values
        return render.calls(chat, [Part("text", text)])[0]

    async def send(self, call: Call, fetch: Fetch) -> Sent:
        """Makes a call. Raises SendError, and what `fetch` raises."""
        return await sending.send(await self._client(), call, fetch)

    async def typing(self, event: Event, text: str = "") -> None:
        """Takes the waiting sign off a pressed button; for a message, shows a draft of the answer to come, which the
        service removes when it comes or after half a minute. Never raises."""
        try:
            await asyncio.wait_for(self._typing(event, text), _TYPING_PATIENCE)
        except (SendError, TimeoutError):
            return

    async def _typing(self, event: Event, text: str) -> None:
        from telegram.error import TelegramError

        bot = await self._client()
        try:
            if "callback" in event.detail and not text:
                await bot.answer_callback_query(event.detail["callback"])
            elif text or event.kind in ("said", "edited"):
                # an empty draft is shown as "thinking"
                draft = int(hashlib.sha256(event.id.encode()).hexdigest()[:7], 16) + 1
                await bot.send_message_draft(int(event.chat), draft, text[:LIMITS.text // 2])
        except TelegramError as fault:
            raise sending.refused(fault) from None

    def link(self, code: str, language: str) -> str:
        """The address (t.me) that opens a chat with the bot which begins with this code. Raises ValueError where the
        bot's name is not set."""
        del language
        if not self._settings.bot:
            raise ValueError("the user name of the Telegram bot is not set")
        return f"https://t.me/{self._settings.bot.removeprefix('@')}?start={code}"

    async def trouble(self) -> str | None:
        """Why the service does not accept us; None where it does. Never raises."""
        from telegram.error import TelegramError

        try:
            me = (await self._client()).bot
        except (SendError, TelegramError) as fault:
            return fault.why if isinstance(fault, SendError) else "the service cannot be reached"
        told = self._settings.bot
        if told and told.removeprefix("@").lower() != (me.username or "").lower():
            return f"the bot is called {me.username}, not {told}"
        return None if told else f"SAATHI_TELEGRAM_BOT is not set; the bot is called {me.username}"

    async def close(self) -> None:
        """Lets go of the connections to the service."""
        made, self._bot = self._bot, None
        if made is not None:
            await made.shutdown()

    async def _client(self) -> Bot:
        """The client, ready. Raises SendError."""
        from telegram.error import TelegramError

        if self._lock is None:
            self._lock = asyncio.Lock()
        async with self._lock:
            if self._bot is None:
                made = sending.client(self._settings, self._patience)
                try:
                    await made.initialize()
                except TelegramError as fault:
                    await made.shutdown()
                    raise sending.refused(fault) from None
                self._bot = made
            return self._bot
