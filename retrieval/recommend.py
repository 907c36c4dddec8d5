"""Recommending: which live courses close or narrow a person's open gaps, and why.

A greedy plan, honest about being one: at each step the course that moves the most weighted gap per hour, judged
against what the courses chosen before it would leave open. A course of unknown level closes nothing. Time, language
and other wishes bind every course of the plan, its prerequisites included.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

from frac.framework import Course, Framework
from frac.gaps import Effect, Pair, effects


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
    """The steps in order, what they leave open, and what no course that fits the wishes can close."""

    steps: tuple[Step, ...]
    closed: tuple[str, ...]
    remaining: tuple[Pair, ...]
    unreachable: tuple[str, ...]
    minutes: float = 0.0
    considered: int = field(default=0)


def plan(framework: Framework, open_pairs: Sequence[Pair], passed: Set[str], wishes: Wishes,
         at_most: int = 5) -> Plan:
    """The courses to take for these open gaps, at most `at_most` of them (prerequisites included)."""
    wanted = [pair for pair in open_pairs if pair.open
              and (not wishes.competencies or pair.competency_id in wishes.competencies)]
    fitting = {course.id: course for pair in wanted
               for course in framework.courses_by_competency.get(pair.competency_id, ()) if fits(course, wishes)}
    start = {pair.competency_id: pair.held for pair in wanted}
    held = dict(start)
    steps: list[Step] = []
    taken: set[str] = set()
    minutes = 0.0
    while len(steps) < at_most:
        best: tuple[float, str, list[Step]] | None = None
        for course in fitting.values():
            chain = _with_prerequisites(framework, course, passed, taken, wishes)
            if course.id in taken or chain is None or len(steps) + len(chain) > at_most:
                continue
            cost = sum(each.minutes for each in chain)
            if wishes.minutes is not None and minutes + cost > wishes.minutes:
                continue
            moved = _moved(chain, wanted, held, passed)
            if not moved:
                continue
            gain = sum(_worth(effect, wanted) for _, found in moved for effect in found)
            rank = gain / (cost + 30.0)
            if gain > 0 and (best is None or (rank, best[1]) > (best[0], course.id)):
                target = course.id
                best = (rank, course.id, [Step(each, tuple(found), None if each.id == target else target)
                                          for each, found in moved])
        if best is None:
            break
        for step in best[2]:
            steps.append(step)
            taken.add(step.course.id)
            minutes += step.course.minutes
            for effect in step.effects:
                held[effect.competency_id] = max(held[effect.competency_id], effect.to)
    remaining = tuple(Pair(pair.competency_id, pair.required, held[pair.competency_id], pair.weight)
                      for pair in wanted if held[pair.competency_id] < pair.required)
    closed = tuple(pair.competency_id for pair in wanted if held[pair.competency_id] >= pair.required)
    reachable = {effect.competency_id for course in fitting.values()
                 for effect in effects(course, wanted, passed) if effect.closes}
    unreachable = tuple(pair.competency_id for pair in wanted if pair.competency_id not in reachable)
    return Plan(tuple(steps), closed, remaining, unreachable, minutes, len(fitting))


def fits(course: Course, wishes: Wishes) -> bool:
    """Whether a course is live and as the person wished."""
    return (course.live and course.id not in wishes.without_courses
            and (wishes.language is None or wishes.language in course.languages)
            and (wishes.minutes is None or course.minutes <= wishes.minutes)
            and (wishes.longest is None or course.minutes <= wishes.longest)
            and (not wishes.without_providers or course.provider_id not in wishes.without_providers)
            and (not wishes.only_providers or course.provider_id in wishes.only_providers)
            and (not wishes.free or not course.price_inr))


def _with_prerequisites(framework: Framework, course: Course, passed: Set[str], taken: Set[str],
                        wishes: Wishes) -> list[Course] | None:
    """The course behind those that it presupposes and that are neither passed nor chosen; None where one does not
    fit."""
    order: list[Course] = []

    def visit(current: Course, above: frozenset[str]) -> bool:
        for needed in current.prerequisites:
            other = framework.courses.get(needed)
            if other is None or needed in passed or needed in taken or other in order or needed in above:
                continue
            if not fits(other, wishes) or not visit(other, above | {needed}):
                return False
        order.append(current)
        return True

    return order if course.id not in passed and visit(course, frozenset({course.id})) else None


def _moved(chain: Sequence[Course], wanted: Sequence[Pair], held: Mapping[str, int],
           passed: Set[str]) -> list[tuple[Course, list[Effect]]]:
    """What each course of a chain adds to the levels held before it."""
    now = dict(held)
    moved = []
    for course in chain:
        left = [Pair(pair.competency_id, pair.required, now[pair.competency_id], pair.weight) for pair in wanted]
        found = effects(course, left, passed)
        for effect in found:
            now[effect.competency_id] = max(now[effect.competency_id], effect.to)
        moved.append((course, found))
    return moved if any(found for _, found in moved) else []


def _worth(effect: Effect, wanted: Sequence[Pair]) -> float:
    """Weighted levels gained up to what is required; closing counts half a level more than narrowing as far."""
    weight = next((pair.weight for pair in wanted if pair.competency_id == effect.competency_id), 1.0)
    gained = min(effect.to, effect.required) - effect.start
    return weight * (gained + (0.5 if effect.closes else 0.0))
