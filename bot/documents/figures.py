"""An answer in figures as a file: CSV and a workbook of its tables, PDF of all of it, SVG and PNG of its chart.

Works on the reply as it was told, so that a file can say nothing that the chat would not. A suppressed cell is written
as words, never as a blank or a nought; no cell can start a formula.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

from bot.charts.picture import MEDIA_TYPES, picture
from bot.documents import pdf, report
from bot.documents.contract import Document
from bot.documents.csv import guarded

Json = dict[str, Any]
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Names of sheets and cells have their limits.
_SHEET_NAME, _CELL = 31, 32_000


class NothingKeptError(Exception):
    """Nobody's question, another's, or one of more than a month ago: these are not told apart."""


class NothingToDrawError(Exception):
    """The answer has no chart, or no table."""


def write(reply: Json, form: str, about: list[tuple[str, str]], told: Callable[[str], str], name: str) -> Document:
    """The file of a reply (as JSON). `about` are lines that say what it is, `told` the words of figures by their key,
    `name` the file's, without its suffix. Raises NothingToDrawError, and ChildProcessError where a picture fails."""
    made, media_type = FORMS[form](reply, about, told)
    return Document(f"{name}.{form}", media_type, made)


def _tables(reply: Json) -> list[Json]:
    found = [block for block in reply["blocks"] if block["type"] == "table"]
    if not found:
        raise NothingToDrawError
    return sorted(found, key=lambda block: -len(block["rows"]))


def _rows(table: Json, told: Callable[[str], str]) -> list[list[Any]]:
    """Head and rows: each thing by its name, and by its id in a column of its own."""
    named = [any(isinstance(row[at], dict) and "id" in row[at] for row in table["rows"])
             for at in range(len(table["columns"]))]
    head: list[Any] = []
    for column, thing in zip(table["columns"], named, strict=True):
        unit = f" ({column['unit']})" if column.get("unit") else ""
        head += [f"{column['label']}{unit}", *([f"{column['id']}_id"] if thing else [])]
    rows = [head]
    for row in table["rows"]:
        made: list[Any] = []
        for cell, thing in zip(row, named, strict=True):
            made += _cells(cell, thing, told)
        rows.append(made)
    return rows


def _cells(cell: Any, thing: bool, told: Callable[[str], str]) -> list[Any]:
    if isinstance(cell, dict):
        if cell.get("suppressed"):
            return [told("units.suppressed"), *([""] if thing else [])]
        return [cell.get("label", ""), *([cell.get("id", "")] if thing else [])]
    return ["" if cell is None else cell, *([""] if thing else [])]


def _csv(reply: Json, about: list[tuple[str, str]], told: Callable[[str], str]) -> tuple[bytes, str]:
    del about  # a machine reads this: rows alone
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for row in _rows(_tables(reply)[0], told):
        writer.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in row])
    return text.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8"


def _xlsx(reply: Json, about: list[tuple[str, str]], told: Callable[[str], str]) -> tuple[bytes, str]:
    import xlsxwriter

    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
                                      "strings_to_numbers": False})
    bold, wrapped = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"text_wrap": True,
                                                                                        "valign": "top"})
    for number, table in enumerate(_tables(reply)):
        sheet = book.add_worksheet(_sheet_name(table, number, told))
        rows = _rows(table, told)
        for at, row in enumerate(rows):
            for place, cell in enumerate(row):
                form = bold if at == 0 else None
                if isinstance(cell, bool) or not isinstance(cell, (int, float)):
                    sheet.write_string(at, place, str(cell)[:_CELL], form)
                else:
                    sheet.write_number(at, place, cell, form)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(rows) - 1, max(len(rows[0]) - 1, 0))
        sheet.autofit(340)
    sheet = book.add_worksheet(told("files.about")[:_SHEET_NAME])
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 90)
    for at, (name, text) in enumerate(about):
        sheet.write_string(at, 0, name[:_CELL], bold)
        sheet.write_string(at, 1, text[:_CELL], wrapped)
    book.close()
    return file.getvalue(), SHEET


def _sheet_name(table: Json, number: int, told: Callable[[str], str]) -> str:
    """The name of a table's sheet: its title without what a sheet's name may not hold, else a number."""
    title = "".join(sign for sign in str(table.get("title") or "") if sign not in "[]:*?/\\'")
    return (f"{number + 1} {title}" if title else told("files.sheet") + (f" {number + 1}" if number else ""))[
        :_SHEET_NAME]


def _picture(form: str) -> Callable[[Json, list[tuple[str, str]], Callable[[str], str]], tuple[bytes, str]]:
    def make(reply: Json, _about: list[tuple[str, str]], _told: Callable[[str], str]) -> tuple[bytes, str]:
        chart = next((block for block in reply["blocks"] if block["type"] == "chart"), None)
        if chart is None:
            raise NothingToDrawError
        return picture(chart["spec"], "png" if form == "png" else "svg"), MEDIA_TYPES["png" if form == "png" else "svg"]

    return make


def _pdf(reply: Json, about: list[tuple[str, str]], told: Callable[[str], str]) -> tuple[bytes, str]:
    if not reply["text"]:
        raise NothingToDrawError
    return pdf.make(report.contents(reply, about, told)), pdf.FORM.media_type


FORMS: dict[str, Callable[[Json, list[tuple[str, str]], Callable[[str], str]], tuple[bytes, str]]] = {
    "csv": _csv, "xlsx": _xlsx, "pdf": _pdf, "svg": _picture("svg"), "png": _picture("png")}
