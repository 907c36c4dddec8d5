"""Brings the releases up to date: the one of the running quarter, made when it is first asked for, and the one of the
end of the quarter before, against which it is set. Where the budget does not allow one, the latest there is stays.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta

import psycopg

from passbook.insights.demand import store
from passbook.insights.demand.count import count
from passbook.insights.demand.release import Draw, Release, make
from passbook.insights.facts.reader import Facts
from passbook.periods import Period, quarter_of, year_of


def bring_up(conn: psycopg.Connection, facts: Callable[[], Facts], now: datetime, recorded_at: datetime,
             year_starts: str, draw: Draw | None = None) -> list[Release]:
    """All releases, the latest first, after those that are due were made. `conn` works with the owner's rights, outside
    any turn: what was drawn must be kept whatever becomes of the turn."""
    year = year_of(now.date(), year_starts)
    running = _quarter(now, year)
    known = store.releases(conn)
    if not any(each.quarter == running.id for each in known):
        store.release_once(conn, running.id, year.id, recorded_at,
                           lambda: make(count(facts(), now), running.id, now, draw))
        known = store.releases(conn)
    if len(known) == 1 and known[0].quarter == running.id:
        end = datetime.combine(running.start, time(), now.tzinfo) - timedelta(microseconds=1)
        before = _quarter(end, year_of(end.date(), year_starts))
        store.release_once(conn, before.id, year.id, recorded_at,
                           lambda: make(count(facts(), end), before.id, end, draw))
        known = store.releases(conn)
    return known


def _quarter(at: datetime, year: Period) -> Period:
    """The quarter of a financial year that an instant lies in."""
    return next(each for number in (4, 3, 2, 1) if (each := quarter_of(year, number)).start <= at.date())
