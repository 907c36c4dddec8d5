"""Reading never fails: whatever text arrives, a message, its language, its times and its answers can be read."""

from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.terminal.render import clean
from bot.conversation.choices import chosen
from bot.understanding.gazetteer import Gazetteer
from bot.understanding.language import written_in
from bot.understanding.message import read_message
from bot.understanding.quiz_answer import read_answer
from bot.understanding.times import Period, read_times
from passbook.items import Item, is_right
from tests.frameworks import competency, framework, position

GAZETTEER = Gazetteer(framework(competency("C1", "Noting and Drafting", "RTI"),
                                position("P1", "Section Officer", "SO")))
ITEMS = [Item("Q1", "C1", 1, None, kind, "?", None, ("one", "two", "three"), (0,), "", None)  # type: ignore[arg-type]
         for kind in ("single", "multiple", "order", "short")]
PIECES = ("last", "this", "years", "months", "days", "weeks", "quarter", "by", "until", "in", "9999", "0", "29", "31",
          "30", "february", "2025", "2099", "half", "an", "hour", "and a half", "2.5", "hours", "a week", "q1",
          "calendar year", "2025-26", "2026-02-30", "पिछले", "साल", "तक", "मार्च", "घंटे", "हर", "हफ़्ते", "pichle",
          "saal", "tak", "ghante", "कल", "kal", "tomorrow", "since", "1/1/0000", "0000-00-00", "-", "।")
SIGNS = st.one_of(st.text(), st.text(st.characters(categories=("Cs", "Cc", "Cf", "Mn", "Mc", "Nd", "No", "Zs", "So"))),
                  st.binary(max_size=200).map(lambda junk: junk.decode("utf-8", "surrogateescape")),
                  st.lists(st.sampled_from(PIECES), max_size=9).map(" ".join))
DAYS = st.dates(date(2, 1, 1), date(9900, 12, 31))


def read_all(text: str, today: date = date(2026, 3, 31), year_starts: str = "04-01") -> None:
    message = read_message(text)
    assert len(message.said) == len(message.stems)
    assert all(0 <= at < len(message.said) for at in message.capitals | message.names)
    times = read_times(message.text, message.said, today, year_starts)
    assert all(0 <= at < len(message.said) for at in times.covered)
    assert times.period is None or (isinstance(times.period, Period) and times.period.start <= times.period.end)
    assert written_in(text) in (None, "en", "hi", "hinglish")
    for mention in GAZETTEER.mentions(message):
        assert 0 <= mention.start < mention.end <= len(message.said) and mention.ids
    GAZETTEER.part("competency", message)
    GAZETTEER.title(message)
    for item in ITEMS:
        given_answer = read_answer(item, text)
        if given_answer is not None:
            is_right(item, given_answer)
    chosen(message, [{"say": "x", "label": text, "tool": "t", "slots": {}}], True)
    clean(text).encode()


@given(SIGNS)
def test_any_text_can_be_read(text: str) -> None:
    read_all(text)


@given(st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join), DAYS,
       st.sampled_from(["04-01", "01-01", "07-15", "12-31", "10-01"]))
def test_any_words_of_time_can_be_read_on_any_day(text: str, today: date, year_starts: str) -> None:
    read_all(text, today, year_starts)


def test_any_words_of_time_can_be_read_in_a_year_that_starts_in_the_middle_of_a_month() -> None:
    for start in ("01-31", "08-31", "05-30"):
        for text in ("this year", "last quarter", "q1", "q2", "q3", "q4", "this quarter"):
            read_all(text, date(2026, 3, 31), start)


@pytest.mark.parametrize("text", [
    "x" * 100_000, "\x00" * 100_000, "\ud800" * 100_000, "🙂" * 50_000, "a " * 50_000, "अ" * 100_000, "9" * 100_000,
    "last " * 20_000, "2025-26 " * 12_000, "\u0301" * 100_000, "((((" * 25_000, "' " * 50_000],
    ids=lambda text: ascii(text[:4]))
def test_a_hundred_kilobytes_can_be_read(text: str) -> None:
    read_all(text)


def test_binary_junk_can_be_read() -> None:
    junk = random.Random(5).randbytes(100_000)
    for encoding, errors in (("utf-8", "replace"), ("latin-1", "strict"), ("utf-8", "surrogateescape")):
        read_all(junk.decode(encoding, errors))
