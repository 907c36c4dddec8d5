"""Which statements were made for whom, so that the next one can say what is new. Stores no statement itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import psycopg

from passbook.statement import Mark, Statement

Conn = psycopg.Connection[Any]


def last(conn: Conn, official_id: str, made_for: str, closes_at: datetime, entries: int) -> Mark | None:
    """The end of the last statement of a person made for a reader, before one that closes at `closes_at` over a chain
    of `entries`.

    One that ended at the very same place is the same statement once more (a second download, another format) and is
    passed over; so is one that closed later.
    """
    row = conn.execute(
        "SELECT closes_at, made_at, entries FROM statements WHERE official_id = %s AND made_for = %s "
        "AND closes_at <= %s AND entries <= %s AND (closes_at, entries) <> (%s, %s) "
        "ORDER BY made_at DESC, closes_at DESC, entries DESC LIMIT 1",
        (official_id, made_for, closes_at, entries, closes_at, entries)).fetchone()
    return Mark(row[0], row[1], int(row[2])) if row else None


def remember(conn: Conn, made: Statement, made_for: str, made_at: datetime) -> None:
    """Keeps where a statement ended; the same one once more changes nothing."""
    conn.execute("INSERT INTO statements (official_id, made_for, closes_at, entries, made_at) "
                 "VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
                 (made.official_id, made_for, made.closes_at, made.chain, made_at))
