"""Figures under disclosure control: each row of a question by the set of people it is about.

A question is taken apart into single ones (one value of a dimension, one period): no union and no remainder of sets is
ever a figure. Whether one is told depends on its set, its metric and its period alone, not on what else was asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from typing import Protocol

from passbook.insights.disclosure.cells import EXACT, NOBODY, OF_A_STATE, OF_ACTS, REQUIRED, SUMS, hidden, kind_of, of_people, told, weight_of
from passbook.insights.disclosure.frame import Frame, Place, directly, frame
from passbook.insights.disclosure.nearly import Part, dominated, safe_acts, safe_share, safe_sum, told_places
from passbook.insights.disclosure.place import place_dimensions
from passbook.insights.disclosure.population import ATTRIBUTES, Atom, Population
from passbook.insights.disclosure.releases import Ledger, is_in
from passbook.insights.disclosure.windows import BUCKETS, buckets, canonical, siblings
from passbook.insights.query import SUPPRESSED, Query, Value
from passbook.periods import Period, between

# Dimensions of which a person's events have one value each: their parts add up to the whole.
ADDING = ("course", "provider", "plan", "competency", "type", "theme")
# More single questions than this at once are not answered.
MOST_SINGLES = 120

Keys = tuple[str | None, ...]


class Row(Protocol):
    """A row of the engine: keys, and for each metric its value, how many people it rests on and is about."""

    @property
    def keys(self) -> Sequence[str | None]:
        """What tells the row apart."""

    @property
    def values(self) -> Sequence[float | None]:
        """A figure for each metric."""

    @property
    def counted(self) -> Sequence[int]:
        """How many people each figure counts."""

    @property
    def base(self) -> Sequence[int | None]:
        """How many people each figure is about."""


Compute = Callable[[Query], Sequence[Row]]


@dataclass(frozen=True)
class World:
    """What a question is answered from: who is there, the engine, the calendar (`first`: the day of the first entry),
    units of metrics, the frame of the people in some positions; what was written since the first release, and the world
    as it was at a mark."""

    population: Population
    compute: Compute
    year_starts: str
    today: date
    first: date
    units: Mapping[str, str | None]
    frames: Callable[[frozenset[str] | None, int], Frame]
    ledger: Ledger
    at: Callable[[int], World]


@dataclass(frozen=True)
class Told:
    """Rows as they are told; `keys` under `dimensions`, then the period where there are several. `why`: what was
    changed in the question. `withheld`: whether rows are left out of which not even the keys are told."""

    dimensions: tuple[str, ...]
    rows: tuple[tuple[Keys, tuple[Value, ...]], ...]
    periods: tuple[Period, ...]
    why: str | None = None
    withheld: bool = False


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
    withheld = False
    for single in singles:
        for period in periods or (None,):
            asked = query.but(metrics=tuple(metrics), group_by=by, filters=single.filters,
                              without={}, periods=(period,) if period else (), having=(), sort=None, limit=None,
                              part=(), change=False)
            withheld = withheld or _withholds(world, asked, small_cell)
            for keys, values in _single(world, asked, small_cell):
                named = dict(zip(asked.group_by, keys, strict=True))
                if any(named.get(dimension) in gone for dimension, gone in without.items()):
                    continue
                whole = {**single.apart, **named, **({bucket: period.id} if bucket and period else {})}
                timed = (period.id,) if period and len(periods) > 1 and not bucket else ()
                found[(*(whole[each] for each in dimensions), *timed)] = values
    return Told(dimensions, tuple(found.items()), asked_for if bucket else periods, why, withheld)


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


def _single(world: World, asked: Query, small_cell: int) -> Iterator[tuple[Keys, tuple[Value, ...]]]:
    """The rows of a question with one value a dimension and one period, each from the release of its set."""
    if not world.ledger.changes:
        yield from _of_release(world, asked, small_cell)
        return
    rests = _Sets(world, asked)
    told_at: dict[int, dict[Keys, tuple[Value, ...]]] = {}
    for keys in dict.fromkeys([*(tuple(row.keys) for row in world.compute(asked)), *_listed(world, asked)]):
        place, attributes, _ = rests.of(keys)
        mark = world.ledger.release(world.population, place, attributes, small_cell)
        if mark not in told_at:
            told_at[mark] = dict(_of_release(world.at(mark), asked, small_cell))
        if keys in told_at[mark]:
            yield keys, told_at[mark][keys]


def _of_release(world: World, asked: Query, small_cell: int) -> Iterator[tuple[Keys, tuple[Value, ...]]]:
    """The rows of such a question, all from the same entries."""
    rows = list(world.compute(asked))
    rests = _Rests(world, asked, small_cell)
    silent = [_silent_parts(world, asked, rows, rests, number, small_cell) for number in range(len(asked.metrics))]
    unseen = dict.fromkeys(_listed(world, asked))
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
        yield keys, tuple(values)
    for keys in unseen:
        if not rests.seen(keys):
            yield keys, (SUPPRESSED,) * len(asked.metrics)


def _listed(world: World, asked: Query) -> list[Keys]:
    """The rows that there are whatever people did: places and attributes have people, posts require competencies. Rows
    of courses or of what is held are there by what people did."""
    others = set(asked.group_by) - _of_people(world)
    if not others:
        return _sets_of(world, asked)
    if set(asked.metrics) <= REQUIRED and others <= {"competency", "type", "theme", "level"}:
        return [tuple(row.keys) for row in world.compute(asked.but(metrics=("required_officials",), periods=()))]
    return []


def _sets_of(world: World, asked: Query) -> list[Keys]:
    """The sets of people that a question is about, by the keys that tell people apart."""
    of_people = _of_people(world)
    kept = {dimension: ids for dimension, ids in asked.filters.items() if dimension in of_people}
    by = tuple(each for each in asked.group_by if each in of_people)
    return [tuple(row.keys) for row in world.compute(Query(("headcount",), by, kept))]


def _of_people(world: World) -> frozenset[str]:
    return place_dimensions(world.population) | set(ATTRIBUTES)


def _withholds(world: World, asked: Query, small_cell: int) -> bool:
    """Whether rows of some people are left out, be there such rows or not."""
    if set(asked.metrics) <= NOBODY or _of_people(world) >= set(asked.group_by):
        return False
    about = asked.but(group_by=tuple(each for each in asked.group_by if each in _of_people(world)))
    sets, frame_ = _Sets(world, about), world.frames(None, small_cell)
    return any(not empty and frame_.of(place, attributes) == "suppressed"
               for place, attributes, empty in map(sets.of, _sets_of(world, about)))


class _Sets:
    """Which people each row of a question is about."""

    def __init__(self, world: World, asked: Query) -> None:
        self._population, self._asked = world.population, asked
        self._places = place_dimensions(world.population)

    def of(self, keys: Keys) -> tuple[Place, dict[str, str | None], bool]:
        """The place and the attributes of a row, and whether its places exclude each other."""
        population = self._population
        named = [*self._asked.filters.items(), *((dimension, (key,)) for dimension, key in
                                                 zip(self._asked.group_by, keys, strict=True))]
        place: Place = None
        own: str | None = None
        attributes: dict[str, str | None] = {}
        for dimension, (value, *_) in named:
            if dimension == "organisation" and dimension in self._asked.group_by and (dimension, (value,)) in named[
                    len(self._asked.filters):]:
                own = value
            elif dimension in self._places and value is not None:
                if place is None or population.within(value, place):
                    place = value
                elif not population.within(place, value):
                    return place, attributes, True
            elif dimension in ATTRIBUTES:
                attributes[dimension] = value
        if own is not None:
            return directly(own), attributes, place is not None and not population.within(own, place)
        return place, attributes, False


class _Rests:
    """On whom the figures of a question rest: the frames of the people, and of those who are counted."""

    def __init__(self, world: World, asked: Query, small_cell: int) -> None:
        self._world, self._asked, self._k = world, asked, small_cell
        self.sets = _Sets(world, asked)
        self._places = place_dimensions(world.population)
        self._attributes = [each for each in ATTRIBUTES if each in {*asked.group_by, *asked.filters}]
        self._others = [each for each in asked.group_by if each not in self._places and each not in ATTRIBUTES]
        self._counted: list[dict[Keys, Frame]] = []
        self._places_told: list[dict[Keys, frozenset[Place]]] = []
        self._amounts = [self._each(metric) if metric in SUMS else {} for metric in asked.metrics]
        self._count()

    def seen(self, keys: Keys) -> bool:
        """Whether figures about the people of a row are told at all, for any metric."""
        return any(metric in NOBODY or self._is_told(keys, metric) for metric in self._asked.metrics)

    def _is_told(self, keys: Keys, metric: str) -> bool:
        place, attributes, empty = self.sets.of(keys)
        if empty:
            return True  # nobody can be there: the engine says nothing or zero
        frames = [self._world.frames(None, self._k)]
        if metric in REQUIRED:
            frames.append(self._world.frames(self._required(keys), self._k))
        return all(each.of(place, attributes) != "suppressed" for each in frames)

    def open(self, keys: Keys, number: int) -> bool:
        """Whether a metric's figure is told by its set alone."""
        place, attributes, empty = self.sets.of(keys)
        if empty:
            return True
        if not self._is_told(keys, self._asked.metrics[number]):
            return False
        others = tuple(key for key, dimension in zip(keys, self._asked.group_by, strict=True)
                       if dimension in self._others)
        frame_ = self._counted[number].get(others)
        if frame_ is not None and frame_.of(place, attributes) == "suppressed":
            return False
        if attributes:  # those of few people are silent by themselves
            return not dominated(self._amounts_of(place, attributes, self._amounts[number].get(others, {})))
        places = self._places_told[number].get(others)
        return places is None or place in places

    def _amounts_of(self, place: Place, attributes: Mapping[str, str | None], amounts: Mapping[Atom, list[float]]
                    ) -> list[float]:
        return [amount for atom, each in amounts.items() if is_in(self._world.population, atom, place, attributes)
                for amount in each]

    def _required(self, keys: Keys) -> frozenset[str]:
        named = {**{dimension: ids[0] for dimension, ids in self._asked.filters.items()},
                 **dict(zip(self._asked.group_by, keys, strict=True))}
        return self._world.population.requiring({dimension: value for dimension, value in named.items()
                                                 if dimension in ("competency", "type", "theme") and value is not None})

    def _count(self) -> None:
        """For each metric, by the keys that are no places and attributes, the frame of those it counts, or the places
        of which a rate or an average is told."""
        asked, population = self._asked, self._world.population
        kept = {dimension: ids for dimension, ids in asked.filters.items()
                if dimension not in self._places and dimension not in ATTRIBUTES}
        by = ("organisation", *self._attributes, *self._others)
        atoms: list[dict[Keys, dict[Atom, int]]] = [defaultdict(dict) for _ in asked.metrics]
        parts: list[dict[Keys, dict[str, Part]]] = [defaultdict(dict) for _ in asked.metrics]
        acts: list[set[Keys]] = [set() for _ in asked.metrics]
        for row in self._world.compute(asked.but(group_by=by, filters=kept)):
            atom, others = self._read(by, row)
            if atom is None:
                continue
            for number, metric in enumerate(asked.metrics):
                kind = kind_of(metric, self._world.units.get(metric))
                counted, base, value = row.counted[number], row.base[number] or 0, row.values[number]
                if kind in ("count", "per_head") and counted:
                    atoms[number][others][atom] = counted
                if kind in ("rate", "mean") and base:
                    one = parts[number][others].get(atom[0], (0, 0))
                    parts[number][others][atom[0]] = (one[0] + counted, one[1] + base)
                    if kind == "mean" or not of_people(value or 0.0, counted, base):
                        acts[number].add(others)
        for number, metric in enumerate(asked.metrics):
            self._counted.append({others: frame(Population(found, population.above, population.kinds), self._k,
                                                self._attributes, False) for others, found in atoms[number].items()})
            told_ = {}
            for others, found in parts[number].items():
                all_ = self._with_all(found, metric)
                told_[others] = told_places(population, all_, (safe_acts if others in acts[number] else safe_share)(
                    all_, self._k))
            for others, each in self._amounts[number].items():
                amounts: dict[str, list[float]] = defaultdict(list)
                for atom, several in each.items():
                    amounts[atom[0]] += several
                told_[others] = told_places(population, amounts, safe_sum(amounts))
            self._places_told.append(told_)

    def _each(self, metric: str) -> dict[Keys, dict[Atom, list[float]]]:
        """What each person adds to a sum, by the keys that are no places and attributes."""
        by = ("organisation", *self._attributes, *self._others, "official")
        found: dict[Keys, dict[Atom, list[float]]] = defaultdict(lambda: defaultdict(list))
        kept = {dimension: ids for dimension, ids in self._asked.filters.items()
                if dimension not in self._places and dimension not in ATTRIBUTES}
        for row in self._world.compute(self._asked.but(metrics=(metric,), group_by=by, filters=kept)):
            atom, others = self._read(by, row)
            if atom is not None and row.values[0]:
                found[others][atom].append(float(row.values[0]))
        return found

    def _read(self, by: Sequence[str], row: Row) -> tuple[Atom | None, Keys]:
        """The kind of people of a row, and its other keys."""
        named = dict(zip(by, row.keys, strict=True))
        others = tuple(named[each] for each in self._others)
        organisation = named["organisation"]
        return None if organisation is None else (organisation, named.get("position") or "", named.get("group"),
                                                  named.get("state"), named.get("language")), others

    def _with_all(self, parts: dict[str, Part], metric: str) -> dict[str, Part]:
        """For a share of everybody, also those places in which nobody is counted."""
        if metric != "active_rate":
            return parts
        people: dict[str, int] = defaultdict(int)
        for atom, count in self._world.population.atoms.items():
            people[atom[0]] += count
        return {place: (parts.get(place, (0, 0))[0], count) for place, count in people.items()}


def _silent_parts(world: World, asked: Query, rows: Sequence[Row], rests: _Rests, number: int, small_cell: int
                  ) -> set[Keys]:
    """Rows that are silent because others beside them are: among the values of a dimension whose parts add up, and
    among the months of a quarter and the quarters of a year."""
    metric = asked.metrics[number]
    kind = kind_of(metric, world.units.get(metric))
    silent: set[Keys] = set()
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


def _beside(rows: Sequence[Row], place: int, weight: Callable[[Row], int], open_: Callable[[Row], bool],
            small_cell: int) -> set[Keys]:
    groups: dict[Keys, dict[Hashable, tuple[int, bool]]] = defaultdict(dict)
    for row in rows:
        keys = tuple(row.keys)
        groups[(*keys[:place], *keys[place + 1:])][keys] = (weight(row), open_(row))
    return {keys for parts in groups.values() for keys in hidden(parts, small_cell)}  # type: ignore[misc]


def _beside_in_time(world: World, asked: Query, weight: Callable[[Row], int], small_cell: int) -> set[Keys]:
    period = asked.periods[0]
    beside = siblings(period, world.year_starts)
    if len(beside) == 1:
        return set()
    groups: dict[Keys, dict[Hashable, tuple[int, bool]]] = defaultdict(dict)
    for each in beside:
        if each.start <= world.today:
            for row in world.compute(asked.but(periods=(each,))):
                groups[tuple(row.keys)][each.id] = (weight(row), True)
    return {keys for keys, parts in groups.items() if period.id in hidden(parts, small_cell)}
