"""People as disclosure control counts them: how many there are of each kind, and never who.

An atom is (organisation, position, group, state, language) with the number of people who share all five.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from passbook.insights.facts.reader import Facts

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

    def only(self, positions: Iterable[str] | None, without: Iterable[str] = ()) -> Population:
        """The people in these positions (None: in all), who serve in none of some places."""
        kept, gone = None if positions is None else frozenset(positions), tuple(without)
        if kept is None and not gone:
            return self
        return Population({atom: count for atom, count in self.atoms.items() if (kept is None or atom[1] in kept)
                           and not any(self.within(atom[0], each) for each in gone)}, self.above,
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


def population(facts: Facts) -> Population:
    """The people of the facts, kept beside them while they are current."""
    if "population" not in facts.kept:
        facts.kept["population"] = _counted(facts)
    found: Population = facts.kept["population"]
    return found


def _counted(facts: Facts) -> Population:
    people = facts.people.group_by(["organisation", *ATTRIBUTES]).agg(count=facts.people.person.nunique())
    atoms: dict[Atom, int] = {
        (row["organisation"], row["position"], row["group"], row["state"], row["language"]): int(row["count"])
        for row in sorted(facts.execute(people), key=str)}
    chains: dict[str, list[tuple[int, str]]] = {}
    kinds: dict[str, str] = {}
    for row in facts.execute(facts.places):
        chains.setdefault(row["organisation"], []).append((int(row["steps"]), row["ancestor"]))
        kinds[row["ancestor"]] = row["kind"]
    requires: dict[str, set[str]] = {}
    for row in facts.execute(facts.requirements):
        requires.setdefault(row["position"], set()).add(row["competency"])
    named = facts.execute(facts.competencies)
    above = {place: tuple(each for _, each in sorted(chain)) for place, chain in chains.items()}
    return Population(atoms, above, kinds,
                      {position: frozenset(asked) for position, asked in requires.items()},
                      {row["competency"]: row["type"] for row in named},
                      {row["competency"]: row["theme"] for row in named if row["theme"]})
