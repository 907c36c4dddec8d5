"""Up to which entries the effect of a course is estimated: it moves on when enough people have new results of it.

The same rule as for all controlled figures (docs/decisions/figures-move-in-releases.md): between two estimates lie the
entries of many, so that a difference tells of nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from passbook.insights.disclosure.releases import latest
from passbook.insights.facts.reader import Facts

# So many states of the facts are held open at once.
KEPT = 16


def released(facts: Facts, course: str, competencies: Sequence[str], small_cell: int) -> Facts:
    """The facts up to the last release for a course of these competencies."""
    mark = _mark(facts, course, competencies, small_cell)
    if mark is None:
        return facts
    kept: dict[int, Facts] = facts.kept.setdefault("impact_releases", {})
    if mark not in kept:
        if len(kept) >= KEPT:
            kept.pop(next(iter(kept)))
        kept[mark] = facts.upto(mark)
    return kept[mark]


def _mark(facts: Facts, course: str, competencies: Sequence[str], small_cell: int) -> int | None:
    """The last mark of the release; None where it takes in all there is."""
    ledger = facts.ledger
    ends = facts.execute(ledger.agg(first=ledger.mark.min(), last=ledger.mark.max()))[0]
    if ends["first"] is None or ends["first"] == ends["last"]:
        return None
    bears = ((ledger.course.fill_null("") == course) | (ledger.kind == "corrected")
             | ledger.competency.fill_null("").isin(list(competencies)))
    rows: list[dict[str, Any]] = facts.execute(
        ledger.filter(bears, ledger.mark > ends["first"]).select("mark", "person").distinct())
    found = latest(((int(row["mark"]), row["person"]) for row in rows), int(ends["first"]), small_cell)
    return None if found == ends["last"] else found
