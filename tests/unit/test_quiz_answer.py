"""Answers to quiz items: letters, numbers, ordinals in three ways of writing, the text of an option, and nonsense."""

from __future__ import annotations

from typing import Any

import pytest

from bot.understanding.quiz_answer import read_answer
from passbook.items import Item

OPTIONS = ("The minister decides alone", "The file is noted and signed", "Nobody is asked", "A committee meets first")


def item(kind: Any, options: tuple[str, ...] = OPTIONS) -> Item:
    return Item("Q1", "C1", 1, None, kind, "Stem?", None, options if kind != "short" else (), (0,), "So.", None)


SINGLE: list[tuple[str, int]] = [
    ("b", 1), ("B", 1), ("(b)", 1), ("b.", 1), ("b)", 1), ("option b", 1), ("my answer is B", 1),
    ("answer is c", 2), ("a", 0), ("A", 0), ("d", 3),
    ("1", 0), ("2", 1), ("2.", 1), ("option 3", 2), ("number 4", 3), ("two", 1),
    ("first", 0), ("the second one", 1), ("third", 2), ("last", 3), ("the last one", 3), ("4th", 3),
    ("pehla", 0), ("pehla wala", 0), ("dusra", 1), ("doosra wala", 1), ("teesra", 2), ("aakhri", 3),
    ("पहला", 0), ("दूसरा", 1), ("तीसरा वाला", 2), ("विकल्प ख", 1), ("ग", 2), ("अंतिम", 3),
    ("The file is noted and signed", 1), ("the file is noted and signed.", 1), ("the file is notted and signed", 1),
    ("nobody is asked", 2), ("committee meets first", 3),
]


@pytest.mark.parametrize(("text", "place"), SINGLE)
def test_one_option(text: str, place: int) -> None:
    assert read_answer(item("single"), text) == [place]


@pytest.mark.parametrize("text", [
    "", "   ", "e", "9", "0", "five", "fifth", "what is my level", "mera gap kya hai", "zzz", "!!!", "a b",
    "a and c", "मेरी कमियाँ क्या हैं", "100", "12345678901234567890", "show me a course on noting"])
def test_no_option(text: str) -> None:
    assert read_answer(item("single"), text) is None


@pytest.mark.parametrize(("text", "places"), [
    ("a, c", [0, 2]), ("c a", [0, 2]), ("a and c", [0, 2]), ("ac", [0, 2]), ("1,3", [0, 2]), ("1 3 1", [0, 2]),
    ("b", [1]), ("first and third", [0, 2]), ("क और ग", [0, 2]), ("a c d", [0, 2, 3])])
def test_several_options(text: str, places: list[int]) -> None:
    assert read_answer(item("multiple"), text) == places


@pytest.mark.parametrize("text", ["a, z", "1, 9", "nothing of that", ""])
def test_not_several_options(text: str) -> None:
    assert read_answer(item("multiple"), text) is None


@pytest.mark.parametrize("text", ["d, b, a, c", "d b a c", "dbac", "4 2 1 3", "4,2,1,3", "(d) (b) (a) (c)"])
def test_an_order(text: str) -> None:
    assert read_answer(item("order"), text) == [3, 1, 0, 2]


@pytest.mark.parametrize("text", ["d b a", "d b", "", "the usual order"])
def test_an_order_must_be_whole(text: str) -> None:
    assert read_answer(item("order"), text) is None


def test_an_order_names_each_option_once() -> None:
    assert read_answer(item("order"), "a a b c") is None


@pytest.mark.parametrize("text", ["2005", "right to information", "  spaces  ", "सूचना का अधिकार"])
def test_a_short_answer_is_any_text(text: str) -> None:
    assert read_answer(item("short"), text) == text.strip()


def test_a_short_answer_must_be_something() -> None:
    assert read_answer(item("short"), "  ") is None


def test_the_text_of_an_option_wins_over_its_signs() -> None:
    figures = item("single", ("3", "2", "1", "4"))
    # With figures as options a number is a place as much as a text; whichever is meant, it must be an option.
    assert read_answer(figures, "4") in ([3], None)
    years = item("single", ("10 days", "20 days", "30 days", "45 days"))
    assert read_answer(years, "30 days") == [2]
    assert read_answer(item("single", ("Yes", "No")), "no") == [1]
    assert read_answer(item("single", ("Yes", "No")), "yes") == [0]
