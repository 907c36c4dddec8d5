"""Particulars are hidden before a model sees a text, whatever is around them, and come back as they were."""

from __future__ import annotations

import re

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.llm.masking import Mask, aadhaar, check_digit, particulars

FEW = settings(max_examples=150, deadline=None)
DIGITS = "0123456789"
DEVANAGARI = str.maketrans(DIGITS, "०१२३४५६७८९")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@st.composite
def aadhaars(draw: st.DrawFn) -> str:
    """A number as people write it: together, in groups, with dashes, in Devanagari."""
    first = draw(st.sampled_from("23456789")) + draw(st.text(DIGITS, min_size=10, max_size=10))
    whole = first + str(check_digit(first))
    apart = draw(st.sampled_from(["", " ", "-", "–"]))
    said = apart.join((whole[:4], whole[4:8], whole[8:]))
    return said.translate(DEVANAGARI) if draw(st.booleans()) else said


@st.composite
def pans(draw: st.DrawFn) -> str:
    said = "".join(draw(st.sampled_from(letters)) for letters in (LETTERS, LETTERS, LETTERS, "ABCFGHJLPT", LETTERS)) + (
        draw(st.text(DIGITS, min_size=4, max_size=4)) + draw(st.sampled_from(LETTERS)))
    return said.lower() if draw(st.booleans()) else said


@st.composite
def phones(draw: st.DrawFn) -> str:
    number = draw(st.sampled_from("6789")) + draw(st.text(DIGITS, min_size=9, max_size=9))
    before = draw(st.sampled_from(["", "+91", "+91 ", "+91-", "0", "91", "0091 "]))
    return before + draw(st.sampled_from([number, f"{number[:5]} {number[5:]}", f"{number[:5]}-{number[5:]}"]))


EMAILS = st.from_regex(r"\A[a-z]{2,8}(\.[a-z]{2,8})?(\+[a-z]{1,4})?@[a-z]{2,8}(\.[a-z]{2,4})?\.(in|com|org)\Z")
WORDS = st.lists(st.sampled_from(["my", "number", "is", "and", "level", "3", "of", "2026", "मेरा", "नंबर", "है", "dated",
                                  "12.5", "hours", "RTI", "(", ")", "\n", "45,000"]), max_size=6).map(" ".join)


@FEW
@given(WORDS, st.one_of(aadhaars(), pans(), phones(), EMAILS), WORDS)
def test_a_particular_is_hidden_wherever_it_stands_and_comes_back(before: str, said: str, after: str) -> None:
    mask, text = Mask(), f"{before} , {said} , {after}"
    hidden = mask.hide(text)
    assert said not in hidden and re.search(r"\[(AADHAAR|PAN|PHONE|EMAIL)_1\]", hidden)
    assert mask.restore(hidden) == text


@FEW
@given(WORDS)
def test_what_is_no_particular_stays(text: str) -> None:
    assert Mask().hide(text) == text


@FEW
@given(aadhaars(), st.integers(0, 11), st.integers(1, 9))
def test_one_wrong_digit_makes_it_no_aadhaar_number(said: str, place: int, more: int) -> None:
    digits = [int(sign) for sign in said if sign.isdecimal()]
    assert aadhaar("".join(map(str, digits)))
    digits[place] = (digits[place] + more) % 10
    assert not aadhaar("".join(map(str, digits)))


@FEW
@given(st.lists(st.sampled_from(["Asha Rao", "R. K. Das", "आशा राव", "Rao", "John O'Neil"]), min_size=1, unique=True),
       WORDS)
def test_names_are_hidden_whole_in_any_case_and_told_apart(names: list[str], between: str) -> None:
    mask = Mask(tuple(names))
    text = f" {between} ".join(names)
    hidden = mask.hide(text.upper() if text.isascii() else text)
    assert not [name for name in names if name.lower() in hidden.lower()]
    assert len(set(re.findall(r"\[PERSON_\d+\]", hidden))) == len(names)
    again = Mask(tuple(names))
    assert again.restore(again.hide(text)) == text


@FEW
@given(st.sampled_from(["[PERSON_1]", "[PHONE_2]", "[AADHAAR_1] [PERSON_1]"]), WORDS)
def test_nobody_writes_a_place_of_somebody_else(written: str, text: str) -> None:
    assume(not particulars(f"{written} {text}"))  # numbers one after the other may look like a telephone's
    mask = Mask(("Asha Rao",))
    hidden = mask.hide(f"Asha Rao {written} {text}")
    assert hidden.count("[") == 1 and mask.restore(hidden).count("Asha Rao") == 1


def test_a_place_that_a_model_makes_up_is_seen() -> None:
    mask = Mask(("Asha Rao",))
    mask.hide("Asha Rao")
    assert mask.strange("[PERSON_1] and [PERSON_2] at [PHONE_1]") == ["[PERSON_2]", "[PHONE_1]"]


def test_names_in_other_words_stay() -> None:
    assert Mask(("Rao", "Das")).hide("Raoul sees das Land of Dasgupta") == "Raoul sees [PERSON_1] Land of Dasgupta"
