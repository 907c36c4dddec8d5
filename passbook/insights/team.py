"""What became of many people at once, person by person: levels that changed between two instants, and what is overdue.

By the definitions of `held` and `overdue` that every figure uses. The caller names the people, and must have asked
whether they may be seen.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from passbook.insights.facts.reader import Facts
from passbook.insights.grains import INSTANT, Sheet, Window
from passbook.insights.metrics import METRICS
from passbook.insights.query import Query


@dataclass(frozen=True, slots=True)
class Move:
    """A person (by pseudonym) who held another level in a competency at the end than at the start; 0 is none."""

    person: str
    competency: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Late:
    """An assignment of a person (by pseudonym) that is not completed and was due on a day before today."""

    person: str
    plan: str
    course: str
    due_on: date


def moves(facts: Facts, people: Collection[str], opens: datetime, closes: datetime) -> list[Move]:
    """The levels held at `closes` that differ from those at `opens`; by person and competency. One query."""
    credits = facts.credits.filter(facts.credits.person.isin(sorted(people)))
    rows = _held(credits, facts.local(opens)).join(
        _held(credits, facts.local(closes)), ["person", "competency"], how="outer", rname="{name}_then")
    rows = rows.select(person=rows.person.coalesce(rows.person_then),
                       competency=rows.competency.coalesce(rows.competency_then),
                       before=rows.level.fill_null(0), after=rows.level_then.fill_null(0))
    changed = rows.filter(rows.before != rows.after).order_by(["person", "competency"])
    return [Move(row["person"], row["competency"], int(row["before"]), int(row["after"]))
            for row in facts.execute(changed)]


def _held(credits: Any, at: datetime) -> Any:
    end = at + INSTANT
    counting = credits.filter(credits.since < end, credits.until.isnull() | (credits.until >= end))
    return counting.group_by("person", "competency").agg(level=counting.level.max())


def late(facts: Facts, people: Collection[str], now: datetime) -> list[Late]:
    """The overdue assignments of people, the oldest first. One query."""
    local = facts.local(now)
    query = Query(metrics=("overdue",), filters={"official": tuple(sorted(people))})
    rows = Sheet(facts, query, local).rows(METRICS["overdue"], [Window(None, None, local + INSTANT)])
    found = rows.filter(rows.overdue).select("person", "plan", "course", "due_on").order_by(
        ["due_on", "person", "course"])
    return [Late(row["person"], row["plan"], row["course"], row["due_on"]) for row in facts.execute(found)]
