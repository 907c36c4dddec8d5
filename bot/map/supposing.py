"""What if so many people of a position or a place finished a course? Computed from figures that were told; for whoever
may see individuals, from what the course would close for each.

At most: the people are taken to be those for whom it closes most, each passes, and nobody learns anything else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.map.whose import ask_by, place_for, row_of, rows_of
from frac.framework import Course
from frac.gaps import effects
from frac.system.suppose import Reach, most_closed, most_closed_by, reach, readiness_after
from passbook.insights.query import Suppressed, Value

if TYPE_CHECKING:  # tools ask this room in turn
    from bot.tools.contract import Desk

Positions = Mapping[str, list[Reach]]


@dataclass(frozen=True)
class Supposed:
    """What would be. `with_gap`: competency id to the officials with a gap that the course closes, as told. `closed`:
    the gaps that would be closed at most; None where nothing is told. `exact`: it was reckoned person by person.
    `people`: as many as there are at most, of those `asked`. `silent`: competencies of which nothing is told."""

    course: Course
    position_id: str | None
    place: str | None
    asked: int
    people: int
    headcount: Value
    pairs: Value
    before: Value
    with_gap: dict[str, Value]
    closed: int | None
    after: float | None
    exact: bool
    controlled: bool
    permitted: bool
    own: tuple[str, ...]

    @property
    def silent(self) -> int:
        """Of how many competencies the count of people with a gap is held back."""
        return sum(isinstance(value, Suppressed) for value in self.with_gap.values())


def suppose(desk: Desk, course: Course, people: int, position_id: str | None, place: str | None) -> Supposed:
    """What would be if `people` of a position (or of any) in a place finished a course. Writes nothing."""
    where = place_for(desk, place)
    reached = _reached(desk, course, position_id)
    own = tuple(each.competency_id for each in effects(course, desk.pairs(), set(desk.standing().passed))
                if each.closes)
    whom = {"position": (position_id,)} if position_id else {}
    answer = ask_by(desk, where, ("headcount", "pairs", "readiness"), filters=whom)
    permitted = answer.silence != "not_permitted"
    headcount, pairs, before = row_of(answer) or (None, None, None)
    count = min(people, int(headcount)) if isinstance(headcount, (int, float)) else people
    with_gap = _with_gap(desk, where, reached, position_id is not None) if permitted else {}
    exact = permitted and not answer.controlled
    closed = _closed(desk, where, reached, with_gap, count, exact)
    after = None
    if closed is not None and isinstance(before, (int, float)) and isinstance(pairs, (int, float)):
        after = readiness_after(float(before), int(pairs), closed)
    return Supposed(course, position_id, where, people, count, headcount, pairs, before, with_gap, closed, after, exact,
                    answer.controlled, permitted, own)


def _reached(desk: Desk, course: Course, position_id: str | None) -> Positions:
    """The positions in which the course closes anything, with what it closes."""
    positions = [desk.framework.positions[position_id]] if position_id else desk.framework.positions.values()
    found = {each.id: [one for one in reach(course, each) if one.closes] for each in positions}
    return {each: closing for each, closing in found.items() if closing}


def _with_gap(desk: Desk, place: str | None, reached: Positions, narrow: bool) -> dict[str, Value]:
    """How many have a gap that the course closes, by competency, as told; where that is held back and no one position
    is asked about (`narrow`), how many have any gap in it."""
    found: dict[str, Value] = {}
    for competency_id in _competencies(reached):
        positions = tuple(sorted(each for each, closing in reached.items()
                                 if any(one.competency_id == competency_id for one in closing)))
        filters: dict[str, tuple[str, ...]] = {"competency": (competency_id,)}
        # Where the course reaches whatever asks the competency, a filter would say nothing more.
        asking = [each.id for each in desk.framework.positions.values() if competency_id in each.required]
        if len(positions) < len(asking):
            filters["position"] = positions
        told = _one(desk, place, filters)
        if isinstance(told, Suppressed) and "position" in filters and not narrow:
            told = _one(desk, place, {"competency": (competency_id,)})  # of all who have a gap in it: no fewer
        found[competency_id] = told
    return found


def _one(desk: Desk, place: str | None, filters: Mapping[str, tuple[str, ...]]) -> Value:
    return next(iter(row_of(ask_by(desk, place, ("officials_with_gap",), filters=filters))), None)


def _closed(desk: Desk, place: str | None, reached: Positions, with_gap: Mapping[str, Value], people: int,
            exact: bool) -> int | None:
    """How many gaps would be closed at most; None where nothing that it could be reckoned from is told."""
    told = {each: int(value) for each, value in with_gap.items() if isinstance(value, (int, float))}
    if not exact:
        return most_closed(people, told) if told else None
    gaps: list[int] = []
    for competencies, positions in _alike(reached).items():
        filters = {"competency": competencies, "position": positions}
        answer = ask_by(desk, place, ("open_gaps",), "official", filters)
        if answer.silence == "not_permitted":  # exact in sum, and yet not by person
            return most_closed(people, told) if told else None
        gaps += [int(values[0]) for values in rows_of(answer).values() if isinstance(values[0], (int, float))]
    return most_closed_by(people, gaps)


def _alike(reached: Positions) -> dict[tuple[str, ...], tuple[str, ...]]:
    """The positions by what the course closes in them: each person is in one of these groups."""
    found: dict[tuple[str, ...], list[str]] = {}
    for each, closing in reached.items():
        found.setdefault(tuple(sorted(one.competency_id for one in closing)), []).append(each)
    return {competencies: tuple(sorted(positions)) for competencies, positions in found.items()}


def _competencies(reached: Positions) -> Iterable[str]:
    return dict.fromkeys(one.competency_id for closing in reached.values() for one in closing)
