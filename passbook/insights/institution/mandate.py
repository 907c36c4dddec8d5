"""What an institution is strong and weak in for its mandate: the competencies that its posts require.

A competency weighs as much as the officials whose posts require it, times the weight of the requirement. Each pulls the
weighed readiness up or down by its weight times its distance from it (`passbook/insights/drivers.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import fmean, median

from frac.framework import Framework
from passbook.insights.drivers import Driver, Part, Whole, drivers
from passbook.insights.institution.shape import Mandate, Skill
from passbook.insights.institution.told import Ask, Rows, number, rows
from passbook.insights.query import Query

# So many strong and weak ones are told.
SHOWN = 6


def mandate(ask: Ask, framework: Framework, place: str, now: Rows, exact: bool) -> Mandate:
    """The mandate of an institution. `now`: its readiness and pairs by competency."""
    known = {key[0]: (rate, count) for key, row in now.rows.items()
             if (rate := number(row[0])) is not None and (count := number(row[1]))}
    weights = _weights(ask, framework, place, {each: count for each, (_, count) in known.items()}, exact)
    whole = sum(weights.values())
    if not whole:
        return Mandate(None, (), (), 0, now.silent)
    readiness = sum(weights[each] * known[each][0] for each in weights) / whole
    found, _ = drivers(Whole(readiness, whole, {each: Part(known[each][0], weights[each]) for each in weights}),
                       readiness)
    made = [_skill(each, known[each.id][1], whole) for each in found]
    strong = sorted((each for each in made if each.pull > 0), key=lambda each: (-each.pull, each.competency))[:SHOWN]
    weak = sorted((each for each in made if each.pull < 0), key=lambda each: (each.pull, each.competency))[:SHOWN]
    peers = peers_in(ask, framework, place, [each.competency for each in (*strong, *weak)])

    def beside(some: Sequence[Skill]) -> tuple[Skill, ...]:
        return tuple(replace(each, peers=peers.get(each.competency)) for each in some)

    return Mandate(readiness, beside(strong), beside(weak), len(made), now.silent)


def _skill(driver: Driver, required: float, whole: float) -> Skill:
    return Skill(driver.id, required, 100.0 * driver.weight / whole, driver.rate or 0.0, driver.contribution)


def _weights(ask: Ask, framework: Framework, place: str, required: dict[str, float], exact: bool) -> dict[str, float]:
    """How much each competency weighs. Which posts an institution has filled is told by person to whoever sees it
    exactly; for everybody else a requirement weighs as much as on the mean of all posts of the tenant that ask it."""
    if exact:
        made = dict.fromkeys(required, 0.0)
        for (position, competency), row in by_post(ask, place).rows.items():
            post = framework.positions.get(position)
            if post is not None and competency in made:
                made[competency] += (number(row[0]) or 0.0) * post.weights.get(competency, 1.0)
        return {each: weight for each, weight in made.items() if weight > 0}
    asked: dict[str, list[float]] = {}
    for post in framework.positions.values():
        for competency, weight in post.weights.items():
            asked.setdefault(competency, []).append(weight)
    return {each: weight for each, count in required.items()
            if (weight := count * fmean(asked.get(each) or (1.0,))) > 0}


def by_post(ask: Ask, place: str) -> Rows:
    """Officials of an institution by post and competency that it requires."""
    return rows(ask(Query(("required_officials",), ("position", "competency"), {"organisation": (place,)})))


def peers_in(ask: Ask, framework: Framework, place: str, competencies: Sequence[str]) -> dict[str, float]:
    """The median readiness of a unit's peers in some competencies, as far as they are told to the asker."""
    own = framework.organisations[place]
    kind = f"kind:{own.kind}"
    if own.parent_id is None or not competencies:
        return {}
    answer = ask(Query(("readiness",), (kind, "competency"), {"competency": tuple(competencies)}))
    found: dict[str, list[float]] = {}
    for (unit, competency), row in rows(answer).rows.items():
        if unit != place and (rate := number(row[0])) is not None:
            found.setdefault(competency, []).append(rate)
    return {each: median(rates) for each, rates in found.items()}
