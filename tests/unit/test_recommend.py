"""Recommending: what a plan may hold, what binds all of it, and what it must say of the rest."""

from __future__ import annotations

from typing import Any

import pytest

from frac.framework import Course, Framework
from frac.gaps import Pair, pairs
from retrieval.recommend import Plan, Wishes, fits, plan
from tests.frameworks import competency, course, framework

C1, C2 = competency("C1", "Noting"), competency("C2", "Finance")


def world(*courses: Course) -> Framework:
    return framework(C1, C2, *courses)


def made(*courses: Course, open_pairs: list[Pair] | None = None, passed: set[str] | None = None, at_most: int = 5,
         **wishes: Any) -> Plan:
    return plan(world(*courses), open_pairs or [Pair("C1", 3, 1)], passed or set(), Wishes(**wishes), at_most)


def ids(found: Plan) -> list[str]:
    return [step.course.id for step in found.steps]


def test_a_course_at_the_required_level_closes() -> None:
    found = made(course("K1", tags=[("C1", 3)]))
    assert ids(found) == ["K1"]
    assert (found.closed, found.remaining, found.unreachable) == (("C1",), (), ())
    effect = found.steps[0].effects[0]
    assert (effect.start, effect.to, effect.required, effect.closes) == (1, 3, 3, True)


def test_a_course_above_the_level_held_narrows_and_one_below_does_nothing() -> None:
    narrows = made(course("K1", tags=[("C1", 2)]))
    assert ids(narrows) == ["K1"]
    assert narrows.closed == () and [(pair.held, pair.required) for pair in narrows.remaining] == [(2, 3)]
    assert narrows.unreachable == ("C1",)
    assert ids(made(course("K1", tags=[("C1", 1)]))) == []


def test_an_unknown_level_never_closes_nor_narrows() -> None:
    found = made(course("K1", tags=[("C1", None)]))
    assert (ids(found), found.unreachable) == ([], ("C1",))
    both = made(course("K1", tags=[("C1", None), ("C2", 5)]))
    assert ids(both) == []


@pytest.mark.parametrize("status", ["retired", "draft", "archived", ""])
def test_only_live_courses_are_recommended(status: str) -> None:
    found = made(course("K1", tags=[("C1", 3)], status=status))
    assert (ids(found), found.unreachable) == ([], ("C1",))


def test_a_passed_course_is_not_recommended_again() -> None:
    assert ids(made(course("K1", tags=[("C1", 3)]), passed={"K1"})) == []


def test_nothing_is_taken_twice_or_for_nothing() -> None:
    found = made(*[course(f"K{number}", tags=[("C1", 3)]) for number in range(6)])
    assert len(ids(found)) == 1


def test_the_plan_is_the_same_each_time_and_in_any_order_of_the_catalogue() -> None:
    courses = [course(f"K{number}", tags=[("C1", 2 + number % 3), ("C2", number % 4)]) for number in range(8)]
    gaps = [Pair("C1", 4, 0), Pair("C2", 3, 0)]
    assert ids(made(*courses, open_pairs=gaps)) == ids(made(*reversed(courses), open_pairs=gaps))


def test_a_plan_is_no_longer_than_asked() -> None:
    gaps = [Pair(f"D{number}", 2, 0) for number in range(9)]
    courses = [course(f"K{number}", tags=[(f"D{number}", 2)]) for number in range(9)]
    found = made(*courses, open_pairs=gaps, at_most=5)
    assert len(found.steps) == 5 and len(found.remaining) == 4
    assert found.minutes == sum(step.course.minutes for step in found.steps)


def test_the_heavier_and_the_wider_gap_comes_first() -> None:
    courses = (course("K1", tags=[("C1", 3)]), course("K2", tags=[("C2", 3)]))
    assert ids(made(*courses, open_pairs=[Pair("C1", 3, 2), Pair("C2", 3, 0)], at_most=1)) == ["K2"]
    assert ids(made(*courses, open_pairs=[Pair("C1", 3, 2, 5.0), Pair("C2", 3, 2, 1.0)], at_most=1)) == ["K1"]


def test_met_pairs_are_left_alone() -> None:
    assert ids(made(course("K1", tags=[("C1", 5)]), open_pairs=[Pair("C1", 3, 3)])) == []


# ---- prerequisites


def test_what_is_presupposed_comes_first() -> None:
    found = made(course("K1", tags=[("C1", 3)], prerequisites=("K2",)), course("K2", prerequisites=("K3",)),
                 course("K3"))
    assert ids(found) == ["K3", "K2", "K1"]
    assert [step.needed_for for step in found.steps] == ["K1", "K1", None]


def test_passed_prerequisites_are_not_asked_again() -> None:
    found = made(course("K1", tags=[("C1", 3)], prerequisites=("K2",)), course("K2"), passed={"K2"})
    assert ids(found) == ["K1"]


def test_a_prerequisite_that_cannot_be_taken_bars_the_course() -> None:
    assert ids(made(course("K1", tags=[("C1", 3)], prerequisites=("K2",)), course("K2", status="retired"))) == []


def test_prerequisites_in_a_circle_do_not_hang() -> None:
    found = made(course("K1", tags=[("C1", 3)], prerequisites=("K2",)), course("K2", prerequisites=("K1",)))
    assert len(found.steps) <= 2
    assert ids(made(course("K1", tags=[("C1", 3)], prerequisites=("K1",)))) in ([], ["K1"])


def test_nothing_of_a_circle_is_taken_where_one_of_it_cannot_be() -> None:
    barred = course("K3", minutes=30.0, languages=["en"])
    found = made(course("K1", [("C1", 2)], languages=["hi"], prerequisites=["K2", "K3"]),
                 course("K2", [("C1", 2)], languages=["hi"], prerequisites=["K1"]), barred,
                 language="hi")
    assert ids(found) == []


def test_a_prerequisite_shared_by_two_courses_is_taken_once() -> None:
    found = made(course("K1", tags=[("C1", 3)], prerequisites=("K3",)),
                 course("K2", tags=[("C2", 3)], prerequisites=("K3",)), course("K3"),
                 open_pairs=[Pair("C1", 3, 0), Pair("C2", 3, 0)])
    assert sorted(ids(found)) == ["K1", "K2", "K3"]
    assert ids(found)[0] == "K3"


def test_a_chain_that_is_too_long_is_not_begun() -> None:
    found = made(course("K1", tags=[("C1", 3)], prerequisites=("K2",)), course("K2"), at_most=1)
    assert ids(found) == []


# ---- wishes bind everything


BIND: list[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = [
    ({"language": "hi"}, {"languages": ("hi", "en")}, {"languages": ("en",)}),
    ({"longest": 60}, {"minutes": 60.0}, {"minutes": 61.0}),
    ({"minutes": 100}, {"minutes": 40.0}, {"minutes": 101.0}),
    ({"without_providers": frozenset({"V1"})}, {"provider_id": "V2"}, {"provider_id": "V1"}),
    ({"only_providers": frozenset({"V1"})}, {"provider_id": "V1"}, {"provider_id": "V2"}),
    ({"free": True}, {"price_inr": 0.0}, {"price_inr": 100.0}),
    ({"free": True}, {"price_inr": None}, {"price_inr": 100.0}),
]


@pytest.mark.parametrize(("wishes", "good", "bad"), BIND)
def test_a_wish_binds_each_course_and_its_prerequisites(wishes: dict[str, Any], good: dict[str, Any],
                                                        bad: dict[str, Any]) -> None:
    assert ids(made(course("K1", tags=[("C1", 3)], **good), **wishes)) == ["K1"]
    assert ids(made(course("K1", tags=[("C1", 3)], **bad), **wishes)) == []
    chained = course("K1", tags=[("C1", 3)], prerequisites=("K2",), **good)
    assert ids(made(chained, course("K2", **good), **wishes)) == ["K2", "K1"]
    assert ids(made(chained, course("K2", **bad), **wishes)) == []


def test_courses_left_out_by_name_are_left_out() -> None:
    assert ids(made(course("K1", tags=[("C1", 3)]), without_courses=frozenset({"K1"}))) == []


def test_the_time_binds_the_plan_as_a_whole() -> None:
    gaps = [Pair("C1", 3, 0), Pair("C2", 3, 0)]
    courses = (course("K1", tags=[("C1", 3)]), course("K2", tags=[("C2", 3)]))
    assert len(made(*courses, open_pairs=gaps, minutes=120).steps) == 2
    assert len(made(*courses, open_pairs=gaps, minutes=119).steps) == 1
    assert made(*courses, open_pairs=gaps, minutes=119).minutes <= 119
    assert len(made(*courses, open_pairs=gaps, minutes=0).steps) == 0


def test_the_time_counts_prerequisites() -> None:
    chain = (course("K1", tags=[("C1", 3)], prerequisites=("K2",)), course("K2"))
    assert ids(made(*chain, minutes=119)) == []
    assert ids(made(*chain, minutes=120)) == ["K2", "K1"]


def test_only_the_competencies_named_are_planned_for() -> None:
    gaps = [Pair("C1", 3, 0), Pair("C2", 3, 0)]
    courses = (course("K1", tags=[("C1", 3)]), course("K2", tags=[("C2", 3)]))
    found = made(*courses, open_pairs=gaps, competencies=frozenset({"C2"}))
    assert (ids(found), found.closed) == (["K2"], ("C2",))


def test_fits_asks_for_every_wish() -> None:
    good = course("K1", languages=("hi",), minutes=30.0, provider_id="V1", price_inr=0.0)
    assert fits(good, Wishes(language="hi", minutes=30, longest=30, only_providers=frozenset({"V1"}), free=True))
    assert fits(course("K1"), Wishes())


# ---- gaps


def test_pairs_are_the_required_ones_widest_first() -> None:
    found = pairs({"C1": 3, "C2": 4, "C3": 1}, {"C1": 3, "C2": 1, "C9": 5}, {"C3": 9.0})
    assert [(pair.competency_id, pair.gap, pair.open) for pair in found] == [
        ("C3", 1, True), ("C2", 3, True), ("C1", 0, False)]
    assert pairs({}, {"C1": 3}) == []
