"""The attack on noisy counts: all that `demand` tells over several releases, put together as well as it can be.

The attacker knows the staff list, what posts require, and how everybody else stands at every release (the strongest
neighbour that differential privacy speaks of), and looks for one gap of one person. Each told count that the person may
be in speaks for or against it by its distance from what the others alone would make; the sum of what they say is the
best there is (Neyman and Pearson). Groups too small to be told are sought in what the told ones leave of their whole.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from statistics import NormalDist

from passbook.insights.demand.answer import least, series
from passbook.insights.demand.budget import PAST_SHARES, SHARES
from passbook.insights.demand.count import Cell, Counts
from passbook.insights.demand.release import Draw, Release, make

POSTS: Mapping[str, Mapping[str, int]] = {"P0": {"X": 2, "Y": 1, "Z": 1}, "P1": {"X": 3, "Y": 1},
                                          "P2": {"Z": 2, "V": 1}}
# Two states and a language hold few people.
STATES, STATE_ODDS = ("S1", "S2", "S3", "S4"), (50, 30, 2, 1)
LANGUAGES, LANGUAGE_ODDS = ("hi", "en", "ta"), (60, 38, 1)
START, SMALL = datetime(2026, 5, 1, tzinfo=UTC), 10
Told = tuple[str, str, Cell]


@dataclass(frozen=True)
class Official:
    """A person: what the staff list says, and which competencies are open at each release, the oldest first."""

    post: str
    state: str
    language: str
    open: tuple[frozenset[str], ...]

    def cell(self, table: str, competency: str) -> Cell:
        """The cell of a table that a competency of theirs is counted in."""
        return competency, {"competency": "", "level": str(POSTS[self.post][competency]), "state": self.state,
                            "language": self.language}[table]


def people(seed: int, count: int, releases: int) -> list[Official]:
    """A tenant's people, who close a tenth of their gaps from one release to the next."""
    chance, found = Random(seed), []
    for _ in range(count):
        post = chance.choice(tuple(POSTS))
        gaps = [frozenset(each for each in POSTS[post] if chance.random() < 0.5)]
        for _ in range(releases - 1):
            gaps.append(frozenset(each for each in gaps[-1] if chance.random() < 0.9))
        found.append(Official(post, chance.choices(STATES, STATE_ODDS)[0], chance.choices(LANGUAGES, LANGUAGE_ODDS)[0],
                              tuple(gaps)))
    return found


def counted(staff: Sequence[Official], at: int) -> dict[str, Counter[Cell]]:
    """How many have an open gap at a release, by table and cell; counted one by one, apart from the product."""
    return {table: Counter(each.cell(table, which) for each in staff for which in each.open[at]) for table in SHARES}


def released(staff: Sequence[Official], draw: Draw | None = None, past: int = 0) -> list[Release]:
    """The releases, the latest first; the oldest `past` of them with the competencies alone."""
    asked = {table: Counter(each.cell(table, which) for each in staff for which in POSTS[each.post])
             for table in SHARES}
    most = max(len(POSTS[each.post]) for each in staff)
    return [make(Counts(asked, counted(staff, at), most), f"Q{at}", START + timedelta(days=92 * at), draw,
                 PAST_SHARES if at < past else SHARES) for at in reversed(range(len(staff[0].open)))]


def told(releases: Sequence[Release], small_cell: int = SMALL) -> dict[Told, int]:
    """All counts that are told, in whatever way they are asked for: by quarter, table and cell."""
    found: dict[Told, int] = {}
    for table in SHARES:
        for cell in {cell for each in releases for cell in each.cells.get(table, {})}:
            for point in series(releases, table, cell, small_cell):
                if point.count is not None:
                    found[point.quarter, table, cell] = point.count
    return found


@dataclass(frozen=True)
class Guessed:
    """How the attack went: of the open gaps and of the others the shares that it guessed right, and how many guesses
    were made of each."""

    open: float
    met: float
    guesses: tuple[int, int]

    @property
    def right(self) -> float:
        """The share of right guesses where both are as likely: a half is chance."""
        return (self.open + self.met) / 2


def guess(staff: Sequence[Official], releases: Sequence[Release]) -> Guessed:
    """Guesses each pair of a person and a required competency that stayed as it was over all releases."""
    shown = told(releases)
    truth = {f"Q{at}": counted(staff, at) for at in range(len(staff[0].open))}
    right, made = Counter[bool](), Counter[bool]()
    for each in staff:
        for which in POSTS[each.post]:
            states = {which in gaps for gaps in each.open}
            if len(states) > 1:
                continue
            is_open = states.pop()
            made[is_open] += 1
            right[is_open] += (_speaks(each, which, is_open, shown, truth, releases) > 0) == is_open
    return Guessed(right[True] / made[True], right[False] / made[False], (made[True], made[False]))


def _speaks(each: Official, which: str, is_open: bool, shown: Mapping[Told, int],
            truth: Mapping[str, Mapping[str, Counter[Cell]]], releases: Sequence[Release]) -> float:
    """What all told counts say for an open gap: the logarithm of its odds."""
    said = 0.0
    for release in releases:
        for table, scale in release.scales.items():
            cell = each.cell(table, which)
            count = shown.get((release.quarter, table, cell))
            if count is not None:
                others = truth[release.quarter][table][cell] - is_open
                said += (count - others - 0.5) / scale ** 2
    return said


def at_best(releases: Sequence[Release]) -> float:
    """The share of right guesses that the noise allows where every count is told."""
    apart = math.sqrt(sum(1 / scale ** 2 for release in releases for scale in release.scales.values()))
    return NormalDist().cdf(apart / 2)


def left_over(staff: Sequence[Official], releases: Sequence[Release], table: str) -> Iterator[tuple[int, int]]:
    """For each competency at the latest release: how many of the groups too small to be told have a gap, and how many
    the told groups leave of the whole."""
    shown, latest, k = told(releases), releases[0], least(SMALL)
    truth = counted(staff, len(staff[0].open) - 1)[table]
    for which in sorted({competency for competency, _ in latest.cells[table]}):
        whole = shown.get((latest.quarter, "competency", (which, "")))
        parts = [cell for cell in latest.cells[table] if cell[0] == which]
        silent = [cell for cell in parts if (latest.quarter, table, cell) not in shown]
        if whole is not None and silent and all(latest.cells[table][cell][0] < k for cell in silent):
            yield sum(truth[cell] for cell in silent), whole - sum(
                shown[latest.quarter, table, cell] for cell in parts if cell not in silent)
