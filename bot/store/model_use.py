"""What language models took of a person and of all on a day. Plain statements; no clock of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import psycopg

Conn = psycopg.Connection[Any]

# Sums of more days than this are not kept.
KEPT = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Taken:
    """Tokens of a person, tokens of all, and rupees of all, on one day."""

    person: int
    everybody: int
    rupees: float


def taken(conn: Conn, day: date, official_id: str) -> Taken:
    """What was taken on a day so far."""
    row = conn.execute(
        "SELECT coalesce(sum(read + written) FILTER (WHERE official_id = %s), 0), coalesce(sum(read + written), 0), "
        "coalesce(sum(rupees), 0) FROM model_use WHERE day = %s", (official_id, day)).fetchone()
    return Taken(int(row[0]), int(row[1]), float(row[2])) if row else Taken(0, 0, 0.0)


def note(conn: Conn, day: date, official_id: str, model: str, read: int, written: int, rupees: float) -> None:
    """Adds one call of a model, with the tokens that it read and wrote."""
    conn.execute(
        "INSERT INTO model_use AS known (day, official_id, model, calls, read, written, rupees) "
        "VALUES (%s, %s, %s, 1, %s, %s, %s) ON CONFLICT (day, official_id, model) DO UPDATE SET "
        "calls = known.calls + 1, read = known.read + excluded.read, written = known.written + excluded.written, "
        "rupees = known.rupees + excluded.rupees", (day, official_id, model, read, written, rupees))


def of_day(conn: Conn, day: date) -> list[tuple[str, int, int, int, float]]:
    """For each model the calls, tokens read and written, and rupees of a day."""
    return [(str(row[0]), int(row[1]), int(row[2]), int(row[3]), float(row[4])) for row in conn.execute(
        "SELECT model, sum(calls), sum(read), sum(written), sum(rupees) FROM model_use WHERE day = %s GROUP BY model "
        "ORDER BY model", (day,))]


def sweep(conn: Conn, now: datetime) -> int:
    """Removes days that are too long ago; returns how many rows."""
    return conn.execute("DELETE FROM model_use WHERE day < %s", ((now - KEPT).date(),)).rowcount


def erase(conn: Conn, official_id: str) -> None:
    """Takes a person out of what was taken; the sums of the days stay."""
    conn.execute(
        "WITH gone AS (DELETE FROM model_use WHERE official_id = %s RETURNING *) "
        "INSERT INTO model_use AS known SELECT day, '', model, calls, read, written, rupees FROM gone "
        "ON CONFLICT (day, official_id, model) DO UPDATE SET calls = known.calls + excluded.calls, "
        "read = known.read + excluded.read, written = known.written + excluded.written, "
        "rupees = known.rupees + excluded.rupees", (official_id,))
