"""The tables of a plan: by quarter, line by line, by competency, by position, and what stays open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from bot.tools.contract import Desk
from bot.tools.figures.told import Told, rounded
from bot.turn import Block
from passbook.insights.year_plan.terms import Line, YearPlan

# So many rows are shown in a chat; a file has them all.
SHOWN = 10


def _block(desk: Desk, columns: list[str], rows: list[list[Any]], title: str) -> Block | None:
    if not rows:
        return None
    words = desk.words
    units = {"hours": Told(desk)("signs.hours"), "rupees": "₹"}
    return {"type": "table", "title": words(f"plan_year.tables.{title}"),
            "columns": [{"id": each, "label": words(f"plan_year.columns.{each}"),
                         **({"unit": units[each]} if each in units else {})} for each in columns], "rows": rows}


def _thing(desk: Desk, dimension: str, identity: str) -> dict[str, str]:
    return {"id": identity, "label": Told(desk).label(dimension, identity)}


def quarters_table(desk: Desk, made: YearPlan, _whole: bool) -> Block | None:
    """A row for each quarter: seats, gaps closed, hours, rupees."""
    rows: list[list[Any]] = []
    for quarter in made.quarters:
        here = [line for line in made.lines if line.quarter == quarter.id]
        rows.append([_thing(desk, "quarter", quarter.id), sum(line.seats for line in here),
                     sum(sum(line.closes.values()) for line in here), rounded(sum(line.hours for line in here), None),
                     round(sum(line.rupees or 0.0 for line in here))])
    return _block(desk, ["quarter", "seats", "closes", "hours", "rupees"], rows, "quarters")


def lines_table(desk: Desk, made: YearPlan, whole: bool) -> Block | None:
    """A row for each course in a quarter: for which competencies and whom, seats, gaps closed, hours, rupees. In a chat
    those that close most."""
    shown = list(made.lines)
    if not whole:
        shown = sorted(shown, key=lambda line: (-sum(line.closes.values()), -line.seats, line.course))[:SHOWN]
        order = {quarter.id: at for at, quarter in enumerate(made.quarters)}
        shown.sort(key=lambda line: (order[line.quarter], -sum(line.closes.values()), line.course))
    named = any(cell != (None, None) for line in made.lines for cell in line.counts)
    columns = ["quarter", "course", "competencies", *(["whom"] if named else []), "seats", "closes", "hours", "rupees"]
    rows = [[_thing(desk, "quarter", line.quarter), _thing(desk, "course", line.course), _competencies(desk, line),
             *([_whom(desk, line.counts)] if named else []), line.seats, sum(line.closes.values()),
             rounded(line.hours, None), None if line.rupees is None else round(line.rupees)] for line in shown]
    return _block(desk, columns, rows, "lines")


def _competencies(desk: Desk, line: Line) -> str:
    """What a line closes, with how often; what only prepares for another course is said to."""
    if not line.closes:
        return desk.words("plan_year.prepares")
    return desk.words.listed([f"{desk.name(each)} ({n})" for each, n in
                              sorted(line.closes.items(), key=lambda one: (-one[1], one[0]))], 3)


def _whom(desk: Desk, counts: Any) -> str:
    """For whom a line is: positions and head counts, most first; a group beside them where they are of one."""
    positions: Counter[str] = Counter()
    groups: set[str | None] = set()
    for (position, group), n in counts.items():
        groups.add(group)
        if position:
            positions[Told(desk).label("position", position)] += n
    told = desk.words.listed([f"{name} ({n})" for name, n in sorted(positions.items(),
                                                                   key=lambda one: (-one[1], one[0]))], 3)
    (one, *more) = sorted(groups, key=str)
    return f"{told} · {Told(desk)('understood.group', name=one)}" if one and not more else told


def competencies_table(desk: Desk, made: YearPlan, _whole: bool) -> Block | None:
    """A row for each competency: gaps open, closed by the plan and left, and the seats for it."""
    closed = made.closed
    seats: Counter[str] = Counter()
    for line in made.lines:
        if line.closes:
            seats[max(sorted(line.closes), key=lambda each: line.closes[each])] += line.seats
    rows = [[_thing(desk, "competency", each), _thing(desk, "type", desk.framework.competencies[each].type), n,
             closed.get(each, 0), n - closed.get(each, 0), seats.get(each, 0)]
            for each, n in sorted(made.open.items(), key=lambda one: (-one[1], one[0]))]
    return _block(desk, ["competency", "type", "open", "closes", "stays", "seats"], rows, "competency")


def positions_table(desk: Desk, made: YearPlan, _whole: bool) -> Block | None:
    """A row for each position and group: seats and hours."""
    seats: Counter[tuple[str, str]] = Counter()
    hours: Counter[tuple[str, str]] = Counter()
    for line in made.lines:
        for (position, group), n in line.counts.items():
            if position:
                seats[position, group or ""] += n
                hours[position, group or ""] += line.hours * n / line.seats  # type: ignore[assignment]
    rows = [[_thing(desk, "position", position), group, n, rounded(hours[position, group], None)]
            for (position, group), n in sorted(seats.items(), key=lambda one: (-one[1], one[0]))]
    return _block(desk, ["position", "group", "seats", "hours"], rows, "position")


def left_table(desk: Desk, made: YearPlan, _whole: bool) -> Block | None:
    """A row for each competency, level and reason for which gaps stay open."""
    rows = [[_thing(desk, "competency", each.competency), each.level, each.gaps,
             desk.words(f"plan_year.reasons.{each.why}")] for each in made.left]
    return _block(desk, ["competency", "level", "gaps", "reason"], rows, "left")


TABLES: dict[str, Callable[[Desk, YearPlan, bool], Block | None]] = {
    "competency": competencies_table, "position": positions_table, "left": left_table, "quarter": quarters_table,
    "course": lines_table}
