"""Which chat account is whose, and the one-time codes that make it so. Plain statements; no clock of its own."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg

from bot.channel import Event

Conn = psycopg.Connection[Any]

LIFE = timedelta(minutes=10)
# So many codes of one person may be open at a time; older ones end.
OPEN_CODES = 5

_FIELDS = ("id, official_id, channel, account, also, chat, language, linked_at, agreed_at, reachable, heard_at")
_LINK = ("INSERT INTO links (id, official_id, channel, account, also, chat, language, linked_at, heard_at) "  # noqa: S608
         f"VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING {_FIELDS}")
_ORDER = "ORDER BY linked_at DESC, id"


@dataclass(frozen=True, slots=True)
class Link:
    """An account of an official. Nothing is answered there before `agreed_at`, the yes to the notice. `heard_at`: when
    the person last wrote there."""

    id: str
    official_id: str
    channel: str
    account: str
    also: str | None
    chat: str
    language: str | None
    linked_at: datetime
    agreed_at: datetime | None
    reachable: bool
    heard_at: datetime | None


def new_code(conn: Conn, official_id: str, channel: str, code: str, now: datetime) -> datetime:
    """Keeps the hash of a code for an official; returns when it ends. Ends what is old."""
    conn.execute("DELETE FROM link_codes WHERE expires_at < %s OR hash IN (SELECT hash FROM link_codes "
                 "WHERE official_id = %s ORDER BY made_at DESC OFFSET %s)", (now - LIFE, official_id, OPEN_CODES - 1))
    conn.execute("INSERT INTO link_codes (hash, official_id, channel, made_at, expires_at) VALUES (%s, %s, %s, %s, %s)",
                 (_hash(code), official_id, channel, now, now + LIFE))
    return now + LIFE


def redeem(conn: Conn, code: str, channel: str, now: datetime) -> str | None:
    """Whose code it is, and ends it; None where it is unknown, of another channel, over or used. Asked by many at once
    it answers one."""
    row = conn.execute("UPDATE link_codes SET used_at = %s WHERE hash = %s AND channel = %s AND used_at IS NULL "
                       "AND expires_at > %s RETURNING official_id", (now, _hash(code), channel, now)).fetchone()
    return str(row[0]) if row else None


def of_account(conn: Conn, channel: str, event: Event) -> Link | None:
    """The link of the account that an event comes from. A link by a telephone number alone becomes one by the lasting
    id once that is told with the same number; a number that now comes with another id is somebody else's."""
    row = conn.execute(f"SELECT {_FIELDS} FROM links WHERE channel = %s AND account = %s "  # noqa: S608
                       "AND unlinked_at IS NULL", (channel, event.account)).fetchone()
    if row is None and event.also:
        row = conn.execute(
            f"UPDATE links SET account = %s, also = %s WHERE channel = %s AND account = %s "  # noqa: S608
            f"AND unlinked_at IS NULL RETURNING {_FIELDS}",
            (event.account, event.also, channel, event.also)).fetchone()
    return Link(*row) if row else None


def link(conn: Conn, official_id: str, channel: str, event: Event, now: datetime) -> Link:
    """Links the account of an event to an official; ends its link to anybody else."""
    conn.execute("UPDATE links SET unlinked_at = %s WHERE channel = %s AND account = %s AND unlinked_at IS NULL",
                 (now, channel, event.account))
    row = conn.execute(
        _LINK, (uuid.uuid5(uuid.NAMESPACE_OID, f"{channel} {event.account} {event.id}").hex, official_id,
                channel, event.account, event.also, event.chat, event.language, now, event.at)).fetchone()
    assert row is not None
    return Link(*row)


def of_official(conn: Conn, official_id: str) -> list[Link]:
    """The accounts of an official, the latest first."""
    return [Link(*row) for row in conn.execute(
        f"SELECT {_FIELDS} FROM links WHERE official_id = %s AND unlinked_at IS NULL {_ORDER}",  # noqa: S608
        (official_id,))]


def agree(conn: Conn, link_id: str, now: datetime) -> None:
    """Notes the yes to the notice."""
    conn.execute("UPDATE links SET agreed_at = %s WHERE id = %s", (now, link_id))


def unlink(conn: Conn, official_id: str, link_id: str | None, now: datetime) -> list[str]:
    """Ends one link of an official, or all (None); the channels of those that it ended."""
    rows = conn.execute("UPDATE links SET unlinked_at = %s WHERE official_id = %s AND unlinked_at IS NULL "
                        "AND (%s::text IS NULL OR id = %s) RETURNING channel",
                        (now, official_id, link_id, link_id)).fetchall()
    return [row[0] for row in rows]


def heard(conn: Conn, link_id: str, event: Event) -> None:
    """Notes that the person wrote: they can be reached there, in that chat."""
    conn.execute("UPDATE links SET heard_at = greatest(heard_at, %s), chat = %s, reachable = true WHERE id = %s",
                 (event.at, event.chat, link_id))


def reach(conn: Conn, channel: str, account: str, reachable: bool) -> None:
    """Notes whether an account takes our messages."""
    conn.execute("UPDATE links SET reachable = %s WHERE channel = %s AND account = %s AND unlinked_at IS NULL",
                 (reachable, channel, account))


def _hash(code: str) -> bytes:
    return hashlib.sha256(code.encode()).digest()
