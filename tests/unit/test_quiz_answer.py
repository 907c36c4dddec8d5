"""Answers to quiz items: letters, numbers, ordinals in three ways of writing, the text of an option, and nonsense."""

from __future__ import annotations

from typing import Any

import pytest

from bot.understanding.quiz_answer import aside, read_answer
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
    ("B please", 1), ("b, sir", 1), ("I think it's b", 1), ("maybe c", 2), ("shayad b", 1), ("2nd", 1), ("c?", 2),
    ("option b hai", 1), ("mujhe lagta hai b", 1), ("b because it must be signed", 1), ("b kyunki rule hai", 1),
    ("बी", 1), ("विकल्प 2", 1), ("मेरा उत्तर ख है", 1), ("दूसरा वाला", 1), ("the 3rd one", 2), ("number 4 please", 3),
    ("b b", 1), ("the file is noted", 1), ("a comittee meets first", 3), ("The minister decides alon", 0),
]


@pytest.mark.parametrize(("text", "place"), SINGLE)
def test_one_option(text: str, place: int) -> None:
    assert read_answer(item("single"), text) == [place]


@pytest.mark.parametrize("text", [
    "", "   ", "e", "9", "0", "five", "fifth", "what is my level", "mera gap kya hai", "zzz", "!!!", "a b",
    "b or c", "not b", "neither", "b and not a", "x" * 1500, "the", "decides nobody committee file",
    "a and c", "मेरी कमियाँ क्या हैं", "100", "12345678901234567890", "show me a course on noting"])
def test_no_option(text: str) -> None:
    assert read_answer(item("single"), text) is None


@pytest.mark.parametrize(("text", "places"), [
    ("a, c", [0, 2]), ("c a", [0, 2]), ("a and c", [0, 2]), ("ac", [0, 2]), ("1,3", [0, 2]), ("1 3 1", [0, 2]),
    ("b", [1]), ("first and third", [0, 2]), ("a,c", [0, 2]), ("a & c", [0, 2]), ("A+C", [0, 2]), ("c aur a", [0, 2]),
    ("पहला और तीसरा", [0, 2]), ("1 and 3", [0, 2]), ("options a and c please", [0, 2]), ("both a and c", [0, 2]),
    ("nobody is asked, a committee meets first", [2, 3]), ("nobody is asked and the file is noted and signed", [1, 2]),
    ("क और ग", [0, 2]), ("a c d", [0, 2, 3])])
def test_several_options(text: str, places: list[int]) -> None:
    assert read_answer(item("multiple"), text) == places


@pytest.mark.parametrize("text", ["a, z", "1, 9", "nothing of that", ""])
def test_not_several_options(text: str) -> None:
    assert read_answer(item("multiple"), text) is None


@pytest.mark.parametrize("text", ["d, b, a, c", "d b a c", "dbac", "4 2 1 3", "4,2,1,3", "(d) (b) (a) (c)", "D-B-A-C",
                                  "d > b > a > c", "d → b → a → c", "first d then b then a and last c",
                                  "pehle d phir b phir a phir c", "fourth second first third", "घ ख क ग",
                                  "a committee meets first, the file is noted and signed, the minister decides alone, "
                                  "nobody is asked"])
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


@pytest.mark.parametrize(("text", "answer"), [
    ("my answer is green ink", "green ink"), ("it is 2005", "2005"), ("three", "3"), ("तीन", "3"), ("teen", "3"),
    ("mera uttar 45 hai", "45"), ("उत्तर है 45", None), ("answer: Right to Information", "right to information")])
def test_what_stands_around_a_short_answer_falls_away(text: str, answer: str | None) -> None:
    found = read_answer(item("short"), text)
    assert found == answer if answer is not None else "45" in str(found)


def test_a_long_text_is_no_short_answer() -> None:
    assert read_answer(item("short"), "word " * 40) is None


def test_a_figure_beyond_the_places_names_the_option_that_holds_it() -> None:
    days = item("single", ("10 days", "20 days", "30 days", "45 days"))
    assert read_answer(days, "45") == [3]
    assert read_answer(days, "2") == [1]
    assert read_answer(days, "50") is None


@pytest.mark.parametrize(("text", "wish"), [
    ("hint", "hint"), ("a hint please", "hint"), ("give me a hint", "hint"), ("help me", "hint"), ("Hint?", "hint"),
    ("can you help me", "hint"), ("संकेत", "hint"), ("संकेत दीजिए", "hint"), ("hint do", "hint"), ("hint dijiye", "hint"),
    ("koi hint do", "hint"), ("madad karo", "hint"), ("मदद कीजिए", "hint"),
    ("I am stuck", "hint"),
    ("skip", "skip"), ("skip this one please", "skip"), ("pass", "skip"), ("छोड़ दें", "skip"), ("skip karo", "skip"),
    ("ye sawal chhodo", "skip"), ("इस प्रश्न को छोड़ें", "skip"), ("please skip this question", "skip"),
    ("don't know", "unknown"), ("I don't know", "unknown"), ("not sure", "unknown"), ("no idea sir", "unknown"),
    ("idk", "unknown"), ("I have no idea", "unknown"), ("sorry, I have no clue at all", "unknown"),
    ("mujhe bilkul nahi pata", "unknown"), ("I give up", "unknown"), ("can I get a hint?", "hint"),
    ("pata nahi", "unknown"), ("mujhe pata nahi", "unknown"), ("पता नहीं", "unknown"),
    ("मुझे नहीं पता", "unknown"), ("I'm not sure", "unknown"), ("can't say", "unknown"), ("yaad nahi", "unknown"),
    ("b", None), ("", None), ("the second one", None), ("not sure but b", None), ("what is my level", None),
    ("why", "why"), ("why is that right?", "why"), ("why was that wrong", "why"), ("explain", "why"),
    ("please explain the answer", "why"), ("ye sahi kyun hai", "why"), ("yah galat kyun hai", "why"),
    ("यह सही क्यों है?", "why"), ("samjhao", "why"), ("why is my level 2", None), ("why level 2 in RTI", None),
    ("what is the reason for my level", None), ("not sure, b", None), ("pata nahi, b", None),
    ("help me find a course on noting", None), ("skip to my gaps", None), ("I don't know my level", None)])
def test_wishes_about_the_item_that_waits(text: str, wish: str | None) -> None:
    assert aside(text) == wish


@pytest.mark.parametrize(("text", "places"), [
    ("not sure, b", [1]), ("I am not sure but maybe b", [1]), ("I don't know but b", [1]), ("b, I'm not sure", [1]),
    ("pata nahi, shayad b", [1]), ("पता नहीं, शायद ख", [1]), ("not b", None), ("not sure", None), ("b or c", None)])
def test_a_doubt_beside_an_answer_is_none(text: str, places: list[int] | None) -> None:
    assert read_answer(item("single", ("red", "green", "blue")), text) == places


def test_a_letter_may_stand_before_the_text_of_its_option() -> None:
    assert read_answer(item("single", ("yes", "no", "other")), "c) Other") == [2]
    assert read_answer(item("single", ("yes", "no", "other")), "b) Other") is None


@pytest.mark.parametrize("text", ["all", "all of the above", "sabhi", "सभी"])
def test_all_are_several_options_and_no_single_one(text: str) -> None:
    assert read_answer(item("multiple", ("red", "green", "blue")), text) == [0, 1, 2]
    assert read_answer(item("single", ("red", "green", "blue")), text) is None
