"""How items did, by made-up answers: what is flagged, why, and what too few answers leave unsaid."""

from __future__ import annotations

from typing import Any

import pytest

from passbook.item_statistics import FEW, Statistics, correlation, statistics
from passbook.items import Item

GOOD = Item("Q1", "C1", 1, None, "single", "S?", None, ("a", "b", "c"), (0,), "So.", None)
OTHER = Item("Q2", "C1", 1, None, "single", "S?", None, ("a", "b", "c"), (1,), "So.", None)


def answer(item: str, place: int, right: bool, **more: Any) -> dict[str, Any]:
    return {"item": item, "answer": [place], "correct": right, **more}


def of(quizzes: list[tuple[str, list[dict[str, Any]]]]) -> Statistics:
    return statistics([GOOD, OTHER], quizzes)[0]


def quizzes(rows: list[tuple[int, bool]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """For each person the option taken of the first item, and whether the second was right."""
    return [(f"U{number}", [answer("Q1", place, place == 0), answer("Q2", 1 if other else 0, other)])
            for number, (place, other) in enumerate(rows)]


HEALTHY = [(0, True)] * 12 + [(1, False)] * 6 + [(2, False)] * 4 + [(0, False)] * 3


def test_a_healthy_item_has_figures_and_no_reasons() -> None:
    found = of(quizzes(HEALTHY))
    assert (found.answers, found.share, found.chosen, found.reasons) == (25, 0.6, (15, 6, 4), ())
    assert found.discrimination is not None and found.discrimination > 0.5
    assert found.as_json()["share_right"] == 0.6


@pytest.mark.parametrize(("rows", "reason"), [
    ([(0, True)] * 25, "too_easy"), ([(0, True)] * 2 + [(1, False)] * 23, "too_hard"),
    ([(0, False)] * 12 + [(1, True)] * 13, "better_people_fail"), ([(0, True)] * 15 + [(1, False)] * 10,
                                                                  "option_never_chosen"),
    ([(0, True)] * 8 + [(2, False)] * 14 + [(1, False)] * 3, "wrong_option_preferred"),
    ([(0, True), (0, False), (1, True), (1, False), (2, True), (2, False)] * 5, "tells_little")])
def test_a_bad_item_is_flagged_with_its_reason(rows: list[tuple[int, bool]], reason: str) -> None:
    assert reason in of(quizzes(rows)).reasons


@pytest.mark.parametrize("count", [0, 1, FEW - 1])
def test_too_few_answers_say_nothing(count: int) -> None:
    found = of(quizzes([(1, False)] * count))
    assert found.few and found.reasons == ()
    assert found.as_json() == {"id": "Q1", "answers": count, "too_few": True}


def test_later_answers_and_hinted_ones_do_not_count() -> None:
    once = quizzes(HEALTHY)
    again = [(person, [answer("Q1", 1, False)]) for person, _ in once]
    hinted = [(f"H{number}", [answer("Q1", 1, False, hint=True)]) for number in range(30)]
    assert of([*once, *again, *hinted]) == of(once)


def test_an_answer_not_known_counts_as_wrong_and_chooses_nothing() -> None:
    unknown = [(f"N{number}", [{"item": "Q1", "answer": None, "correct": False}]) for number in range(25)]
    found = of(unknown)
    assert (found.share, found.chosen, found.discrimination) == (0.0, (0, 0, 0), None)


def test_options_that_are_gone_and_items_that_are_gone_are_no_trouble() -> None:
    odd = [("U1", [answer("Q1", 9, False), answer("gone", 0, True), {"item": "Q2"}, {"odd": 1}])]
    assert of(odd).answers == 1


def test_a_correlation() -> None:
    assert correlation([(0, 0), (1, 1)]) == pytest.approx(1)
    assert correlation([(0, 1), (1, 0)]) == pytest.approx(-1)
    assert correlation([(1, 0), (1, 1)]) is None
    assert correlation([]) is None
