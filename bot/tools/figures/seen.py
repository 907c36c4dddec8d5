"""What is seen of an answer in figures beside its table: a chart where one says more, and files to take along.

Both are fetched under an id of the question, and answered anew when they are.
"""

from __future__ import annotations

from typing import Any

from bot.charts.shape import TIMES, Shape, shape
from bot.charts.spec import spec
from bot.store import figures
from bot.tools.contract import Desk
from bot.tools.figures.told import Told
from bot.turn import Block, Reply
from bot.understanding.figures.asked import Asked
from passbook.insights.query import Query, Table

# So many rows make a chart that says more than its table, unasked.
LEAST = 3
FILES = ("csv", "xlsx")
MEDIA_TYPES = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def seen(desk: Desk, told: Told, asked: Asked, query: Query, shown: Table, reply: Reply) -> bool:
    """Puts the chart and the files of an answer into its reply; whether a chart could be had where none was drawn."""
    drawn = shape(shown, told.label, lambda value, unit: told.figure(value, unit))
    wanted = "chart" in asked.forms
    trend = any(each in TIMES for each in query.group_by) and len(shown.rows) >= LEAST
    charts = drawn is not None and (wanted or trend)
    files = "file" in asked.forms and bool(shown.rows)
    if charts or files:
        identity = desk.new_id()
        figures.keep(desk.conn, identity, desk.person.id, asked.as_json(), desk.words.language, desk.recorded_at)
        if charts and drawn is not None:
            reply.blocks.append(_chart(told, query, shown, drawn, identity))
        if files:
            reply.blocks += [_file(desk, told, identity, form) for form in FILES]
    return drawn is not None and not charts and len(shown.rows) >= LEAST


def _chart(told: Told, query: Query, shown: Table, drawn: Shape, identity: str) -> Block:
    measure = next(column for column in shown.columns if column.id == drawn.measure)
    along = next(column for column in shown.columns if column.id == drawn.first)
    scale = told.sign(drawn.unit) or told.heading(measure)
    title = " · ".join(part for part in (told.heading(measure), told.whom(query)) if part)
    return {"type": "chart", "spec": spec(drawn, title, told.heading(along), scale),
            "alternative": alternative(told, drawn, told.heading(measure), told.heading(along)),
            "href": f"/api/figures/{identity}.svg"}


def _file(desk: Desk, told: Told, identity: str, form: str) -> Block:
    return {"type": "document", "href": f"/api/figures/{identity}.{form}", "media_type": MEDIA_TYPES[form],
            "label": told(f"files.{form}"),
            "command": f"saathi figures {identity} --as {desk.person.id} --out figures.{form}"}


def alternative(told: Told, drawn: Shape, measure: str, along: str) -> str:
    """What a chart shows, for whoever does not see it: its kind, how many values, the highest and the lowest, how each
    line goes, and what is silent or left out."""
    high = max(drawn.points, key=lambda point: point.value)
    low = min(drawn.points, key=lambda point: point.value)
    values: dict[str, Any] = {"measure": measure, "along": along.lower() if along.isascii() else along,
                              "n": len(drawn.points)}
    parts = [told(f"chart.{drawn.kind}", **values),
             told("chart.ends", high=_named(high.at, high.side), most=high.said, low=_named(low.at, low.side),
                  least=low.said)]
    if drawn.kind == "line":
        for side in drawn.sides:
            line = [point for point in drawn.points if point.side == side]
            if len(line) > 1:
                parts.append(told("chart.goes" if side else "chart.goes_alone", side=side, start=line[0].at,
                                  first=line[0].said, end=line[-1].at, last=line[-1].said))
    if drawn.hidden:
        parts.append(told("chart.hidden", n=drawn.hidden))
    if drawn.left_out:
        parts.append(told("chart.left_out", n=drawn.left_out))
    return " ".join(parts)


def _named(at: str, side: str) -> str:
    return f"{at}, {side}" if side else at
