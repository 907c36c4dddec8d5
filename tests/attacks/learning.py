"""The attack on who learned: month by month and in the quarter, asked in every way that leaders and analysts may ask.

Unknown is, for each kind of people and each window, how many of them learned.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

from passbook.insights.disclosure.population import ATTRIBUTES
from passbook.insights.query import Query, Scope, Suppressed, Table, Threshold
from passbook.periods import Period
from tests.attacks.attack import Attack, bounds, kind_of
from tests.attacks.solver import Knowledge
from tests.attacks.world import MONTHS, QUARTER, YEAR, Tenant

WINDOWS: tuple[Period, ...] = (*MONTHS, QUARTER)
COUNT, RATE = "active_learners", "active_rate"


class Learning(Attack):
    """One tenant under attack."""

    takes = frozenset({COUNT, RATE})
    windows = WINDOWS

    def questions(self) -> Iterator[tuple[Query, Scope]]:
        """See `questions`."""
        return questions(self.tenant, self.naive)

    def _targets(self, known: Knowledge) -> list[Mapping[int, float]]:
        return self._small(len(WINDOWS))

    def _follow(self, known: Knowledge) -> None:
        """What is said of a month and of its quarter, where one follows from the other: nobody in a quarter is nobody
        in its months, everybody in a month is everybody in its quarter."""
        count, before = len(self._kinds), -1
        while before != len(known.said):
            before = len(known.said)
            for number in range(count):
                months, quarter = [place * count + number for place in range(len(MONTHS))], len(MONTHS) * count + number
                said = [month for month in months if month in known.said]
                if any(known.truth[month] == known.most[month] for month in said) or len(said) == len(months):
                    known.said.add(quarter)
                if quarter in known.said:
                    left, none = len(months) - len(said), all(known.truth[month] == 0 for month in said)
                    if known.truth[quarter] == 0 or (left == 1 and none):
                        known.said.update(months)

    def _knowledge(self) -> Knowledge:
        most, truth = [], []
        for window in WINDOWS:
            for kind in self._kinds:
                members = [each for each in self.tenant.people if kind_of(each) == kind]
                most.append(len(members))
                truth.append(sum(any(window.start <= day < window.end for day in each.days) for each in members))
        known = Knowledge(most, truth)
        count = len(self._kinds)
        for number in range(count):  # who learned in a month learned in its quarter, and nobody else did
            months = [place * count + number for place in range(len(MONTHS))]
            quarter = len(MONTHS) * count + number
            for month in months:
                known.add({quarter: 1.0, month: -1.0}, 0, known.most[quarter])
            known.add({**dict.fromkeys(months, 1.0), quarter: -1.0}, 0, 3 * known.most[quarter])
        return known

    def _learn(self, known: Knowledge, query: Query, table: Table) -> None:
        dimensions = [column.id for column in table.columns if column.kind == "dimension"]
        for row in table.rows:
            keys = dict(zip(dimensions, row, strict=False))
            named = keys.pop("period", None)
            window = next((each for each in WINDOWS if each.id == named), query.periods[0])
            window = QUARTER if window == YEAR else window  # these people did nothing in the rest of the year
            if any(isinstance(key, Suppressed) for key in keys.values()):
                continue
            place = WINDOWS.index(window) * len(self._kinds)
            members = [place + number
                       for number in self._members(query, {name: str(key) for name, key in keys.items()})]
            size = sum(known.most[number] for number in members)
            for column, value in zip(table.columns, row, strict=True):
                self.told += column.kind == "metric" and not isinstance(value, Suppressed)
                self.silent += isinstance(value, Suppressed)
                if column.kind == "metric" and isinstance(value, (int, float)) and members:
                    low, high = bounds(column.id, value, size, self.small_cell)
                    known.learn(members, low, high)
                    if size >= self.small_cell and (high < 1 or low > size - 1):
                        known.said.update(members)


def questions(tenant: Tenant, plain: bool = False) -> Iterator[tuple[Query, Scope]]:
    """Legal questions of an analyst, of the leader of each department, and of one of the whole; `plain`: without those
    that only the gate itself understands."""
    analyst = Scope(whole=True)
    kinds = ("kind:department", "kind:unit")
    for window in WINDOWS:
        base = Query((COUNT, RATE), periods=(window,))
        for place in (None, *tenant.above):
            about = base.but(filters={"organisation": (place,)} if place else {})
            leader = Scope(parts=(place,)) if place else Scope(parts=("M",))
            yield about, analyst
            for by in (*kinds, "organisation", *ATTRIBUTES):
                yield about.but(group_by=(by,)), leader
                yield about.but(group_by=(by,), sort="desc"), analyst
            for first, second in combinations(ATTRIBUTES, 2):
                yield about.but(group_by=(first, second)), leader
            for attribute in ATTRIBUTES:
                yield about.but(group_by=("kind:unit", attribute)), analyst
            if not plain:
                yield from _cunning(tenant, about, leader)
    if not plain:
        yield Query((COUNT, RATE), periods=MONTHS), analyst
        yield Query((COUNT, RATE), group_by=("kind:unit",), periods=MONTHS), analyst


def _cunning(tenant: Tenant, about: Query, leader: Scope) -> Iterator[tuple[Query, Scope]]:
    """Unions, remainders, bounds by bisection, tops and bottoms."""
    departments = tuple(place for place, kind in tenant.kinds.items() if kind == "department")
    yield about.but(filters={**about.filters, "position": ("P0", "P1")}), leader
    yield about.but(without={"position": ("P0",)}), leader
    yield about.but(without={"group": ("B",)}), leader
    yield about.but(filters={"organisation": departments}), Scope(whole=True)
    for number in (1, 3):
        yield about.but(group_by=("kind:unit",), sort="desc", limit=number), leader
        yield about.but(group_by=("position",), sort="asc", limit=number), leader
    for bound in (20, 40, 60, 80):
        yield about.but(metrics=(RATE,), group_by=("kind:unit",), having=(Threshold(RATE, ">=", bound),)), leader
        yield about.but(metrics=(COUNT,), group_by=("position",), having=(Threshold(COUNT, ">", bound / 5),)), leader
