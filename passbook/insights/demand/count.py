"""Counts what a release is made of: how many officials are asked for a competency, and how many of them have an open
gap in it at an instant; whole, and by level, state and language.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from passbook.insights.demand.budget import SHARES
from passbook.insights.facts.reader import Facts
from passbook.insights.grains import INSTANT, Sheet, Window
from passbook.insights.metrics import METRICS
from passbook.insights.query import Query

# A cell: the competency, and the level, state or language beside it (empty in the table of competencies).
Cell = tuple[str, str]


@dataclass(frozen=True)
class Counts:
    """For each table (`competency`, `level`, `state`, `language`) and cell how many officials are asked for the
    competency (`asked`: public) and how many have an open gap (`open`: protected). `most`: the most competencies that
    one post of anybody requires, so the most cells of a table that one person moves."""

    asked: Mapping[str, Mapping[Cell, int]]
    open: Mapping[str, Mapping[Cell, int]]
    most: int


def count(facts: Facts, now: datetime) -> Counts:
    """The counts at an instant."""
    local = facts.local(now)
    query = Query(("open_gaps",))
    rows = Sheet(facts, query, local).rows(METRICS["open_gaps"], [Window(None, None, local + INSTANT)])
    # a person has one row for each competency that their post requires
    grouped = rows.group_by("competency", "required", "state", "language").agg(
        asked=rows.count(), open=rows.open.sum())
    asked: dict[str, Counter[Cell]] = {name: Counter() for name in SHARES}
    open_: dict[str, Counter[Cell]] = {name: Counter() for name in SHARES}
    for row in facts.execute(grouped):
        beside = {"competency": "", "level": str(row["required"]), "state": row["state"], "language": row["language"]}
        for name, value in beside.items():
            if value is not None:
                asked[name][row["competency"], value] += int(row["asked"])
                open_[name][row["competency"], value] += int(row["open"])
    return Counts(asked, open_, _most(facts))


def _most(facts: Facts) -> int:
    """The most competencies that a post requires in which anybody serves."""
    needed = facts.requirements.semi_join(facts.people, "position")
    widest = needed.group_by("position").agg(n=needed.competency.nunique())
    return int(facts.execute(widest.agg(most=widest.n.max()))[0]["most"] or 0)
