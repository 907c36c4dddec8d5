"""The attack on what people hold: gaps by competency, holders by level, and how both move from month to month.

Unknown is, for each kind of people, month and competency, how many hold it at each level or above. A gap is what the
post asks and they do not hold, so that gaps, holders, rates and readiness all are sums of the same numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product

from passbook.insights.query import Query, Scope, Suppressed, Table
from passbook.periods import Period
from tests.attacks.attack import Attack, bounds, kind_of
from tests.attacks.solver import Knowledge
from tests.attacks.world import MONTHS

LEVELS, COMPETENCIES = (1, 2, 3), ("X", "Y")
Block = tuple[int, str, int]


@dataclass
class Standing(Attack):
    """One tenant under attack. `months`: at the ends of which months is asked."""

    months: tuple[Period, ...] = MONTHS[-1:]
    _same: set[frozenset[int]] = field(default_factory=set)

    takes = frozenset({"holders", "officials_with_gap", "gap_rate", "open_gaps", "readiness"})

    @property
    def windows(self) -> tuple[Period, ...]:
        """The months."""
        return self.months

    def blocks(self) -> list[Block]:
        """A month, a competency, a level."""
        return list(product(range(len(self.months)), COMPETENCIES, LEVELS))

    def _knowledge(self) -> Knowledge:
        most, truth = [], []
        for month, which, level in self.blocks():
            for kind in self._kinds:
                members = [each for each in self.tenant.people if kind_of(each) == kind]
                most.append(len(members))
                truth.append(sum(each.holds(which, self.months[month].end) >= level for each in members))
        known = Knowledge(most, truth)
        for month, which, level in self.blocks():
            for number in range(len(self._kinds)):
                here = self._at((month, which, level), number)
                if level > 1:  # whoever holds more holds less
                    known.add({self._at((month, which, level - 1), number): 1.0, here: -1.0}, 0, most[here])
                if month:  # in these tenants nothing lapses
                    known.add({here: 1.0, self._at((month - 1, which, level), number): -1.0}, 0, most[here])
        return known

    def _at(self, block: Block, number: int) -> int:
        return self.blocks().index(block) * len(self._kinds) + number

    def _follow(self, known: Knowledge) -> None:
        """Nobody at a level is nobody above it; everybody at a level is everybody below it. So with months. Where
        nobody is at just one level, what is said of it is said of the next."""
        count, before = len(self._kinds), -1
        while before != len(known.said):
            before = len(known.said)
            known.said |= {each for pair in self._same if pair & known.said for each in pair}
            for month, which, level in self.blocks():
                for number in range(count):
                    here = self._at((month, which, level), number)
                    if here not in known.said:
                        continue
                    if known.truth[here] == 0:
                        known.said |= {self._at((m, which, above), number) for m in range(month + 1)
                                       for above in LEVELS if above >= level}
                    if known.truth[here] == known.most[here]:
                        known.said |= {self._at((m, which, below), number) for m in range(month, len(self.months))
                                       for below in LEVELS if below <= level}

    def questions(self) -> Iterator[tuple[Query, Scope]]:
        """By place and by one attribute, for each competency, each level, at the end of each month."""
        analyst = Scope(whole=True)
        for month in self.months:
            for place in (None, *self.tenant.above):
                about = {"organisation": (place,)} if place else {}
                scope = Scope(parts=(place,)) if place else analyst
                for by in ((), ("kind:department",), ("kind:unit",), ("organisation",), ("position",), ("group",),
                           ("state",), ("language",)):
                    for which in COMPETENCIES:
                        base = Query(("officials_with_gap", "gap_rate"), by, {**about, "competency": (which,)},
                                     periods=(month,))
                        yield base, scope
                        for level in LEVELS:
                            yield base.but(metrics=("holders",), level=level), scope
                            yield base.but(metrics=("holders",), level=level, exact_level=True), scope
                    both = Query(("open_gaps", "readiness"), by, about, periods=(month,))
                    yield both, scope
                    yield Query(("officials_with_gap", "gap_rate"), (*by, "competency"), about, periods=(month,)), scope

    def _learn(self, known: Knowledge, query: Query, table: Table) -> None:
        dimensions = [column.id for column in table.columns if column.kind == "dimension"]
        # the year, and what is asked of now, are the end of the last month
        month = self.months.index(query.periods[0]) if query.periods and query.periods[0] in self.months else len(
            self.months) - 1
        for row in table.rows:
            keys = dict(zip(dimensions, map(str, row), strict=False))
            level = int(keys.pop("level")) if "level" in keys else None
            asked = (keys.pop("competency"),) if "competency" in keys else query.filters.get("competency", COMPETENCIES)
            members = self._members(query.but(filters={name: ids for name, ids in query.filters.items()
                                                       if name != "competency"}), keys)
            for column, value in zip(table.columns, row, strict=True):
                if column.kind == "dimension":
                    continue
                self.told += not isinstance(value, Suppressed)
                self.silent += isinstance(value, Suppressed)
                if isinstance(value, (int, float)):
                    self._narrow(known, column.id, value, query, asked, month, members, level)

    def _narrow(self, known: Knowledge, metric: str, value: float, query: Query, asked: tuple[str, ...], month: int,
                members: list[int], level: int | None) -> None:
        weights, size = self._sum(metric, query, asked, month, members, level)
        if not weights:
            return
        if metric in ("gap_rate", "officials_with_gap") and len(asked) > 1:
            return  # whoever lacks one or another is no sum of these numbers
        low, high = bounds(metric, value, size, self.small_cell)
        if metric in ("holders", "readiness"):
            known.add(weights, low, high)
        else:  # a gap is not held: of all that are required take the held ones
            known.add(weights, size - high, size - low)
        exactly = metric == "holders" and query.exact_level and query.level != LEVELS[-1]
        if exactly and value == 0:
            numbers = list(weights)
            self._same |= {frozenset(pair) for pair in zip(numbers[:len(members)], numbers[len(members):], strict=True)}
        if not exactly and size >= self.small_cell and (high < 1 or low > size - 1):
            known.said.update(weights)

    def _sum(self, metric: str, query: Query, asked: tuple[str, ...], month: int, members: list[int],
             asked_at: int | None = None) -> tuple[dict[int, float], int]:
        """Which numbers a figure adds up, and how many there are at most. `asked_at`: of posts that require the
        competency at this level alone."""
        if metric == "holders":
            level = query.level or 1
            weights = {self._at((month, asked[0], level), number): 1.0 for number in members}
            if query.exact_level and level < LEVELS[-1]:
                weights |= {self._at((month, asked[0], level + 1), number): -1.0 for number in members}
            return weights, sum(known for known in (self._people([number]) for number in members))
        needed = [(number, which, required) for number in members for which in asked
                  if (required := self.tenant.requires[self._kinds[number][1]].get(which)) is not None
                  and asked_at in (None, required)]
        return ({self._at((month, which, level), number): 1.0 for number, which, level in needed},
                sum(self._people([number]) for number, _, _ in needed))

    def _targets(self, known: Knowledge) -> list[Mapping[int, float]]:
        return [*self._small(len(self.blocks())), *self._few(known)]

    def _few(self, known: Knowledge) -> Iterator[Mapping[int, float]]:
        """In a described group of enough people: those few who lack a competency, hold it at just one level, or came
        to hold it in a month."""
        for group in self._described(1):
            for month, which, level in self.blocks():
                here = {self._at((month, which, level), number): 1.0 for number in group}
                above = {self._at((month, which, level + 1), number): -1.0 for number in group} if level < 3 else {}
                before = {self._at((month - 1, which, level), number): -1.0 for number in group} if month else {}
                for each in (here, here | above, here | before):
                    if 0 < sum(weight * known.truth[number] for number, weight in each.items()) < self.small_cell:
                        yield each
            for month, which in product(range(len(self.months)), COMPETENCIES):
                lacking, size = self._sum("officials_with_gap", Query(()), (which,), month, list(group))
                if 0 < size - sum(known.truth[number] for number in lacking) < self.small_cell:
                    yield lacking
