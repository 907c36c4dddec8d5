"""Finds the files of a bundle and streams their rows: CSV, JSON Lines (both also `.gz`) and Parquet.

Every row comes with the number of the line on which it starts. What a row cannot be read for is a `Fault` in its place;
what the whole file cannot be read for is `Unreadable`. Refuses to understand cells (that is `columns.py`) and to hold
more than a few thousand rows.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import zlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NoReturn, TextIO

from frac.load.problems import Findings

# A longer line is no row but a broken file; it must not fill the memory.
LONGEST = 16_000_000
UTF8 = "Save the file as UTF-8."
WHOLE = "Export the file again and check that it arrived whole."

Format = Literal["csv", "jsonl", "parquet"]


class Unreadable(Exception):
    """The file as a whole cannot be read (further)."""

    def __init__(self, line: int | None, what: str, mend: str) -> None:
        super().__init__(what)
        self.line, self.what, self.mend = line, what, mend


@dataclass(frozen=True, slots=True)
class Fault:
    """Why one row cannot be read. `cells` holds what could be read of it, in the order of the declared columns."""

    what: str
    mend: str
    column: str | None = None
    cells: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """One file of a bundle."""

    path: Path
    format: Format

    @property
    def name(self) -> str:
        """The file's own name."""
        return self.path.name


# Line, cells in the order of `Reading.present` (or why there are none), and the row as it stands in the file.
Row = tuple[int, "list[Any] | Fault", Any]


@dataclass(slots=True)
class Reading:
    """An open file: which of the declared columns it has, and its rows. To be closed by the `with` of its user."""

    present: tuple[str, ...]
    header: tuple[str, ...]
    rows: Iterator[Row]
    held: ExitStack

    def __enter__(self) -> Reading:
        return self

    def __exit__(self, *_: object) -> None:
        self.held.close()

    def plain(self, raw: Any) -> Any:
        """A row as it stands in the file, as plain JSON with the names of the file's columns."""
        if isinstance(raw, (list, tuple)):
            return dict(zip(self.header, raw, strict=False)) if len(raw) <= len(self.header) else list(raw)
        return raw


def candidates(name: str, suffix: str, parquet: bool) -> list[tuple[str, Format]]:
    """The file names under which a table may stand."""
    form: Format = "jsonl" if suffix == "jsonl" else "csv"
    names: list[tuple[str, Format]] = [(f"{name}.{suffix}", form), (f"{name}.{suffix}.gz", form)]
    if parquet:
        names.append((f"{name}.parquet", "parquet"))
    return names


def find(directory: Path, name: str, suffix: str, parquet: bool, findings: Findings) -> Source | None:
    """The file of a table; None where there is none. Two files of one table are a problem."""
    found = [Source(directory / file, form) for file, form in candidates(name, suffix, parquet)
             if (directory / file).exists()]
    if len(found) > 1:
        names = " and ".join(source.name for source in found)
        findings.problem(found[0].name, None, None, f"there are {names}: which one holds is not certain",
                         "Keep one of them.", fatal=True)
    return found[0] if found else None


def unknown_files(directory: Path, known: set[str], findings: Findings) -> None:
    """Notes files of the directory that look like a table of a bundle and are none, such as `official.csv`."""
    for path in sorted(directory.iterdir()):
        if path.name not in known and re.search(r"\.(csv|jsonl|parquet|toml)(\.gz)?$", path.name.lower()):
            findings.notice(path.name, None, None, "no file of a bundle has this name, ignored")


def read(source: Source, columns: Sequence[str], needed: Sequence[str], findings: Findings) -> Reading:
    """Open a file and read its header. `needed` are the columns without which nothing can be read.

    Missing columns are fatal problems; a file that cannot be opened raises `Unreadable`.
    """
    with ExitStack() as held:
        if source.format == "parquet":
            reading = _parquet(source, columns, needed, findings, held)
        else:
            stream = held.enter_context(_text(source.path))
            reading = (_jsonl(source, stream, columns, findings) if source.format == "jsonl"
                       else _csv(source, stream, columns, needed, findings))
        reading.held = held.pop_all()
        return reading


def _text(path: Path) -> TextIO:
    try:
        # surrogateescape: a bad byte must be named with its line, and not end the reading.
        if path.suffix == ".gz":
            packed = gzip.open(path, "rb")  # noqa: SIM115 - the caller closes it
            return io.TextIOWrapper(packed, "utf-8-sig", "surrogateescape", newline="")
        return path.open(encoding="utf-8-sig", errors="surrogateescape", newline="")
    except OSError as error:
        what = f"cannot be opened: {error.strerror or error}"
        raise Unreadable(None, what, "Check the file and its rights.") from error


def _lines(stream: TextIO) -> Iterator[str]:
    number = 0
    try:
        while line := stream.readline(LONGEST):
            number += 1
            if len(line) >= LONGEST:
                raise Unreadable(number, f"the line is longer than {LONGEST} characters", WHOLE)
            yield line
    except (OSError, EOFError, zlib.error) as error:
        raise Unreadable(number + 1, f"cannot be read further: {error}", WHOLE) from error


def bad_text(text: str) -> tuple[str, str] | None:
    """What the database cannot hold in a text (with how to mend it), if anything."""
    if "\0" in text:
        return "a NUL byte", "Remove the NUL bytes; the export may be damaged."
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            return "bytes that are not UTF-8", UTF8
    return None


def _columns(source: Source, header: Sequence[str], columns: Sequence[str], needed: Sequence[str],
             findings: Findings) -> tuple[tuple[str, ...], list[int]]:
    """Which declared columns the header has, and where. Names every unknown one, every missing one as a problem."""
    places: dict[str, int] = {}
    for place, cell in enumerate(header):
        name = cell.strip().casefold()
        if name not in columns:
            if name and not bad_text(cell):
                findings.notice(source.name, 1, cell.strip(), "column not known, ignored")
        elif name in places:
            findings.problem(source.name, 1, name, "the column stands twice in the header", "Keep one of them.",
                             fatal=True)
        else:
            places[name] = place
            if name != cell:
                findings.notice(source.name, 1, name, f"the header has {cell!r}")
    for name in needed:
        if name not in places:
            findings.problem(source.name, 1, name, "the header has no such column",
                             f"Add the column {name}; the first line names the columns, separated by commas.",
                             fatal=True)
    present = tuple(name for name in columns if name in places)
    return present, [places[name] for name in present]


def _csv(source: Source, stream: TextIO, columns: Sequence[str], needed: Sequence[str], findings: Findings) -> Reading:
    reader = csv.reader(_lines(stream), strict=True)
    try:
        header = next((row for row in reader if row), [])
    except csv.Error as error:
        what = f"the header cannot be read: {error}"
        raise Unreadable(1, what, "The first line names the columns (RFC 4180).") from error
    present, places = _columns(source, header, columns, needed, findings)
    return Reading(present, tuple(header), _csv_rows(source, reader, header, places, findings), ExitStack())


def _csv_rows(source: Source, reader: Any, header: list[str], places: list[int], findings: Findings) -> Iterator[Row]:
    width = len(header)
    straight = places == list(range(width))
    while True:
        line = reader.line_num + 1
        try:
            row: list[str] = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, Fault(f"is no CSV row: {error}", 'Put cells with commas, quotes or line ends in quotes ("...") '
                              "and double the quotes inside."), None
            continue
        joined = "".join(row)
        if not joined or joined.isspace():
            if len(row) > 1:
                findings.notice(source.name, line, None, "empty row, ignored")
            continue
        if not joined.isascii() or "\0" in joined:
            fault = _bad_cell(row, header, places)
            if fault:
                yield line, fault, row
                continue
        if len(row) != width:
            if len(row) > width and not any(cell.strip() for cell in row[width:]):
                findings.notice(source.name, line, None, "empty cells after the last column, ignored")
            else:
                known = tuple(row[place] if place < len(row) else None for place in places)
                mend = "Give every row one cell for each column; put text with commas in quotes."
                yield line, Fault(f"has {len(row)} cells where the header has {width}", mend, None, known), row
                continue
        yield line, row if straight else [row[place] for place in places], row


def _bad_cell(row: list[str], header: list[str], places: list[int]) -> Fault | None:
    for place, cell in enumerate(row):
        if bad := bad_text(cell):
            good = tuple(row[at] if at < len(row) and not bad_text(row[at]) else None for at in places)
            name = header[place].strip() if place < len(header) and not bad_text(header[place]) else None
            return Fault(f"holds {bad[0]}", bad[1], name, good)
    return None


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def _jsonl(source: Source, stream: TextIO, columns: Sequence[str], findings: Findings) -> Reading:
    return Reading(tuple(columns), (), _jsonl_rows(source, stream, columns, findings), ExitStack())


def _jsonl_rows(source: Source, stream: TextIO, columns: Sequence[str], findings: Findings) -> Iterator[Row]:
    known = set(columns)
    for line, text in enumerate(_lines(stream), 1):
        if not text.strip():
            continue
        bad = bad_text(text)
        if bad is None:
            try:
                row = json.loads(text, parse_constant=_refuse_constant)
            except (ValueError, RecursionError) as error:
                yield line, Fault(f"is no JSON: {error}", "Write one JSON object a line."), text
                continue
            if "\\u" in text:
                bad = bad_text(json.dumps(row, ensure_ascii=False).replace("\\u0000", "\0"))
        if bad:
            yield line, Fault(f"holds {bad[0]}", bad[1]), text
            continue
        if not isinstance(row, dict):
            yield line, Fault("is no JSON object", "Write one JSON object a line."), row
            continue
        if not row.keys() <= known:
            for name in sorted(row.keys() - known):
                findings.notice(source.name, line, name, "column not known, ignored")
        yield line, [row.get(name) for name in columns], row


def _parquet(source: Source, columns: Sequence[str], needed: Sequence[str], findings: Findings,
             held: ExitStack) -> Reading:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = held.enter_context(pq.ParquetFile(source.path))
        header = [str(name) for name in file.schema_arrow.names]
    except (OSError, ValueError, KeyError, MemoryError, pa.ArrowException) as error:
        raise Unreadable(None, f"is no Parquet file: {error}", WHOLE) from error
    present, places = _columns(source, header, columns, needed, findings)
    return Reading(present, present, _parquet_rows(file, [header[place] for place in places]), ExitStack())


def _parquet_rows(file: Any, names: list[str]) -> Iterator[Row]:
    import pyarrow as pa

    number = 0
    try:
        for batch in file.iter_batches(batch_size=8192, columns=names):
            lists = []
            for name in names:
                column = batch.column(batch.schema.get_field_index(name))
                if pa.types.is_timestamp(column.type):  # Python knows no nanoseconds
                    column = column.cast(pa.timestamp("us", column.type.tz), safe=False)
                lists.append(column.to_pylist())
            for cells in zip(*lists, strict=True):
                number += 1
                fault = next((Fault(f"holds {bad[0]}", bad[1], name) for name, cell in zip(names, cells, strict=True)
                              if type(cell) is str and (bad := bad_text(cell))), None)
                yield number, fault or list(cells), cells
    except (OSError, ValueError, KeyError, TypeError, MemoryError, OverflowError, pa.ArrowException) as error:
        raise Unreadable(number + 1, f"cannot be read further: {error}", WHOLE) from error
