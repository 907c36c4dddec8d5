"""For whom ideas are to be looked for, and which courses are new. Plain statements; no clock of its own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import psycopg

Conn = psycopg.Connection[Any]

EVERY = timedelta(hours=24)
# A course counts as new for so long.
NEW = timedelta(days=14)


def whose_turn(conn: Conn, purpose: str, now: datetime, limit: int) -> list[str]:
    """Officials who agreed to a purpose and for whom nobody looked for a day; they count as looked at from now."""
    rows = conn.execute(
        "WITH asked AS (SELECT DISTINCT official_id FROM consents WHERE purpose = %s AND withdrawn_at IS NULL), "
        "next AS (SELECT official_id FROM asked LEFT JOIN ideas_sought USING (official_id) "
        "WHERE at IS NULL OR at < %s ORDER BY at NULLS FIRST, official_id LIMIT %s) "
        "INSERT INTO ideas_sought (official_id, at) SELECT official_id, %s FROM next "
        "ON CONFLICT (official_id) DO UPDATE SET at = excluded.at WHERE ideas_sought.at < %s RETURNING official_id",
        (purpose, now - EVERY, limit, now, now - EVERY)).fetchall()
    return [row[0] for row in rows]


def see_courses(conn: Conn, course_ids: Iterable[str], now: datetime) -> None:
    """Notes which courses there are; those of the very first look are none of the new ones."""
    conn.execute(
        "INSERT INTO courses_seen (course_id, seen_at, baseline) SELECT id, %s, NOT EXISTS (SELECT FROM courses_seen) "
        "FROM unnest(%s::text[]) AS given (id) ON CONFLICT DO NOTHING", (now, list(course_ids)))


def new_courses(conn: Conn, now: datetime) -> list[str]:
    """Courses that came to the catalogue lately."""
    return [row[0] for row in conn.execute(
        "SELECT course_id FROM courses_seen WHERE NOT baseline AND seen_at > %s ORDER BY seen_at, course_id",
        (now - NEW,))]
