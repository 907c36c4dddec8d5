"""What would move a unit most: each component brought to the median of its peers, and the gaps that stand behind its
readiness. Works on told figures alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

from passbook.insights.benchmark.components import COMPONENTS, Component, Unit, index


@dataclass(frozen=True, slots=True)
class Move:
    """A component, the unit's figure and its peers' median, by how many points of the index reaching it would lift the
    unit, and to which place by its index alone."""

    metric: str
    now: float
    peers: float
    gain: float
    place: int


def moves(units: Sequence[Unit], unit: str, components: Sequence[Component] = COMPONENTS) -> list[Move]:
    """The components in which a unit is below the median of the others, the most gain first."""
    own = next((each for each in units if each.id == unit), None)
    if own is None:
        return []
    found = []
    for component in components:
        others = [each.figures[component.metric] for each in units if each.id != unit
                  and component.metric in each.figures]
        if not others or component.metric not in own.figures:
            continue
        middle = median(others)
        if middle <= own.figures[component.metric]:
            continue
        made = lifted(units, unit, component.metric, middle - own.figures[component.metric], components)
        if made is not None and made[0] > 0:
            found.append(Move(component.metric, own.figures[component.metric], middle, *made))
    return sorted(found, key=lambda each: (-each.gain, each.metric))


@dataclass(frozen=True, slots=True)
class Lift:
    """A competency, how ready the unit is in it, the peers' median (None: not told), and by how many points of the
    unit's readiness it would be lifted to that median, or by closing all its gaps."""

    competency: str
    now: float
    peers: float | None
    to_peers: float
    to_all: float

    @property
    def behind(self) -> bool:
        """Whether the unit is known to be less ready in it than its peers."""
        return self.peers is not None and self.now < self.peers

    @property
    def points(self) -> float:
        """What it is ordered by: the way to the peers, or the whole way where the unit is not known to be behind."""
        return self.to_peers if self.behind else self.to_all


def lifts(parts: Mapping[str, tuple[float, float]], peers: Mapping[str, float], pairs: float) -> list[Lift]:
    """What each competency would do for a unit's readiness: first those in which it is behind its peers, then those in
    which they are not told, then the others, the most first. `parts`: (readiness in percent, required pairs) by
    competency; `pairs`: all of them."""
    found = []
    for competency, (now, count) in parts.items():
        if pairs <= 0 or now >= 100.0:
            continue
        middle, share = peers.get(competency), count / pairs
        found.append(Lift(competency, now, middle, share * max((middle or now) - now, 0.0), share * (100.0 - now)))
    return sorted(found, key=lambda each: (not each.behind, each.peers is not None, -each.points, each.competency))


def lifted(units: Sequence[Unit], unit: str, metric: str, by: float, components: Sequence[Component] = COMPONENTS
           ) -> tuple[float, int] | None:
    """By how much the index of a unit rises if one of its figures does by so much, and to which place by the index
    alone; None where it has no such figure."""
    own = next((each for each in units if each.id == unit), None)
    if own is None or metric not in own.figures or all(each.metric != metric for each in components):
        return None
    now = index(own, components) or 0.0
    then = index(replace(own, figures={**own.figures, metric: own.figures[metric] + by}), components) or now
    above = sum((index(each, components) or 0.0) > then for each in units if each.id != unit)
    return then - now, above + 1
