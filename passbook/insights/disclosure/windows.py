"""Which periods figures are told for under disclosure control: whole months, quarters, financial and calendar years, or
whole months up to now. Any other period is widened to the months that it touches, and the answer says so.

Two windows then differ by whole months, so that what may be learned from two of them is what a month's own row says.
"""

from __future__ import annotations

from datetime import date, timedelta

from passbook.periods import Period, between, month_of, quarter_of, year_of

BUCKETS = ("month", "quarter", "year")


def canonical(period: Period, year_starts: str, today: date) -> Period:
    """The narrowest window told that holds the period; the period itself where it is one."""
    if period.start == date.min:
        end = period.end if period.end == date.max else _next_month(period.end)
        return period if end == period.end else between(date.min, end)
    start = period.start.replace(day=1)
    if period in _whole(period, year_starts):
        return period
    end = period.end if period.end == date.max or period.end.day == 1 else _next_month(period.end)
    if end > today:  # up to now, whatever day that is
        end = _next_month(today)
    named = next((each for each in _whole(between(start, end), year_starts) if (each.start, each.end) == (start, end)),
                 None)
    return named or between(start, end)


def buckets(period: Period, bucket: str, year_starts: str, today: date) -> tuple[Period, ...]:
    """The whole months, quarters or years (`bucket`) that a period touches and that have begun."""
    day, found = max(period.start, date(1900, 1, 1)), list[Period]()
    while day < period.end and day <= today:
        found.append(month_of(day.year, day.month) if bucket == "month" else _quarter(day, year_starts)
                     if bucket == "quarter" else year_of(day, year_starts))
        day = found[-1].end
    return tuple(found)


def divided(period: Period, year_starts: str, first: date, today: date) -> list[tuple[Period, ...]]:
    """The larger windows of which a window takes in some parts and not all, each as its parts that have begun: all time
    by its years, a year by its quarters, a quarter by its months. `first`: the day of the first entry."""
    start = date.min if period.start <= first.replace(day=1) else period.start
    end = date.max if period.end > today else period.end
    years = buckets(between(first, today + timedelta(days=1)), "year", year_starts, today)
    found = [years] if start > years[0].start or end < years[-1].end else []
    edges = {year for year in years if year.start < end and year.end > start}
    for year in sorted(edges, key=lambda each: each.start):
        quarters = tuple(quarter_of(year, number) for number in (1, 2, 3, 4))
        if start > year.start or end < year.end:
            found.append(quarters)
        found += [_months(quarter) for quarter in quarters if quarter.start < end and quarter.end > start
                  and (start > quarter.start or end < quarter.end)]
    return [begun for parts in found if len(begun := tuple(each for each in parts if each.start <= today)) > 1]


def _whole(period: Period, year_starts: str) -> tuple[Period, ...]:
    """The month, quarter and years that begin where a period begins."""
    start = period.start
    year = year_of(start, year_starts)
    calendar = Period(date(start.year, 1, 1), date(start.year + 1, 1, 1), str(start.year))
    return (month_of(start.year, start.month), _quarter(start, year_starts), year, calendar)


def _quarter(day: date, year_starts: str) -> Period:
    year = year_of(day, year_starts)
    return next(each for number in (4, 3, 2, 1) if (each := quarter_of(year, number)).start <= day)


def _months(quarter: Period) -> tuple[Period, ...]:
    found = [month_of(quarter.start.year, quarter.start.month)]
    while found[-1].end < quarter.end:
        found.append(month_of(found[-1].end.year, found[-1].end.month))
    return tuple(found)


def _next_month(day: date) -> date:
    """The first day of the month after the one that a day lies in; the day itself where it is a first."""
    return day if day.day == 1 else (day.replace(day=1) + timedelta(days=32)).replace(day=1)
