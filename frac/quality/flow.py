"""Work that can turn in circles between posts; what a circle is, `frac/system/flow.py` says."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from frac.framework import Framework
from frac.quality.shape import Finding, Held
from frac.system.flow import Circle, circles
from frac.system.graph import System, system_of


def circular(framework: Framework, _held: Held) -> Iterator[Finding]:
    """Each set of posts among which work can come back to each, those with most posts first.

    `things` are the posts of a shortest way around, in order, with the activities that carry each step. Two posts that
    give work to each other are a circle too: often it is meant (a note goes up and comes back), and only its people can
    tell.
    """
    system = system_of(framework)
    for circle in circles(system):
        way = [system.nodes[each].id for each in circle.shortest]
        yield Finding("circular", "look", (*(("position", each) for each in way),
                                           *(("activity", each) for each in _carrying(system, circle))),
                      {"posts": len(circle.members), "way": way,
                       "members": [system.nodes[each].id for each in circle.members]})


def _carrying(system: System, circle: Circle) -> list[str]:
    """One activity for each step of the shortest way around."""
    found = []
    for start, end in pairwise((*circle.shortest, circle.shortest[0])):
        found += [link.activities[0] for link in system.leaving(start, "flow") if link.end == end and link.activities]
    return list(dict.fromkeys(found))
