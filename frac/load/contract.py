"""The shapes in which a table of the bundle is declared: its columns, references, rules and checks.

Data only; `staging.py`, `checks.py` and `merge.py` act on it. Refuses to know any table (see `tables.py` and
`passbook/load`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, LiteralString

from frac.load.columns import Column, Context

# Column, what is wrong, how to mend it.
Complaint = tuple[str, str, str]
Rule = Callable[[dict[str, Any], Context], Iterable[Complaint]]


@dataclass(frozen=True, slots=True)
class Reference:
    """A column whose value is an id of the table `target`.

    `how` is `plain`, `list` (each item), `tags` (the ids of a course's competencies), or a prefix such as `position:`
    after which the id stands. `stored` is a table of the database in which the id may stand as well.
    """

    column: str
    target: str
    how: str = "plain"
    stored: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """A query over the staged tables (`stage_NAME`) that returns (line, value) of the rows that do not hold.

    The message is `before`, the value, `after`. It may use %(as_of)s, %(levels)s and %(tomorrow)s. With `notice` the
    rows are accepted all the same.
    """

    column: str | None
    query: LiteralString
    before: str
    after: str
    mend: str
    notice: bool = False


@dataclass(frozen=True, slots=True)
class Derived:
    """A column of the database that is computed from the row."""

    stored: str
    sql: LiteralString
    value: Callable[[dict[str, Any]], Any]


@dataclass(frozen=True, slots=True)
class Table:
    """One file of the bundle and the table that holds it. Without a `key`, a row is its number in the file.

    `trees` are the references to the table itself that must not run in circles. A `ledger` is only ever added to.
    """

    name: str
    into: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ("id",)
    suffix: str = "csv"
    required: bool = False
    parquet: bool = False
    references: tuple[Reference, ...] = ()
    trees: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    checks: tuple[Check, ...] = ()
    derived: tuple[Derived, ...] = ()
    ledger: bool = False

    @property
    def stage(self) -> str:
        """The temporary table into which the file is read."""
        return f"stage_{self.name}"

    @property
    def file(self) -> str:
        """The name of the file, as it is when it is not packed."""
        return f"{self.name}.{self.suffix}"

    @property
    def stored(self) -> tuple[str, ...]:
        """The columns of the database that come from the file."""
        number = () if self.key else ("number",)
        return (*number, *(column.stored for column in self.columns), *(derived.stored for derived in self.derived))

    @property
    def identity(self) -> tuple[str, ...]:
        """The columns by which a row is known again."""
        return self.key or ("number",)
