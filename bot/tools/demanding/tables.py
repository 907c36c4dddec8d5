"""The tables of demand: need with its error and the supply beside it, and how one need moved over the releases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.tools.contract import Desk, Slots
from bot.tools.demanding.privacy import named
from bot.tools.demanding.rows import Told
from bot.tools.demanding.supply import beside_row, possible_beside
from bot.tools.figures.told import Told as Figures
from bot.turn import Block
from passbook.insights.demand.answer import Row, series
from passbook.insights.demand.release import Release

SHOWN = 10
SILENT = {"suppressed": True}


def need(desk: Desk, told: Told, slots: Slots) -> Block:
    """The rows of a question; ten of them, unless more are asked for or a file is made."""
    words, figures = desk.words, Figures(desk)
    apart, trend = told.by != "competency", bool(slots.get("trend")) and told.before is not None
    most = len(told.rows) if slots.get("document") else max(SHOWN, int(slots.get("limit") or 0))
    may = [possible_beside(told.possible, row, told.by, slots) for row in told.rows[:most]]
    columns = ["competency", *([told.by] if apart else []), "officials", "error", *(["change"] if trend else []),
               "asked", "courses", *(["possible"] if any(may) else [])]
    rows: list[list[Any]] = [[
        {"id": row.competency, "label": desk.name(row.competency)},
        *([{"id": row.beside, "label": figures.label(told.by, row.beside)}] if apart else []),
        row.count, row.error, *([SILENT if row.change is None else row.change] if trend else []), row.asked,
        len(beside_row(desk, row, told.by, slots)), *([count] if any(may) else [])]
        for row, count in zip(told.rows[:most], may, strict=True)]
    return {"type": "table", "title": words("demand.tables.need"), "columns": [
        {"id": each, "label": words(f"demand.columns.{each}"),
         **({"unit": "officials"} if each in ("officials", "asked") else {})} for each in columns], "rows": rows}


def over_time(desk: Desk, told: Told, row: Row, releases: Sequence[Release]) -> Block:
    """A row's count in each release; suppressed where it was too small."""
    points = series(releases, told.by, (row.competency, row.beside), desk.framework.tenant.small_cell)
    return {"type": "table", "title": desk.words("demand.tables.trend", name=told.label(desk, row)), "columns": [
        {"id": each, "label": desk.words(f"demand.columns.{each}")} for each in ("quarter", "officials", "error")],
        "rows": [[named(each.quarter), SILENT if each.count is None else each.count, each.error]
                 for each in points]}
