"""A map for the page's tests: small worlds whose nodes and links the rules make, with canned figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.map.shown import LAYERS, Shown
from bot.map.views import NoNodeError, kinds_of
from bot.words import Words
from frac.framework import Activity, Framework, Position, Role
from frac.system.flow import meeting
from frac.system.graph import System, key, system_of
from frac.system.walk import found, links_among, neighbourhood
from tests.browser.overseeing import TABLE, reply
from tests.frameworks import competency, course, framework, organisation, position

Json = dict[str, Any]


def working(post: Position, *flows: tuple[str | None, str | None]) -> Position:
    """A position with an activity for each pair of whom its work comes from and goes to."""
    activities = tuple(Activity(f"A-{post.id}-{at}", f"Work {at} of {post.title}", before, after)
                       for at, (before, after) in enumerate(flows))
    return replace(post, roles=(Role(f"R-{post.id}", f"Role of {post.title}", None, activities),))


SMALL = framework(
    organisation("O1", "Ministry of Examples", kind="ministry"),
    organisation("O2", "Department of <b>Posts</b>", "O1", name_hi="डाक विभाग"),
    organisation("O3", "Department of Rivers", "O1"),
    competency("C1", "Noting and Drafting", "notes"), competency("C2", "Public Procurement"),
    course("K1", "Drafting well", [("C1", 3)]), course("K2", "Buying", [("C2", 1)]),
    working(position("P1", "Section Officer", "SO", title_hi="अनुभाग अधिकारी", requires={"C1": 3, "C2": 2},
                     organisation="O2"), ("Clerk", "Director"), ("Clerk", None), ("The public", "Under Secretary")),
    working(position("P2", "Director", requires={"C1": 2}, organisation="O2"), ("Section Officer", None)),
    working(position("P3", "Clerk", requires={"C1": 1}), (None, "Section Officer")),
    working(position("P4", "Under Secretary", requires={"C2": 3}, organisation="O3"), (None, "Clerk")),
    working(position("P5", "Engineer (Locks)", organisation="O3"), ("Under Secretary", None)))


def large(nodes: int = 3000) -> Framework:
    """A world of so many nodes or a few more, without roles: positions, organisations, competencies and courses."""
    posts, offices, eighth = nodes // 2, nodes // 4, nodes // 8
    made: list[Any] = [organisation("O0", "Government", kind="government")]
    made += [organisation(f"O{at}", f"Office {at}", f"O{(at - 1) // 8}") for at in range(1, offices)]
    made += [competency(f"C{at}", f"Competency {at}") for at in range(eighth)]
    made += [course(f"K{at}", f"Course {at}", [(f"C{at}", 1 + at % 4)]) for at in range(eighth)]
    for at in range(posts):
        post = position(f"P{at}", f"Post {at}", organisation=f"O{at % offices}",
                        requires={f"C{(at * step) % eighth}": 1 + step % 4 for step in (1, 3, 7)})
        made.append(working(post, (f"P{(at * 7 + 1) % posts}", f"P{at // 3}"), (None, f"P{(at + 11) % posts}")))
    return framework(*made)


# The overlays that the fake has.
OVERLAYS = ("gaps", "meeting", "hands", "own")


class FakeMap:
    """The map: `asked` keeps the questions for figures. SY001 may see them; of the others nobody."""

    def __init__(self, world: Framework = SMALL) -> None:
        self.world = world
        self.system: System = system_of(world)
        self.asked: list[tuple[str, ...]] = []

    def _shown(self, language: str) -> Shown:
        return Shown(self.world, self.system, Words(language, self.world))

    def start(self, who: str, language: str) -> Json:
        shown, words = self._shown(language), Words(language, self.world)
        things = {kind: [{"id": node.id, "label": shown.label(node.key)} for node in self.system.of_kind(kind)]
                  for kind in ("course", "organisation", "position")}  # type: ignore[arg-type]
        kinds = [node.kind for node in self.system.nodes.values()]
        return {"places": [{"id": "O1", "label": "Ministry of Examples"}, {"id": "O2", "label": "Posts"}]
                if who == "SY001" else [],
                "overlays": [{"id": each, "label": words(f"map.overlays.{each}"), "means": words(f"map.means.{each}")}
                             for each in OVERLAYS],
                "layers": [{"id": each, "label": words(f"map.layers.{each}"),
                            "nodes": sum(kind in LAYERS[each] for kind in kinds)} for each in LAYERS],
                "kinds": {each: shown.kind(each) for each in sorted(set(kinds))},
                "own": [shown.node(each) for each in ("position:P1", "organisation:O2")],
                "courses": things["course"], "organisations": things["organisation"],
                "positions": things["position"], "unresolved": 1, "small_cell": 10}

    def search(self, who: str, text: str, language: str) -> Json:
        shown = self._shown(language)
        return {"found": [{**shown.node(node.key), "kind_label": shown.kind(node.kind)}
                          for node in found(shown.names(), text, 20)]}

    def view(self, who: str, about: str, depth: int, layers: Sequence[str], language: str) -> Json:
        shown, kinds = self._shown(language), kinds_of(layers)
        if about and about not in self.system.nodes:
            raise NoNodeError(about)
        near = (neighbourhood(self.system, about, depth, kinds).distance if about
                else {node.key: 0 for node in self.system.nodes.values() if node.kind in kinds})
        nodes = []
        for each, step in near.items():
            met = meeting(self.system, self.system.nodes[each].id)
            flows = {"sources": met.sources, "goals": met.goals} if each.startswith("position:") else {}
            nodes.append(shown.node(each, step=step, **flows, **({"mine": True} if each == "position:P1" else {})))
        home = self.world.positions["P1"].organisation_id if about == "position:P1" else None
        return {"about": shown.node(about) if about else None, "nodes": nodes, "left_out": 0, "told": [],
                "crumbs": [shown.node(key("organisation", each)) for each in (home,) if each],
                "links": [shown.link(link, told=about in (link.start, link.end))
                          for link in links_among(self.system, near)], "unresolved": len(self.system.unresolved)}

    def overlay(self, who: str, name: str, place: str | None, of: str, language: str) -> Json:
        if name not in OVERLAYS or of not in ("position", "competency", "organisation"):
            raise NoNodeError(name)
        self.asked.append((who, name, place or "", of))
        shown, words = self._shown(language), Words(language, self.world)
        made: Json = {"overlay": name, "title": words(f"map.overlays.{name}"), "means": words(f"map.means.{name}"),
                      "told": [], "silence": None, "hidden": 0, "rows": [], "place": {"id": "O1", "label": "Examples"},
                      "columns": [{"id": "headcount", "label": "Officials"},
                                  {"id": "readiness", "label": "Readiness", "unit": "%"},
                                  {"id": "open_gaps", "label": "Open gaps"}]}
        if name == "hands":
            made["columns"] = [{"id": "work", "label": "Pieces of work"}]
            made["rows"] = [{"id": "position:P1", "label": shown.label("position:P1"), "to": "position:P4",
                             "to_label": shown.label("position:P4"), "cells": [1], "weight": 1.0}]
            return made
        if who != "SY001":
            return {**made, "silence": "not_permitted", "told": [words("map.overlay.not_permitted")]}
        keys = [node.key for node in self.system.of_kind(of)]  # type: ignore[arg-type]
        for at, each in enumerate(keys):
            silent = at == 1
            cells: list[Any] = [{"suppressed": True}] * 3 if silent else [40, 100 - at * 17 % 100, at * 5]
            made["rows"].append({"id": each, "label": shown.label(each), "cells": cells,
                                 "weight": None if silent else at * 17 % 100 / 100})
        return {**made, "hidden": 1, "told": [words.count("map.overlay.hidden", 1, k=10)]}

    def compare(self, who: str, one: str, other: str, language: str) -> Json:
        return {"reply": reply(f"{one} beside {other}", TABLE)}

    def suppose(self, who: str, course: str, people: int | None, position: str | None, place: str | None,
                language: str) -> Json:
        return {"reply": reply(f"{people} finish {course} in {position}", TABLE)}

    def path(self, who: str, one: str, other: str, language: str) -> Json:
        return {"reply": reply(f"from {one} to {other}", TABLE)}
