"""The plan of a unit's year in a message: its place, its limits, what is left out, moved or put back. Pure."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from bot.conversation.decision import LEAST, LIKELY, Routing
from bot.understanding.figures.asked import Asked
from bot.understanding.money import number, rupees
from passbook.periods import year_of

Slots = dict[str, Any]

# Figures of plans that were adopted: a message that asks for one is about those.
OF_PLANS = frozenset({"overdue", "overdue_rate", "due", "done", "plan_completion"})
QUARTERS = ("quarter_one", "quarter_two", "quarter_three", "quarter_four")
# Views and messages that hold for one answer alone.
PASSING = frozenset({"by", "why", "document"})
# What may be left out of a plan, or be all of it.
PARTS = ("type", "competency", "course", "provider")


def named(given: Routing, asked: Asked) -> bool:
    """Whether a message names such a plan, and not one that was adopted or one's own."""
    said = given.message.said
    if given.lexicon.says("mine", said) and not asked.ours and rupees(given.message.text, said) is None:
        return False
    figures = [each for each in asked.metrics if each in OF_PLANS and asked.plain]
    if figures and not (dict(given.reading.ranking).get("plan_year", 0.0) >= LIKELY):
        return False
    return given.lexicon.says("year_plan", said)


def holds(given: Routing, asked: Asked) -> Slots:
    """The slots of a plan that is asked for."""
    slots: Slots = {key: list(asked.filters[key]) for key in ("organisation", "position", "group", "state")
                    if asked.filters.get(key)}
    changed = _limits(given, slots)
    parts = _parts(given, asked, named_place=True)
    if parts and _wants(given, "leaves_out"):
        changed["skip"] = parts
    elif parts and "type" in parts:
        changed["only"] = {"type": parts["type"]}
    return changed


def changes(given: Routing, asked: Asked, before: Slots) -> Slots | None:
    """The slots of the plan before with what a message changes; None where it changes nothing."""
    if asked.filters.get("organisation") and (named(given, asked) or _likely(given)):
        return holds(given, asked)
    made = deepcopy({key: value for key, value in before.items() if key not in PASSING})
    says, said = given.lexicon.says, given.message.said
    if says("starts_over", said):
        return {key: value for key, value in made.items() if key in ("organisation", "year")}
    changed = _limits(given, made)
    for key in ("organisation", "position", "group", "state"):
        if asked.filters.get(key):
            changed[key] = list(asked.filters[key])
    parts = _parts(given, asked)
    quarter = _quarter(given)
    if parts and quarter is not None:
        fixed = dict(changed.get("fixed") or {})
        fixed |= {each: quarter for key in ("competency", "course") for each in parts.get(key, ())}
        changed["fixed"] = fixed
    elif parts:
        _part(given, changed, parts)
    view = _view(given)
    if changed == made and not (view or _names_limit(given)):
        return None
    return {**changed, **view}


def _likely(given: Routing) -> bool:
    """Whether a message is likely to ask for a plan by itself."""
    return dict(given.reading.ranking).get("plan_year", 0.0) >= LEAST


def _names_limit(given: Routing) -> bool:
    """Whether a message names a sum, or that there is none to be kept."""
    said, text = given.message.said, given.message.text
    return rupees(text, said) is not None or (
        given.lexicon.says("budget", said) and number(text, said) is not None) or any(
        given.lexicon.says(key, said) for key in ("no_budget", "no_hours"))


def _limits(given: Routing, before: Slots) -> Slots:
    """The slots with the budget, the hours, the language and the year that a message names."""
    slots = dict(before)
    says, said, text = given.lexicon.says, given.message.said, given.message.text
    sum_ = rupees(text, said)
    if says("no_budget", said):
        slots.pop("budget", None)
    elif sum_ is not None:
        slots["budget"] = sum_
    elif says("budget", said) and (alone := number(text, said)) is not None and "each" not in given.reading.slots:
        slots["budget"] = alone
    if says("no_hours", said):
        slots.pop("hours", None)
    minutes = given.reading.slots.get("each") or given.reading.slots.get("minutes")
    if minutes and (says("for_each", said) or sum_ is None):
        slots["hours"] = float(minutes) / 60.0
    if given.reading.slots.get("language") and not says("reply_in", said):
        slots["language"] = given.reading.slots["language"]
    year = _year(given)
    if year:
        slots["year"] = year
    elif says("this_year", said):
        slots.pop("year", None)
    return slots


def _year(given: Routing) -> str | None:
    """The year that a message names, as `2027-28`; `+1` is the next one, which the tool knows."""
    if given.lexicon.says("next_year", given.message.said):
        starts = given.framework.tenant.year_starts
        today = given.today or given.framework.tenant.as_of
        return year_of(year_of(today, starts).end, starts).id
    for period in (given.reading.figures or {}).get("periods") or []:
        identity = str(period["id"])
        if "-Q" not in identity and ".." not in identity and identity.count("-") == 1 and int(
                identity[-2:]) == (int(identity[:4]) + 1) % 100:
            return identity
    return None


def _quarter(given: Routing) -> int | None:
    """The number of the quarter that a message names."""
    said = given.message.said
    return next((at for at, key in enumerate(QUARTERS, 1) if given.lexicon.says(key, said)), None)


def _parts(given: Routing, asked: Asked, named_place: bool = False) -> dict[str, list[str]]:
    """The types, competencies, courses and providers that a message names."""
    slots = given.reading.slots
    found: dict[str, list[str]] = {}
    kinds = [slots["type"]] if slots.get("type") else asked.filters.get("type", [])
    if kinds:
        found["type"] = list(kinds)
    whom = any(asked.filters.get(key) for key in ("organisation", "position", "group", "state"))
    competencies = slots.get("competency") or (given.reading.part if given.reading.part_likely and not whom else [])
    if competencies and not (named_place and asked.filters.get("organisation")) and not _names_limit(given):
        found["competency"] = list(competencies)
    if slots.get("course"):
        found = {"course": [slots["course"]]}
    if slots.get("provider"):
        found["provider"] = [slots["provider"]] if isinstance(slots["provider"], str) else list(slots["provider"])
    return found


def _part(given: Routing, slots: Slots, parts: dict[str, list[str]]) -> None:
    """Leaves parts out, takes them in again, or makes them all of the plan; changes `slots`."""
    skip, only = dict(slots.get("skip") or {}), dict(slots.get("only") or {})
    if _wants(given, "takes_in"):
        for held in (skip, only):
            for key, ids in parts.items():
                held[key] = [each for each in held.get(key, []) if each not in ids]
        slots["skip"] = {key: ids for key, ids in skip.items() if ids}
        slots["only"] = {key: ids for key, ids in slots.get("only", {}).items() if ids}
    elif _wants(given, "leaves_out"):
        slots["skip"] = {**skip, **{key: list(dict.fromkeys([*skip.get(key, []), *ids])) for key, ids in parts.items()}}
    elif given.lexicon.says("only", given.message.said):
        slots["only"] = {**only, **parts}


def _wants(given: Routing, key: str) -> bool:
    return given.lexicon.says(key, given.message.said)


def _view(given: Routing) -> Slots:
    """Another view of the same plan."""
    said = given.message.said
    if given.reading.slots.get("document"):
        return {"document": given.reading.slots["document"]}
    if _wants(given, "how_made") or given.lexicon.is_only("why", said):
        return {"why": True}
    for key, by in (("stays_open", "left"), ("for_whom", "position"), ("by_quarter", "quarter"),
                    ("by_competency", "competency")):
        if given.lexicon.says(key, said):
            return {"by": by}
    return {}
