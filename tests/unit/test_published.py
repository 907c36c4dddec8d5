"""What is made of told figures: the others of a group, rests of rates, what moved; silent where a part is silent."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from passbook.insights.disclosure import published
from passbook.insights.query import SUPPRESSED


@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 20))
def test_the_others_are_the_rest_or_silent(whole: int, part: int, least: int) -> None:
    found = published.rest(part, whole, least)
    assert found == whole - part if whole - part >= least else found is SUPPRESSED


def test_nothing_is_made_of_what_is_silent() -> None:
    assert published.rest(SUPPRESSED, 100, 0) is SUPPRESSED
    assert published.rest(5, SUPPRESSED, 0) is SUPPRESSED
    assert published.rest(None, 100, 0) is None
    assert published.change(SUPPRESSED, 3) is SUPPRESSED


def test_what_moved_is_told_by_its_sign_and_silent_moves_are_neither() -> None:
    rows = [(("A",), (50.0, 5.0)), (("B",), (40.0, -5.0)), (("C",), (30.0, SUPPRESSED)), (("D",), (20.0, 0.0))]
    assert [keys for keys, _ in published.moved(rows, 1, "up")] == [("A",)]
    assert [keys for keys, _ in published.moved(rows, 1, "down")] == [("B",)]


def test_every_figure_with_others_can_be_told_apart() -> None:
    from bot.understanding.figures.concepts import NEGATED
    from passbook.insights.metrics import METRICS

    assert published.OTHERS | published.RESTS == NEGATED <= METRICS.keys()
    assert all(METRICS[each].unit == "%" for each in published.RESTS)
    assert all(METRICS[each].unit == "officials" for each in published.OTHERS)
    assert all(metric.weight in METRICS for metric in METRICS.values() if metric.weight)
    assert all(METRICS[metric.as_rate].weight for metric in METRICS.values() if metric.as_rate)
