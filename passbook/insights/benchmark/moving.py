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
    if own is None or (now := index(own, components)) is None:
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
        lifted = index(replace(own, figures={**own.figures, component.metric: middle}), components) or now
        above = sum((index(each, components) or 0.0) > lifted for each in units if each.id != unit)
        found.append(Move(component.metric, own.figures[component.metric], middle, lifted - now, above + 1))
    return sorted(found, key=lambda each: (-each.gain, each.metric))


def by_competency(gaps: Mapping[str, float], pairs: float) -> list[tuple[str, float]]:
    """By how many points closing all gaps in a competency would lift the readiness, most first. `gaps`: open gaps by
    competency; `pairs`: all required pairs."""
    if pairs <= 0:
        return []
    return sorted(((each, 100.0 * count / pairs) for each, count in gaps.items() if count > 0),
                  key=lambda one: (-one[1], one[0]))
