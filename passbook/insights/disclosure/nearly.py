"""Figures of places that nearly give away what they are made of: rates of few people, sums that one person makes.

Places lie within each other, so that all that sums and differences of their figures say is said by the rests: a place
without the parts of it that are told. A figure is told where the place and every such rest are safe, and whatever is
put together of safe rests and places is safe too (complementary suppression: Hundepool et al., Statistical Disclosure
Control, chapter 4). From a figure about very many people no rest can be told: it is rounded too coarsely for that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from passbook.insights.disclosure.cells import EXACT
from passbook.insights.disclosure.frame import Place, directly
from passbook.insights.disclosure.population import Population

# Up to so many people a whole percent of them is finer by far than a count to the nearest 5.
FINE = 2 * EXACT
# A sum is silent where whoever has the second most would know the most within so much of it.
NEAR = 0.1
# How many people are counted, and of how many.
Part = tuple[int, int]
# Whether those who serve in some organisations may be known as finely as they follow from a figure about the people of
# others (the same ones, or more).
Safe = Callable[[frozenset[str], frozenset[str]], bool]


def every_place(population: Population, organisations: Iterable[str]) -> set[Place]:
    """The places in which some organisations lie."""
    return {place for each in organisations for place in (directly(each), *population.above[each], None)}


def told_places(population: Population, organisations: Iterable[str], safe: Safe) -> frozenset[Place]:
    """The places whose figure is told. `organisations`: those in which people serve whom it is about."""
    inside: dict[Place, set[str]] = defaultdict(set)
    for organisation in organisations:
        for place in (directly(organisation), *population.above[organisation], None):
            inside[place].add(organisation)
    sets = {place: frozenset(each) for place, each in inside.items()}
    people: dict[str, int] = defaultdict(int)
    for atom, count in population.atoms.items():
        people[atom[0]] += count
    chains = {place: _chain(population, place) for place in sets}
    told: set[Place] = set()
    rests: dict[Place, frozenset[str]] = {}
    # wholes before their parts, larger before smaller
    for place in sorted(sets, key=lambda each: (len(chains[each]), -sum(people[one] for one in sets[each]), str(each))):
        here = sets[place]
        above = next((each for each in chains[place] if each in told), None)
        rest = rests[above] - here if above in told else frozenset()
        if not safe(here, here) or (rest and not safe(rest, sets[above])):
            continue
        told.add(place)
        rests[place] = here
        if above in told:
            rests[above] = rest
    return frozenset(told)


def _chain(population: Population, place: Place) -> tuple[Place, ...]:
    """What a place lies in, the nearest first."""
    if place is None:
        return ()
    return (*population.above[place[1:]], None) if place.startswith("=") else (*population.above[place][1:], None)


def safe_share(parts: Mapping[str, Part], small_cell: int) -> Safe:
    """Of a share of people: nobody is counted, or enough are and enough are not."""
    def safe(here: frozenset[str], among: frozenset[str]) -> bool:
        counted, base = _sum(parts, here)
        return _sum(parts, among)[1] > FINE or counted == 0 or min(counted, base - counted) >= small_cell

    return safe


def safe_acts(parts: Mapping[str, Part], small_cell: int) -> Safe:
    """Of a rate or an average of acts: enough people did some, or nobody did."""
    def safe(here: frozenset[str], among: frozenset[str]) -> bool:
        return _sum(parts, among)[1] > EXACT or not 0 < _sum(parts, here)[1] < small_cell

    return safe


def safe_sum(amounts: Mapping[str, Sequence[float]]) -> Safe:
    """Of a sum: no one person makes nearly all of it. `amounts`: what each person adds, by organisation."""
    def safe(here: frozenset[str], _among: frozenset[str]) -> bool:
        return not dominated([amount for each in here for amount in amounts.get(each, ())])

    return safe


def dominated(amounts: Sequence[float]) -> bool:
    """Whether somebody makes so much of a sum that whoever makes the second most knows it (the p% rule: Hundepool et
    al., section 4.2)."""
    first, second = sorted((0.0, 0.0, *amounts))[:-3:-1]
    return first > 0 and sum(amounts) - first - second < NEAR * first


def _sum(parts: Mapping[str, Part], places: Iterable[str]) -> Part:
    found = [parts[each] for each in places if each in parts]
    return sum(part[0] for part in found), sum(part[1] for part in found)
