"""Two organisations side by side, as systems: their parts, positions, flows and needs. Knows nothing of people."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from frac.framework import Framework
from frac.system.graph import Link, System, key
from frac.system.needs import reached


@dataclass(frozen=True)
class Side:
    """One of the two. `parts`: organisations below it. `positions`: those that it or a part of it alone has, and those
    that were said to be found there. `inner`: flows among its positions; `coming`, `going`: flows from and to all
    others. `asked`: competency id to the highest level that one of its positions asks; `unmet`: those of them that no
    live course reaches at that level."""

    organisation_id: str
    parts: int
    positions: frozenset[str]
    inner: tuple[Link, ...]
    coming: tuple[Link, ...]
    going: tuple[Link, ...]
    asked: dict[str, int]
    unmet: frozenset[str]


@dataclass(frozen=True)
class Comparison:
    """Both sides; `there` and `back`: flows from a position that only the first has to one that only the second has,
    and the other way."""

    one: Side
    other: Side
    there: tuple[Link, ...]
    back: tuple[Link, ...]

    @property
    def shared_positions(self) -> frozenset[str]:
        """Positions of both."""
        return self.one.positions & self.other.positions

    @property
    def shared_competencies(self) -> frozenset[str]:
        """Competencies that positions of both ask."""
        return frozenset(self.one.asked) & frozenset(self.other.asked)


def compare(system: System, framework: Framework, one: str, other: str,
            known: Mapping[str, Collection[str]] | None = None) -> Comparison:
    """Compares two organisations. `known`: organisation id to positions that are found there though the framework binds
    them to no organisation: it does not say where these are, so whoever may know says it."""
    first = side(system, framework, one, (known or {}).get(one, ()))
    second = side(system, framework, other, (known or {}).get(other, ()))
    mine = {key("position", each) for each in first.positions - second.positions}
    theirs = {key("position", each) for each in second.positions - first.positions}
    return Comparison(first, second,
                      tuple(link for link in system.flows if link.start in mine and link.end in theirs),
                      tuple(link for link in system.flows if link.start in theirs and link.end in mine))


def side(system: System, framework: Framework, organisation_id: str, known: Collection[str] = ()) -> Side:
    """One organisation with its parts, as a system."""
    places = framework.subtree(organisation_id)
    positions = frozenset(each.id for each in framework.positions.values()
                          if each.organisation_id in places or each.id in known)
    inside = {key("position", each) for each in positions}
    asked: dict[str, int] = {}
    for each in positions:
        for competency_id, level in framework.positions[each].required.items():
            asked[competency_id] = max(level, asked.get(competency_id, 0))
    return Side(
        organisation_id, len(places) - 1, positions,
        tuple(link for link in system.flows if link.start in inside and link.end in inside),
        tuple(link for link in system.flows if link.start not in inside and link.end in inside),
        tuple(link for link in system.flows if link.start in inside and link.end not in inside),
        asked, frozenset(each for each, level in asked.items() if (reached(framework, each) or 0) < level))
