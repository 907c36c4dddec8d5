"""Up to which entries the figures of a course are told: they move on when enough people have new results of it.

The same rule as for all controlled figures (docs/decisions/figures-move-in-releases.md): between two estimates lie the
entries of many, so that a difference tells of nobody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from passbook.insights.disclosure.releases import latest
from passbook.insights.facts.reader import Facts

# So many states of the facts are held open at once.
KEPT = 16


def released(facts: Facts, course: str, competencies: Sequence[str], small_cell: int) -> Facts:
    """The facts up to the last release for a course of these competencies."""
    return releases(facts, {course: competencies}, small_cell)[course]


def releases(facts: Facts, courses: Mapping[str, Sequence[str]], small_cell: int) -> dict[str, Facts]:
    """For each course, given with its competencies, the facts up to its last release."""
    ledger = facts.ledger
    ends = facts.execute(ledger.agg(first=ledger.mark.min(), last=ledger.mark.max()))[0]
    if ends["first"] is None or ends["first"] == ends["last"]:
        return dict.fromkeys(courses, facts)
    rows = _rows(facts, courses, ends["first"])
    found = {}
    for course, competencies in courses.items():
        mine = {(int(row["mark"]), row["person"]) for row in rows
                if row["course"] == course or row["kind"] == "corrected" or row["competency"] in competencies}
        found[course] = _upto(facts, latest(mine, int(ends["first"]), small_cell), int(ends["last"]))
    return found


def _rows(facts: Facts, courses: Mapping[str, Sequence[str]], first: int) -> list[dict[str, Any]]:
    """The entries after the first transaction that bear on any of the courses. A correction may take anything back."""
    ledger, taught = facts.ledger, {each for competencies in courses.values() for each in competencies}
    bears = (ledger.course.fill_null("").isin(list(courses)) | (ledger.kind == "corrected")
             | ledger.competency.fill_null("").isin(sorted(taught)))
    rows: list[dict[str, Any]] = facts.execute(ledger.filter(bears, ledger.mark > first).select(
        "mark", "person", "course", "kind", "competency").distinct())
    return rows


def _upto(facts: Facts, mark: int, last: int) -> Facts:
    if mark == last:
        return facts
    kept: dict[int, Facts] = facts.kept.setdefault("impact_releases", {})
    if mark not in kept:
        if len(kept) >= KEPT:
            kept.pop(next(iter(kept)))
        kept[mark] = facts.upto(mark)
    return kept[mark]
