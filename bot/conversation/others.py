"""Wishes for another official's data, by name or by what they are to the person: whether they may be seen is the tools'
to say. Pure.
"""

from __future__ import annotations

from bot.conversation.decision import LIKELY, SURE, Decision, Routing
from bot.conversation.slots import named, subject
from bot.conversation.wishes import PERSONAL, WISHES


def _related(given: Routing) -> Decision | None:
    """Somebody told by what they are to the person: who the boss is, the juniors, a colleague's data."""
    said, lists, intent = given.message.said, given.lexicon.lists, given.reading.intent
    asks_help = intent in ("help_desk", "human", "dispute") and given.reading.sure >= LIKELY
    asks_who = given.lexicon.says("who", said) or given.lexicon.is_only("superior", said)
    if given.lexicon.says("superior", said) and asks_who and not asks_help:
        return Decision("look_up_official", {"above": True})
    others = [key for key in ("juniors", "colleagues") for _ in lists[key].find(said)]
    if not others or intent not in _OWN_DATA or len(lists["possessive"].find(said)) > len(others):
        return None  # "my boss wants to see my gaps"
    if "juniors" in others:
        return Decision("look_up_official", {})
    return Decision(intent if intent in PERSONAL else "show_standing", {"official": []})


# Wishes for one's own data, unless "my colleague's" says whose.
_OWN_DATA = frozenset({"check_gaps", "show_standing", "show_passbook", "why_level", "export", "look_up_official"})


def others(given: Routing) -> Decision | None:
    """Another official's data: the tools themselves ask whether it may be seen."""
    if "official" not in given.reading.slots and (found := _related(given)):
        return found
    if "official" not in given.reading.slots:
        if given.reading.intent == "look_up_official" and given.reading.sure >= LIKELY:
            return Decision("look_up_official", {})
        return None
    intent = given.reading.intent
    tool = WISHES.get(intent, ("", {}))[0]
    if "document" in given.reading.slots or given.lexicon.says("record", given.message.said):
        tool = "show_passbook"
    elif tool not in ("check_gaps", "show_passbook"):
        tool = "check_gaps" if given.lexicon.says("lacks", given.message.said) else "show_standing"
    if intent in ("out_of_scope", "content_question") and given.reading.sure >= SURE \
            and not given.reading.slots["official"]:
        return None
    under = {"me", "us", "mujhe", "मुझे"} & set(given.message.said)  # "…, who reports to me" says only whose they are
    if given.lexicon.says("reports_to", given.message.said) and not under:
        return Decision("look_up_official", {"above": True, "official": given.reading.slots["official"]})
    is_why = intent == "why_level" or (given.lexicon.says("why", given.message.said) and named(given))
    slots = {**subject(given, "show_passbook" if is_why else tool), "official": given.reading.slots["official"]}
    if given.reading.slots.get("organisation"):
        slots["within"] = given.reading.slots["organisation"]
    if is_why:
        return Decision("show_passbook", {**slots, "why": True})
    return Decision(tool, slots)
