"""The words of a reply in one language: fixed texts from `prompts/replies/`, and how figures, days and names are said.

Values are put into a text as they are and never read as a template themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from frac.framework import Competency, Course, Framework, Organisation, Position, named
from prompts.loader import spoken, table


class Words:
    """How a reply in `language` says things."""

    def __init__(self, language: str, framework: Framework) -> None:
        self.language = spoken(language)
        self._texts = table("replies", self.language)
        self._framework = framework

    def __call__(self, key: str, /, **values: Any) -> str:
        """The text of a key (`gaps.none`), with its values."""
        entry: Any = self._texts
        for part in key.split("."):
            entry = entry[part]
        return str(entry).format(**values)

    def count(self, key: str, number: int, /, **values: Any) -> str:
        """The text for one or for several: `KEY_one` or `KEY`."""
        return self(f"{key}_one" if number == 1 else key, n=number, **values)

    # ---- names

    def competency(self, competency: Competency) -> str:
        """A competency's name."""
        return named(self.language, competency.name, competency.name_hi)

    def position(self, position: Position) -> str:
        """A position's title."""
        return named(self.language, position.title, position.title_hi)

    def course(self, course: Course) -> str:
        """A course's title."""
        return named(self.language, course.title, course.title_hi)

    def organisation(self, organisation: Organisation) -> str:
        """An organisation's name."""
        return named(self.language, organisation.name, organisation.name_hi)

    def level(self, level: int) -> str:
        """A level with its name: `level 3 (Proficient)`; `no level` for 0."""
        if level <= 0:
            return self("says.no_level")
        name = self._framework.level_name(level, self.language)
        return self("says.level", level=level, name=name) if name != str(level) else self("says.plain_level",
                                                                                        level=level)

    # ---- figures

    def duration(self, minutes: float) -> str:
        """Minutes as people say them: `3 h 20 min`."""
        hours, rest = divmod(round(minutes), 60)
        if not hours:
            return self("says.minutes", minutes=rest)
        return self("says.hours", hours=hours) if not rest else self("says.hours_minutes", hours=hours, minutes=rest)

    def day(self, day: date | datetime) -> str:
        """A day: `14 March 2025`."""
        return f"{day.day} {self._texts['says']['months'][day.month - 1]} {day.year}"

    def month(self, year: int, month: int) -> str:
        """A month: `March 2025`."""
        return f"{self._texts['says']['months'][month - 1]} {year}"

    def listed(self, items: Iterable[str], at_most: int = 0) -> str:
        """`A, B and C`; with `at_most`, what is beyond it is counted."""
        texts = list(items)
        if at_most and len(texts) > at_most:
            rest = len(texts) - at_most
            return self("says.list_more", items=", ".join(texts[:at_most]), n=rest)
        if len(texts) < 2:
            return "".join(texts)
        return self("says.list", items=", ".join(texts[:-1]), last=texts[-1])

    def number(self, value: float) -> str:
        """A figure without needless decimals."""
        said = f"{value:.1f}".rstrip("0").rstrip(".")
        return "0" if said == "-0" else said


def lines(parts: Sequence[str | None]) -> str:
    """Parts of a text, each on a line of its own; empty ones are left out."""
    return "\n".join(part for part in parts if part)


def plain(text: str, longest: int = 300) -> str:
    """Text that came from people, on one line and not too long."""
    flat = " ".join(text.split())
    return flat if len(flat) <= longest else flat[: longest - 1].rstrip() + "…"
