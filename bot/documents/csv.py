"""A statement's entries as CSV, one row an entry, for spreadsheets.

The head of a column is its name, the same in every language; what people read stands in columns of its own. No cell
can start a formula: a text that a spreadsheet would compute gets an apostrophe before it, which `plain` takes off.
"""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from bot.documents.contract import Contents, Form

COLUMNS = ("number", "entry_id", "date", "at", "recorded_at", "kind", "kind_label", "course_id", "course",
           "competency_id", "competency", "level", "score", "minutes", "refers_to", "source", "evidence", "note",
           "status", "status_label", "rule", "why", "by", "moves", "hash")
# What spreadsheets take for the beginning of a formula, and the apostrophe itself, so that it can be taken off again.
_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "'", "|", "%")


def make(contents: Contents) -> bytes:
    """The rows with their head; with a byte-order mark, by which spreadsheets know UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for entry in contents["entries"]:
        writer.writerow([_cell(value) for value in _row(entry)])
    return text.getvalue().encode("utf-8-sig")


def _row(entry: Contents) -> list[Any]:
    course, competency = entry["course"] or {}, entry["competency"] or {}
    moves = "; ".join(f"{move['label']}: {move['from']} > {move['to']}" for move in entry["moves"])
    evidence = json.dumps(entry["evidence"], ensure_ascii=False, sort_keys=True) if entry["evidence"] else None
    return [entry["number"], entry["id"], entry["date"], entry["at"], entry["recorded_at"], entry["kind"]["id"],
            entry["kind"]["label"], course.get("id"), course.get("label"), competency.get("id"),
            competency.get("label"), entry["level"], entry["score"], entry["minutes"], entry["refers_to"],
            entry["source"]["id"], evidence, entry["note"], entry["status"]["id"], entry["status"]["label"],
            entry["rule"], entry["why"], entry["by"], moves, entry["hash"]]


def _cell(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return guarded(value) if isinstance(value, str) else value


def guarded(text: str) -> str:
    """A text that no spreadsheet computes."""
    # Some look past leading spaces.
    return "'" + text if text.lstrip(" ").startswith(_STARTS) else text


def plain(cell: str) -> str:
    """The text that `guarded` was given."""
    return cell[1:] if cell.startswith("'") and cell[1:].lstrip(" ").startswith(_STARTS) else cell


FORM = Form("csv", "text/csv; charset=utf-8", make)
