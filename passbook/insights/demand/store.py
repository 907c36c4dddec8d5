"""Keeps releases of demand and decides, under a lock, whether another one may be made. Plain statements; no clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from passbook.insights.demand.budget import SLACK, allows
from passbook.insights.demand.release import Release

Conn = psycopg.Connection[Any]
LOCK = "SELECT pg_advisory_xact_lock(hashtext('demand releases'))"


def releases(conn: Conn) -> list[Release]:
    """All releases, the latest first."""
    return [_read(row) for row in conn.execute(
        "SELECT quarter, as_of, rho, scales, cells, charged_to FROM demand_releases ORDER BY as_of DESC, quarter DESC")]


def spent(conn: Conn, year: str) -> list[float]:
    """What the releases made in a financial year (its id) cost."""
    return [float(row[0]) for row in conn.execute("SELECT rho FROM demand_releases WHERE charged_to = %s", (year,))]


def release_once(conn: Conn, quarter: str, year: str, cost: float, made_at: datetime, make: Callable[[], Release]
                 ) -> bool:
    """Makes and keeps the release of a quarter, charged to a year, where there is none and the year's budget allows the
    cost; whether it did. One transaction: two workers cannot both spend, and what was drawn is kept or never told.
    Raises ValueError where what was made cost more."""
    with conn.transaction():
        conn.execute(LOCK)
        if conn.execute("SELECT 1 FROM demand_releases WHERE quarter = %s", (quarter,)).fetchone():
            return False
        if not allows(spent(conn, year), cost):
            return False
        made = make()
        if made.rho > cost + SLACK:
            raise ValueError("a release cost more than was asked for")
        conn.execute("INSERT INTO demand_releases (quarter, charged_to, as_of, made_at, rho, scales, cells) "
                     "VALUES (%s, %s, %s, %s, %s, %s, %s)",
                     (quarter, year, made.as_of, made_at, made.rho, Jsonb(dict(made.scales)), Jsonb(
                         {name: [[*key, asked, noisy] for key, (asked, noisy) in cells.items()]
                          for name, cells in made.cells.items()})))
        return True


def _read(row: tuple[Any, ...]) -> Release:
    return Release(row[0], row[1], float(row[2]), row[3], {
        name: {(each[0], each[1]): (int(each[2]), int(each[3])) for each in cells} for name, cells in row[4].items()},
        row[5])
