"""What figures under disclosure control are computed from, and which people each row of a question is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from passbook.insights.disclosure.cells import NOBODY, REQUIRED
from passbook.insights.disclosure.frame import MOST_ATTRIBUTES, Frame, Place, directly
from passbook.insights.disclosure.place import place_dimensions
from passbook.insights.disclosure.population import ATTRIBUTES, Population
from passbook.insights.disclosure.releases import Ledger
from passbook.insights.query import Query

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
    units of metrics, the frame of the people in some positions who serve in none of some places; what was written since
    the first release, and the world as it was at a mark. `own`: the places whose people the asker sees one by one."""

    population: Population
    compute: Compute
    year_starts: str
    today: date
    first: date
    units: Mapping[str, str | None]
    frames: Callable[[frozenset[str] | None, int, tuple[str, ...]], Frame]
    ledger: Ledger
    at: Callable[[int], World]
    own: tuple[str, ...] = ()


class Sets:
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


def listed(world: World, asked: Query) -> list[Keys]:
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


def withheld(world: World, asked: Query, small_cell: int) -> set[str]:
    """Why rows of some people are left out, be there such rows or not."""
    if set(asked.metrics) <= NOBODY or _of_people(world) >= set(asked.group_by):
        return set()
    about = asked.but(group_by=tuple(each for each in asked.group_by if each in _of_people(world)))
    sets = Sets(world, about)
    found = {silence_of(world, None, place, attributes, small_cell)
             for place, attributes, empty in map(sets.of, _sets_of(world, about)) if not empty}
    return {each for each in found if each is not None}


def silence_of(world: World, positions: frozenset[str] | None, place: Place, attributes: Mapping[str, str | None],
               small_cell: int) -> str | None:
    """Why figures about a set of the people in some positions are silent; None where they are not."""
    for without in dict.fromkeys(((), world.own)):
        found = world.frames(positions, small_cell, without)
        if found.of(place, attributes) == "suppressed":
            if len(attributes) > MOST_ATTRIBUTES:
                return "two_attributes"
            weight = found.weights[place, tuple(sorted(attributes.items()))]
            return "few_people" if weight < small_cell and not without else "beside"
    return None
