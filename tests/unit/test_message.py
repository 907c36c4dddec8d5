"""A message taken apart: cleaned, split, and bounded."""

from __future__ import annotations

import pytest

from bot.understanding.message import LONGEST, read_message, same


def test_words_are_folded_and_counted_alike() -> None:
    message = read_message("  What IS my\tLevel in  e-Office?\n")
    assert message.text == "What IS my Level in e-Office?"
    assert message.said == ("what", "is", "my", "level", "in", "e", "office")
    assert len(message.stems) == len(message.said)


def test_capitals_show_acronyms_in_a_mixed_message_alone() -> None:
    message = read_message("my level in RTI please")
    assert [message.said[at] for at in message.capitals] == ["rti"]
    assert read_message("MY LEVEL IN RTI").capitals == frozenset()
    assert read_message("I am A").capitals == frozenset()


def test_names_are_words_with_a_capital() -> None:
    message = read_message("the gaps of Asha Rao")
    assert [message.said[at] for at in sorted(message.names)] == ["asha", "rao"]


def test_places_are_right_behind_apostrophes() -> None:
    message = read_message("what is Asha's level in RTI")
    assert "asha" in message.said
    assert [message.said[at] for at in message.capitals] == ["rti"]
    curly = read_message("what’s my level in RTI")
    assert [curly.said[at] for at in curly.capitals] == ["rti"]


@pytest.mark.parametrize("text", ["my\x00gaps", "my\x1bgaps", "my\u202egaps", "my\u2066gaps", "my\r\ngaps",
                                  "my\x7fgaps"])
def test_unseen_signs_part_words_and_are_gone(text: str) -> None:
    assert read_message(text).said == ("my", "gaps")
    assert read_message(text).text == "my gaps"


def test_devanagari_words_stay_whole() -> None:
    assert read_message("मेरी कमियाँ क्या हैं?").said == ("मेरी", "कमियाँ", "क्या", "हैं")


def test_what_is_too_long_is_not_read() -> None:
    message = read_message("word " * 50_000)
    assert len(message.text) <= LONGEST


def test_nothing_is_nothing() -> None:
    for text in ("", "   ", "?!…", "\n\n", "🙂"):
        assert read_message(text).said == ()


def test_without_leaves_the_rest() -> None:
    assert read_message("my level in noting").without({1, 2}) == ["my", "noting"]


def test_texts_are_the_same_but_for_case_signs_and_spaces() -> None:
    assert same("What are my gaps?", "what are  MY gaps")
    assert same("मेरी कमियाँ", "मेरी कमियाँ।")
    assert not same("my gaps", "my gap")
    assert not same("", "")
