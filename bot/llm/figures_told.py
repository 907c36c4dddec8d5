"""The figures that were told, and whether a figure that is said is one of them: in another unit, rounded, in words.

Refuses to compute: a sum, a difference or an average of what was told is not told, and no word such as "about" makes a
figure right.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from itertools import pairwise

from bot.llm.figure_tokens import Figure
from bot.llm.figures_said import figures
from passbook.periods import day_of

# What has to be told in the same unit, or without one.
MEASURED = frozenset(("time", "months", "%", "₹", "$", "€"))
# Amounts of these are rounded with their unit alone: 4.6 stars are no 5 courses.
_ROUNDED_WITH = MEASURED | {"stars"}
# Two figures are the same where they differ by less than this share of themselves.
_SAME = 1e-6
# Shares in words are of whole percents.
_WHOLE = 0.5
_OF = re.compile(r"(?: \w+){0,2}(?: out)? of(?: the| your| about| all)*(?: about)? ?")
_OF_THEM = re.compile(r".{0,80}(?:में से|mein se|me se) ?", re.DOTALL)

Key = tuple[str, float, bool]
_COUNT = (True, 1.0, False)


class FiguresTold:
    """All figures of some texts, with numbers whose unit is known from elsewhere, the ids told and the lengths of the
    lists shown. Not changed once it is made."""

    def __init__(self, text: str, numbers: Iterable[tuple[float, str, float]] = (), ids: Iterable[str] = (),
                 counts: Iterable[int] = ()) -> None:
        self._amounts: dict[Key, list[float]] = defaultdict(list)
        # without their units: whether they may be rounded, what their last scale is, whether they are below zero
        self._plain: dict[tuple[bool, float, bool], list[float]] = defaultdict(list)
        self._marks: dict[str, set[object]] = defaultdict(set)
        self._shares: list[float] = []
        self._clocks: list[tuple[int, bool]] = []
        self._marks["code"] |= set(ids)
        self._listed = max(counts, default=0)
        for value, unit, size in numbers:
            self._amounts[unit, size, value < 0].append(abs(value) * size)
            self._plain[unit not in _ROUNDED_WITH, 1.0, value < 0].append(abs(value))
        self._plain[_COUNT] += [float(count) for count in set(counts)]
        found = figures(text)
        for figure in found:
            self._take(figure)
        self._ratios(text, found)
        for values in (*self._amounts.values(), *self._plain.values()):
            values.sort()

    # ---- what is told

    def _take(self, figure: Figure) -> None:
        if figure.kind == "number":
            self._amounts[figure.unit, figure.size, figure.sign == "-"].append(figure.base)
            for part in figure.parts if figure.loose else () if figure.parts else (figure,):
                # the parts of "3 h 30 min" are no figures of their own, those of "2 h and 45 min" may be
                self._amounts[part.unit, part.size, part.sign == "-"].append(part.base)
                self._plain[part.unit not in _ROUNDED_WITH, part.size / _unit_size(part), part.sign == "-"].append(
                    part.value)
        elif figure.kind == "share":
            self._shares.append(figure.value)
        elif figure.kind == "clock":
            self._clocks.append(figure.value)
        elif figure.kind == "day":
            year, month, day = figure.value
            self._marks["day"] |= {(year, month, day), (None, month, day)}
            self._marks["ordinal"].add(day)
            self._month(year, month)
            if year and (when := day_of(year, month, day)):
                self._marks["weekday"].add(date.weekday(when))
        elif figure.kind == "month":
            self._month(*figure.value)
        elif figure.kind == "years":
            first, last = figure.value.split("-")
            self._marks["years"].add(figure.value)
            if len(last) == 2 and 1 <= int(last) <= 12:
                self._month(int(first), int(last))
            self._plain[_COUNT] += [float(first), float(last if len(last) == 4 else first[:2] + last)]
        else:
            self._marks[figure.kind].add(figure.value)
            if figure.kind == "code" and (quarter := re.fullmatch(r"q([1-4])", figure.value)):
                self._marks["ordinal"].add(int(quarter[1]))

    def _month(self, year: int | None, month: int) -> None:
        self._marks["month"] |= {(year, month), (None, month)}
        if year:
            self._plain[_COUNT].append(float(year))

    def _ratios(self, text: str, found: list[Figure]) -> None:
        """"3 of the 6", "6 में से 3": what share that is."""
        numbers = [figure for figure in found if figure.kind == "number"]
        for one, other in pairwise(numbers):
            between = text[one.end:other.start]
            part, whole = (one, other) if _OF.fullmatch(between) else (other, one) if _OF_THEM.fullmatch(between) else (
                one, None)
            if whole and whole.base:
                self._shares.append(100.0 * part.base / whole.base)

    # ---- what is right

    def right(self, figure: Figure) -> bool:
        """Whether a figure was told."""
        return _RIGHT.get(figure.kind, FiguresTold._marked)(self, figure)

    def _number(self, figure: Figure) -> bool:
        if figure.unit not in (*MEASURED, "level"):
            return self._bare(figure) or self._measured(figure, lambda unit: unit == figure.unit)
        if self._measured(figure, lambda unit: unit == figure.unit):
            return True
        if figure.unit == "level":
            return not any(unit == "level" for unit, _, _ in self._amounts) and self._bare(figure)
        if figure.loose and all(self._number(part) for part in figure.parts):
            return True
        # the number alone decides where nothing tells what it measures
        unmeasured = not figure.parts and self._measured(_without_unit(figure), lambda unit: not unit, exactly=True)
        return unmeasured and not self._measured(_without_unit(figure), bool, exactly=True)

    def _bare(self, figure: Figure) -> bool:
        exact = _SAME * max(1.0, figure.value)
        return any(_near(values, figure.value, _tolerance(figure, scale) if rounded else exact)
                   for (rounded, scale, negative), values in self._plain.items() if _signed(figure, negative))

    def _measured(self, figure: Figure, of: Callable[[str], bool], exactly: bool = False) -> bool:
        """Whether an amount is told in a unit that `of` takes; without a unit in the figure, the number in any."""
        return any(_near(values, figure.base * (1.0 if figure.unit else size),
                         _SAME * max(1.0, figure.base) if exactly else _tolerance(figure, size if figure.unit else 1.0))
                   for (unit, size, negative), values in self._amounts.items()
                   if of(unit) and _signed(figure, negative))

    def _ordinal(self, figure: Figure) -> bool:
        value = figure.value
        return value <= max(1, self._listed) or value in self._marks["ordinal"] or any(
            _near(values, float(value), _SAME) for (_, _, negative), values in self._plain.items() if not negative)

    def _share(self, figure: Figure) -> bool:
        percents = [base for (unit, _, _), values in self._amounts.items() if unit == "%" for base in values]
        return any(abs(share - figure.value) < _WHOLE for share in (*self._shares, *percents))

    def _years(self, figure: Figure) -> bool:
        first, last = figure.value.split("-")
        if figure.value in self._marks["years"] or (len(last) == 2 and (int(first), int(last)) in self._marks["month"]):
            return True
        told = self._plain.get(_COUNT, [])
        return len(last) == 4 and all(_near(told, float(year), _SAME) for year in (first, last))

    def _clock(self, figure: Figure) -> bool:
        minute, known = figure.value
        if any(told == minute or (not (known and sure) and (told - minute) % 720 == 0) for told, sure in self._clocks):
            return True
        # "between ten and five": an hour that is only a number
        hours = [] if self._clocks else self._plain.get(_COUNT, [])
        return minute % 60 == 0 and any(_near(hours, float(hour), _SAME) for hour in (minute // 60, minute // 60 % 12))

    def _marked(self, figure: Figure) -> bool:
        return figure.value in self._marks.get(figure.kind, ())


_RIGHT: Mapping[str, Callable[[FiguresTold, Figure], bool]] = {
    "number": FiguresTold._number, "ordinal": FiguresTold._ordinal, "share": FiguresTold._share,
    "years": FiguresTold._years, "clock": FiguresTold._clock}


def _unit_size(figure: Figure) -> float:
    return figure.base / figure.value if figure.value and figure.unit in MEASURED else 1.0


def _without_unit(figure: Figure) -> Figure:
    size = _unit_size(figure)
    return Figure("number", figure.value, figure.start, figure.end, "", figure.value, figure.size / size,
                  figure.step / size, figure.sign)


def _signed(figure: Figure, negative: bool) -> bool:
    """Whether a told number may be the one that is said: a minus or a plus must be told, "fell by 2" may be -2."""
    return not figure.sign or (figure.sign == "-") == negative


def _tolerance(figure: Figure, size: float) -> float:
    """How far a told amount, of so large a unit, may be from the one that is said. Rounding to whole units is right in
    the unit that was told alone: 100 minutes are 1.7 hours, and not 2."""
    if size == figure.size or figure.step < figure.size:
        return 0.5 * figure.step * (1 + _SAME)
    return _SAME * max(1.0, figure.base)


def _near(values: list[float], value: float, within: float) -> bool:
    at = bisect_left(values, value - within)
    return at < len(values) and values[at] <= value + within
