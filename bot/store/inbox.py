"""What came in by webhooks and waits for its turn. Plain statements; no clock of its own.

Updates are taken in by the server's event loop, and answered by workers, each within its own transaction.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from bot.channel import Event

Conn = psycopg.Connection[Any]
AsyncConn = psycopg.AsyncConnection[Any]

# So many unanswered messages of one account are kept; more are turned away, and the account is told.
MOST_WAITING = 50
# Services send an update again for a day at most; after so long its id need not be known any more.
KNOWN = timedelta(days=7)

# What is beyond that is kept without its words, so that its sender can be told.
_TAKE = """
    INSERT INTO inbox (channel, update_id, account, about, turn, event)
    SELECT %(channel)s, %(id)s, %(account)s, %(about)s, %(turn)s,
           CASE WHEN full_ THEN %(event)s::jsonb || '{"kind": "flood", "text": ""}' ELSE %(event)s::jsonb END
    FROM (SELECT count(*) >= %(most)s FROM inbox WHERE channel = %(channel)s AND account = %(account)s
          AND done_at IS NULL AND failed_at IS NULL) AS waiting (full_)
    ON CONFLICT (channel, update_id) DO NOTHING RETURNING id"""


# Under this key stands a payload that could not be read.
UNREAD = "unread"


@dataclass(frozen=True)
class Waiting:
    """An update that waits: its number, the turn that it will be, and what came; or, where it could not be read when it
    came, the `unread` payload."""

    id: int
    channel: str
    turn: str
    event: Event
    unread: dict[str, Any] | None = None


@dataclass(frozen=True)
class DeadLetter:
    """Something given up: its number, by which channel, since when, after how many attempts, by which kind of fault."""

    id: int
    channel: str
    failed_at: datetime
    attempts: int
    fault: str


def turn_of(channel: str, update_id: str) -> str:
    """The id of the turn that an update leads to: always the same, so that it is answered once."""
    return hashlib.sha256(f"{channel}\n{update_id}".encode()).hexdigest()[:32]


async def take(conn: AsyncConn, channel: str, event: Event) -> int | None:
    """Takes in an update; its number, or None where there is nothing to do for it: it came before, or replaced the text
    of one that still waits."""
    if event.kind == "edited" and await _replace(conn, channel, event):
        return None
    row = await (await conn.execute(_TAKE, _row(channel, event))).fetchone()
    return int(row[0]) if row else None


def take_in_turn(conn: Conn, channel: str, event: Event) -> int | None:
    """The same from a thread, for what could not be read when it came."""
    row = conn.execute(_TAKE, _row(channel, event)).fetchone()
    return int(row[0]) if row else None


def _row(channel: str, event: Event) -> dict[str, Any]:
    return {"channel": channel, "id": event.id, "account": event.account, "about": event.about,
            "turn": turn_of(channel, event.id), "event": Jsonb(event.as_json()), "most": MOST_WAITING}


async def keep_unread(conn: AsyncConn, channel: str, payload: dict[str, Any], now: datetime) -> None:
    """Keeps a genuine payload that nobody could read as a dead letter: a later version may read it."""
    text = json.dumps(payload, sort_keys=True)
    identity = "unread " + hashlib.sha256(text.encode()).hexdigest()
    await conn.execute(
        "INSERT INTO inbox (channel, update_id, account, turn, event, failed_at, fault) "
        "VALUES (%s, %s, '', %s, %s, %s, 'unreadable') ON CONFLICT DO NOTHING",
        (channel, identity, turn_of(channel, identity), Jsonb({UNREAD: payload}), now))


async def _replace(conn: AsyncConn, channel: str, event: Event) -> bool:
    """Puts the new text of an edited message in place of the old where that was not answered yet."""
    done = await conn.execute(
        "UPDATE inbox SET event = jsonb_set(event, '{text}', to_jsonb(%s::text)) WHERE channel = %s AND account = %s "
        "AND about = %s AND done_at IS NULL AND failed_at IS NULL AND event ->> 'kind' = 'said'",
        (event.text, channel, event.account, event.about))
    return done.rowcount > 0


_OPEN = ("SELECT id, channel, turn, event, received_at FROM inbox WHERE id = %s AND done_at IS NULL "
         "AND failed_at IS NULL")


def claim(conn: Conn, number: int) -> Waiting | None:
    """An update to be answered now, locked until this transaction ends; None where it is answered already."""
    return _waiting(conn.execute(f"{_OPEN} FOR UPDATE".encode(), (number,)).fetchone())


def look(conn: Conn, number: int) -> Waiting | None:
    """The same, without a lock."""
    return _waiting(conn.execute(_OPEN.encode(), (number,)).fetchone())


def _waiting(row: tuple[Any, ...] | None) -> Waiting | None:
    if row is None:
        return None
    if UNREAD in row[3]:
        return Waiting(row[0], row[1], row[2], Event("", "unsupported", "", "", row[4]), row[3][UNREAD])
    return Waiting(row[0], row[1], row[2], Event.from_json(row[3]))


def done(conn: Conn, number: int, now: datetime) -> None:
    """Marks an update as answered, and forgets what it said."""
    conn.execute("UPDATE inbox SET done_at = %s, event = NULL, fault = NULL WHERE id = %s", (now, number))


def tried(conn: Conn, number: int, fault: str) -> int:
    """Counts an attempt that failed; returns how many there were."""
    row = conn.execute("UPDATE inbox SET attempts = attempts + 1, fault = %s WHERE id = %s RETURNING attempts",
                       (fault, number)).fetchone()
    return int(row[0]) if row else 0


def given_up(conn: Conn, number: int, fault: str, now: datetime) -> None:
    """Makes an update a dead letter: it stays, is seen, and can be replayed."""
    conn.execute("UPDATE inbox SET failed_at = %s, fault = %s WHERE id = %s AND done_at IS NULL", (now, fault, number))


def open_without(conn: Conn, before: datetime) -> list[tuple[int, str, str]]:
    """Updates that came before an instant, wait, and have no job in the queue any more: (number, channel, account)."""
    return [(int(row[0]), row[1], row[2]) for row in conn.execute(
        "SELECT id, channel, account FROM inbox WHERE done_at IS NULL AND failed_at IS NULL AND received_at < %s "
        "AND NOT EXISTS (SELECT FROM procrastinate_jobs j WHERE j.task_name = 'turn' AND j.status IN ('todo', 'doing') "
        "AND (j.args ->> 'number')::bigint = inbox.id) ORDER BY id LIMIT 500", (before,))]


def dead(conn: Conn, limit: int = 100) -> list[DeadLetter]:
    """Updates that were given up, newest first."""
    return [DeadLetter(*row) for row in conn.execute(
        "SELECT id, channel, failed_at, attempts, fault FROM inbox WHERE failed_at IS NOT NULL "
        "ORDER BY failed_at DESC LIMIT %s", (limit,))]


def revive(conn: Conn, number: int | None) -> list[tuple[int, str, str]]:
    """Makes dead letters (one, or all) wait again: (number, channel, account) of each, oldest first."""
    rows = conn.execute(
        "UPDATE inbox SET failed_at = NULL, attempts = 0, fault = NULL WHERE failed_at IS NOT NULL "
        "AND event IS NOT NULL AND (%s::bigint IS NULL OR id = %s) RETURNING id, channel, account",
        (number, number)).fetchall()
    return sorted((int(row[0]), row[1], row[2]) for row in rows)


def drop(conn: Conn, number: int, now: datetime) -> bool:
    """Lets go of a dead letter for good; whether there was one."""
    return conn.execute("UPDATE inbox SET done_at = %s, event = NULL, failed_at = NULL, fault = 'dropped' "
                        "WHERE id = %s AND failed_at IS NOT NULL", (now, number)).rowcount == 1


def sweep(conn: Conn, now: datetime) -> int:
    """Removes what was answered long ago; returns how many."""
    return conn.execute("DELETE FROM inbox WHERE done_at < %s", (now - KNOWN,)).rowcount


def erase(conn: Conn, accounts: list[tuple[str, str]]) -> None:
    """Removes all of some accounts, (channel, account) each."""
    for channel, account in accounts:
        conn.execute("DELETE FROM inbox WHERE channel = %s AND account = %s", (channel, account))
