"""How many entries a second the ledger takes, beside plain INSERTs of the same rows without chain and triggers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from bot.store.database import open_database
from bot.wiring import silent
from frac.load.staging import create
from passbook import ledger
from passbook.entries import Entry
from passbook.load.ledger import append_events
from passbook.load.tables import EVENTS
from tests.bench.table import Cell, show, times
from tests.bench.timing import median, seconds

SINGLE, MANY, BULK, PEOPLE, ROUNDS = 500, 5_000, 100_000, 500, 5
START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
NAMES = ("id", "official_id", "kind", "at", "course_id", "competency_id", "level", "score", "minutes", "refers_to",
         "note", "source", "evidence", "recorded_at")
CELLS = attrgetter(*NAMES[:12])
INSERT = (f"INSERT INTO plain_entries ({', '.join(NAMES)}) VALUES ({', '.join(['%s'] * len(NAMES))})").encode()

Conn = psycopg.Connection[Any]
# Writes entries and tells how long that took, in seconds.
Measure = Callable[[list[Entry]], float]


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
        f"Medians of {ROUNDS} rounds. Plain: the same columns and primary key, without chain, hashes and triggers;",
        "in the last line by COPY.",
        "A ledger entry takes a lock, two reads, a hash and two writes, in two round trips; a plain row takes one."])


def measured(conn: Conn) -> list[list[Cell]]:
    """The rows of the table."""
    conn.execute("CREATE TABLE plain_entries (LIKE entries INCLUDING DEFAULTS)")
    conn.execute("ALTER TABLE plain_entries ADD PRIMARY KEY (id), ALTER number DROP NOT NULL, "
                 "ALTER previous DROP NOT NULL, ALTER hash DROP NOT NULL")

    def append(entry: Entry) -> None:
        ledger.append(conn, entry, START)

    def insert(entry: Entry) -> None:
        conn.execute(INSERT, _row(entry))

    def imported(given: list[Entry]) -> float:
        """Seconds to append what is staged; reading the file into the staging table is not counted."""
        with conn.transaction():
            create(conn, EVENTS)
            with conn.cursor() as cursor, cursor.copy(
                    f"COPY {EVENTS.stage} (line, {', '.join(NAMES[:11])}) FROM STDIN".encode()) as copy:
                for line, entry in enumerate(given):
                    copy.write_row((line, *_row(entry)[:11]))
            conn.execute(f"ANALYZE {EVENTS.stage}".encode())
            return seconds(partial(append_events, conn, START, silent))

    ways: list[tuple[str, int, Measure, Measure]] = [
        ("each in a transaction of its own", SINGLE, lambda given: seconds(partial(_each, conn, append, given)),
         lambda given: seconds(partial(_each, conn, insert, given))),
        ("all in one transaction", MANY, lambda given: seconds(partial(_together, conn, append, given)),
         lambda given: seconds(partial(_together, conn, insert, given))),
        ("many at once, as an import does", BULK, imported, lambda given: seconds(partial(_copied, conn, given)))]
    rows: list[list[Cell]] = []
    for what, count, chained, plain in ways:
        took = [(chained(entries(f"{what}-{turn}-chained", count)), plain(entries(f"{what}-{turn}-plain", count)))
                for turn in range(ROUNDS)]
        ledger_took, plain_took = (median([each[place] for each in took]) for place in (0, 1))
        rows.append([what, count, count / ledger_took, count / plain_took, times(ledger_took, plain_took)])
    return rows


def entries(mark: str, count: int) -> list[Entry]:
    """So many entries of many people."""
    return [Entry(id=f"{mark}-{number}", official_id=f"{mark}-person-{number % PEOPLE}", kind="completed",
                  at=START + timedelta(minutes=number), course_id="course", score=75.0, minutes=60.0)
            for number in range(count)]


def _row(entry: Entry) -> tuple[Any, ...]:
    return (*CELLS(entry), None if entry.evidence is None else Jsonb(entry.evidence), START)


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
