"""What of the map is in view: the neighbourhood of a node, an organisation from inside, or all of some layers.

Which of the positions that many organisations have are found in one is told by where people serve: by the gate alone,
to whoever may know it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from bot.map.known import known
from bot.map.shown import LAYERS, Json, Shown
from bot.map.whose import ask_by, rows_of
from frac.system.flow import meeting
from frac.system.graph import NodeKind, key
from frac.system.walk import found, links_among, neighbourhood
from passbook.insights.query import Suppressed

if TYPE_CHECKING:  # tools ask this room in turn
    from bot.tools.contract import Desk

# So many nodes of a neighbourhood, and of the whole, are sent at most; so many are listed by a search.
NEAR, WHOLE, FOUND = 400, 6000, 20
DEEPEST = 3
# What is shown unless something else is asked for.
USUAL = ("flow", "organisations", "competencies")


class NoNodeError(Exception):
    """A node that the map does not have."""


def kinds_of(layers: Iterable[str]) -> frozenset[NodeKind]:
    """The kinds of nodes in some layers; unknown layers have none."""
    return frozenset(kind for layer in layers for kind in LAYERS.get(layer, ()))


def view(desk: Desk, about: str, depth: int, layers: Collection[str]) -> Json:
    """What is in view about a node; about none, everything in the layers. Raises NoNodeError."""
    system, kinds = known(desk.framework).system, kinds_of(layers)
    shown = Shown(desk.framework, system, desk.words)
    if not about:
        nodes = [node.key for node in system.nodes.values() if node.kind in kinds]
        return _made(desk, shown, dict.fromkeys(nodes[:WHOLE], 0), max(len(nodes) - WHOLE, 0), None, {})
    if about not in system.nodes:
        raise NoNodeError(about)
    node = system.nodes[about]
    if node.kind == "organisation":
        return _inside(desk, shown, node.id, depth, kinds)
    near = neighbourhood(system, about, depth, kinds, NEAR)
    return _made(desk, shown, near.distance, near.left_out, about, {})


def _inside(desk: Desk, shown: Shown, organisation_id: str, depth: int, kinds: Collection[NodeKind]) -> Json:
    """An organisation: what it is part of, its parts down to a depth, and the positions that are found there."""
    framework, here = desk.framework, key("organisation", organisation_id)
    distance, level = {here: 0}, [organisation_id]
    parent = framework.organisations[organisation_id].parent_id
    if parent in framework.organisations and parent is not None and parent != organisation_id:
        distance[key("organisation", parent)] = 1
    left_out = 0
    if "organisation" in kinds:
        for step in range(1, depth + 1):
            level = [each for one in level for each in framework.children.get(one, ())]
            for each in level:
                if len(distance) < NEAR:
                    distance.setdefault(key("organisation", each), step)
                else:
                    left_out += 1
    placed = serving(desk, organisation_id)
    if "position" in kinds:
        inside = framework.subtree(organisation_id)
        bound = [each.id for each in framework.positions.values() if each.organisation_id in inside]
        for each in dict.fromkeys([*bound, *(placed or {})]):
            if len(distance) < NEAR:
                distance.setdefault(key("position", each), 1)
            else:
                left_out += 1
    left_out += _beyond(shown, distance, depth, kinds)
    made = _made(desk, shown, distance, left_out, here, placed or {})
    if "position" in kinds and placed is None:
        made["told"].append(desk.words("map.view.where_untold"))
    return made


def _beyond(shown: Shown, distance: dict[str, int], depth: int, kinds: Collection[NodeKind]) -> int:
    """Adds what the positions in view have and ask, from the second step on; how much of it is left out."""
    level, left_out = [each for each in distance if shown.system.nodes[each].kind == "position"], 0
    further = set(kinds) - {"organisation", "position"}
    for step in range(2, depth + 1):
        found_ = [other for each in level for other in neighbourhood(shown.system, each, 1, further).distance
                  if other not in distance]
        level = []
        for other in dict.fromkeys(found_):
            if len(distance) < NEAR:
                distance[other] = step
                level.append(other)
            else:
                left_out += 1
    return left_out


def serving(desk: Desk, organisation_id: str) -> dict[str, int | None] | None:
    """The positions in which people serve in an organisation and its parts, as far as the asker is told: position to
    how many, None where that is held back. None where it is not theirs to know."""
    answer = ask_by(desk, organisation_id, ("headcount",), "position")
    if answer.silence == "not_permitted":
        return None
    return {each: None if isinstance(values[0], Suppressed) or not isinstance(values[0], (int, float))
            else int(values[0]) for each, values in rows_of(answer).items() if each in desk.framework.positions}


def _made(desk: Desk, shown: Shown, distance: dict[str, int], left_out: int, about: str | None,
          placed: dict[str, int | None]) -> Json:
    system, words = shown.system, desk.words
    nodes = []
    for each, steps in distance.items():
        more: dict[str, Any] = {"step": steps}
        if system.nodes[each].kind == "position":
            met = meeting(system, system.nodes[each].id)
            more |= {"sources": met.sources, "goals": met.goals}
            if system.nodes[each].id == desk.me.position_id:
                more["mine"] = True
        nodes.append(shown.node(each, **more))
    links = [shown.link(link, told=about in (link.start, link.end)) for link in links_among(system, distance)]
    if about is not None and placed:
        links += [_serves(desk, each, about, placed[each]) for each in placed
                  if key("position", each) in distance and not any(
                      link.end == about for link in system.leaving(key("position", each), "post"))]
    told = [words.count("map.view.left_out", left_out)] if left_out else []
    return {"about": shown.node(about) if about else None, "crumbs": _crumbs(shown, about), "nodes": nodes,
            "links": links, "left_out": left_out, "told": told,
            "unresolved": len({each.name.casefold() for each in system.unresolved})}


def _serves(desk: Desk, position_id: str, about: str, people: int | None) -> Json:
    """That people serve in a position there; how many, where that is told."""
    made: Json = {"from": key("position", position_id), "to": about, "kind": "serves", "people": people,
                  "label": desk.words("map.links.serves_some") if people is None
                  else desk.words.count("map.links.serves", people)}
    return made


def _crumbs(shown: Shown, about: str | None) -> list[Json]:
    """The way from the top of the tree to what is in view, where it is an organisation or belongs to one alone."""
    if about is None:
        return []
    node, framework = shown.system.nodes[about], shown.framework
    home = (node.id if node.kind == "organisation" else framework.positions[node.id].organisation_id
            if node.kind == "position" else None)
    way = [key("organisation", each) for each in reversed(list(framework.ancestors(home)))] if home else []
    return [shown.node(each) for each in way if each != about]


def search(desk: Desk, text: str) -> list[Json]:
    """Nodes by some words of their name, in any layer; positions and organisations come before what is below them."""
    shown = Shown(desk.framework, known(desk.framework).system, desk.words)
    order = ("position", "organisation", "competency", "course", "outside", "role", "activity")
    nodes = found(shown.names(), text, FOUND * 5)
    best = sorted(nodes, key=lambda node: order.index(node.kind))[:FOUND]
    return [{**shown.node(node.key), "kind_label": shown.kind(node.kind)} for node in best]
