"""Unmet need in a message: of which competencies, levels, languages and states. Pure."""

from __future__ import annotations

from typing import Any

from bot.conversation.decision import Decision, Routing
from bot.conversation.slots import add_part
from bot.understanding.figures.asked import Asked
from retrieval.words import words

Slots = dict[str, Any]
# What a provider asks of need, in the words of figures.
OF_NEED = frozenset({"officials_with_gap", "open_gaps", "gap_rate", "required_officials", "unserved_gaps", "supply",
                     "average_gap", "gaps_per_official"})
BESIDE = ("level", "language", "state")
PASSING = frozenset({"trend", "supply", "budget", "why", "document", "sort", "limit", "by"})
BY = (("by_level", "level"), ("by_state", "state"), ("by_language", "language"), ("by_competency", "competency"))


def named(given: Routing, asked: Asked) -> bool:
    """Whether a message asks for need as the market sees it. Whoever may see no other figures of people (a provider)
    asks for it in the words of figures, too."""
    only_market = given.granted("demand") and not given.granted("benchmark")
    if only_market and asked.metrics and asked.metrics[0] in OF_NEED and not asked.filters.get("course"):
        return True
    return given.lexicon.says("demand", given.message.said) and not given.lexicon.says("mine", given.message.said) and (
        only_market or dict(given.reading.ranking).get("demand", 0.0) >= 0.3)


def holds(given: Routing, asked: Asked) -> Slots:
    """The slots of a question for need."""
    slots: Slots = {}
    read = given.reading.slots
    if read.get("competency"):
        slots["competency"] = list(read["competency"])
    elif read.get("competency_unclear"):
        slots["competency_unclear"] = list(read["competency_unclear"])
    elif given.reading.part and given.reading.part_sure and (part := _meant(given)):
        add_part(slots, part)
    for key in ("type", "theme", "state"):
        if asked.filters.get(key):
            slots[key] = list(asked.filters[key]) if key == "state" else asked.filters[key][0]
    level = asked.level or read.get("level")
    if level:
        slots["level"] = level
    if read.get("language"):
        slots["language"] = read["language"]
    by = [each for key, each in BY if given.lexicon.says(key, given.message.said)]
    by += [each for each in asked.group_by if each in ("competency", "level", "language", "state") and each not in by]
    if by:
        slots["by"] = by
    for key in ("sort", "limit"):
        if getattr(asked, key):
            slots[key] = getattr(asked, key)
    return {**slots, **_view(given, asked)}


def _meant(given: Routing) -> list[str]:
    """Those competencies of a part of a name that are meant by another word than one that asks for groups: "by state"
    is not about State Taxes, nor "demand" about Work on Demand."""
    lists, said = given.lexicon.lists, given.message.said
    read = {at for key in ("demand", *(key for key, _ in BY)) for span in lists[key].find(said)
            for at in range(span.start, span.end)}
    left = {word for at, word in enumerate(said) if at not in read}
    known = given.framework.competencies
    return [each for each in given.reading.part if each not in known or left & {
        word for name in (known[each].name, known[each].name_hi or "", *known[each].aliases) for word in words(name)}]


def changes(given: Routing, asked: Asked, before: Slots) -> Slots | None:
    """The question before with what a message changes; None where it changes nothing."""
    new = holds(given, asked)
    if not new:
        return None
    if _fresh(given, asked, new):
        return new
    kept = {key: value for key, value in before.items() if key not in PASSING}
    if new.get("by") and not set(BESIDE) & new.keys():
        kept = {key: value for key, value in kept.items() if key not in BESIDE}
    if {"competency", "competency_unclear", "type", "theme"} & new.keys():
        kept = {key: value for key, value in kept.items() if key not in ("competency", "competency_unclear", "type",
                                                                         "theme")}
    return {**kept, **new}


def _fresh(given: Routing, asked: Asked, new: Slots) -> bool:
    """Whether a message asks anew, instead of narrowing the answer before: it names the demand itself and all that it
    is of, or all competencies."""
    if "competency" in new.get("by", ()):
        return True
    whole = given.lexicon.says("demand", given.message.said) or bool(asked.metrics)
    return whole and not given.reading.follows and not (new.keys() & {"by", "trend", "supply", "budget", "why",
                                                                      "document"})


def for_overseers(given: Routing, asked: Asked) -> Decision | None:
    """What need is called by whoever oversees people: how many of theirs have a gap, by competency where none is
    named."""
    if not given.granted("ask_workforce"):
        return None
    made = Asked(**{**asked.as_json(), "metrics": ["officials_with_gap"], "strange": [], "unrecorded": None})
    made.filters.pop("course", None)  # "unmet demand": part of a course's name, not the course
    if not made.filters.get("competency") and not made.group_by:
        made.group_by, made.sort, made.limit = ["competency"], made.sort or "desc", made.limit or 10
    return Decision("ask_workforce", {"asked": made.as_json()})


def _view(given: Routing, asked: Asked) -> Slots:
    says, said = given.lexicon.says, given.message.said
    if given.reading.slots.get("document"):
        return {"document": given.reading.slots["document"]}
    if says("privacy", said):
        return {"budget": True}
    if says("how_made", said) or given.lexicon.is_only("why", said):
        return {"why": True}
    found: Slots = {}
    if says("no_supply", said) or "unserved_gaps" in asked.metrics:
        found["supply"] = True
    if says("trend", said) or any(each in ("month", "quarter", "year") for each in asked.group_by):
        found["trend"] = True
    return found
