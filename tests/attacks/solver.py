"""What follows from answers: the attacker knows who serves where (a directory says so), and solves for the rest.

Unknown is, for each kind of people and each window, how many of them have the property; every answer narrows sums of
these numbers. A group is recovered where no other whole numbers fit all answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

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

    def learn(self, members: Iterable[int], low: float, high: float, weight: float = 1.0) -> None:
        """The numbers of `members` add up to something between `low` and `high`."""
        self.add(dict.fromkeys(members, weight), low, high)

    def add(self, row: Mapping[int, float], low: float, high: float) -> None:
        """A weighted sum lies between `low` and `high`. What is learned must be true: else the attack is at fault."""
        value = sum(weight * self.truth[number] for number, weight in row.items())
        assert low - 1e-6 <= value <= high + 1e-6, (low, value, high)
        self.rows.append(row)
        self.low.append(low)
        self.high.append(high)

    def recovered(self, targets: Iterable[frozenset[int]]) -> list[frozenset[int]]:
        """The targets whose sum can be nothing but what it is, beyond what an answer says as such."""
        found = []
        for target in targets:
            unknown = sorted(target - self.said)
            if unknown and not self._other(unknown):
                found.append(target)
        return found

    def _other(self, members: Sequence[int]) -> bool:
        """Whether the sum of these numbers may be another than it is."""
        is_ = sum(self.truth[number] for number in members)
        most = sum(self.most[number] for number in members)
        return any(low <= high and self._possible(members, low, high) for low, high in ((is_ + 1, most), (0, is_ - 1)))

    def _possible(self, members: Sequence[int], low: float, high: float) -> bool:
        rows = [*self.rows, dict.fromkeys(members, 1.0)]
        data = [weight for row in rows for weight in row.values()]
        columns = [number for row in rows for number in row]
        ends = np.cumsum([0, *(len(row) for row in rows)])
        matrix = csr_array((data, columns, ends), shape=(len(rows), len(self.most)))
        done = milp(np.zeros(len(self.most)), integrality=np.ones(len(self.most)), bounds=Bounds(0, np.array(self.most)),
                    constraints=LinearConstraint(matrix, [*self.low, low], [*self.high, high]),
                    options={"time_limit": 20.0})
        # Not shown to be impossible is taken for recovered only where the solver says so.
        return bool(done.status != 2)
