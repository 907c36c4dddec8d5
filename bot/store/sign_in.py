"""Sign-ins that have begun, who signed in as whom at the provider, and officials by what a provider tells of them.

Plain statements; no clock of its own.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import psycopg

Conn = psycopg.Connection[Any]

# Officials by id or by e-mail, as imported. Two are enough to know that it is not clear who is meant.
_OFFICIALS = {
    "id": "SELECT id FROM officials WHERE lower(id) = lower(%s) ORDER BY id LIMIT 2",
    "email": "SELECT id FROM officials WHERE lower(btrim(email)) = lower(%s) ORDER BY id LIMIT 2",
}


@dataclass(frozen=True)
class Begun:
    """A sign-in that has begun: what the provider's answer must fit, where the person wanted to go, and in which
    language they read."""

    redirect_uri: str
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    back: str
    language: str | None


def keep(conn: Conn, state: str, browser: str, begun: Begun, expires_at: datetime, now: datetime) -> None:
    """Keeps a sign-in that has begun, under its state, for the browser that began it."""
    conn.execute("DELETE FROM sign_in_states WHERE expires_at < %s", (now,))
    conn.execute("INSERT INTO sign_in_states (state_hash, browser_hash, nonce, verifier, redirect_uri, back, language, "
                 "expires_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
                 (_hash(state), _hash(browser), begun.nonce, begun.verifier, begun.redirect_uri, begun.back,
                  begun.language, expires_at))


def take(conn: Conn, state: str, browser: str, now: datetime) -> Begun | None:
    """The sign-in of a state, which is used up by this; None where this browser began none, or its time is over. Asked
    by many at once, one gets it."""
    row = conn.execute("DELETE FROM sign_in_states WHERE state_hash = %s AND browser_hash = %s AND expires_at > %s "
                       "RETURNING redirect_uri, nonce, verifier, back, language",
                       (_hash(state), _hash(browser), now)).fetchone()
    return Begun(*row) if row else None


def officials(conn: Conn, by: str, value: str) -> list[str]:
    """The ids of officials whose `id` or `email` this is, in letters of any case; two at most."""
    return [str(row[0]) for row in conn.execute(_OFFICIALS[by].encode(), (value,))]


def note(conn: Conn, session: str, subject: str, id_token: str | None) -> None:
    """Notes as whom at the provider the person of a session signed in. A session that is over is no error."""
    conn.execute("INSERT INTO sign_ins (token_hash, subject, id_token) SELECT token_hash, %s, %s FROM web_sessions "
                 "WHERE token_hash = %s ON CONFLICT (token_hash) DO NOTHING", (subject, id_token, _hash(session)))


def id_token(conn: Conn, session: str) -> str | None:
    """The ID token of the sign-in that opened a session."""
    row = conn.execute("SELECT id_token FROM sign_ins WHERE token_hash = %s", (_hash(session),)).fetchone()
    return str(row[0]) if row and row[0] is not None else None


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
