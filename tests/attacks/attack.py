"""The attack: legal questions by leaders and analysts, and what follows from all answers together.

What is asked, and what an answer says of the unknown numbers, is of each attack: `Learning`, `Standing`, `Sums`. What
the tools ask of the gate (`tools.py`) is taken in by each of them as far as it is about its numbers.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, combinations

from passbook.insights.disclosure.cells import kind_of as kind_of_metric
from passbook.insights.disclosure.cells import told as told_cell
from passbook.insights.disclosure.gate import ask_world
from passbook.insights.disclosure.population import ATTRIBUTES
from passbook.insights.disclosure.world import World
from passbook.insights.query import SUPPRESSED, Answer, Column, Query, Scope, Table, Value
from passbook.periods import Period
from tests.attacks.solver import Knowledge
from tests.attacks.tools import TOOLS
from tests.attacks.world import UNITS, Official, Tenant


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
                kind = kind_of_metric(metric, UNITS.get(metric))
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
class Attack(ABC):
    """One tenant under attack. `asked`: how many questions were asked. Unknown numbers stand block by block, in each
    block one for every kind of people."""

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

    @abstractmethod
    def questions(self) -> Iterator[tuple[Query, Scope]]:
        """What is asked, and by whom."""

    @property
    @abstractmethod
    def takes(self) -> frozenset[str]:
        """The metrics that say something of the unknown numbers."""

    @property
    @abstractmethod
    def windows(self) -> tuple[Period, ...]:
        """The periods that it is about."""

    def of_tools(self) -> Iterator[tuple[Query, Scope]]:
        """What the tools ask that is about the unknown numbers, each question once; the plain gate of `Naive` knows no
        peers, and so no leader who sees beyond their own place."""
        seen = set()
        for tool in () if self.naive else TOOLS.values():
            for window in self.windows:
                for query, scope in tool(self.tenant, window):
                    if self.takes & set(query.metrics) and repr((query, scope)) not in seen:
                        seen.add(repr((query, scope)))
                        yield query, scope

    @abstractmethod
    def _knowledge(self) -> Knowledge:
        """What is known before."""

    @abstractmethod
    def _learn(self, known: Knowledge, query: Query, table: Table) -> None:
        """Takes in what a table says."""

    @abstractmethod
    def _follow(self, known: Knowledge) -> None:
        """Adds what else is said by what is said."""

    @abstractmethod
    def _targets(self, known: Knowledge) -> list[Mapping[int, float]]:
        """The sums that must not be found out."""

    def ask(self, query: Query, scope: Scope) -> Answer:
        """One question."""
        self.asked += 1
        return self._gate.ask(query, self.small_cell) if self.naive else ask_world(self.world, query, scope,
                                                                                   self.small_cell)

    def recovered(self) -> list[Mapping[int, float]]:
        """What is found out of few people."""
        known = self._knowledge()
        for query, scope in chain(self.questions(), self.of_tools()):
            answer = self.ask(query, scope)
            if answer.table is None:
                self.refused += 1
                continue
            self._learn(known, query, self._taken(answer.table))
        self._follow(known)
        self._large(known)
        return known.recovered(self._targets(known))

    def _taken(self, table: Table) -> Table:
        """A table without the columns of which nothing follows."""
        kept = [at for at, column in enumerate(table.columns)
                if column.kind == "dimension" or column.id in self.takes]
        return Table(tuple(table.columns[at] for at in kept),
                     tuple(tuple(row[at] for at in kept) for row in table.rows))

    def _members(self, query: Query, keys: Mapping[str, str]) -> list[int]:
        """The kinds of people that a row is about."""
        named = [*((dimension, ids) for dimension, ids in query.filters.items() if dimension not in keys
                   and not (dimension == "organisation" and len(ids) > 1)),
                 *((dimension, (key,)) for dimension, key in keys.items())]
        return [number for number, kind in enumerate(self._kinds)
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
        kept = set(described)
        count = len(self._kinds)
        seen = set()
        for window in range(len(known.most) // count):
            for first in [*described, *self._unions()]:
                for second in [frozenset[int](), *(described if first in kept else ())]:
                    rest = frozenset(window * count + number for number in first - second)
                    size = sum(known.most[number] for number in rest)
                    if size < self.small_cell or rest in seen:
                        continue
                    seen.add(rest)
                    if sum(known.truth[number] for number in rest) in (0, size) and not rest <= known.said \
                            and known.recovered([dict.fromkeys(rest, 1.0)]):
                        known.said.update(rest)

    def _unions(self) -> Iterator[frozenset[int]]:
        """Some of the parts of a place together, with or without those who serve in it itself."""
        for place in self.tenant.above:
            parts: dict[str, set[int]] = {}
            for number, kind in enumerate(self._kinds):
                above = self.tenant.above[kind[0]]
                if place in above:
                    at = above.index(place)
                    parts.setdefault(above[at - 1] if at else "", set()).add(number)
            for size in range(2, len(parts) + 1):
                for chosen in combinations(parts.values(), size):
                    yield frozenset[int]().union(*chosen)

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

    def _small(self, blocks: int) -> list[Mapping[int, float]]:
        """Every group of fewer than `small_cell` people that a place and up to two attributes describe."""
        found = {frozenset(block * len(self._kinds) + number for number in group) for block in range(blocks)
                 for group in self._described(2) if self._people(group) < self.small_cell}
        return [dict.fromkeys(each, 1.0) for each in sorted(found, key=sorted)]

    def _people(self, group: list[int]) -> int:
        return sum(self.world.population.atoms[self._kinds[number]] for number in group)  # type: ignore[index]


def kind_of(each: Official) -> tuple[str, ...]:
    """What a directory says of somebody."""
    return (each.organisation, each.position, each.group, each.state, each.language)


def bounds(metric: str, value: float, size: int, small_cell: int) -> tuple[float, float]:
    """Between what a told figure was, as a number of people (or of what else there are `size` of)."""
    if UNITS.get(metric) == "%":
        return (value - 0.5) * size / 100 - 1e-9, (value + 0.5) * size / 100 + 1e-9
    if value == 0:
        return 0, 0
    return max(small_cell, value - 2.5), value + 2.5
