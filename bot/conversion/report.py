"""What a conversion took, what it left out and why, and what the bundle still lacks, in plain words.

Says where something stands and how often. Refuses to repeat anything about a person: no name, id, address or number of
one is ever given to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

EXAMPLES = 3


@dataclass(slots=True)
class Found:
    """One reason, how often it was met, and where first. `shown` values are never those of a person."""

    what: str
    count: int = 0
    first: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        """One line for people."""
        more = ", …" if self.count > len(self.first) else ""
        return f"{self.count}: {self.what}" + (f" ({'; '.join(self.first)}{more})" if self.first else "")


@dataclass(slots=True)
class Taken:
    """What became of the rows of one file of the bundle."""

    new: int = 0
    changed: int = 0
    same: int = 0


@dataclass
class Report:
    """The whole account. `ok`: the bundle was written (or was as it should be already)."""

    ok: bool = False
    into: str = ""
    problems: list[str] = field(default_factory=list)
    read: dict[str, str] = field(default_factory=dict)
    taken: dict[str, Taken] = field(default_factory=dict)
    left_out: dict[str, Found] = field(default_factory=dict)
    notes: dict[str, Found] = field(default_factory=dict)
    lacks: list[str] = field(default_factory=list)
    written: list[str] = field(default_factory=list)

    def leave(self, place: object, why: str, shown: str = "", count: int = 1) -> None:
        """Something was left out. `shown`: what it was, where that says nothing about a person."""
        _add(self.left_out, place, why, shown, count)

    def note(self, place: object, what: str, shown: str = "", count: int = 1) -> None:
        """Something was taken in a certain way."""
        _add(self.notes, place, what, shown, count)

    def as_json(self) -> dict[str, Any]:
        """The report as plain JSON."""
        return {**asdict(self), "left_out": [asdict(each) for each in self.left_out.values()],
                "notes": [asdict(each) for each in self.notes.values()]}

    def lines(self) -> Iterator[str]:
        """The report for people."""
        for file, kind in self.read.items():
            yield f"{file}: read as {kind}"
        if not self.ok:
            yield from self.problems
            yield f"{len(self.problems)} problem{'s' if len(self.problems) != 1 else ''}; nothing was written."
            return
        for file, taken in self.taken.items():
            yield f"{file}: {taken.new} new, {taken.changed} changed, {taken.same} as they were"
        for title, found in (("Left out:", self.left_out), ("Notes:", self.notes)):
            if found:
                yield title
                yield from (f"  {each}" for each in found.values())
        if self.lacks:
            yield "The bundle still lacks:"
            yield from (f"  {each}" for each in self.lacks)
        yield f"Written to {self.into}: {', '.join(self.written)}." if self.written else "Nothing has changed."
        yield f"Next: saathi import {self.into}"


def _add(found: dict[str, Found], place: object, what: str, shown: str, count: int) -> None:
    each = found.setdefault(what, Found(what))
    each.count += count
    if len(each.first) < EXAMPLES:
        each.first.append(f"{place}: '{shown[:60]}'" if shown else str(place))
