"""Days in a message, and the small readings of numbers and units that days, amounts and periods share.

A day without a year is the next one of that name. A day that no calendar has ("30 February") is told as such and never
mended. Time comes in as an argument.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.understanding.lexicon import Lexicon, Span, lexicon
from passbook.periods import day_of

# A day of February comes again after eight years at the latest, around a century without a leap year.
_YEARS_AHEAD = 8


@dataclass(frozen=True, slots=True)
class Day:
    """A day that was named: `when`, or None where there is no such day, with the words of it (`start` to `end`) and
    whether it is the last day for something."""

    when: date | None
    start: int
    end: int
    until: bool = False


class Days:
    """Reads the day in one message; `said` are its folded words."""

    def __init__(self, text: str, said: Sequence[str], today: date) -> None:
        self.text, self.said, self.today = text, said, today
        self.lexicon: Lexicon = lexicon()

    # ---- numbers and units

    def number(self, place: int) -> tuple[float | None, int]:
        """The number at a word and where it ends; None where none stands there."""
        word = self.said[place]
        if word.isdecimal() and len(word) <= 4:
            after = place + 1
            if (after < len(self.said) and self.said[after].isdecimal()
                    and re.search(rf"\b{word}\.{self.said[after]}\b", self.text)):
                return float(f"{word}.{self.said[after]}"), after + 1
            return float(word), after
        span = self.lexicon.numbers.at(self.said, place) or self.lexicon.time["an"].at(self.said, place)
        if span is None:
            return None, place
        value = 1.0 if isinstance(span.value, str) else float(span.value)
        if self.lexicon.time["half_more"].at(self.said, span.end) if span.end < len(self.said) else None:
            more = self.lexicon.time["half_more"].at(self.said, span.end)
            return value + 0.5, more.end if more else span.end
        return value, span.end

    def unit(self, place: int) -> str | None:
        """The unit of time at a word: `minute` to `year`."""
        if place >= len(self.said):
            return None
        for unit in ("minute", "hour", "day", "week", "month", "quarter", "year"):
            if self.lexicon.time[unit].at(self.said, place):
                return unit
        return None

    # ---- days

    def day(self) -> Day | None:
        """The day named; a deadline where "by", "till", "tak" stands beside it."""
        found = (self._iso() or self._day_and_month() or self._relative_day() or self._weekday()
                 or self._deadline_month())
        if found is None:
            return None
        when, span = found
        until = span.value == "until" or any(
            (mark := self.lexicon.time["until"].at(self.said, start)) and (mark.end in (span.start, span.start - 1))
            for start in range(max(0, span.start - 4), span.start)) or (
            span.end < len(self.said) and self.lexicon.time["until"].at(self.said, span.end) is not None)
        return Day(when, span.start, span.end, until)

    def _weekday(self) -> tuple[date, Span] | None:
        """`Monday`, `next Monday`, `on monday`: the next such day after today; `last Monday`: the one before today."""
        for span in self.lexicon.weekdays.find(self.said):
            ahead = (int(span.value) - self.today.weekday() - 1) % 7 + 1
            before = span.start and self.lexicon.time["last"].at(self.said, span.start - 1)
            if before:
                return self.today + timedelta(days=ahead - 7 - 7 * (ahead == 7)), Span(span.start - 1, span.end)
            return self.today + timedelta(days=ahead), span
        return None

    def _iso(self) -> tuple[date | None, Span] | None:
        match = re.search(r"\b(\d{4})-(\d\d)-(\d\d)\b", self.text)
        order = (1, 2, 3)
        if match is None:
            match, order = re.search(r"\b(\d{1,2})[./-](\d{1,2})[./-](\d{4})\b", self.text), (3, 2, 1)
        if match is None:
            return None
        year, month, day = (int(match[part]) for part in order)
        place = next((at for at, word in enumerate(self.said) if word == match[1]), 0)
        return day_of(year, month, day), Span(place, min(place + 3, len(self.said)))

    def _day_and_month(self) -> tuple[date | None, Span] | None:
        for at in range(len(self.said)):
            month = self.lexicon.months.at(self.said, at)
            if month is None:
                continue
            before = self._day_number(at - 1)
            start = at - 1
            if before is None and at >= 2 and self.said[at - 1] == "of":
                before, start = self._day_number(at - 2), at - 2
            after = self._day_number(at + 1)
            if before is None and after is None:
                continue
            start = start if before is not None else at
            end = at + 1 if before is not None else at + 2
            year = int(self.said[end]) if end < len(self.said) and re.fullmatch(r"20\d\d", self.said[end]) else None
            return self._next(month.value, before or after or 1, year), Span(start, end + (year is not None))
        return None

    def _day_number(self, place: int) -> int | None:
        if not 0 <= place < len(self.said):
            return None
        match = re.fullmatch(r"(\d{1,2})(st|nd|rd|th)?", self.said[place])
        return int(match[1]) if match and 1 <= int(match[1]) <= 31 else None

    def _next(self, month: int, day: int, year: int | None) -> date | None:
        """The day of that name that comes next, unless the year is told; None where no calendar has it."""
        years = range(self.today.year, self.today.year + _YEARS_AHEAD + 1) if year is None else [year]
        made = (day_of(each, month, day) for each in years)
        return next((each for each in made if each and (year is not None or each >= self.today)), None)

    def _relative_day(self) -> tuple[date, Span] | None:
        for key, days in (("yesterday", -1), ("tomorrow", 1), ("today", 0)):
            for at in range(len(self.said)):
                if span := self.lexicon.time[key].at(self.said, at):
                    return self.today + timedelta(days=days), span
        for at in range(len(self.said) - 1):
            number, end = self.number(at)
            unit = self.unit(end) if number is not None else None
            if number is None or unit not in ("day", "week", "month"):
                continue
            length = int({"day": 1, "week": 7, "month": 30}[unit] * number)
            after = end + 1 < len(self.said)
            if at > 0 and self.said[at - 1] in ("in", "after"):
                return self.today + timedelta(days=length), Span(at - 1, end + 1)
            if after and (mark := self.lexicon.time["later"].at(self.said, end + 1)):
                return self.today + timedelta(days=length), Span(at, mark.end)
            if after and (mark := self.lexicon.time["ago"].at(self.said, end + 1)):
                return self.today - timedelta(days=length), Span(at, mark.end)
        return None

    def _deadline_month(self) -> tuple[date, Span] | None:
        """`before March`, `till march`, `March tak`: the last day before that month."""
        for at in range(len(self.said)):
            month = self.lexicon.months.at(self.said, at)
            if month is None:
                continue
            end = at + 1
            year = int(self.said[end]) if end < len(self.said) and re.fullmatch(r"20\d\d", self.said[end]) else None
            marked = (at and self.lexicon.time["until"].at(self.said, at - 1)) or (
                end < len(self.said) and self.lexicon.time["until"].at(self.said, end))
            first = self._next(month.value, 1, year)
            if marked and first:
                return first - timedelta(days=1), Span(at, end + (year is not None), "until")
        return None
