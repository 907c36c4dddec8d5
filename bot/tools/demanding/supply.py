"""The supply beside a need: live courses, which are public, counted exactly and never with noise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.tools.contract import Desk, Slots
from frac.framework import Course
from passbook.insights.demand.count import Cell

if TYPE_CHECKING:
    from passbook.insights.demand.answer import Row


def courses_of(desk: Desk, competency: str, level: int | None, language: str | None) -> list[Course]:
    """The live courses that are tagged with a competency, at a level or above where one is given, in a language where
    one is given."""
    return [course for course in desk.framework.courses.values() if course.live
            and any(tag.competency_id == competency for tag in course.tags)
            and (level is None or (course.level_in(competency) or 0) >= level)
            and (language is None or language in course.languages)]


def beside_row(desk: Desk, row: Row, by: str, slots: Slots) -> list[Course]:
    """The courses beside a row."""
    return courses_of(desk, row.competency, *_asked((row.competency, row.beside), by, slots))


def unserved(desk: Desk, cell: Cell, by: str, slots: Slots) -> bool:
    """Whether no live course serves a cell: reaches its level (the lowest at which a post requires the competency,
    where the table is not by level), in its language where the table is by language."""
    level, language = _asked(cell, by, slots)
    return not courses_of(desk, cell[0], level or _lowest(desk, cell[0]), language)


def yours(desk: Desk, courses: list[Course]) -> int | None:
    """How many of the courses are the asker's own; None where they are no provider."""
    mine = {grant.provider_id for grant in desk.person.grants if grant.capability == "provider" and grant.provider_id}
    return sum(course.provider_id in mine for course in courses) if mine else None


def _asked(cell: Cell, by: str, slots: Slots) -> tuple[int | None, str | None]:
    level = int(cell[1]) if by == "level" else slots.get("level")
    return level, cell[1] if by == "language" else slots.get("language")


def _lowest(desk: Desk, competency: str) -> int:
    return min((position.required[competency] for position in desk.framework.positions.values()
                if competency in position.required), default=1)
