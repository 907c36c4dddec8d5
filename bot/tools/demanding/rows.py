"""The rows of a release for a question, in the words of the tenant, with the supply beside each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.tools.contract import Desk, Slots
from bot.tools.figures.told import Told as Figures
from bot.turn import Block
from passbook.insights.demand.answer import Row, demand
from passbook.insights.demand.count import Cell
from passbook.insights.demand.release import Release

SHOWN = 10


@dataclass(frozen=True)
class Told:
    """What is told: the rows, by which table, how many cells are silent, the release before; all cells of the table,
    and of the one by competency alone."""

    rows: tuple[Row, ...]
    by: str
    silent: int
    before: Release | None
    cells: frozenset[Cell]
    whole: frozenset[Cell]

    def label(self, desk: Desk, row: Row) -> str:
        """What a row is about, in words."""
        name = desk.name(row.competency)
        return f"{name}, {Figures(desk).label(self.by, row.beside)}" if row.beside else name


def by_of(slots: Slots) -> str:
    """The table that a question is about."""
    return next((each for each in ("level", "state", "language") if slots.get(each) or each in (slots.get("by") or ())),
                "competency")


def told_of(desk: Desk, slots: Slots, releases: Sequence[Release]) -> Told:
    """The rows of a question that may be told."""
    by, latest = by_of(slots), releases[0]
    before = releases[1] if len(releases) > 1 else None
    values = slots.get(by) if by != "competency" else None
    wanted = None if values is None else {str(each) for each in (values if isinstance(values, list) else [values])}
    found = demand(latest, by, _competencies(desk, slots), wanted, desk.framework.tenant.small_cell, before)
    rows = tuple(row for row in found.rows if row.competency in desk.framework.competencies)
    if slots.get("supply"):
        rows = tuple(row for row in rows if not supply_of(
            desk, row.competency, int(row.beside) if by == "level" else lowest(desk, row.competency),
            row.beside if by == "language" else None))
    if slots.get("trend"):
        rows = tuple(sorted(rows, key=lambda row: (-abs(row.change or 0), row.competency)))
    if slots.get("sort") == "asc":
        rows = tuple(reversed(rows))
    if slots.get("limit"):
        rows = rows[:int(slots["limit"])]
    return Told(rows, by, found.silent, before, frozenset(latest.cells.get(by, {})),
                frozenset(latest.cells.get("competency", {})))


def _competencies(desk: Desk, slots: Slots) -> set[str] | None:
    """The competencies of a question; None for all."""
    if slots.get("competency"):
        return set(slots["competency"])
    if slots.get("type") or slots.get("theme"):
        return {each.id for each in desk.framework.competencies.values()
                if slots.get("type") in (None, each.type) and slots.get("theme") in (None, each.theme)}
    return None


def lowest(desk: Desk, competency: str) -> int:
    """The lowest level at which any post requires a competency; 1 where none does."""
    return min((position.required[competency] for position in desk.framework.positions.values()
                if competency in position.required), default=1)


def supply_of(desk: Desk, competency: str, level: int | None, language: str | None) -> int:
    """How many live courses are tagged with a competency (at a level or above; in a language)."""
    return sum(1 for course in desk.framework.courses.values() if course.live
               and any(tag.competency_id == competency for tag in course.tags)
               and (level is None or (course.level_in(competency) or 0) >= level)
               and (language is None or language in course.languages))


def table(desk: Desk, told: Told, slots: Slots, whole: bool) -> Block:
    """The rows as a table: the need with its error, how many are asked, the live courses, and the change."""
    words, figures = desk.words, Figures(desk)
    beside = told.by != "competency"
    columns = ["competency", *([told.by] if beside else []), "officials", "error", "asked", "courses",
               *(["change"] if slots.get("trend") else [])]
    rows: list[list[Any]] = []
    for row in told.rows if whole else told.rows[:max(SHOWN, int(slots.get("limit") or 0))]:
        level = int(row.beside) if told.by == "level" else slots.get("level")
        language = row.beside if told.by == "language" else slots.get("language")
        rows.append([{"id": row.competency, "label": desk.name(row.competency)},
                     *([{"id": row.beside, "label": figures.label(told.by, row.beside)}] if beside else []),
                     row.count, row.error, row.asked, supply_of(desk, row.competency, level, language),
                     *([row.change] if slots.get("trend") else [])])
    return {"type": "table", "title": words("demand.tables.need"), "columns": [
        {"id": each, "label": words(f"demand.columns.{each}")} for each in columns], "rows": rows}


def asked_for(desk: Desk, slots: Slots) -> str:
    """What was understood, part by part."""
    figures, words = Figures(desk), desk.words
    parts = [words("demand.name")]
    parts += [words.listed((desk.name(each) for each in slots.get("competency") or ()), 4)]
    parts += [figures.label(key, str(slots[key])) for key in ("type", "theme", "level", "language") if slots.get(key)]
    parts += [words.listed(slots.get("state") or (), 4)]
    by = by_of(slots)
    if by != "competency" and not slots.get(by):
        parts.append(figures("understood.by", names=words(f"demand.columns.{by}").lower()))
    if slots.get("supply"):
        parts.append(words("demand.offers.supply"))
    return " · ".join(part for part in parts if part)
