"""The keys under which personal content of passbooks is sealed, one person's apart from another's. Plain statements.

A key that is destroyed is gone: what was sealed under it cannot be read by anybody, here or in a later copy.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import psycopg

from passbook.sealing import KEY_BYTES

Conn = psycopg.Connection[Any]
Key = tuple[int, bytes]


def current(conn: Conn, official_id: str, now: datetime) -> Key:
    """The number and the key with which an official's next entry is sealed; made where there is none. The caller holds
    the official's chain, so that nobody else makes one."""
    row = conn.execute("SELECT number, key FROM person_keys WHERE official_id = %s ORDER BY number DESC LIMIT 1",
                       (official_id,)).fetchone()
    return (int(row[0]), bytes(row[1])) if row else made(conn, [official_id], now)[official_id]


def made(conn: Conn, official_ids: Iterable[str], now: datetime) -> dict[str, Key]:
    """New keys for officials who have none. Numbers go on from those of destroyed keys, which entries still name."""
    keys = {}
    for official_id in official_ids:
        row = conn.execute("SELECT coalesce(max(key_number), 0) FROM entries WHERE official_id = %s",
                           (official_id,)).fetchone()
        key = (int(row[0]) + 1 if row else 1, secrets.token_bytes(KEY_BYTES))
        conn.execute("INSERT INTO person_keys (official_id, number, key, made_at) VALUES (%s, %s, %s, %s)",
                     (official_id, *key, now))
        keys[official_id] = key
    return keys


def all_current(conn: Conn, official_ids: list[str]) -> dict[str, Key]:
    """The latest key of each of these officials who has one."""
    return {row[0]: (int(row[1]), bytes(row[2])) for row in conn.execute(
        "SELECT DISTINCT ON (official_id) official_id, number, key FROM person_keys WHERE official_id = ANY(%s) "
        "ORDER BY official_id, number DESC", (official_ids,))}


def destroy(conn: Conn, official_id: str) -> int:
    """Destroys the keys of an official; returns how many entries are unreadable in part from then on."""
    row = conn.execute("SELECT count(*) FROM entries e JOIN person_keys k ON k.official_id = e.official_id "
                       "AND k.number = e.key_number WHERE e.official_id = %s", (official_id,)).fetchone()
    conn.execute("DELETE FROM person_keys WHERE official_id = %s", (official_id,))
    return int(row[0]) if row else 0
