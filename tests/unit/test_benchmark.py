"""Units beside their peers by hand-made figures: the index, its errors, the ranks that are left, what moves them."""

from __future__ import annotations

import math

import pytest

from passbook.insights.benchmark.components import (
    COMPONENTS,
    WITHIN,
    Component,
    Estimate,
    Unit,
    alone,
    estimate,
    index,
    reweighted,
)
from passbook.insights.benchmark.moving import lifted, lifts, moves
from passbook.insights.benchmark.ranks import band, rank


def at(name: str, value: float, error: float = 1.0, people: float = 100) -> Estimate:
    return Estimate(name, people, value, error)


def ranks(*estimates: Estimate, **more: float) -> dict[str, tuple[int | None, int | None]]:
    return {each.id: (each.low, each.high) for each in rank(estimates, **more)}  # type: ignore[arg-type]


def test_the_weights_make_one() -> None:
    assert sum(each.weight for each in COMPONENTS) == pytest.approx(1.0)


def test_the_index_is_the_weighted_mean_of_what_is_there() -> None:
    parts = (Component("readiness", 3.0), Component("hours_per_official", 1.0, whole=20.0))
    assert index(Unit("A", 50, {"readiness": 40.0, "hours_per_official": 10.0}), parts) == pytest.approx(42.5)
    assert index(Unit("A", 50, {"readiness": 40.0}), parts) == pytest.approx(40.0)
    assert index(Unit("A", 50, {"hours_per_official": 90.0}), parts) == 100.0  # capped
    assert index(Unit("A", 50, {}), parts) is None
    assert index(Unit("A", 50, {"pass_rate": 50.0}), parts) is None


def test_weights_are_changed_and_wrong_ones_refused() -> None:
    made = reweighted({"readiness": 1.0, "pass_rate": 0.0})
    assert {each.metric for each in made} == {each.metric for each in COMPONENTS} - {"pass_rate"}
    assert next(each.weight for each in made if each.metric == "readiness") == 1.0
    for wrong in ({"headcount": 1.0}, {"readiness": -1.0}, {each.metric: 0.0 for each in COMPONENTS}):
        with pytest.raises(ValueError, match="weight"):
            reweighted(wrong)


def test_the_error_of_a_share_is_that_of_its_cases() -> None:
    by_people = alone(Unit("A", 100, {"readiness": 50.0}), "readiness", "%", 0.0)
    assert by_people is not None and by_people.error == pytest.approx(5.0)
    several = alone(Unit("A", 100, {"readiness": 50.0}, {"readiness": 400}), "readiness", "%", 0.0)
    assert several is not None and several.error == pytest.approx(50.0 / math.sqrt(400 / (1 + 3 * WITHIN)))
    assert several.error < by_people.error and several.people == 100
    few = alone(Unit("A", 100, {"readiness": 50.0}, {"readiness": 25}), "readiness", "%", 0.0)
    assert few is not None and few.error == pytest.approx(10.0) and few.people == 25  # it is about 25 of them
    told = alone(Unit("A", 100, {"readiness": 50.0}), "readiness", "%", 1.0)
    assert told is not None and told.error == pytest.approx(math.sqrt(25 + 1 / 12))


@pytest.mark.parametrize(("value", "unit"), [(0.0, "%"), (100.0, "%"), (0.0, "hours")])
def test_a_figure_at_its_end_is_not_certain(value: float, unit: str) -> None:
    made = alone(Unit("A", 100, {"x": value}), "x", unit, 0.0)
    assert made is not None and made.error > 0
    assert alone(Unit("A", 100, {}), "x", unit, 0.0) is None


def test_the_error_of_an_index_is_no_less_than_its_parts_together() -> None:
    parts = (Component("readiness", 1.0), Component("pass_rate", 1.0))
    made = estimate(Unit("A", 100, {"readiness": 50.0, "pass_rate": 50.0}), parts, 0.0)
    assert made is not None and made.error == pytest.approx(5.0)


def test_what_is_far_apart_is_ranked_and_what_is_near_is_not() -> None:
    assert ranks(at("A", 90), at("B", 60), at("C", 30)) == {"A": (1, 1), "B": (2, 2), "C": (3, 3)}
    assert ranks(at("A", 50.5), at("B", 50), at("C", 30)) == {"A": (1, 2), "B": (1, 2), "C": (3, 3)}
    assert ranks(at("A", 90), at("B", 60), low_is_good=True) == {"B": (1, 1), "A": (2, 2)}


def test_equals_share_all_ranks() -> None:
    assert set(ranks(*(at(name, 50) for name in "ABCD")).values()) == {(1, 4)}


def test_few_people_are_shown_and_not_ranked_nor_counted() -> None:
    found = rank([at("A", 90), at("B", 60), at("C", 99, people=10)], 30)
    assert [(each.id, each.low, each.high, each.of) for each in found] == [
        ("C", None, None, 2), ("A", 1, 1, 2), ("B", 2, 2, 2)]


def test_one_or_none_is_a_comparison_with_nobody() -> None:
    assert ranks(at("A", 90)) == {"A": (1, 1)} and ranks() == {}


def test_more_pairs_are_decided_less_easily() -> None:
    """Two units two and a half errors apart are told apart alone, and not among forty others."""
    pair = (at("A", 53.6), at("B", 50))
    assert ranks(*pair)["A"] == (1, 1)
    low, high = ranks(*pair, *(at(f"C{number}", 0) for number in range(40)))["A"]
    assert (low, high) == (1, 2)


def test_a_band_is_of_about_the_same_size_or_none() -> None:
    sizes = {"A": 100, "B": 300, "C": 34, "D": 150, "E": 900}
    units = [at(name, 50, people=people) for name, people in sizes.items()]
    assert {each.id for each in band(units, "A") or ()} == {"A", "B", "C", "D"}
    assert band(units, "E") is None and band(units, "Z") is None
    assert band([at("A", 1, people=0)], "A") is None


UNITS = (Unit("A", 100, {"readiness": 30.0, "pass_rate": 80.0}), Unit("B", 100, {"readiness": 50.0, "pass_rate": 70.0}),
         Unit("C", 100, {"readiness": 60.0, "pass_rate": 60.0}))
PARTS = (Component("readiness", 0.8), Component("pass_rate", 0.2))


def test_what_moves_most_is_what_is_furthest_below_the_peers_median() -> None:
    (move,) = moves(UNITS, "A", PARTS)
    assert (move.metric, move.now, move.peers) == ("readiness", 30.0, 55.0)
    assert move.gain == pytest.approx(20.0) and move.place == 1
    assert moves(UNITS, "Z", PARTS) == [] and moves(UNITS[:1], "A", PARTS) == []


def test_a_competency_lifts_by_its_share_of_what_is_required() -> None:
    found = lifts({"X": (40.0, 100.0), "Y": (10.0, 50.0), "Z": (70.0, 50.0)}, {"X": 60.0, "Z": 50.0}, 200.0)
    assert [(each.competency, each.peers) for each in found] == [("X", 60.0), ("Y", None), ("Z", 50.0)]
    assert found[0].points == pytest.approx(10.0) and found[0].to_all == pytest.approx(30.0)
    assert found[1].points == pytest.approx(22.5)
    assert lifts({"X": (40.0, 100.0)}, {}, 0.0) == [] and lifts({"X": (100.0, 5.0)}, {}, 5.0) == []
    # where the peers are no better, there are still gaps to close
    (each,) = lifts({"X": (10.0, 100.0)}, {"X": 0.0}, 100.0)
    assert not each.behind and each.points == each.to_all == pytest.approx(90.0)


def test_the_index_rises_by_the_weight_of_what_rises() -> None:
    made = lifted(UNITS, "A", "readiness", 10.0, PARTS)
    assert made is not None and made == (pytest.approx(8.0), 3)
    assert lifted(UNITS, "A", "active_rate", 10.0, PARTS) is None
    assert lifted(UNITS, "Z", "readiness", 1.0, PARTS) is None
