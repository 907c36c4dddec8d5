"""The keys under which personal content of passbooks is sealed, one person's apart from another's. Plain statements.

A key that is destroyed is gone: what was sealed under it cannot be read by anybody, here or in a copy made later. Where
the installation has a key of its own (`unlock`), it is wrapped around each, so that a dump alone opens nothing.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any

import psycopg

from passbook.sealing import KEY_BYTES

Conn = psycopg.Connection[Any]
Key = tuple[int, bytes]

_NONCE = 12
# The installation's key: one a process, since every reader of a passbook needs it.
_own: bytes | None = None


class LockedError(Exception):
    """A key of a person is wrapped in an installation's key that this process was not given."""


def unlock(secret: str | None) -> None:
    """Gives this process the installation's key, made of a secret; None: keys are stored as they are."""
    global _own
    _own = hashlib.sha256(b"saathi passbook\n" + secret.encode()).digest() if secret else None
    unwrapped.cache_clear()


def wrapped(key: bytes) -> bytes:
    """A person's key as it is stored."""
    if _own is None:
        return key
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(_own).encrypt(nonce, key, b"key")


@lru_cache(maxsize=4096)
def unwrapped(stored: bytes) -> bytes:
    """A person's key from what is stored. Raises LockedError without the installation's key, or with another one."""
    if len(stored) == KEY_BYTES:
        return stored
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        if _own is None:
            raise InvalidTag
        return AESGCM(_own).decrypt(stored[:_NONCE], stored[_NONCE:], b"key")
    except InvalidTag:
        raise LockedError("The words in passbooks are sealed under another SAATHI_KEY than this process was given. "
                          "Set SAATHI_KEY to the one with which they were written.") from None


def current(conn: Conn, official_id: str, now: datetime) -> Key:
    """The number and the key with which an official's next entry is sealed; made where there is none. The caller holds
    the official's chain, so that nobody else makes one."""
    row = conn.execute("SELECT number, key FROM person_keys WHERE official_id = %s ORDER BY number DESC LIMIT 1",
                       (official_id,)).fetchone()
    return (int(row[0]), unwrapped(bytes(row[1]))) if row else made(conn, [official_id], now)[official_id]


def made(conn: Conn, official_ids: Iterable[str], now: datetime) -> dict[str, Key]:
    """New keys for officials who have none. Numbers go on from those of destroyed keys, which entries still name."""
    keys = {}
    for official_id in official_ids:
        row = conn.execute("SELECT coalesce(max(key_number), 0) FROM entries WHERE official_id = %s",
                           (official_id,)).fetchone()
        key = (int(row[0]) + 1 if row else 1, secrets.token_bytes(KEY_BYTES))
        conn.execute("INSERT INTO person_keys (official_id, number, key, made_at) VALUES (%s, %s, %s, %s)",
                     (official_id, key[0], wrapped(key[1]), now))
        keys[official_id] = key
    return keys


def all_current(conn: Conn, official_ids: list[str]) -> dict[str, Key]:
    """The latest key of each of these officials who has one."""
    return {row[0]: (int(row[1]), unwrapped(bytes(row[2]))) for row in conn.execute(
        "SELECT DISTINCT ON (official_id) official_id, number, key FROM person_keys WHERE official_id = ANY(%s) "
        "ORDER BY official_id, number DESC", (official_ids,))}


def destroy(conn: Conn, official_id: str) -> int:
    """Destroys the keys of an official; returns how many entries are unreadable in part from then on."""
    row = conn.execute("SELECT count(*) FROM entries e JOIN person_keys k ON k.official_id = e.official_id "
                       "AND k.number = e.key_number WHERE e.official_id = %s", (official_id,)).fetchone()
    conn.execute("DELETE FROM person_keys WHERE official_id = %s", (official_id,))
    return int(row[0]) if row else 0
