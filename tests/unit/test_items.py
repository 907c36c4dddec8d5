"""Quiz items: right and wrong, spelling and figures, chance, cases."""

from __future__ import annotations

from typing import Any

import pytest

from passbook.items import Item, is_right


def item(kind: Any = "single", answer: tuple[Any, ...] = (0,), options: tuple[str, ...] = ("one", "two", "three"),
         stem: str = "Stem?") -> Item:
    return Item("Q1", "C1", 1, None, kind, stem, None, options if kind != "short" else (), answer, "Because.", None)


def short(*accepted: str) -> Item:
    return item("short", accepted)


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
    ("Rihgt to Infromation", True), ("RTI", True), ("something else", False), ("", False), ("!!!", False),
    ("right to education", False), ("RTO", False), ("righttoinformation", True)])
def test_a_short_answer_forgives_spelling_alone(said: str, right: bool) -> None:
    assert is_right(short("Right to Information", "RTI"), said) is right


@pytest.mark.parametrize(("accepted", "said"), [
    ("lawful", "unlawful"), ("legal", "illegal"), ("import", "export"), ("major", "minor"), ("maximum", "minimum"),
    ("form 16a", "form 16b"), ("group a", "group b"), ("increase", "decrease"), ("तीन", "चार")])
def test_a_word_that_means_something_else_is_no_slip_of_the_pen(accepted: str, said: str) -> None:
    assert not is_right(short(accepted), said)
    assert is_right(short(accepted), accepted.upper())


@pytest.mark.parametrize(("said", "right"), [
    ("2005", True), (" 2005.", True), ("२००५", True), ("year 2005", True), ("2006", False), ("25", False),
    ("20055", False), ("2005 or 2006", False), ("2005 2005", False)])
def test_figures_of_a_short_answer_are_exact(said: str, right: bool) -> None:
    assert is_right(short("2005"), said) is right


@pytest.mark.parametrize(("said", "right"), [
    ("25,000", True), ("25000", True), ("Rs 25,000/-", True), ("₹25,000", True), ("2,5000", True), ("250000", False),
    ("2.5", False), ("25.000", False)])
def test_figures_with_signs_of_money_and_grouping(said: str, right: bool) -> None:
    assert is_right(short("25000"), said) is right


def test_words_are_no_answer_to_options_and_the_key_is_told_in_words() -> None:
    assert not is_right(item(), "one")
    assert item(answer=(1,)).key_text() == "two"
    assert all(part in item(kind="multiple", answer=(0, 2)).key_text() for part in ("one", "three"))
    assert short("2005").key_text() == "2005"
    assert item("order", (2, 0, 1)).key_text().index("three") == 0


@pytest.mark.parametrize(("kind", "count", "chance"), [
    ("single", 4, 1 / 4), ("single", 2, 1 / 2), ("multiple", 3, 1 / 7), ("order", 4, 1 / 24), ("short", 0, 0.0)])
def test_what_blind_guessing_gives(kind: Any, count: int, chance: float) -> None:
    assert item(kind, options=tuple("abcdef"[:count])).chance == pytest.approx(chance)


def test_many_options_are_no_trouble() -> None:
    many = tuple(str(number) for number in range(3000))
    assert 0 <= item("multiple", options=many).chance < 1e-9
    assert 0 < item("order", options=many).chance < 1e-6


@pytest.mark.parametrize(("stem", "case"), [
    ("What?", None), ("A case.\n\nWhat?", "A case."), ("A  case\nhere.\r\n\r\nWhat?\n\nAnd?", "A case here."),
    ("A case.\n\n  ", None), ("One\nline each", None)])
def test_a_case_is_a_first_paragraph_before_a_question(stem: str, case: str | None) -> None:
    assert item(stem=stem).case == case
