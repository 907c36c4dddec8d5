"""Another figure, place, period or grouping in the place of a part of a question: what one may choose from.

Each choice is a whole question. Offers nothing that the asker may not see or that a figure cannot be grouped by.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bot.tools.contract import Desk
from bot.tools.figures.offers import USUAL, offer
from bot.tools.figures.told import Told
from bot.turn import Offer, Reply
from bot.understanding.figures.asked import Asked
from bot.understanding.figures.concepts import STATES
from passbook.insights.engine import unsupported
from passbook.insights.metrics import METRICS
from passbook.insights.query import Query
from passbook.periods import Period, as_json, before_of, month_of, quarter_of, year_of

MOST = 12
# Counts that other figures rest on, and that nobody asks for first.
_BEHIND = frozenset({"pairs", "assessments", "enrolled_pairs", "due", "done", "ratings"})
# Figures that make sense of one competency alone.
_OF_ONE = frozenset({"holders", "holders_rate", "required_officials", "supply"})
_THEN = ("completion_rate", "plan_completion", "hours_per_official", "average_score", "average_rating", "open_gaps",
         "gaps_closed", "enrolments")
_GROUPS = ("position", "group", "state", "competency", "type", "course", "provider", "month", "quarter")


def other_part(desk: Desk, told: Told, asked: Asked, reply: Reply) -> Reply | None:
    """Asks which figure, place, period or grouping is wanted, where that is asked for; None where it is not."""
    if not asked.ask or asked.ask not in PARTS or not (asked.metrics or asked.people):
        return None
    plain = Asked(**{**asked.as_json(), "ask": None, "forms": []})
    reply.outcome, reply.text = "clarify", told(f"parts.{asked.ask}")
    reply.offers = list(PARTS[asked.ask](desk, told, plain))[:MOST]
    return reply if reply.offers else None


def _but(asked: Asked, **changes: object) -> Asked:
    return Asked(**{**asked.as_json(), **changes})


def _metrics(_desk: Desk, told: Told, asked: Asked) -> Iterator[Offer]:
    """Other figures that can be filtered and grouped in the same way, the usual ones first."""
    query = _query(asked)
    behind = _BEHIND if "competency" in asked.filters else _BEHIND | _OF_ONE
    for metric in dict.fromkeys((*USUAL, *_THEN, *METRICS)):
        if metric not in asked.metrics and metric not in behind and unsupported(query.but(metrics=(metric,))) is None:
            name = told.metric(metric)
            yield offer(metric, name, name, _but(asked, metrics=[metric], people=None, counted=False, negated=False,
                                                 having=[], part=[], change=False, moved=None, by_change=False))


def _query(asked: Asked) -> Query:
    group_by = tuple("kind:" if each.startswith(("?", "kind:")) else each for each in asked.group_by
                     if each != "organisation:named")
    return Query(metrics=("headcount",), group_by=group_by,
                 filters={key: tuple(ids) for key, ids in asked.filters.items()},
                 without={key: tuple(ids) for key, ids in asked.without.items()})


def _places(desk: Desk, told: Told, asked: Asked) -> Iterator[Offer]:
    """The places that the asker oversees, the place above and those below."""
    organisations = desk.framework.organisations
    granted = [grant.organisation_id for grant in desk.person.grants if grant.organisation_id in organisations]
    whole = any(grant.capability == "analyst" for grant in desk.person.grants)
    seen = {below for place in granted if place for below in desk.framework.subtree(place)}
    now = asked.filters.get("organisation", granted if len(granted) == 1 else [])
    near: list[str | None] = [*granted]
    for place in now or granted or [each.id for each in organisations.values() if each.parent_id is None]:
        if place in organisations:
            near += [organisations[place].parent_id, *desk.framework.children.get(place, ())]
    for each in dict.fromkeys(near):
        if each and each not in now and (whole or each in seen):
            label = told.label("organisation", each)
            kept = [dimension for dimension in asked.group_by if dimension != "organisation:named"]
            yield offer(each, label, label, _but(asked, filters={**asked.filters, "organisation": [each]},
                                                  group_by=kept, everywhere=False, team=False, peers=False))


def _periods(desk: Desk, told: Told, asked: Asked) -> Iterator[Offer]:
    """This and the last month, quarter and year; for a state now, and the ends of those that are over."""
    starts = desk.framework.tenant.year_starts
    year = year_of(desk.today, starts)
    quarter = next(each for number in range(1, 5) if desk.today < (each := quarter_of(year, number)).end)
    month = month_of(desk.today.year, desk.today.month)
    state = bool(asked.metrics) and set(asked.metrics) <= STATES
    if asked.periods or asked.all_time:
        label = told("parts.now" if state else "parts.all_time")
        yield offer("all", label, label, _but(asked, periods=[], all_time=not state, change=False, moved=None,
                                              by_change=False))
    for key, period in (("month", month), ("quarter", quarter), ("year", year)):
        for which, each in (("this", period), ("last", before_of(period, starts))):
            if as_json(each) in asked.periods or (state and which == "this"):
                continue
            label = told(f"parts.{'end' if state else which}_{key}", name=_name(told, each))
            yield offer(each.id, label, label, _but(asked, periods=[as_json(each)], all_time=False))


def _name(told: Told, period: Period) -> str:
    return told.period(period)


def _groupings(desk: Desk, told: Told, asked: Asked) -> Iterator[Offer]:
    """Other ways to group that the figure allows, the places right below first."""
    organisations = desk.framework.organisations
    kinds = dict.fromkeys(each.kind for each in organisations.values() if each.parent_id is not None)
    query = _query(asked).but(metrics=tuple(asked.metrics) or ("headcount",), group_by=())
    for dimension in (*(f"kind:{kind}" for kind in kinds), *_GROUPS):
        if [dimension] != asked.group_by and unsupported(query.but(group_by=(dimension,))) is None:
            label = told("parts.by_name", name=_low(told.dimension(dimension)))
            yield offer(dimension, label, label, _but(asked, group_by=[dimension], sort=None, limit=None, people=None,
                                                      counted=False, having=[]))


def _low(name: str) -> str:
    return name.lower() if name.isascii() else name


PARTS: dict[str, Callable[[Desk, Told, Asked], Iterator[Offer]]] = {
    "metric": _metrics, "place": _places, "period": _periods, "by": _groupings}
