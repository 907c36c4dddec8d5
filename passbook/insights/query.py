"""What is asked, what may be seen and what is answered: the shapes that questions, engine and gate share.

Plain values, no store and no language. Ids are the tenant's own; people stand as pseudonyms below the gate and as ids
of officials above it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from passbook.periods import Period

Comparison = Literal["<", "<=", ">", ">=", "="]
Order = Literal["asc", "desc"]
Ids = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Threshold:
    """A bound on a metric's value in each row: "readiness below 40 %", "from at least 10 ratings"."""

    metric: str
    comparison: Comparison
    value: float


@dataclass(frozen=True)
class Query:
    """A question as data.

    `metrics`: ids, the first is the one that is ranked. `group_by`: dimensions, `organisation` for the official's own,
    a tenant's kind of organisation ("department") for the ancestor of that kind, `official` for people. `filters`:
    dimension to ids of which any will do; a place means its whole subtree. `without`: the same, to be left out.
    `level`: holders and supply at that level or above; with `exact_level` at that level alone. `periods`: none for all
    time (events) or now (states); one; or several to be compared, a row each. `having`: bounds that rows must keep.
    `part`: dimensions whose filters make the part of a share; the whole is the same question without them. `change`:
    each row beside its value in the period before; `moved`: those rows alone that went up or down; `by_change`: ordered
    by the change. `negated`: those of the group whom the metric does not count, or the rest of a rate. `people`: `who`,
    the officials counted by the metric, or `who not`, those of the group whom it does not count.
    """

    metrics: Ids
    group_by: Ids = ()
    filters: Mapping[str, Ids] = field(default_factory=dict)
    without: Mapping[str, Ids] = field(default_factory=dict)
    level: int | None = None
    exact_level: bool = False
    periods: tuple[Period, ...] = ()
    having: tuple[Threshold, ...] = ()
    sort: Order | None = None
    limit: int | None = None
    part: Ids = ()
    change: bool = False
    moved: Literal["up", "down"] | None = None
    by_change: bool = False
    negated: bool = False
    people: Literal["who", "who not"] | None = None

    def but(self, **changes: Any) -> Query:
        """The same question with something else in it."""
        return replace(self, **changes)


@dataclass(frozen=True)
class Scope:
    """What an asker may see, from their grants.

    `exact`: organisations in whose subtrees they see individuals (`hr`). `team`: pseudonyms of those who report to
    them, and themselves. `parts`: organisations whose subtree and parts they see under disclosure control (`leader`);
    these also against their peers, the organisations of their kind. `whole`: the whole tenant under disclosure control
    (`analyst`). `provider`: the provider whose courses' completions and ratings they see under disclosure control.
    """

    exact: Ids = ()
    team: frozenset[str] = frozenset()
    parts: Ids = ()
    whole: bool = False
    provider: str | None = None

    @property
    def any(self) -> bool:
        """Whether any aggregate may be seen."""
        return bool(self.exact or self.parts or self.whole or self.provider)


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A cell about too few people to be told."""


SUPPRESSED = Suppressed()
Value = float | int | str | None | Suppressed


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an answer: a dimension's ids, or a metric's figures with their unit."""

    id: str
    kind: Literal["dimension", "metric"]
    unit: str | None = None


@dataclass(frozen=True)
class Table:
    """Rows under columns; a dimension's cell is an id (None: none), a metric's a figure, None where there is nothing to
    divide by, or SUPPRESSED."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]


Silence = Literal["zero", "suppressed", "not_permitted", "not_recorded"]


@dataclass(frozen=True)
class Answer:
    """What the gate lets through: a table, or one of the four silences (a table may come with `zero` and `suppressed`).

    `query` is the question as it was computed (its place filled in from the asker's grant). `controlled`: whether
    figures were rounded. `as_of`: the instant of the facts. `why`: a key that says which rule made the silence (of
    `suppressed`: `few_people`, `few_counted`, `beside`, `two_attributes`, `few` where there are several, `too_many`) or
    what was changed in the question (`widened`, `told_apart`).
    """

    query: Query
    table: Table | None
    silence: Silence | None = None
    controlled: bool = False
    as_of: datetime | None = None
    why: str | None = None
