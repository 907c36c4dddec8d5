"""How a column of a bundle is declared, and what its cells are read with; `kinds.py` lists the kinds of columns.

Declarations only; refuses to read anything.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

Note = Callable[[str], None]
# Reads a cell: the value, or None for an empty cell; raises Bad.
Reader = Callable[[Any, Note], Any]


class Bad(Exception):
    """A cell that cannot be taken, and how to mend it."""

    def __init__(self, what: str, mend: str) -> None:
        super().__init__(what)
        self.what, self.mend = what, mend


@dataclass(frozen=True, slots=True)
class Context:
    """What the tenant says about all its files. `levels` is None where its scale itself is in doubt.

    `words` holds, for each column of kind `word`, the spelling of each word that was met first in any file.
    """

    levels: int | None
    zone: tzinfo
    as_of: date | None
    languages: tuple[str, ...] = ()
    words: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def tomorrow(self) -> datetime | None:
        """The first instant after `as_of`, in the tenant's time zone."""
        if self.as_of is None or self.as_of >= date.max - timedelta(days=1):
            return None
        return datetime.combine(self.as_of + timedelta(days=1), time(), self.zone)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file. `into` is its name in the database where that differs; `default` stands for an empty cell.

    `choices` are the words of a `choice`; with `loose`, a word with an addition (`Behavioural - Core`) is that word.
    """

    name: str
    kind: str = "text"
    required: bool = False
    into: str = ""
    choices: tuple[str, ...] = ()
    loose: bool = False
    low: float | None = None
    high: float | None = None
    default: Any = None

    @property
    def stored(self) -> str:
        """The column of the database that holds it."""
        return self.into or self.name
