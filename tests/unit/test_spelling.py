"""Slips of the pen and short writing: what is mended, and above all what is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.message import read_message
from bot.understanding.spelling import Spelling, nearest
from retrieval.words import stem, words
from tests.frameworks import competency, course, framework, position

WORLD = framework(competency("C1", "Pension Rules"), position("P1", "Section Officer"),
                  course("K1", "Solatium and Land", [("C1", 2)]))
ORDINARY = ("show", "gaps", "what", "should", "level", "course", "courses", "quiz", "passbook", "dikhao", "mera",
            "there", "three", "competencies")
SPELLING = Spelling(ORDINARY, [stem(word) for word in ORDINARY], WORLD)


def mended(text: str) -> str:
    return " ".join(SPELLING.mend(read_message(text)).said)


@pytest.mark.parametrize(("typed", "meant"), [
    ("shwo my gpas", "show my gaps"), ("passbok dihao", "passbook dikhao"), ("penison course", "pension course"),
    ("whatt shoud i do", "what should i do"), ("coursesss", "courses"), ("wat shud i do", "what should i do"),
    ("quizzzz", "quiz"), ("comptetencis", "competencies"), ("15 Decenber", "15 december"),
    ("my lvl n my gaps", "my level and my gaps"),
])
def test_slips_and_short_writing_are_mended(typed: str, meant: str) -> None:
    assert mended(typed) == meant


@pytest.mark.parametrize("typed", [
    "show my gaps", "solatium", "n", "u", "b", "r", "2005", "RTI", "see the GPAS now", "I met Mohna Saxena", "अवकाश",
    "cat", "xyzzy", "qqqqqqq", "there", "three", "farmland", "",
])
def test_what_is_right_short_in_capitals_or_far_from_all_stays(typed: str) -> None:
    assert mended(typed) == " ".join(words(typed))


def test_the_text_is_mended_where_the_word_stands_and_its_signs_stay() -> None:
    found = SPELLING.mend(read_message("Pls shwo my gpas: level 2.5, at 10:30!"))
    assert found.text == "please show my gaps: level 2.5, at 10:30!"
    assert len(found.stems) == len(found.said)


def test_a_message_without_slips_is_the_same_object() -> None:
    message = read_message("show my gaps")
    assert SPELLING.mend(message) is message


def test_the_more_frequent_of_two_equally_near_words_is_meant() -> None:
    assert nearest("thre", ["there", "three"]) == "there"
    assert nearest("thre", ["three", "there"]) == "three"


@pytest.mark.parametrize(("word", "targets"), [("aps", ["gaps"]), ("hsow", ["show"]), ("showing", ["shaking"])])
def test_only_one_slip_behind_the_first_letter_counts(word: str, targets: list[str]) -> None:
    assert nearest(word, targets) == ("show" if word == "hsow" else None)


@given(st.text(max_size=300))
def test_mending_keeps_the_number_of_words_and_is_done_once(text: str) -> None:
    message = read_message(text)
    once = SPELLING.mend(message)
    assert len(once.said) == len(message.said) == len(once.stems)
    assert all(word == before or word in SPELLING.targets or " " not in word
               for word, before in zip(once.said, message.said, strict=True))
