"""A chart as a Vega-Lite specification, by Altair: its data inside, nothing to fetch, readable on a phone.

Labels are data under names of ours, so that none of them is ever an expression or a field. Names of what is compared
stand above their bars: they are long, and a phone is narrow. No colour alone tells things apart.
"""

from __future__ import annotations

import textwrap
from typing import Any

from bot.charts.shape import Point, Shape

WIDTH = 320
# Okabe and Ito, Color Universal Design (2008): told apart with any sight of colours, dark enough on white.
COLOURS = ("#0072B2", "#D55E00", "#117755", "#AA4499", "#8A6D00", "#444444")
_INK, _QUIET, _GRID = "#222222", "#555555", "#DDDDDD"
FONT = "Noto Sans, Noto Sans Devanagari, sans-serif"
# Heights of a label, of a bar, and of the space behind a group of bars, in pixels.
_LABEL, _BAR, _GAP = 16, 14, 10


def spec(shape: Shape, title: str, by: str, scale: str) -> dict[str, Any]:
    """The specification. `title` says what is measured, `by` what goes along, `scale` names the axis of values."""
    chart = {"line": _line, "bars": _bars, "grid": _grid}[shape.kind](shape, by, scale)
    made = chart.properties(title=_title(title)).configure_view(stroke=None).configure(
        font=FONT, background="white", padding=12).configure_axis(
        labelColor=_QUIET, titleColor=_QUIET, gridColor=_GRID, domainColor=_GRID, tickColor=_GRID, labelFontSize=12,
        titleFontSize=12, titleFontWeight="normal").configure_legend(labelFontSize=12, symbolSize=90, labelLimit=300)
    described: dict[str, Any] = made.to_dict()
    return described


def _title(text: str) -> Any:
    import altair

    return altair.TitleParams(textwrap.wrap(text, 46)[:3] or [text], anchor="start", frame="group", fontSize=14,
                              color=_INK, offset=10)


def _data(rows: list[dict[str, Any]]) -> Any:
    import altair

    return altair.InlineData(values=rows)


def _line(shape: Shape, by: str, scale: str) -> Any:
    import altair

    several = len(shape.sides) > 1
    rows = [{"x": point.at, "y": point.value, "z": point.side, "said": point.said} for point in shape.points]
    base = altair.Chart(_data(rows), width=WIDTH, height=220)
    along = altair.X("x:O", sort=list(shape.along), title=by, axis=altair.Axis(
        labelAngle=-45, labelOverlap=True, labelLimit=110))
    values = altair.Y("y:Q", title=scale, scale=altair.Scale(zero=True, nice=True))
    line = base.mark_line(strokeWidth=2.5, color=COLOURS[0]).encode(along, values)
    dots = base.mark_point(filled=True, size=55, opacity=1, color=COLOURS[0]).encode(along, values)
    if not several:
        return altair.layer(line, dots)
    colours = altair.Scale(domain=list(shape.sides), range=list(COLOURS[:len(shape.sides)]))
    legend = altair.Legend(title=None, orient="bottom", columns=1)
    told = altair.Color("z:N", scale=colours, legend=legend, sort=list(shape.sides))
    form = altair.Shape("z:N", legend=legend, sort=list(shape.sides), scale=altair.Scale(domain=list(shape.sides)))
    return altair.layer(line.encode(told), dots.encode(told, form))


def _bars(shape: Shape, by: str, scale: str) -> Any:
    import altair

    del by  # the names above the bars say it
    bars, labels, height = _placed(shape)
    several = len(shape.sides) > 1
    least, most = min(0.0, *(point.value for point in shape.points)), max(0.0, *(p.value for p in shape.points))
    most = 100.0 if shape.unit == "%" and least == 0.0 and 40 < most <= 100 else most or 1.0
    room = (most - least) * (0.4 if several else 0.28)  # for what is said behind the longest bar
    values = altair.Scale(domain=[least - (room if least < 0 else 0), most + room], nice=False)
    rows = altair.Y("at:Q", axis=None, scale=altair.Scale(domain=[0, height], reverse=True, nice=False))
    ticks = [0, most] if not several and shape.unit == "%" else None
    axis = altair.Axis(title=scale, grid=True, tickCount=3, values=ticks) if ticks else altair.Axis(
        title=scale, grid=True, tickCount=3)
    drawn = altair.Chart(_data(bars), width=WIDTH, height=height)
    colour = altair.Color("z:N", legend=None, scale=altair.Scale(
        domain=list(shape.sides), range=list(COLOURS[:len(shape.sides)]))) if several else altair.value(COLOURS[0])
    rule = drawn.mark_rule(strokeWidth=_BAR - 4, strokeCap="butt").encode(
        altair.X("from:Q", scale=values, axis=axis), altair.X2("y:Q"), rows, color=colour)
    said = drawn.mark_text(align="left", dx=5, fontSize=12, color=_INK).encode(
        altair.X("end:Q", scale=values), rows, altair.Text("said:N"))
    names = altair.Chart(_data(labels)).mark_text(align="left", fontSize=12, color=_INK, limit=WIDTH).encode(
        altair.Y("at:Q", axis=None, scale=altair.Scale(domain=[0, height], reverse=True, nice=False)),
        altair.Text("x:N"), x=altair.value(0))
    return altair.layer(rule, said, names)


def _placed(shape: Shape) -> tuple[list[dict[str, Any]], list[dict[str, Any]], int]:
    """Bars and the names above them with their places from the top, and the height of all."""
    bars: list[dict[str, Any]] = []
    labels: list[dict[str, Any]] = []
    top = 0
    for at in shape.along:
        labels.append({"x": at, "at": top + _LABEL / 2})
        top += _LABEL
        for point in _of(shape.points, at):
            said = f"{point.said} · {point.side}" if point.side else point.said
            bars.append({"from": 0.0, "y": point.value, "end": max(point.value, 0.0), "z": point.side, "said": said,
                         "at": top + _BAR / 2})
            top += _BAR
        top += _GAP
    return bars, labels, top


def _of(points: tuple[Point, ...], at: str) -> list[Point]:
    return [point for point in points if point.at == at]


def _grid(shape: Shape, by: str, scale: str) -> Any:
    import altair

    rows = [{"x": point.at, "z": point.side, "y": point.value, "said": point.said} for point in shape.points]
    middle = (max(point.value for point in shape.points) + min(point.value for point in shape.points)) / 2
    base = altair.Chart(_data(rows), width=altair.Step(58), height=altair.Step(24))
    along = altair.X("x:O", sort=list(shape.along), title=by, axis=altair.Axis(labelAngle=-45, labelLimit=120,
                                                                              orient="top"))
    down = altair.Y("z:O", sort=list(shape.sides), title=None, axis=altair.Axis(labelLimit=170))
    cells = base.mark_rect(stroke="white").encode(along, down, altair.Color("y:Q", title=scale, legend=None,
                                                                            scale=altair.Scale(scheme="blues")))
    said = base.mark_text(fontSize=11).encode(along, down, altair.Text("said:N"), color=altair.condition(
        altair.datum.y > middle, altair.value("white"), altair.value(_INK)))
    return altair.layer(cells, said)
