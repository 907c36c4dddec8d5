"""The attack: legal questions by leaders and analysts, and what follows from all answers together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations

from passbook.insights.disclosure.cells import told as told_cell
from passbook.insights.disclosure.controlled import World
from passbook.insights.disclosure.gate import ask_world
from passbook.insights.disclosure.population import ATTRIBUTES
from passbook.insights.query import SUPPRESSED, Answer, Column, Query, Scope, Suppressed, Table, Threshold, Value
from passbook.periods import Period
from tests.attacks.solver import Knowledge
from tests.attacks.world import MONTHS, QUARTER, UNITS, Official, Tenant

WINDOWS: tuple[Period, ...] = (*MONTHS, QUARTER)
COUNT, RATE = "active_learners", "active_rate"


@dataclass
class Naive:
    """A gate that silences small cells and rounds, and looks no further: what the attack must get through."""

    tenant: Tenant

    def ask(self, query: Query, small_cell: int) -> Answer:
        """Rows as they are, each judged by itself."""
        rows = []
        for row in self.tenant.compute(query.but(having=(), limit=None, sort=None)):
            values: list[Value] = []
            for number, metric in enumerate(query.metrics):
                people = len([each for each in self.tenant.people if self._is_in(each, query, row.keys)])
                kind = "rate" if UNITS.get(metric) == "%" else "count"
                values.append(SUPPRESSED if people < small_cell else told_cell(
                    kind, UNITS.get(metric), row.values[number], row.counted[number], row.base[number], small_cell))
            rows.append((*row.keys, *values))
        columns = [*(Column(each, "dimension") for each in query.group_by),
                   *(Column(each, "metric", UNITS.get(each)) for each in query.metrics)]
        return Answer(query, Table(tuple(columns), tuple(rows)), controlled=True)

    def _is_in(self, each: Official, query: Query, keys: tuple[str | None, ...]) -> bool:
        named = [*query.filters.items(), *((dimension, (key or "",)) for dimension, key in
                                           zip(query.group_by, keys, strict=True))]
        return all(each.organisation in ids if dimension == "organisation" and dimension in query.group_by
                   else self.tenant._fits(each, dimension, ids) for dimension, ids in named)


@dataclass
class Attack:
    """One tenant under attack. `asked`: how many questions were asked."""

    tenant: Tenant
    small_cell: int
    naive: bool = False
    asked: int = 0
    refused: int = 0
    told: int = 0
    silent: int = 0
    _kinds: list[tuple[str, ...]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.world: World = self.tenant.world()
        self._gate = Naive(self.tenant)
        self._kinds = sorted(self.world.population.atoms)  # type: ignore[arg-type]

    def ask(self, query: Query, scope: Scope) -> Answer:
        """One question."""
        self.asked += 1
        return self._gate.ask(query, self.small_cell) if self.naive else ask_world(self.world, query, scope,
                                                                                   self.small_cell)

    def recovered(self) -> list[frozenset[int]]:
        """The small groups that are found out by questions about who learned."""
        known = self._knowledge()
        for query, scope in questions(self.tenant, self.naive):
            answer = self.ask(query, scope)
            if answer.table is None:
                self.refused += 1
                continue
            self._learn(known, query, answer.table)
        self._follow(known)
        self._large(known)
        return known.recovered(self._targets())

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
                members = [each for each in self.tenant.people if _kind(each) == kind]
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
            if any(isinstance(key, Suppressed) for key in keys.values()):
                continue
            members = self._members(query, {name: str(key) for name, key in keys.items()}, window)
            size = sum(known.most[number] for number in members)
            for column, value in zip(table.columns, row, strict=True):
                self.told += column.kind == "metric" and not isinstance(value, Suppressed)
                self.silent += isinstance(value, Suppressed)
                if column.kind == "metric" and isinstance(value, (int, float)) and members:
                    low, high = _bounds(column.id, value, size)
                    known.learn(members, low, high)
                    if size >= self.small_cell and (high < 1 or low > size - 1):
                        known.said.update(members)

    def _members(self, query: Query, keys: Mapping[str, str], window: Period) -> list[int]:
        place = WINDOWS.index(window)
        named = [*((dimension, ids) for dimension, ids in query.filters.items() if dimension not in keys
                   and not (dimension == "organisation" and len(ids) > 1)),
                 *((dimension, (key,)) for dimension, key in keys.items())]
        return [place * len(self._kinds) + number for number, kind in enumerate(self._kinds)
                if all(self._holds(kind, dimension, ids, dimension in query.group_by) for dimension, ids in named)]

    def _holds(self, kind: tuple[str, ...], dimension: str, ids: tuple[str, ...], grouped: bool) -> bool:
        if dimension in ATTRIBUTES:
            return kind[1 + ATTRIBUTES.index(dimension)] in ids
        if dimension == "organisation" and grouped:
            return kind[0] in ids
        return any(each in self.tenant.above[kind[0]] for each in ids)

    def _large(self, known: Knowledge) -> None:
        """Groups of enough people of which everybody or nobody learned, told or found by a difference: that is no
        figure about few people (the contract's *zero*), and neither is what follows for some of them."""
        described = list({frozenset(group) for group in self._described(1)})
        count = len(self._kinds)
        seen = set()
        for window in range(len(WINDOWS)):
            for first in described:
                for second in [frozenset[int](), *described]:
                    rest = frozenset(window * count + number for number in first - second)
                    size = sum(known.most[number] for number in rest)
                    if size < self.small_cell or rest in seen:
                        continue
                    seen.add(rest)
                    if sum(known.truth[number] for number in rest) in (0, size) and not rest <= known.said \
                            and known.recovered([rest]):
                        known.said.update(rest)

    def _described(self, most: int) -> Iterator[list[int]]:
        """The groups that a place and so many attributes describe, by the numbers of their kinds."""
        for place in ("", *self.tenant.above):
            inside = [number for number, kind in enumerate(self._kinds)
                      if not place or place in self.tenant.above[kind[0]]]
            for size in range(most + 1):
                for chosen in combinations(range(1, 5), size):
                    groups: dict[tuple[str, ...], list[int]] = {}
                    for number in inside:
                        groups.setdefault(tuple(self._kinds[number][each] for each in chosen), []).append(number)
                    yield from groups.values()

    def _targets(self) -> set[frozenset[int]]:
        """Every group of fewer than `small_cell` people that a place and up to two attributes describe."""
        return {frozenset(window * len(self._kinds) + number for number in group) for window in range(len(WINDOWS))
                for group in self._described(2) if self._people(group) < self.small_cell}

    def _people(self, group: list[int]) -> int:
        return sum(self.world.population.atoms[self._kinds[number]] for number in group)  # type: ignore[index]


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


def _kind(each: Official) -> tuple[str, ...]:
    return (each.organisation, each.position, each.group, each.state, each.language)


def _bounds(metric: str, value: float, size: int) -> tuple[float, float]:
    """Between what a told figure was, as a number of people."""
    if metric == RATE:
        return (value - 0.5) * size / 100 - 1e-9, (value + 0.5) * size / 100 + 1e-9
    if value == 0:
        return 0, 0
    return (1 if value == 5 else value - 2.5), value + 2.5
