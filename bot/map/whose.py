"""Whose figures may lie over the map for a person: those of the places of their grants, or of the people of their team.

Only fills in a place; what may be told of it, the gate decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bot.insights.figures import told
from bot.insights.places import TEAM, about, places_of, team
from passbook.insights.query import Answer, Query, Value

if TYPE_CHECKING:  # tools ask this room in turn
    from bot.tools.contract import Desk

Filters = Mapping[str, tuple[str, ...]]


def places(desk: Desk) -> list[str]:
    """The places whose figures a person may choose from: their grants', else their team, else none."""
    own = places_of(desk.framework, desk.person)
    return own or ([TEAM] if team(desk) else [])


def place_for(desk: Desk, asked: str | None) -> str | None:
    """The place whose figures are shown: the one asked for, where there is such a one, else the person's first. None
    where nobody's figures are theirs to see."""
    if asked is not None and (asked in desk.framework.organisations or (asked == TEAM and team(desk))):
        return asked
    own = places(desk)
    return own[0] if own else None


def ask_by(desk: Desk, place: str | None, metrics: tuple[str, ...], by: str | None = None,
           filters: Filters | None = None) -> Answer:
    """What is told of the people of a place, by a dimension or as one row, of those alone whom `filters` leave."""
    query = Query(metrics, (by,) if by else (), filters or {})
    if place is None:
        return Answer(query, None, "not_permitted", why="grant")
    whom = about(desk, place)
    if not all(whom.values()):
        return Answer(query, None, "not_permitted", why="grant")
    return told(desk, query.but(filters={**(filters or {}), **whom}))


def rows_of(answer: Answer) -> dict[str, tuple[Value, ...]]:
    """The figures of an answer by one dimension: id to the values of its metrics."""
    if answer.table is None:
        return {}
    return {str(row[0]): row[1:] for row in answer.table.rows if row[0] is not None}


def row_of(answer: Answer) -> tuple[Value, ...]:
    """The figures of an answer of one row; none where nothing at all is told."""
    return answer.table.rows[0] if answer.table is not None and answer.table.rows else ()
