"""Which parts explain a difference: a rate taken apart into what each part of a group contributes to it.

A rate R of a group is the mean of its parts' rates r weighted by their counts w. Against another rate R0, part i
contributes w_i/W · (r_i − R0), and the contributions add up to R − R0; against an earlier time (or another group) with
parts of its own the part's contribution there is taken off. Works on figures as they were told and on nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """A part's rate, in the unit of the metric, and its weight: the count by which the rate divides."""

    rate: float
    weight: float


@dataclass(frozen=True)
class Whole:
    """A group's rate and weight, and its parts by id. Parts that may not be told are missing."""

    rate: float
    weight: float
    parts: Mapping[str, Part]


@dataclass(frozen=True)
class Driver:
    """A part of the group that is explained: its rate there (None where it has none), and by how much it moves the
    group's rate, in the unit of the metric."""

    id: str
    rate: float | None
    weight: float
    contribution: float


def drivers(group: Whole, other: float | Whole) -> tuple[list[Driver], float]:
    """What each part contributes to the difference of a group's rate from another, the largest in the direction of the
    difference first (the lowest first where there is none); and what remains for the parts that are not told."""
    against = other.rate if isinstance(other, Whole) else other
    before = other.parts if isinstance(other, Whole) else {}
    found = []
    for identity in dict.fromkeys((*group.parts, *before)):
        now, then = group.parts.get(identity), before.get(identity)
        contribution = _pull(now, group.weight, against) - (
            _pull(then, other.weight, against) if isinstance(other, Whole) else 0.0)
        found.append(Driver(identity, now.rate if now else None, now.weight if now else 0.0, contribution))
    difference = group.rate - against
    found.sort(key=lambda each: (-each.contribution if difference > 0 else each.contribution, each.id))
    return found, difference - sum(each.contribution for each in found)


def _pull(part: Part | None, whole: float, against: float) -> float:
    return 0.0 if part is None or not whole else part.weight / whole * (part.rate - against)


def tells(group: Whole, unit: str | None) -> float:
    """How much more the parts of a group differ than chance would make them: the mean square of the parts' distances
    from the group's rate, less what is expected of parts of the same rate (the numerator of omega squared, Hays 1963;
    variance p(100 − p) for a share, the rate itself for a count per head, none taken off for scores)."""
    if len(group.parts) < 2 or not group.weight:
        return 0.0
    spread = sum(part.weight / group.weight * (part.rate - group.rate) ** 2 for part in group.parts.values())
    chance = group.rate * (100.0 - group.rate) if unit == "%" else group.rate if "per official" in (unit or "") else 0.0
    return max(0.0, spread - (len(group.parts) - 1) * max(chance, 0.0) / group.weight)
