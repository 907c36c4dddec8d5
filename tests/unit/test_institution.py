"""The feedback on an institution by hand-made answers: strong and weak, what moved, and what few people hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from frac.framework import Activity, Framework, Requirement, Role
from passbook.insights.institution.changed import changed
from passbook.insights.institution.few import few
from passbook.insights.institution.mandate import mandate
from passbook.insights.institution.shape import Figure, Institution
from passbook.insights.institution.told import Rows, rows
from passbook.insights.query import SUPPRESSED, Answer, Column, Query, Table, Value
from passbook.periods import before_of, quarter_of, year_of
from tests.frameworks import competency, framework, organisation, position

Key = tuple[str, ...]
YEAR = year_of(date(2026, 5, 1), "04-01")
QUARTER = quarter_of(YEAR, 1)
BEFORE = before_of(QUARTER, "04-01")


def answering(tables: dict[tuple[Key, Key], dict[Key, tuple[Value, ...]]], then: dict[Key, dict[Key, Any]] | None = None
              ) -> Callable[[Query], Answer]:
    """A gate that tells tables by (metrics, dimensions), and readiness at the end of the quarter before by dimensions;
    of all else nothing."""
    def ask(query: Query) -> Answer:
        found = (then or {}).get(query.group_by) if query.periods == (BEFORE,) else tables.get(
            (query.metrics, query.group_by))
        if query.people:
            return Answer(query, Table((Column("official", "dimension"), Column("holders", "metric")), (("p1", 1),)))
        if found is None:
            return Answer(query, None, "not_permitted")
        columns = (*(Column(each, "dimension") for each in query.group_by), *(
            Column(each, "metric") for each in query.metrics))
        return Answer(query, Table(columns, tuple((*key, *row) for key, row in found.items())))
    return ask


@pytest.fixture
def world() -> Framework:
    """A department with two posts: one of many people, one of few that weighs much."""
    clerk = position("P1", "Clerk", requires={"A": 2, "B": 1})
    chief = position("P2", "Chief", requires={"A": 4, "C": 3}, weights={"C": 5.0})
    role = Role("R", "Deciding", None, (Activity("V", "Decides appeals", None, None),))
    chief = replace(chief, roles=(role,), requirements=(
        Requirement("A", 4, None, None, 1.0), Requirement("C", 3, "R", "V", 5.0)))
    return framework(organisation("M", "Ministry", kind="ministry"), organisation("D", "Department", "M"),
                     organisation("E", "Other department", "M"), clerk, chief,
                     *(competency(each, f"Skill {each}") for each in "ABC"))


BY_COMPETENCY = Rows({("A",): (80.0, 20.0), ("B",): (40.0, 16.0), ("C",): (10.0, 4.0)})
BY_POST = {("P1", "A"): (16,), ("P1", "B"): (16,), ("P2", "A"): (4,), ("P2", "C"): (4,)}
POSTS = (("required_officials",), ("position", "competency"))


def test_a_competency_weighs_as_many_posts_and_as_much_as_they_require(world: Framework) -> None:
    made = mandate(answering({POSTS: BY_POST}), world, "D", BY_COMPETENCY, True)
    # A: 16 + 4, B: 16, C: 4 times 5
    assert made.readiness == pytest.approx((20 * 80 + 16 * 40 + 20 * 10) / 56)
    (strong,), (first, second) = made.strong, made.weak
    assert (strong.competency, first.competency, second.competency) == ("A", "C", "B")
    assert first.share == pytest.approx(100 * 20 / 56)
    assert sum(each.pull for each in (strong, first, second)) == pytest.approx(0.0)


def test_whoever_may_not_see_posts_gets_the_mean_weight_of_the_tenant(world: Framework) -> None:
    made = mandate(answering({}), world, "D", BY_COMPETENCY, False)  # asks for no post
    assert made.readiness == pytest.approx((20 * 80 + 16 * 40 + 4 * 5 * 10) / 56)


def test_peers_are_the_others_of_its_kind(world: Framework) -> None:
    peers = {("D", "A"): (80.0,), ("E", "A"): (60.0,), ("E", "C"): (SUPPRESSED,)}
    made = mandate(answering({POSTS: BY_POST, (("readiness",), ("kind:department", "competency")): peers}), world, "D",
                   BY_COMPETENCY, True)
    assert made.strong[0].peers == 60.0 and made.weak[0].peers is None
    top = mandate(answering({POSTS: BY_POST}), world, "M", BY_COMPETENCY, True)
    assert all(each.peers is None for each in (*top.strong, *top.weak))  # the top has no peers


def test_silent_competencies_are_counted_and_nothing_told_is_no_mandate(world: Framework) -> None:
    some = Rows({("A",): (80.0, 20.0), ("B",): (SUPPRESSED, 15.0)})
    made = mandate(answering({POSTS: BY_POST}), world, "D", some, True)
    assert (made.told, made.silent, made.strong, made.weak) == (1, 1, (), ())
    none = mandate(answering({}), world, "D", Rows({("B",): (SUPPRESSED, SUPPRESSED)}), False)
    assert (none.readiness, none.told, none.silent) == (None, 0, 1)


def test_what_moved_adds_up_to_the_change(world: Framework) -> None:
    then = {("competency",): {("A",): (60.0,), ("B",): (45.0,), ("C",): (10.0,)},
            ("kind:department",): {("D",): (50.0,), ("E",): (20.0,)}}
    closed = {(("gaps_closed",), ()): {(): (7,)},
              (("readiness", "pairs"), ("kind:department",)): {("D",): (60.0, 30.0), ("E",): (20.0, 10.0)}}
    now = (60 * 30 + 20 * 10) / 40
    made = changed(answering(closed, then), "M", BY_COMPETENCY, (now, 40.0), 51.0, QUARTER, BEFORE, "department",
                   ("D", "E"))
    assert (made.since, made.closed, made.difference) == (BEFORE.id, 7, pytest.approx(now - 51.0))
    assert [(each.id, each.before, each.now) for each in made.competencies] == [("A", 60.0, 80.0), ("B", 45.0, 40.0)]
    assert sum(each.contribution for each in made.competencies) + made.rest == pytest.approx(now - 51.0)
    assert [each.id for each in made.units] == ["D"]  # E did not move
    silent = changed(answering(closed, then), "M", BY_COMPETENCY, (now, 40.0), None, QUARTER, BEFORE, None, ())
    assert (silent.difference, silent.competencies, silent.units, silent.closed) == (None, (), (), 7)


def test_few_hold_and_nobody_holds_at_the_level_that_work_needs(world: Framework) -> None:
    held = {("A", "2"): (9,), ("A", "4"): (1,), ("A", "5"): (1,), ("B", "1"): (3,), ("C", "2"): (8,)}
    made = few(answering({POSTS: BY_POST, (("holders",), ("competency", "level")): held}), world, "D", BY_COMPETENCY,
               True)
    (one,), (none,) = made.held, made.nobody
    assert (one.competency, one.level, one.required, one.holders, one.positions) == ("A", 4, 4, 2, ("P2",))
    assert one.people == ("p1",) and one.activities == ()
    assert (none.competency, none.level, none.holders, none.activities) == ("C", 3, 0, ("Decides appeals",))
    assert none.people == () and (made.more, made.silent) == (0, 0)


def test_under_disclosure_control_no_count_no_person_and_no_post_is_told(world: Framework) -> None:
    told = Rows({("A",): (4.0, 500.0), ("B",): (40.0, 200.0), ("C",): (SUPPRESSED, 20.0)})
    made = few(answering({}), world, "D", told, False)  # asks nothing more
    (one,) = made.held
    assert (one.competency, one.share, one.required) == ("A", 4.0, 500.0)
    assert (one.level, one.holders, one.people, one.positions, one.activities) == (None, None, (), (), ())
    assert (made.nobody, made.more, made.silent) == ((), 0, 1)


def test_rows_are_read_by_their_dimensions() -> None:
    query = Query(("readiness",), ("competency",))
    table = Table((Column("competency", "dimension"), Column("readiness", "metric")), (("A", 5.0), ("B", SUPPRESSED)))
    read = rows(Answer(query, table))
    assert read.rows == {("A",): (5.0,), ("B",): (SUPPRESSED,)} and read.silent == 1 and read.whole() == ()
    assert rows(Answer(query, None, "not_permitted")).rows == {}


def test_as_json_tells_the_silences_and_no_pseudonym(world: Framework) -> None:
    held = {("A", "4"): (1,), ("B", "1"): (3,), ("C", "3"): (3,), ("A", "2"): (3,)}
    made = few(answering({POSTS: BY_POST, (("holders",), ("competency", "level")): held}), world, "D", BY_COMPETENCY,
               True)
    told = Institution("D", "2026-05-01", False, None, (Figure("readiness", 50.123, SUPPRESSED),), few=made).as_json()
    assert told["figures"] == [{"metric": "readiness", "value": 50.12, "before": {"suppressed": True}}]
    assert told["few"]["held"][0]["competency"] == "A" and "p1" not in str(told)
    assert told["mandate"] is None and told["plans"] == []
