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
    # of those who report to them everybody may ask; the gate sees to it that it is of them alone
    of_team = name == "ask_workforce" and (slots.get("asked") or {}).get("team")
    if not may_ask(desk.person, name) and not of_team:
        return not_granted(desk, name)
    return TOOLS[name].run(desk, slots)


# What a person who has not the right is told of a tool, where it is not about figures of units and groups.
REFUSED = {"draft_frac": "access.drafts"}


def not_granted(desk: Desk, name: str = "") -> Reply:
    """What a tool does is not this person's to see or do; most are about figures of units and groups."""
    offers = [Offer("standing", desk.words("offer.standing"), desk.words("say.standing"), "show_standing")]
    return Reply("not_permitted", desk.words(REFUSED.get(name, "access.aggregate")), offers=offers)
