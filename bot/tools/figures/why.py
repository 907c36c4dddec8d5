"""Why a figure is as it is: which parts of a group pull it away from another figure, computed and not narrated.

A figure is set against the place above, against the others of a group, or against the period before; each of the
parts' shares in the difference is told for the dimension that tells the most. Asks the gate for every figure.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.tools.contract import Desk, figure
from bot.tools.figures.told import Told, grounded
from bot.turn import Offer, Reply
from bot.understanding.figures.asked import Asked
from bot.words import lines
from frac.framework import Framework
from passbook.insights.drivers import Driver, Whole, drivers, tells
from passbook.insights.drivers import Part as Weighed
from passbook.insights.metrics import METRICS
from passbook.insights.metrics.contract import Metric
from passbook.insights.query import Answer, Column, Query, Table, Value
from passbook.periods import before_of, from_id

LINES = 5
TIMES = ("month", "quarter", "year")
# Dimensions of people, each of whom has one value in each; and those of acts and pairs, which do not add up to people.
OF_PEOPLE = ("position", "group", "state", "language")
OF_PAIRS = ("type", "competency")
OF_ACTS = ("provider", "course")

Ask = Callable[[Query], Answer]


@dataclass(frozen=True)
class Sides:
    """The question about the group that is explained, and about what it is set against: another group or time whose
    parts are told too (`parted`), a larger one, or nothing but itself. `against` is what that is called."""

    query: Query
    other: Query | None
    parted: bool
    against: str


def why(desk: Desk, told: Told, asked: Asked, queries: tuple[Query, ...], ask: Ask, reply: Reply,
        wide: bool) -> Reply | None:
    """The drivers of a figure as a reply; None where it cannot be taken apart (then the figures alone are told).
    `wide`: whether competencies, courses and providers are looked at unasked (a question each, under disclosure
    control)."""
    metric = rate_of(queries[0].metrics[0])
    if metric is None or queries[0].people:
        return None
    sides = _sides(desk, told, queries, metric, ask)
    plain = sides.query.but(metrics=(metric.id,))
    group = _overall(plain, metric, ask)
    other = _overall(sides.other.but(metrics=(metric.id,)), metric, ask) if sides.other else None
    if group is None:
        return None
    if sides.other and other is None:
        sides, other = replace(sides, other=None, parted=False, against=""), None
    found = []
    for dimension in _dimensions(queries[0], plain, metric, desk.framework, wide):
        mine = _parted(plain, metric, dimension, group, ask)
        theirs = _parted(sides.other.but(metrics=(metric.id,)), metric, dimension, other, ask) if (
            sides.parted and sides.other and other) else None
        if mine is not None and (len(mine.parts) > 1 or (theirs and theirs.parts)):
            found.append((tells(mine, metric.unit), dimension, mine, theirs))
    if not found:
        return None
    forced = queries[0].group_by[:1]
    best = max(found, key=lambda each: (each[1] in forced, each[0]))
    _, dimension, mine, theirs = best
    parts, rest = drivers(mine, theirs or (other.rate if other else group.rate))
    rest_dimensions = [each[1] for each in sorted(found, key=lambda each: -each[0]) if each[1] != dimension]
    return _tell(told, asked, reply, metric, sides, group, other, dimension, parts, rest, rest_dimensions)


def rate_of(name: str) -> Metric | None:
    """The rate that a metric is told as where groups of different sizes are set against each other; None for figures
    that have none."""
    metric = METRICS[name]
    if metric.rate and metric.weight:
        return metric
    return METRICS[metric.as_rate] if metric.as_rate else None


# ---- what is set against what


def _sides(desk: Desk, told: Told, queries: tuple[Query, ...], metric: Metric, ask: Ask) -> Sides:
    """What a question is set against, by what it compares itself."""
    query = _bare(queries[0])
    if len(queries) > 1:
        place = queries[1].filters["organisation"][0]
        return Sides(query, _bare(queries[1]), True, told.label("organisation", place))
    if len(query.periods) > 1:
        now, then = query.periods[0], query.periods[1]
        return Sides(query.but(periods=(now,)), query.but(periods=(then,)), True, told.period(then))
    bucket = next((each for each in queries[0].group_by if each in TIMES), None)
    if bucket:
        return _ends(desk, told, query, bucket, metric, ask)
    if queries[0].change and query.periods:
        then = before_of(query.periods[0], desk.framework.tenant.year_starts)
        return Sides(query, query.but(periods=(then,)), True, told.period(then))
    for dimension in OF_PEOPLE:
        if query.filters.get(dimension):
            wider = {key: ids for key, ids in query.filters.items() if key != dimension}
            return Sides(query, query.but(filters=wider), False, told("why.all_of", name=told.dimension(dimension)))
    return _above(desk, told, query)


def _bare(query: Query) -> Query:
    return query.but(group_by=(), having=(), sort=None, limit=None, part=(), change=False, moved=None, by_change=False,
                     negated=False, people=None)


def _ends(desk: Desk, told: Told, query: Query, bucket: str, metric: Metric, ask: Ask) -> Sides:
    """The last of the months, quarters or years told against the first."""
    shown = ask(query.but(metrics=(metric.id,), group_by=(bucket,))).table
    ids = [str(row[0]) for row in shown.rows if isinstance(row[1], (int, float))] if shown else []
    ends = [from_id(ids[at], desk.framework.tenant.year_starts) for at in (0, -1)] if len(ids) > 1 else []
    if len(ends) < 2 or ends[0] is None or ends[1] is None:
        return _above(desk, told, query)
    return Sides(query.but(periods=(ends[1],)), query.but(periods=(ends[0],)), True, told.period(ends[0]))


def _above(desk: Desk, told: Told, query: Query) -> Sides:
    """A place against the one above it; the whole against nothing but itself."""
    places = query.filters.get("organisation", ())
    place = desk.framework.organisations.get(places[0]) if len(places) == 1 else None
    if place is None or place.parent_id is None:
        return Sides(query, None, False, "")
    above = query.but(filters={**query.filters, "organisation": (place.parent_id,)})
    return Sides(query, above, False, told.label("organisation", place.parent_id))


def _dimensions(asked: Query, query: Query, metric: Metric, framework: Framework, wide: bool) -> list[str]:
    """The dimensions that may take a figure apart: those in whose values each person, pair or act stands once."""
    places = query.filters.get("organisation", ()) or tuple(
        each.id for each in framework.organisations.values() if each.parent_id is None)
    kinds = dict.fromkeys(framework.organisations[child].kind for place in places
                          for child in framework.children.get(place, ()))
    found = [f"kind:{kind}" for kind in kinds][:1]
    found += OF_PEOPLE
    if metric.grain == "pairs" and metric.id not in ("gap_rate", "gaps_per_official"):
        found += OF_PAIRS
    if metric.weight in ("assessments", "ratings", "enrolled_pairs", "due"):
        found += OF_ACTS
    forced = [each for each in asked.group_by if each in found or each.startswith("kind:")]
    if not wide:
        found = [each for each in found if each not in ("competency", *OF_ACTS)]
    return forced[:1] or [each for each in found if len(query.filters.get(each, ())) != 1 and (
        each.startswith("kind:") or each in metric.dimensions)]


# ---- figures


def _overall(query: Query, metric: Metric, ask: Ask) -> Whole | None:
    """A group's rate and weight."""
    rate, weight = _both(query, metric, ask).get("", (None, None))
    return None if rate is None or not weight else Whole(rate, weight, {})


def _weighing(query: Query, metric: Metric) -> Query:
    """The question for the weight of a rate: everybody is counted whatever competency or course is asked about."""
    known = METRICS[metric.weight].dimensions
    return query.but(metrics=(metric.weight,), level=None, exact_level=False,
                     filters={key: ids for key, ids in query.filters.items() if key in known},
                     without={key: ids for key, ids in query.without.items() if key in known})


def _parted(query: Query, metric: Metric, dimension: str, whole: Whole, ask: Ask) -> Whole | None:
    """A group with its parts, as far as they may be told."""
    plain = "organisation" if dimension.startswith("kind:") else dimension
    if plain not in METRICS[metric.weight].dimensions:
        return None
    parts = {identity: Weighed(rate, weight) for identity, (rate, weight) in _both(
        query.but(group_by=(dimension,)), metric, ask).items() if rate is not None and weight}
    return replace(whole, parts=parts)


def _both(query: Query, metric: Metric, ask: Ask) -> dict[str, tuple[float | None, float | None]]:
    """Rates and weights by the id of a part (empty for one whole), as far as they are told."""
    weighing = _weighing(query, metric)
    if weighing.but(metrics=query.metrics) == query:
        return {_key(row): (_number(row[-2]), _number(row[-1])) for row in _rows(ask(
            query.but(metrics=(metric.id, metric.weight))))}
    weights = {_key(row): _number(row[-1]) for row in _rows(ask(weighing))}
    return {_key(row): (_number(row[-1]), weights.get(_key(row))) for row in _rows(ask(query))}


def _rows(answer: Answer) -> tuple[tuple[Value, ...], ...]:
    return answer.table.rows if answer.table else ()


def _key(row: tuple[Value, ...]) -> str:
    return str(row[0]) if isinstance(row[0], str) else ""


def _number(value: Value) -> float | None:
    return float(value) if isinstance(value, (int, float)) else None


# ---- what is told


def _tell(told: Told, asked: Asked, reply: Reply, metric: Metric, sides: Sides, group: Whole,
          other: Whole | None, dimension: str, parts: list[Driver], rest: float, more: list[str]) -> Reply:
    unit = metric.unit
    step = "pp" if unit == "%" else unit
    difference = group.rate - other.rate if other else 0.0
    name = told.metric(metric.id)
    values = {"name": name, "value": _said(told, group.rate, unit), "against": sides.against,
              "other": _said(told, other.rate, unit) if other else "", "by": _said(told, abs(difference), step)}
    key = "alone" if other is None else "same" if abs(difference) < 0.05 else "above" if difference > 0 else "below"
    reply.sources += [figure("value", values["value"]), figure("against", values["other"]),
                      figure("difference", values["by"])]
    reply.text = lines([
        told("why.as_rate", name=name) if metric.id not in asked.metrics else None, told(f"why.{key}", **values),
        told("why.by" if other else "why.by_alone", name=_low(told.dimension(dimension))),
        *_lines(told, reply, dimension, parts, metric, step), _rest(told, reply, parts[LINES:], rest, step),
        told("says.context", context=reply.understood)])
    reply.blocks.append(told.block(_table(dimension, parts, metric, step)))
    reply.arguments["why"] = {"by": dimension.removeprefix("kind:"), "metric": metric.id}
    reply.offers = [Offer(f"why-{each}", told("why.offer", name=_low(told.dimension(each))),
                          told("why.say_offer", name=_low(told.dimension(each))), "ask_workforce",
                          {"asked": Asked(**{**asked.as_json(), "group_by": [each], "forms": ["why"]}).as_json()})
                    for each in more[:3]] if not asked.periods or len(asked.periods) < 2 else []
    return grounded(reply)


def _said(told: Told, value: float, unit: str | None, signed: bool = False) -> str:
    """A figure as it is said here."""
    return told.figure(value, unit, signed)


def _low(name: str) -> str:
    return name.lower() if name.isascii() else name


def _lines(told: Told, reply: Reply, dimension: str, parts: list[Driver], metric: Metric, step: str) -> list[str]:
    """The strongest parts as lines: their figure, what it rests on, and by how much it pulls."""
    made = []
    for number, part in enumerate(parts[:LINES], 1):
        value = _said(told, part.rate, metric.unit) if part.rate is not None else told("units.none")
        made.append(told("why.line", n=number, label=told.label(dimension, part.id), value=value,
                         weight=told.figure(round(part.weight), None), of=_low(told.metric(metric.weight)),
                         pull=_said(told, part.contribution, step, signed=True)))
        reply.sources.append(figure(f"place:{number}", number))
    return made


def _rest(told: Told, reply: Reply, parts: list[Driver], rest: float, step: str) -> str | None:
    """What all other parts contribute together."""
    others = round(sum(part.contribution for part in parts) + rest, 2)
    if abs(others) < 0.05:
        return None
    said = _said(told, others, step, signed=True)
    reply.sources.append(figure("others", said))
    return told("why.others", pull=said)


def _table(dimension: str, parts: list[Driver], metric: Metric, step: str) -> Table:
    columns = (Column(dimension, "dimension"), Column(metric.id, "metric", metric.unit),
               Column(metric.weight, "metric", METRICS[metric.weight].unit), Column("contribution", "metric", step))
    return Table(columns, tuple((part.id, part.rate, round(part.weight), part.contribution) for part in parts))
