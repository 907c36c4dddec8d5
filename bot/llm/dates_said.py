"""Dates in the pieces of a text, in numbers and names of three languages, and words for days by their distance.

Refuses to take "may", "march" and short names such as "Sat" for dates where nothing beside them says so.
"""

from __future__ import annotations

import re

from bot.llm.figure_tokens import ORDINAL_ENDS, Figure, Token, digits, tokens
from bot.llm.figure_words import FigureWords, Unit, figure_words

_MONTH_BEFORE = frozenset("in by of since until till before after from during last next".split())
_MONTH_LINKS = frozenset(("of", ",", "का", "की", "के"))
# Short names of months have at most so many letters.
_SHORT = 4


class Dates:
    """The pieces of one text, and the dates in them."""

    def __init__(self, text: str) -> None:
        self.text: str = text
        self.words: FigureWords = figure_words()
        self.tokens: list[Token] = tokens(text)

    # ---- pieces

    def word(self, at: int) -> str:
        """The word at a place; empty outside of the text."""
        return self.tokens[at].word if 0 <= at < len(self.tokens) else ""

    def glued(self, at: int) -> bool:
        """Whether a token stands right behind the one before it."""
        return 0 < at < len(self.tokens) and self.tokens[at - 1].end == self.tokens[at].start

    def unit(self, at: int) -> tuple[Unit, int] | None:
        """The unit at a token and the token after it; words such as "working" may stand before it."""
        if at >= len(self.tokens):
            return None
        if self.word(at) == "-" and self.glued(at) and self.glued(at + 1):
            at += 1
        for skip in (0, 1, 2):
            here = at + skip
            if skip and self.word(here - 1) not in self.words.lists["between"]:
                return None
            word = self.word(here)
            for phrase in ((word, self.word(here + 1)), (word,)):
                if phrase in self.words.units:
                    return self.words.units[phrase], here + len(phrase)
        return None

    # ---- dates

    def _day_number(self, at: int) -> int | None:
        token = self.tokens[at] if 0 <= at < len(self.tokens) else None
        if token is None or token.kind != "num":
            return None
        value, glued = digits(token)
        whole = value % 1 == 0 and "." not in token.text and 1 <= value <= 31
        return int(value) if whole and (not glued or glued in ORDINAL_ENDS) else None

    def _year(self, at: int) -> tuple[int | None, int]:
        """The year at a token, after a comma perhaps, and the token after it."""
        here = at + (self.word(at) == ",")
        token = self.tokens[here] if here < len(self.tokens) else None
        if token and token.kind == "num" and re.fullmatch(r"(?:19|20)\d\d", token.text):
            return int(token.text), here + 1
        return None, at

    def _month(self, at: int, beside: bool) -> int | None:
        """The month at a token; "may" and "march" in small letters, and short names alone, are rather other words."""
        token = self.tokens[at] if 0 <= at < len(self.tokens) else None
        month = self.words.months.get(token.word) if token and token.kind == "word" else None
        if month is None or token is None:
            return None
        year = self._year(at + 1)[0] is not None or (self.word(at + 1) == "." and self._year(at + 2)[0] is not None)
        if token.word == "may" and token.text == "may" and not year:
            return None
        if beside or year or not token.word.isascii():
            return month
        if token.word in ("may", "march") and (token.text[0].islower() or (
                self.word(at - 1) not in _MONTH_BEFORE)):
            return None
        return month if len(token.word) > _SHORT or token.word in ("may", "june", "july") else None

    def day(self, at: int) -> tuple[Figure, int] | None:
        """A day that begins with its number: "26 November 2026", "1–15 June" (the first of the two)."""
        day = self._day_number(at)
        if day is None:
            return self._no_day(at)
        place = at + 1 + (self.word(at + 1) in _MONTH_LINKS)
        month = self._month(place, beside=True)
        if month is None:
            # the first of two days of one month
            joined = self.word(at + 1) in (*self.words.lists["ranges"], *self.words.lists["and"], "-", "–")
            month = self._month(at + 3, beside=True) if joined and self._day_number(at + 2) else None
            if month is None:
                return None
            return self._made_day(at, self._year(at + 4)[0], month, day, at + 1), at + 1
        after = place + 1 + (self.word(place + 1) == "." and self.glued(place + 1))
        year, end = self._year(after)
        end = end if year else place + 1
        return self._made_day(at, year, month, day, end), end

    def _no_day(self, at: int) -> tuple[Figure, int] | None:
        """"50 August 2026", which no calendar has."""
        token = self.tokens[at]
        if re.fullmatch(r"3[2-9]|[4-9]\d", token.text) and self._month(at + 1, beside=True):
            year, end = self._year(at + 2)
            if year:
                return Figure("unread", self.text[token.start:self.tokens[end - 1].end], token.start,
                              self.tokens[end - 1].end), end
        return None

    def _made_day(self, at: int, year: int | None, month: int, day: int, end: int) -> Figure:
        return Figure("day", (year, month, day), self.tokens[at].start, self.tokens[end - 1].end)

    def month_first(self, at: int) -> tuple[Figure, int] | None:
        """"November 26, 2026", "June 2026", "in June"."""
        after = at + 1 + (self.word(at + 1) == "." and self.glued(at + 1))
        day = self._day_number(after)
        month = self._month(at, beside=day is not None)
        if month is None:
            return None
        if day is not None and self.unit(after + 1) is None and self.word(after + 1) not in self.words.lists["counted"]:
            year, end = self._year(after + 1)
            return self._made_day(at, year, month, day, end), end
        year, end = self._year(after)
        end = end if year else at + 1
        return Figure("month", (year, month), self.tokens[at].start, self.tokens[end - 1].end), end

    def weekday(self, at: int) -> tuple[Figure, int] | None:
        """A day of the week, and where the text goes on."""
        token = self.tokens[at]
        day = self.words.weekdays.get(token.word)
        if day is None:
            return None
        # "Mon", "Wed" beside a date alone
        short = token.word.isascii() and len(token.word) < 6 and token.word not in ("somvar", "itwar")
        if short and not (token.text[0].isupper() and any(self._day_number(at + step) for step in (1, 2))):
            return None
        return Figure("weekday", day, token.start, token.end), at + 1

    def relative(self, at: int) -> tuple[Figure, int] | None:
        """A day as it is seen from today ("tomorrow"), and where the text goes on."""
        for phrase, key in self.words.relative.get(self.tokens[at].word, ()):
            if all(self.word(at + step) == word for step, word in enumerate(phrase)):
                end = at + len(phrase)
                return Figure("relative", key, self.tokens[at].start, self.tokens[end - 1].end), end
        return None

