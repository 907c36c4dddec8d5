"""Walks among the nodes: what is near a node, how work gets from one position to another, what is found by its name."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from frac.system.graph import Link, LinkKind, Node, NodeKind, System, fold


@dataclass(frozen=True)
class Near:
    """The neighbourhood of a node: key to its distance, the nearest first. `left_out`: how many more nodes are as near
    as was asked and are not in it, because there would be too many."""

    distance: dict[str, int]
    left_out: int


def neighbourhood(system: System, start: str, depth: int, kinds: Collection[NodeKind], most: int = 10_000) -> Near:
    """What can be reached from a node by at most `depth` links, whichever way they point, by nodes of these kinds.

    The node itself is always in it. Flows come before other links, so that what is left out where there is too much
    (`most`) is what says least about the work.
    """
    if start not in system.nodes:
        return Near({}, 0)
    distance, waiting, left_out = {start: 0}, deque([start]), 0
    seen = {start}
    while waiting:
        here = waiting.popleft()
        if distance[here] >= depth:
            continue
        for other in _beside(system, here):
            if other in seen or system.nodes[other].kind not in kinds:
                continue
            seen.add(other)
            if len(distance) >= most:
                left_out += 1
                continue
            distance[other] = distance[here] + 1
            waiting.append(other)
    return Near(distance, left_out)


def _beside(system: System, node: str) -> list[str]:
    links = [*((link, link.end) for link in system.out.get(node, ())),
             *((link, link.start) for link in system.into.get(node, ()))]
    return [other for _, other in sorted(links, key=lambda each: each[0].kind != "flow")]


def links_among(system: System, nodes: Collection[str], kinds: Collection[LinkKind] | None = None) -> list[Link]:
    """The links of some kinds (of all, where none are named) that begin and end at these nodes."""
    kept = nodes if isinstance(nodes, (set, frozenset, dict)) else set(nodes)
    return [link for each in kept for link in system.out.get(each, ())
            if link.end in kept and (kinds is None or link.kind in kinds)]


def flow_path(system: System, start: str, end: str) -> list[str] | None:
    """The shortest way of work from one node to another along its flows, as keys with both ends; None where there is
    none. Among ways of one length it is always the same."""
    before: dict[str, str | None] = {start: None}
    waiting = deque([start] if start in system.nodes and end in system.nodes else [])
    while waiting:
        here = waiting.popleft()
        if here == end:
            return _way_back(before, end)
        for link in sorted(system.leaving(here, "flow"), key=lambda each: each.end):
            if link.end not in before:
                before[link.end] = here
                waiting.append(link.end)
    return None


def _way_back(before: dict[str, str | None], end: str) -> list[str]:
    way: list[str] = []
    here: str | None = end
    while here is not None:
        way.append(here)
        here = before[here]
    return way[::-1]


def found(nodes: Iterable[tuple[Node, str]], text: str, most: int) -> list[Node]:
    """The nodes whose name holds every word of a text, for (node, name) pairs: those that begin with it first, then
    where a word begins with it, then the others; then by name."""
    asked = fold(text)
    words = asked.split()
    if not words:
        return []
    ranked = []
    for node, name in nodes:
        own = fold(f"{name} {node.id}" if node.kind != "outside" else name)
        if all(word in own for word in words):
            rank = 0 if own.startswith(asked) else 1 if f" {asked}" in f" {own}" else 2
            ranked.append((rank, len(own), own, node))
    return [node for *_, node in sorted(ranked, key=lambda each: each[:3])[:most]]
