"""The plan of a year, by hand-made needs: what it closes, costs and leaves, and in which quarter."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from passbook.insights.query import SUPPRESSED, Column, Table
from passbook.insights.year_plan.needs import told
from passbook.insights.year_plan.plan import coming, make
from passbook.insights.year_plan.terms import Course, Goal, People, Terms, YearPlan
from passbook.periods import quarter_of, year_of

YEAR = year_of(date(2026, 5, 1), "04-01")
QUARTERS = tuple(quarter_of(YEAR, number) for number in (1, 2, 3, 4))
A, B = Goal("A", 2), Goal("B", 1)
KINDS = {"A": "functional", "B": "behavioural"}
COURSES = {each.id: each for each in (
    Course("CA", {"A": 2}, 60, 100.0, ("en",), "V1"), Course("CB", {"B": 1}, 30, 50.0, ("hi",), "V2"),
    Course("CAB", {"A": 3, "B": 2}, 120, 120.0, ("en", "hi"), "V1"), Course("LOW", {"A": 1}, 10, 0.0, ("en",)))}


def people(*goals: Goal, n: int = 10, passed: tuple[str, ...] = ()) -> People:
    return People(goals, {("P1", "A"): n}, frozenset(passed))


def planned(*who: People, courses: dict[str, Course] | None = None, **terms: object) -> YearPlan:
    return make(list(who), COURSES if courses is None else courses, KINDS, Terms(**terms), QUARTERS)  # type: ignore[arg-type]


def left(plan: YearPlan) -> dict[tuple[str, str], int]:
    return {(each.competency, each.why): each.gaps for each in plan.left}


def test_one_course_for_two_gaps_is_taken_where_it_is_cheaper() -> None:
    plan = planned(people(A, B), people(B, n=5))
    assert {line.course: line.seats for line in plan.lines} == {"CAB": 10, "CB": 5}
    assert (plan.seats, plan.rupees, plan.closed, plan.left) == (15, 10 * 120 + 5 * 50, {"A": 10, "B": 15}, ())
    assert plan.worth == plan.most == 25


def test_a_budget_goes_where_a_rupee_closes_most_and_is_never_exceeded() -> None:
    plan = planned(people(A), people(B), budget=700.0)
    assert plan.closed == {"B": 10, "A": 2} and plan.rupees == 700
    assert left(plan) == {("A", "budget"): 8}
    assert planned(people(A), people(B), budget=0.0).closed == {}


def test_nothing_to_spend_still_buys_what_is_free() -> None:
    free = {**COURSES, "FREE": Course("FREE", {"A": 2}, 300, 0.0)}
    plan = planned(people(A), people(B), courses=free, budget=0.0)
    assert {line.course for line in plan.lines} == {"FREE"} and left(plan) == {("B", "budget"): 10}


def test_a_course_without_a_price_is_used_and_named_but_never_within_a_budget() -> None:
    unknown = {"U": Course("U", {"A": 2}, 60, None)}
    plan = planned(people(A), courses=unknown)
    assert plan.unpriced == ("U",) and plan.lines[0].rupees is None and plan.rupees == 0
    assert left(planned(people(A), courses=unknown, budget=1e6)) == {("A", "no_price"): 10}


def test_why_a_gap_stays_open_is_told_apart() -> None:
    assert left(planned(people(Goal("A", 4)))) == {("A", "no_course"): 10}
    assert left(planned(people(A), language="hi", skip={"course": ("CAB",)})) == {("A", "language"): 10}
    assert left(planned(people(A, B), skip={"type": ("behavioural",)})) == {("B", "skipped"): 10}
    assert left(planned(people(A), skip={"provider": ("V1",)})) == {("A", "skipped"): 10}
    assert left(planned(people(A), hours=0.5)) == {("A", "hours"): 10}
    assert left(planned(people(A, B), only={"competency": ("A",)})) == {("B", "skipped"): 10}


def test_hours_bind_each_person() -> None:
    plan = planned(people(A, B), hours=1.0, skip={"course": ("CAB",)})
    assert plan.closed == {"B": 10} and plan.hours == 5  # of two that fit alone, the cheaper
    assert all(line.hours <= line.seats for line in plan.lines)


def test_a_course_that_was_passed_is_not_asked_again() -> None:
    assert {line.course for line in planned(people(A, passed=("CA",))).lines} == {"CAB"}


def test_what_is_presupposed_comes_along_and_before_unless_passed() -> None:
    chained = {**COURSES, "CA": replace(COURSES["CA"], needs=("BASE",)), "BASE": Course("BASE", {"Z": 1}, 10, 5.0)}
    del chained["CAB"]
    plan = planned(people(A), courses=chained)
    placed = {line.course: line.quarter for line in plan.lines}
    assert set(placed) == {"CA", "BASE"} and placed["BASE"] <= placed["CA"] and plan.rupees == 10 * 105
    assert {line.course for line in planned(people(A, passed=("BASE",)), courses=chained).lines} == {"CA"}


def test_what_was_moved_stands_where_it_was_moved_to_and_the_rest_is_spread() -> None:
    crowd = [people(A), people(B), people(Goal("A", 3))]
    moved = planned(*crowd, fixed={"B": 4})
    assert {line.quarter for line in moved.lines if "B" in line.closes} == {"2026-27-Q4"}
    assert len({line.quarter for line in planned(*crowd).lines}) > 1


def test_each_gap_is_closed_once_or_left_once() -> None:
    plan = planned(people(A, B), people(Goal("A", 3), n=4), budget=500.0)
    open_ = sum(plan.open.values())
    assert open_ == sum(plan.closed.values()) + sum(each.gaps for each in plan.left)
    assert all(sum(line.counts.values()) == line.seats for line in plan.lines)


def test_the_quarters_that_can_be_planned() -> None:
    assert [each.id for each in coming(date(2026, 8, 20), "04-01")] == ["2026-27-Q2", "2026-27-Q3", "2026-27-Q4"]
    assert coming(date(2027, 2, 1), "04-01")[0].id == "2027-28-Q1"
    assert coming(date(2026, 8, 20), "04-01", year_of(date(2025, 5, 1), "04-01")) == ()
    with pytest.raises(ValueError, match="quarter"):
        make([], COURSES, KINDS, Terms(), ())


def test_needs_that_were_told_are_counts_and_silent_ones_are_named() -> None:
    columns = (Column("competency", "dimension"), Column("level", "dimension"),
               Column("officials_with_gap", "metric", "officials"))
    who, silent = told(Table(columns, (("A", "2", 40), ("B", "1", SUPPRESSED), ("C", "1", 0))))
    assert [(each.goals, each.size) for each in who] == [((Goal("A", 2),), 40)] and silent == ["B"]
