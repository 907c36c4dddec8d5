"""Long texts are cut where a reader would pause, and never within what is seen as one sign."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.splitting import Measure, ending, shorten, size, split

FAMILY, FLAG, WAVE = "👨\u200d👩\u200d👧", "🇮🇳", "👋🏽"
SIGNS = st.one_of(
    st.sampled_from(["a", "b", " ", "\n", "\n\n", ". ", "। ", "कि", "क्ष", "त्र", FAMILY, FLAG, WAVE, "e\u0301", "word ",
                     "1. ", "漢", "\u1100\u1161\u11a8"]),
    st.characters(exclude_categories=["Cs"]))
TEXTS = st.lists(SIGNS, max_size=80).map("".join)
MEASURES: st.SearchStrategy[Measure] = st.sampled_from(("points", "utf16"))


def bare(text: str) -> str:
    return "".join(text.split())


def test_a_text_that_fits_is_one_part_and_white_space_none() -> None:
    assert split(" short ", 20) == ["short"]
    assert split(" \n ", 20) == []


@pytest.mark.parametrize(("text", "parts"), [
    ("one two three four\n\nfive six seven", ["one two three four", "five six seven"]),
    ("1. first thing\n2. second thing", ["1. first thing", "2. second thing"]),
    ("Ends here. Goes on after that", ["Ends here.", "Goes on after that"]),
    ("He said “stop.” Then he went", ["He said “stop.”", "Then he went"]),
    ("वाक्य एक पूरा। वाक्य दो पूरा", ["वाक्य एक पूरा।", "वाक्य दो पूरा"]),
    ("some words without any ends", ["some words without", "any ends"]),
    ("abcdefghijklmnopqrstuvwxyz", ["abcdefghijklmnopqrst", "uvwxyz"]),
    # an item's number stays with it
    ("Sort them so: 1. alpha beta", ["Sort them so:", "1. alpha beta"]),
    # a paragraph that ends too early is no place to cut
    ("one\n\ntwo three four five six", ["one\n\ntwo three four", "five six"]),
])
def test_where_a_text_is_cut(text: str, parts: list[str]) -> None:
    assert split(text, 20) == parts


@pytest.mark.parametrize(("sign", "length"), [(FAMILY, 8), (FLAG, 4), (WAVE, 4), ("क्षि", 4), ("e\u0301", 2),
                                              ("\u1100\u1161\u11a8", 3)])
def test_no_sign_is_cut_in_two(sign: str, length: int) -> None:
    assert size(sign, "utf16") == length
    for most in (16, 17, 18, 19, 23):
        parts = split(sign * 40, most, "utf16")
        assert len(parts) > 1 and all(part == sign * part.count(sign) for part in parts)
        head, tail = ending(sign * 40, most, "utf16")
        assert tail == sign * tail.count(sign) and head == sign * head.count(sign)
        # a beginning ends with the sign of more
        begun = shorten(sign * 40, most, "utf16")
        assert begun == sign * begun.count(sign) + "…"


def test_a_sign_longer_than_a_part_is_cut_after_all() -> None:
    assert split("a" + "\u0301" * 50, 20) == ["a" + "\u0301" * 19, "\u0301" * 20, "\u0301" * 11]


def test_the_end_of_a_text_is_whole_lines() -> None:
    text = "A long beginning.\n\na) one\nb) two\nc) three"
    assert ending(text, 30) == ("A long beginning.", "a) one\nb) two\nc) three")
    assert ending(text, 20) == ("A long beginning.\n\na) one", "b) two\nc) three")
    assert ending(text, 100) == ("", text)


def test_a_beginning_says_that_there_is_more() -> None:
    assert shorten("Noting", 10) == "Noting"
    assert shorten("Noting and Drafting", 15) == "Noting and…"
    assert shorten("Disciplinary", 6) == "Disci…"


def test_without_room_nothing_is_split() -> None:
    with pytest.raises(ValueError, match="room"):
        split("text", 3)


@given(TEXTS, st.integers(16, 60), MEASURES)
def test_parts_fit_and_hold_all_but_white_space(text: str, most: int, measure: Measure) -> None:
    parts = split(text, most, measure)
    assert all(0 < size(part, measure) <= most and part == part.strip() for part in parts)
    assert bare("".join(parts)) == bare(text)


@given(TEXTS, st.integers(16, 60), MEASURES)
def test_an_end_fits_and_nothing_is_lost_before_it(text: str, most: int, measure: Measure) -> None:
    text = text.strip()
    before, end = ending(text, most, measure)
    assert size(end, measure) <= most and bool(end) == bool(text)
    assert bare(before + end) == bare(text)


@given(TEXTS, st.integers(2, 60), MEASURES)
def test_a_beginning_fits(text: str, most: int, measure: Measure) -> None:
    begun = shorten(text, most, measure)
    assert size(begun, measure) <= most
    assert begun == text or (begun.endswith("…") and text.startswith(begun[:-1]))
