"""Reminders as they are stored. Plain statements; no clock of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

Conn = psycopg.Connection[Any]


@dataclass(frozen=True, slots=True)
class Reminder:
    """Something to be said to an official at `due_at` (aware); `every`: `day`, `week`, `month` or None for once."""

    id: str
    official_id: str
    due_at: datetime
    every: str | None
    about: str


def add(conn: Conn, reminder: Reminder, now: datetime) -> bool:
    """Stores a reminder; False where the very same one is there already."""
    done = conn.execute(
        "INSERT INTO reminders (id, official_id, due_at, every, about, made_at) VALUES (%s, %s, %s, %s, %s, %s) "
        "ON CONFLICT (id) DO NOTHING", (reminder.id, reminder.official_id, reminder.due_at, reminder.every,
                                        reminder.about, now))
    return done.rowcount == 1


def waiting(conn: Conn, official_id: str) -> list[Reminder]:
    """The reminders of a person that were neither sent nor cancelled, soonest first."""
    return [Reminder(*row) for row in conn.execute(
        "SELECT id, official_id, due_at, every, about FROM reminders WHERE official_id = %s AND sent_at IS NULL "
        "AND cancelled_at IS NULL ORDER BY due_at, id", (official_id,))]


def cancel(conn: Conn, official_id: str, reminder_id: str | None, now: datetime) -> int:
    """Cancels one reminder of a person, or all (None); returns how many."""
    return conn.execute(
        "UPDATE reminders SET cancelled_at = %s WHERE official_id = %s AND sent_at IS NULL AND cancelled_at IS NULL "
        "AND (%s::text IS NULL OR id = %s)", (now, official_id, reminder_id, reminder_id)).rowcount


def erase(conn: Conn, official_id: str) -> int:
    """Removes all reminders of a person; returns how many there were."""
    return conn.execute("DELETE FROM reminders WHERE official_id = %s", (official_id,)).rowcount


def due(conn: Conn, now: datetime, limit: int) -> list[Reminder]:
    """The reminders that are due, soonest first; nobody else gets them while this transaction lasts."""
    return [Reminder(*row) for row in conn.execute(
        "SELECT id, official_id, due_at, every, about FROM reminders WHERE due_at <= %s AND sent_at IS NULL "
        "AND cancelled_at IS NULL ORDER BY due_at, id LIMIT %s FOR UPDATE SKIP LOCKED", (now, limit))]


def passed(conn: Conn, reminder: Reminder, now: datetime) -> None:
    """Marks a reminder as handed over; one that comes again is set to its next time after now, at the same hour."""
    if reminder.every is None:
        conn.execute("UPDATE reminders SET sent_at = %s WHERE id = %s", (now, reminder.id))
        return
    # steps are counted from the first day, so that the 31st stays the end of a month
    conn.execute(
        "UPDATE reminders SET due_at = (SELECT min(next) FROM generate_series(1, 1200) AS step, "
        "LATERAL (SELECT due_at + step * %s::interval AS next) AS each WHERE next > %s) WHERE id = %s",
        (f"1 {reminder.every}", now, reminder.id))
