"""The rows of a release for a question: which table, which cells, in which order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.tools.contract import Desk, Slots
from bot.tools.demanding.supply import Possible, possible, unserved
from bot.tools.figures.told import Told as Figures
from passbook.insights.demand.answer import Row, before, demand, latest
from passbook.insights.demand.count import Cell
from passbook.insights.demand.release import Release

# By what a question may be taken apart, beside the competency.
BESIDE = ("level", "state", "language")


@dataclass(frozen=True)
class Told:
    """What is told: the rows, how many there are where only the first are told, by which table, how many cells are
    silent, the release and the one before it; all cells of the table, and of the one by competency alone; by competency
    the courses that may teach it."""

    rows: tuple[Row, ...]
    found: int
    by: str
    silent: int
    release: Release
    before: Release | None
    cells: frozenset[Cell]
    whole: frozenset[Cell]
    possible: Mapping[str, Sequence[Possible]] = field(default_factory=dict)

    def label(self, desk: Desk, row: Row) -> str:
        """What a row is about, in words."""
        name = desk.name(row.competency)
        return f"{name}, {Figures(desk).label(self.by, row.beside)}" if row.beside else name


def beside(slots: Slots) -> list[str]:
    """What a question takes competencies apart by, or is about one value of."""
    return [each for each in BESIDE if slots.get(each) or each in (slots.get("by") or ())]


def by_of(slots: Slots) -> str:
    """The table that a question is about. What no course serves is told by level: a course serves up to its own."""
    return next(iter(beside(slots)), "level" if slots.get("supply") else "competency")


def told_of(desk: Desk, slots: Slots, releases: Sequence[Release]) -> Told | None:
    """The rows of a question that may be told; None where no release has its table."""
    by = by_of(slots)
    release, since = latest(releases, by), before(releases, by)
    if release is None:
        return None
    values = slots.get(by) if by != "competency" else None
    wanted = None if values is None else {str(each) for each in (values if isinstance(values, list) else [values])}
    named = _competencies(desk, slots)

    def about(cell: Cell) -> bool:
        return (cell[0] in desk.framework.competencies and (named is None or cell[0] in named)
                and (wanted is None or cell[1] in wanted)
                and not (slots.get("supply") and not unserved(desk, cell, by, slots)))

    found = demand(release, by, about, desk.framework.tenant.small_cell, since)
    rows = found.rows
    if slots.get("trend"):
        rows = tuple(sorted(rows, key=lambda row: (row.change is None, -abs(row.change or 0), row.competency)))
    if slots.get("sort") == "asc":
        rows = tuple(reversed(rows))
    return Told(rows[:int(slots["limit"])] if slots.get("limit") else rows, len(rows), by, found.silent, release, since,
                frozenset(release.cells.get(by, {})), frozenset(release.cells.get("competency", {})),
                possible(desk))


def _competencies(desk: Desk, slots: Slots) -> set[str] | None:
    """The competencies of a question; None for all."""
    if slots.get("competency"):
        return set(slots["competency"])
    if slots.get("type") or slots.get("theme"):
        return {each.id for each in desk.framework.competencies.values()
                if slots.get("type") in (None, each.type) and slots.get("theme") in (None, each.theme)}
    return None
