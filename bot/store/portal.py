"""Which tokens of portals were used. Plain statements; no clock of its own."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import psycopg

Conn = psycopg.Connection[Any]

# Rows stay so long after their token is over: servers beside each other need not agree on the time to the second.
SLACK = timedelta(hours=1)


def use(conn: Conn, origin: str, token_id: str, expires_at: datetime, now: datetime) -> bool:
    """Notes that a token of a portal is used; False where it was before. Asked by many at once, one hears True."""
    conn.execute("DELETE FROM portal_tokens WHERE expires_at < %s", (now - SLACK,))
    return conn.execute("INSERT INTO portal_tokens (origin, id, expires_at) VALUES (%s, %s, %s) "
                        "ON CONFLICT (origin, id) DO NOTHING", (origin, token_id, expires_at)).rowcount == 1
