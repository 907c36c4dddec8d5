"""What is wished of a plan, out of the slots of a turn; and what of it cannot be: a quarter or a year that is over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from bot.tools.contract import Slots
from passbook.insights.year_plan.plan import coming
from passbook.insights.year_plan.terms import Terms
from passbook.periods import Period, from_id

Plain = dict[str, Any]


def terms_of(slots: Slots) -> Terms:
    """The wishes of a turn."""
    def named(key: str) -> dict[str, tuple[str, ...]]:
        return {dimension: tuple(ids) for dimension, ids in (slots.get(key) or {}).items() if ids}

    return Terms(slots.get("budget"), slots.get("hours"), named("skip"), named("only"), slots.get("language"),
                 dict(slots.get("fixed") or {}))


def quarters_of(slots: Slots, today: date, year_starts: str) -> tuple[Period, ...]:
    """The quarters to be planned; none where the year is over."""
    year = from_id(slots["year"], year_starts) if slots.get("year") else None
    return coming(today, year_starts, year)


def past(slots: Slots, quarters: Sequence[Period]) -> dict[str, int]:
    """What was moved to a quarter that is not among those to be planned."""
    there = {quarter.id[-2:] for quarter in quarters}
    return {what: number for what, number in (slots.get("fixed") or {}).items() if f"Q{number}" not in there}


def arguments(slots: Slots, places: Sequence[str], quarters: Sequence[Period]) -> Plain:
    """The question as the interface shows it."""
    made: Plain = {"organisation": list(places), "quarters": [each.id for each in quarters]}
    for key in ("budget", "hours", "language", "skip", "only", "fixed", "position", "group", "state", "by"):
        if slots.get(key) not in (None, [], {}):
            made[key] = slots[key]
    return made
