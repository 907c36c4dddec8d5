"""How many entries a second the ledger takes, beside plain INSERTs of the same rows without chain and triggers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import astuple
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from bot.store.database import open_database
from frac.load.staging import create
from passbook import ledger
from passbook.entries import Entry
from passbook.load.ledger import append_events
from passbook.load.tables import EVENTS
from tests.bench.table import Cell, show, times
from tests.bench.timing import seconds

SINGLE, MANY, BULK, PEOPLE = 500, 5_000, 100_000, 500
START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
NAMES = ("id", "official_id", "kind", "at", "course_id", "competency_id", "level", "score", "minutes", "refers_to",
         "note", "source", "evidence", "recorded_at")
INSERT = (f"INSERT INTO plain_entries ({', '.join(NAMES)}) VALUES ({', '.join(['%s'] * len(NAMES))})").encode()

Conn = psycopg.Connection[Any]


def run(home: Path) -> None:
    """Writes in a database of its own, which is removed again, on the server of the home."""
    database = open_database(None, home)
    try:
        with psycopg.connect(database.address, autocommit=True) as conn:
            conn.execute("DROP DATABASE IF EXISTS bench_events")
            conn.execute("CREATE DATABASE bench_events")
        address = psycopg.conninfo.make_conninfo(database.address, dbname="bench_events")
        own = open_database(address, home)
        try:
            with psycopg.connect(address, autocommit=True, prepare_threshold=2) as conn:
                rows = measured(conn)
        finally:
            own.close()
        with psycopg.connect(database.address, autocommit=True) as conn:
            conn.execute("DROP DATABASE bench_events")
    finally:
        database.close()
    show("events: entries a second, one connection", ("what", "n", "ledger", "plain", "plain to ledger"), rows, [
        "Plain: the same columns and primary key, without chain, hashes and triggers; COPY in the last line.",
        "A ledger entry takes a lock, two reads, a hash and two writes."])


def measured(conn: Conn) -> list[list[Cell]]:
    """The rows of the table."""
    conn.execute("CREATE TABLE plain_entries (LIKE entries INCLUDING DEFAULTS)")
    conn.execute("ALTER TABLE plain_entries ADD PRIMARY KEY (id), ALTER number DROP NOT NULL, "
                 "ALTER previous DROP NOT NULL, ALTER hash DROP NOT NULL")

    def append(entry: Entry) -> None:
        ledger.append(conn, entry, START)

    def insert(entry: Entry) -> None:
        conn.execute(INSERT, _row(entry))

    rows: list[list[Cell]] = []

    def compare(what: str, count: int, chained: float, plain: float) -> None:
        rows.append([what, count, count / chained, count / plain, times(chained, plain)])

    compare("each in a transaction of its own", SINGLE, seconds(lambda: _each(conn, append, entries("a", SINGLE))),
            seconds(lambda: _each(conn, insert, entries("b", SINGLE))))
    compare("all in one transaction", MANY, seconds(lambda: _together(conn, append, entries("c", MANY))),
            seconds(lambda: _together(conn, insert, entries("d", MANY))))
    with conn.transaction():
        create(conn, EVENTS)
        with conn.cursor() as cursor, cursor.copy(
                f"COPY {EVENTS.stage} (line, {', '.join(NAMES[:11])}) FROM STDIN".encode()) as copy:
            for line, entry in enumerate(entries("e", BULK)):
                copy.write_row((line, *_row(entry)[:11]))
        conn.execute(f"ANALYZE {EVENTS.stage}".encode())
        chained = seconds(lambda: append_events(conn, START, lambda *_: None))
    compare("many at once, as an import does", BULK, chained, seconds(lambda: _copied(conn, entries("f", BULK))))
    return rows


def entries(mark: str, count: int) -> Iterable[Entry]:
    """So many entries of many people."""
    return (Entry(id=f"{mark}-{number}", official_id=f"{mark}-person-{number % PEOPLE}", kind="completed",
                  at=START + timedelta(minutes=number), course_id="course", score=75.0, minutes=60.0)
            for number in range(count))


def _row(entry: Entry) -> tuple[Any, ...]:
    cells = astuple(entry)
    return (*cells[:12], None if entry.evidence is None else Jsonb(entry.evidence), START)


def _each(conn: Conn, write: Callable[[Entry], None], given: Iterable[Entry]) -> None:
    for entry in given:
        with conn.transaction():
            write(entry)


def _together(conn: Conn, write: Callable[[Entry], None], given: Iterable[Entry]) -> None:
    with conn.transaction():
        for entry in given:
            write(entry)


def _copied(conn: Conn, given: Iterable[Entry]) -> None:
    with conn.cursor() as cursor, cursor.copy(f"COPY plain_entries ({', '.join(NAMES)}) FROM STDIN".encode()) as copy:
        for entry in given:
            copy.write_row(_row(entry))
