"""All that is held about one person: counted, given out whole, and erased as far as it is theirs to erase.

The passbook is a record of service and is never erased here; what Saathi itself remembers is.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import psycopg
from psycopg.rows import dict_row

Conn = psycopg.Connection[Any]

# What is given out of each table, by the person's id.
_TABLES: dict[str, str] = {
    "person": "SELECT id, name, position_id, organisation_id, reports_to, grp AS \"group\", state, language, "
              "joined_on, email, phone FROM officials WHERE id = %s",
    "rights": "SELECT capability, organisation_id, provider_id FROM grants WHERE official_id = %s ORDER BY number",
    "entries": "SELECT number, id, kind, at, course_id, competency_id, level, score, minutes, refers_to, note, source, "
               "evidence, recorded_at, encode(previous, 'hex') AS previous, encode(hash, 'hex') AS hash "
               "FROM entries WHERE official_id = %s ORDER BY number",
    "reminders": "SELECT id, due_at, every, about, made_at, sent_at, cancelled_at FROM reminders "
                 "WHERE official_id = %s ORDER BY made_at",
    "disputes": "SELECT dispute_id, entry_id, opened_at, ruling_id, ruled_at, upheld FROM reviews "
                "WHERE official_id = %s ORDER BY opened_at",
    "figures": "SELECT id, asked, made_at FROM figures_asked WHERE official_id = %s ORDER BY made_at",
    "sessions": "SELECT expires_at FROM web_sessions WHERE official_id = %s ORDER BY expires_at",
    "conversations": "SELECT DISTINCT split_part(thread_id, E'\\n', 2) AS conversation FROM checkpoints "
                     "WHERE split_part(thread_id, E'\\n', 1) = %s ORDER BY 1",
}
_CHECKPOINTS = ("checkpoints", "checkpoint_blobs", "checkpoint_writes")


def everything(conn: Conn, official_id: str) -> dict[str, Any]:
    """Everything held about a person, as plain JSON by kind."""
    with conn.cursor(row_factory=dict_row) as cursor:
        found: dict[str, Any] = {}
        for kind, query in _TABLES.items():
            rows = cursor.execute(query.encode(), (official_id,)).fetchall()
            found[kind] = [{key: _plain(value) for key, value in row.items()} for row in rows]
    found["person"] = found["person"][0] if found["person"] else None
    return found


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def counts(conn: Conn, official_id: str) -> dict[str, int]:
    """How many entries and waiting reminders of a person there are."""
    row = conn.execute(
        "SELECT (SELECT count(*) FROM entries WHERE official_id = %s), (SELECT count(*) FROM reminders "
        "WHERE official_id = %s AND sent_at IS NULL AND cancelled_at IS NULL)", (official_id, official_id)).fetchone()
    return {"entries": int(row[0]), "reminders": int(row[1])} if row else {"entries": 0, "reminders": 0}


def forget(conn: Conn, official_id: str) -> None:
    """Removes what was said in all conversations of a person, and which of them runs."""
    for name in _CHECKPOINTS:
        conn.execute(f"DELETE FROM {name} WHERE split_part(thread_id, E'\\n', 1) = %s".encode(),  # noqa: S608
                     (official_id,))
    conn.execute("DELETE FROM figures_asked WHERE official_id = %s", (official_id,))
    conn.execute("DELETE FROM running_conversations WHERE official_id = %s", (official_id,))
