"""Runs a tool at the desk: the one place where the right to use it is asked, whatever led to it.

A choice, a yes or a follow-up may come to a tool by other ways than a wish; none of them comes past this.
"""

from __future__ import annotations

from bot.people.access import may_ask
from bot.tools import TOOLS
from bot.tools.contract import Desk, Slots
from bot.turn import Offer, Reply


def serve(desk: Desk, name: str, slots: Slots) -> Reply:
    """The reply of a tool, or the refusal where the person has none of the rights that it needs."""
    if not may_ask(desk.person, name):
        return not_granted(desk)
    return TOOLS[name].run(desk, slots)


def not_granted(desk: Desk) -> Reply:
    """Figures of units and groups are not this person's to see."""
    offers = [Offer("standing", desk.words("offer.standing"), desk.words("say.standing"), "show_standing")]
    return Reply("not_permitted", desk.words("access.aggregate"), offers=offers)
