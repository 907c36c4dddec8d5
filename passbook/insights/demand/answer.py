"""Reads a release for a question: rows of noisy counts that may be told, and how many may not.

A cell is told where enough officials are asked for the competency and enough are said to have a gap; what is derived
(sums over competencies) carries the error of its parts.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass

from passbook.insights.demand.budget import error
from passbook.insights.demand.count import Cell
from passbook.insights.demand.release import Release

# Demand is told from so many people up.
LEAST = 50


@dataclass(frozen=True)
class Row:
    """A cell that is told: the competency, the value beside it, how many are asked for it, the noisy count of those
    with a gap, its error (95 %), and by how much it changed since the release before (None: not told then)."""

    competency: str
    beside: str
    asked: int
    count: int
    error: int
    change: int | None = None


@dataclass(frozen=True)
class Demand:
    """The rows of a question, and how many cells are silent because too few people are concerned."""

    rows: tuple[Row, ...]
    silent: int


def least(small_cell: int) -> int:
    """From how many people up demand is told at a tenant."""
    return max(LEAST, small_cell)


def demand(release: Release, by: str, competencies: Collection[str] | None, values: Collection[str] | None,
           small_cell: int, before: Release | None = None) -> Demand:
    """The cells of a table (`competency`, `level`, `state` or `language`) that are about these competencies and values
    (None: all), most first."""
    width = error(release.scales[by])
    k = least(small_cell)
    rows, silent = [], 0
    for (competency, value), (asked, count) in release.cells.get(by, {}).items():
        if competencies is not None and competency not in competencies:
            continue
        if values is not None and value not in values:
            continue
        if asked < k or count < k:
            silent += 1
            continue
        rows.append(Row(competency, value, asked, count, width, _change(before, by, (competency, value), count, k)))
    rows.sort(key=lambda row: (-row.count, row.competency, row.beside))
    return Demand(tuple(rows), silent)


def _change(before: Release | None, by: str, cell: Cell, now: int, k: int) -> int | None:
    if before is None:
        return None
    asked, count = before.cells.get(by, {}).get(cell, (0, 0))
    return now - count if asked >= k and count >= k else None


def change_error(now: Release, before: Release, by: str) -> int:
    """The error of a change between two releases (95 %): their noises are independent, and their variances add."""
    return error(math.hypot(now.scales[by], before.scales[by]))

