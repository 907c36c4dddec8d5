"""Questions for figures that somebody has a chart or a file of, for a month. Keeps no figure: what is fetched is
answered anew.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

Conn = psycopg.Connection[Any]

KEPT = timedelta(days=30)


def keep(conn: Conn, identity: str, official_id: str, asked: dict[str, Any], language: str, at: datetime) -> None:
    """Keeps a question of an official under an id, and lets go of theirs that are too old."""
    conn.execute("DELETE FROM figures_asked WHERE official_id = %s AND made_at < %s", (official_id, at - KEPT))
    conn.execute("INSERT INTO figures_asked (id, official_id, asked, language, made_at) VALUES (%s, %s, %s, %s, %s)",
                 (identity, official_id, Jsonb(asked), language, at))


def kept(conn: Conn, identity: str, official_id: str, at: datetime) -> tuple[dict[str, Any], str] | None:
    """The question under an id and its language; None where this official has none there (any more)."""
    row = conn.execute("SELECT asked, language FROM figures_asked WHERE id = %s AND official_id = %s AND made_at >= %s",
                       (identity, official_id, at - KEPT)).fetchone()
    return (row[0], row[1]) if row else None
