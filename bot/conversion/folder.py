"""The folder of a bundle: reads the files that are there, writes those that changed, each under its own name.

Keeps what it does not know: other columns, rows and files stay. Refuses to half-write: every file is written beside
its place first, and moved there when all are. Names of files come from the bundle's contract and from nowhere else.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.conversion.workbook import Unusable
from frac.load import tables
from frac.load.bundle import Fault, Unreadable, find, read
from frac.load.contract import Table
from frac.load.problems import Findings
from frac.load.tenant import FILE
from passbook.load import tables as people

TABLES = {table.name: table for table in (*tables.TABLES, *people.TABLES)}
# By what a row is known again where its table has no key.
KEYS = {"requirements": ("position_id", "competency_id", "role_id", "activity_id"),
        "grants": ("official_id", "capability", "organisation_id", "provider_id"),
        "plans": ("id", "organisation_id", "course_id", "assigned_to")}
Row = dict[str, Any]


@dataclass
class Held:
    """One file of the bundle in memory: its rows by what they are known by, and what became of each in this run."""

    table: Table
    file: str
    header: list[str]
    rows: list[Row] = field(default_factory=list)
    places: dict[tuple[str, ...], Row] = field(default_factory=dict)
    became: dict[tuple[str, ...], str] = field(default_factory=dict)
    fixed: bool = False
    there: bool = False

    def key_of(self, row: Row) -> tuple[str, ...]:
        """What the row is known by."""
        return tuple(str(row.get(name) or "") for name in self.table.key or KEYS[self.table.name])

    def add(self, row: Row) -> None:
        """Keep a row; of two that are known by the same, the first is the one that is found."""
        self.rows.append(row)
        self.places.setdefault(self.key_of(row), row)

    def numbered(self) -> Iterator[tuple[int, Row]]:
        """The rows, each with the line on which it begins in the file."""
        line = 1 if self.table.suffix == "jsonl" else 2
        for row in self.rows:
            yield line, row
            line += 1 if self.table.suffix == "jsonl" else 1 + sum(str(cell).count("\n") for cell in row.values())

    @property
    def changed(self) -> bool:
        """Whether the file must be written."""
        return any(state != "same" for state in self.became.values())


def read_folder(directory: Path) -> dict[str, Held]:
    """What the folder holds, by table; raises Unusable where a file of it cannot be read row by row."""
    return {name: _held(directory, table) for name, table in TABLES.items()}


def _held(directory: Path, table: Table) -> Held:
    declared = [column.name for column in table.columns]
    held = Held(table, table.file, list(declared))
    findings = Findings()
    source = find(directory, table.name, table.suffix, table.parquet, findings) if directory.is_dir() else None
    if findings.problems:
        raise Unusable(str(directory.name), None, findings.problems[0].what, findings.problems[0].mend)
    if source is None:
        return held
    held.file, held.there, held.fixed = source.name, True, source.format == "parquet"
    try:
        with read(source, declared, (), findings) as reading:
            if findings.problems:
                raise Unusable(source.name, 1, findings.problems[0].what, findings.problems[0].mend)
            plain = [name.strip().casefold() for name in reading.header]
            names = [low if low in declared else name for low, name in zip(plain, reading.header, strict=True)]
            held.header = names + [name for name in declared if name not in names]
            for line, cells, raw in reading.rows:
                if isinstance(cells, Fault):
                    raise Unusable(source.name, line, cells.what, cells.mend)
                held.add(dict(raw) if isinstance(raw, dict) else dict(zip(names, raw, strict=False)))
    except Unreadable as broken:
        raise Unusable(source.name, broken.line, broken.what, broken.mend) from broken
    return held


def cell(value: Any) -> str:
    """A value as a cell of CSV."""
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        return "|".join(str(each) for each in value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _bytes(held: Held) -> bytes:
    out = io.StringIO()
    if held.table.suffix == "jsonl":
        for row in held.rows:
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
    else:
        # Python's writer leaves a lone carriage return without the quotes that RFC 4180 asks for.
        lone = any("\r" in cell(value) for row in held.rows for value in row.values())
        writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL if lone else csv.QUOTE_MINIMAL)
        writer.writerow(held.header)
        writer.writerows([cell(row.get(name)) for name in held.header] for row in held.rows)
    data = out.getvalue().encode()
    return gzip.compress(data, mtime=0) if held.file.endswith(".gz") else data


def write_folder(directory: Path, everything: dict[str, Held], tenant: str | None) -> list[str]:
    """Writes the files that changed; returns their names. Raises OSError, with every file as it was."""
    files = [(held.file, _bytes(held)) for held in everything.values() if held.changed]
    if tenant is not None:
        files.insert(0, (FILE, tenant.encode()))
    directory.mkdir(parents=True, exist_ok=True)
    beside = [(directory / f".{name}.new", directory / name, data) for name, data in files]
    try:
        for new, _, data in beside:
            new.write_bytes(data)
        for new, place, _ in beside:
            new.replace(place)
    finally:
        for new, _, _ in beside:
            new.unlink(missing_ok=True)
    return [name for name, _ in files]
