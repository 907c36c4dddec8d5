"""Figures under disclosure control: each row of a question by the set of people it is about.

A question is taken apart into single ones (one value of a dimension, one period): no union and no remainder of sets is
ever a figure. Whether one is told depends on its set, its metric and its period alone, not on what else was asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import product

from passbook.insights.disclosure.cells import (
    EXACT,
    NOBODY,
    OF_A_STATE,
    OF_ACTS,
    REQUIRED,
    hidden,
    kind_of,
    told,
    weight_of,
)
from passbook.insights.disclosure.rests import Rests
from passbook.insights.disclosure.windows import BUCKETS, buckets, canonical, divided
from passbook.insights.disclosure.world import Keys, Row, Sets, World, listed, withheld
from passbook.insights.query import SUPPRESSED, Query, Suppressed, Value
from passbook.periods import Period, between

# Dimensions of which a person's events have one value each: their parts add up to the whole.
ADDING = ("course", "provider", "plan", "competency", "type", "theme")
# More single questions than this at once are not answered.
MOST_SINGLES = 120

@dataclass(frozen=True)
class Told:
    """Rows as they are told; `keys` under `dimensions`, then the period where there are several. `why`: what was
    changed in the question. `silent`: why cells are silent: `few_people` (the group has too few), `beside` (it has
    enough, and would tell of few beside what else can be asked), `two_attributes` (never told), `few_counted` (too few
    of the group are counted, or are not); of rows of which not even the keys are told, too."""

    dimensions: tuple[str, ...]
    rows: tuple[tuple[Keys, tuple[Value, ...]], ...]
    periods: tuple[Period, ...]
    why: str | None = None
    silent: frozenset[str] = frozenset()


def figures(world: World, query: Query, metrics: Sequence[str], small_cell: int) -> Told:
    """The figures of a question, as they are told. Having, order, limit, part and change are the caller's."""
    singles = list(_singles(world, query))
    added = tuple(dict.fromkeys(dimension for single in singles for dimension in single.apart))
    without, more = _without(world, query)
    dimensions = (*query.group_by, *more, *(each for each in added if each not in query.group_by))
    bucket = next((each for each in query.group_by if each in BUCKETS), None)
    asked_for = query.periods or ((between(world.first, world.today + timedelta(days=1)),) if bucket else ())
    periods = tuple(canonical(each, world.year_starts, world.today) for each in asked_for)
    widened = bool(query.periods) and periods != query.periods
    if bucket:
        periods = tuple(dict.fromkeys(part for each in periods for part in buckets(each, bucket, world.year_starts,
                                                                                   world.today)))
    why = "widened" if widened else "told_apart" if added or more else None
    if len(singles) * max(1, len(periods)) > MOST_SINGLES:
        return Told(dimensions, (), periods, "too_many")
    by = tuple(each for each in (*query.group_by, *more) if each != bucket)
    found: dict[Keys, tuple[Value, ...]] = {}
    silent: set[str] = set()
    for single in singles:
        for period in periods or (None,):
            asked = query.but(metrics=tuple(metrics), group_by=by, filters=single.filters,
                              without={}, periods=(period,) if period else (), having=(), sort=None, limit=None,
                              part=(), change=False)
            silent |= withheld(world, asked, small_cell)
            for keys, values in _single(world, asked, small_cell, silent):
                named = dict(zip(asked.group_by, keys, strict=True))
                if any(named.get(dimension) in gone for dimension, gone in without.items()):
                    continue
                whole = {**single.apart, **named, **({bucket: period.id} if bucket and period else {})}
                timed = (period.id,) if period and len(periods) > 1 and not bucket else ()
                found[(*(whole[each] for each in dimensions), *timed)] = values
    return Told(dimensions, tuple(found.items()), asked_for if bucket else periods, why, frozenset(silent))


@dataclass(frozen=True)
class _Single:
    filters: Mapping[str, tuple[str, ...]]
    apart: Mapping[str, str]


def _singles(world: World, query: Query) -> Iterator[_Single]:
    """A question with several values of a dimension, as one for each of them."""
    several = {dimension: ids for dimension, ids in query.filters.items() if len(dict.fromkeys(ids)) > 1}
    for chosen in product(*several.values()):
        apart = dict(zip(several, chosen, strict=True))
        yield _Single({**query.filters, **{dimension: (value,) for dimension, value in apart.items()}},
                      {(_kind(world, value, query) if dimension == "organisation" else dimension): value
                       for dimension, value in apart.items()})


def _kind(world: World, place: str, query: Query) -> str:
    kind = f"kind:{world.population.kinds.get(place)}"
    return kind if kind in query.group_by else "organisation"


def _without(world: World, query: Query) -> tuple[dict[str, set[str]], tuple[str, ...]]:
    """What is left out, by the dimension whose rows are left out; and the dimensions to group by besides for it."""
    gone: dict[str, set[str]] = defaultdict(set)
    for dimension, ids in query.without.items():
        for each in ids:
            kind = f"kind:{world.population.kinds.get(each)}" if dimension == "organisation" else dimension
            gone[kind].add(each)
    return dict(gone), tuple(each for each in gone if each not in query.group_by)


def _single(world: World, asked: Query, small_cell: int, silent: set[str]) -> Iterator[tuple[Keys, tuple[Value, ...]]]:
    """The rows of a question with one value a dimension and one period, each from the release of its set. Why cells are
    silent is put into `silent`."""
    if not world.ledger.changes:
        yield from _of_release(world, asked, small_cell, silent)
        return
    rests = Sets(world, asked)
    told_at: dict[int, dict[Keys, tuple[Value, ...]]] = {}
    for keys in dict.fromkeys([*(tuple(row.keys) for row in world.compute(asked)), *listed(world, asked)]):
        place, attributes, _ = rests.of(keys)
        mark = world.ledger.release(world.population, place, attributes, small_cell)
        if mark not in told_at:
            told_at[mark] = dict(_of_release(replace(world.at(mark), own=world.own), asked, small_cell, silent))
        if keys in told_at[mark]:
            yield keys, told_at[mark][keys]


def _of_release(world: World, asked: Query, small_cell: int, silent_by: set[str]
                ) -> Iterator[tuple[Keys, tuple[Value, ...]]]:
    """The rows of such a question, all from the same entries."""
    rows = list(world.compute(asked))
    rests = Rests(world, asked, small_cell)
    silent = [_silent_parts(world, asked, rows, rests, number, small_cell) for number in range(len(asked.metrics))]
    unseen = dict.fromkeys(listed(world, asked))
    few = {metric: {tuple(row.keys) for row in world.compute(asked.but(metrics=(OF_ACTS[metric],)))
                    if row.counted[0] < (row.values[0] or 0) <= EXACT} for metric in asked.metrics if metric in OF_ACTS}
    for row in rows:
        keys = tuple(row.keys)
        if not rests.seen(keys):
            continue  # that there is such a row is itself a figure about these people
        values: list[Value] = []
        for number, metric in enumerate(asked.metrics):
            unit = world.units.get(metric)
            kind = kind_of(metric, unit)
            value = told(kind, unit, row.values[number], row.counted[number], row.base[number], small_cell,
                         bool(rests.sets.of(keys)[1]), keys in few.get(metric, ()))
            open_ = metric in NOBODY or (rests.open(keys, number) and keys not in silent[number])
            values.append(value if open_ else SUPPRESSED)
            if isinstance(values[-1], Suppressed):
                silent_by.add(rests.silence(keys, metric) or "few_counted")
        yield keys, tuple(values)
    for keys in unseen:
        if not rests.seen(keys):
            silent_by |= {rests.silence(keys, metric) or "few_counted" for metric in asked.metrics}
            yield keys, (SUPPRESSED,) * len(asked.metrics)


def _silent_parts(world: World, asked: Query, rows: Sequence[Row], rests: Rests, number: int, small_cell: int
                  ) -> set[Keys]:
    """Rows that are silent because others beside them are: among the values of a dimension whose parts add up, and
    among the months of a quarter and the quarters of a year."""
    metric = asked.metrics[number]
    kind = kind_of(metric, world.units.get(metric))
    silent = _beside_in_level(world, asked, rows, rests, number, small_cell)
    if kind not in ("count", "per_head"):
        return silent

    def weight(row: Row) -> int:
        return weight_of(kind, row.counted[number], row.base[number])

    for dimension in ADDING:
        if dimension in asked.group_by:
            silent |= _beside(rows, asked.group_by.index(dimension), weight, lambda row: rests.open(tuple(row.keys),
                                                                                                  number), small_cell)
        elif len(asked.filters.get(dimension, ())) == 1:
            kept = {each: ids for each, ids in asked.filters.items() if each != dimension}
            wider = asked.but(group_by=(*asked.group_by, dimension), filters=kept)
            beside = _beside(list(world.compute(wider)), len(asked.group_by), weight, lambda _row: True, small_cell)
            value = asked.filters[dimension][0]
            silent |= {keys[:-1] for keys in beside if keys[-1] == value}
    if asked.periods and metric not in OF_A_STATE:
        silent |= _beside_in_time(world, asked, weight, small_cell)
    return silent


def _beside_in_level(world: World, asked: Query, rows: Sequence[Row], rests: Rests, number: int, small_cell: int
                     ) -> set[Keys]:
    """Rows by the level required that are silent because others of their competency are: the posts that require it at
    one level are what those at the others leave of all who require it, be it few people, few with a gap or few
    without."""
    if "level" not in asked.group_by or asked.metrics[number] not in REQUIRED:
        return set()
    at = asked.group_by.index("level")
    people = list(world.compute(asked.but(metrics=("required_officials",), periods=())))
    required = {tuple(row.keys): row.counted[0] for row in people}

    def open_(row: Row) -> bool:
        return rests.open(tuple(row.keys), number)

    return (_beside(people, at, lambda row: row.counted[0], lambda _row: True, small_cell)
            | _beside(rows, at, lambda row: row.counted[number], open_, small_cell)
            | _beside(rows, at, lambda row: required.get(tuple(row.keys), 0) - row.counted[number], open_, small_cell))


def _beside(rows: Sequence[Row], place: int, weight: Callable[[Row], int], open_: Callable[[Row], bool],
            small_cell: int) -> set[Keys]:
    groups: dict[Keys, dict[Hashable, tuple[int, bool]]] = defaultdict(dict)
    for row in rows:
        keys = tuple(row.keys)
        groups[(*keys[:place], *keys[place + 1:])][keys] = (weight(row), open_(row))
    return {keys for parts in groups.values() for keys in hidden(parts, small_cell)}  # type: ignore[misc]


def _beside_in_time(world: World, asked: Query, weight: Callable[[Row], int], small_cell: int) -> set[Keys]:
    """Rows that are silent in a window which takes in some of the silent parts of a larger one: beside the window that
    ends where those begin it would tell them."""
    period = asked.periods[0]
    silent: set[Keys] = set()
    for parts in divided(period, world.year_starts, world.first, world.today):
        groups: dict[Keys, dict[Hashable, tuple[int, bool]]] = defaultdict(dict)
        for each in parts:
            for row in world.compute(asked.but(periods=(each,))):
                groups[tuple(row.keys)][each] = (weight(row), True)
        within = {each for each in parts if period.start <= each.start and each.end <= period.end}
        around = {each for each in parts if each.start <= period.start and period.end <= each.end}
        for keys, weights in groups.items():
            gone = hidden(weights, small_cell, same_people=True)
            few = max((weights[each][0] for each in gone), default=0) < small_cell  # nobody there to join them
            if around & gone or (gone & within and (few or not gone <= within)):
                silent.add(keys)
    return silent
