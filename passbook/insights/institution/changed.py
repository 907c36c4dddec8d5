"""What changed in an institution since the end of a quarter, and which competencies and units made it: each part's
share in the difference of the whole (`passbook/insights/drivers.py`). Works on told figures alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from passbook.insights.drivers import Part, Whole, drivers
from passbook.insights.institution.shape import Changed, Driver
from passbook.insights.institution.told import Ask, Rows, number, rows, shares, shares_then
from passbook.insights.query import Query
from passbook.periods import Period

# So many competencies, and so many units, are told.
SHOWN = 4
# Smaller contributions are none.
LEAST = 0.05


def changed(ask: Ask, place: str, now: Rows, whole: tuple[float | None, float | None], then: float | None,
            quarter: Period, before: Period, kind: str | None, children: Sequence[str]) -> Changed:
    """What changed. `now`: readiness and pairs by competency; `whole`: those of the institution; `then`: its readiness
    at the end of `before`, the quarter ahead of the running `quarter`; `kind`, `children`: of the units right below."""
    closed = rows(ask(Query(("gaps_closed",), (), {"organisation": (place,)}, periods=(quarter,)))).whole()
    rate, count = whole
    if rate is None or not count or then is None:
        return Changed(before.id, None, closed[0] if closed else None, (), 0.0, kind, ())
    competencies, rest = _parts(now, shares_then(ask, place, "competency", now, before), (rate, count), then, None)
    units: tuple[Driver, ...] = ()
    if kind is not None:
        by = f"kind:{kind}"
        parts = shares(ask, place, by)
        units, _ = _parts(parts, shares_then(ask, place, by, parts, before), (rate, count), then, frozenset(children))
    return Changed(before.id, rate - then, closed[0] if closed else None, competencies, rest, kind, units)


def _parts(now: Rows, before: Rows, whole: tuple[float, float], then: float, among: frozenset[str] | None
           ) -> tuple[tuple[Driver, ...], float]:
    """The parts that moved the whole most, either way; and what none of those that are told explains. A part whose
    figure is told at one of the two times alone explains nothing: it is left out of both."""
    one, other = _told(now, among), _told(before, among)
    both = sorted(set(one) & set(other))
    rate, count = whole
    found, rest = drivers(Whole(rate, count, {each: one[each] for each in both}),
                          Whole(then, count, {each: other[each] for each in both}))
    made = [Driver(each.id, other[each.id].rate, each.rate, each.contribution) for each in found
            if abs(each.contribution) >= LEAST]
    made.sort(key=lambda each: (-abs(each.contribution), each.id))
    return tuple(made[:SHOWN]), rest


def _told(found: Rows, among: frozenset[str] | None) -> dict[str, Part]:
    return {key[0]: Part(rate, count) for key, row in found.rows.items() if (among is None or key[0] in among)
            and (rate := number(row[0])) is not None and (count := number(row[1]))}
