"""The rules of a quiz: choice of items, right and wrong, and what a result says."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from passbook.entries import Entry
from passbook.quiz import ENOUGH, LENGTH, Item, answered_before, is_right, main_competency, pick, result


def item(identity: str = "Q1", kind: Any = "single", level: int | None = 1, answer: tuple[Any, ...] = (0,),
         competency: str = "C1", options: tuple[str, ...] = ("one", "two", "three")) -> Item:
    return Item(identity, competency, level, None, kind, "Stem?", None, options if kind != "short" else (), answer,
                "Because.", None)


# ---- right and wrong


def test_a_single_choice() -> None:
    assert is_right(item(answer=(1,)), [1])
    assert not is_right(item(answer=(1,)), [0])


def test_multiple_choice_wants_all_and_no_other_in_any_order() -> None:
    asked = item(kind="multiple", answer=(0, 2))
    assert is_right(asked, [2, 0])
    assert not is_right(asked, [0])
    assert not is_right(asked, [0, 1, 2])


def test_order_wants_the_order() -> None:
    asked = item(kind="order", answer=(2, 0, 1))
    assert is_right(asked, [2, 0, 1])
    assert not is_right(asked, [0, 1, 2])


@pytest.mark.parametrize(("said", "right"), [
    ("Right to Information", True), ("right to informaton", True), ("RIGHT TO INFORMATION!", True),
    ("RTI", True), ("something else", False), ("", False), ("!!!", False)])
def test_a_short_answer_forgives_spelling_alone(said: str, right: bool) -> None:
    assert is_right(item(kind="short", answer=("Right to Information", "RTI")), said) is right


@pytest.mark.parametrize(("said", "right"), [("2005", True), (" 2005.", True), ("2006", False), ("25", False)])
def test_figures_of_a_short_answer_are_exact(said: str, right: bool) -> None:
    assert is_right(item(kind="short", answer=("2005",)), said) is right


def test_words_are_no_answer_to_options_and_the_key_is_told_in_words() -> None:
    assert not is_right(item(), "one")
    assert item(answer=(1,)).key_text() == "two"
    assert [part in item(kind="multiple", answer=(0, 2)).key_text() for part in ("one", "three")] == [True, True]
    assert item(kind="short", answer=("2005",)).key_text() == "2005"


# ---- results


def outcome(*answers: tuple[int | None, bool]) -> Any:
    return result([(item(f"Q{number}", level=level), correct) for number, (level, correct) in enumerate(answers)])


def test_fewer_than_enough_answers_prove_nothing() -> None:
    assert result([]) is None
    assert outcome(*[(1, True)] * (ENOUGH - 1)) is None
    assert outcome(*[(1, True)] * ENOUGH) is not None


def test_the_score_is_the_share_of_right_answers() -> None:
    found = outcome((1, True), (1, False), (1, True))
    assert (found.right, found.asked) == (2, 3)
    assert found.score == pytest.approx(66.7)
    assert outcome(*[(1, True)] * 5).score == 100
    assert outcome(*[(1, False)] * 5).score == 0


@pytest.mark.parametrize(("levels", "told"), [
    ([3, 3, 3], 3), ([1, 1, 5], 1), ([1, 5, 5], 5), ([1, 1, 3, 3], 3), ([1, 1, 1, 5], 1), ([1, 2, 3, 4, 5], 3),
    ([None, None, None], 1)])
def test_the_level_is_one_that_half_of_the_items_have_or_exceed(levels: list[int | None], told: int) -> None:
    found = outcome(*[(level, True) for level in levels])
    assert found.level == told
    assert 2 * sum((level or 1) >= found.level for level in levels) >= len(levels)


# ---- choice


def bank() -> list[Item]:
    return [item(f"Q{number}", level=1 + number % 5) for number in range(30)]


def test_a_pick_is_short_without_repeats_and_depends_on_its_seed_alone() -> None:
    chosen = pick(bank(), 3, set(), "seed")
    assert len(chosen) == LENGTH == len({each.id for each in chosen})
    assert chosen == pick(list(reversed(bank())), 3, set(), "seed")
    assert any(chosen != pick(bank(), 3, set(), f"seed {number}") for number in range(10))


def test_a_pick_asks_near_the_target_and_easier_ones_first() -> None:
    chosen = pick(bank(), 3, set(), "seed")
    assert {each.level for each in chosen} == {3}
    mixed = pick([item("Q1", level=5), item("Q2", level=1), item("Q3", level=3)], 3, set(), "seed")
    assert [each.level for each in mixed] == [1, 3, 5]


def test_items_seen_before_come_only_where_fresh_ones_are_missing() -> None:
    items = [item(f"Q{number}") for number in range(6)]
    chosen = {each.id for each in pick(items, 1, {"Q0", "Q1", "Q2"}, "seed", length=4)}
    assert {"Q3", "Q4", "Q5"} < chosen
    assert len(pick(items, 1, {each.id for each in items}, "seed")) == LENGTH
    assert pick([], 1, set(), "seed") == []


def test_the_main_competency_is_that_of_most_items() -> None:
    assert main_competency([item("Q1"), item("Q2", competency="C2"), item("Q3", competency="C2")]) == "C2"
    assert main_competency([item("Q1", competency="C2"), item("Q2")]) == "C1"


def test_what_was_answered_before_is_read_from_the_evidence() -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    entries = [Entry("E1", "U1", "assessed", at, evidence={"items": [{"item": "Q1"}, {"item": "Q2"}]}),
               Entry("E2", "U1", "assessed", at), Entry("E3", "U1", "assessed", at, evidence={"other": 1})]
    assert answered_before(entries) == {"Q1", "Q2"}
