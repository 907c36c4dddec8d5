"""What follows from answers: the attacker knows who serves where (a directory says so), and solves for the rest.

Unknown is, for each kind of people and each window, how many of them have the property; every answer narrows sums of
these numbers. A group is recovered where no other whole numbers fit all answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array


@dataclass
class Knowledge:
    """Whole numbers between 0 and `most`, and what is known of sums of them."""

    most: Sequence[int]
    truth: Sequence[int]
    rows: list[Mapping[int, float]] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    # Numbers that an answer itself tells, being 0 or everybody of a large enough group.
    said: set[int] = field(default_factory=set)
    _known: set[object] = field(default_factory=set)
    # Other numbers that fit all answers, found on the way.
    _others: list[np.ndarray[Any, Any]] = field(default_factory=list)
    _matrix: Any = None

    def learn(self, members: Iterable[int], low: float, high: float, weight: float = 1.0) -> None:
        """The numbers of `members` add up to something between `low` and `high`."""
        self.add(dict.fromkeys(members, weight), low, high)

    def add(self, row: Mapping[int, float], low: float, high: float) -> None:
        """A weighted sum lies between `low` and `high`. What is learned must be true: else the attack is at fault."""
        value = sum(weight * self.truth[number] for number, weight in row.items())
        assert low - 1e-6 <= value <= high + 1e-6, (low, value, high)
        known = (tuple(sorted(row.items())), low, high)
        if known not in self._known:
            self._known.add(known)
            self.rows.append(row)
            self.low.append(low)
            self.high.append(high)
            self._matrix = None

    def recovered(self, targets: Iterable[Mapping[int, float]]) -> list[Mapping[int, float]]:
        """The weighted sums that can be nothing but what they are, beyond what an answer says as such."""
        found = []
        for target in targets:
            unknown = {number: weight for number, weight in sorted(target.items()) if number not in self.said}
            if unknown and not self._other(unknown):
                found.append(target)
        return found

    def _other(self, sum_: Mapping[int, float]) -> bool:
        """Whether a sum may be another than it is."""
        members, weights = list(sum_), np.array(list(sum_.values()))
        is_ = weights @ np.array(self.truth)[members]
        if any(weights @ other[members] != is_ for other in self._others):
            return True
        most = np.array(self.most)[members]
        highest, lowest = weights[weights > 0] @ most[weights > 0], weights[weights < 0] @ most[weights < 0]
        ends = ((is_ + 1, highest), (lowest, is_ - 1))
        return any(low <= high and self._possible(sum_, low, high) for low, high in ends)

    def _possible(self, sum_: Mapping[int, float], low: float, high: float) -> bool:
        if self._matrix is None:
            data = [weight for row in self.rows for weight in row.values()]
            columns = [number for row in self.rows for number in row]
            ends = np.cumsum([0, *(len(row) for row in self.rows)])
            self._matrix = csr_array((data, columns, ends), shape=(len(self.rows), len(self.most)))
        count = len(self.most)
        asked = np.zeros((1, count))
        asked[0, list(sum_)] = list(sum_.values())
        done = milp(np.zeros(count), integrality=np.ones(count), bounds=Bounds(0, np.array(self.most)), constraints=[
            LinearConstraint(self._matrix, self.low, self.high), LinearConstraint(asked, low, high)],
            options={"time_limit": 20.0})
        if done.x is not None:
            self._others.append(np.round(done.x).astype(int))
        # Recovered is what the solver shows to be the only way; what it could not settle in time is not.
        return bool(done.status != 2)
