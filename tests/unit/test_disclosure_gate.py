"""Who is told what: exact, controlled or not at all; and that a figure is the same however it is asked for."""

from __future__ import annotations

from typing import Any

import pytest

from passbook.insights.disclosure.gate import ask_world
from passbook.insights.disclosure.place import rule
from passbook.insights.query import SUPPRESSED, Query, Scope, Suppressed, Threshold
from tests.attacks.world import MONTHS, QUARTER, Tenant, tenant

SMALL = 5
COUNT, RATE = "active_learners", "active_rate"
LEADER, HR, ANALYST = Scope(parts=("D0",)), Scope(exact=("D0",)), Scope(whole=True)
PROVIDER, SENIOR = Scope(provider="V1"), Scope(team=frozenset({"a", "b"}))


@pytest.fixture(scope="module")
def ministry() -> Tenant:
    return tenant(11, departments=3, most=40)


def ruled(ministry: Tenant, scope: Scope, query: Query) -> tuple[str | None, dict[str, Any] | None]:
    found = rule(query, scope, ministry.world().population, SMALL)
    return found.how, None if found.query is None else dict(found.query.filters)


@pytest.mark.parametrize(("scope", "query", "how", "filters"), [
    (HR, Query((COUNT,)), "exact", {"organisation": ("D0",)}),
    (HR, Query((COUNT,), group_by=("official",)), "exact", {"organisation": ("D0",)}),
    (HR, Query((COUNT,), filters={"organisation": ("D0U0",)}), "exact", {"organisation": ("D0U0",)}),
    (HR, Query((COUNT,), filters={"organisation": ("D1",)}), None, None),
    (HR, Query((COUNT,), filters={"organisation": ("D0", "D1")}), None, None),
    (HR, Query((COUNT,), filters={"organisation": ("M",)}), None, None),
    (LEADER, Query((COUNT,)), "controlled", {"organisation": ("D0",)}),
    (LEADER, Query((COUNT,), group_by=("kind:unit",)), "controlled", {"organisation": ("D0",)}),
    (LEADER, Query((COUNT,), group_by=("official",)), None, None),
    (LEADER, Query((COUNT,), people="who"), None, None),
    (LEADER, Query((COUNT,), filters={"organisation": ("D1",)}), None, None),
    (LEADER, Query((COUNT,), filters={"organisation": ("M",)}), None, None),
    # peers: a row each, or with one's own among them
    (LEADER, Query((COUNT,), group_by=("kind:department",)), "controlled", {}),
    (LEADER, Query((COUNT,), group_by=("kind:department", "position")), "controlled", {"organisation": ("D0",)}),
    (LEADER, Query((COUNT,), filters={"organisation": ("D0", "D1")}), "controlled", {"organisation": ("D0", "D1")}),
    (LEADER, Query((COUNT,), filters={"organisation": ("D1", "D2")}), None, None),
    (LEADER, Query((COUNT,), group_by=("position",), filters={"organisation": ("D0", "D1")}), None, None),
    (ANALYST, Query((COUNT,)), "controlled", {}),
    (ANALYST, Query((COUNT,), filters={"organisation": ("D1U0",)}), "controlled", {"organisation": ("D1U0",)}),
    (ANALYST, Query((COUNT,), group_by=("official",)), None, None),
    (PROVIDER, Query(("completions",), group_by=("course",)), "controlled", {"provider": ("V1",)}),
    (PROVIDER, Query(("completions",), filters={"provider": ("V2",)}), None, None),
    (PROVIDER, Query(("completions",), group_by=("kind:department",)), None, None),
    (PROVIDER, Query(("completions",), filters={"organisation": ("D0",)}), None, None),
    (PROVIDER, Query((COUNT,)), None, None),
    (PROVIDER, Query(("required_officials",), group_by=("competency",)), "controlled", {}),
    (PROVIDER, Query(("open_gaps",), group_by=("competency",)), None, None),
    (SENIOR, Query(("overdue",), people="who"), "exact", {"official": ("a", "b")}),
    (SENIOR, Query(("overdue",), filters={"official": ("a",)}), "exact", {"official": ("a",)}),
    (SENIOR, Query(("overdue",), filters={"official": ("c",)}), None, None),
    (SENIOR, Query(("average_rating",), people="who"), None, None),
    (SENIOR, Query(("readiness",), having=(Threshold("learning_hours", ">", 3),)), None, None),
    (Scope(), Query((COUNT,)), None, None), (Scope(), Query((COUNT,), filters={"organisation": ("D0",)}), None, None)])
def test_whose_figures(ministry: Tenant, scope: Scope, query: Query, how: str | None, filters: dict[str, Any] | None
                       ) -> None:
    assert ruled(ministry, scope, query) == (how, filters)


def test_what_is_asked_for_is_told_to_providers_from_fifty_people_up(ministry: Tenant) -> None:
    population = ministry.world().population
    query = Query(("required_officials",), group_by=("competency",))
    assert [rule(query, PROVIDER, population, each).small_cell for each in (5, 80)] == [50, 80]


def told(ministry: Tenant, query: Query, scope: Scope = ANALYST) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    answer = ask_world(ministry.world(), query, scope, SMALL)
    assert answer.table is not None
    keys = sum(column.kind == "dimension" for column in answer.table.columns)
    return {row[:keys]: row[keys:] for row in answer.table.rows}


@pytest.mark.parametrize("by", ["kind:department", "kind:unit", "position", "group", "state", "language"])
def test_a_row_says_what_the_question_about_it_says(ministry: Tenant, by: str) -> None:
    query = Query((COUNT, RATE), periods=(QUARTER,))
    name = "organisation" if by.startswith("kind:") else by
    rows = told(ministry, query.but(group_by=(by,)))
    assert rows
    for (key,), values in rows.items():
        alone = told(ministry, query.but(filters={name: (key,)}))
        assert alone[()] == values
    everywhere = told(ministry, query.but(filters={name: tuple(key for (key,) in rows)}, group_by=(by,)))
    assert everywhere == rows


def test_several_values_and_what_is_left_out_are_told_apart(ministry: Tenant) -> None:
    query = Query((COUNT,), periods=(QUARTER,))
    rows = told(ministry, query.but(group_by=("position",)))
    several = ask_world(ministry.world(), query.but(filters={"position": ("P0", "P1")}), ANALYST, SMALL)
    assert several.table is not None and several.why == "told_apart"
    assert {row[0]: row[1:] for row in several.table.rows} == {key: rows[key,] for key in ("P0", "P1")}
    assert told(ministry, query.but(without={"position": ("P0",)})) == {
        key: values for key, values in rows.items() if key != ("P0",)}


def test_months_of_a_table_are_those_asked_for_one_by_one(ministry: Tenant) -> None:
    query = Query((COUNT, RATE), group_by=("kind:unit",))
    rows = told(ministry, query.but(group_by=("month", "kind:unit"), periods=(QUARTER,)))
    assert {key[0] for key in rows} == {month.id for month in MONTHS}
    for month in MONTHS:
        alone = told(ministry, query.but(periods=(month,)))
        assert alone == {(place,): values for (named, place), values in rows.items() if named == month.id}
    several = told(ministry, query.but(periods=MONTHS))
    assert several == {(place, month): values for (month, place), values in rows.items()}


def test_ranking_and_bounds_are_of_told_figures(ministry: Tenant) -> None:
    query = Query((RATE,), group_by=("kind:unit",), periods=(QUARTER,))
    rows = told(ministry, query)
    answer = ask_world(ministry.world(), query.but(sort="desc"), ANALYST, SMALL)
    assert answer.table is not None
    values = [row[1] for row in answer.table.rows]
    open_ = [value for value in values if not isinstance(value, Suppressed)]
    assert any(isinstance(value, Suppressed) for value in values) and open_ == sorted(open_, reverse=True)  # type: ignore[type-var]
    assert values[:len(open_)] == open_
    for bound in range(0, 101, 10):
        kept = told(ministry, query.but(having=(Threshold(RATE, ">=", bound),)))
        assert kept == {key: told_ for key, told_ in rows.items()
                        if not isinstance(told_[0], Suppressed) and told_[0] >= bound}


def test_the_four_silences(ministry: Tenant) -> None:
    world = ministry.world()

    def silence(query: Query, scope: Scope) -> str | None:
        return ask_world(world, query, scope, SMALL).silence

    small = next(place for place in ministry.above if 0 < sum(
        place in ministry.above[each.organisation] for each in ministry.people) < SMALL)
    assert silence(Query((COUNT,), filters={"organisation": (small,)}), ANALYST) == "suppressed"
    assert silence(Query((COUNT,)), Scope()) == "not_permitted"
    assert silence(Query((COUNT,), periods=(MONTHS[0],)), Scope(exact=("D0",))) is None
    before = MONTHS[0]
    nothing = type(before)(before.start.replace(year=2001), before.end.replace(year=2001), "2001-01")
    assert silence(Query((COUNT,), periods=(nothing,)), ANALYST) == "zero"


def test_hr_is_told_exactly(ministry: Tenant) -> None:
    query = Query((COUNT,), group_by=("kind:unit",), periods=(QUARTER,))
    answer = ask_world(ministry.world(), query, Scope(exact=("M",)), SMALL)
    exact = {row.keys: row.values for row in ministry.compute(query)}
    assert answer.table is not None and not answer.controlled
    assert {row[:1]: row[1:] for row in answer.table.rows} == exact
    assert all(value != SUPPRESSED for row in answer.table.rows for value in row)
