"""A framework as a graph: typed nodes, typed links, each way of looking at it from one place.

Names of positions in activities are resolved and never guessed: whatever is the title or id of no position, or of
several of which none is the nearest, stays a named node outside the framework, and is counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from frac.framework import Framework, Position

NodeKind = Literal["organisation", "position", "outside", "role", "activity", "competency", "course"]
# `part`: an organisation of the one above it; `post`: a position that only one organisation has; `role` of a position;
# `work`: an activity of a role; `flow`: work from one position to another; `asks`: a position a competency at a level;
# `teaches`: a course a competency, at a level where it is known.
LinkKind = Literal["part", "post", "role", "work", "flow", "asks", "teaches"]


@dataclass(frozen=True, slots=True)
class Node:
    """A thing of the system. `key` is its kind and its id; `name` is as the tenant writes it."""

    key: str
    kind: NodeKind
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link from one node to another, by their keys. `level`: of what is asked or taught. `activities`: those that
    carry a flow, or for which a competency is asked."""

    start: str
    end: str
    kind: LinkKind
    level: int | None = None
    activities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A name that an activity gives for the origin or the goal of its work, and that is no one position's. `several`:
    it is the title of several, of which none is nearer than the others."""

    activity_id: str
    name: str
    several: bool


@dataclass(frozen=True)
class System:
    """The graph. Each pair of nodes has at most one link of a kind."""

    nodes: dict[str, Node]
    links: tuple[Link, ...]
    unresolved: tuple[Unresolved, ...]

    @cached_property
    def out(self) -> dict[str, tuple[Link, ...]]:
        """Key to the links that begin there."""
        return _by(self.links, lambda link: link.start)

    @cached_property
    def into(self) -> dict[str, tuple[Link, ...]]:
        """Key to the links that end there."""
        return _by(self.links, lambda link: link.end)

    def leaving(self, node: str, kind: LinkKind) -> list[Link]:
        """The links of a kind that begin at a node."""
        return [link for link in self.out.get(node, ()) if link.kind == kind]

    def arriving(self, node: str, kind: LinkKind) -> list[Link]:
        """The links of a kind that end at a node."""
        return [link for link in self.into.get(node, ()) if link.kind == kind]

    def of_kind(self, kind: NodeKind) -> list[Node]:
        """All nodes of a kind."""
        return [node for node in self.nodes.values() if node.kind == kind]

    @cached_property
    def flows(self) -> tuple[Link, ...]:
        """All flows of work."""
        return tuple(link for link in self.links if link.kind == "flow")


def key(kind: NodeKind, identity: str) -> str:
    """The key of a node. Ids of two kinds may be the same, keys never are."""
    return f"{kind}:{identity}"


def system_of(framework: Framework) -> System:
    """The system of a framework: its organisations, positions, roles, activities, competencies and live courses. A
    reference to something that the framework does not have makes no link."""
    nodes = {node.key: node for node in _nodes(framework)}
    flows, outside, unresolved = _flows(framework)
    nodes |= {node.key: node for node in outside}
    links = [*_links(framework), *flows]
    return System(nodes, tuple(link for link in links if link.start in nodes and link.end in nodes),
                  tuple(unresolved))


# ---- nodes and the links that the framework names by id


def _nodes(framework: Framework) -> Iterator[Node]:
    for organisation in framework.organisations.values():
        yield _node("organisation", organisation.id, organisation.name)
    for position in framework.positions.values():
        yield _node("position", position.id, position.title)
        for role in position.roles:
            yield _node("role", role.id, role.title)
            yield from (_node("activity", activity.id, activity.description) for activity in role.activities)
    for competency in framework.competencies.values():
        yield _node("competency", competency.id, competency.name)
    for course in framework.courses.values():
        if course.live:
            yield _node("course", course.id, course.title)


def _node(kind: NodeKind, identity: str, name: str) -> Node:
    return Node(key(kind, identity), kind, identity, name)


def _links(framework: Framework) -> Iterator[Link]:
    for organisation in framework.organisations.values():
        if organisation.parent_id is not None and organisation.parent_id != organisation.id:
            yield Link(key("organisation", organisation.id), key("organisation", organisation.parent_id), "part")
    for position in framework.positions.values():
        here = key("position", position.id)
        if position.organisation_id is not None:
            yield Link(here, key("organisation", position.organisation_id), "post")
        for role in position.roles:
            yield Link(here, key("role", role.id), "role")
            for activity in role.activities:
                yield Link(key("role", role.id), key("activity", activity.id), "work")
        for competency_id, level in position.required.items():
            why = tuple(dict.fromkeys(line.activity_id for line in position.requirements
                                      if line.competency_id == competency_id and line.activity_id))
            yield Link(here, key("competency", competency_id), "asks", level, why)
    for course in framework.courses.values():
        if course.live:
            for competency_id in dict.fromkeys(tag.competency_id for tag in course.tags):
                yield Link(key("course", course.id), key("competency", competency_id), "teaches",
                           course.level_in(competency_id))


# ---- flows of work, which are named by title or id


def _flows(framework: Framework) -> tuple[list[Link], list[Node], list[Unresolved]]:
    """One link for each pair of positions between which work goes, with the activities that carry it."""
    names = _Names(framework)
    carried: dict[tuple[str, str], list[str]] = {}
    outside: dict[str, Node] = {}
    unresolved: list[Unresolved] = []
    for position in framework.positions.values():
        here = key("position", position.id)
        for role in position.roles:
            for activity in role.activities:
                for text, is_goal in ((activity.receives_from, False), (activity.submits_to, True)):
                    for name in names.parts(text):
                        found, several = names.position(name, position)
                        if found is None:
                            node = _node("outside", fold(name), name)
                            outside.setdefault(node.key, node)
                            unresolved.append(Unresolved(activity.id, name, several))
                            there = node.key
                        else:
                            there = key("position", found)
                        pair = (here, there) if is_goal else (there, here)
                        carried.setdefault(pair, []).append(activity.id)
    links = [Link(start, end, "flow", None, tuple(dict.fromkeys(activities)))
             for (start, end), activities in carried.items()]
    return links, list(outside.values()), unresolved


class _Names:
    """Finds positions by id, title or alias, whatever the case."""

    def __init__(self, framework: Framework) -> None:
        self._framework = framework
        self._titles: dict[str, list[str]] = {}
        self._aliases: dict[str, list[str]] = {}
        for position in framework.positions.values():
            for name in (position.id, position.title, position.title_hi or ""):
                _put(self._titles, name, position.id)
            for name in position.aliases:
                _put(self._aliases, name, position.id)

    def parts(self, text: str | None) -> list[str]:
        """The names in a cell: itself where it is one, else what stands between the bundle's separators."""
        if not text or not text.strip():
            return []
        if "|" not in text or fold(text) in self._titles:
            return [" ".join(text.split())]
        return [" ".join(part.split()) for part in text.split("|") if part.strip()]

    def position(self, name: str, beside: Position) -> tuple[str | None, bool]:
        """The position of a name, as an activity of `beside` gives it, and whether it is the name of several. An id
        comes before a title and a title before an alias; of several with one title the nearest in the tree counts."""
        if name in self._framework.positions:
            return name, False
        found = self._titles.get(fold(name)) or self._aliases.get(fold(name)) or []
        if len(found) > 1:
            found = self._nearest(found, beside)
        return (found[0], False) if len(found) == 1 else (None, len(found) > 1)

    def _nearest(self, found: list[str], beside: Position) -> list[str]:
        """Those whose organisation shares the lowest ancestor with that of a position; all where none has any."""
        framework = self._framework
        above = list(framework.ancestors(beside.organisation_id)) if beside.organisation_id else []
        rank = {each: at for at, each in enumerate(above)}

        def distance(identity: str) -> int:
            own = framework.positions[identity].organisation_id
            return min((rank[each] for each in (framework.ancestors(own) if own else ()) if each in rank),
                       default=len(above))

        least = min(map(distance, found))
        return [each for each in found if distance(each) == least]


def _put(known: dict[str, list[str]], name: str, identity: str) -> None:
    if name.strip() and identity not in known.setdefault(fold(name), []):
        known[fold(name)].append(identity)


def fold(text: str) -> str:
    """A name as it is compared: in one case, with single spaces."""
    return " ".join(text.split()).casefold()


def _by(links: Iterable[Link], end: Callable[[Link], str]) -> dict[str, tuple[Link, ...]]:
    found: dict[str, list[Link]] = {}
    for link in links:
        found.setdefault(end(link), []).append(link)
    return {each: tuple(own) for each, own in found.items()}
