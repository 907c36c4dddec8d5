"""Asks the gate what the feedback needs, and reads its tables. Keeps no figure that was not told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from passbook.insights.query import Answer, Query, Suppressed, Value
from passbook.periods import Period

Ask = Callable[[Query], Answer]


@dataclass(frozen=True)
class Rows:
    """The rows of an answer by the ids of their dimensions; `silent`: those of which a figure is suppressed."""

    rows: Mapping[tuple[str, ...], tuple[Value, ...]]

    @property
    def silent(self) -> int:
        """How many rows have a figure that may not be told."""
        return sum(any(isinstance(value, Suppressed) for value in row) for row in self.rows.values())

    def whole(self) -> tuple[Value, ...]:
        """The figures of an answer without dimensions; none where nothing is told."""
        return self.rows.get((), ())


def rows(answer: Answer) -> Rows:
    """The rows of an answer."""
    if answer.table is None:
        return Rows({})
    first = sum(column.kind == "dimension" for column in answer.table.columns)
    return Rows({tuple(str(each) for each in row[:first]): row[first:] for row in answer.table.rows})


def number(value: Value) -> float | None:
    """A figure that was told; None for every silence."""
    return float(value) if isinstance(value, (int, float)) else None


def shares(ask: Ask, place: str, dimension: str) -> Rows:
    """Readiness and required pairs of an institution by a dimension, now."""
    return rows(ask(Query(("readiness", "pairs"), (dimension,), {"organisation": (place,)})))


def shares_then(ask: Ask, place: str, dimension: str, now: Rows, period: Period) -> Rows:
    """The same at the end of a period. People count where they are now, so posts ask for as many pairs then as now."""
    found = rows(ask(Query(("readiness",), (dimension,), {"organisation": (place,)}, periods=(period,)))).rows
    return Rows({key: (row[0], now.rows[key][1]) for key, row in found.items() if key in now.rows})
