"""Rates and averages of places, where a whole percent nearly gives away what it is made of: which are told together.

Places lie within each other, so that all that sums and differences of their figures say is said by the rests: a place
without the parts of it that are told. A figure is told where the place and every such rest are safe, and whatever is
put together of safe rests and places is safe too (complementary suppression: Hundepool et al., Statistical Disclosure
Control, chapter 4). From a figure about very many people no rest can be told: it is rounded too coarsely for that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from passbook.insights.disclosure.cells import EXACT
from passbook.insights.disclosure.frame import Place, directly
from passbook.insights.disclosure.population import Population

# Up to so many people a whole percent of them is finer by far than a count to the nearest 5.
FINE = 2 * EXACT
# How many people are counted, and of how many.
Part = tuple[int, int]


def told_places(population: Population, parts: Mapping[str, Part], small_cell: int, people: bool) -> frozenset[Place]:
    """The places whose figure is told. `parts`: by organisation, those who serve in it itself; `people`: whether the
    figure is the share of them who are counted, and not one of their acts."""
    totals: dict[Place, Part] = defaultdict(lambda: (0, 0))
    for organisation, part in parts.items():
        for place in (directly(organisation), *population.above[organisation], None):
            totals[place] = _plus(totals[place], part)
    chains = {place: _chain(population, place) for place in totals}
    told: set[Place] = set()
    rests: dict[Place, Part] = {}
    # wholes before their parts, larger before smaller
    for place in sorted(totals, key=lambda each: (len(chains[each]), -totals[each][1], str(each))):
        part = totals[place]
        above = next((each for each in chains[place] if each in told), None)
        rest = _plus(rests[above], part, -1) if above in told else None
        if not _safe(part, part[1], small_cell, people) or (
                rest is not None and not _safe(rest, totals[above][1], small_cell, people)):
            continue
        told.add(place)
        rests[place] = part
        if rest is not None:
            rests[above] = rest
    return frozenset(told)


def _chain(population: Population, place: Place) -> tuple[Place, ...]:
    """What a place lies in, the nearest first."""
    if place is None:
        return ()
    return (*population.above[place[1:]], None) if place.startswith("=") else (*population.above[place][1:], None)


def _safe(part: Part, among: int, small_cell: int, people: bool) -> bool:
    """Whether a figure may be known, as finely as it follows from one about so many people: a share where nobody is
    counted, or enough are and enough are not; a figure of acts where enough people did some, or nobody."""
    counted, base = part
    if people:
        return among > FINE or counted == 0 or (counted >= small_cell and base - counted >= small_cell)
    return among > EXACT or base == 0 or base >= small_cell


def _plus(one: Part, other: Part, sign: int = 1) -> Part:
    return (one[0] + sign * other[0], one[1] + sign * other[1])
