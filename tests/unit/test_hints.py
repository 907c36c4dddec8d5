"""Hints help and never give the answer away."""

from __future__ import annotations

from typing import Any

import pytest

from passbook.hints import hint
from passbook.items import Item

SECTIONS = ["Lamps are cleaned daily. The keeper of the lamp answers to the harbour master. A lamp burns oil."]


def item(kind: Any, answer: tuple[Any, ...], options: tuple[str, ...] = ("one", "two", "three", "four"),
         stem: str = "Stem?") -> Item:
    return Item("Q1", "C1", 1, None, kind, stem, None, () if kind == "short" else options, answer, "So.", None)


@pytest.mark.parametrize("key", range(4))
def test_one_wrong_option_falls_away(key: int) -> None:
    found = hint(item("single", (key,)))
    assert found is not None and found.kind == "not" and found.values["place"] != key
    assert found == hint(item("single", (key,)))


def test_of_two_options_none_falls_away() -> None:
    assert hint(item("single", (0,), ("yes", "no"))) is None
    assert hint(item("order", (1, 0), ("a", "b"))) is None
    assert hint(item("multiple", (0,), ("a", "b"))) is None


def test_how_many_are_right_unless_all_are() -> None:
    found = hint(item("multiple", (0, 2)))
    assert found is not None and (found.kind, found.values) == ("many", {"right": 2, "of": 4})
    assert hint(item("multiple", (0, 1, 2, 3))) is None


def test_what_comes_first_in_an_order() -> None:
    found = hint(item("order", (2, 0, 1, 3)))
    assert found is not None and (found.kind, found.values["option"]) == ("first", "three")


@pytest.mark.parametrize(("accepted", "kind", "values"), [
    ("Green ink", "letter", {"letter": "G", "words": 2, "letters": 8}), ("25,000", "figure", {"digits": 5}),
    ("तीन बार", "letter", {"letter": "त", "words": 2, "letters": 4})])
def test_how_a_short_answer_begins(accepted: str, kind: str, values: dict[str, Any]) -> None:
    found = hint(item("short", (accepted,)))
    assert found is not None and (found.kind, found.values) == (kind, values)


@pytest.mark.parametrize("accepted", ["7", "ab", "no"])
def test_an_answer_too_short_has_no_hint(accepted: str) -> None:
    assert hint(item("short", (accepted,))) is None


def test_a_sentence_of_the_course_that_holds_no_option() -> None:
    asked = item("single", (0,), ("the harbour master", "nobody"), "Who cleans the lamp as its keeper daily?")
    found = hint(asked, SECTIONS)
    assert found is None or "harbour" not in found.values["text"]
    cleaned = item("single", (0,), ("oil", "gas"), "To whom does the keeper of the lamp answer?")
    told = hint(cleaned, SECTIONS)
    assert told is not None and (told.kind, told.values["text"]) == (
        "sentence", "The keeper of the lamp answers to the harbour master.")
    assert hint(item("single", (0,), ("a", "b"), "Unrelated matter entirely?"), SECTIONS) is None
