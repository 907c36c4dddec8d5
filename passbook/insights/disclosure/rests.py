"""On whom the rows of a question rest: which of them are silent by their set, by those they count, by one person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from passbook.insights.disclosure.cells import NOBODY, OF_EVERYBODY, REQUIRED, SUMS, kind_of, of_people
from passbook.insights.disclosure.frame import Frame, Place, frame
from passbook.insights.disclosure.nearly import (
    Part,
    Safe,
    dominated,
    every_place,
    safe_acts,
    safe_share,
    safe_sum,
    told_places,
)
from passbook.insights.disclosure.place import place_dimensions
from passbook.insights.disclosure.population import ATTRIBUTES, Atom, Population
from passbook.insights.disclosure.releases import is_in
from passbook.insights.disclosure.world import Keys, Row, Sets, World, silence_of
from passbook.insights.query import Query


class Rests:
    """On whom the figures of a question rest: the frames of the people, and of those who are counted."""

    def __init__(self, world: World, asked: Query, small_cell: int) -> None:
        self._world, self._asked, self._k = world, asked, small_cell
        self.sets = Sets(world, asked)
        self._places = place_dimensions(world.population)
        self._attributes = [each for each in ATTRIBUTES if each in {*asked.group_by, *asked.filters}]
        self._others = [each for each in asked.group_by if each not in self._places and each not in ATTRIBUTES]
        self._counted: list[dict[Keys, list[Frame]]] = []
        self._places_silent: list[dict[Keys, frozenset[Place]]] = []
        self._amounts = [self._each(metric) if metric in SUMS else {} for metric in asked.metrics]
        self._count()

    def seen(self, keys: Keys) -> bool:
        """Whether figures about the people of a row are told at all, for any metric."""
        return any(metric in NOBODY or self.silence(keys, metric) is None for metric in self._asked.metrics)

    def silence(self, keys: Keys, metric: str) -> str | None:
        """Why figures about the people of a row are silent; None where they are not."""
        place, attributes, empty = self.sets.of(keys)
        if empty:
            return None  # nobody can be there: the engine says nothing or zero
        found = silence_of(self._world, None, place, attributes, self._k)
        if found is None and metric in REQUIRED:
            found = silence_of(self._world, self._required(keys), place, attributes, self._k)
        return found

    def open(self, keys: Keys, number: int) -> bool:
        """Whether a metric's figure is told by its set alone."""
        place, attributes, empty = self.sets.of(keys)
        if empty:
            return True
        if self.silence(keys, self._asked.metrics[number]) is not None:
            return False
        others = tuple(key for key, dimension in zip(keys, self._asked.group_by, strict=True)
                       if dimension in self._others)
        if any(each.of(place, attributes) == "suppressed" for each in self._counted[number].get(others, ())):
            return False
        if attributes:  # those of few people are silent by themselves
            return not dominated(self._amounts_of(place, attributes, self._amounts[number].get(others, {})))
        return place not in self._places_silent[number].get(others, ())

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
            self._counted.append({others: [
                frame(Population(seen, population.above, population.kinds), self._k, self._attributes, False)
                for seen in self._with_and_without_own(found)] for others, found in atoms[number].items()})
            silent: dict[Keys, frozenset[Place]] = {}
            for others, found in parts[number].items():
                all_ = self._with_all(found, metric)
                safe = (safe_acts if others in acts[number] else safe_share)(all_, self._k)
                silent[others] = self._places_without(all_, safe)
            for others, each in self._amounts[number].items():
                amounts: dict[str, list[float]] = defaultdict(list)
                for atom, several in each.items():
                    amounts[atom[0]] += several
                silent[others] = self._places_without(amounts, safe_sum(amounts))
            self._places_silent.append(silent)

    def _places_without(self, organisations: Iterable[str], safe: Safe) -> frozenset[Place]:
        """The places that are not told; nor beside what the asker sees of some places one by one."""
        population = self._world.population
        found: set[Place] = set()
        for seen in self._with_and_without_own({(each,): 1 for each in organisations}):
            within: list[str] = [each[0] for each in seen]
            found |= every_place(population, within) - told_places(population, within, safe)
        return frozenset(found)

    def _with_and_without_own(self, found: Mapping[Any, int]) -> list[dict[Any, int]]:
        """What is of kinds of people, and of those whom the asker does not see one by one."""
        population, own = self._world.population, self._world.own
        strangers = {atom: count for atom, count in found.items()
                     if not any(population.within(atom[0], each) for each in own)}
        return [dict(found), strangers] if own else [dict(found)]

    def _with_all(self, parts: dict[str, Part], metric: str) -> dict[str, Part]:
        """For a share of everybody, also those places in which nobody is counted."""
        if metric not in OF_EVERYBODY:
            return parts
        people: dict[str, int] = defaultdict(int)
        for atom, count in self._world.population.atoms.items():
            people[atom[0]] += count
        return {place: (parts.get(place, (0, 0))[0], count) for place, count in people.items()}

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
