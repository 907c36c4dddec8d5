"""Adds staged events to the ledger: each at the end of its official's chain, in the order in which they happened.

Reads and writes in portions, so that a large file needs little memory. Refuses to touch an entry that is there already:
an event with a known id was compared before (`tables.py`) and is passed over.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import psycopg

from frac.load.staging import Progress
from passbook import keys
from passbook.entries import START, Entry, link
from passbook.sealing import bare, is_personal, opened, seal

Conn = psycopg.Connection[Any]
PORTION = 20_000

_NEW = """
    FROM stage_events s WHERE s.problem IS NULL AND NOT EXISTS (SELECT FROM entries e WHERE e.id = s.id)"""
_COUNT = f"SELECT count(*) {_NEW}"
_ROWS = f"""
    SELECT s.id, s.official_id, s.kind, s.at, s.course_id, s.competency_id, s.level, s.score, s.minutes, s.refers_to,
           s.note {_NEW} ORDER BY s.official_id COLLATE "C", s.at, s.id COLLATE "C" """
_COPY = """
    COPY entries (id, official_id, kind, at, course_id, competency_id, level, score, minutes, refers_to, note, source,
                  recorded_at, number, previous, hash, sealed, key_number) FROM STDIN"""


def append_events(conn: Conn, now: datetime, progress: Progress) -> int:
    """Writes the staged events that the ledger does not have; returns how many. `now` is when they are written down."""
    row = conn.execute(_COUNT.encode()).fetchone()
    total = int(row[0]) if row else 0
    if not total:
        return 0
    # Nobody else may lengthen a chain, nor read its end, until this transaction is over.
    conn.execute("LOCK TABLE chains IN ACCESS EXCLUSIVE MODE")
    conn.execute("DROP TABLE IF EXISTS pg_temp.chain_ends")
    conn.execute("CREATE TEMPORARY TABLE chain_ends (LIKE chains) ON COMMIT DROP")
    ends = {row[0]: (int(row[1]), bytes(row[2])) for row in conn.execute(
        "SELECT official_id, number, hash FROM chains WHERE official_id IN (SELECT official_id FROM stage_events)")}
    done = 0
    for portion in _portions(conn):
        under = _keys(conn, portion, now)
        with conn.cursor() as cursor, cursor.copy(_COPY) as copy:
            for cells in portion:
                number, previous = ends.get(cells[1], (0, START))
                entry = Entry(*(*cells, "import", None, now))
                sealed, key_number = None, None
                if is_personal(entry):
                    key_number, key = under[entry.official_id]
                    sealed, entry = seal(key, entry), bare(entry)
                own = link(previous, entry, sealed)
                copy.write_row((*cells[:10], None, "import", now, number + 1, previous, own, sealed, key_number))
                ends[cells[1]] = (number + 1, own)
        done += len(portion)
        progress("passbook", done, total)
    with conn.cursor() as cursor, cursor.copy("COPY chain_ends (official_id, number, hash) FROM STDIN") as copy:
        for official_id, (number, own) in ends.items():
            copy.write_row((official_id, number, own))
    conn.execute("INSERT INTO chains SELECT official_id, number, hash FROM chain_ends WHERE true "
                 "ON CONFLICT (official_id) DO UPDATE SET number = excluded.number, hash = excluded.hash "
                 "WHERE chains.number < excluded.number")
    return done


def _keys(conn: Conn, portion: list[Any], now: datetime) -> dict[str, keys.Key]:
    """The keys of the officials in a portion who have notes, made where there is none."""
    people = sorted({cells[1] for cells in portion if cells[10] is not None})
    found = keys.all_current(conn, people)
    return {**found, **keys.made(conn, (each for each in people if each not in found), now)}


def known_notes(conn: Conn) -> None:
    """Makes the notes of staged events that are in the ledger already, sealed, readable for comparing, in the table
    `known_notes` of this transaction. Those whose key was destroyed are not in it: nobody can compare them."""
    conn.execute("DROP TABLE IF EXISTS pg_temp.known_notes")
    conn.execute("CREATE TEMPORARY TABLE known_notes (id text PRIMARY KEY, note text) ON COMMIT DROP")
    rows = conn.execute(
        "SELECT e.id, e.official_id, e.kind, e.at, e.sealed, k.key FROM stage_events s JOIN entries e ON e.id = s.id "
        "JOIN person_keys k ON k.official_id = e.official_id AND k.number = e.key_number "
        "WHERE s.problem IS NULL AND e.sealed IS NOT NULL").fetchall()
    with conn.cursor() as cursor, cursor.copy("COPY known_notes (id, note) FROM STDIN") as copy:
        for *stored, sealed, key in rows:
            copy.write_row((stored[0], opened(Entry(*stored), sealed, keys.unwrapped(bytes(key))).note))


def _portions(conn: Conn) -> Iterator[list[Any]]:
    with conn.cursor(name="new_events", binary=True) as cursor:
        cursor.execute(_ROWS.encode())
        while portion := cursor.fetchmany(PORTION):
            yield portion
