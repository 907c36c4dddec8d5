"""Lays courses over the quarters of a year: what presupposes another comes after it, what counts most comes early, each
person's hours and everybody's are spread evenly, and what was moved stands where it was moved to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from passbook.insights.year_plan.choose import Choice
from passbook.insights.year_plan.menus import Bundle, Menus
from passbook.insights.year_plan.terms import Course, Goal, Line, People, Terms
from passbook.periods import Period

Cell = tuple[str | None, str | None]


@dataclass
class _Run:
    """A course in a quarter, in the making."""

    seats: int = 0
    counts: dict[Cell, int] = field(default_factory=dict)
    closes: dict[str, int] = field(default_factory=dict)


def lay(people: Sequence[People], choice: Choice, menus: Menus, courses: Mapping[str, Course], terms: Terms,
        quarters: Sequence[Period]) -> tuple[Line, ...]:
    """The lines of a plan, by quarter, those with most seats first."""
    runs: dict[tuple[int, str], _Run] = {}
    load = [0.0] * len(quarters)
    homes: dict[str, int] = {}
    order = sorted(((bundle.worth, number, bundle, count) for number, given in enumerate(choice.given)
                    for bundle, count in given if bundle.courses), key=lambda each: (-each[0], each[1]))
    rests: dict[int, dict[Cell, int]] = {number: dict(each.counts) for number, each in enumerate(people)}
    for _, number, bundle, count in order:
        who = _taken(rests[number], count)
        placed = _placed(bundle, people[number].goals, menus, courses, terms, quarters, load, homes)
        for course, at in placed.items():
            homes.setdefault(course, at)
            run = runs.setdefault((at, course), _Run())
            run.seats += count
            for cell, n in who.items():
                run.counts[cell] = run.counts.get(cell, 0) + n
            load[at] += courses[course].minutes * count
        for goal, course in _closers(people[number].goals, placed, courses).items():
            closes = runs[placed[course], course].closes
            closes[goal.competency] = closes.get(goal.competency, 0) + count
    lines = [_line(quarters[at].id, courses[course], run) for (at, course), run in runs.items()]
    place = {quarter.id: at for at, quarter in enumerate(quarters)}
    return tuple(sorted(lines, key=lambda line: (place[line.quarter], -line.seats, line.course)))


def _line(quarter: str, course: Course, run: _Run) -> Line:
    return Line(quarter, course.id, run.seats, run.counts, run.closes, run.seats * course.minutes / 60.0,
                None if course.rupees is None else run.seats * course.rupees)


def _taken(rest: dict[Cell, int], count: int) -> dict[Cell, int]:
    """So many people out of those who are left, by their positions in order."""
    found: dict[Cell, int] = {}
    for cell in sorted(rest, key=str):
        n = min(rest[cell], count)
        if n:
            found[cell] = n
            rest[cell] -= n
            count -= n
    return found


def _placed(bundle: Bundle, goals: Sequence[Goal], menus: Menus, courses: Mapping[str, Course], terms: Terms,
            quarters: Sequence[Period], load: Sequence[float], homes: Mapping[str, int]) -> dict[str, int]:
    """The quarter of each course of a bundle, by place: where this person has least to do, then where the course runs
    already (`homes`), then where everybody has least to do."""
    mine = [0.0] * len(quarters)
    placed: dict[str, int] = {}
    for course in _ordered(bundle.courses, goals, menus, courses):
        first = max((placed[each] for each in courses[course].needs if each in placed), default=0)
        at = _fixed(course, courses[course], terms, quarters)
        if at is None:
            at = min(range(first, len(quarters)), key=lambda each: (
                mine[each], each != homes.get(course), load[each], each))
        placed[course] = at
        mine[at] += courses[course].minutes
    for course in placed:  # what was moved takes what it presupposes along
        for needed in courses[course].needs:
            if needed in placed and placed[needed] > placed[course]:
                placed[needed] = placed[course]
    return placed


def _fixed(identity: str, course: Course, terms: Terms, quarters: Sequence[Period]) -> int | None:
    """The place of the quarter to which a course, or a competency that it brings, was moved."""
    wished = next((terms.fixed[each] for each in (identity, *sorted(course.levels)) if each in terms.fixed), None)
    return None if wished is None else next(
        (at for at, quarter in enumerate(quarters) if quarter.id.endswith(f"Q{wished}")), None)


def _ordered(chosen: Iterable[str], goals: Sequence[Goal], menus: Menus, courses: Mapping[str, Course]) -> list[str]:
    """The courses of a bundle: what closes most for its length first, but nothing before what it presupposes."""
    waiting = sorted(chosen, key=lambda each: (
        -sum(goal.weight for goal in menus.closed(goals, (each,))) / max(courses[each].minutes, 1.0), each))
    found: list[str] = []
    while waiting:
        ready = next((each for each in waiting if not set(courses[each].needs) & set(waiting)), waiting[0])
        waiting.remove(ready)
        found.append(ready)
    return found


def _closers(goals: Sequence[Goal], placed: Mapping[str, int], courses: Mapping[str, Course]) -> dict[Goal, str]:
    """The course that closes each goal: the earliest that reaches the level."""
    found: dict[Goal, str] = {}
    for goal in goals:
        able = [each for each in placed if courses[each].levels.get(goal.competency, 0) >= goal.level]
        if able:
            found[goal] = min(able, key=lambda each: (placed[each], each))
    return found
