"""The planning problem as plain values: goals, options, bounds, and what makes one choice better than another.

A *goal* is an open gap: a level held, a level required, a weight. An *option* is a course: its minutes, the level that
it reaches for each goal, the options that must come before it. A *choice* is a set of options that holds the
prerequisites of each of its own.

Worth of a choice: the sum over goals of weight x (levels gained up to the one required + CLOSING where it is reached).
Of two choices the one of more worth is better, then the one of fewer minutes, then of fewer options, then the one whose
sorted places come first; so the best choice is one alone, and the same each time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

# Closing a gap counts half a level more than narrowing it as far.
CLOSING = 0.5
EPSILON = 1e-6


@dataclass(frozen=True, slots=True)
class Goal:
    """An open gap: `held` < `required`, `weight` > 0."""

    held: int
    required: int
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Option:
    """A course: minutes, (goal, level reached) pairs by the goal's place, places of the options that come before it."""

    minutes: float
    reaches: tuple[tuple[int, int], ...]
    needs: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Problem:
    """Goals and options with the bounds: minutes in all (None: no bound) and how many options at most."""

    goals: tuple[Goal, ...]
    options: tuple[Option, ...]
    minutes: float | None = None
    at_most: int = 5

    def worth(self, choice: Iterable[int]) -> float:
        """What a choice is worth."""
        held = [goal.held for goal in self.goals]
        for place in choice:
            for goal, level in self.options[place].reaches:
                held[goal] = max(held[goal], level)
        return sum(goal.weight * (min(level, goal.required) - goal.held + (CLOSING if level >= goal.required else 0.0))
                   for goal, level in zip(self.goals, held, strict=True) if level > goal.held)

    def time(self, choice: Iterable[int]) -> float:
        """Its minutes."""
        return sum(self.options[place].minutes for place in choice)

    def allowed(self, choice: frozenset[int]) -> bool:
        """Whether a choice keeps the bounds and holds what its options need."""
        return (len(choice) <= self.at_most and all(self.options[place].needs <= choice for place in choice)
                and (self.minutes is None or self.time(choice) <= self.minutes + EPSILON))

    def rank(self, choice: frozenset[int]) -> tuple[float, float, int, tuple[int, ...]]:
        """By what choices are compared; the smallest is the best."""
        return (-round(self.worth(choice), 6), round(self.time(choice), 6), len(choice), tuple(sorted(choice)))


def pruned(problem: Problem) -> list[int]:
    """The places of the options that an optimum may need: those that move a goal, or that such a one needs, without
    those that another beats: one that reaches as much, needs no more and takes no longer."""
    needed: set[int] = set()
    waiting = [place for option in problem.options if option.reaches for place in option.needs]
    while waiting:
        place = waiting.pop()
        if place not in needed:
            needed.add(place)
            waiting += problem.options[place].needs
    kept = []
    for place, option in enumerate(problem.options):
        if place in needed or (option.reaches and not any(
                other != place and _beats(problem, other, place) for other in range(len(problem.options)))):
            kept.append(place)
    return kept


def _beats(problem: Problem, one: int, other: int) -> bool:
    better, worse = problem.options[one], problem.options[other]
    if better.minutes > worse.minutes or not better.needs <= worse.needs:
        return False
    reached = dict(better.reaches)
    useful = {goal: min(level, problem.goals[goal].required) for goal, level in worse.reaches}
    if any(min(reached.get(goal, 0), problem.goals[goal].required) < level for goal, level in useful.items()):
        return False
    # of two that are equal the first beats the second, never both each other
    equal = (better.minutes == worse.minutes and better.needs == worse.needs
             and {goal: min(level, problem.goals[goal].required) for goal, level in better.reaches} == useful)
    return one < other if equal else True
