"""What is made of figures once they may be seen: shares, changes. Works on what is told and on nothing else, so that
neither says more than its two figures do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from passbook.insights.query import SUPPRESSED, Suppressed, Value

Keys = tuple[str | None, ...]
Told = tuple[Value, ...]


def share(part: Value, whole: Value) -> Value:
    """Percent of a whole; None where there is nothing to divide by, silent where either is."""
    if isinstance(part, Suppressed) or isinstance(whole, Suppressed):
        return SUPPRESSED
    if not isinstance(part, (int, float)) or not isinstance(whole, (int, float)) or not whole:
        return None
    return 100.0 * part / whole


def change(now: Value, before: Value) -> Value:
    """The difference of two figures; silent where either is, None where either is missing."""
    if isinstance(now, Suppressed) or isinstance(before, Suppressed):
        return SUPPRESSED
    if not isinstance(now, (int, float)) or not isinstance(before, (int, float)):
        return None
    return now - before


# Counts of people, of whom the others can be counted, and rates of people, of which the rest can be told.
OTHERS = frozenset({"completers", "enrolled_officials", "active_learners", "holders", "officials_with_gap"})
RESTS = frozenset({"gap_rate", "active_rate", "completers_rate", "holders_rate", "completion_rate", "pass_rate",
                   "overdue_rate"})


def rest(value: Value, whole: Value, least: int) -> Value:
    """Those of a whole who are not among the value. Silent where either is, and where fewer than `least` are left."""
    left = change(whole, value)
    return SUPPRESSED if isinstance(left, (int, float)) and left < least else left


def moved(rows: Sequence[tuple[Keys, Told]], place: int, way: str) -> list[tuple[Keys, Told]]:
    """The rows whose figure at a place went up, or down."""
    return [(keys, values) for keys, values in rows if isinstance(value := values[place], (int, float))
            and (value > 0 if way == "up" else value < 0)]


def shares(parts: Sequence[tuple[Keys, Told]], wholes: Mapping[Keys, Told], places: Sequence[int], whole_percent: bool
           ) -> list[tuple[Keys, Told]]:
    """Each part beside its whole. `places`: the keys of a part that its whole has too."""
    found = []
    for keys, values in parts:
        whole = wholes.get(tuple(keys[place] for place in places))
        told = tuple(SUPPRESSED if whole is None else share(value, total)
                     for value, total in zip(values, whole or values, strict=True))
        found.append((keys, tuple(float(min(round(each), 100)) if whole_percent and isinstance(each, float) else each
                                  for each in told)))
    return found
