"""`plan_year`: how much a plan closes for its rupees and hours, beside a greedy plan and, on small cases, the optimum
that a solver proves; and how long a plan for 50,000 officials takes."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from random import Random
from statistics import fmean
from typing import Any

from passbook.insights.year_plan.menus import Menus
from passbook.insights.year_plan.plan import make
from passbook.insights.year_plan.terms import Course, Goal, People, Terms
from passbook.periods import Period, quarter_of, year_of
from tests.bench.table import show

SMALL, LARGE, CASES = 40, 50_000, 30


def world(chance: Random, officials: int, competencies: int, courses: int) -> tuple[list[People], dict[str, Course]]:
    """People with gaps, and courses of which some teach two or three competencies, some presuppose another, and most
    cost something."""
    catalogue: dict[str, Course] = {}
    for number in range(courses):
        taught = chance.sample(range(competencies), chance.choice([1, 1, 1, 2, 2, 3]))
        needs = (f"K{chance.randrange(number)}",) if number > 5 and chance.random() < 0.15 else ()
        catalogue[f"K{number}"] = Course(
            f"K{number}", {f"C{each}": chance.randint(1, 4) for each in taught}, 15.0 * chance.randint(2, 20),
            chance.choice([0.0, 250.0, 500.0, 999.0, 1500.0]), ("en",), None, needs)
    kinds: dict[tuple[Goal, ...], int] = {}
    for _ in range(officials):
        goals = tuple(sorted(Goal(f"C{each}", chance.randint(1, 3)) for each in
                             chance.sample(range(competencies), chance.randint(1, min(6, competencies)))))
        kinds[goals] = kinds.get(goals, 0) + 1
    return [People(goals, {("P", None): n}) for goals, n in sorted(kinds.items())], catalogue


def greedy(people: list[People], catalogue: dict[str, Course], budget: float) -> tuple[float, float, float]:
    """What is closed, spent and learned by taking, again and again, the course of one person that closes most for its
    rupees; what a course presupposes is paid with it."""
    menus, left = Menus(catalogue), budget
    steps: list[tuple[float, int, int, frozenset[str], float]] = []
    who = [(each, set[str](), set[Goal]()) for each in people for _ in range(each.size)]
    closed = hours = 0.0
    for at, (each, _, _) in enumerate(who):
        for goal in each.goals:
            for course in menus.closers(goal):
                chain, cost = _chain(course, catalogue)
                steps.append((cost, at, len(steps), chain, sum(catalogue[one].minutes for one in chain)))
    while True:
        best = None
        for cost, at, _, chain, _minutes in steps:
            each, taken, met = who[at]
            if cost > left or chain <= taken:
                continue
            gain = len([goal for goal in menus.closed(each.goals, chain) if goal not in met])
            if gain and (best is None or gain / (cost + 1.0) > best[0]):
                best = (gain / (cost + 1.0), at, chain)
        if best is None:
            return closed, budget - left, hours
        _, at, chain = best
        each, taken, met = who[at]
        new = chain - taken
        left -= sum(catalogue[one].rupees or 0.0 for one in new)
        hours += sum(catalogue[one].minutes for one in new) / 60.0
        fresh = [goal for goal in menus.closed(each.goals, chain) if goal not in met]
        taken |= chain
        met |= set(fresh)
        closed += len(fresh)


def _chain(course: str, catalogue: dict[str, Course]) -> tuple[frozenset[str], float]:
    chain, waiting = {course}, list(catalogue[course].needs)
    while waiting:
        each = waiting.pop()
        if each not in chain:
            chain.add(each)
            waiting += catalogue[each].needs
    return frozenset(chain), sum(catalogue[each].rupees or 0.0 for each in chain)


def optimum(people: list[People], catalogue: dict[str, Course], budget: float) -> float:
    """The most that can be closed, proven by HiGHS: a course for a person is taken or not."""
    import highspy

    class Quiet(highspy.Highs):  # type: ignore[misc]
        def enableCallbacks(self) -> None:  # noqa: N802 - HiGHS calls it so, first of all
            self.setOptionValue("output_flag", False)
            super().enableCallbacks()

    solver: Any = Quiet()
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("mip_rel_gap", 0.0)
    worth, cost = [], []
    for each in people:
        for _ in range(each.size):
            useful = {one for goal in each.goals for one in Menus(catalogue).closers(goal)}
            useful |= {one for course in useful for one in _chain(course, catalogue)[0]}
            takes = {course: solver.addBinary() for course in sorted(useful)}
            for course, taken in takes.items():
                cost.append((catalogue[course].rupees or 0.0, taken))
                for needed in catalogue[course].needs:
                    solver.addConstr(taken <= takes[needed])
            for goal in each.goals:
                able = [takes[one] for one in Menus(catalogue).closers(goal)]
                if able:
                    met = solver.addVariable(0, 1)
                    solver.addConstr(met <= sum(able))
                    worth.append(met)
    if not worth:
        return 0.0
    solver.addConstr(sum(price * taken for price, taken in cost) <= budget)
    solver.maximize(sum(worth))
    return float(solver.getObjectiveValue())


def _quarters() -> tuple[Period, ...]:
    from datetime import date

    year = year_of(date(2026, 5, 1), "04-01")
    return tuple(quarter_of(year, number) for number in (1, 2, 3, 4))


def run(_home: Path) -> None:
    """Prints the table."""
    ours, theirs, bounds, per_rupee, per_hour, exact = [], [], [], [], [], 0
    for seed in range(CASES):
        chance = Random(seed)
        people, catalogue = world(chance, SMALL, 8, 16)
        budget = float(chance.choice([4000, 8000, 15000]))
        best = optimum(people, catalogue, budget)
        made = make(people, catalogue, {}, Terms(budget=budget), _quarters())
        closed, spent, hours = greedy(people, catalogue, budget)
        ours.append(made.worth / best)
        theirs.append(closed / best)
        bounds.append(made.most / best)
        exact += made.worth > best - 1e-6
        per_rupee.append((made.worth / max(made.rupees, 1.0)) / (closed / max(spent, 1.0)))
        per_hour.append((made.worth / max(made.hours, 1.0)) / (closed / max(hours, 1.0)))
    show(f"Plans of a year: {CASES} small cases of {SMALL} officials", ["", "plan_year", "greedy", "bound"], [
        ["closed, share of the optimum", f"{100 * fmean(ours):.2f} %", f"{100 * fmean(theirs):.2f} %",
         f"{100 * fmean(bounds):.2f} %"],
        ["worst case", f"{100 * min(ours):.2f} %", f"{100 * min(theirs):.2f} %", f"{100 * max(bounds):.2f} %"],
        ["optimum reached", f"{exact} of {CASES}", "", ""],
        ["gaps a rupee, beside greedy", f"{fmean(per_rupee):.2f}", "1", ""],
        ["gaps an hour, beside greedy", f"{fmean(per_hour):.2f}", "1", ""]])
    people, catalogue = world(Random(7), LARGE, 120, 400)
    began = time.perf_counter()
    made = make(people, catalogue, {}, Terms(budget=2e7), _quarters())
    took = time.perf_counter() - began
    began = time.perf_counter()
    menus = Menus(catalogue)
    for each in people:
        menus.frontier(each.goals, each.passed, None)
    yard = time.perf_counter() - began
    began = time.perf_counter()
    capped = make(people, catalogue, {}, Terms(budget=2e7, hours=20.0), _quarters())
    capped_took = time.perf_counter() - began
    show("Plans of a year: a large unit", [f"{LARGE:,} officials", "kinds of people", "seats",
         "closed of the bound", "seconds", "times its menus"], [
        ["within ₹2 crore", f"{len(people):,}", f"{made.seats:,}", f"{100 * made.worth / made.most:.3f} %",
         f"{took:.1f}", f"{took / yard:.1f}"],
        ["and 20 hours each", f"{len(people):,}", f"{capped.seats:,}", f"{100 * capped.worth / capped.most:.3f} %",
         f"{capped_took:.1f}", f"{capped_took / yard:.1f}"]])
    sys.stdout.flush()


