"""What an official agreed to, by purpose and channel: given, withdrawn, never overwritten. Plain statements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

Conn = psycopg.Connection[Any]


@dataclass(frozen=True, slots=True)
class Consent:
    """A yes that stands: to what, by which channel, by which wording of the notice, since when."""

    purpose: str
    channel: str
    notice: str
    given_at: datetime


def give(conn: Conn, official_id: str, purpose: str, channel: str, notice: str, language: str, now: datetime) -> bool:
    """Notes a yes; False where it stands already."""
    return conn.execute(
        "INSERT INTO consents (official_id, purpose, channel, notice, language, given_at) "
        "VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
        (official_id, purpose, channel, notice, language, now)).rowcount == 1


def withdraw(conn: Conn, official_id: str, purpose: str | None, channel: str | None, now: datetime) -> int:
    """Withdraws yeses of an official: of one purpose or all (None), by one channel or all (None); returns how many."""
    return conn.execute(
        "UPDATE consents SET withdrawn_at = %s WHERE official_id = %s AND withdrawn_at IS NULL "
        "AND (%s::text IS NULL OR purpose = %s) AND (%s::text IS NULL OR channel = %s)",
        (now, official_id, purpose, purpose, channel, channel)).rowcount


def standing(conn: Conn, official_id: str) -> list[Consent]:
    """The yeses of an official that stand, oldest first."""
    return [Consent(*row) for row in conn.execute(
        "SELECT purpose, channel, notice, given_at FROM consents WHERE official_id = %s AND withdrawn_at IS NULL "
        "ORDER BY given_at, id", (official_id,))]
