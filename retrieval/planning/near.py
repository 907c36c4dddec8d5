"""A choice close to the best where a problem is too large to prove one: greedy from several starts, then improved by
adding, dropping and exchanging options until nothing helps. How close it comes is measured (docs/measurements.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from retrieval.planning.problem import EPSILON, Problem, pruned

# How greed weighs the time: worth over (minutes + START), worth alone, worth over minutes.
STARTS: tuple[float, ...] = (30.0, 1e9, 1.0)
ROUNDS = 40


def near(problem: Problem) -> frozenset[int]:
    """A good choice: places of options."""
    kept = pruned(problem)
    chains = {place: _chain(problem, place) for place in kept}
    found = [_improved(problem, _greedy(problem, chains, start), chains) for start in STARTS]
    return min(found, key=problem.rank)


def _chain(problem: Problem, place: int) -> frozenset[int]:
    """An option with all that it needs, and what that needs."""
    chain, waiting = {place}, list(problem.options[place].needs)
    while waiting:
        each = waiting.pop()
        if each not in chain:
            chain.add(each)
            waiting += problem.options[each].needs
    return frozenset(chain)


def _greedy(problem: Problem, chains: dict[int, frozenset[int]], start: float) -> frozenset[int]:
    """At each step the option, with what it needs, that brings the most for its time."""
    choice: frozenset[int] = frozenset()
    while True:
        worth = problem.worth(choice)
        best: tuple[float, int, frozenset[int]] | None = None
        for place, chain in chains.items():
            wider = choice | chain
            if place in choice or not problem.allowed(wider):
                continue
            gain = problem.worth(wider) - worth
            if gain <= EPSILON:
                continue
            rank = (-gain / (problem.time(chain - choice) + start), place, wider)
            if best is None or rank[:2] < best[:2]:
                best = rank
        if best is None:
            return choice
        choice = best[2]


def _improved(problem: Problem, choice: frozenset[int], chains: dict[int, frozenset[int]]) -> frozenset[int]:
    """The choice after all changes of one step that make it better."""
    for _ in range(ROUNDS):
        best = min(_neighbours(problem, choice, chains), key=problem.rank, default=choice)
        if problem.rank(best) >= problem.rank(choice):
            return choice
        choice = best
    return choice


def _neighbours(problem: Problem, choice: frozenset[int],
                chains: dict[int, frozenset[int]]) -> Iterator[frozenset[int]]:
    """Choices with one option less, one more, or one or two exchanged."""
    smaller = [_without(problem, choice, place) for place in choice]
    smaller += [_without(problem, less, place) for less in list(smaller) for place in less]
    fits: Callable[[frozenset[int]], bool] = problem.allowed
    for less in dict.fromkeys([choice, *smaller]):
        if fits(less):
            yield less
        for chain in chains.values():
            wider = less | chain
            if wider != choice and fits(wider):
                yield wider


def _without(problem: Problem, choice: frozenset[int], place: int) -> frozenset[int]:
    """The choice without an option and without those that need it."""
    left = set(choice) - {place}
    while True:
        gone = {each for each in left if not problem.options[each].needs <= left}
        if not gone:
            return frozenset(left)
        left -= gone
