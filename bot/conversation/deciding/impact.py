"""What a course does and what it costs, in a message. Pure."""

from __future__ import annotations

from typing import Any

from bot.conversation.decision import LEAST, Routing
from bot.understanding.figures.asked import Asked

Slots = dict[str, Any]
PASSING = frozenset({"price", "why", "compare", "document", "sort", "limit"})


def named(given: Routing, asked: Asked) -> bool:
    """Whether a message asks what a course achieves, or what that costs: of whoever may ask it, or where the classifier
    thinks so, too."""
    says, said = given.lexicon.says, given.message.said
    about = bool(given.reading.slots.get("course") or given.reading.slots.get("course_unclear")
                 or says("own_courses", said) or says("course_words", said))
    if not about or asked.filters.get("organisation"):
        return False
    words = says("impact", said) or (says("prices", said) and given.granted("course_impact"))
    return words and (given.granted("course_impact") or dict(given.reading.ranking).get("course_impact", 0.0) >= LEAST)


def holds(given: Routing, asked: Asked) -> Slots:
    """The slots of a question for impact or price."""
    read = given.reading.slots
    slots: Slots = {key: read[key] for key in ("course", "course_unclear") if read.get(key)}
    if not slots:
        if read.get("competency"):
            slots["competency"] = list(read["competency"])
        if read.get("provider"):
            slots["provider"] = read["provider"] if isinstance(read["provider"], str) else read["provider"][0]
    if len(asked.periods) == 1:
        slots["period"] = asked.periods[0]
    for key in ("sort", "limit"):
        if getattr(asked, key):
            slots[key] = getattr(asked, key)
    return {**slots, **_view(given)}


def changes(given: Routing, asked: Asked, before: Slots) -> Slots | None:
    """The question before with what a message changes; None where it changes nothing."""
    new = holds(given, asked)
    if given.lexicon.says("own_courses", given.message.said):
        return {**new}
    if not new:
        return None
    kept = {key: value for key, value in before.items() if key not in PASSING}
    if {"course", "course_unclear", "competency", "provider"} & new.keys():
        kept = {key: value for key, value in kept.items() if key == "period"}
    return {**kept, **new}


def _view(given: Routing) -> Slots:
    says, said = given.lexicon.says, given.message.said
    if given.reading.slots.get("document"):
        return {"document": given.reading.slots["document"]}
    if says("how_made", said) or given.lexicon.is_only("why", said):
        return {"why": True}
    found: Slots = {}
    if says("prices", said):
        found["price"] = True
    if says("peers", said):
        found["compare"] = True
    return found
