"""The units of a comparison as the gate tells them to the asker: of which kind, in which period, with which figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.tools.benchmarking.asking import asking
from bot.tools.contract import Desk, Slots
from bot.tools.figures.query import period as read_period
from passbook.insights.benchmark.components import COMPONENTS, Component, Unit, known, reweighted
from passbook.insights.metrics import METRICS
from passbook.insights.query import Answer, Query, Suppressed
from passbook.periods import Period, year_of


@dataclass(frozen=True)
class Asked:
    """What is compared: units of a kind, by one metric (None: the index of some components), in a period, with one of
    them in view."""

    kind: str
    metric: str | None
    period: Period | None
    unit: str | None
    competency: tuple[str, ...] = ()
    components: tuple[Component, ...] = COMPONENTS


@dataclass(frozen=True)
class Told:
    """The units as told. `step`: to how much rates were rounded; `silent`: units of which nothing is told."""

    asked: Asked
    answer: Answer
    units: tuple[Unit, ...]
    step: float
    silent: int


def asked_of(desk: Desk, slots: Slots) -> Asked | None:
    """What a wish compares; None where the asker has nothing to compare."""
    framework = desk.framework
    named = next((each for each in slots.get("organisation") or () if each in framework.organisations), None)
    granted = [(grant.capability, grant.organisation_id) for grant in desk.person.grants
               if grant.organisation_id in framework.organisations]
    unit = named or next((place for capability, place in granted if capability == "leader"), None)
    kind = slots.get("kind") if slots.get("kind") in {each.kind for each in framework.organisations.values()} else None
    if kind is None and unit is not None and framework.organisations[unit].parent_id is not None:
        kind = framework.organisations[unit].kind
    if kind is None:
        roots = [place for _, place in granted if place] or [
            each.id for each in framework.organisations.values() if each.parent_id is None]
        kind = _below(desk, [unit] if unit else roots)
    if kind is None:
        return None
    if unit is not None and framework.organisations[unit].kind != kind:
        unit = None
    metric = slots.get("metric")
    if metric is not None:
        metric = metric if METRICS[metric].rate else METRICS[metric].as_rate or None
    period = read_period(slots["period"]) if slots.get("period") else None
    return Asked(kind, metric, period, unit, tuple(slots.get("competency") or ()), _components(desk, slots))


def _components(desk: Desk, slots: Slots) -> tuple[Component, ...]:
    """The components with the weights of a wish; where it has none, or none that can be, with those that the
    installation sets, and else as they are declared."""
    for weights in (slots.get("weights"), desk.weights):
        try:
            if weights:
                return reweighted({str(key): float(value) for key, value in weights.items()})
        except (TypeError, ValueError):
            continue
    return COMPONENTS


def _below(desk: Desk, places: Sequence[str]) -> str | None:
    """The kind of the most units right below some places."""
    kinds = Counter(desk.framework.organisations[child].kind for place in places
                    for child in desk.framework.children.get(place, ()))
    return kinds.most_common(1)[0][0] if kinds else None


def counted(asked: Asked) -> tuple[str, ...]:
    """The counts by which a comparison's figures divide, where those are not people: of the one metric, or of readiness
    alone in an index (each further count is a further question; without it a figure is worth no more than people)."""
    which = asked.metric or next((each.metric for each in asked.components if each.metric == "readiness"), None)
    weight = METRICS[which].weight if which else ""
    return (weight,) if weight and weight != "headcount" else ()


def told_of(desk: Desk, asked: Asked) -> Told:
    """The units with their figures, as the gate tells them."""
    ask = asking(desk)
    metrics = (asked.metric,) if asked.metric else tuple(each.metric for each in asked.components)
    counts = tuple(each for each in counted(asked) if each not in metrics)
    period = asked.period or (None if asked.metric else year_of(desk.today, desk.framework.tenant.year_starts))
    filters = {"competency": asked.competency} if asked.competency else {}
    by = (f"kind:{asked.kind}",)
    answer = ask(Query((*metrics, *counts), by, filters, periods=(period,) if period else ()))
    heads = ask(Query(("headcount",), by))
    people = {str(row[0]): row[1] for row in (heads.table.rows if heads.table else ())}
    units, silent = [], 0
    for row in answer.table.rows if answer.table else ():
        count = people.get(str(row[0]))
        told = known(dict(zip((*metrics, *counts), row[1:], strict=True)))
        figures = {each: told[each] for each in metrics if each in told}
        if not figures or not isinstance(count, (int, float)):
            silent += any(isinstance(each, Suppressed) for each in (count, *row[1:len(metrics) + 1]))
            continue
        cases = {each: told[METRICS[each].weight] for each in figures if METRICS[each].weight in told}
        units.append(Unit(str(row[0]), float(count), figures, cases))
    return Told(asked, answer, tuple(units), 1.0 if answer.controlled else 0.0, silent)

