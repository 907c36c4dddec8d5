"""The supply beside a need: live courses, which are public, counted exactly and never with noise.

Beside it stands what may become supply: live courses for which a competency is proposed and not yet approved. These
close no gap and serve no need.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.store import drafts
from bot.tools.contract import Desk, Slots
from frac.framework import Course
from passbook.insights.demand.count import Cell

if TYPE_CHECKING:
    from passbook.insights.demand.answer import Row


@dataclass(frozen=True, slots=True)
class Possible:
    """A live course that may teach a competency, at a level where one is proposed."""

    course: Course
    level: int | None


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


def possible(desk: Desk) -> dict[str, list[Possible]]:
    """By competency, the live courses for which it is proposed; those that are tagged with it already are no more."""
    found: dict[str, list[Possible]] = {}
    for course_id, competency, level in drafts.proposed_tags(desk.conn):
        course = desk.framework.courses.get(course_id)
        if course is not None and course.live and all(tag.competency_id != competency for tag in course.tags):
            found.setdefault(competency, []).append(Possible(course, level))
    return found


def possible_beside(proposed: Mapping[str, Sequence[Possible]], row: Row, by: str, slots: Slots) -> int:
    """How many courses may come to stand beside a row, at its level or above and in its language, where it has one."""
    level, language = _asked((row.competency, row.beside), by, slots)
    return sum((level is None or (each.level or 0) >= level)
               and (language is None or language in each.course.languages) for each in proposed.get(row.competency, ()))


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
