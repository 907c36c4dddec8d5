"""Figures that somebody follows: kept with what was told last, and a note when what is told changes by enough.

The change is between two figures as they were told, so it says no more than they do. A follow is the person's own wish,
and its note is no nudge.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import psycopg

from bot.store import notes
from bot.store.notes import Note
from passbook.insights.metrics import METRICS
from passbook.insights.query import Value

Conn = psycopg.Connection[Any]
# A figure is looked at again so long after the last time; rates are told from so many points on, counts from one.
AGAIN = timedelta(hours=20)
STEP = {"%": 1.0}
# So many figures may one person follow.
MOST = 50


def followed(conn: Conn, official_id: str) -> set[tuple[str, str]]:
    """What an official follows: (metric, organisation)."""
    return {(row[0], row[1]) for row in conn.execute(
        "SELECT metric, organisation_id FROM follows WHERE official_id = %s", (official_id,))}


def told_last(conn: Conn, official_id: str) -> list[tuple[str, str, float | None]]:
    """What an official follows, with what was told of it last: (metric, organisation, figure)."""
    return [(row[0], row[1], row[2]) for row in conn.execute(
        "SELECT metric, organisation_id, told FROM follows WHERE official_id = %s ORDER BY metric, organisation_id",
        (official_id,))]


def follow(conn: Conn, official_id: str, metric: str, place: str, value: Value, now: datetime) -> None:
    """Begins to follow a figure; `value` is what is told of it now (a silent one is kept as none)."""
    conn.execute("INSERT INTO follows (official_id, metric, organisation_id, told, looked_at) "
                 "VALUES (%s, %s, %s, %s, %s) "
                 "ON CONFLICT DO NOTHING", (official_id, metric, place, _number(value), now))


def unfollow(conn: Conn, official_id: str, metric: str, place: str) -> None:
    """Ends it; what is not followed is no error."""
    conn.execute("DELETE FROM follows WHERE official_id = %s AND metric = %s AND organisation_id = %s",
                 (official_id, metric, place))


def taken(conn: Conn, now: datetime, limit: int, official_id: str | None = None
          ) -> list[tuple[str, str, str, float | None]]:
    """Takes follows (of one official) that are to be looked at: (official, metric, organisation, what was told last).
    They count as looked at from now on, so that no other process looks at them, and none that fails is tried at once
    again."""
    return [(row[0], row[1], row[2], row[3]) for row in conn.execute(
        "UPDATE follows SET looked_at = %s FROM (SELECT official_id, metric, organisation_id FROM follows "
        "WHERE looked_at < %s AND (%s::text IS NULL OR official_id = %s) ORDER BY looked_at LIMIT %s "
        "FOR UPDATE SKIP LOCKED) AS old WHERE follows.official_id = old.official_id AND follows.metric = old.metric "
        "AND follows.organisation_id = old.organisation_id "
        "RETURNING follows.official_id, follows.metric, follows.organisation_id, follows.told",
        (now, now - AGAIN, official_id, official_id, limit))]


def any_due(conn: Conn, official_id: str, now: datetime) -> bool:
    """Whether anything that an official follows is to be looked at."""
    return conn.execute("SELECT 1 FROM follows WHERE official_id = %s AND looked_at < %s LIMIT 1",
                        (official_id, now - AGAIN)).fetchone() is not None


def looked(conn: Conn, official_id: str, metric: str, place: str, value: Value, now: datetime) -> bool:
    """Notes what is told of a figure now; whether it changed by enough to be said."""
    row = conn.execute("SELECT told FROM follows WHERE official_id = %s AND metric = %s AND organisation_id = %s",
                       (official_id, metric, place)).fetchone()
    before, told = (row[0] if row else None), _number(value)
    changed = before is not None and told is not None and abs(told - before) >= STEP.get(METRICS[metric].unit, 1.0)
    keep = told if changed or before is None else before
    conn.execute("UPDATE follows SET told = %s, looked_at = %s WHERE official_id = %s AND metric = %s "
                 "AND organisation_id = %s", (keep, now, official_id, metric, place))
    return changed


def leave(conn: Conn, official_id: str, metric: str, place: str, body: dict[str, Any], now: datetime) -> bool:
    """Leaves the note that a followed figure changed."""
    return notes.leave(conn, Note(f"followed {official_id} {metric} {place} {now.isoformat()}", official_id, "followed",
                                  body, now), now)


def _number(value: Value) -> float | None:
    return float(value) if isinstance(value, (int, float)) else None
