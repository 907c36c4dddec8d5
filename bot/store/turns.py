"""Each turn for thirty days: what was said, how it was read, what was answered. Plain statements; no clock of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

Conn = psycopg.Connection[Any]

KEPT = timedelta(days=30)


def keep(conn: Conn, turn: str, official_id: str, channel: str, at: datetime, said: str, reading: dict[str, Any],
         reply: dict[str, Any], receipt: dict[str, Any] | None = None) -> None:
    """Keeps a turn. `receipt`: what its answer rests on, as `bot/turning.py` writes it."""
    conn.execute("INSERT INTO turns (id, official_id, channel, at, said, reading, reply, receipt) "
                 "VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (id) DO NOTHING",
                 (turn, official_id, channel, at, said, Jsonb(reading), Jsonb(reply), Jsonb(receipt or {})))


def reply_of(conn: Conn, turn: str, official_id: str) -> dict[str, Any] | None:
    """The reply that a turn of this official was given; None where there is no such turn of theirs (any more)."""
    row = conn.execute("SELECT reply FROM turns WHERE id = %s AND official_id = %s", (turn, official_id)).fetchone()
    return row[0] if row else None


def since(conn: Conn, official_id: str, instant: datetime) -> list[datetime]:
    """When an official's turns after an instant were, oldest first."""
    return [row[0] for row in conn.execute("SELECT at FROM turns WHERE official_id = %s AND at > %s ORDER BY at",
                                           (official_id, instant))]


def sweep(conn: Conn, now: datetime) -> int:
    """Removes turns that are over thirty days old; returns how many."""
    return conn.execute("DELETE FROM turns WHERE at < %s", (now - KEPT,)).rowcount


def erase(conn: Conn, official_id: str) -> None:
    """Removes all turns of a person."""
    conn.execute("DELETE FROM turns WHERE official_id = %s", (official_id,))


def latest_with(conn: Conn, official_id: str, kind: str) -> dict[str, Any] | None:
    """The reply of an official's latest turn that held a block of a kind."""
    row = conn.execute("SELECT reply FROM turns WHERE official_id = %s AND reply -> 'blocks' @> %s "
                       "ORDER BY at DESC LIMIT 1", (official_id, Jsonb([{"type": kind}]))).fetchone()
    return row[0] if row else None


def latest(conn: Conn, official_id: str) -> str | None:
    """The id of an official's latest turn."""
    row = conn.execute("SELECT id FROM turns WHERE official_id = %s ORDER BY at DESC LIMIT 1",
                       (official_id,)).fetchone()
    return str(row[0]) if row else None


@dataclass(frozen=True)
class Kept:
    """A turn as it is kept: the reply that was given, and the receipt of what it rests on (empty for turns of the time
    before receipts)."""

    id: str
    official_id: str
    channel: str
    at: datetime
    reply: dict[str, Any]
    receipt: dict[str, Any]


_KEPT = "SELECT id, official_id, channel, at, reply, receipt FROM turns "


def found(conn: Conn, name: str, official_id: str | None = None) -> list[Kept]:
    """The turn of an id, or where there is none the turns whose reply was given under it, the latest first; `saathi
    ask` shows the latter, which need not be unique. With `official_id` those of this official alone."""
    for field in ("id", "reply ->> 'id'"):
        rows = conn.execute(f"{_KEPT} WHERE {field} = %s AND official_id = coalesce(%s, official_id) "
                            "ORDER BY at DESC, id".encode(), (name, official_id)).fetchall()
        if rows:
            return [Kept(*row) for row in rows]
    return []


def newest(conn: Conn, official_id: str | None, most: int) -> list[Kept]:
    """The latest turns, of everybody or of one official, the latest first."""
    return [Kept(*row) for row in conn.execute(
        (_KEPT + "WHERE official_id = coalesce(%s, official_id) ORDER BY at DESC, id LIMIT %s").encode(),
        (official_id, most))]
