"""Chooses how a problem is solved, and says whether the choice is proven to be the best."""

from __future__ import annotations

from dataclasses import dataclass

from retrieval.planning.exact import exact
from retrieval.planning.near import near
from retrieval.planning.problem import Problem, pruned

# Up to so many options (after pruning) the best choice is proven; a person's catalogue of use is mostly far smaller.
SMALL = 200


@dataclass(frozen=True, slots=True)
class Solution:
    """Places of the options chosen, and whether nothing can be better."""

    choice: frozenset[int]
    proven: bool


def solve(problem: Problem) -> Solution:
    """The best choice where the problem is small, else one close to it."""
    if len(pruned(problem)) <= SMALL:
        return Solution(exact(problem), True)
    return Solution(near(problem), False)
