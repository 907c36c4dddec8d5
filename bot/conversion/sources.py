"""Opens what an administrator names: tables (CSV, XLSX) and JSON, each bounded in size, all of it read as data.

A file that cannot be read as a whole is `Unusable`, with how to mend it. Refuses to follow links out of a folder, to
run formulas or macros, and to unpack what is out of proportion. What the rows mean is the loaders' business.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import IO, Any, cast

from bot.conversion.names import heading, name
from bot.conversion.workbook import Unusable, read_workbook

TABLES = (".csv", ".tsv", ".xlsx")
JSONS = (".json", ".jsonl", ".ndjson")
OLD = {".xls": "is an old Excel file", ".xlsm": "is a workbook with macros", ".xlsb": "is a binary Excel file",
       ".ods": "is an OpenDocument sheet", ".parquet": "is a Parquet file", ".pdf": "is a PDF",
       ".docx": "is a Word file", ".zip": "is an archive"}
# A JSON file is held in memory as a whole; a CSV file is not.
LARGEST_JSON = 300_000_000
LARGEST_CSV = 4_000_000_000
LONGEST_LINE = 4_000_000
MOST_FILES = 5_000
# How far down a sheet its header may stand, below titles and notes.
HEADER_WITHIN = 30
UTF8 = "Save the file as UTF-8 (in Excel: 'CSV UTF-8')."


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a line of a text file, a row of a sheet, or a record of a JSON file, counted from 1."""

    file: str
    number: int | None = None
    unit: str = "line"

    def __str__(self) -> str:
        return f"{self.file}, {self.unit} {self.number}" if self.number is not None else self.file


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its rows as cells of text, each with its place. `rows` may be asked for more than once."""

    file: str
    path: Path | None
    held: tuple[tuple[int, list[str]], ...] = ()

    def rows(self) -> Iterator[tuple[Place, list[str]]]:
        """The rows, those above the header and the empty ones too."""
        if self.path is None:
            for number, cells in self.held:
                yield Place(self.file, number, "row"), cells
        else:
            yield from _csv_rows(self.path, self.file)

    def head(self) -> list[list[str]]:
        """The first rows, among which the header stands."""
        found: list[list[str]] = []
        for _, cells in self.rows():
            found.append(cells)
            if len(found) >= HEADER_WITHIN:
                break
        return found


@dataclass
class Source:
    """One file. A table has `sheets`, JSON has `records`; the other of the two is empty."""

    path: Path
    file: str
    named: bool = True
    hidden: list[str] = field(default_factory=list)

    @cached_property
    def sheets(self) -> list[Sheet]:
        """The tables in it; raises Unusable."""
        suffix = suffix_of(self.path)
        if suffix not in TABLES:
            return []
        if suffix != ".xlsx":
            return [Sheet(self.file, self.path)]
        found = []
        for title, seen, rows in read_workbook(self.path):
            if seen:
                found.append(Sheet(f"{self.file}, sheet '{name(title)[:31]}'", None, rows))
            else:
                self.hidden.append(f"{self.file}, sheet '{name(title)[:31]}'")
        return found

    @cached_property
    def records(self) -> list[tuple[Place, Any]]:
        """The values in it: each line of JSON Lines, each item of one list, or the one value; raises Unusable."""
        return _json(self.path, self.file) if suffix_of(self.path) in JSONS else []

    @property
    def empty(self) -> bool:
        """Whether it holds nothing at all."""
        return not self.records and not any(any(cells) for sheet in self.sheets for cells in sheet.head())


def suffix_of(path: Path) -> str:
    """What kind of file it is by its name, `.gz` put aside."""
    plain = path.name.lower().removesuffix(".gz")
    return Path(plain).suffix


def gather(paths: list[Path]) -> list[Source]:
    """The files that are named, and those in folders that are named, in order of their names; raises Unusable."""
    found: list[Source] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(each for each in path.rglob("*") if each.is_file() and not each.is_symlink()
                            and suffix_of(each) in (*TABLES, *JSONS) and not each.name.startswith((".", "_", "~")))
            found += [Source(each, str(each.relative_to(path)), named=False) for each in inside[:MOST_FILES + 1]]
        elif not path.is_file():
            raise Unusable(path.name, None, "there is no such file", "Check the name.")
        elif suffix_of(path) not in (*TABLES, *JSONS):
            what = OLD.get(suffix_of(path), "is no kind of file that can be read")
            raise Unusable(path.name, None, what, "Save it as XLSX (without macros), CSV, JSON or JSON Lines.")
        else:
            found.append(Source(path, path.name))
    if len(found) > MOST_FILES:
        raise Unusable(str(paths[0].name), None, f"there are more than {MOST_FILES} files", "Name a smaller folder.")
    return list({each.path.resolve(): each for each in found}.values())


def _open(path: Path) -> IO[bytes]:
    if path.name.lower().endswith(".gz"):
        return cast("IO[bytes]", gzip.open(path, "rb"))
    return path.open("rb")


def _csv_lines(path: Path, file: str) -> Iterator[str]:
    size, number = 0, 0
    try:
        with _open(path) as packed, io.TextIOWrapper(packed, "utf-8-sig", "surrogateescape", newline="") as text:
            while line := text.readline(LONGEST_LINE):
                number += 1
                size += len(line)
                if len(line) >= LONGEST_LINE or size > LARGEST_CSV:
                    raise Unusable(file, number, "is too large", "Cut it to the rows of your organisation.")
                if "\0" in line or (not line.isascii() and any("\ud800" <= sign <= "\udfff" for sign in line)):
                    raise Unusable(file, number, "holds bytes that are not UTF-8", UTF8)
                yield line
    except (OSError, EOFError, zlib.error) as error:
        raise Unusable(file, number + 1, f"cannot be read: {error}", "Export it again; check its rights.") from error


def _delimiter(path: Path, file: str) -> str:
    """The sign between cells: the one that makes the widest first rows; a comma where nothing tells."""
    widest, best = 1, ","
    first = [line for line, _ in zip(_csv_lines(path, file), range(HEADER_WITHIN), strict=False)]
    for sign in ",;\t":
        try:
            width = max((len(row) for row in csv.reader(first, delimiter=sign)), default=0)
        except csv.Error:
            continue
        if width > widest:
            widest, best = width, sign
    return best


def _csv_rows(path: Path, file: str) -> Iterator[tuple[Place, list[str]]]:
    reader = csv.reader(_csv_lines(path, file), strict=True, delimiter=_delimiter(path, file))
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Unusable(file, line, f"is no CSV row: {error}",
                           'Put cells with commas, quotes or line ends in quotes ("...") and double the quotes inside.'
                           ) from error
        yield Place(file, line), row


def _refused(_name: str) -> None:
    """NaN and Infinity, which are no JSON: nothing is known."""


def parsed(text: str) -> Any:
    """A JSON text as a value; raises ValueError where it is none or too deep."""
    try:
        return json.loads(text, parse_constant=_refused)
    except RecursionError as error:
        raise ValueError("it is nested too deep") from error


def _json(path: Path, file: str) -> list[tuple[Place, Any]]:
    try:
        with _open(path) as stream:
            data = stream.read(LARGEST_JSON + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise Unusable(file, None, f"cannot be read: {error}", "Export it again; check its rights.") from error
    if len(data) > LARGEST_JSON:
        raise Unusable(file, None, f"is larger than {LARGEST_JSON // 1_000_000} MB", "Export it in pages.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unusable(file, data[:error.start].count(b"\n") + 1, "holds bytes that are not UTF-8", UTF8) from error
    if not text.strip():
        return []
    try:
        value = parsed(text)
    except ValueError as error:
        return _json_lines(text, file, error)
    return [(Place(file, number, "record"), each) for number, each in
            enumerate(value if isinstance(value, list) else [value], 1)]


def _json_lines(text: str, file: str, whole: ValueError) -> list[tuple[Place, Any]]:
    """The values of JSON Lines. Where the first line is no value either, the fault is that of the file as a whole."""
    found: list[tuple[Place, Any]] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            found.append((Place(file, number), parsed(line)))
        except ValueError as error:
            line_number = number if found else getattr(whole, "lineno", None)
            raise Unusable(file, line_number, f"is no JSON: {error if found else whole}",
                           "Export it again and check that it arrived whole: one JSON value, or one on each line."
                           ) from error
    return found


def find_header(sheet: Sheet, known: dict[str, str], needed: set[str]) -> dict[str, int] | None:
    """Where the columns stand, by the first row that has all that are `needed`; None where there is no such row.

    `known`: what a heading is called (see `names.heading`) to what it means. A meaning that stands twice is its first.
    """
    for cells in sheet.head():
        if (columns := as_header(cells, known)) and needed <= columns.keys():
            return columns
    return None


def as_header(cells: list[str], known: dict[str, str]) -> dict[str, int]:
    """The meanings of a row's cells, if it is a header."""
    columns: dict[str, int] = {}
    for place, cell in enumerate(cells):
        meaning = known.get(heading(cell))
        if meaning is not None:
            columns.setdefault(meaning, place)
    return columns
