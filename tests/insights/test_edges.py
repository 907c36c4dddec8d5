"""Every metric beside SQL by hand over a tenant made of edges: whole, of a place, by every dimension, in periods, at a
past instant. Values, the people who contribute and those whom a rate is about must all agree."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import psycopg
import pytest

from bot.importing import import_bundle
from frac.store import framework as framework_store
from passbook.insights.engine import compute, unsupported
from passbook.insights.facts.reader import Facts, Keeper
from passbook.insights.metrics import METRICS
from passbook.insights.query import Query
from passbook.periods import Period, from_id
from tests.insights import tenant
from tests.insights.by_hand import INSTANT, METRICS_BY_HAND, Asked, calendar, load, of_period, reckon

TODAY = datetime.fromisoformat("2026-03-31T23:59:59.999999")
PAST = datetime.fromisoformat("2025-10-01")
YEAR = "2025-26"


@dataclass(frozen=True)
class Edges:
    """The tenant's facts, and its files in DuckDB."""

    facts: Facts
    sql: Any
    official: dict[str, str] = field(default_factory=dict)


@pytest.fixture(scope="module")
def edges(lasting_database: Callable[[], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Edges]:
    """The tenant, imported once."""
    folder = tenant.bundle(tmp_path_factory.mktemp("edges"))
    with psycopg.connect(lasting_database(), autocommit=True) as conn:
        report = import_bundle(conn, folder, now=tenant.NOW)
        assert report.ok, report.problems
        world = framework_store.load(conn)
        facts = Keeper(tmp_path_factory.mktemp("facts")).current(conn, world.stamp, world.tenant)
    yield Edges(facts, load(folder), {facts.pseudonym(each): each for each in tenant.PEOPLE})
    facts.close()


# question in the engine's words → the same in conditions of SQL
BELOW = "organisation IN (SELECT id FROM above WHERE over = '{}')"
QUESTIONS: dict[str, tuple[dict[str, Any], Asked]] = {
    "total": ({}, Asked()),
    "in a ministry": ({"filters": {"organisation": ("MA",)}}, Asked(people=BELOW.format("MA"))),
    "without a division": ({"without": {"organisation": ("VA",)}}, Asked(people=f"NOT {BELOW.format('VA')}")),
    "without a group": ({"without": {"group": ("B",)}}, Asked(people="\"group\" IS DISTINCT FROM 'B'")),
    "of a post and a state": ({"filters": {"position": ("PA", "PD"), "state": ("Kerala",)}},
                              Asked(people="position IN ('PA', 'PD') AND state = 'Kerala'")),
    "of two competencies": ({"filters": {"competency": ("CA", "CC")}}, Asked(crafts="competency IN ('CA', 'CC')")),
    "without a theme": ({"without": {"theme": ("Office",)}}, Asked(crafts="theme IS DISTINCT FROM 'Office'")),
    "of a type by post": ({"filters": {"type": ("functional",)}, "group_by": ("position",)},
                          Asked(("position",), crafts="type = 'functional'")),
    "of a provider": ({"filters": {"provider": ("VY",)}}, Asked(courses="provider = 'VY'")),
    "without a course": ({"without": {"course": ("KA",)}}, Asked(courses="course IS DISTINCT FROM 'KA'")),
    "without a provider": ({"without": {"provider": ("VX",)}}, Asked(courses="provider IS DISTINCT FROM 'VX'")),
    "of a plan": ({"filters": {"plan": ("LA", "LC")}}, Asked(courses="plan IN ('LA', 'LC')")),
    "without a plan": ({"without": {"plan": ("LA",)}}, Asked(courses="plan <> 'LA'")),
    **{f"by {key}": ({"group_by": (key,)}, Asked((key.removeprefix("kind:"),))) for key in (
        "kind:ministry", "kind:department", "organisation", "position", "group", "state", "language", "competency",
        "type", "theme", "level", "course", "provider", "plan", "month", "quarter")},
    "by department and competency": ({"group_by": ("kind:department", "competency")},
                                     Asked(("department", "competency"))),
}


def period(name: str) -> Period:
    found = from_id(name, "04-01")
    assert found is not None
    return found


def agree(edges: Edges, metric: str, query: Query, asked: Asked, windows: Any, now: datetime) -> None:
    """Both give the same groups, values and counts of people."""
    expected = reckon(edges.sql, metric, asked, windows, now)
    rate = METRICS[metric].rate
    found = {row.keys: (row.values[0], row.counted[0], row.base[0] if rate else None)
             for row in compute(edges.facts, query, now).rows
             if row.values[0] is not None and (rate or row.values[0] != 0)}
    assert found.keys() == expected.keys()
    for key, (value, counted, base) in expected.items():
        assert found[key][0] == pytest.approx(value), (key, "value")
        assert METRICS[metric].grain == "supply" or found[key][1:] == (counted, base), (key, "people")


def windows_of(edges: Edges, asked: Asked, within: Period | None, now: datetime) -> Any:
    """The stretches of time that a question tells apart."""
    times = {"month": 1, "quarter": 3}
    bucket = next((times[key] for key in asked.keys if key in times), None)
    if bucket is None:
        return [of_period(within, now)] if within else [(None, None, now + INSTANT)]
    if within is None:
        (first,) = edges.sql.execute("SELECT min(\"at\"::TIMESTAMP)::DATE FROM events").fetchone()
        return calendar(date(first.year, first.month, 1), now, bucket)
    return [each for each in calendar(within.start, now, bucket) if each[1] and each[1].date() < within.end]


def test_every_metric_is_reckoned_by_hand() -> None:
    assert METRICS.keys() == METRICS_BY_HAND.keys()


# Rows are filtered by their grain, whatever is taken over them: one metric of each stands for all.
OF_GRAIN = {METRICS[each].grain: each for each in sorted(METRICS, reverse=True) if not METRICS[each].per_head}


def of(metric: str) -> list[str]:
    """The questions that a metric is asked: all that it can be, or those that group and one that filters."""
    return [name for name, (asked, _) in QUESTIONS.items() if unsupported(Query((metric,), **asked)) is None
            and (name.startswith(("total", "by ", "in a ")) or OF_GRAIN[METRICS[metric].grain] == metric)]


@pytest.mark.parametrize("metric", sorted(METRICS))
@pytest.mark.parametrize("now", [TODAY, PAST], ids=["today", "past"])
def test_a_metric_agrees_with_sql_by_hand(edges: Edges, metric: str, now: datetime) -> None:
    wrong = []
    for name in of(metric):
        given, asked = QUESTIONS[name]
        if now == PAST and name not in ("by kind:department", "by competency", "by quarter"):
            continue
        try:
            agree(edges, metric, Query((metric,), **given), asked, windows_of(edges, asked, None, now), now)
        except AssertionError as found:
            wrong.append(f"{name}: {found}"[:400])
    assert wrong == []


@pytest.mark.parametrize("metric", sorted(each for each in METRICS if unsupported(
    Query((each,), ("month",))) is None))
def test_periods_agree_with_sql_by_hand(edges: Edges, metric: str) -> None:
    """One, of which a part is over or all; several, a row each; months of a year."""
    one, two, year = period("2025-26-Q3"), period("2026-03"), period(YEAR)
    place = Asked(people=BELOW.format("MA"))
    agree(edges, metric, Query((metric,), filters={"organisation": ("MA",)}, periods=(one,)), place,
          [of_period(one, TODAY)], TODAY)
    agree(edges, metric, Query((metric,), periods=(one,)), Asked(), [of_period(one, PAST)], PAST)
    agree(edges, metric, Query((metric,), ("position",), periods=(one, two)), Asked(("position", "period")),
          [of_period(each, TODAY, each.id) for each in (one, two)], TODAY)
    asked = Asked(("department", "month"))
    agree(edges, metric, Query((metric,), ("kind:department", "month"), periods=(year,)), asked,
          windows_of(edges, asked, year, TODAY), TODAY)


@pytest.mark.parametrize("exact", [False, True])
@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_a_level_is_a_least_or_the_only_one(edges: Edges, level: int, exact: bool) -> None:
    sign = "=" if exact else ">="
    for metric, column in (("holders", "held"), ("supply", "level")):
        for keys in ((), ("competency",)):
            agree(edges, metric, Query((metric,), keys, level=level, exact_level=exact),
                  Asked(keys, level=f"{column} {sign} {level}"), [(None, None, TODAY + INSTANT)], TODAY)


WHO = {"completers": {}, "active_learners": {}, "officials_with_gap": {}, "holders": {"competency": ("CA",)},
       "overdue": {}, "claims_pending": {}, "required_officials": {"competency": ("CB",)}}


@pytest.mark.parametrize("metric", sorted(WHO))
def test_who_and_who_not_are_everybody_once(edges: Edges, metric: str) -> None:
    asked = Asked(("official",), people=BELOW.format("MA"),
                  crafts=f"competency = '{WHO[metric]['competency'][0]}'" if WHO[metric] else "")
    expected = {key[0] for key in reckon(edges.sql, metric, asked, [(None, None, TODAY + INSTANT)], TODAY)}
    query = Query((metric,), filters={"organisation": ("MA",), **WHO[metric]}, people="who")
    who = [edges.official[str(row.keys[0])] for row in compute(edges.facts, query, TODAY).rows]
    rest = [edges.official[str(row.keys[0])]
            for row in compute(edges.facts, query.but(people="who not"), TODAY).rows]
    everybody = {row[0] for row in edges.sql.execute(f"SELECT official FROM who WHERE {asked.people}").fetchall()}
    if METRICS[metric].grain == "pairs":  # who has no gap is of those whose post requires something
        wanted = reckon(edges.sql, "required_officials", asked, [(None, None, TODAY + INSTANT)], TODAY)
        everybody &= {key[0] for key in wanted}
    assert expected and set(who) == expected and len(who) == len(expected)
    assert sorted(who + rest) == sorted(everybody)


def test_who_has_not_done_a_course_is_asked_of_those_whose_plan_asks_it(edges: Edges) -> None:
    query = Query(("completers",), filters={"course": ("KE",)}, people="who not")
    found = {edges.official[str(row.keys[0])] for row in compute(edges.facts, query, TODAY).rows}
    expected = {row[0] for row in edges.sql.execute(
        "SELECT official FROM assigned a WHERE course = 'KE' AND NOT EXISTS (SELECT 1 FROM ev WHERE "
        "ev.official = a.official AND ev.course = 'KE' AND kind = 'completed' AND ts <= ?)", [TODAY]).fetchall()}
    assert found == expected
