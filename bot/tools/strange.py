"""What is asked back by every tool where a message names something that there is not: whether to answer without it."""

from __future__ import annotations

from bot.tools.contract import Desk, Slots
from bot.turn import Offer, Reply
from bot.words import plain


def asked_back(desk: Desk, slots: Slots, tool: str) -> Reply | None:
    """The question back about a name that means nothing here (`slots["strange"]`); None where there is none."""
    if not slots.get("strange"):
        return None
    rest = {key: value for key, value in slots.items() if key != "strange"}
    words = plain(" ".join(slots["strange"]), 60)
    return Reply("clarify", desk.words("strange.ask", words=words), tool,
                 offers=[Offer("plain", desk.words("strange.offer"), desk.words("strange.say"), tool, rest)])
