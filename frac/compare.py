"""What two positions ask differently: new, higher, the same, lower, no longer. Pure; who holds what is not asked here.

Only the highest level that a position's requirements ask counts, as everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Move = Literal["new", "higher", "lower", "same", "gone"]
# The order in which differences are told: what is more to learn comes first.
ORDER: tuple[Move, ...] = ("new", "higher", "same", "lower", "gone")


@dataclass(frozen=True, slots=True)
class Difference:
    """One competency in two positions: the level the first asks and the one the second asks; None: not asked."""

    competency_id: str
    before: int | None
    after: int | None

    @property
    def move(self) -> Move:
        """What becomes of the requirement from the first position to the second."""
        if self.before is None:
            return "new"
        if self.after is None:
            return "gone"
        return "same" if self.after == self.before else "higher" if self.after > self.before else "lower"


def differences(before: Mapping[str, int], after: Mapping[str, int]) -> list[Difference]:
    """Every competency that either position asks (`required` of each), what is more to learn first, then by the level
    asked, then by id."""
    found = [Difference(each, before.get(each), after.get(each)) for each in {*before, *after}]
    return sorted(found, key=lambda each: (ORDER.index(each.move), -(each.after or each.before or 0),
                                           each.competency_id))
