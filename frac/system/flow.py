"""The flow of work: where it meets, where it changes hands between organisations, where it turns in circles.

A *piece of work* is one activity that says where its work comes from, or where it goes. Where both ends describe the
same hand-over, it counts as two pieces: nothing in a framework says that they are one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection
from dataclasses import dataclass

from frac.framework import Framework
from frac.system.graph import Link, System, key


@dataclass(frozen=True, slots=True)
class Meeting:
    """How much work meets at a position. `sources`, `goals`: from how many positions or outside names it comes and to
    how many it goes; `incoming`, `outgoing`: by how many pieces of work."""

    position_id: str
    sources: int
    goals: int
    incoming: int
    outgoing: int

    @property
    def load(self) -> int:
        """All pieces of work that come in or go out: the bottleneck figure of a position."""
        return self.incoming + self.outgoing


def meeting(system: System, position_id: str) -> Meeting:
    """What meets at one position."""
    here = key("position", position_id)
    coming, going = system.arriving(here, "flow"), system.leaving(here, "flow")
    return Meeting(position_id, len(coming), len(going), sum(len(link.activities) for link in coming),
                   sum(len(link.activities) for link in going))


def meetings(system: System) -> list[Meeting]:
    """All positions by or to which work goes, those where most meets first."""
    all_of = [meeting(system, node.id) for node in system.of_kind("position")]
    return sorted((each for each in all_of if each.load), key=lambda each: (-each.load, each.position_id))


# ---- between organisations


@dataclass(frozen=True, slots=True)
class HandOff:
    """Work that goes from a position of one organisation to a position of another."""

    link: Link
    start_organisation: str
    end_organisation: str


@dataclass(frozen=True)
class HandOffs:
    """All flows by whose hands they change. `between`: from one organisation to another of which neither is part of the
    other, those with most pieces first. `outside`: from or to a name that is no position. `within`: flows inside one
    organisation with its parts. `untold`: flows of which an end is a position that many organisations have: the
    framework does not say whether these leave the house."""

    between: tuple[HandOff, ...]
    outside: tuple[Link, ...]
    within: int
    untold: int


def hand_offs(system: System, framework: Framework) -> HandOffs:
    """The hand-offs between organisations, as far as the framework says where positions are."""
    home = {link.start: link.end for link in system.links if link.kind == "post"}
    between, outside, within, untold = [], [], 0, 0
    for link in system.flows:
        start, end = home.get(link.start), home.get(link.end)
        if "outside" in (system.nodes[link.start].kind, system.nodes[link.end].kind):
            outside.append(link)
        elif start is None or end is None:
            untold += 1
        else:
            one, other = system.nodes[start].id, system.nodes[end].id
            if one in framework.ancestors(other) or other in framework.ancestors(one):
                within += 1
            else:
                between.append(HandOff(link, one, other))
    between.sort(key=lambda each: (-len(each.link.activities), each.link.start, each.link.end))
    return HandOffs(tuple(between), tuple(outside), within, untold)


# ---- circles


# A shortest circle is looked for from so many positions: from each of thousands would take seconds.
STARTS = 300


@dataclass(frozen=True, slots=True)
class Circle:
    """Positions among which work can come back to each: every one can be reached from every other along flows.
    `shortest`: the keys of a shortest circle of three or more, in order; where there is none, of two or one. Among very
    many members it is the shortest through one of the first `STARTS`."""

    members: tuple[str, ...]
    shortest: tuple[str, ...]


def circles(system: System) -> list[Circle]:
    """The circular flows, each position in at most one, those with most positions first. Names outside the framework
    are left out: what becomes of work there is not told."""
    after = {node.key: sorted({link.end for link in system.leaving(node.key, "flow")
                               if system.nodes[link.end].kind == "position"}) for node in system.of_kind("position")}
    made = [Circle(tuple(sorted(each)), _shortest(after, each)) for each in _strong(after)
            if len(each) > 1 or each[0] in after[each[0]]]
    return sorted(made, key=lambda each: (-len(each.members), each.members))


def returns(system: System) -> int:
    """How many pairs of positions give work to each other."""
    pairs = {(link.start, link.end) for link in system.flows}
    return sum((end, start) in pairs for start, end in pairs if start < end)


def _strong(after: dict[str, list[str]]) -> list[list[str]]:
    """Tarjan's strongly connected components, without recursion: a framework may be deep."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    found: list[list[str]] = []
    for root in after:
        if root in index:
            continue
        work = [(root, iter(after[root]))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while work:
            here, rest = work[-1]
            other = next(rest, None)
            if other is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[here])
                if low[here] == index[here]:
                    at = stack.index(here)
                    found.append(stack[at:])
                    on_stack.difference_update(stack[at:])
                    del stack[at:]
            elif other not in index:
                index[other] = low[other] = len(index)
                stack.append(other)
                on_stack.add(other)
                work.append((other, iter(after[other])))
            elif other in on_stack:
                low[here] = min(low[here], index[other])
    return found


def _shortest(after: dict[str, list[str]], members: Collection[str]) -> tuple[str, ...]:
    """A shortest circle of three or more among members; else one of two, or one."""
    inside = set(members)
    best: list[str] | None = None
    for start in sorted(inside)[:STARTS]:
        for second in after[start]:
            if second != start and second in inside:
                way = _way(after, inside, second, start, len(best) - 1 if best else len(inside))
                if way is not None:
                    best = [start, *way[:-1]]
    if best is not None:
        return tuple(best)
    pair = next(((one, other) for one in sorted(inside) for other in after[one]
                 if other != one and one in after[other]), None)
    return pair or (min(inside),)


def _way(after: dict[str, list[str]], inside: set[str], start: str, end: str, under: int) -> list[str] | None:
    """The shortest way from start to end of fewer than `under` + 1 nodes that does not go there at once."""
    before: dict[str, str] = {}
    depth = {start: 1}
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        if depth[here] >= under:
            return None
        for other in after[here]:
            if other not in inside or other in depth or (here == start and other == end):
                continue
            depth[other], before[other] = depth[here] + 1, here
            if other == end:
                way = [end]
                while way[-1] != start:
                    way.append(before[way[-1]])
                return way[::-1]
            waiting.append(other)
    return None
