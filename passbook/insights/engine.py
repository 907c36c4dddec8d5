"""Computes a query over the facts: every row, unordered; and arranges rows as asked, once it is settled which may be
seen. Decides nothing about who asks.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from passbook.insights.facts.reader import Facts
from passbook.insights.grains import INSTANT, Sheet, Window, of_people
from passbook.insights.metrics import METRICS
from passbook.insights.metrics.contract import Metric
from passbook.insights.query import Column, Query, Suppressed, Table, Value
from passbook.periods import Period, month_of, quarter_of, year_of

TIMES = ("month", "quarter", "year")
Keys = tuple[str | None, ...]
# So many counts of people are kept.
POPULATIONS = 256


@dataclass(frozen=True)
class Row:
    """One group: its keys, a value for each metric, how many people contribute to each, and how many it is about (None
    where it is about no people)."""

    keys: Keys
    values: tuple[float | int | None, ...]
    counted: tuple[int, ...]
    base: tuple[int | None, ...]


@dataclass(frozen=True)
class Computed:
    """All rows of a query; `columns` are its dimensions and then its metrics, those of bounds last."""

    columns: tuple[Column, ...]
    metrics: tuple[str, ...]
    rows: tuple[Row, ...]


def metrics_of(query: Query) -> tuple[str, ...]:
    """The metrics of a query, those of its bounds last."""
    return tuple(dict.fromkeys((*query.metrics, *(each.metric for each in query.having))))


def columns_of(query: Query) -> tuple[Column, ...]:
    """The columns of a query's rows."""
    keys = list(query.group_by)
    if len(query.periods) > 1 and not set(keys) & set(TIMES):
        keys.append("period")
    return (*(Column(key, "dimension") for key in keys),
            *(Column(metric, "metric", METRICS[metric].unit) for metric in metrics_of(query)))


def unsupported(query: Query) -> str | None:
    """The dimension that a metric of the query cannot be grouped or filtered by; None where all is well."""
    for name in metrics_of(query):
        metric = METRICS[name]
        for dimension in (*query.group_by, *query.filters, *query.without):
            plain = "organisation" if dimension.startswith("kind:") else dimension
            if plain not in metric.dimensions and not (plain in TIMES and metric.timing != "state"):
                return dimension
    return None


def compute(facts: Facts, query: Query, now: datetime) -> Computed:
    """The rows of a query at an instant."""
    now = facts.local(now)
    if query.people:
        return _people(facts, query, now)
    sheet = Sheet(facts, query, now)
    bucket = next((each for each in query.group_by if each in TIMES), None)
    names = metrics_of(query)
    columns = columns_of(query)
    keys = tuple(column.id for column in columns if column.kind == "dimension")
    windows = _windows(query, bucket, now, facts)
    population = _population(facts, sheet, keys, windows) if all(
        of_people(key) or key in (*TIMES, "period") for key in keys) or any(METRICS[each].per_head for each in names) \
        else None
    found = {name: _one(facts, sheet, METRICS[name], keys, windows) for name in names}
    everybody = population if population is not None and all(
        of_people(key) or key in (*TIMES, "period") for key in keys) else None
    groups = dict.fromkeys([*(everybody or ()), *_nothing(facts, sheet, query, keys),
                            *(key for rows in found.values() for key in rows)])
    rows = []
    for key in groups:
        people = population.get(_people_part(key, keys)) if population is not None else None
        values, counted, base = [], [], []
        for name in names:
            metric = METRICS[name]
            value, contributing, about = found[name].get(key, (None, 0, 0))
            if metric.per_head:
                times = 100.0 if metric.per_head == "x100" else 1.0
                value = times * float(value or 0) / people if people else None
                about = people or 0
            elif metric.base is None:
                value = 0 if value is None else value
                about = people if people is not None else contributing
            values.append(value)
            counted.append(int(contributing or 0))
            base.append(None if metric.grain == "supply" else int(about or 0))
        if key and all(value is None for value in values):
            continue  # nothing to divide by: the group has no such figure
        rows.append(Row(key, tuple(values), tuple(counted), tuple(base)))
    return Computed(columns, names, tuple(rows))


def _people(facts: Facts, query: Query, now: datetime) -> Computed:
    """The people whom the metric counts, each with their own figure; or those of the group whom it does not count.
    Where a plan asks the course, "who have not" are of those to whom it is assigned."""
    found = compute(facts, query.but(people=None, group_by=("official",)), now)
    if query.people == "who":
        return Computed(found.columns, found.metrics, tuple(row for row in found.rows if (row.values[0] or 0) > 0))
    rows = [row for row in found.rows if not row.values[0]]
    if METRICS[query.metrics[0]].grain == "pairs":  # who has no gap is of those whose post asks for something
        asked = compute(facts, query.but(people=None, metrics=("required_officials",), group_by=("official",),
                                         having=()), now)
        required = {row.keys for row in asked.rows if row.values[0]}
        rows = [row for row in rows if row.keys in required]
    if query.filters.get("course"):
        due = compute(facts, query.but(people=None, metrics=("due",), group_by=("official",), periods=(), having=()),
                      now)
        assigned = {row.keys for row in due.rows if (row.values[0] or 0) > 0}
        rows = [row for row in rows if row.keys in assigned] if assigned else rows
    return Computed(found.columns, found.metrics, tuple(rows))


def _nothing(facts: Facts, sheet: Sheet, query: Query, keys: Keys) -> list[Keys]:
    """The competencies, live courses or providers of a question for those with few or none: nothing is recorded of
    some of them, and they are what is asked for."""
    few = any(bound.comparison in ("<", "<=", "=") and not METRICS[bound.metric].rate for bound in query.having)
    if not few or keys not in (("competency",), ("course",), ("provider",)):
        return []
    rows = sheet.competencies() if keys == ("competency",) else sheet.live_courses()
    (key,) = keys
    return [(str(row[key]),) for row in facts.execute(rows.select(str(key)).distinct()) if row[key] is not None]


def _people_part(key: Keys, keys: Sequence[str]) -> Keys:
    """The part of a group's keys that tells people apart, and times."""
    return tuple(each for each, name in zip(key, keys, strict=True) if of_people(name) or name in (*TIMES, "period"))


# ---- time


def _windows(query: Query, bucket: str | None, now: datetime, facts: Facts) -> list[Window]:
    """The stretches of time of a question: one for each bucket or period, else one for all."""
    end = now + INSTANT
    if bucket is not None:
        return [window for period in (query.periods or (_everything(facts, now),))
                for window in _buckets(period, bucket, now, facts.year_starts)]
    if not query.periods:
        return [Window(None, None, end)]
    several = len(query.periods) > 1
    return [Window(period.id if several else None, datetime.combine(period.start, time()),
                   min(datetime.combine(period.end, time()), end)) for period in query.periods]


def _everything(facts: Facts, now: datetime) -> Period:
    """From the month of the first entry to today."""
    ledger = facts.ledger
    first = facts.execute(ledger.agg(first=ledger.at.min()))[0]["first"] or now
    return Period(month_of(first.year, first.month).start, now.date() + timedelta(days=1), "all")


def _buckets(period: Period, bucket: str, now: datetime, year_starts: str) -> list[Window]:
    """The months, quarters or years of a period that have begun."""
    made = []
    day = period.start
    while day < period.end and day <= now.date():
        part = _part(day, bucket, year_starts)
        start, end = max(part.start, period.start), min(part.end, period.end)
        made.append(Window(part.id, datetime.combine(start, time()),
                           min(datetime.combine(end, time()), now + INSTANT)))
        day = part.end
    return made


def _part(day: date, bucket: str, year_starts: str) -> Period:
    if bucket == "month":
        return month_of(day.year, day.month)
    year = year_of(day, year_starts)
    if bucket == "year":
        return year
    return next(quarter for quarter in (quarter_of(year, number) for number in range(1, 5)) if day < quarter.end)


# ---- one metric


def _one(facts: Facts, sheet: Sheet, metric: Metric, keys: Sequence[str],
         windows: Sequence[Window]) -> dict[Keys, tuple[Any, int, int]]:
    """A metric's value, contributing people and people it is about, for each group that has rows."""
    found: dict[Keys, tuple[Any, int, int]] = {}
    timed = any(key in (*TIMES, "period") for key in keys)
    rows = sheet.rows(metric, windows)
    names = [_column(key) for key in keys]
    if timed and len(windows) < 2:
        rows = rows.mutate(window=_literal(windows[0].id))
    selected = [rows[name].name(f"k{place}") for place, name in enumerate(names)]
    figures = {"value": metric.value(rows), "counted": metric.counted(rows),
               "base": metric.base(rows) if metric.base else metric.counted(rows)}
    grouped = rows.group_by(selected).agg(**figures) if selected else rows.agg(**figures)
    for row in facts.execute(grouped):
        key = tuple(None if row[f"k{place}"] is None else str(row[f"k{place}"]) for place in range(len(names)))
        if any(each is None for each in key):
            continue
        found[key] = (row["value"], row["counted"] or 0, row["base"] or 0)
    return found


def _literal(value: str | None) -> Any:
    import ibis

    return ibis.literal(value or "")


def _column(key: str) -> str:
    """The column of a dimension's key."""
    if key == "official":
        return "person"
    return "window" if key in (*TIMES, "period") else key


def _population(facts: Facts, sheet: Sheet, keys: Sequence[str], windows: Sequence[Window]) -> dict[Keys, int]:
    """How many people there are in each group of people, for each window."""
    mine = [key for key in keys if of_people(key)]
    timed = [key for key in keys if key in (*TIMES, "period")]
    found: dict[Keys, int] = {}
    for values, count in _counted(facts, sheet, mine):
        for window in windows if timed else [None]:
            at = iter(values)
            key = tuple((window.id if window else None) if name in (*TIMES, "period") else str(next(at))
                        for name in keys if of_people(name) or name in (*TIMES, "period"))
            found[key] = count
    return found


def _counted(facts: Facts, sheet: Sheet, mine: Sequence[str]) -> list[tuple[list[Any], int]]:
    """How many people there are by some of their dimensions; the same for every metric and time, and so kept while the
    facts are current."""
    query = sheet.query
    about = [{key: ids for key, ids in kept.items() if of_people(key)} for kept in (query.filters, query.without)]
    key = repr((sorted(about[0].items()), sorted(about[1].items()), list(mine)))
    known: dict[str, list[tuple[list[Any], int]]] = facts.kept.setdefault("populations", {})
    if key not in known:
        rows = sheet.people()
        grouped = rows.group_by([rows[_column(each)].name(f"k{place}") for place, each in enumerate(mine)]).agg(
            n=rows.person.nunique()) if mine else rows.agg(n=rows.person.nunique())
        if len(known) >= POPULATIONS:
            known.pop(next(iter(known)))
        known[key] = [(values, int(row["n"])) for row in facts.execute(grouped)
                      if None not in (values := [row[f"k{place}"] for place in range(len(mine))])]
    return known[key]


# ---- arranging


_HOLDS: Mapping[str, Callable[[float, float], bool]] = {"<": operator.lt, "<=": operator.le, ">": operator.gt,
                                                        ">=": operator.ge, "=": operator.eq}


def arrange(query: Query, columns: Sequence[Column], rows: Sequence[tuple[Value, ...]]) -> Table:
    """Rows as they are asked for: those that keep the bounds, in order, no more than wanted. Suppressed cells keep no
    bound and come last."""
    place = {column.id: at for at, column in enumerate(columns) if column.kind == "metric"}
    kept = [row for row in rows if all(_keeps(row[place[bound.metric]], bound.comparison, bound.value)
                                       for bound in query.having)]
    keys = [at for at, column in enumerate(columns) if column.kind == "dimension"]
    timed = [at for at in keys if columns[at].id in (*TIMES, "period")]
    if query.sort and place:
        first = place.get(f"{query.metrics[0]}_change", place[query.metrics[0]]) if query.by_change else place[
            query.metrics[0]]
        kept.sort(key=lambda row: (isinstance(row[first], Suppressed) or row[first] is None,
                                   _signed(row[first], query.sort == "desc"), [str(row[at]) for at in keys]))
    elif timed and columns[timed[0]].id == "period":
        order = {period.id: at for at, period in enumerate(query.periods)}
        kept.sort(key=lambda row: ([str(row[at]) for at in keys if at not in timed],
                                   [order.get(str(row[at]), 0) for at in timed]))
    else:
        kept.sort(key=lambda row: [str(row[at]) for at in [*timed, *(each for each in keys if each not in timed)]])
    return Table(tuple(columns), tuple(kept[:query.limit] if query.limit else kept))


def _keeps(value: Value, comparison: str, bound: float) -> bool:
    return isinstance(value, (int, float)) and _HOLDS[comparison](round(float(value), 9), bound)


def _signed(value: Value, down: bool) -> float:
    return (-float(value) if down else float(value)) if isinstance(value, (int, float)) else 0.0
