"""Recommending: which live courses close or narrow a person's open gaps, in which order, and why.

The plan that closes the most weighted gap, and of those the one that takes the least time (`retrieval.planning` solves
it and says whether that is proven). A course of unknown level closes nothing. Time, language and other wishes bind
every course of the plan, its prerequisites included.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field

from frac.framework import Course, Framework
from frac.gaps import Effect, Pair, effects
from retrieval.planning.best import solve
from retrieval.planning.problem import CLOSING, Goal, Option, Problem


@dataclass(frozen=True)
class Wishes:
    """What the person asked for. `minutes` binds the whole plan, `longest` each course; ids elsewhere."""

    language: str | None = None
    minutes: float | None = None
    longest: float | None = None
    competencies: frozenset[str] = frozenset()
    without_providers: frozenset[str] = frozenset()
    only_providers: frozenset[str] = frozenset()
    without_courses: frozenset[str] = frozenset()
    free: bool = False


@dataclass(frozen=True)
class Step:
    """A course of the plan: what it closes or narrows, what it is a prerequisite for (a course id), its minutes."""

    course: Course
    effects: tuple[Effect, ...]
    needed_for: str | None = None


@dataclass(frozen=True)
class Plan:
    """The steps in order, what they leave open, what no course that fits the wishes can close, and whether no plan can
    be better."""

    steps: tuple[Step, ...]
    closed: tuple[str, ...]
    remaining: tuple[Pair, ...]
    unreachable: tuple[str, ...]
    minutes: float = 0.0
    considered: int = field(default=0)
    proven: bool = True


def plan(framework: Framework, open_pairs: Sequence[Pair], passed: Set[str], wishes: Wishes,
         at_most: int = 5) -> Plan:
    """The courses to take for these open gaps, at most `at_most` of them (prerequisites included)."""
    wanted = [pair for pair in open_pairs if pair.open
              and (not wishes.competencies or pair.competency_id in wishes.competencies)]
    fitting = {course.id: course for pair in wanted
               for course in framework.courses_by_competency.get(pair.competency_id, ()) if fits(course, wishes)}
    options = _with_prerequisites(framework, fitting.values(), passed, wishes)
    places = {course.id: place for place, course in enumerate(options)}
    solution = solve(_problem(options, places, wanted, passed, wishes, at_most))
    steps, held = _in_order([options[place] for place in sorted(solution.choice)], wanted, passed)
    remaining = tuple(Pair(pair.competency_id, pair.required, held[pair.competency_id], pair.weight)
                      for pair in wanted if held[pair.competency_id] < pair.required)
    closed = tuple(pair.competency_id for pair in wanted if held[pair.competency_id] >= pair.required)
    reachable = {effect.competency_id for course in options for effect in effects(course, wanted, passed)
                 if effect.closes}
    unreachable = tuple(pair.competency_id for pair in wanted if pair.competency_id not in reachable)
    return Plan(tuple(steps), closed, remaining, unreachable, sum(step.course.minutes for step in steps),
                len(fitting), solution.proven)


def fits(course: Course, wishes: Wishes) -> bool:
    """Whether a course is live and as the person wished."""
    return (course.live and course.id not in wishes.without_courses
            and (wishes.language is None or wishes.language in course.languages)
            and (wishes.minutes is None or course.minutes <= wishes.minutes)
            and (wishes.longest is None or course.minutes <= wishes.longest)
            and (not wishes.without_providers or course.provider_id not in wishes.without_providers)
            and (not wishes.only_providers or course.provider_id in wishes.only_providers)
            and (not wishes.free or not course.price_inr))


def _with_prerequisites(framework: Framework, courses: Iterable[Course], passed: Set[str],
                        wishes: Wishes) -> list[Course]:
    """The courses that may be taken, by id, and those that they presuppose; none that presupposes what does not fit."""
    found: dict[str, Course | None] = {}

    def may(course: Course, above: frozenset[str]) -> bool:
        if course.id in found:
            return found[course.id] is not None
        fine = fits(course, wishes) and all(
            may(framework.courses[needed], above | {needed}) for needed in _needed(framework, course, passed)
            if needed not in above)
        found[course.id] = course if fine else None
        return fine

    for course in courses:
        if course.id not in passed:
            may(course, frozenset({course.id}))
    left = {identity: course for identity, course in found.items() if course is not None}
    while lacking := [identity for identity, course in left.items()
                      if any(needed not in left for needed in _needed(framework, course, passed))]:
        for identity in lacking:  # one of a circle of courses was looked at before another fell out
            del left[identity]
    return sorted(left.values(), key=lambda course: course.id)


def _needed(framework: Framework, course: Course, passed: Set[str]) -> list[str]:
    """What a course presupposes and is not passed; what the catalogue does not know binds nobody."""
    return [needed for needed in course.prerequisites if needed in framework.courses and needed not in passed]


def _problem(options: Sequence[Course], places: Mapping[str, int], wanted: Sequence[Pair], passed: Set[str],
             wishes: Wishes, at_most: int) -> Problem:
    """The plan as a problem: gaps are its goals, courses its options."""
    number = {pair.competency_id: place for place, pair in enumerate(wanted)}
    return Problem(
        tuple(Goal(pair.held, pair.required, pair.weight) for pair in wanted),
        tuple(Option(course.minutes,
                     tuple((number[effect.competency_id], effect.to) for effect in effects(course, wanted, passed)),
                     frozenset(places[needed] for needed in course.prerequisites if needed in places))
              for course in options),
        wishes.minutes, at_most)


def _in_order(courses: Sequence[Course], wanted: Sequence[Pair],
              passed: Set[str]) -> tuple[list[Step], dict[str, int]]:
    """The steps in the order in which they are taken, and the levels held after them: what is presupposed first, then
    what brings the most for its time."""
    held = {pair.competency_id: pair.held for pair in wanted}
    left = {course.id: course for course in courses}
    steps: list[Step] = []
    while left:
        ready = [course for course in left.values() if not any(needed in left for needed in course.prerequisites)]
        ranked = []
        for course in ready or left.values():
            now = [Pair(pair.competency_id, pair.required, held[pair.competency_id], pair.weight) for pair in wanted]
            moved = effects(course, now, passed)
            gain = sum(_worth(effect, wanted) for effect in moved)
            ranked.append((-gain / (course.minutes + 30.0), course.id, course, moved))
        _, identity, course, moved = min(ranked, key=lambda each: each[:2])
        del left[identity]
        steps.append(Step(course, tuple(moved), _target(identity, left)))
        for effect in moved:
            held[effect.competency_id] = max(held[effect.competency_id], effect.to)
    return steps, held


def _target(identity: str, left: Mapping[str, Course]) -> str | None:
    """The course for whose sake one is taken before it: the last of the chain that presupposes it."""
    target, seen = None, {identity}
    while True:
        above = next((each.id for each in left.values() if identity in each.prerequisites and each.id not in seen),
                     None)
        if above is None:
            return target
        target = identity = above
        seen.add(above)


def _worth(effect: Effect, wanted: Sequence[Pair]) -> float:
    """Weighted levels gained up to what is required; closing counts half a level more than narrowing as far."""
    weight = next((pair.weight for pair in wanted if pair.competency_id == effect.competency_id), 1.0)
    gained = min(effect.to, effect.required) - effect.start
    return weight * (gained + (CLOSING if effect.closes else 0.0))
