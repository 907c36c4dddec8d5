"""Who offered to help others, and introductions. Plain statements for the owner's rights alone; no clock of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg

Conn = psycopg.Connection[Any]

# A request that is not answered for so long goes to the next; who declined is not asked by the same person for so long.
PATIENCE = timedelta(days=7)
RESPITE = timedelta(days=90)
# So many open requests one mentor has at most.
MOST_OPEN = 3

_FIELDS = "id, asker, mentor, competency_id, state, asked_at"


@dataclass(frozen=True, slots=True)
class Introduction:
    """A request of `asker` to `mentor` for help with a competency."""

    id: str
    asker: str
    mentor: str
    competency_id: str
    state: str
    asked_at: datetime


def offer(conn: Conn, official_id: str, competency_id: str, now: datetime) -> bool:
    """Notes that somebody offers to help; False where they do already."""
    return conn.execute("INSERT INTO mentors (official_id, competency_id, since) VALUES (%s, %s, %s) "
                        "ON CONFLICT DO NOTHING", (official_id, competency_id, now)).rowcount == 1


def withdraw(conn: Conn, official_id: str, competency_id: str | None) -> list[str]:
    """Ends an offer, or all (None); the competencies that it was for."""
    return sorted(row[0] for row in conn.execute(
        "DELETE FROM mentors WHERE official_id = %s AND (%s::text IS NULL OR competency_id = %s) "
        "RETURNING competency_id", (official_id, competency_id, competency_id)))


def offers(conn: Conn, official_id: str) -> list[str]:
    """The competencies with which somebody offers to help."""
    return [row[0] for row in conn.execute("SELECT competency_id FROM mentors WHERE official_id = %s "
                                           "ORDER BY since, competency_id", (official_id,))]


def offering(conn: Conn, competency_id: str, asker: str, now: datetime) -> list[tuple[str, int]]:
    """Who offers to help with a competency and may be asked by this person now; how many requests wait for each."""
    return [(row[0], int(row[1])) for row in conn.execute(
        "SELECT m.official_id, (SELECT count(*) FROM introductions i WHERE i.mentor = m.official_id "
        "AND state = 'asked') FROM mentors m JOIN officials o ON o.id = m.official_id WHERE m.competency_id = %(what)s "
        "AND m.official_id <> %(asker)s AND NOT EXISTS (SELECT FROM introductions i WHERE i.mentor = m.official_id "
        "AND i.asker = %(asker)s AND i.competency_id = %(what)s AND (i.state IN ('asked', 'accepted') "
        "OR i.asked_at > %(since)s)) ORDER BY m.official_id",
        {"what": competency_id, "asker": asker, "since": now - RESPITE})]


def ask(conn: Conn, made: Introduction) -> bool:
    """Keeps a request; False where one for the same competency waits already."""
    return conn.execute(
        "INSERT INTO introductions (id, asker, mentor, competency_id, state, asked_at) VALUES (%s, %s, %s, %s, %s, %s) "
        "ON CONFLICT DO NOTHING",
        (made.id, made.asker, made.mentor, made.competency_id, made.state, made.asked_at)).rowcount == 1


def found(conn: Conn, identity: str, mentor: str) -> Introduction | None:
    """A request to this mentor by its id."""
    row = conn.execute(f"SELECT {_FIELDS} FROM introductions WHERE id = %s AND mentor = %s".encode(),  # noqa: S608
                       (identity, mentor)).fetchone()
    return Introduction(*row) if row else None


def waiting(conn: Conn, asker: str, competency_id: str) -> Introduction | None:
    """What somebody asked and waits for."""
    row = conn.execute(f"SELECT {_FIELDS} FROM introductions WHERE asker = %s AND competency_id = %s "  # noqa: S608
                       "AND state = 'asked'", (asker, competency_id)).fetchone()
    return Introduction(*row) if row else None


def to_answer(conn: Conn, mentor: str) -> list[Introduction]:
    """The requests that wait for this mentor, oldest first."""
    return [Introduction(*row) for row in conn.execute(
        f"SELECT {_FIELDS} FROM introductions WHERE mentor = %s AND state = 'asked' ORDER BY asked_at, id",  # noqa: S608
        (mentor,))]


def settle(conn: Conn, identity: str, state: str, now: datetime) -> bool:
    """Ends a request that waits; False where it does not wait any more."""
    return conn.execute("UPDATE introductions SET state = %s, answered_at = %s WHERE id = %s AND state = 'asked'",
                        (state, now, identity)).rowcount == 1


def overdue(conn: Conn, now: datetime) -> list[Introduction]:
    """Requests that nobody answered for too long; nobody else gets them while this transaction lasts."""
    return [Introduction(*row) for row in conn.execute(
        f"SELECT {_FIELDS} FROM introductions WHERE state = 'asked' AND asked_at < %s "  # noqa: S608
        "ORDER BY asked_at LIMIT 100 FOR UPDATE SKIP LOCKED", (now - PATIENCE,))]


def contact(conn: Conn, official_id: str) -> str | None:
    """How somebody who agreed is reached: their e-mail address as imported."""
    row = conn.execute("SELECT email FROM officials WHERE id = %s", (official_id,)).fetchone()
    return row[0] if row else None


def erase(conn: Conn, official_id: str) -> None:
    """Removes the offers and the requests of a person, on either side."""
    conn.execute("DELETE FROM mentors WHERE official_id = %s", (official_id,))
    conn.execute("DELETE FROM introductions WHERE asker = %s OR mentor = %s", (official_id, official_id))
