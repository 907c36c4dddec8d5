"""The WhatsApp channel: one number of the Cloud API, as `bot.channel.Channel` asks. It puts the rooms together.

It decides nothing: when a template is needed, how fast to write and what to do after a failure are the sender's.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from bot.channel import Call, Event, Fetch, Limits, Part, SendError, Sent
from bot.channels.whatsapp import links, parse, render
from bot.channels.whatsapp import send as sending
from bot.channels.whatsapp.limits import LIMITS
from bot.channels.whatsapp.links import code_in
from bot.channels.whatsapp.webhook import genuine, handshake
from bot.settings import WhatsAppSettings

if TYPE_CHECKING:
    from httpx import AsyncClient
    from pywa_async.client import WhatsApp as Client

__all__ = ["WhatsApp", "code_in", "genuine", "handshake"]

# Whose message's id the service knows as one that came in: only these can be marked as read.
_CAME_IN = frozenset({"said", "edited", "pressed", "unsupported"})
# An answer shall not wait for the sign that it is being made.
_TYPING_PATIENCE = 3.0


class WhatsApp:
    """A number of the WhatsApp Cloud API. `patience`: how many seconds an answer of the service may take."""

    name = "whatsapp"

    def __init__(self, settings: WhatsAppSettings, patience: float = 20.0) -> None:
        self._settings = settings
        self._patience = patience
        self._made: tuple[Client, AsyncClient] | None = None

    @property
    def limits(self) -> Limits:
        """What it can show."""
        return LIMITS

    def parse(self, payload: dict[str, Any]) -> list[Event]:
        """The events of one payload, which was verified before (`webhook.genuine`). Raises ValueError."""
        return parse.events(payload, self._settings.phone_id)

    def render(self, chat: str, parts: Sequence[Part]) -> list[Call]:
        """The calls that say these parts in a chat, in order. Raises ValueError for a poll, which there is none of."""
        return render.calls(chat, parts)

    def nudge(self, chat: str, template: str, language: str, values: Sequence[str], text: str) -> Call:
        """The call that says something unasked. The service knows one template of ours, with one text in it: so `text`
        goes into that, whatever `template` and `values` are; and as it is where no template is set up."""
        del template, values
        return render.nudge(chat, self._settings.template, language, text)

    async def send(self, call: Call, fetch: Fetch) -> Sent:
        """Makes a call. Raises SendError, and what `fetch` raises."""
        return await sending.send(self._client(), self._settings.phone_id, call, fetch)

    async def typing(self, event: Event, text: str = "") -> None:  # noqa: ARG002
        """Marks the message as read and shows for up to 25 seconds that an answer is being made. Never raises."""
        if event.kind not in _CAME_IN:
            return
        request = self._client().api.set_indicator(
            phone_id=self._settings.phone_id, message_id=event.id, typ="text")
        try:
            await asyncio.wait_for(sending.asked(request), _TYPING_PATIENCE)
        except (SendError, TimeoutError):
            return

    def link(self, code: str, language: str) -> str:
        """The address (wa.me) of a chat with us with the message that links an account. Raises ValueError where the
        settings do not name our telephone number."""
        if not self._settings.number:
            raise ValueError("the telephone number of WhatsApp is not set")
        return links.link(self._settings.number, code, language)

    async def trouble(self) -> str | None:
        """Why the service does not accept us, or why we would refuse it; None where neither is so. Never raises."""
        settings = self._settings
        try:
            answer = await sending.asked(self._client().api.get_business_phone_number(
                settings.phone_id, ("display_phone_number",)))
        except SendError as fault:
            return fault.why
        told = answer.get("display_phone_number") if isinstance(answer, dict) else None
        if settings.number and links.digits(settings.number) != links.digits(str(told)):
            return "the number is another one than the settings tell"
        if not settings.secret or not settings.verify:
            return "without the app's secret and the token of the handshake the webhook refuses everything"
        return None

    async def close(self) -> None:
        """Lets go of the connections to the service."""
        made, self._made = self._made, None
        if made is not None:
            await made[1].aclose()

    def _client(self) -> Client:
        if self._made is None:
            self._made = sending.connect(self._settings, self._patience)
        return self._made[0]
