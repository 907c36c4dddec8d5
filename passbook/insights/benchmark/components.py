"""The components of the index, with their weights: one table. Each is turned into a score from 0 to 100; the index of a
unit is the weighted mean over the components of which the unit has a figure.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from passbook.insights.query import Value


@dataclass(frozen=True, slots=True)
class Component:
    """A metric as a part of the index: its weight, and the value that counts as 100 (rates are 100 by themselves)."""

    metric: str
    weight: float
    whole: float = 100.0

    def score(self, value: float) -> float:
        """A figure as a score from 0 to 100."""
        return min(max(100.0 * value / self.whole, 0.0), 100.0)


COMPONENTS: tuple[Component, ...] = (
    Component("readiness", 0.4), Component("plan_completion", 0.2), Component("pass_rate", 0.15),
    Component("active_rate", 0.15), Component("hours_per_official", 0.1, whole=24.0))
# Units of fewer people are shown and not ranked; peers in size are those up to so many times larger or smaller.
LEAST, BAND = 30, 3.0
# Fewer peers than this are no band: the whole kind is looked at.
FEWEST = 3
# How alike the cases of one person are taken to be (the intra-class correlation), where a person has several. Measured
# it is below that for readiness and passes in each tenant at hand (docs/decisions/ranks-are-intervals.md).
WITHIN = 0.3


# The ends between which a figure lies, by its unit.
ENDS = {"%": (0.0, 100.0), "points": (0.0, 100.0), "stars": (1.0, 5.0)}


@dataclass(frozen=True)
class Unit:
    """A unit as it was told: its id, how many people it has, and its figures by metric (missing where they were not
    told, or there is nothing to divide by). `cases`: by how many cases a figure divides, where that was told and they
    are more than people: required pairs, results, assignments."""

    id: str
    people: float
    figures: Mapping[str, float]
    cases: Mapping[str, float] = field(default_factory=dict)

    def counts(self, metric: str) -> float:
        """Of how many independent cases a figure is worth: n people with m cases each are worth n·m ÷ (1 + (m − 1)ρ)
        (the design effect, Kish, Survey Sampling, 1965, section 5.4); as many as people where no cases are told."""
        people, cases = max(self.people, 1.0), self.cases.get(metric)
        if cases is None or cases <= 0:
            return people
        return cases / (1.0 + (max(cases / people, 1.0) - 1.0) * WITHIN)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A unit's figure or index with its standard error."""

    id: str
    people: float
    value: float
    error: float


def known(values: Mapping[str, Value]) -> dict[str, float]:
    """The figures among values: those that were told."""
    return {name: float(value) for name, value in values.items() if isinstance(value, (int, float))}


def reweighted(weights: Mapping[str, float]) -> tuple[Component, ...]:
    """The components with other weights; one of weight 0 is left out. Raises ValueError for a metric that is none of
    them, a negative weight, or no weight at all."""
    unknown = set(weights) - {each.metric for each in COMPONENTS}
    if unknown or not all(0 <= value < math.inf for value in weights.values()):
        raise ValueError(f"no component can be weighted so: {', '.join(sorted(unknown)) or 'a weight is below 0'}")
    made = tuple(Component(each.metric, weights.get(each.metric, each.weight), each.whole) for each in COMPONENTS)
    made = tuple(each for each in made if each.weight > 0)
    if not made:
        raise ValueError("the weights leave no component")
    return made


def index(unit: Unit, components: Sequence[Component] = COMPONENTS) -> float | None:
    """The index of a unit, 0 to 100; None where it has no figure of any component."""
    there = [each for each in components if each.metric in unit.figures]
    whole = sum(each.weight for each in there)
    return sum(each.weight * each.score(unit.figures[each.metric]) for each in there) / whole if whole else None


def estimate(unit: Unit, components: Sequence[Component], step: float) -> Estimate | None:
    """The index of a unit with its standard error: the components' errors are taken to go together, which can only make
    it larger. `step`: to how much the figures were rounded (0 where they are exact)."""
    value = index(unit, components)
    if value is None:
        return None
    there = [each for each in components if each.metric in unit.figures]
    whole = sum(each.weight for each in there)
    error = sum(each.weight * _error(each, unit, step) for each in there) / whole
    return Estimate(unit.id, unit.people, value, error)


def alone(unit: Unit, metric: str, unit_sign: str | None, step: float) -> Estimate | None:
    """One figure of a unit with its standard error. What lies between two ends spreads at most as if all of it lay at
    them; what is summed per person as much as its mean (an exponential's)."""
    if metric not in unit.figures:
        return None
    value = unit.figures[metric]
    low, high = ENDS.get(unit_sign or "", (None, None))
    spread = abs(value) if low is None or high is None else math.sqrt(max((value - low) * (high - value), 0.0))
    about = min(unit.people, unit.cases.get(metric, unit.people))  # nobody stands behind a figure without a case
    return Estimate(unit.id, about, value, _of_mean(spread, unit.counts(metric), step, value))


def _error(component: Component, unit: Unit, step: float) -> float:
    """The standard error of a component's score: that of a share p of n cases, p(100 − p)/n, or of what is summed per
    person, which is taken to spread as much as its mean (an exponential's)."""
    value = unit.figures[component.metric]
    if component.whole == 100.0:
        return _of_mean(math.sqrt(max(value * (100.0 - value), 0.0)), unit.counts(component.metric), step, value)
    return _of_mean(100.0 * abs(value) / component.whole, unit.people, 100.0 * step / component.whole, value)


def _of_mean(spread: float, cases: float, step: float, value: float) -> float:
    """The standard error of a mean over cases, with that of rounding to a step (uniform: step²/12). A share of 0 or
    100 is taken as if one case in all stood against it."""
    count = max(cases, 1.0)
    if spread == 0.0 and value in (0.0, 100.0):
        spread = 100.0 / math.sqrt(count)
    return math.sqrt(spread * spread / count + step * step / 12.0)
