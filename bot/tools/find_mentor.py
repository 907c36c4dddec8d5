"""`find_mentor`: who could help with a competency. Levels of others are theirs, so it never names who holds one.

Nobody offers to be a mentor in the records yet; it says so, and who may help: the person's own officer, the help desk.
"""

from __future__ import annotations

from bot.tools.contract import Desk, Slots, Tool, ask_which
from bot.turn import Offer, Reply
from bot.words import lines
from passbook.officials import by_id


def run(desk: Desk, slots: Slots) -> Reply:
    """That no mentors are recorded, and what can be done instead."""
    if slots.get("competency_unclear"):
        return ask_which(desk, slots["competency_unclear"], "find_mentor", slots)
    above = by_id(desk.conn, desk.me.reports_to) if desk.me.reports_to else None
    officer = desk.words("mentor.officer", officer=above.name) if above else None
    if not slots.get("competency"):
        return Reply("not_recorded", lines([desk.words("mentor.none"), officer]), "find_mentor")
    competency = slots["competency"][0]
    name = desk.name(competency)
    return Reply("not_recorded", lines([desk.words("mentor.none_in", name=name), officer]), "find_mentor",
                 {"competency": competency}, sources=[{"kind": "competency", "id": competency}],
                 focus={"competency": competency}, offers=[
        Offer("find", desk.words("offer.find_on", name=name), desk.words("say.find_on", name=name), "find_course",
              {"competency": [competency]}),
        Offer("human", desk.words("offer.human"), desk.words("say.human"), "help_desk", {"human": True})])


TOOL = Tool("find_mentor", run, frozenset({"competency"}))
