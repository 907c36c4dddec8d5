"""All that is held about one person: counted, given out whole, and erased as far as it is theirs to erase.

The passbook is a record of service and is never erased here; what Saathi itself remembers is.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import psycopg
from psycopg.rows import dict_row

from bot.store import feedback, inbox, mentors, model_use, outbox, reminders, turns
from passbook import keys

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
    "follows": "SELECT metric, organisation_id, told, looked_at FROM follows WHERE official_id = %s "
               "ORDER BY metric, organisation_id",
    "figures": "SELECT id, asked, made_at FROM figures_asked WHERE official_id = %s ORDER BY made_at",
    "turns": "SELECT id, channel, at, said, reading, reply, receipt FROM turns WHERE official_id = %s ORDER BY at",
    "notes": "SELECT id, kind, body, nudge, made_at, due_at, said_at, said_by, dropped_at FROM notes "
             "WHERE official_id = %s ORDER BY made_at",
    "links": "SELECT channel, account, also, language, linked_at, agreed_at, unlinked_at, reachable FROM links "
             "WHERE official_id = %s ORDER BY linked_at",
    "consents": "SELECT purpose, channel, notice, language, given_at, withdrawn_at FROM consents "
                "WHERE official_id = %s ORDER BY given_at",
    "sent": "SELECT channel, made_at, sent_at, state FROM outbox WHERE official_id = %s ORDER BY id",
    "mentoring": "SELECT competency_id, since FROM mentors WHERE official_id = %s ORDER BY since",
    "introductions": "SELECT competency_id, state, level, language, asked_at, answered_at FROM introductions "
                     "WHERE asker = %s ORDER BY asked_at",
    # who asked is the asker's to tell
    "asked_of_me": "SELECT competency_id, state, asked_at FROM introductions WHERE mentor = %s ORDER BY asked_at",
    "feedback": "SELECT turn, channel, at, thumb, reason, said, meant FROM feedback WHERE official_id = %s ORDER BY at",
    "model_use": "SELECT day, model, calls, read, written, rupees FROM model_use WHERE official_id = %s "
                 "ORDER BY day, model",
    "sessions": "SELECT expires_at FROM web_sessions WHERE official_id = %s ORDER BY expires_at",
    "sign_ins": "SELECT subject, id_token, expires_at FROM sign_ins JOIN web_sessions USING (token_hash) "
                "WHERE official_id = %s ORDER BY expires_at",
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


def erase_whole(conn: Conn, official_id: str) -> int:
    """Erases all that is personal of an official, as somebody entitled may order it: what conversations remember, chat
    accounts, reminders, notes, consents, and the key of what is sealed in the passbook. Returns how many entries are
    unreadable in part from then on. The entries themselves stay, and so does the chain."""
    forget(conn, official_id)
    accounts = conn.execute("SELECT channel, account FROM links WHERE official_id = %s", (official_id,)).fetchall()
    inbox.erase(conn, [(row[0], row[1]) for row in accounts])
    outbox.erase(conn, official_id)
    reminders.erase(conn, official_id)
    mentors.erase(conn, official_id)
    model_use.erase(conn, official_id)
    for name in ("links", "link_codes", "consents", "notes", "ideas_sought", "follows", "web_sessions", "statements"):
        conn.execute(f"DELETE FROM {name} WHERE official_id = %s".encode(), (official_id,))  # noqa: S608 - fixed names
    conn.execute("UPDATE officials SET email = NULL, phone = NULL WHERE id = %s", (official_id,))
    return keys.destroy(conn, official_id)


def forget(conn: Conn, official_id: str) -> None:
    """Removes what was said in all conversations of a person, and which of them runs."""
    for name in _CHECKPOINTS:
        conn.execute(f"DELETE FROM {name} WHERE split_part(thread_id, E'\\n', 1) = %s".encode(),  # noqa: S608
                     (official_id,))
    conn.execute("DELETE FROM figures_asked WHERE official_id = %s", (official_id,))
    turns.erase(conn, official_id)
    feedback.erase(conn, official_id)
    conn.execute("DELETE FROM running_conversations WHERE official_id = %s", (official_id,))
