"""What is believed of an unknown number, and what an answer changes in it: a normal distribution as `[mean, variance]`.

The chance of a right answer is logistic in a sum of such numbers (ability, minus difficulty, …), with a floor for
guessing. One answer moves all numbers of its sum at once, each by its share of the doubt. Pure; knows no items.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

# [mean, variance], in logits and logits squared. Plain JSON.
Belief = list[float]
# A number of the sum and the factor with which it enters: +1 for ability, -1 for difficulty, a count for a weight.
Term = tuple[Belief, float]

# No doubt falls below this: beliefs stay numbers that an answer can move.
LEAST = 1e-9


def expected(terms: Sequence[Term], guess: float = 0.0) -> float:
    """The chance (0-1) of a right answer. `guess` is the chance of one who knows nothing."""
    _, flat = _flattened(terms)
    return guess + (1.0 - guess) * sigmoid(flat)


def learned(terms: Sequence[Term], right: bool, guess: float = 0.0, weight: float = 1.0) -> list[Belief]:
    """What is believed of each number after an answer, in the order of `terms`; the beliefs given stay as they are.

    Assumed-density filtering: the normal with the mean and variance that the answer implies for the sum, where the
    logistic averaged over the doubt is taken as a logistic of a flatter slope (MacKay, "The Evidence Framework Applied
    to Classification Networks", 1992). `weight` (0-1) tells how much the answer counts: 0.5 is half an answer.
    """
    slope, flat = _flattened(terms)
    chance = sigmoid(flat)
    if right:
        whole = guess + (1.0 - guess) * chance
        rise = (1.0 - guess) * slope * chance * (1.0 - chance) / whole
        bend = rise * slope * (1.0 - 2.0 * chance) - rise * rise
    else:
        rise = -slope * chance
        bend = -slope * slope * chance * (1.0 - chance)
    # A lucky answer of somebody weak would add doubt; it is not let grow.
    rise, bend = weight * rise, weight * min(bend, 0.0)
    return [[mean + variance * factor * rise, max(variance + (variance * factor) ** 2 * bend, LEAST)]
            for (mean, variance), factor in terms]


def drifted(belief: Belief, more: float, most: float) -> Belief:
    """The belief with more doubt (a variance), as time passes; never above `most` by that."""
    return [belief[0], max(belief[1], min(belief[1] + more, most))]


def above(belief: Belief, threshold: float) -> float:
    """The chance (0-1) that the number is at least `threshold`."""
    return 0.5 * math.erfc((threshold - belief[0]) / math.sqrt(2.0 * max(belief[1], LEAST)))


def sigmoid(value: float) -> float:
    """The logistic function."""
    if value < -700.0:
        return 0.0
    return 1.0 / (1.0 + math.exp(-value))


def _flattened(terms: Sequence[Term]) -> tuple[float, float]:
    """The slope that the doubt leaves, and the mean of the sum times it."""
    mean = sum(belief[0] * factor for belief, factor in terms)
    variance = sum(belief[1] * factor * factor for belief, factor in terms)
    slope = 1.0 / math.sqrt(1.0 + math.pi * variance / 8.0)
    return slope, mean * slope
