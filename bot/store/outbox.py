"""What is to be said to services, and what became of it. Plain statements; no clock of its own.

Calls of one chat leave in the order in which they were written. A call whose attempt began and has no end may have been
taken by the service: it is made again, since a message said twice is better than one that is lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from bot.channel import Call, Sent
from bot.store.inbox import DeadLetter

Conn = psycopg.Connection[Any]
AsyncConn = psycopg.AsyncConnection[Any]

# Buttons and states of what was sent are understood for so long.
KNOWN = timedelta(days=30)


@dataclass(frozen=True)
class Outgoing:
    """A call that waits: its number, whose it is, how often it was tried, whether an attempt began without an end."""

    id: int
    official_id: str | None
    call: Call
    attempts: int
    unsure: bool


_ADD = ("INSERT INTO outbox (channel, chat, official_id, origin, place, turn, call, made_at) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (origin, place) DO NOTHING")


def add(conn: Conn, channel: str, chat: str, calls: Sequence[Call], *, origin: str, now: datetime,
        official_id: str | None = None, turn: str | None = None) -> None:
    """Writes the calls that say something, in order; what `origin` wrote before is not written again."""
    for place, call in enumerate(calls):
        named = replace(call, ref=f"{origin}/{place}")
        conn.execute(_ADD, (channel, chat, official_id, origin, place, turn, Jsonb(named.as_json()), now))


async def add_async(conn: AsyncConn, channel: str, chat: str, calls: Sequence[Call], *, origin: str, now: datetime,
                    official_id: str | None = None) -> None:
    """The same, in an event loop."""
    for place, call in enumerate(calls):
        named = replace(call, ref=f"{origin}/{place}")
        await conn.execute(_ADD, (channel, chat, official_id, origin, place, None, Jsonb(named.as_json()), now))


async def begin(conn: AsyncConn, channel: str, chat: str, now: datetime) -> Outgoing | None:
    """The next call of a chat, marked as begun; None where nothing waits."""
    row = await (await conn.execute(
        "WITH next AS (SELECT id, begun_at IS NOT NULL AS unsure FROM outbox WHERE channel = %s AND chat = %s "
        "AND sent_at IS NULL AND failed_at IS NULL ORDER BY id LIMIT 1) "
        "UPDATE outbox SET begun_at = %s, attempts = attempts + 1 FROM next WHERE outbox.id = next.id "
        "RETURNING outbox.id, official_id, call, attempts, unsure", (channel, chat, now))).fetchone()
    return Outgoing(row[0], row[1], Call(**row[2]), row[3], row[4]) if row else None


async def sent(conn: AsyncConn, number: int, answer: Sent, now: datetime) -> None:
    """Marks a call as taken by the service, and forgets what it said."""
    await conn.execute("UPDATE outbox SET sent_at = %s, remote_id = %s, remote_also = %s, call = NULL, fault = NULL "
                       "WHERE id = %s AND sent_at IS NULL", (now, answer.id, answer.also, number))


async def not_taken(conn: AsyncConn, number: int, fault: str) -> None:
    """Marks that an attempt ended without being taken: it may be made again without doubt."""
    await conn.execute("UPDATE outbox SET begun_at = NULL, fault = %s WHERE id = %s AND sent_at IS NULL",
                       (fault, number))


async def given_up(conn: AsyncConn, number: int, fault: str, now: datetime) -> None:
    """Makes a call a dead letter."""
    await conn.execute("UPDATE outbox SET failed_at = %s, fault = %s WHERE id = %s AND sent_at IS NULL",
                       (now, fault, number))


_TOLD = ("UPDATE outbox SET state = %s, remote_id = %s, sent_at = coalesce(sent_at, %s), call = NULL, failed_at = NULL "
         "WHERE channel = %s AND state IS DISTINCT FROM 'read' AND NOT (state = 'delivered' AND %s = 'sent') AND ")


async def told(conn: AsyncConn, channel: str, remote_id: str, state: str, ref: str | None, now: datetime) -> None:
    """Notes what a service told of a message later. `ref` is our own name of the call, told back: where we do not know
    yet that it was taken (the answer was lost), we do now."""
    given = (state, remote_id, now, channel, state)
    done = await conn.execute((_TOLD + "remote_id = %s").encode(), (*given, remote_id))
    origin, _, place = (ref or "").rpartition("/")
    if done.rowcount == 0 and origin and place.isdecimal():
        await conn.execute((_TOLD + "remote_id IS NULL AND origin = %s AND place = %s").encode(),
                           (*given, origin, int(place)))


def turn_of(conn: Conn, channel: str, remote_id: str) -> tuple[str, str | None] | None:
    """The turn that a message of ours belongs to, and whose it is."""
    row = conn.execute("SELECT turn, official_id FROM outbox WHERE channel = %s AND turn IS NOT NULL "
                       "AND (remote_id = %s OR remote_also = %s)", (channel, remote_id, remote_id)).fetchone()
    return (row[0], row[1]) if row else None


def dead(conn: Conn, limit: int = 100) -> list[DeadLetter]:
    """Calls that were given up, newest first."""
    return [DeadLetter(*row) for row in conn.execute(
        "SELECT id, channel, failed_at, attempts, fault FROM outbox WHERE failed_at IS NOT NULL "
        "ORDER BY failed_at DESC LIMIT %s", (limit,))]


def revive(conn: Conn, number: int | None) -> list[tuple[str, str]]:
    """Makes dead letters (one, or all) wait again; the (channel, chat) of each."""
    rows = conn.execute(
        "UPDATE outbox SET failed_at = NULL, attempts = 0, begun_at = NULL, fault = NULL WHERE failed_at IS NOT NULL "
        "AND call IS NOT NULL AND (%s::bigint IS NULL OR id = %s) RETURNING channel, chat",
        (number, number)).fetchall()
    return sorted({(row[0], row[1]) for row in rows})


def drop(conn: Conn, number: int) -> bool:
    """Removes a dead letter; whether there was one."""
    return conn.execute("DELETE FROM outbox WHERE id = %s AND failed_at IS NOT NULL", (number,)).rowcount == 1


def open_without(conn: Conn) -> list[tuple[str, str]]:
    """Chats in which something waits and no job in the queue sends it: (channel, chat)."""
    return [(row[0], row[1]) for row in conn.execute(
        "SELECT DISTINCT channel, chat FROM outbox WHERE sent_at IS NULL AND failed_at IS NULL AND NOT EXISTS ("
        "SELECT FROM procrastinate_jobs j WHERE j.task_name = 'send' AND j.status IN ('todo', 'doing') "
        "AND j.args ->> 'channel' = outbox.channel AND j.args ->> 'chat' = outbox.chat) LIMIT 500")]


def sweep(conn: Conn, now: datetime) -> int:
    """Removes what was sent long ago; returns how many."""
    return conn.execute("DELETE FROM outbox WHERE sent_at < %s", (now - KNOWN,)).rowcount


def erase(conn: Conn, official_id: str) -> None:
    """Removes all that was said to a person and is over, and what still waits."""
    conn.execute("DELETE FROM outbox WHERE official_id = %s", (official_id,))


def revive_window(conn: Conn, channel: str, chat: str) -> None:
    """Makes calls wait again that a service refused because their person had not written for a day: now they have."""
    conn.execute("UPDATE outbox SET failed_at = NULL, attempts = 0, begun_at = NULL, fault = NULL WHERE channel = %s "
                 "AND chat = %s AND failed_at IS NOT NULL AND fault = 'window' AND call IS NOT NULL", (channel, chat))


async def sent_since(conn: AsyncConn, channel: str, chat: str, instant: datetime) -> list[datetime]:
    """When the calls of a chat since an instant were taken, oldest first."""
    return [row[0] for row in await (await conn.execute(
        "SELECT sent_at FROM outbox WHERE channel = %s AND chat = %s AND sent_at > %s ORDER BY sent_at",
        (channel, chat, instant))).fetchall()]


async def unreachable(conn: AsyncConn, channel: str, chat: str) -> None:
    """Notes that the account of a chat does not take our messages; it does again once its person writes."""
    await conn.execute("UPDATE links SET reachable = false WHERE channel = %s AND chat = %s AND unlinked_at IS NULL",
                       (channel, chat))
