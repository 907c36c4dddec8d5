"""What would be if some people finished a course: at most, by counts that are handed in. Writes nothing.

Each is taken to pass, to hold afterwards at least the level that the course is tagged with, and to learn nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from frac.framework import Course, Position


@dataclass(frozen=True, slots=True)
class Reach:
    """What a course does to one competency that a position asks: its level, and whether a gap would be closed."""

    competency_id: str
    required: int
    taught: int

    @property
    def closes(self) -> bool:
        """Whether it closes any gap in it; else it may narrow one."""
        return self.taught >= self.required


def reach(course: Course, position: Position) -> list[Reach]:
    """The competencies that a position asks and a course teaches at a known level, those that it closes first. A course
    that is not live reaches nothing."""
    if not course.live:
        return []
    found = [Reach(competency_id, required, level) for competency_id, required in position.required.items()
             if (level := course.level_in(competency_id)) is not None]
    return sorted(found, key=lambda each: (not each.closes, each.competency_id))


def most_closed(people: int, with_gap: Mapping[str, int]) -> int:
    """How many gaps so many people could close at most, where so many have one in each competency (by id): in each
    competency nobody closes more than one, and no more are closed than there are."""
    return sum(min(max(people, 0), max(count, 0)) for count in with_gap.values())


def most_closed_by(people: int, gaps: Iterable[int]) -> int:
    """How many they could close at most, where it is known how many the course closes for each person: those for whom
    it closes most are the ones who finish it."""
    return sum(sorted((each for each in gaps if each > 0), reverse=True)[:max(people, 0)])


def readiness_after(readiness: float, pairs: int, closed: int) -> float:
    """Readiness (in percent) of a group with so many required pairs, once so many gaps more are closed."""
    if pairs <= 0:
        return readiness
    return min(100.0, readiness + 100.0 * closed / pairs)
