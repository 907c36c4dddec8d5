"""Periods, dates and amounts of time in a message, relative to a given day.

A year is the tenant's financial year unless the message says otherwise; a plain month is the last such month (or the
next, for a deadline). Time comes in as an argument.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.understanding.clock import clock_in, every_in
from bot.understanding.lexicon import Lexicon, Span, lexicon
from bot.understanding.ranges import named_range
from passbook.periods import (
    Period,
    as_json,
    between,
    day_of,
    month_of,
    quarter_of,
    starts,
    year_from,
    year_of,
)

__all__ = ["Period", "Times", "as_json", "month_of", "read_times", "year_of"]


@dataclass
class Times:
    """What a message says of time. `minutes` in all, `each` at most for one course, `per_week` minutes a week,
    `until` the last day, `day` a day named for something to happen, `clock` the time of that day (`HH:MM`), `every`
    `day`, `week` or `month` where it comes again; `covered` the places of the words used."""

    period: Period | None = None
    day: date | None = None
    clock: str | None = None
    every: str | None = None
    until: date | None = None
    minutes: float | None = None
    each: float | None = None
    per_week: float | None = None
    covered: set[int] = field(default_factory=set)


def read_times(text: str, said: Sequence[str], today: date, year_starts: str) -> Times:
    """Everything a message says of time; `said` are its folded words."""
    return _Reader(text, said, today, year_starts).read()


class _Reader:
    """Reads one message."""

    def __init__(self, text: str, said: Sequence[str], today: date, year_starts: str) -> None:
        self.text, self.said, self.today, self.year_starts = text, said, today, year_starts
        self.lexicon: Lexicon = lexicon()
        self.found = Times()

    def read(self) -> Times:
        self._durations()
        self.found.clock = clock_in(self.text, self.said)
        every = every_in(self.said)
        if every is not None:
            self.found.every = every.value
            self.found.covered |= set(range(every.start, every.end))
        ends = named_range(self.said, self.today)
        if ends is not None:
            self.found.period, span = ends
            self.found.covered |= set(range(span.start, span.end))
            return self.found
        day = self._date()
        if day is not None:
            when, until = day
            if until:
                self.found.until = when
            else:
                self.found.day = when
        self._period()
        return self.found

    # ---- amounts

    def _durations(self) -> None:
        place = 0
        while place < len(self.said):
            amount = self._amount(place)
            if amount is None:
                place += 1
                continue
            minutes, end = amount
            spans = range(place, end)
            weekly = self._weekly(end)
            if weekly:
                self.found.per_week = minutes
                spans = range(place, weekly)
            elif self._before(place, "each_course") or self._after(end, "each_course"):
                self.found.each = minutes
            elif self.found.minutes is None:
                self.found.minutes = minutes
            self.found.covered |= set(spans)
            place = max(spans) + 1

    def _amount(self, place: int) -> tuple[float, int] | None:
        """Minutes from word `place` on, and where they end: `2 hours`, `half an hour`, `an hour and a half`."""
        glued = re.fullmatch(r"(\d{1,4})(h|hr|hrs|hours?|m|min|mins|minutes?)", self.said[place])
        number, at = (float(glued[1]), place) if glued else self._number(place)
        if number is None:
            return None
        if number == 0.5 and at < len(self.said) and self.lexicon.time["an"].at(self.said, at):
            at += 1
        unit = ("hour" if glued[2][0] == "h" else "minute") if glued else self._unit(at)
        if unit not in ("minute", "hour"):
            return None
        end = at + 1
        minutes = number * (60 if unit == "hour" else 1)
        more = self.lexicon.time["half_more"].at(self.said, end) if end < len(self.said) else None
        if more and unit == "hour":
            return minutes + 30, more.end
        if unit == "hour" and end < len(self.said):
            rest, at = self._number(end + (self.said[end] == "and" and end + 1 < len(self.said)))
            if rest is not None and self._unit(at) == "minute":
                return minutes + rest, at + 1
        return minutes, end

    def _number(self, place: int) -> tuple[float | None, int]:
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

    def _unit(self, place: int) -> str | None:
        if place >= len(self.said):
            return None
        for unit in ("minute", "hour", "day", "week", "month", "quarter", "year"):
            if self.lexicon.time[unit].at(self.said, place):
                return unit
        return None

    def _weekly(self, end: int) -> int | None:
        """Where `a week`, `per week`, `weekly`, `har hafte` ends, if that follows or stands just before."""
        for place in (end, end + 1):
            if place >= len(self.said):
                break
            if self.lexicon.time["per_week"].at(self.said, place):
                return place + 1
            if self.lexicon.time["per"].at(self.said, place) and self._unit(place + 1) == "week":
                return place + 2
        if any(self.lexicon.time["per"].at(self.said, place) and self._unit(place + 1) == "week"
               for place in range(max(0, end - 5), end)):
            return end
        return None

    def _before(self, place: int, key: str) -> bool:
        return any((span := self.lexicon.time[key].at(self.said, start)) and span.end in (place, place - 1)
                   for start in range(max(0, place - 5), place))

    def _after(self, place: int, key: str) -> bool:
        return place < len(self.said) and self.lexicon.time[key].at(self.said, place) is not None

    # ---- days

    def _date(self) -> tuple[date, bool] | None:
        """The day named, and whether it is a deadline."""
        found = (self._iso() or self._day_and_month() or self._relative_day() or self._weekday()
                 or self._deadline_month())
        if found is None:
            return None
        day, span = found
        self.found.covered |= set(range(span.start, span.end))
        until = span.value == "until" or any(
            (mark := self.lexicon.time["until"].at(self.said, start)) and (mark.end in (span.start, span.start - 1))
            for start in range(max(0, span.start - 4), span.start)) or (
            span.end < len(self.said) and self.lexicon.time["until"].at(self.said, span.end) is not None)
        return day, until

    def _weekday(self) -> tuple[date, Span] | None:
        """`Monday`, `next Monday`, `on monday`: the next such day after today."""
        for span in self.lexicon.weekdays.find(self.said):
            ahead = (int(span.value) - self.today.weekday() - 1) % 7 + 1
            return self.today + timedelta(days=ahead), span
        return None

    def _iso(self) -> tuple[date, Span] | None:
        match = re.search(r"\b(\d{4})-(\d\d)-(\d\d)\b", self.text)
        order = (1, 2, 3)
        if match is None:
            match, order = re.search(r"\b(\d{1,2})[./-](\d{1,2})[./-](\d{4})\b", self.text), (3, 2, 1)
        if match is None:
            return None
        year, month, day = (int(match[part]) for part in order)
        place = next((at for at, word in enumerate(self.said) if word == match[1]), 0)
        made = day_of(year, month, day)
        return (made, Span(place, min(place + 3, len(self.said)))) if made else None

    def _day_and_month(self) -> tuple[date, Span] | None:
        for at in range(len(self.said)):
            month = self.lexicon.months.at(self.said, at)
            if month is None:
                continue
            before = self._day_number(at - 1)
            if before is None and at >= 2 and self.said[at - 1] == "of":
                before = self._day_number(at - 2)
            after = self._day_number(at + 1)
            if before is None and after is None:
                continue
            start = at - 1 if before is not None else at
            end = at + 1 if before is not None else at + 2
            year = int(self.said[end]) if end < len(self.said) and re.fullmatch(r"20\d\d", self.said[end]) else None
            made = self._next(month.value, before or after or 1, year)
            if made:
                return made, Span(start, end + (year is not None))
        return None

    def _day_number(self, place: int) -> int | None:
        if not 0 <= place < len(self.said):
            return None
        match = re.fullmatch(r"(\d{1,2})(st|nd|rd|th)?", self.said[place])
        return int(match[1]) if match and 1 <= int(match[1]) <= 31 else None

    def _next(self, month: int, day: int, year: int | None) -> date | None:
        """The day of that name that comes next, unless the year is told."""
        if year is not None:
            return day_of(year, month, day)
        this = day_of(self.today.year, month, day)
        return this if this and this >= self.today else day_of(self.today.year + 1, month, day)

    def _relative_day(self) -> tuple[date, Span] | None:
        for key, days in (("tomorrow", 1), ("today", 0)):
            for at in range(len(self.said)):
                if self.lexicon.time[key].at(self.said, at):
                    return self.today + timedelta(days=days), Span(at, at + 1)
        for at in range(len(self.said) - 1):
            number, end = self._number(at)
            unit = self._unit(end) if number is not None else None
            if number is None or unit not in ("day", "week", "month"):
                continue
            ahead = at > 0 and self.said[at - 1] in ("in", "after")
            if ahead or (end + 1 < len(self.said) and self.lexicon.time["later"].at(self.said, end + 1)):
                length = {"day": 1, "week": 7, "month": 30}[unit]
                return self.today + timedelta(days=int(length * number)), Span(at - ahead, end + 1)
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

    # ---- periods

    def _period(self) -> None:
        found = self._named_quarter() or self._named_year() or self._relative() or self._named_month()
        if found:
            period, span = found
            if period.start <= self.today and (wider := self._since(span)):
                period, span = between(period.start, self.today + timedelta(days=1)), wider
            self.found.period = period
            self.found.covered |= set(range(span.start, span.end))

    def _since(self, span: Span) -> Span | None:
        """The words of a period with "since" at their one side or the other; None where there is none."""
        if span.start and self.lexicon.time["ever_since"].at(self.said, span.start - 1):
            return Span(span.start - 1, span.end)
        after = span.end < len(self.said) and self.lexicon.time["since_then"].at(self.said, span.end)
        if after and not self.lexicon.time["until"].at(self.said, span.end):
            return Span(span.start, after.end)
        return None

    def _named_year(self) -> tuple[Period, Span] | None:
        match = re.search(r"\b(20\d\d)\s*[-–/]\s*(20)?(\d\d)\b(?![-/]\d)", self.text)
        if match and int(match[3]) == (int(match[1]) + 1) % 100:
            month, first = starts(self.year_starts)
            place = next((at for at, word in enumerate(self.said) if word == match[1]), 0)
            return year_from(int(match[1]), month, first), Span(place, place + 2)
        for at, word in enumerate(self.said):
            plain = at == 0 or not self.lexicon.months.at(self.said, at - 1)
            if re.fullmatch(r"20\d\d", word) and at not in self.found.covered and plain:
                number = int(word)
                return Period(date(number, 1, 1), date(number + 1, 1, 1), word), Span(at, at + 1)
        return None

    def _relative(self) -> tuple[Period, Span] | None:
        for at in range(len(self.said)):
            for key, back in (("this", 0), ("last", 1)):
                mark = self.lexicon.time[key].at(self.said, at)
                if mark is None or mark.end >= len(self.said):
                    continue
                calendar = self.lexicon.time["calendar"].at(self.said, mark.end)
                number, end = (None, calendar.end - 1) if calendar else self._number(mark.end)
                unit = "year" if calendar else self._unit(end if number is not None else mark.end)
                if number is not None and unit and back:
                    return self._last_many(int(number), unit), Span(at, end + 1)
                if number is None and unit:
                    made = self._running(unit, back)
                    if made:
                        return made, Span(at, (calendar.end if calendar else mark.end + 1))
        return None

    def _running(self, unit: str, back: int) -> Period | None:
        """The running year, quarter, month, week or day (`back` = 0), or the one before it."""
        year = year_of(self.today, self.year_starts)
        if unit == "year":
            if self.lexicon.time["calendar"].inside(self.said):
                number = self.today.year - back
                return Period(date(number, 1, 1), date(number + 1, 1, 1), str(number))
            return year if not back else year_of(year.start - timedelta(days=1), self.year_starts)
        if unit == "month":
            now = month_of(self.today.year, self.today.month)
            before = now.start - timedelta(days=1)
            return now if not back else month_of(before.year, before.month)
        if unit == "quarter":
            now = self._quarter_of(self.today)
            return now if not back else self._quarter_of(now.start - timedelta(days=1))
        if unit == "week":
            monday = self.today - timedelta(days=self.today.weekday() + 7 * back)
            return between(monday, monday + timedelta(days=7))
        return None

    def _last_many(self, number: int, unit: str) -> Period:
        days = {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}.get(unit, 1)
        end = self.today + timedelta(days=1)
        if unit in ("month", "quarter", "year"):
            months = number * {"month": 1, "quarter": 3, "year": 12}[unit]
            count = end.year * 12 + end.month - 1 - months
            start = day_of(count // 12, count % 12 + 1, min(end.day, 28)) or end
            return between(start, end)
        return between(end - timedelta(days=min(number * days, (end - date.min).days)), end)

    def _quarter_of(self, day: date) -> Period:
        year = year_of(day, self.year_starts)
        for number in range(1, 5):
            made = quarter_of(year, number)
            if made.start <= day < made.end:
                return made
        return quarter_of(year, 4)

    def _named_quarter(self) -> tuple[Period, Span] | None:
        for at, word in enumerate(self.said):
            if match := re.fullmatch(r"q([1-4])", word):
                named = self._named_year() or self._relative()
                whole = named is not None and named[0].end - named[0].start > timedelta(days=364)
                year = named[0] if named and whole else year_of(self.today, self.year_starts)
                if named and whole:
                    self.found.covered |= set(range(named[1].start, named[1].end))
                return quarter_of(year, int(match[1])), Span(at, at + 1)
        return None

    def _named_month(self) -> tuple[Period, Span] | None:
        for at in range(len(self.said)):
            month = self.lexicon.months.at(self.said, at)
            # "may" is more often a verb than a month
            if month is None or at in self.found.covered or (self.said[at] == "may" and not self._month_stands(at)):
                continue
            end = at + 1
            if end < len(self.said) and re.fullmatch(r"20\d\d", self.said[end]):
                year, end = int(self.said[end]), end + 1
            else:
                year = self.today.year if month.value <= self.today.month else self.today.year - 1
            made = month_of(year, month.value)
            if at and self.lexicon.time["since"].at(self.said, at - 1):
                return between(made.start, self.today + timedelta(days=1)), Span(at - 1, end)
            return made, Span(at, end)
        return None

    def _month_stands(self, at: int) -> bool:
        return at > 0 and self.said[at - 1] in ("in", "of", "since", "last", "this", "during")
