"""When things happen: working days and office hours, more of them towards the end of the financial year."""

from bisect import bisect_left, bisect_right
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from random import Random

# By month of the financial year: a slow start, the festival season, and the last quarter in which all is made up for.
BUSY = (0.6, 0.75, 0.9, 1.0, 0.95, 1.1, 0.75, 0.95, 1.05, 1.45, 1.7, 1.9)
GAZETTED = {(1, 26), (8, 15), (10, 2), (12, 25)}
GROWTH = 0.35  # every year sees that much more than the year before
HOURS = (9, 10, 11, 12, 14, 15, 16, 17, 18, 20, 21, 22)
HOUR_WEIGHTS = (4, 12, 17, 14, 9, 15, 14, 9, 2, 1, 2, 1)


class WorkingDays:
    def __init__(self, start: date, end: date, year_starts: str = "04-01") -> None:
        first = int(year_starts[:2])
        self.start, self.end = start, end
        span = [start + timedelta(days=n) for n in range((end - start).days + 1)]
        self._days = [d for d in span if d.weekday() < 5 and (d.month, d.day) not in GAZETTED]
        weights = (BUSY[(d.month - first) % 12] * (1 + GROWTH * ((d - start).days / 365)) for d in self._days)
        self._sums = [0.0, *accumulate(weights)]

    def pick(self, rng: Random, after: date, before: date) -> date | None:
        """A working day in [after, before], busy times more often."""
        low, high = bisect_left(self._days, after), bisect_right(self._days, before)
        if low >= high:
            return None
        target = rng.uniform(self._sums[low], self._sums[high])
        return self._days[min(max(bisect_right(self._sums, target) - 1, low), high - 1)]

    def on_or_after(self, day: date) -> date:
        """The next working day; past the end of the calendar, the day itself."""
        index = bisect_left(self._days, day)
        return self._days[index] if index < len(self._days) else day


def clock(rng: Random, day: date) -> datetime:
    """A moment of that day, in office hours but for a few evenings."""
    return datetime.combine(day, time(rng.choices(HOURS, HOUR_WEIGHTS)[0], rng.randrange(60)))
