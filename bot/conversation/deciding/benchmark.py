"""A comparison with peers in a message: whose, by which figure, and what of it. Pure."""

from __future__ import annotations

from typing import Any

from bot.conversation.decision import LIKELY, Routing
from bot.understanding.figures.asked import Asked

Slots = dict[str, Any]
PASSING = frozenset({"why", "formula", "report", "document", "sort", "limit"})


def named(given: Routing, asked: Asked) -> bool:
    """Whether a message asks to be set beside peers, or for what an institution is strong and weak in."""
    says, said = given.lexicon.says, given.message.said
    if says("mine", said) and not asked.ours and not asked.filters.get("organisation"):
        return False
    likely = dict(given.reading.ranking).get("benchmark", 0.0) >= LIKELY
    if says("report_sure", said) or (asked.ours and says("moves_most", said)):
        return True
    return says("peers", said) or (says("report_card", said) and (likely or bool(
        asked.filters.get("organisation") or asked.ours)))


def holds(given: Routing, asked: Asked) -> Slots:
    """The slots of a comparison that is asked for."""
    slots: Slots = {}
    if asked.filters.get("organisation"):
        slots["organisation"] = list(asked.filters["organisation"])
    kind = next((each.removeprefix("kind:") for each in asked.group_by if each.startswith("kind:")), None)
    if kind:
        slots["kind"] = kind
    if asked.metrics:
        slots["metric"] = asked.metrics[0]
    if asked.filters.get("competency"):
        slots["competency"] = list(asked.filters["competency"])
    if len(asked.periods) == 1:
        slots["period"] = asked.periods[0]
    for key in ("sort", "limit"):
        if getattr(asked, key):
            slots[key] = getattr(asked, key)
    return {**slots, **_view(given)}


def changes(given: Routing, asked: Asked, before: Slots) -> Slots | None:
    """The comparison before with what a message changes; None where it changes nothing."""
    new = holds(given, asked)
    if not new:
        return None
    if given.lexicon.says("peers", given.message.said) and not _view(given):
        return new  # asked anew
    kept = {key: value for key, value in before.items() if key not in PASSING}
    return {**kept, **new}


def _view(given: Routing) -> Slots:
    says, said = given.lexicon.says, given.message.said
    document = {"document": given.reading.slots["document"]} if given.reading.slots.get("document") else {}
    if says("report_card", said) or says("report_sure", said):
        return {"report": True, **document}
    if document:
        return document
    if says("how_made", said):
        return {"formula": True}
    if says("moves_most", said) or given.lexicon.is_only("why", said):
        return {"why": True}
    return {"band": True} if says("in_band", said) else {}
