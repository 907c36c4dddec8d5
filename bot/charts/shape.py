"""Which chart fits a table of figures, and what is drawn: a line for what goes through time, bars for what is compared,
a grid for two dimensions of many values; nothing for one figure or a list of people.

Pure. Suppressed cells are never drawn, and counted apart.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from passbook.insights.query import Suppressed, Table, Value

TIMES = ("month", "quarter", "year")
# So many bars, lines and columns can be told apart.
MOST_BARS, MOST_LINES, MOST_SIDES, MOST_COLUMNS, MOST_ROWS = 25, 6, 4, 12, 30

Kind = Literal["line", "bars", "grid"]
Label = Callable[[str, str], str]
Say = Callable[[Value, str | None], str]


@dataclass(frozen=True)
class Point:
    """A value with its labels: `at` along the first dimension, `side` along the second (empty where there is none);
    `said` is the value in words."""

    at: str
    side: str
    value: float
    said: str


@dataclass(frozen=True)
class Shape:
    """A chart: its kind, what is drawn in its order, the column's unit and id, the id of what goes
    along, how many cells are silent and how many values
    are left out because there are too many."""

    kind: Kind
    points: tuple[Point, ...]
    unit: str | None
    measure: str
    first: str
    hidden: int = 0
    left_out: int = 0

    @property
    def along(self) -> tuple[str, ...]:
        """The labels along the first dimension, each once, in order."""
        return tuple(dict.fromkeys(point.at for point in self.points))

    @property
    def sides(self) -> tuple[str, ...]:
        """The labels along the second dimension, each once, in order."""
        return tuple(dict.fromkeys(point.side for point in self.points))


def shape(shown: Table, label: Label, say: Say) -> Shape | None:
    """The chart that fits a table; None where none does. `label` names an id of a dimension, `say` a figure."""
    dimensions = [at for at, column in enumerate(shown.columns) if column.kind == "dimension"]
    figures = [at for at, column in enumerate(shown.columns) if column.kind == "metric"]
    if not figures or not 1 <= len(dimensions) <= 2 or any(
            shown.columns[at].id in ("official", "position") and "official" in _ids(shown) for at in dimensions):
        return None
    measure = next((at for at in figures if shown.columns[at].id == "share"), figures[0])
    timed = next((at for at in dimensions if shown.columns[at].id in TIMES), None)
    first = timed if timed is not None else dimensions[0]
    second = next((at for at in dimensions if at != first), None)
    if second is not None and timed is None and shown.columns[first].id == "period":
        first, second = second, first
    unit = shown.columns[measure].unit
    points, hidden = [], 0
    for row in shown.rows:
        value = row[measure]
        if isinstance(value, Suppressed):
            hidden += 1
        elif isinstance(value, (int, float)):
            points.append(Point(_label(shown, row, first, label), "" if second is None else _label(
                shown, row, second, label), float(value), say(value, unit)))
    if len(points) < 2:
        return None
    return _fitting(Shape("bars", tuple(points), unit, shown.columns[measure].id, shown.columns[first].id, hidden),
                    timed is not None)


def _ids(shown: Table) -> tuple[str, ...]:
    return tuple(column.id for column in shown.columns)


def _label(shown: Table, row: Sequence[Value], at: int, label: Label) -> str:
    value = row[at]
    return "–" if value is None or isinstance(value, Suppressed) else label(shown.columns[at].id, str(value))


def _fitting(all_of: Shape, timed: bool) -> Shape:
    """The kind that its values fit, with no more of them than can be told apart."""
    points, sides = all_of.points, len(all_of.sides)
    if timed and sides <= MOST_LINES and len(all_of.along) > 1:
        return replace(all_of, kind="line")
    if sides <= MOST_SIDES:
        kept = all_of.along[:max(2, MOST_BARS // sides)]
        drawn = tuple(point for at in kept for point in points if point.at == at)
        return replace(all_of, points=drawn, left_out=len(points) - len(drawn))
    columns, rows = all_of.along[:MOST_COLUMNS], all_of.sides[:MOST_ROWS]
    drawn = tuple(point for point in points if point.at in columns and point.side in rows)
    return replace(all_of, kind="grid", points=drawn, left_out=len(points) - len(drawn))
