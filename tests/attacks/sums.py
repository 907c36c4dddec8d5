"""The attack on sums and averages: hours, where one person may have nearly all of them, and scores.

Unknown is, for each kind of people, the sum of their hours or of their scores. Found out is a group's sum where it is
known so closely that the one with the most, or the one with the second most who subtracts their own, is known within a
tenth (the p% rule: Hundepool et al., Statistical Disclosure Control, section 4.2); and the average score of fewer than
`small_cell` people where it is known within five points. Who had a score is taken to be known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import linprog

from passbook.insights.disclosure.population import ATTRIBUTES
from passbook.insights.query import Query, Scope, Suppressed, Table
from tests.attacks.attack import Attack, kind_of
from tests.attacks.solver import Knowledge
from tests.attacks.world import QUARTER, Official

NEAR, POINTS, SOME = 0.1, 5.0, 10
Row = tuple[list[int], float, float]


@dataclass
class Sums(Attack):
    """One tenant under attack. `metric`: hours or scores."""

    metric: str = "learning_hours"
    _rows: list[Row] = field(default_factory=list)

    windows = (QUARTER,)

    @property
    def takes(self) -> frozenset[str]:
        """Hours in sum and a head, or scores."""
        return frozenset({"learning_hours", "hours_per_official"} if self.metric == "learning_hours" else {
            "average_score"})

    def questions(self) -> Iterator[tuple[Query, Scope]]:
        """By place and by one attribute."""
        metrics = ("learning_hours", "hours_per_official") if self.metric == "learning_hours" else ("average_score",)
        for place in (None, *self.tenant.above):
            about = {"organisation": (place,)} if place else {}
            for by in ((), ("kind:department",), ("kind:unit",), ("organisation",), *((each,) for each in ATTRIBUTES)):
                yield Query(metrics, by, about, periods=(QUARTER,)), Scope(whole=True)

    def _amount(self, each: Official) -> float | None:
        days = [day for day in each.days if QUARTER.start <= day < QUARTER.end]
        if self.metric == "learning_hours":
            return float(each.hours * len(days)) or None
        return float(each.score) if days and each.score is not None else None

    def _of(self, group: list[int]) -> list[float]:
        kinds = {self._kinds[number] for number in group}
        amounts = [self._amount(each) for each in self.tenant.people if kind_of(each) in kinds]
        return sorted((each for each in amounts if each is not None), reverse=True)

    def _knowledge(self) -> Knowledge:
        return Knowledge([], [])

    def _learn(self, known: Knowledge, query: Query, table: Table) -> None:
        dimensions = [column.id for column in table.columns if column.kind == "dimension"]
        for row in table.rows:
            members = self._members(query, dict(zip(dimensions, map(str, row), strict=False)))
            for column, value in zip(table.columns, row, strict=True):
                if column.kind == "dimension":
                    continue
                self.told += not isinstance(value, Suppressed)
                self.silent += isinstance(value, Suppressed)
                if isinstance(value, (int, float)):
                    low, high = self._between(column.id, float(value), members)
                    assert low - 1e-6 <= sum(self._of(members)) <= high + 1e-6
                    self._rows.append((members, low, high))

    def _between(self, metric: str, value: float, members: list[int]) -> tuple[float, float]:
        if metric == "learning_hours":
            return (0, 0) if value == 0 else (max(0.0, value - 2.5) if value > 5 else 0.0, value + 2.5)
        people = self._people(members) if metric == "hours_per_official" else len(self._of(members))
        half = 0.05 if metric == "hours_per_official" else 0.5
        return max(0.0, (value - half) * people), (value + half) * people

    def recovered(self) -> list[Mapping[int, float]]:
        """The groups of which too much is known."""
        super().recovered()
        groups = {frozenset(group) for group in self._described(1)} | {frozenset(group) for group in self._direct()}
        return [dict.fromkeys(group, 1.0) for group in sorted(groups, key=sorted) if self._is_found(sorted(group))]

    def _direct(self) -> Iterator[list[int]]:
        for place in self.tenant.above:
            yield [number for number, kind in enumerate(self._kinds) if kind[0] == place]

    def _is_found(self, group: list[int]) -> bool:
        amounts = self._of(group)
        if not amounts:
            return False
        if self.metric != "learning_hours":
            if len(amounts) >= self.small_cell:
                return False
            return self._end(group, 1) - self._end(group, -1) <= POINTS * len(amounts)
        most, second = amounts[0], sum(amounts[1:2])
        return most >= SOME and self._end(group, 1) - second - most < NEAR * most

    def _end(self, group: list[int], sign: int) -> float:
        """The most (or, below zero, the least) that the sum of a group can be."""
        count = len(self._kinds)
        aim, rows = np.zeros(count), np.zeros((len(self._rows), count))
        aim[group] = -sign
        for number, (members, _, _) in enumerate(self._rows):
            rows[number, members] = 1
        ends = [(0, None if self.metric == "learning_hours" else 100 * len(self._of([number])))
                for number in range(count)]
        done = linprog(aim, A_ub=np.vstack([rows, -rows]) if len(rows) else None,
                       b_ub=[*(high for _, _, high in self._rows), *(-low for _, low, _ in self._rows)] or None,
                       bounds=ends)
        return -sign * float(done.fun) if done.status == 0 else sign * float("inf")

    def _follow(self, known: Knowledge) -> None:
        """Nothing is: a sum says no more of its parts."""

    def _targets(self, known: Knowledge) -> list[Mapping[int, float]]:
        return []
