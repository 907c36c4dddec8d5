"""Brings one file into a temporary table: reads its rows, checks each by itself, copies it with what is wrong with it.

A row that has a problem is staged as well, with as many cells as could be read, so that what depends on it is not
reported as missing. Refuses to look at two rows at once (that is `checks.py`) and to touch any lasting table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from frac.load.bundle import Fault, Reading, Source, Unreadable, read
from frac.load.columns import Bad, Column, Context, Note, Reader
from frac.load.contract import Table
from frac.load.kinds import KINDS
from frac.load.problems import Findings

Conn = psycopg.Connection[Any]
# File, rows done, rows altogether where that is known.
Progress = Callable[[str, int, int | None], None]
EVERY = 10_000


@dataclass(slots=True)
class Staged:
    """A table as staged: from its file, or from the database where the bundle has no file for it."""

    table: Table
    source: Source | None
    read: int = 0
    # Nothing can be said about references to a table that could not be read.
    whole: bool = True

    @property
    def name(self) -> str:
        """The name of the file that was read, or that was missing."""
        return self.source.name if self.source else self.table.file


def create(conn: Conn, table: Table) -> None:
    """Makes the empty temporary table; it goes with the transaction."""
    stage = sql.Identifier(table.stage)
    number: list[tuple[str, LiteralString]] = [("number", "integer")] if not table.key else []
    columns = [*number, *((column.stored, KINDS[column.kind][0]) for column in table.columns),
               *((derived.stored, derived.sql) for derived in table.derived)]
    declared = sql.SQL(", ").join(sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(kind))
                                  for name, kind in columns)
    conn.execute(sql.SQL("DROP TABLE IF EXISTS pg_temp.{}").format(stage))
    conn.execute(sql.SQL("CREATE TEMPORARY TABLE {} (line bigint NOT NULL, problem text, {}) ON COMMIT DROP").format(
        stage, declared))


def from_database(conn: Conn, table: Table) -> Staged:
    """Stages the stored rows of a table for which the bundle has no file, under negative line numbers."""
    create(conn, table)
    if not table.ledger:
        names = sql.SQL(", ").join(map(sql.Identifier, table.stored))
        conn.execute(sql.SQL("INSERT INTO {} (line, {}) SELECT -row_number() OVER (), {} FROM {}").format(
            sql.Identifier(table.stage), names, names, sql.Identifier(table.into)))
        conn.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(table.stage)))
    return Staged(table, None)


def from_file(conn: Conn, table: Table, source: Source, context: Context, findings: Findings,
              progress: Progress) -> Staged:
    """Stages a file of the bundle. A file that breaks off is a fatal problem; what was read before stays staged."""
    create(conn, table)
    staged = Staged(table, source)
    fatal = findings.fatal
    needed = [column.name for column in table.columns if column.required]
    try:
        with read(source, [column.name for column in table.columns], needed, findings) as reading:
            if findings.fatal == fatal:
                _copy(conn, staged, reading, context, findings, progress)
    except Unreadable as broken:
        findings.problem(source.name, broken.line, None, broken.what, broken.mend, fatal=True)
    staged.whole = findings.fatal == fatal
    if not staged.read and staged.whole:
        findings.notice(source.name, None, None, "the file holds no row")
    conn.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(table.stage)))
    progress(source.name, staged.read, staged.read)
    return staged


@dataclass(slots=True)
class _Rows:
    """Turns rows of one file into rows of its staging table."""

    staged: Staged
    present: tuple[str, ...]
    context: Context
    findings: Findings
    readers: list[tuple[int, Column, Reader, Note]] = field(default_factory=list)
    line: int = 0

    def __post_init__(self) -> None:
        places = {name: place for place, name in enumerate(self.present)}
        for column in self.staged.table.columns:
            reader = KINDS[column.kind][1](column, self.context)
            self.readers.append((places.get(column.name, -1), column, reader, self._note(column)))

    def _note(self, column: Column) -> Note:
        def note(what: str) -> None:
            self.findings.notice(self.staged.name, self.line, column.name, what)
        return note

    def _bad(self, problems: list[str], column: str | None, what: str, mend: str) -> None:
        problems.append(f"{column}: {what}" if column else what)
        self.findings.problem(self.staged.name, self.line, column, what, mend)

    def row(self, cells: list[Any]) -> tuple[list[str], list[Any]]:
        """The problems of a row, and its values in the order of the staging table."""
        problems: list[str] = []
        values: list[Any] = []
        for place, column, reader, note in self.readers:
            cell = cells[place] if place >= 0 else None
            value = None
            if cell is not None and cell != "":
                try:
                    value = reader(cell, note)
                except Bad as bad:
                    self._bad(problems, column.name, bad.what, bad.mend)
                    values.append(None)
                    continue
            if value is None:
                if column.default is not None:
                    value = list(column.default) if isinstance(column.default, tuple) else column.default
                elif column.required:
                    self._bad(problems, column.name, "is empty", "Fill it, or leave the row out.")
            values.append(value)
        table = self.staged.table
        if table.rules or table.derived:
            named = dict(zip((column.name for column in table.columns), values, strict=True))
            if not problems:
                for rule in table.rules:
                    for complaint in rule(named, self.context):
                        self._bad(problems, *complaint)
            values.extend(None if problems else derived.value(named) for derived in table.derived)
        return problems, values

    def faulty(self, fault: Fault) -> tuple[list[str], list[Any]]:
        """What is left of a row that could not be read: its key, if that stands where it should."""
        problems: list[str] = []
        self._bad(problems, fault.column, fault.what, fault.mend)
        values: list[Any] = []
        for place, column, reader, _ in self.readers:
            value = None
            if column.name in self.staged.table.key and 0 <= place < len(fault.cells):
                try:
                    value = reader(fault.cells[place], lambda _: None) if fault.cells[place] else None
                except Bad:
                    value = None
            values.append(value)
        return problems, values + [None] * len(self.staged.table.derived)


def _copy(conn: Conn, staged: Staged, reading: Reading, context: Context, findings: Findings,
          progress: Progress) -> None:
    table = staged.table
    rows = _Rows(staged, reading.present, context, findings)
    numbered = not table.key
    names = sql.SQL(", ").join(map(sql.Identifier, table.stored))
    statement = sql.SQL("COPY {} (line, problem, {}) FROM STDIN").format(sql.Identifier(table.stage), names)
    broken: Unreadable | None = None
    with conn.cursor() as cursor, cursor.copy(statement) as copy:
        try:
            for line, cells, _ in reading.rows:
                staged.read += 1
                rows.line = line
                problems, values = rows.faulty(cells) if isinstance(cells, Fault) else rows.row(cells)
                problem = "; ".join(problems) if problems else None
                copy.write_row((line, problem, staged.read, *values) if numbered else (line, problem, *values))
                if staged.read % EVERY == 0:
                    progress(staged.name, staged.read, None)
        except Unreadable as error:  # to be raised after the COPY, which would otherwise fail with it
            broken = error
    if broken:
        raise broken
