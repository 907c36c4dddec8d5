"""Planning: how far the near choice and plain greed are from the optimum on random problems, and what proving costs.

The problems are drawn with a fixed seed: gaps of a person, courses that reach some of them, prerequisites, a time bound
in two of three. The yardstick is the exact choice of the same run; greed is the plan that Saathi made before.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from retrieval.planning.exact import exact
from retrieval.planning.near import STARTS, _chain, _greedy, near
from retrieval.planning.problem import Goal, Option, Problem, pruned
from tests.bench.table import Cell, show, times

SIZES = ((8, 25), (12, 60), (20, 150))
CASES = 40


def drawn(chance: random.Random, goals: int, options: int) -> Problem:
    """A problem with so many goals and options."""
    made_goals = tuple(Goal(held, held + chance.randint(1, 3), chance.choice((1.0, 1.0, 2.0, 0.5)))
                       for held in (chance.randint(0, 3) for _ in range(goals)))
    made = []
    for place in range(options):
        which = chance.sample(range(goals), chance.choice((1, 1, 1, 2, 2, 3)))
        reaches = tuple(sorted((goal, level) for goal in which
                               if (level := made_goals[goal].held + chance.randint(0, 3)) > made_goals[goal].held))
        needs = frozenset(chance.sample(range(place), 1)) if place and chance.random() < 0.2 else frozenset()
        made.append(Option(float(chance.choice((30, 45, 60, 90, 120, 180, 240, 300, 600))), reaches, needs))
    bound = chance.choice((None, 180.0, 480.0))
    return Problem(made_goals, tuple(made), bound, 5)


def greed(problem: Problem) -> frozenset[int]:
    """The plan of one pass: at each step what moves the most for its time."""
    return _greedy(problem, {place: _chain(problem, place) for place in pruned(problem)}, STARTS[0])


def run(_home: Path) -> None:
    """Prints, for each size, the distance to the optimum and the time as a multiple of greed's."""
    table: list[list[Cell]] = []
    for goals, options in SIZES:
        chance = random.Random(7)
        problems = [drawn(chance, goals, options) for _ in range(CASES)]
        best, exact_time = _timed(exact, problems)
        close, near_time = _timed(near, problems)
        greedy, greed_time = _timed(greed, problems)
        for name, found, took in (("exact", best, exact_time), ("near", close, near_time),
                                  ("greedy", greedy, greed_time)):
            lost = [100.0 * (1 - problem.worth(choice) / problem.worth(top)) if problem.worth(top) else 0.0
                    for problem, choice, top in zip(problems, found, best, strict=True)]
            same = sum(problem.rank(choice)[:2] == problem.rank(top)[:2]
                       for problem, choice, top in zip(problems, found, best, strict=True))
            table.append([f"{name}, {goals} gaps, {options} courses", statistics.mean(lost),
                          sorted(lost)[int(0.95 * len(lost))], 100.0 * same / len(problems), times(took, greed_time),
                          1000 * took / CASES])
    show("Planning: distance to the optimum", ["plan", "worth lost, mean %", "p95 %", "best %", "time / greedy", "ms"],
         table, [f"{CASES} random problems of each size; best: the same worth in the same time as the exact plan"])


def _timed(solver: Callable[[Problem], frozenset[int]],
           problems: list[Problem]) -> tuple[list[frozenset[int]], float]:
    started = time.perf_counter()
    found = [solver(problem) for problem in problems]
    return found, time.perf_counter() - started
