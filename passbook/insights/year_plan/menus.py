"""What courses can do for people who have the same goals: the bundles of courses worth considering, cheapest first.

Goals that no course joins are looked at apart. Within a part every set of goals has its bundles of which none is both
dearer and longer than another: found by adding one course after another, which is exhaustive for parts of the size that
posts have, and cut off at `WIDTH` bundles a set beyond.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from passbook.insights.year_plan.terms import Course, Goal

# So many bundles are kept for one set of goals, and so many in all for people under a limit of hours.
WIDTH, MERGED = 8, 400
# Parts of more goals than this are cut: the goals that count most are planned together, the others each by itself.
JOINED = 10


@dataclass(frozen=True, slots=True)
class Bundle:
    """Courses for one person, with what they cost, how long they take, and the weight of the goals that they close."""

    courses: frozenset[str]
    rupees: float
    minutes: float
    worth: float


NOTHING = Bundle(frozenset(), 0.0, 0.0, 0.0)


class Menus:
    """The bundles of a catalogue. `usable`: the courses that may be used."""

    def __init__(self, usable: Mapping[str, Course]) -> None:
        self._courses = usable
        self._closers: dict[Goal, tuple[str, ...]] = {}
        self._part = lru_cache(maxsize=200_000)(self._bundles)

    def closers(self, goal: Goal, passed: frozenset[str] = frozenset()) -> list[str]:
        """The courses that close a goal for somebody who passed these."""
        key = Goal(goal.competency, goal.level)
        if key not in self._closers:
            self._closers[key] = tuple(sorted(each.id for each in self._courses.values()
                                              if each.levels.get(goal.competency, 0) >= goal.level))
        return [each for each in self._closers[key] if each not in passed]

    def closed(self, goals: Iterable[Goal], courses: Iterable[str]) -> list[Goal]:
        """The goals that these courses close."""
        taken = [self._courses[each] for each in courses]
        return [goal for goal in goals if any(each.levels.get(goal.competency, 0) >= goal.level for each in taken)]

    def frontier(self, goals: Sequence[Goal], passed: frozenset[str], hours: float | None) -> list[Bundle]:
        """The bundles for people with these goals of which each is worth more than the one before and costs more a
        unit of worth (the upper hull of worth over rupees); the first is to do nothing."""
        parts = [self._part(part, passed & self._bearing(part)) for part in self._parts(goals, passed)]
        if hours is None:
            return _joined([_hull(part) for part in parts])
        merged = [NOTHING]
        for part in parts:
            merged = _merged(merged, part, hours * 60.0)
        return _hull(merged)

    def all(self, goals: Sequence[Goal], passed: frozenset[str], hours: float | None) -> list[Bundle]:
        """All bundles worth considering, also those below the hull; for goals that no course joins, each by itself."""
        found = [NOTHING]
        for part in self._parts(goals, passed):
            found += [each for each in self._part(part, passed & self._bearing(part))
                      if hours is None or each.minutes <= hours * 60.0]
        return found

    def _bearing(self, goals: Sequence[Goal]) -> frozenset[str]:
        """The courses that close one of the goals, and what they presuppose."""
        found = {each for goal in goals for each in self.closers(goal)}
        return frozenset(found | {each for course in found for each in self._courses[course].needs})

    def _parts(self, goals: Sequence[Goal], passed: frozenset[str]) -> list[tuple[Goal, ...]]:
        """The goals that can be closed, in parts that no course joins, also none that two others presuppose."""
        of_course: dict[str, list[Goal]] = {}
        for goal in goals:
            for each in {one for closer in self.closers(goal, passed) for one in self._chain(closer, passed)}:
                of_course.setdefault(each, []).append(goal)
        part: dict[Goal, set[Goal]] = {goal: {goal} for joined in of_course.values() for goal in joined}
        for joined in of_course.values():
            whole = set().union(*(part[goal] for goal in joined))
            if len(whole) <= JOINED:
                for goal in whole:
                    part[goal] = whole
        seen: dict[int, tuple[Goal, ...]] = {id(whole): tuple(sorted(whole)) for whole in part.values()}
        return sorted(seen.values())

    def _bundles(self, goals: tuple[Goal, ...], passed: frozenset[str]) -> tuple[Bundle, ...]:
        """The bundles for a part, to do nothing among them."""
        masks: dict[str, int] = {}
        for place, goal in enumerate(goals):
            for each in self.closers(goal, passed):
                masks[each] = masks.get(each, 0) | 1 << place
        steps = self._steps(masks, passed)
        best: dict[int, list[Bundle]] = {0: [NOTHING]}
        for courses, mask in steps:
            for reached, bundles in sorted(best.items(), reverse=True):
                if reached | mask == reached:
                    continue
                for bundle in bundles:
                    _keep(best.setdefault(reached | mask, []), self._made(bundle.courses | courses, goals))
        return tuple(bundle for bundles in best.values() for bundle in bundles)

    def _steps(self, masks: Mapping[str, int], passed: frozenset[str]) -> list[tuple[frozenset[str], int]]:
        """Each course with what it presupposes and the goals that they close, without those that another does better:
        no fewer goals, for no more money and time. One that presupposes others stays: beside them it may cost less."""
        made = []
        for course in sorted(masks):
            chain = self._chain(course, passed)
            mask = masks[course]
            for each in chain:
                mask |= masks.get(each, 0)
            bundle = self._made(chain, ())
            made.append((bundle.rupees, bundle.minutes, course, chain, mask))
        made.sort(key=lambda each: each[:3])
        kept: list[tuple[float, float, str, frozenset[str], int]] = []
        for step in made:
            if len(step[3]) > 1 or not any(other[1] <= step[1] and other[4] | step[4] == other[4] for other in kept):
                kept.append(step)
        return [(chain, mask) for _, _, _, chain, mask in kept]

    def _chain(self, course: str, passed: frozenset[str]) -> frozenset[str]:
        """A course with all that it presupposes and that is not passed; what cannot be taken any more is not asked."""
        chain, waiting = {course}, list(self._courses[course].needs)
        while waiting:
            each = waiting.pop()
            if each in self._courses and each not in chain and each not in passed:
                chain.add(each)
                waiting += self._courses[each].needs
        return frozenset(chain)

    def _made(self, courses: frozenset[str], goals: Sequence[Goal]) -> Bundle:
        taken = [self._courses[each] for each in courses]
        return Bundle(courses, sum(each.rupees or 0.0 for each in taken), sum(each.minutes for each in taken),
                      sum(goal.weight for goal in self.closed(goals, courses)))


def _keep(bundles: list[Bundle], new: Bundle) -> None:
    """Adds a bundle to those of one set of goals, where none is at most as dear and as long."""
    if any(each.rupees <= new.rupees and each.minutes <= new.minutes for each in bundles):
        return
    bundles[:] = [each for each in bundles if not (new.rupees <= each.rupees and new.minutes <= each.minutes)]
    bundles.append(new)
    bundles.sort(key=lambda each: (each.rupees, each.minutes, sorted(each.courses)))
    del bundles[WIDTH:]


def _hull(bundles: Iterable[Bundle]) -> list[Bundle]:
    """The upper hull of worth over rupees, from doing nothing on; of equal ones the shortest."""
    hull = [NOTHING]
    best: list[Bundle] = []
    for each in sorted(bundles, key=lambda one: (one.rupees, -one.worth, one.minutes, sorted(one.courses))):
        if not best or each.worth > best[-1].worth + 1e-9:
            best.append(each)
    for each in best:
        if each.worth <= hull[-1].worth + 1e-9:
            continue
        while len(hull) > 1 and _steeper(hull[-2], hull[-1], each):
            hull.pop()
        hull.append(each)
    return hull


def _steeper(first: Bundle, middle: Bundle, last: Bundle) -> bool:
    """Whether the way to the last is at least as steep past the middle as to it."""
    return ((last.worth - middle.worth) * (middle.rupees - first.rupees)
            >= (middle.worth - first.worth) * (last.rupees - middle.rupees))


def _joined(hulls: Sequence[Sequence[Bundle]]) -> list[Bundle]:
    """The hull of parts that bear on each other in nothing: their steps, steepest first."""
    steps = [(_ratio(before, after), number, at, before, after) for number, hull in enumerate(hulls)
             for at, (before, after) in enumerate(pairwise(hull))]
    found, now = [NOTHING], NOTHING
    taken: dict[int, Bundle] = {}
    for _, number, _, before, after in sorted(steps, key=lambda each: (-each[0], each[1], each[2])):
        taken[number] = after
        now = Bundle(frozenset().union(*(each.courses for each in taken.values())),
                     now.rupees + after.rupees - before.rupees, now.minutes + after.minutes - before.minutes,
                     now.worth + after.worth - before.worth)
        found.append(now)
    return found


def _ratio(before: Bundle, after: Bundle) -> float:
    """Worth a rupee of a step; without end where it costs nothing."""
    cost = after.rupees - before.rupees
    return float("inf") if cost <= 0 else (after.worth - before.worth) / cost


def _merged(one: Sequence[Bundle], other: Sequence[Bundle], minutes: float) -> list[Bundle]:
    """All sums of two parts that are not too long, without those that another beats in everything."""
    sums = [Bundle(first.courses | second.courses, first.rupees + second.rupees, first.minutes + second.minutes,
                   first.worth + second.worth) for first in one for second in other
            if first.minutes + second.minutes <= minutes + 1e-9]
    sums.sort(key=lambda each: (each.rupees, -each.worth, each.minutes, sorted(each.courses)))
    kept: list[Bundle] = []
    for each in sums:
        if not any(better.worth >= each.worth and better.minutes <= each.minutes for better in kept):
            kept.append(each)
    if len(kept) > MERGED:  # the dearest of the worst value go first
        kept = sorted(kept, key=lambda each: (-each.worth, each.rupees, each.minutes))[:MERGED]
    return kept
