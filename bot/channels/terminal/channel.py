"""The terminal as a channel: the smallest one that is whole, and the example to begin another with.

It has no service behind it: nothing is verified, nothing fails, nobody can be reached who does not sit before it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from bot.channel import Call, Channel, Event, Fetch, Limits, Part, Sent
from bot.channels.terminal import parse, render
from bot.channels.terminal.limits import LIMITS


class Terminal:
    """A channel that writes lines by `say`, such as `print`."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say, self._said = say, 0

    @property
    def name(self) -> str:
        """Its name, as in a turn's `channel`."""
        return "terminal"

    @property
    def limits(self) -> Limits:
        """What it can show."""
        return LIMITS

    def parse(self, payload: dict[str, Any]) -> list[Event]:
        """The events of a line. Raises ValueError for what it cannot read."""
        return parse.events(payload)

    def render(self, chat: str, parts: Sequence[Part]) -> list[Call]:
        """The call that says these parts."""
        return render.calls(chat, parts)

    def nudge(self, chat: str, template: str, language: str, values: Sequence[str], text: str) -> Call:  # noqa: ARG002
        """The call that says something unasked: a terminal knows no templates."""
        return Call(render.METHOD, {"chat": chat, "text": render.clean(text)})

    async def send(self, call: Call, fetch: Fetch) -> Sent:  # noqa: ARG002
        """Writes the text of a call."""
        self._say(str(call.body["text"]))
        self._said += 1
        return Sent(str(self._said))

    async def typing(self, event: Event, text: str = "") -> None:
        """Shows nothing: an answer is there in a moment."""

    def link(self, code: str, language: str) -> str:  # noqa: ARG002
        """The code: it is typed here, there is no address that would."""
        return code

    async def trouble(self) -> str | None:
        """None: nobody has to accept us."""
        return None

    async def close(self) -> None:
        """Nothing to let go of."""


# It has all that a channel has: mypy looks.
_IS_ONE: type[Channel] = Terminal
