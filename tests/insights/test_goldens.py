"""Every metric beside hand-written SQL that must agree: in all, by place, by position, by competency, by month."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from frac.framework import Framework
from passbook.insights.engine import compute
from passbook.insights.facts.reader import Facts
from passbook.insights.metrics import METRICS
from passbook.insights.query import Query
from passbook.periods import Period, year_of

ACTIVE = "kind IN ('enrolled', 'progressed', 'completed', 'assessed')"
SCORED = "kind IN ('completed', 'assessed') AND score IS NOT NULL"
# metric → what it is taken from, and its value; {period} stands for the running year's bounds.
BY_HAND: dict[str, tuple[str, str]] = {
    "headcount": ("who", "count(*)"),
    "holders": ("held", "count(DISTINCT official)"),
    "required_officials": ("pairs", "count(DISTINCT official)"),
    "officials_with_gap": ("pairs", "count(DISTINCT official) FILTER (open)"),
    "gap_rate": ("pairs", "100.0 * count(DISTINCT official) FILTER (open) / count(DISTINCT official)"),
    "open_gaps": ("pairs", "count(*) FILTER (open)"),
    "average_gap": ("pairs", "avg(required - held) FILTER (open)"),
    "readiness": ("pairs", "100.0 * avg((NOT open)::INT)"),
    "pairs": ("pairs", "count(*)"),
    "unserved_gaps": ("pairs", "count(*) FILTER (open AND NOT EXISTS (SELECT 1 FROM live l "
                               "WHERE l.competency = pairs.competency AND l.level >= pairs.required))"),
    "enrolments": ("evw", "count(*) FILTER (kind = 'enrolled')"),
    "enrolled_officials": ("evw", "count(DISTINCT official) FILTER (kind = 'enrolled')"),
    "completions": ("evw", "count(*) FILTER (kind = 'completed')"),
    "completers": ("evw", "count(DISTINCT official) FILTER (kind = 'completed')"),
    "learning_hours": ("evw", "coalesce(sum(minutes), 0) / 60"),
    "active_learners": ("evw", f"count(DISTINCT official) FILTER ({ACTIVE})"),
    "average_score": ("evw", f"avg(score) FILTER ({SCORED})"),
    "pass_rate": ("evw", f"100.0 * avg((score >= 60)::INT) FILTER ({SCORED})"),
    "average_rating": ("evw", "avg(score) FILTER (kind = 'rated')"),
    "ratings": ("evw", "count(*) FILTER (kind = 'rated')"),
    "assessments": ("evw", f"count(*) FILTER ({SCORED})"),
    "plan_completion": ("aw", "100.0 * avg(done::INT)"),
    "overdue": ("aw", "count(*) FILTER (past AND NOT done)"),
    "due": ("aw", "count(*)"),
    "done": ("aw", "count(*) FILTER (done)"),
    "completion_rate": ("enrolled", "100.0 * avg(done::INT)"),
    "enrolled_pairs": ("enrolled", "count(*)"),
    "supply": ("live", "count(DISTINCT course)"),
}
# Asked in tests of their own below.
APART = {"hours_per_official", "active_rate", "gaps_closed", "claims_pending", "completers_rate", "holders_rate",
         "overdue_rate", "enrolments_per_official", "completions_per_official", "gaps_per_official"}
COLUMNS = {"": "", "kind:ministry": "ministry", "position": "position", "competency": "competency", "month": "month"}


def year(framework: Framework) -> Period:
    return year_of(framework.tenant.as_of, framework.tenant.year_starts)


def by_engine(facts: Facts, query: Query, now: datetime) -> dict[tuple[str | None, ...], float]:
    """The engine's figures that are not nothing, by their keys."""
    return {row.keys: float(row.values[0]) for row in compute(facts, query, now).rows if row.values[0]}


def by_hand(sql: Any, statement: str) -> dict[tuple[str | None, ...], float]:
    return {tuple(row[:-1]): float(row[-1]) for row in sql.execute(statement).fetchall()
            if row[-1] and all(key is not None for key in row[:-1])}


def statement(metric: str, group: str, period: Period | None) -> str:
    source, value = BY_HAND[metric]
    if source == "enrolled":
        bounds = (period.start, period.end) if period else (date(1900, 1, 1), date(2999, 1, 1))
        source = f"enrolled(TIMESTAMP '{bounds[0]}', TIMESTAMP '{bounds[1]}')"
    elif source == "evw" and group == "competency":
        source = ("(SELECT DISTINCT evw.* EXCLUDE (competency), about.competency FROM evw JOIN ("
                  "SELECT id AS event, competency FROM evw WHERE competency IS NOT NULL UNION "
                  "SELECT e.id, t.competency FROM evw e JOIN tagged t ON t.course = e.course) about "
                  "ON about.event = evw.id)")
    where = (f" WHERE ts >= TIMESTAMP '{period.start}' AND ts < TIMESTAMP '{period.end}'"
             if period and "evw" in source else "")
    column = COLUMNS[group]
    return f"SELECT {column + ', ' if column else ''}{value} FROM {source}{where}" + (
        f" GROUP BY {column}" if column else "")


def test_every_metric_has_its_golden() -> None:
    assert METRICS.keys() == BY_HAND.keys() | APART


@pytest.mark.parametrize("metric", sorted(BY_HAND))
@pytest.mark.parametrize("group", sorted(COLUMNS))
def test_a_metric_agrees_with_sql_by_hand(facts: Facts, sql: Any, now: datetime, demo_framework: Framework,
                                          metric: str, group: str) -> None:
    plain = "organisation" if group.startswith("kind:") else group
    source = BY_HAND[metric][0]
    if plain and plain not in METRICS[metric].dimensions:
        pytest.skip("no dimension of this metric")
    if group == "competency" and source in ("aw", "enrolled"):
        pytest.skip("asked through tags, in a test of its own")
    if group == "month" and source != "evw":
        pytest.skip("a state, asked at ends of months in a test of its own")
    act = source in ("evw", "enrolled")
    period = year(demo_framework) if act else None
    query = Query((metric,), (group,) if group else (), periods=(period,) if period else ())
    expected = by_hand(sql, statement(metric, group, period))
    found = by_engine(facts, query, now)
    assert found.keys() == expected.keys()
    assert found == pytest.approx(expected)


@pytest.mark.parametrize("metric", ["readiness", "gap_rate", "open_gaps", "officials_with_gap", "holders"])
def test_a_state_is_taken_at_the_end_of_a_period(facts: Facts, sql: Any, now: datetime, demo_framework: Framework,
                                                 metric: str) -> None:
    last = year_of(date(year(demo_framework).start.year - 1, 12, 1), demo_framework.tenant.year_starts)
    source, value = BY_HAND[metric]
    bound = f"TIMESTAMP '{last.end}'"
    rows = f"pairs_at({bound})" if source == "pairs" else (
        f"(SELECT h.official, h.competency, w.ministry FROM held_at({bound}) h JOIN who w ON w.id = h.official)")
    expected = by_hand(sql, f"SELECT ministry, {value} FROM {rows} GROUP BY 1")
    assert by_engine(facts, Query((metric,), ("kind:ministry",), periods=(last,)), now) == pytest.approx(expected)


def test_per_head_is_over_everybody(facts: Facts, sql: Any, now: datetime, demo_framework: Framework) -> None:
    period = year(demo_framework)
    within = f"ts >= TIMESTAMP '{period.start}' AND ts < TIMESTAMP '{period.end}'"
    hours = by_hand(sql, f"""SELECT w.position, (SELECT coalesce(sum(minutes), 0) / 60 FROM evw e
        WHERE e.position = w.position AND {within}) / count(*) FROM who w GROUP BY 1""")
    found = by_engine(facts, Query(("hours_per_official",), ("position",), periods=(period,)), now)
    assert found == pytest.approx(hours)
    rate = by_hand(sql, f"""SELECT w.grp, 100.0 * (SELECT count(DISTINCT official) FROM evw e
        WHERE e.grp = w.grp AND {ACTIVE} AND {within}) / count(*) FROM who w GROUP BY 1""")
    assert by_engine(facts, Query(("active_rate",), ("group",), periods=(period,)), now) == pytest.approx(rate)


def test_gaps_closed_were_open_at_the_start_and_are_met_at_the_end(facts: Facts, sql: Any, now: datetime,
                                                                   demo_framework: Framework) -> None:
    period = year_of(date(year(demo_framework).start.year - 1, 12, 1), demo_framework.tenant.year_starts)
    expected = by_hand(sql, f"""SELECT a.ministry, count(*) FROM pairs_at(TIMESTAMP '{period.start}') a
        JOIN pairs_at(TIMESTAMP '{period.end}') b USING (official, competency)
        WHERE a.open AND NOT b.open GROUP BY 1""")
    assert by_engine(facts, Query(("gaps_closed",), ("kind:ministry",), periods=(period,)), now) == expected


def test_claims_wait_until_they_are_verified(facts: Facts, sql: Any, now: datetime) -> None:
    expected = by_hand(sql, """SELECT count(*) FROM ev c WHERE c.kind = 'claimed' AND NOT EXISTS (
        SELECT 1 FROM ev v WHERE v.kind = 'verified' AND v.official = c.official AND v.competency = c.competency
        AND v.level >= c.level AND v.ts >= c.ts)""")
    assert by_engine(facts, Query(("claims_pending",)), now) == expected


def test_a_place_means_all_below_it_and_without_leaves_out(facts: Facts, sql: Any, now: datetime,
                                                           demo_framework: Framework) -> None:
    for place in [each.id for each in demo_framework.organisations.values() if each.kind == "ministry"][:4]:
        inside = f"org IN (SELECT id FROM above WHERE over = '{place}')"
        for metric in ("headcount", "open_gaps", "completions"):
            source, value = BY_HAND[metric]
            for query, where in ((Query((metric,), filters={"organisation": (place,)}), inside),
                                 (Query((metric,), without={"organisation": (place,)}), f"NOT {inside}")):
                expected = by_hand(sql, f"SELECT {value} FROM {source} WHERE {where}")
                assert by_engine(facts, query, now) == expected


def test_who_and_who_not_part_a_group(facts: Facts, sql: Any, now: datetime, demo_framework: Framework) -> None:
    position = max(demo_framework.positions, key=lambda each: len(demo_framework.positions[each].required))
    filters = {"position": (position,)}
    asked = Query(("officials_with_gap",), filters=filters, people="who")
    who = {row.keys[0] for row in compute(facts, asked, now).rows}
    rest = {row.keys[0] for row in compute(facts, asked.but(people="who not"), now).rows}
    (count,) = sql.execute(f"SELECT count(*) FROM who WHERE position = '{position}'").fetchone()
    (open_,) = sql.execute(
        f"SELECT count(DISTINCT official) FROM pairs WHERE position = '{position}' AND open").fetchone()
    assert not who & rest and len(who) == open_ and len(who | rest) == count


def test_a_person_counts_once_in_each_row(facts: Facts, sql: Any, now: datetime) -> None:
    for dimension, column in (("type", "type"), ("theme", "theme")):
        expected = by_hand(sql, f"""SELECT c.{column}, count(DISTINCT p.official) FILTER (p.open) FROM pairs p
            JOIN competencies c ON c.id = p.competency GROUP BY 1""")
        assert by_engine(facts, Query(("officials_with_gap",), (dimension,)), now) == expected
