"""Ranks with their uncertainty: for each unit the ranks that its figures do not rule out.

A rank is ruled out by units that are surely better or surely worse: pairs whose figures differ by more than a critical
value times the error of the difference, held for all pairs of a unit at once (the confidence sets of Mogstad, Romano,
Shaikh and Wilhelm, Review of Economic Studies 91, 2024, section 3, with the critical value of Bonferroni's inequality
in the place of a simulated one, which makes them wider and needs no chance).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

from passbook.insights.benchmark.components import BAND, FEWEST, LEAST, Estimate

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Ranked:
    """A unit with the ranks that are not ruled out, 1 the best; `low` and `high` are None where it is not ranked (too
    few people). `of`: how many units are ranked."""

    id: str
    people: float
    value: float
    error: float
    low: int | None
    high: int | None
    of: int


def rank(estimates: Sequence[Estimate], least: float = LEAST, low_is_good: bool = False,
         confidence: float = CONFIDENCE) -> list[Ranked]:
    """All units, best first, those of at least `least` people with their ranks."""
    sign = -1.0 if low_is_good else 1.0
    ranked = [each for each in estimates if each.people >= least]
    others = len(ranked) - 1
    critical = NormalDist().inv_cdf(1.0 - (1.0 - confidence) / (2.0 * others)) if others > 0 else 0.0
    found = []
    for one in estimates:
        low: int | None = None
        high: int | None = None
        if one.people >= least:
            better = sum(_surely(other, one, sign, critical) for other in ranked if other is not one)
            worse = sum(_surely(one, other, sign, critical) for other in ranked if other is not one)
            low, high = 1 + better, len(ranked) - worse
        found.append(Ranked(one.id, one.people, one.value, one.error, low, high, len(ranked)))
    return sorted(found, key=lambda each: (-sign * each.value, each.id))


def _surely(better: Estimate, worse: Estimate, sign: float, critical: float) -> bool:
    """Whether one unit is surely better than another."""
    return sign * (better.value - worse.value) > critical * math.hypot(better.error, worse.error)


def band(estimates: Sequence[Estimate], unit: str) -> list[Estimate] | None:
    """The units of about the size of one, itself among them; None where there are too few for a comparison."""
    own = next((each for each in estimates if each.id == unit), None)
    if own is None or own.people <= 0:
        return None
    peers = [each for each in estimates if own.people / BAND <= each.people <= own.people * BAND]
    return peers if len(peers) > FEWEST else None
