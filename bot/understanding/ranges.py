"""Periods told by their ends: "from 1 April to 30 June", "between March and May", "since 30 March".

Without a year the latest such period that has begun is meant. Time comes in as an argument; refuses anything but days
and months that are named.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from bot.understanding.lexicon import Span, lexicon
from passbook.periods import Period, between, day_of, month_of

_ISO = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b")


@dataclass(frozen=True, slots=True)
class _Named:
    """A day or (without a number) a month, as it was named, and the words that name it."""

    month: int
    number: int | None
    year: int | None
    start: int
    end: int


def named_range(said: Sequence[str], today: date) -> tuple[Period, Span] | None:
    """The period between two days or months that follow each other in a message, both within it, or since a day; and
    its words."""
    named = _named(said)
    return _between_two(said, named, today) or _since_one(said, named, today)


def _since_one(said: Sequence[str], named: Sequence[_Named], today: date) -> tuple[Period, Span] | None:
    """The days from one that is named up to today: "since 30 March", "30 march se"."""
    time = lexicon().time
    for each in named:
        before = each.start > 0 and time["ever_since"].at(said, each.start - 1)
        after = each.end < len(said) and not _before(said, each.end) and time["since_then"].at(said, each.end)
        if each.number is None or not (before or after):
            continue
        days = (day_of(year, each.month, each.number) for year in ([each.year] if each.year else
                                                                   [today.year, today.year - 1]))
        start = next((day for day in days if day and day <= today), None)
        if start is not None:
            return between(start, today + timedelta(days=1)), Span(each.start - bool(before),
                                                                   after.end if after else each.end)
    return None


def _between_two(said: Sequence[str], named: Sequence[_Named], today: date) -> tuple[Period, Span] | None:
    lists = lexicon().lists
    for first, last in pairwise(named):
        gap, whole = range(first.end, last.start), _whole(said, first.start, last.end)
        joined = any(lists["range_joins"].at(said, at) and not _before(said, at) for at in gap)
        # "April and June" are two months; "between April and June" is one period.
        both = any(lists["range_and"].at(said, at) for at in gap) and any(
            lists["range_between"].at(said, at) for at in (whole.start, last.end) if at < len(said))
        if 1 <= len(gap) <= 2 and (joined or both) and (period := _period(first, last, today)) is not None:
            return period, whole
    return None


def _before(said: Sequence[str], at: int) -> bool:
    """Whether "se pehle" stands there, which is no "se"."""
    until = lexicon().time["until"].at(said, at)
    return until is not None and until.end - at > 1


def _whole(said: Sequence[str], start: int, end: int) -> Span:
    """The words of the period with "from" or "between" before and "tak" after them."""
    opens, closes = lexicon().lists["range_opens"], lexicon().lists["range_closes"]
    before = start > 0 and opens.at(said, start - 1) is not None
    after = closes.at(said, end) if end < len(said) else None
    return Span(start - before, after.end if after else end)


def _named(said: Sequence[str]) -> list[_Named]:
    """The days and months in a message, from left to right."""
    found: list[_Named] = []
    at = 0
    while at < len(said):
        each = _iso(said, at) or _month(said, at)
        if each is not None:
            found.append(each)
        at = each.end if each else at + 1
    return found


def _iso(said: Sequence[str], at: int) -> _Named | None:
    match = _ISO.fullmatch("-".join(said[at:at + 3]))
    return _Named(int(match[2]), int(match[3]), int(match[1]), at, at + 3) if match else None


def _month(said: Sequence[str], at: int) -> _Named | None:
    """A month with the number of a day before or after it, if any, and a year after it, if any."""
    number = _day_number(said, at)
    place = at + 1 + (at + 1 < len(said) and said[at + 1] == "of") if number is not None else at
    month = lexicon().months.at(said, place) if place < len(said) else None
    if month is None:
        return None
    end = month.end
    if number is None and (number := _day_number(said, end)) is not None:
        end += 1
    year = int(said[end]) if end < len(said) and re.fullmatch(r"20\d\d", said[end]) else None
    return _Named(int(month.value), number, year, at, end + (year is not None))


def _day_number(said: Sequence[str], at: int) -> int | None:
    match = re.fullmatch(r"(\d{1,2})(st|nd|rd|th)?", said[at]) if at < len(said) else None
    return int(match[1]) if match and 1 <= int(match[1]) <= 31 else None


def _period(first: _Named, last: _Named, today: date) -> Period | None:
    """The period from the first to the last, with the years that were told or the latest that fit."""
    years = [last.year] if last.year else [first.year, first.year + 1] if first.year else [today.year, today.year - 1]
    for year in years:
        end = _last(last, year)
        starts = [_first(first, each) for each in ([first.year] if first.year else [year, year - 1])]
        start = next((each for each in starts if each and end and each < end), None)
        if start and end and (first.year or last.year or start <= today):
            return between(start, end)
    return None


def _first(named: _Named, year: int) -> date | None:
    return day_of(year, named.month, named.number or 1)


def _last(named: _Named, year: int) -> date | None:
    """The day after the last one within the period."""
    if named.number is None:
        return month_of(year, named.month).end
    day = day_of(year, named.month, named.number)
    return day + timedelta(days=1) if day else None
