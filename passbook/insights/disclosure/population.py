"""People as disclosure control counts them: how many there are of each kind, and never who.

An atom is (organisation, position, group, state, language) with the number of people who share all five.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

ATTRIBUTES = ("position", "group", "state", "language")
Atom = tuple[str, str, str | None, str | None, str | None]


@dataclass(frozen=True)
class Population:
    """The people of a tenant, and the tree in which they serve.

    `atoms`: people by atom. `above`: an organisation's chain, itself first, its root last. `kinds`: an organisation's
    kind. `requires`: the competencies that a position asks. `types`, `themes`: those of a competency.
    """

    atoms: Mapping[Atom, int]
    above: Mapping[str, tuple[str, ...]]
    kinds: Mapping[str, str] = field(default_factory=dict)
    requires: Mapping[str, frozenset[str]] = field(default_factory=dict)
    types: Mapping[str, str] = field(default_factory=dict)
    themes: Mapping[str, str] = field(default_factory=dict)

    def only(self, positions: Iterable[str]) -> Population:
        """The people in these positions."""
        kept = frozenset(positions)
        return Population({atom: count for atom, count in self.atoms.items() if atom[1] in kept}, self.above,
                          self.kinds, self.requires, self.types, self.themes)

    def requiring(self, asked: Mapping[str, str]) -> frozenset[str]:
        """The positions that ask for a competency that is the one named, or of the type and theme named; for any where
        nothing is."""
        def fits(competency: str) -> bool:
            return (asked.get("competency", competency) == competency
                    and asked.get("type") in (None, self.types.get(competency))
                    and asked.get("theme") in (None, self.themes.get(competency)))

        return frozenset(position for position, needed in self.requires.items() if any(map(fits, needed)))

    def within(self, place: str, other: str) -> bool:
        """Whether a place is another or lies below it."""
        return other in self.above.get(place, ())
