"""Spends a budget over people: for each kind of people, how many of them get which bundle of courses.

The bundles of one person lie on a concave hull (`menus`), so the steps along all hulls, steepest first, are the best
use of any sum that ends on a step; the sum up to the step that no longer fits, with the part of it that would, is a
bound that no choice on the same bundles exceeds (the linear relaxation of the multiple-choice knapsack problem: Sinha
and Zoltners, Operations Research 27, 1979). What is left over buys whatever still fits, then the best exchanges.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from passbook.insights.year_plan.menus import NOTHING, Bundle, Menus
from passbook.insights.year_plan.terms import People

EPSILON = 1e-9
# So many exchanges are tried with what is left of a budget.
EXCHANGES = 200


@dataclass(frozen=True)
class Choice:
    """How many people of each kind get which bundle; the weight that no choice can exceed; what is spent."""

    given: tuple[tuple[tuple[Bundle, int], ...], ...]
    most: float
    rupees: float

    @property
    def worth(self) -> float:
        """The weight of all goals that are closed."""
        return sum(bundle.worth * count for given in self.given for bundle, count in given)


def choose(people: Sequence[People], menus: Menus, budget: float | None, hours: float | None) -> Choice:
    """The choice for these kinds of people. `hours`: of learning for each person, None for no limit."""
    hulls = [menus.frontier(each.goals, each.passed, hours) for each in people]
    given: list[dict[Bundle, int]] = [{NOTHING: each.size} for each in people]
    if budget is None:
        best = [hull[-1] for hull in hulls]
        most = sum(bundle.worth * each.size for bundle, each in zip(best, people, strict=True))
        return Choice(tuple(((bundle, each.size),) for bundle, each in zip(best, people, strict=True)), most,
                      sum(bundle.rupees * each.size for bundle, each in zip(best, people, strict=True)))
    left, most, full = budget, 0.0, False
    for who, before, after in _steps(hulls):
        cost, worth = after.rupees - before.rupees, after.worth - before.worth
        waiting = people[who].size if not full else given[who].get(before, 0)
        if not full:
            part = waiting if cost <= 0 else min(waiting, left / cost)
            most += worth * part
            full = part < waiting - EPSILON
        moved = given[who].get(before, 0)
        moved = moved if cost <= 0 else min(moved, int((left + EPSILON) / cost))
        if moved:
            _move(given[who], before, after, moved)
            left -= moved * cost
    left = _rest(people, menus, given, left, hours)
    return Choice(tuple(tuple(sorted(each.items(), key=lambda one: (-one[0].worth, one[0].rupees)))
                        for each in given), most, budget - left)


def _steps(hulls: Sequence[Sequence[Bundle]]) -> list[tuple[int, Bundle, Bundle]]:
    """The steps along all hulls, steepest first; each hull's in its order."""
    found = [((after.worth - before.worth) / (after.rupees - before.rupees) if after.rupees > before.rupees
              else float("inf"), who, at, before, after) for who, hull in enumerate(hulls)
             for at, (before, after) in enumerate(pairwise(hull))]
    found.sort(key=lambda each: (-each[0], each[1], each[2]))
    return [(who, before, after) for _, who, _, before, after in found]


def _move(given: dict[Bundle, int], before: Bundle, after: Bundle, count: int) -> None:
    given[before] -= count
    if not given[before]:
        del given[before]
    given[after] = given.get(after, 0) + count


def _rest(people: Sequence[People], menus: Menus, given: list[dict[Bundle, int]], left: float, hours: float | None
          ) -> float:
    """Spends what is left on single steps to bundles that a hull leaves out: the most worth that fits, again and again;
    returns what nothing can be bought for."""
    if left <= EPSILON:
        return left
    options = [sorted(menus.all(each.goals, each.passed, hours), key=lambda one: one.rupees) for each in people]
    for _ in range(EXCHANGES):
        best: tuple[float, float, int, Bundle, Bundle] | None = None
        for who, stages in enumerate(given):
            for before in stages:
                after = _affordable(options[who], before, left)
                if after is None:
                    continue
                gain, cost = after.worth - before.worth, after.rupees - before.rupees
                if best is None or (-gain, cost) < (-best[0], best[1]):
                    best = (gain, cost, who, before, after)
        if best is None:
            return left
        _, cost, who, before, after = best
        count = given[who][before] if cost <= 0 else min(given[who][before], int((left + EPSILON) / cost))
        _move(given[who], before, after, count)
        left -= cost * count
    return left


def _affordable(options: Sequence[Bundle], before: Bundle, left: float) -> Bundle | None:
    """The bundle of most worth that is better than one and costs no more than what is left on top of it."""
    found: Bundle | None = None
    for each in options:
        if each.rupees > before.rupees + left + EPSILON:
            break
        if each.worth > before.worth + EPSILON and (found is None or each.worth > found.worth):
            found = each
    return found
