"""Which releases are due, and makes them: the one of the running quarter, when it is first asked for, and once those of
the quarters before the first, against which it is set. Where the budget does not allow one, the latest there is stays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial

import psycopg

from passbook.insights.demand import store
from passbook.insights.demand.budget import BEFORE, PAST_SHARES, SHARES, allows
from passbook.insights.demand.count import count
from passbook.insights.demand.release import Draw, Release, make
from passbook.insights.facts.reader import Facts
from passbook.periods import Period, quarter_of, year_of


@dataclass(frozen=True)
class Due:
    """A release that is to be made: of which quarter and instant, with which tables, and whose year's budget pays."""

    quarter: str
    as_of: datetime
    shares: Mapping[str, float]
    year: str

    @property
    def cost(self) -> float:
        """What it costs."""
        return sum(self.shares.values())


def told(known: Sequence[Release], now: datetime) -> list[Release]:
    """The releases that are of `now` or before it, the latest first: a clock that was set back tells no later one."""
    return sorted((each for each in known if each.as_of <= now), key=lambda each: each.as_of, reverse=True)


def due(known: Sequence[Release], now: datetime, year_starts: str) -> list[Due]:
    """What is to be made at an instant, in the order in which it is made, as far as the year's budget goes."""
    year = year_of(now.date(), year_starts)
    running = _quarter(now, year_starts)
    wanted: list[Due] = []
    if not any(each.quarter == running.id for each in known):
        wanted.append(Due(running.id, now, SHARES, year.id))
    first = min([*(each.as_of for each in known if each.whole), *(each.as_of for each in wanted)], default=now)
    quarter = _quarter(first.astimezone(now.tzinfo), year_starts)
    for _ in range(BEFORE):
        end = datetime.combine(quarter.start, time(), now.tzinfo) - timedelta(microseconds=1)
        quarter = _quarter(end, year_starts)
        if not any(each.quarter == quarter.id for each in known):
            wanted.append(Due(quarter.id, end, PAST_SHARES, year.id))
    paid = [each.rho for each in known if each.charged_to == year.id]
    made: list[Due] = []
    for each in wanted:
        if allows([*paid, *(one.cost for one in made)], each.cost):
            made.append(each)
    return made


def bring_up(conn: psycopg.Connection, facts: Callable[[], Facts], now: datetime, recorded_at: datetime,
             year_starts: str, draw: Draw | None = None) -> list[Release]:
    """All releases that may be told, the latest first, after those that are due were made. `conn` works with the
    owner's rights, outside any turn: what was drawn must be kept whatever becomes of the turn."""
    known = store.releases(conn)
    wanted = due(known, now, year_starts)
    for each in wanted:
        store.release_once(conn, each.quarter, each.year, each.cost, recorded_at, partial(_made, each, facts, draw))
    return told(store.releases(conn) if wanted else known, now)


def _made(wanted: Due, facts: Callable[[], Facts], draw: Draw | None) -> Release:
    return make(count(facts(), wanted.as_of), wanted.quarter, wanted.as_of, draw, wanted.shares)


def _quarter(at: datetime, year_starts: str) -> Period:
    """The quarter of a financial year that an instant lies in."""
    year = year_of(at.date(), year_starts)
    return next(each for number in (4, 3, 2, 1) if (each := quarter_of(year, number)).start <= at.date())
