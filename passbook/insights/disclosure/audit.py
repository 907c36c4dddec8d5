"""Whether figures about told sets, added and subtracted, give the figure of a set that must not be told.

Sets are rows of ones and zeros over atoms of people. The rows told so far are kept in reduced echelon form modulo a
prime, and of every silent set what remains of it beside them: a set whose remainder vanishes is a combination of told
ones. Arithmetic is exact; by the prime a combination may rarely be seen where there is none, never the other way.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

# So small that sums of a few thousand products stay exact in doubles.
PRIME = 1_048_573

Rows = np.ndarray[Any, np.dtype[Any]]


class Combinations:
    """What can be made of the rows taken in; `silent` are the sets that must not come out, each as the atoms that are
    added and those that are taken away."""

    def __init__(self, atoms: int, silent: Sequence[tuple[Rows, Rows]]) -> None:
        self._atoms = atoms
        self._basis = np.zeros((0, atoms))
        self._pivots: list[int] = []
        self._rest = np.zeros((len(silent), atoms))
        for number, (more, less) in enumerate(silent):
            self._rest[number, more] = 1
            self._rest[number, less] = PRIME - 1
        self._touched = (self._rest != 0).sum(axis=0)

    def takes(self, members: Rows) -> bool:
        """Takes a set in, by the numbers of its atoms; False, and nothing taken, where a silent set would come out."""
        row = np.zeros(self._atoms)
        row[members] = 1
        row = (row - row[self._pivots] @ self._basis) % PRIME
        there = np.flatnonzero(row)
        if not there.size:
            return True  # it tells nothing that the others do not
        pivot = int(there[np.argmin(self._touched[there])])
        row = row * pow(int(row[pivot]), -1, PRIME) % PRIME
        hit = np.flatnonzero(self._rest[:, pivot])
        before = self._rest[np.ix_(hit, there)]
        after = (before - np.outer(self._rest[hit, pivot], row[there])) % PRIME
        emptied = hit[~after.any(axis=1)]
        if emptied.size and self._vanish(emptied, there):
            return False
        self._rest[np.ix_(hit, there)] = after
        self._touched[there] += (after != 0).sum(axis=0) - (before != 0).sum(axis=0)
        above = np.flatnonzero(self._basis[:, pivot])
        self._basis[above] = (self._basis[above] - np.outer(self._basis[above, pivot], row)) % PRIME
        self._basis = np.vstack([self._basis, row])
        self._pivots.append(pivot)
        return True

    def _vanish(self, rows: Rows, there: Rows) -> bool:
        """Whether one of these remainders has nothing outside of the columns that were just emptied."""
        outside = np.ones(self._atoms, dtype=bool)
        outside[there] = False
        return bool((~self._rest[np.ix_(rows, outside)].any(axis=1)).any())
