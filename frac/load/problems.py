"""What is wrong with a bundle, as values: problems that stop an import, notices that do not.

All of them are gathered, not the first. Refuses to print, to raise and to keep more than `LIMIT` problems in memory:
the rest is counted.
"""

from __future__ import annotations

from dataclasses import dataclass

LIMIT = 10_000


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: where it stands (`line` is a row number in Parquet), what is wrong, how to mend it."""

    file: str
    line: int | None
    column: str | None
    what: str
    mend: str

    def __str__(self) -> str:
        """One line for people: `officials.csv, line 3, reports_to: what is wrong. How to mend it.`"""
        return f"{_place(self.file, self.line, self.column)}: {self.what.rstrip('.')}. {self.mend}"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something accepted all the same, once for every file, column and text; `line` is the first of `count`."""

    file: str
    line: int | None
    column: str | None
    what: str
    count: int

    def __str__(self) -> str:
        """One line for people."""
        times = f" ({self.count} times, first here)" if self.count > 1 else ""
        return f"{_place(self.file, self.line, self.column)}: {self.what}{times}"


def _place(file: str, line: int | None, column: str | None) -> str:
    return ", ".join(part for part in (file, line and f"line {line}", column) if part)


class Findings:
    """Everything found in one bundle. `fatal` counts the problems that even a lenient import cannot step over."""

    def __init__(self, limit: int = LIMIT) -> None:
        self.problems: list[Problem] = []
        self.count = 0
        self.fatal = 0
        self._limit = limit
        self._notices: dict[tuple[str, str | None, str], tuple[int | None, int]] = {}

    @property
    def room(self) -> int:
        """How many more problems are kept and not only counted."""
        return self._limit - len(self.problems)

    def problem(self, file: str, line: int | None, column: str | None, what: str, mend: str, *,
                fatal: bool = False) -> None:
        """Note a problem. Those of the whole file or bundle (`fatal`) are kept even where the list is full."""
        self.count += 1
        self.fatal += fatal
        if self.room > 0 or (fatal and self.room > -self._limit):
            self.problems.append(Problem(file, line, column, what, mend))

    def uncounted(self, count: int) -> None:
        """Count problems that are not kept."""
        self.count += count

    def notice(self, file: str, line: int | None, column: str | None, what: str, count: int = 1) -> None:
        """Note something accepted; the same text of the same column is one notice with a count."""
        key = (file, column, what)
        if key in self._notices:
            first, before = self._notices[key]
            self._notices[key] = (first, before + count)
        elif len(self._notices) < self._limit:
            self._notices[key] = (line, count)

    @property
    def notices(self) -> list[Notice]:
        """The notices in the order in which they were first met."""
        return [Notice(file, line, column, what, count)
                for (file, column, what), (line, count) in self._notices.items()]

    def sorted(self, files: list[str]) -> list[Problem]:
        """The problems kept, in the order of `files`, then by line."""
        order = {file: place for place, file in enumerate(files)}
        return sorted(self.problems, key=lambda p: (order.get(p.file, len(order)), p.file, p.line or 0, p.column or ""))
