"""Gaps: what a position requires against what a person holds. The definitions are those of the contract's semantics.

Pure functions over levels; who holds what is worked out elsewhere and handed in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass

from frac.framework import Course


@dataclass(frozen=True, slots=True)
class Pair:
    """One required (person, competency) pair. `gap` is required - held where positive, else 0."""

    competency_id: str
    required: int
    held: int
    weight: float = 1.0

    @property
    def gap(self) -> int:
        """Levels missing; 0 means the pair is met."""
        return max(self.required - self.held, 0)

    @property
    def open(self) -> bool:
        """Whether the pair has an open gap."""
        return self.held < self.required


def pairs(required: Mapping[str, int], held: Mapping[str, int],
          weights: Mapping[str, float] | None = None) -> list[Pair]:
    """The required pairs of a person, the widest (weighted) gap first, then by the level required, then by id."""
    found = [Pair(competency, level, held.get(competency, 0), (weights or {}).get(competency, 1.0))
             for competency, level in required.items()]
    return sorted(found, key=lambda pair: (-pair.gap * pair.weight, -pair.required, pair.competency_id))


@dataclass(frozen=True, slots=True)
class Effect:
    """What a course would do to one open gap: from the level held to the level reached."""

    competency_id: str
    start: int
    to: int
    required: int

    @property
    def closes(self) -> bool:
        """Whether the gap would be closed, not only narrowed."""
        return self.to >= self.required


def effects(course: Course, open_pairs: Iterable[Pair], passed: Set[str]) -> list[Effect]:
    """Which open gaps a course closes or narrows, from which level to which.

    None where the course is not live or was passed already (`passed`: course ids). A tag without a level does nothing:
    an unknown level never closes a gap.
    """
    if not course.live or course.id in passed:
        return []
    found = []
    for pair in open_pairs:
        level = course.level_in(pair.competency_id)
        if pair.open and level is not None and level > pair.held:
            found.append(Effect(pair.competency_id, pair.held, level, pair.required))
    return found
