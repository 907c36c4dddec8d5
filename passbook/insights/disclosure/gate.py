"""The gate: the only way to a figure for anybody. Asks whose figures they are, computes, controls, and then orders.

Bounds, order, limits, shares and changes work on what is told, never on what is exact. What comes out of `ask` may be
shown to the asker as it stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from passbook.insights.disclosure import published
from passbook.insights.disclosure.controlled import Told, figures
from passbook.insights.disclosure.frame import Frame, frame
from passbook.insights.disclosure.place import rule
from passbook.insights.disclosure.population import population
from passbook.insights.disclosure.releases import Change, Ledger
from passbook.insights.disclosure.windows import BUCKETS
from passbook.insights.disclosure.world import Compute, Row, World
from passbook.insights.engine import arrange, compute, unsupported
from passbook.insights.facts.reader import Facts
from passbook.insights.metrics import METRICS
from passbook.insights.query import SUPPRESSED, Answer, Column, Query, Scope, Silence, Suppressed, Table
from passbook.periods import before_of

# So many releases are held open at once.
RELEASES = 16


def ask(facts: Facts, query: Query, scope: Scope, now: datetime, small_cell: int) -> Answer:
    """What the asker with this scope is told of a question. `small_cell`: the tenant's; raises nothing of its own."""
    if unsupported(query) is not None:
        return Answer(query, None, "not_recorded", as_of=now, why="dimension")
    if query.periods and all(period.start > facts.local(now).date() for period in query.periods):
        return Answer(query, None, "not_recorded", as_of=now, why="future")
    if query.people:
        query = query.but(group_by=("official",))
    world = _world(facts, now)
    return replace(_without_nothing(ask_world(world, query, scope, small_cell)), as_of=now)


def _without_nothing(answer: Answer) -> Answer:
    """The answer without rows that have nothing to divide by. Silent rows stay: whether they have is not told."""
    shown = answer.table
    if shown is None or len(shown.rows) < 2:
        return answer
    first = sum(column.kind == "dimension" for column in shown.columns)
    rows = tuple(row for row in shown.rows if first == len(row) or any(each is not None for each in row[first:]))
    return replace(answer, table=Table(shown.columns, rows or shown.rows))


def _world(facts: Facts, now: datetime) -> World:
    local = facts.local(now)
    return World(population(facts), _once(lambda asked: compute(facts, asked, now).rows), facts.year_starts,
                 local.date(), _first(facts, local), {name: metric.unit for name, metric in METRICS.items()},
                 lambda *which: _frame(facts, *which), _ledger(facts),
                 lambda mark: _world(_upto(facts, mark), now))


def _once(compute_: Compute) -> Compute:
    """Computes a question once for all that is asked of this world: a month is also a part of its quarter."""
    known: dict[str, Sequence[Row]] = {}

    def computed(query: Query) -> Sequence[Row]:
        key = repr(query)
        if key not in known:
            known[key] = compute_(query)
        return known[key]

    return computed


def _ledger(facts: Facts) -> Ledger:
    """What was written since the first release; kept while the facts are current."""
    if "written" not in facts.kept:
        ledger = facts.ledger
        first = int(facts.execute(ledger.agg(first=ledger.mark.min()))[0]["first"] or 0)
        later = ledger.filter(ledger.mark > first).select("mark", "person").distinct().join(facts.people, "person")
        rows = facts.execute(later.order_by("mark", "person"))
        facts.kept["written"] = Ledger(first, tuple(Change(int(row["mark"]), row["person"], (
            row["organisation"], row["position"], row["group"], row["state"], row["language"])) for row in rows))
    found: Ledger = facts.kept["written"]
    return found


def _upto(facts: Facts, mark: int) -> Facts:
    """The facts of a release; the last few are kept."""
    kept: dict[int, Facts] = facts.kept.setdefault("releases", {})
    facts.kept.setdefault("frames", {})
    if mark not in kept:
        if len(kept) >= RELEASES:
            kept.pop(next(iter(kept)))
        kept[mark] = facts.upto(mark)
    return kept[mark]


def _first(facts: Facts, local: datetime) -> date:
    """The day of the first entry."""
    if "first" not in facts.kept:
        facts.kept["first"] = facts.execute(facts.ledger.agg(first=facts.ledger.at.min()))[0]["first"] or local
    found: datetime = facts.kept["first"]
    return found.date()


def _frame(facts: Facts, positions: frozenset[str] | None, small_cell: int, without: tuple[str, ...]) -> Frame:
    """The frame of the people in these positions who serve in none of some places, decided once while the facts are
    current."""
    kept: dict[Any, Frame] = facts.kept.setdefault("frames", {})
    key = (positions, small_cell, without)
    if key not in kept:
        kept[key] = frame(population(facts).only(positions, without), small_cell)
    return kept[key]


def ask_world(world: World, query: Query, scope: Scope, small_cell: int) -> Answer:
    """What the asker with this scope is told of a question, from this world."""
    ruling = rule(query, scope, world.population, small_cell)
    if ruling.query is None or ruling.how is None:
        return Answer(query, None, "not_permitted", why=ruling.why)
    asked = ruling.query
    exact = ruling.how == "exact"
    world = replace(world, own=scope.exact)
    metrics = tuple(dict.fromkeys((*asked.metrics, *(each.metric for each in asked.having))))

    def tell(question: Query) -> Told:
        told = _exact(world, question, metrics) if exact else figures(world, question, metrics, ruling.small_cell)
        return _others(told, metrics, tell_whole(question), exact, ruling.small_cell) if asked.negated else told

    def tell_whole(question: Query) -> Told:
        whole = ("headcount",)
        return _exact(world, question, whole) if exact else figures(world, question, whole, ruling.small_cell)

    told = tell(asked)
    rows = list(told.rows)
    if asked.part:
        all_of = _all_of(asked, scope)
        allowed = rule(all_of, scope, world.population, small_cell)
        if allowed.query is None or allowed.how != ruling.how:
            return Answer(query, None, "not_permitted", why="place")
        whole = tell(allowed.query)
        places = [told.dimensions.index(each) for each in whole.dimensions if each in told.dimensions]
        places += range(len(told.dimensions), len(rows[0][0]) if rows else 0)
        rows = published.shares(rows, dict(whole.rows), places, whole_percent=not exact)
    timed = len(told.periods) > 1 and not set(told.dimensions) & set(BUCKETS)
    columns = [*(Column(each, "dimension") for each in told.dimensions),
               *([Column("period", "dimension")] if timed else []),
               *(Column(each, "metric", "%" if asked.part else world.units.get(each)) for each in metrics)]
    if asked.change and len(told.periods) == 1:
        before = dict(tell(asked.but(periods=(before_of(told.periods[0], world.year_starts),))).rows)
        rows = [(keys, (*values, *(published.change(value, old) for value, old in zip(
            values, before.get(keys, (None,) * len(values)), strict=True)))) for keys, values in rows]
        columns += [Column(f"{each}_change", "metric", "pp" if asked.part or world.units.get(each) == "%" else
                           world.units.get(each)) for each in metrics]
        if asked.moved:
            rows = published.moved(rows, len(metrics), asked.moved)
    table = arrange(asked.but(periods=told.periods), columns, [(*keys, *values) for keys, values in rows])
    silence = _silence(table, told)
    return Answer(asked.but(periods=told.periods), table, silence, not exact, why=_why(told, silence))


def _all_of(asked: Query, scope: Scope) -> Query:
    """The whole of a share: the question without its part. A place's whole is all that the asker may ask about."""
    filters = {key: ids for key, ids in asked.filters.items() if key not in asked.part}
    places = scope.exact or scope.parts
    if "organisation" in asked.part and places and not scope.whole:
        filters["organisation"] = places
    return asked.but(filters=filters, part=())


def _why(told: Told, silence: Silence | None) -> str | None:
    """Why an answer is silent, where all of it is for one reason; else what was changed in the question."""
    if silence != "suppressed" or told.why == "too_many":
        return told.why or ("withheld" if told.silent else None)
    return next(iter(told.silent)) if len(told.silent) == 1 else "few"


def _others(told: Told, metrics: Sequence[str], whole: Told, exact: bool, small_cell: int) -> Told:
    """Each figure of people as that of the others of its group, and each rate as what is left of 100 %; bounds are
    kept as they are asked."""
    everybody = dict(whole.rows)
    least = 0 if exact else small_cell
    rows = []
    for keys, values in told.rows:
        turned = list(values)
        for at, metric in enumerate(metrics):
            if metric in published.OTHERS:
                turned[at] = published.rest(values[at], everybody.get(keys, (SUPPRESSED,))[0], least)
            elif metric in published.RESTS:
                turned[at] = published.rest(values[at], 100.0, 0)
        rows.append((keys, tuple(turned)))
    return replace(told, rows=tuple(rows))


def _silence(table: Table, told: Told) -> Silence | None:
    first = next((at for at, column in enumerate(table.columns) if column.kind == "metric"), 0)
    values = [value for row in table.rows for value in row[first:]]
    known = any(not isinstance(value, Suppressed) for _, row in told.rows for value in row)
    if told.why == "too_many" or (not known and (told.rows or told.silent)):
        return "suppressed"
    if values and all(isinstance(value, Suppressed) for value in values):
        return "suppressed"
    if not (told.silent and not values) and all(value in (0, None) for value in values):
        return "zero"
    return None


def _exact(world: World, query: Query, metrics: Sequence[str]) -> Told:
    asked = query.but(metrics=tuple(metrics), having=(), sort=None, limit=None, part=(), change=False)
    rows = world.compute(asked)
    return Told(query.group_by, tuple((tuple(row.keys), tuple(row.values)) for row in rows), query.periods)
