"""The ledger in PostgreSQL: appending entries to a person's chain, reading them, and proving the chain whole.

Only ever appends; the database refuses anything else. What is personal in an entry is sealed under its person's key
(`sealing.py`); where that was destroyed, the entry is read without it and the chain still holds. An entry's id is its
idempotency key: the same id with the same content is written once, with other content it is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import psycopg

from passbook import keys
from passbook.entries import START, Chained, Entry, link
from passbook.sealing import bare, is_personal, opened, seal

_FIELDS = ("e.id, e.official_id, e.kind, e.at, e.course_id, e.competency_id, e.level, e.score, e.minutes, "
           "e.refers_to, e.note, e.source, e.evidence, e.recorded_at")
_WITH_KEYS = "FROM entries e LEFT JOIN person_keys k ON k.official_id = e.official_id AND k.number = e.key_number "
_SELECT = f"SELECT e.sealed, k.key, {_FIELDS} {_WITH_KEYS}"
_OF = f"{_SELECT} WHERE e.official_id = %s ORDER BY e.at, e.id"
_BY_ID = f"{_SELECT} WHERE e.id = %s"
_CHAIN = f"SELECT e.number, e.hash, e.sealed, k.key, {_FIELDS} {_WITH_KEYS} WHERE e.official_id = %s ORDER BY e.number"
# To prove a chain nothing needs to be opened.
_STORED = f"SELECT e.number, e.previous, e.hash, e.sealed, {_FIELDS} FROM entries e "  # noqa: S608 - fixed text
_END = "SELECT last, last_hash, there FROM chain_end(%s, %s)"
# The entry and the new end of its chain, in one round trip.
_APPEND = """
    WITH written AS (
        INSERT INTO entries (id, official_id, number, kind, at, course_id, competency_id, level, score, minutes,
                             refers_to, note, source, evidence, recorded_at, previous, hash, sealed, key_number)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
        RETURNING official_id, number, hash)
    INSERT INTO chains (official_id, number, hash) SELECT official_id, number, hash FROM written
    ON CONFLICT (official_id) DO UPDATE SET number = excluded.number, hash = excluded.hash"""

Conn = psycopg.Connection[Any]


class IdTaken(Exception):
    """An entry with this id and other content is in the ledger already."""


def entries_of(conn: Conn, official_id: str) -> list[Entry]:
    """All entries of one person, oldest first."""
    return [_opened(row) for row in conn.execute(_OF.encode(), (official_id,))]


def chain_of(conn: Conn, official_id: str) -> list[Chained]:
    """All entries of one person with their places and hashes, in the order in which they were written."""
    rows = conn.execute(_CHAIN.encode(), (official_id,))
    return [Chained(int(row[0]), bytes(row[1]), _opened(row[2:])) for row in rows]


def _opened(row: Sequence[Any]) -> Entry:
    """The entry of a row that begins with its seal and its key; where that is destroyed, what is left of it."""
    sealed, key, *stored = row
    return opened(Entry(*stored), sealed, None if key is None else keys.unwrapped(bytes(key)))


def append(conn: Conn, entry: Entry, recorded_at: datetime) -> bool:
    """Writes one entry at the end of the person's chain, within the caller's transaction.

    True where it was written, False where the very same entry stands there already (a repeated turn). Raises IdTaken
    where the id stands for something else.
    """
    end = conn.execute(_END, (entry.official_id, entry.id)).fetchone()
    last, last_hash, there = end if end else (None, None, False)
    if there:
        row = conn.execute(_BY_ID.encode(), (entry.id,)).fetchone()
        given = replace(entry, recorded_at=None)
        if row is not None and row[0] is not None and row[1] is None:
            given = bare(given)  # what was sealed is erased: by the rest it is told whether it is the same
        if row is None or replace(_opened(row), recorded_at=None) != given:
            raise IdTaken(entry.id)
        return False
    number, previous = (int(last) + 1, bytes(last_hash)) if last is not None and last_hash is not None else (1, START)
    written, sealed, key_number = replace(entry, recorded_at=recorded_at), None, None
    if is_personal(entry):
        key_number, key = keys.current(conn, entry.official_id, recorded_at)
        sealed = seal(key, entry)
        written = bare(written)
    conn.execute(_APPEND, (
        written.id, written.official_id, number, written.kind, written.at, written.course_id, written.competency_id,
        written.level, written.score, written.minutes, written.refers_to, None, written.source, None, recorded_at,
        previous, link(previous, written, sealed), sealed, key_number))
    return True


@dataclass(frozen=True)
class Break:
    """Where a chain does not hold: whose, at which number, which entry, and what is wrong."""

    official_id: str
    number: int
    entry_id: str | None
    what: str


@dataclass(frozen=True)
class Verdict:
    """What a verification found: how many chains and entries were recomputed, and the first break of each broken
    chain."""

    chains: int
    entries: int
    breaks: tuple[Break, ...]


def verify(conn: Conn, official_id: str | None = None) -> Verdict:
    """Recomputes the chain of one person, or of everybody, from the stored content. Reads as a stream."""
    condition, arguments = ("WHERE official_id = %s", (official_id,)) if official_id else ("", ())
    ends = {row[0]: (int(row[1]), bytes(row[2])) for row in conn.execute(
        "SELECT official_id, number, hash FROM chains " + condition, arguments)}  # noqa: S608 - fixed text
    broken: dict[str, Break] = {}
    place: dict[str, tuple[int, bytes]] = {}
    count = 0
    for number, previous, stored, sealed, entry in _stream(conn, condition, arguments):
        count += 1
        person = entry.official_id
        last, before = place.get(person, (0, START))
        if person not in broken:
            fault = _fault(number, previous, stored, sealed, entry, (last, before))
            if fault:
                broken[person] = Break(person, number, entry.id, fault)
        place[person] = (number, stored)
    for person, end in ends.items():
        if person not in broken and place.get(person) != end:
            at = place.get(person, (0, START))[0]
            broken[person] = Break(person, at + 1, None, f"the chain ends after entry {at}, but had {end[0]} entries")
    for person, (last, _) in place.items():
        if person not in broken and person not in ends:
            broken[person] = Break(person, last, None, "the end of the chain is not recorded")
    return Verdict(len(place.keys() | ends.keys()), count, tuple(broken[person] for person in sorted(broken)))


def _fault(number: int, previous: bytes, stored: bytes, sealed: bytes | None, entry: Entry, end: tuple[int, bytes]
           ) -> str | None:
    last, before = end
    if number != last + 1:
        return f"entry {last + 1} is missing"
    if previous != before:
        return "it does not follow the entry before it"
    if link(previous, entry, sealed) != stored:
        return "its content is not what was written"
    return None


def _stream(conn: Conn, condition: str, arguments: tuple[str, ...]
            ) -> Iterator[tuple[int, bytes, bytes, bytes | None, Entry]]:
    with conn.transaction(), conn.cursor(name="verify") as cursor:
        cursor.itersize = 5000
        cursor.execute((_STORED + condition + " ORDER BY official_id, number").encode(), arguments)
        for row in cursor:
            yield int(row[0]), bytes(row[1]), bytes(row[2]), row[3], Entry(*row[4:])
