"""Periods and their ids: months, quarters and years as the tenant counts them, or any two days.

Ids are those of replies: `2026-01`, `2025-26-Q4`, `2025-26`, `2026` (a calendar year), `2026-01-05..2026-02-01`. Knows
no clock and no language.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any


@dataclass(frozen=True, slots=True)
class Period:
    """[start, end): `id` is `2026-01`, `2025-26-Q4`, `2025-26`, or the two dates."""

    start: date
    end: date
    id: str


def year_of(day: date, year_starts: str) -> Period:
    """The financial year that a day lies in."""
    month, first = starts(year_starts)
    start = date(day.year, month, first)
    return year_from(start.year if start <= day else start.year - 1, month, first)


def starts(year_starts: str) -> tuple[int, int]:
    """Month and day on which a financial year begins, from `MM-DD`."""
    month, first = year_starts.split("-")
    return int(month), int(first)


def year_from(number: int, month: int, first: int) -> Period:
    """The financial year that begins in the calendar year `number`, on the day `first` of `month`."""
    name = str(number) if (month, first) == (1, 1) else f"{number}-{(number + 1) % 100:02d}"
    return Period(date(number, month, first), date(number + 1, month, first), name)


def month_of(year: int, month: int) -> Period:
    """A calendar month."""
    end = date(year + month // 12, month % 12 + 1, 1)
    return Period(date(year, month, 1), end, f"{year}-{month:02d}")


def quarter_of(year: Period, number: int) -> Period:
    """One of the four quarters (1 to 4) of a financial year."""
    count = year.start.year * 12 + year.start.month - 1 + 3 * (number - 1)
    start = in_month(count, year.start.day)
    return Period(start, year.end if number == 4 else in_month(count + 3, year.start.day), f"{year.id}-Q{number}")


def between(start: date, end: date) -> Period:
    """The days from `start` up to, not including, `end`."""
    return Period(start, end, f"{start.isoformat()}..{end.isoformat()}")


def before_of(period: Period, year_starts: str) -> Period:
    """The period right before a period, of its kind where it is a month, a quarter or a year, else of its length."""
    last = period.start - timedelta(days=1)
    if period == month_of(period.start.year, period.start.month):
        return month_of(last.year, last.month)
    if period == year_of(period.start, year_starts):
        return year_of(last, year_starts)
    year = year_of(last, year_starts)
    quarter = next((each for number in (1, 2, 3, 4) if (each := quarter_of(year, number)).end == period.start), None)
    if quarter and period in [quarter_of(year_of(period.start, year_starts), number) for number in (1, 2, 3, 4)]:
        return quarter
    return between(period.start - (period.end - period.start), period.start)


def in_month(count: int, day: int) -> date:
    """The day of a month (months are counted from year 0), or the month's last day where it has no such day."""
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day, monthrange(year, month + 1)[1]))


def day_of(year: int, month: int, day: int) -> date | None:
    """The day, or None where there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def as_json(period: Period) -> dict[str, Any]:
    """A period as plain JSON."""
    return {"start": period.start.isoformat(), "end": period.end.isoformat(), "id": period.id}


def from_id(text: str, year_starts: str) -> Period | None:
    """The period that an id names, or None. `2011-12` is the month: a year that reads like one is named by its days."""
    said = text.strip()
    try:
        if match := re.fullmatch(r"(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)", said):
            start, end = date.fromisoformat(match[1]), date.fromisoformat(match[2])
            return between(start, end) if start < end else None
        if (match := re.fullmatch(r"(\d{4})-(\d\d)", said)) and 1 <= int(match[2]) <= 12:
            return month_of(int(match[1]), int(match[2]))
        if match := re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-Q([1-4]))?", said):
            return _year_or_quarter(int(match[1]), match[2], match[3], year_starts)
    except ValueError:
        return None
    return None


def _year_or_quarter(number: int, second: str | None, quarter: str | None, year_starts: str) -> Period | None:
    if second is None and quarter is None:
        return Period(date(number, 1, 1), date(number + 1, 1, 1), str(number))
    year = year_from(number, *starts(year_starts))
    if (second is None) != (year.id == str(number)) or (second is not None and year.id != f"{number}-{second}"):
        return None
    return quarter_of(year, int(quarter)) if quarter else year


def of_days(first: date | None, last: date | None) -> Period | None:
    """The period from one day to another, both within it; without a first day from the beginning of time, without a
    last day to its end. None without either, and where the last day is before the first."""
    if (first is None and last is None) or (first and last and last < first):
        return None
    end = date.max if last is None or last == date.max else last + timedelta(days=1)
    return between(first or date.min, end)
