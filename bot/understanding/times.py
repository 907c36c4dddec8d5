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
from bot.understanding.days import Day, Days
from bot.understanding.lexicon import Span
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
    `day`, `week` or `month` where it comes again; `no_day` the words of a day that no calendar has; `covered` the
    places of the words used, `clocked` those of the time of day. A day that is past is a period too."""

    period: Period | None = None
    day: date | None = None
    clock: str | None = None
    every: str | None = None
    until: date | None = None
    minutes: float | None = None
    each: float | None = None
    per_week: float | None = None
    no_day: str | None = None
    covered: set[int] = field(default_factory=set)
    clocked: set[int] = field(default_factory=set)


def read_times(text: str, said: Sequence[str], today: date, year_starts: str) -> Times:
    """Everything a message says of time; `said` are its folded words."""
    return _Reader(text, said, today, year_starts).read()


class _Reader(Days):
    """Reads one message."""

    def __init__(self, text: str, said: Sequence[str], today: date, year_starts: str) -> None:
        super().__init__(text, said, today)
        self.year_starts = year_starts
        self.found = Times()

    def read(self) -> Times:
        self._durations()
        clock = clock_in(self.text, self.said)
        if clock is not None:
            self.found.clock = str(clock.value)
            self.found.clocked = set(range(clock.start, clock.end))
        every = every_in(self.said)
        if every is not None:
            self.found.every = every.value
            self.found.covered |= set(range(every.start, every.end))
        ends = named_range(self.said, self.today)
        if ends is not None:
            self.found.period, span = ends
            self.found.covered |= set(range(span.start, span.end))
            return self.found
        day = self.day()
        if day is not None:
            self._take(day)
        self._period()
        if self.found.period is None and self.found.day is not None and self.found.day < self.today:
            self.found.period = between(self.found.day, self.found.day + timedelta(days=1))
        return self.found

    def _take(self, day: Day) -> None:
        self.found.covered |= set(range(day.start, day.end))
        if day.when is None:
            told = self.said[day.start:day.end]
            self.found.no_day = ("-" if all(map(str.isdecimal, told)) else " ").join(map(str.capitalize, told))
        elif day.until:
            self.found.until = day.when
        else:
            self.found.day = day.when

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
        number, at = (float(glued[1]), place) if glued else self.number(place)
        if number is None:
            return None
        if number == 0.5 and at < len(self.said) and self.lexicon.time["an"].at(self.said, at):
            at += 1
        unit = ("hour" if glued[2][0] == "h" else "minute") if glued else self.unit(at)
        if unit not in ("minute", "hour"):
            return None
        end = at + 1
        minutes = number * (60 if unit == "hour" else 1)
        more = self.lexicon.time["half_more"].at(self.said, end) if end < len(self.said) else None
        if more and unit == "hour":
            return minutes + 30, more.end
        if unit == "hour" and end < len(self.said):
            rest, at = self.number(end + (self.said[end] == "and" and end + 1 < len(self.said)))
            if rest is not None and self.unit(at) == "minute":
                return minutes + rest, at + 1
        return minutes, end

    def _weekly(self, end: int) -> int | None:
        """Where `a week`, `per week`, `weekly`, `har hafte` ends, if that follows or stands just before."""
        for place in (end, end + 1):
            if place >= len(self.said):
                break
            if self.lexicon.time["per_week"].at(self.said, place):
                return place + 1
            if self.lexicon.time["per"].at(self.said, place) and self.unit(place + 1) == "week":
                return place + 2
        before = range(max(0, end - 5), end)
        if any((self.lexicon.time["per"].at(self.said, place) and self.unit(place + 1) == "week")
               or self.lexicon.time["per_week"].at(self.said, place) for place in before):
            return end
        return None

    def _before(self, place: int, key: str) -> bool:
        return any((span := self.lexicon.time[key].at(self.said, start)) and span.end in (place, place - 1)
                   for start in range(max(0, place - 5), place))

    def _after(self, place: int, key: str) -> bool:
        return place < len(self.said) and self.lexicon.time[key].at(self.said, place) is not None

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
                number, end = (None, calendar.end - 1) if calendar else self.number(mark.end)
                unit = "year" if calendar else self.unit(end if number is not None else mark.end)
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
