"""Which sets of people are told under disclosure control: decided once for all questions, from counts of people alone.

A set is people of a place, or those of them who share an attribute. Sets are taken in one order: places before sets
with an attribute, higher before lower, larger before smaller. Each is told unless, with those told before it, it would
isolate fewer than `small_cell` people: by being so few, as the difference of two sets, as what is left of a set beside
its told parts, or as a combination of several. Sets of the same people are one set, however they are described.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any, Literal

import numpy as np

from passbook.insights.disclosure.audit import Combinations
from passbook.insights.disclosure.population import ATTRIBUTES, Atom, Population

# The whole tenant is the place None; those who serve in an organisation itself, and in none below it, are "=id".
Place = str | None
Attributes = tuple[tuple[str, str | None], ...]
Key = tuple[Place, Attributes]
Atoms = np.ndarray[Any, Any]
Told = Literal["told", "empty", "suppressed"]
# Beside the place: two at once make so many small sets that most of them would have to be silent.
MOST_ATTRIBUTES = 1
# People who share an attribute are told from so many times `small_cell` up, and differ from others by as many: sets
# that lie across each other give more away than places that lie within each other.
ACROSS = 3
# Combinations of several sets are looked for among so many atoms at once; a larger tenant branch by branch.
AUDITED = 3000


NOBODY = np.zeros(0, dtype=np.int64)


def directly(organisation: str) -> str:
    """The place of those who serve in an organisation itself and in none below it."""
    return f"={organisation}"


@dataclass(eq=False)
class _Set:
    """People with the same membership in everything asked about: one set under all its names."""

    weight: int
    atoms: Atoms
    keys: list[Key] = field(default_factory=list)
    told: bool = False
    least: int = 0
    # What its told parts hold, by what it is parted by.
    parts: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))


    @property
    def across(self) -> bool:
        """Whether only an attribute describes the set."""
        return all(attributes for _, attributes in self.keys)


@dataclass(frozen=True)
class Frame:
    """The decision for every set of a population. `weights`: how many people a set has; `told`: those that are told."""

    weights: Mapping[Key, int]
    told: frozenset[Key]

    def of(self, place: Place, attributes: Mapping[str, str | None]) -> Told:
        """Whether figures about a set are told; `empty` where nobody is in it."""
        if len(attributes) > MOST_ATTRIBUTES:
            return "suppressed"
        key = (place, tuple(sorted(attributes.items())))
        if key not in self.weights:
            return "empty"
        return "told" if key in self.told else "suppressed"


def frame(population: Population, small_cell: int, attributes: Sequence[str] = ATTRIBUTES, audit: bool = True) -> Frame:
    """Decides on all sets that these attributes describe; `audit`: also look for combinations of several sets."""
    sets, named = _sets(population, attributes)
    few = [(each.atoms, NOBODY) for each in sets if each.weight < small_cell]
    if audit:
        few += _strays(population, named, small_cell)
    telling = _Telling(small_cell, population, named, _Audits(population, few) if audit else None)
    for each in sorted((each for each in sets if each.weight >= small_cell), key=lambda each: _rank(population, each)):
        telling.consider(each)
    return Frame({key: each.weight for key, each in named.items()},
                 frozenset(key for key, each in named.items() if each.told))


def _sets(population: Population, attributes: Sequence[str]) -> tuple[list[_Set], dict[Key, _Set]]:
    members: dict[Key, list[int]] = defaultdict(list)
    counts = np.array(list(population.atoms.values()), dtype=np.int64)
    for number, atom in enumerate(population.atoms):
        values = [pair for pair in sorted(zip(ATTRIBUTES, atom[1:], strict=True)) if pair[0] in attributes]
        described = [chosen for size in range(MOST_ATTRIBUTES + 1) for chosen in combinations(values, size)]
        for place in (directly(atom[0]), *population.above[atom[0]], None):
            for chosen in described:
                members[place, chosen].append(number)
    by_content: dict[bytes, _Set] = {}
    named: dict[Key, _Set] = {}
    for key, numbers in members.items():
        atoms = np.array(numbers, dtype=np.int64)
        found = by_content.setdefault(atoms.tobytes(), _Set(int(counts[atoms].sum()), atoms))
        found.keys.append(key)
        named[key] = found
    return list(by_content.values()), named


def _strays(population: Population, named: Mapping[Key, _Set], small_cell: int) -> list[tuple[Atoms, Atoms]]:
    """Few people by whom a set differs from several others together: those of a group in posts of another group, of a
    language in places that all but speak it."""
    counts = np.array(list(population.atoms.values()), dtype=np.int64)
    families: dict[tuple[Place, str], list[_Set]] = defaultdict(list)
    parent = {chain[0]: chain[1] if len(chain) > 1 else None for chain in population.above.values()}
    for (place, attributes), each in named.items():
        if each.weight < small_cell:
            continue
        if attributes:
            families[place, attributes[0][0]].append(each)
        elif place is not None:
            families[place[1:] if place.startswith("=") else parent[place], "places"].append(each)
    beside: dict[Place, list[str]] = defaultdict(list)
    for place, by in families:
        beside[place].append(by)
    found: dict[tuple[bytes, bytes], tuple[Atoms, Atoms]] = {}
    for (place, by), wholes in families.items():
        for other in beside[place]:
            if other != by:
                found.update(_apart(wholes, families[place, other], counts, small_cell))
    return list(found.values())


def _apart(wholes: Sequence[_Set], parts: Sequence[_Set], counts: Atoms, small_cell: int
           ) -> Iterator[tuple[tuple[bytes, bytes], tuple[Atoms, Atoms]]]:
    """By whom a set differs from all those together that lie in it for the most part, where that is few people. The
    sets of a family never overlap: an attribute has one value for a person, and people serve in one place."""
    one, other = _labels(wholes, len(counts)), _labels(parts, len(counts))
    both = np.flatnonzero((one >= 0) & (other >= 0))
    pairs, which = np.unique(one[both] * len(parts) + other[both], return_inverse=True)
    shared = np.bincount(which, weights=counts[both], minlength=len(pairs))
    whole, part = np.divmod(pairs, len(parts))
    weights = np.array([each.weight for each in parts])
    mostly = 2 * shared > weights[part]
    people = np.array([each.weight for each in wholes], dtype=np.float64)
    np.add.at(people, whole[mostly], weights[part[mostly]] - 2 * shared[mostly])
    for number in np.flatnonzero((people > 0) & (people < small_cell)).tolist():
        inside = np.concatenate([NOBODY, *(parts[each].atoms for each in part[mostly & (whole == number)].tolist())])
        atoms = wholes[number].atoms
        pair = np.setdiff1d(inside, atoms), np.setdiff1d(atoms, inside)
        yield (pair[0].tobytes(), pair[1].tobytes()), pair


def _labels(sets: Sequence[_Set], atoms: int) -> Atoms:
    """For each atom the place of the set that holds it, or -1."""
    labels = np.full(atoms, -1, dtype=np.int64)
    for number, each in enumerate(sets):
        labels[each.atoms] = number
    return labels


def _rank(population: Population, each: _Set) -> tuple[Any, ...]:
    """The place of a set in the order in which sets are taken: by its plainest name, then by its size."""
    def plain(key: Key) -> tuple[Any, ...]:
        place = key[0] or ""
        own = place.startswith("=")
        depth = 0 if key[0] is None else len(population.above[place.removeprefix("=")]) + own
        return (len(key[1]), depth, own, place, str(key[1]))

    first = min(map(plain, each.keys))
    return (*first[:3], -each.weight, *first[3:])


class _Telling:
    """The sets told so far, and whether one more would isolate somebody."""

    def __init__(self, small_cell: int, population: Population, named: Mapping[Key, _Set], audits: _Audits | None
                 ) -> None:
        self._k, self._named, self._audits = small_cell, named, audits
        self._parent = {chain[0]: chain[1] if len(chain) > 1 else None for chain in population.above.values()}
        self._counts = [int(count) for count in population.atoms.values()]
        self._holding: list[list[_Set]] = [[] for _ in self._counts]

    def consider(self, each: _Set) -> None:
        """Tells the set, unless it would isolate somebody."""
        partitions = [(self._named[key], by) for name in each.keys for key, by in self._above(name)]
        each.least = self._k * (ACROSS if each.across else 1)
        if each.weight < each.least:
            return
        if (self._below_silence(each) or self._leaves_few(each, partitions) or self._is_near(each)
                or not (self._audits is None or self._audits.takes(each.atoms))):
            return
        each.told = True
        for atom in each.atoms:
            self._holding[atom].append(each)
        for whole, by in partitions:
            if whole is not each:
                whole.parts[by][id(each)] = each.weight

    def _above(self, key: Key) -> list[tuple[Key, str]]:
        """The sets of which a key is a part, each with what it is parted by."""
        place, attributes = key
        found: list[tuple[Key, str]] = []
        if place is not None:
            up = place[1:] if place.startswith("=") else self._parent[place]
            found.append(((up, attributes), f"in {up}"))
        found += [((place, tuple(other for other in attributes if other != each)), each[0]) for each in attributes]
        return found

    def _below_silence(self, each: _Set) -> bool:
        """Whether a set lies in one that is not told, by its plainest name: below a silence all is silent."""
        plainest = min(each.keys, key=lambda key: (len(key[1]), str(key)))
        wholes = [self._named[key] for key, _ in self._above(plainest)]
        return any(whole is not each and not whole.told for whole in wholes)

    def _leaves_few(self, each: _Set, partitions: Iterable[tuple[_Set, str]]) -> bool:
        """Whether what is left of a told set beside its told parts would be few people, now that this one comes in, as
        a part or as the whole."""
        for whole, by in partitions:
            if whole is not each and whole.told:
                parts = whole.parts[by]
                left = whole.weight - sum(parts.values()) - (0 if id(each) in parts else each.weight)
                if 0 < left < each.least:
                    return True
        return any(0 < each.weight - sum(parts.values()) < each.least for parts in each.parts.values() if parts)

    def _is_near(self, each: _Set) -> bool:
        """Whether a told set differs from this one by few people."""
        shared: dict[_Set, int] = defaultdict(int)
        for atom in each.atoms:
            for other in self._holding[atom]:
                shared[other] += self._counts[atom]
        return any(0 < other.weight + each.weight - 2 * common < each.least for other, common in shared.items())


class _Audits:
    """Combinations of sets, looked for in the whole tenant or, where it is large, in each branch by itself."""

    def __init__(self, population: Population, few: Sequence[tuple[Atoms, Atoms]]) -> None:
        branches = _branches(population)
        names = sorted(set(branches) - {None}, key=str)
        self._branch = np.array([-1 if each is None else names.index(each) for each in branches])
        self._place = np.zeros(len(branches), dtype=np.int64)
        for number in range(len(names)):
            inside = np.flatnonzero(self._branch == number)
            self._place[inside] = np.arange(inside.size)
        self._audits = [Combinations(
            int((self._branch == number).sum()),
            [(self._place[more], self._place[less]) for more, less in few
             if (self._branch[more] == number).all() and (self._branch[less] == number).all()])
            for number in range(len(names))]

    def takes(self, atoms: Atoms) -> bool:
        """Takes a set in; False where a small one would come out. A set across branches is taken as it is."""
        branch = self._branch[atoms]
        if branch[0] < 0 or (branch != branch[0]).any():
            return True
        return self._audits[int(branch[0])].takes(self._place[atoms])


def _branches(population: Population) -> list[str | None]:
    """For each atom the highest place that holds few enough atoms to be looked at as one; None where there is none."""
    if len(population.atoms) <= AUDITED:
        return [""] * len(population.atoms)
    sizes: dict[str, int] = defaultdict(int)
    for atom in population.atoms:
        for place in population.above[atom[0]]:
            sizes[place] += 1

    def branch(atom: Atom) -> str | None:
        return next((place for place in reversed(population.above[atom[0]]) if sizes[place] <= AUDITED), None)

    return [branch(atom) for atom in population.atoms]
