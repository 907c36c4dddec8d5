"""The language in which a message is written."""

from __future__ import annotations

import pytest

from bot.understanding.language import written_in

WRITTEN = {
    "en": ["what are my gaps", "Show my passbook", "courses on noting", "I have 2 hours a week", "why", "passbook",
           "is this do-able", "main office", "the man is at par with me", "Why is my level 2?"],
    "hi": ["मेरी कमियाँ क्या हैं", "हाँ", "मेरा स्तर", "RTI में मेरा स्तर क्या है", "पासबुक दिखाइए", "e-Office पर कोर्स दिखाइए",
           "क्यों"],
    "hinglish": ["mera gap kya hai", "mujhe noting ke course dikhao", "haan", "kyun", "meri passbook dikhao",
                 "pichle saal maine kya kiya", "quiz band karo", "nahi", "mera level batao"],
}


@pytest.mark.parametrize(("text", "language"), [(text, name) for name, texts in WRITTEN.items() for text in texts])
def test_the_language_shows(text: str, language: str) -> None:
    assert written_in(text) == language


@pytest.mark.parametrize("text", ["", "  ", "2", "42", "?!", "b", "a, c", "b a c", "2.", "\u200d", "१२"])
def test_some_messages_show_none(text: str) -> None:
    assert written_in(text) is None


def test_letter_case_and_signs_do_not_matter() -> None:
    assert written_in("MERA GAP KYA HAI???") == "hinglish"
    assert written_in("WHAT ARE MY GAPS!") == "en"
