"""Wishes to look at people: what somebody acquired, how far their plan is, who is late, who they are; and, by
`acting.py`, who could act in a post. Pure; whom one may see is the tool's to say.
"""

from __future__ import annotations

from typing import Any

from bot.conversation.acting import acting
from bot.conversation.decision import LEAST, SURE, Decision, Routing
from bot.conversation.wishes import PERSONAL

NAME = "look_up_official"
# Named beside a person, these make the wish one about a part of their standing.
_PARTS = frozenset({"competency", "competency_unclear", "course", "course_unclear", "document", "level", "type",
                    "kinds"})
# Of a question for figures: what makes "who in my team is overdue" one that a list of people cannot answer.
_COUNTED = frozenset({"filters", "without", "unclear", "group_by", "periods", "having", "limit", "counted", "part"})


def looking(given: Routing) -> Decision | None:
    """The look-up that a message asks for, by its own words."""
    official = given.reading.slots.get("official") or pointed_at(given)
    named = given.reading.slots.get("official")
    if named is not None and not named:
        official = []
    found = acting(given, official) or _acquired(given, official) or _late(given)
    if found is not None or not official:
        return found
    return _of(given, official)


def pointed_at(given: Routing) -> list[str]:
    """The person looked at last, where a message says "she" or "his" and names nobody."""
    held = (given.memory.get("focus") or {}).get("official")
    named = "official" in given.reading.slots
    return [held] if held and not named and given.lexicon.says("person", given.message.said) else []


def _of_team(given: Routing) -> bool:
    return bool((given.reading.figures or {}).get("team")) or given.lexicon.says("juniors", given.message.said)


def _within(given: Routing) -> dict[str, str]:
    """The one organisation that is named beside a person: "Ramesh Kumar of Finance"."""
    places = ((given.reading.figures or {}).get("filters") or {}).get("organisation") or []
    place = given.reading.slots.get("organisation") or (places[0] if len(places) == 1 else None)
    return {"within": place} if place else {}


# ---- what was acquired


def _acquired(given: Routing, official: list[str]) -> Decision | None:
    says, said, slots = given.lexicon.says, given.message.said, given.reading.slots
    team = not official and _of_team(given)
    stranger = slots.get("official") == []
    others = bool(official or team or stranger)
    past = says("acquired", said) or (says("gaining", said) and says("did", said))
    new = says("new_levels", said) and bool(slots.get("period") or others)
    learnt = others and (says("learnt", said) or (says("learning", said) and says("did", said)))
    if not (past or new or learnt) or says("record", said) or "course" in slots:
        return None
    claims = dict(given.reading.ranking).get("record_claim", 0.0)
    if not others and (not says("mine", said) or claims >= LEAST or given.reading.intent == "content_question"):
        return None
    made: dict[str, Any] = {"acquired": True}
    if official or stranger:
        made["official"] = official
    elif team:
        made["team"] = True
    for key in ("period", "competency", "type"):
        if slots.get(key):
            made[key] = slots[key]
    return Decision(NAME, {**made, **_within(given)})


# ---- who is late


def _late(given: Routing) -> Decision | None:
    """"who in my team is overdue"; and, by somebody who may ask for no figures, "who is overdue" at all."""
    says, said, figures = given.lexicon.says, given.message.said, given.reading.figures or {}
    if "official" in given.reading.slots or not says("late", said) or not (says("who", said) or says("anybody", said)):
        return None
    if _of_team(given):
        plain = not _COUNTED & figures.keys() and set(figures.get("metrics") or ["overdue"]) == {"overdue"}
        return Decision(NAME, {"team": True, "late": True}) if plain else None
    if given.granted("ask_workforce"):
        return None
    named = figures.get("filters") or figures.get("unclear") or given.reading.slots.get("organisation")
    return Decision(say="aggregate") if named else Decision(NAME, {"team": True, "late": True})


# ---- one person


def _of(given: Routing, official: list[str]) -> Decision | None:
    """What is asked of a person who is named or pointed at."""
    says, said, slots = given.lexicon.says, given.message.said, given.reading.slots
    within = _within(given)
    planned = says("plan_status", said) and not {"competency", "competency_unclear", "course"} & slots.keys()
    if planned and not _lacks(given):
        return Decision(NAME, {"official": official, **within, "plan": True})
    apart = says("reports_to", said) or says("record", said) or _lacks(given) or says("why", said)
    sure_part = given.reading.intent in PERSONAL and given.reading.sure >= SURE
    bare = given.reading.bare and given.reading.intent in ("look_up_official", "show_standing", "out_of_scope")
    if ((says("profile", said) and not sure_part) or bare) and not _PARTS & slots.keys() and not apart:
        return Decision(NAME, {"official": official, **within})
    if not slots.get("official"):
        return _of_the_one_before(given, official)
    return None


def _lacks(given: Routing) -> bool:
    """Whether something is said to be lacking that is no part of a plan: "pending" alone may be either."""
    lists, said = given.lexicon.lists, given.message.said
    plan = {at for span in lists["plan_status"].find(said) for at in range(span.start, span.end)}
    return any(not plan & set(range(span.start, span.end)) for span in lists["lacks"].find(said))


def _of_the_one_before(given: Routing, official: list[str]) -> Decision | None:
    """"what is she missing", "his level in noting": the wish for one's own data, about the person looked at."""
    slots = {key: value for key, value in given.reading.slots.items() if key in ("competency", "level", "type")}
    if given.lexicon.says("lacks", given.message.said):
        return Decision("check_gaps", {**slots, "official": official})
    if given.lexicon.says("reports_to", given.message.said):
        return Decision(NAME, {"above": True, "official": official})
    if given.reading.intent in ("show_standing", "check_gaps", "show_passbook"):
        return Decision(given.reading.intent, {**slots, "official": official})
    return Decision(NAME, {"official": official}) if not slots else Decision(
        "show_standing", {**slots, "official": official})
