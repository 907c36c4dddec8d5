"""Reads an XLSX workbook: the values of its visible and hidden sheets, as text.

openpyxl in read-only mode, over defusedxml. Formulas are not run (the value that Excel stored last is taken), links are
not followed. Refuses macros, passwords, and archives that unpack out of proportion.
"""

from __future__ import annotations

import zipfile
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

LARGEST = 50_000_000
UNPACKED = 300_000_000
MOST_PARTS = 2_000
# Excel's own bounds; what lies beyond is no sheet.
ROWS, COLUMNS = 1_048_576, 16_384
MOST_ROWS = 200_000
KEPT_COLUMNS = 200
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"

Row = tuple[int, list[str]]


class Unusable(Exception):
    """A source that cannot be read as a whole: where, what is wrong, how to mend it."""

    def __init__(self, file: str, line: int | None, what: str, mend: str) -> None:
        super().__init__(what)
        self.file, self.line, self.what, self.mend = file, line, what, mend

    def __str__(self) -> str:
        where = f"{self.file}, line {self.line}" if self.line is not None else self.file
        return f"{where}: {self.what.rstrip('.')}. {self.mend}"


def read_workbook(path: Path) -> list[tuple[str, bool, tuple[Row, ...]]]:
    """Title, whether it is visible, and the rows that hold anything, of every sheet; raises Unusable."""
    import openpyxl

    _refuse(path)
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
        try:
            return [(sheet.title, sheet.sheet_state == "visible", _rows(path.name, sheet)) for sheet in book.worksheets]
        finally:
            book.close()
    except Unusable:
        raise
    except Exception as error:  # a damaged workbook can fail in any of the libraries below
        raise Unusable(path.name, None, f"is no workbook that can be read ({type(error).__name__})",
                       "Open it in Excel and save it anew as .xlsx, or save the sheet as CSV UTF-8.") from error


def _refuse(path: Path) -> None:
    """Looks at the archive before anything in it is unpacked."""
    try:
        if path.stat().st_size > LARGEST:
            raise Unusable(path.name, None, f"is larger than {LARGEST // 1_000_000} MB",
                           "Keep only the sheet that is needed.")
        with path.open("rb") as stream:
            if stream.read(4) == _OLD_OFFICE:
                raise Unusable(path.name, None, "is protected by a password or an old Excel file",
                               "Save it as .xlsx without a password.")
        with zipfile.ZipFile(path) as archive:
            held = archive.infolist()
    except (zipfile.BadZipFile, ValueError) as error:
        raise Unusable(path.name, None, "is no XLSX workbook", "Save it anew as .xlsx, or as CSV UTF-8.") from error
    except OSError as error:
        raise Unusable(path.name, None, f"cannot be read: {error.strerror}",
                       "Check the file and its rights.") from error
    if len(held) > MOST_PARTS or sum(each.file_size for each in held) > UNPACKED:
        raise Unusable(path.name, None, "unpacks to far more than a sheet holds", "Keep only the sheet that is needed.")
    if any("vbaproject" in each.filename.lower() for each in held):
        raise Unusable(path.name, None, "holds macros", "Save it as .xlsx without macros.")


def _rows(file: str, sheet: Any) -> tuple[Row, ...]:
    # What the file says about its own size may be anything.
    sheet.reset_dimensions()
    found: list[Row] = []
    for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
        if number > ROWS:
            raise Unusable(file, None, "has more rows than a sheet can have", "Save it anew as .xlsx.")
        texts = [_text(cell) for cell in cells[:KEPT_COLUMNS]]
        # An empty row is kept once: it ends a group of rows.
        if any(texts) or (found and any(found[-1][1])):
            found.append((number, texts))
        if len(found) > MOST_ROWS:
            raise Unusable(file, None, f"has more than {MOST_ROWS} rows", "Cut it into several workbooks.")
    return tuple(found)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)
