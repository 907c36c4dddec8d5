"""The feedback on an institution of the demo, beside SQL by hand; and that it is refused to others."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from frac.framework import Framework
from passbook.insights.facts.reader import Facts
from passbook.insights.institution.feedback import feedback
from passbook.insights.institution.shape import Institution
from passbook.insights.query import Scope
from passbook.periods import Period, before_of, quarter_of, year_of


@pytest.fixture(scope="module")
def quarter(demo_framework: Framework, now: datetime) -> Period:
    year = year_of(now.date(), demo_framework.tenant.year_starts)
    return next(each for number in (4, 3, 2, 1) if (each := quarter_of(year, number)).start <= now.date())


@pytest.fixture(scope="module")
def place(sql: Any) -> str:
    """A ministry in which some competency is held by one or two people."""
    return str(sql.execute("SELECT ministry FROM who GROUP BY 1 HAVING count(*) BETWEEN 60 AND 300 ORDER BY 1"
                           ).fetchone()[0])


@pytest.fixture(scope="module")
def exact(facts: Facts, demo_framework: Framework, place: str, now: datetime, quarter: Period) -> Institution:
    return feedback(facts, demo_framework, Scope(exact=(place,)), place, now, quarter)


def test_figures_and_their_change_are_those_of_plain_sql(exact: Institution, sql: Any, place: str, quarter: Period
                                                         ) -> None:
    rate = "SELECT 100.0 * avg((NOT open)::INT), count(*) FILTER (WHERE open) FROM"
    now = sql.execute(f"{rate} pairs WHERE ministry = '{place}'").fetchone()
    then = sql.execute(f"{rate} pairs_at(TIMESTAMP '{quarter.start}') WHERE ministry = '{place}'").fetchone()
    found = {each.metric: (each.value, each.before) for each in exact.figures}
    assert found["readiness"] == (pytest.approx(now[0]), pytest.approx(then[0]))
    assert found["open_gaps"] == (now[1], then[1])
    assert exact.changed is not None and exact.changed.difference == pytest.approx(now[0] - then[0])
    assert not exact.controlled


def test_the_mandate_weighs_posts_and_weights(exact: Institution, sql: Any, place: str) -> None:
    rows = sql.execute(f"""
        WITH heavy AS (SELECT position_id AS position, competency_id AS competency,
                              max(coalesce(nullif(weight, '')::DOUBLE, 1)) AS weight FROM requirements GROUP BY ALL)
        SELECT competency, sum(weight), 100.0 * avg((NOT open)::INT) FROM pairs JOIN heavy USING (position, competency)
        WHERE ministry = '{place}' GROUP BY 1""").fetchall()
    whole = sum(weight for _, weight, _ in rows)
    ready = sum(weight * rate for _, weight, rate in rows) / whole
    assert exact.mandate is not None and exact.mandate.readiness == pytest.approx(ready)
    pulls = {competency: weight / whole * (rate - ready) for competency, weight, rate in rows}
    assert exact.mandate.weak[0].pull == pytest.approx(min(pulls.values()))
    assert exact.mandate.strong[0].pull == pytest.approx(max(pulls.values()))
    assert all(each.pull == pytest.approx(pulls[each.competency])
               for each in (*exact.mandate.strong, *exact.mandate.weak))


def test_what_few_hold_is_counted_over_all_who_serve_there(exact: Institution, sql: Any, place: str) -> None:
    rows = sql.execute(f"""
        WITH asked AS (SELECT DISTINCT competency, required FROM pairs WHERE ministry = '{place}')
        SELECT competency, required, (SELECT count(*) FROM held h WHERE h.ministry = '{place}'
            AND h.competency = a.competency AND h.held >= a.required) AS holders FROM asked a""").fetchall()
    thin = {(competency, level): holders for competency, level, holders in rows if holders <= 2}
    assert exact.few is not None and exact.few.held
    told = (*exact.few.held, *exact.few.nobody)
    assert all(thin[each.competency, each.level] == each.holders for each in told)
    assert len(told) + exact.few.more == len(thin)
    assert all(len(each.people) == each.holders for each in exact.few.held)


def test_plans_are_those_of_plain_sql(exact: Institution, sql: Any, place: str) -> None:
    rows = sql.execute("SELECT plan, count(*), 100.0 * avg(done::INT), count(*) FILTER (WHERE past AND NOT done) "
                       f"FROM aw WHERE ministry = '{place}' GROUP BY 1").fetchall()
    known = {plan: figures for plan, *figures in rows}
    assert exact.plans
    for each in exact.plans:
        assert [each.due, each.completion, each.overdue] == [known[each.plan][0], pytest.approx(known[each.plan][1]),
                                                             known[each.plan][2]]


def test_it_is_refused_to_whoever_may_not_see_the_place(facts: Facts, demo_framework: Framework, place: str, sql: Any,
                                                        now: datetime, quarter: Period) -> None:
    other = sql.execute(f"SELECT ministry FROM who WHERE ministry <> '{place}' LIMIT 1").fetchone()[0]
    for scope in (Scope(exact=(other,)), Scope(parts=(other,)), Scope()):
        made = feedback(facts, demo_framework, scope, place, now, quarter)
        assert (made.silence, made.figures, made.mandate, made.few) == ("not_permitted", (), None, None)


def test_the_quarter_before_is_the_one_that_ended_last(quarter: Period, demo_framework: Framework) -> None:
    assert before_of(quarter, demo_framework.tenant.year_starts).end == quarter.start
