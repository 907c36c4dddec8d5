"""How fast one person is answered: so many messages a minute, by whichever doors they come."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import psycopg

from bot.store import turns

Conn = psycopg.Connection[Any]

MINUTE = timedelta(minutes=1)


def wait(conn: Conn, official_id: str, most: int, now: datetime) -> float:
    """How many seconds a person has to wait until the next message is answered; 0 where it is answered now. `most` is
    how many are answered in a minute (0: as many as come)."""
    before = turns.since(conn, official_id, now - MINUTE) if most else []
    if not most or len(before) < most:
        return 0.0
    return max((before[-most] + MINUTE - now).total_seconds(), 1.0)
