"""Up to which entries figures about a set of people are told: they move on when enough people of the set have new ones.

The first release is the first that was ever written. From then on a set's figures stand still until `small_cell` people
of it have new entries, and then take in all of them: what a set told before and what it tells after differ by what so
many people did. Computed from the ledger alone, so that it is the same for every asker, and nothing is stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from passbook.insights.disclosure.frame import Place
from passbook.insights.disclosure.population import ATTRIBUTES, Atom, Population


@dataclass(frozen=True, slots=True)
class Change:
    """A person (a pseudonym) of a kind has entries of the transaction `mark`."""

    mark: int
    person: str
    atom: Atom


@dataclass(frozen=True)
class Ledger:
    """What was written after the first transaction, in the order of transactions. `first`: that transaction's mark."""

    first: int
    changes: tuple[Change, ...]
    _found: dict[Any, int] = field(default_factory=dict, repr=False)

    def release(self, population: Population, place: Place, attributes: Mapping[str, str | None], small_cell: int
                ) -> int:
        """The mark up to which entries count for figures about a set."""
        key = (place, tuple(sorted(attributes.items(), key=str)), small_cell)
        if key not in self._found:
            self._found[key] = self._release(population, place, attributes, small_cell)
        return self._found[key]

    def _release(self, population: Population, place: Place, attributes: Mapping[str, str | None], small_cell: int
                 ) -> int:
        inside = [each for each in self.changes if is_in(population, each.atom, place, attributes)]
        return latest(((each.mark, each.person) for each in inside), self.first, small_cell)


def latest(changes: Iterable[tuple[int, str]], first: int, small_cell: int) -> int:
    """The newest mark at which enough people had changes since the one before; `first` where there was none yet."""
    waiting: set[str] = set()
    released = first
    found = sorted(changes)
    for number, (mark, person) in enumerate(found):
        waiting.add(person)
        if len(waiting) >= small_cell and (number + 1 == len(found) or found[number + 1][0] > mark):
            released = mark
            waiting.clear()
    return released


def is_in(population: Population, atom: Atom, place: Place, attributes: Mapping[str, str | None]) -> bool:
    """Whether people of a kind are in a set."""
    if any(atom[1 + ATTRIBUTES.index(name)] != value for name, value in attributes.items()):
        return False
    if place is None:
        return True
    return atom[0] == place[1:] if place.startswith("=") else place in population.above[atom[0]]
