"""Reads a release for a question: rows of noisy counts that may be told, and how many may not.

A cell is told where enough officials are asked for the competency and enough are said to have a gap; what is derived
(sums over competencies) carries the error of its parts.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from passbook.insights.demand.budget import error
from passbook.insights.demand.count import Cell
from passbook.insights.demand.release import Release

# Demand is told from so many people up.
LEAST = 50
NEAREST = 5


@dataclass(frozen=True)
class Row:
    """A cell that is told: the competency, the value beside it, how many are asked for it (to the nearest 5, as counts
    of people are told elsewhere), the noisy count of those with a gap, its error (95 %), and by how much it changed
    since the release before (None: not told then)."""

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


@dataclass(frozen=True)
class Point:
    """A count of one release: of which quarter, the noisy count (None: too few to tell) and its error (95 %)."""

    quarter: str
    count: int | None
    error: int


def least(small_cell: int) -> int:
    """From how many people up demand is told at a tenant."""
    return max(LEAST, small_cell)


def latest(releases: Sequence[Release], by: str) -> Release | None:
    """The latest release with a table; `releases`: the latest first."""
    return next((each for each in releases if by in each.scales), None)


def before(releases: Sequence[Release], by: str) -> Release | None:
    """The release with a table before the latest one."""
    return next((each for each in [each for each in releases if by in each.scales][1:]), None)


def series(releases: Sequence[Release], by: str, cell: Cell, small_cell: int) -> tuple[Point, ...]:
    """A cell over all releases with its table, the oldest first."""
    k = least(small_cell)
    points = []
    for each in reversed(releases):
        if by in each.scales:
            asked, count = each.cells.get(by, {}).get(cell, (0, 0))
            points.append(Point(each.quarter, count if min(asked, count) >= k else None, error(each.scales[by])))
    return tuple(points)


def demand(release: Release, by: str, about: Callable[[Cell], bool], small_cell: int, since: Release | None = None
           ) -> Demand:
    """The cells of a table (`competency`, `level`, `state` or `language`) that a question is about, most first.
    `about` must not depend on what is protected. `since`: the release against which changes are told."""
    width, k = error(release.scales[by]), least(small_cell)
    rows, silent = [], 0
    for cell, (asked, count) in release.cells.get(by, {}).items():
        if not about(cell):
            continue
        if asked < k or count < k:
            silent += 1
            continue
        rows.append(Row(*cell, NEAREST * round(asked / NEAREST), count, width, _change(since, by, cell, count, k)))
    rows.sort(key=lambda row: (-row.count, row.competency, row.beside))
    return Demand(tuple(rows), silent)


def _change(since: Release | None, by: str, cell: Cell, now: int, k: int) -> int | None:
    if since is None:
        return None
    asked, count = since.cells.get(by, {}).get(cell, (0, 0))
    return now - count if asked >= k and count >= k else None


def change_error(now: Release, since: Release, by: str) -> int:
    """The error of a change between two releases (95 %): their noises are independent, and their variances add."""
    return error(math.hypot(now.scales[by], since.scales[by]))

