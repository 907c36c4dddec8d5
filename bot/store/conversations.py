"""Which conversation of a person runs, and the sessions of the web page. Plain statements; no clock of its own."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

import psycopg

from bot.http.companion import SESSION_SECONDS

SESSION = timedelta(seconds=SESSION_SECONDS)
# The conversation of whoever never named one.
FIRST = "main"

Conn = psycopg.Connection[Any]


def running(conn: Conn, official_id: str, named: str | None, now: datetime) -> str:
    """The conversation that a turn belongs to: the one it names, which then runs, or the one that runs."""
    if named:
        conn.execute("INSERT INTO running_conversations (official_id, conversation, at) VALUES (%s, %s, %s) "
                     "ON CONFLICT (official_id) DO UPDATE SET conversation = excluded.conversation, at = excluded.at "
                     "WHERE running_conversations.conversation <> excluded.conversation", (official_id, named, now))
        return named
    row = conn.execute("SELECT conversation FROM running_conversations WHERE official_id = %s",
                       (official_id,)).fetchone()
    return str(row[0]) if row else FIRST


def open_session(conn: Conn, official_id: str, now: datetime) -> str:
    """Makes a session; returns its token, which is stored nowhere."""
    token = secrets.token_urlsafe(32)
    conn.execute("DELETE FROM web_sessions WHERE expires_at < %s", (now,))
    conn.execute("INSERT INTO web_sessions (token_hash, official_id, expires_at) VALUES (%s, %s, %s)",
                 (_hash(token), official_id, now + SESSION))
    return token


def session(conn: Conn, token: str, now: datetime) -> str | None:
    """Whose session a token is; None where it is nobody's (any more)."""
    row = conn.execute("SELECT official_id FROM web_sessions WHERE token_hash = %s AND expires_at > %s",
                       (_hash(token), now)).fetchone()
    return str(row[0]) if row else None


def close_session(conn: Conn, token: str) -> None:
    """Ends a session."""
    conn.execute("DELETE FROM web_sessions WHERE token_hash = %s", (_hash(token),))


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
