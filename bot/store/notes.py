"""What is to be said to somebody unasked: reminders, nudges, requests for help. Plain statements; no clock of its own.

A note is said once: by one channel, or when its person next opens the page. Its words stand in `[note]` of the replies
under its `kind`; `body` fills their places and may hold `choices` ({id, label, say}) to go on with.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

Conn = psycopg.Connection[Any]

_FIELDS = "id, official_id, kind, body, nudge, due_at"


@dataclass(frozen=True, slots=True)
class Note:
    """Something to be said to an official from `due_at` (aware) on. The id makes it one: the same is never left twice.
    A `nudge` is our own idea: it counts against the limits of what is said unasked."""

    id: str
    official_id: str
    kind: str
    body: dict[str, Any]
    due_at: datetime
    nudge: bool = False


def leave(conn: Conn, note: Note, now: datetime) -> bool:
    """Leaves a note; False where the very same one was left before."""
    done = conn.execute(
        "INSERT INTO notes (id, official_id, kind, body, nudge, made_at, due_at, next_at) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
        (note.id, note.official_id, note.kind, Jsonb(note.body), note.nudge, now, note.due_at, note.due_at))
    return done.rowcount == 1


def due(conn: Conn, now: datetime, limit: int) -> list[Note]:
    """Notes for which a channel is to be tried now, oldest first; nobody else gets them in the meantime."""
    return [_note(row) for row in conn.execute(
        f"SELECT {_FIELDS} FROM notes WHERE next_at <= %s AND said_at IS NULL AND dropped_at IS NULL "  # noqa: S608
        "ORDER BY next_at, id LIMIT %s FOR UPDATE SKIP LOCKED", (now, limit))]


def of(conn: Conn, official_id: str, now: datetime) -> list[Note]:
    """The notes to one official that are due and unsaid, oldest first."""
    return [_note(row) for row in conn.execute(
        f"SELECT {_FIELDS} FROM notes WHERE official_id = %s AND due_at <= %s AND said_at IS NULL "  # noqa: S608
        "AND dropped_at IS NULL ORDER BY due_at, id", (official_id, now))]


def said(conn: Conn, note_id: str, channel: str, now: datetime) -> None:
    """Marks a note as said."""
    conn.execute("UPDATE notes SET said_at = %s, said_by = %s WHERE id = %s", (now, channel, note_id))


def drop(conn: Conn, note_id: str, now: datetime) -> None:
    """Marks a note as one that will not be said."""
    conn.execute("UPDATE notes SET dropped_at = %s WHERE id = %s", (now, note_id))


def put_off(conn: Conn, note_id: str, until: datetime) -> None:
    """Tries the channels later; the page shows the note all the same."""
    conn.execute("UPDATE notes SET next_at = %s WHERE id = %s", (until, note_id))


def nudged(conn: Conn, official_id: str, now: datetime) -> int:
    """How many nudges were said to an official in the seven days before."""
    row = conn.execute("SELECT count(*) FROM notes WHERE official_id = %s AND nudge AND said_at > %s",
                       (official_id, now - timedelta(days=7))).fetchone()
    return int(row[0]) if row else 0


def _note(row: tuple[Any, ...]) -> Note:
    return Note(row[0], row[1], row[2], row[3], row[5], row[4])
