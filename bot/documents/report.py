"""An answer in figures as a paper to be read: PDF, set from the reply as it was told, so that it says nothing more.

Chooses no facts. Suppressed cells are written as words; numbers are grouped as in India.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Json = dict[str, Any]
# Tables of more columns than this are read more easily on a sheet that lies across.
UPRIGHT = 6


def contents(reply: Json, about: list[tuple[str, str]], told: Callable[[str], str]) -> Json:
    """What the template sets. The first of `about` names the tenant's file; the last line of the reply's text says how
    it was understood and stands above it. A table may name a `paper`, which is a template of its own with its title;
    each then says which `part` of it it is."""
    tables = [block for block in reply["blocks"] if block["type"] == "table"]
    (tenant, _), *rest = about
    paper: Json = next((each["paper"] for each in tables if each.get("paper")), {})
    return {"template": "report", "language": reply["language"], "title": told("files.title"), "tenant": tenant,
            "subtitle": reply.get("understood") or "", "wide": any(len(each["columns"]) > UPRIGHT for each in tables),
            "lines": [line for line in reply["text"].split("\n") if line.strip()],
            "tables": [_table(each, told) for each in tables], "about": [list(pair) for pair in rest],
            "about_title": told("files.about"), "footer": tenant, "page": told("files.page"), "notices": [],
            "unreadable": told("files.unreadable"), **paper}


def _table(block: Json, told: Callable[[str], str]) -> Json:
    right = [all(_is_figure(row[at]) for row in block["rows"]) and any(
        isinstance(row[at], (int, float)) for row in block["rows"]) for at in range(len(block["columns"]))]
    return {"title": block.get("title") or "", "part": block.get("part") or "", "columns": [
        {"label": f"{column['label']} ({column['unit']})" if column.get("unit") else column["label"], "right": is_right}
        for column, is_right in zip(block["columns"], right, strict=True)],
        "rows": [[_cell(cell, told) for cell in row] for row in block["rows"]]}


def _is_figure(cell: Any) -> bool:
    return cell is None or isinstance(cell, (int, float)) or (isinstance(cell, dict) and bool(cell.get("suppressed")))


def _cell(cell: Any, told: Callable[[str], str]) -> str:
    if isinstance(cell, dict):
        return told("units.suppressed") if cell.get("suppressed") else str(cell.get("label", ""))
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return grouped(cell)
    return "" if cell is None else str(cell)


def grouped(value: float) -> str:
    """A figure to at most two decimals, its whole part with commas as in India: 16,10,447.5."""
    whole, _, part = f"{abs(value):.2f}".rstrip("0").rstrip(".").partition(".")
    head, tail = whole[:-3], whole[-3:]
    while head:
        head, tail = head[:-2], f"{head[-2:]},{tail}"
    return ("-" if value < 0 else "") + tail + (f".{part}" if part else "")
