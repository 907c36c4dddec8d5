"""Nodes and links as they are shown: with names in the reader's language, as plain JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.words import Words
from frac.framework import Framework
from frac.system.graph import Link, Node, NodeKind, System

Json = dict[str, Any]
# What can be shown or left out together.
LAYERS: dict[str, frozenset[NodeKind]] = {
    "flow": frozenset({"position", "outside"}), "organisations": frozenset({"organisation"}),
    "work": frozenset({"role", "activity"}), "competencies": frozenset({"competency"}),
    "courses": frozenset({"course"})}


class Shown:
    """Says what nodes and links are called."""

    def __init__(self, framework: Framework, system: System, words: Words) -> None:
        self.framework, self.system, self.words = framework, system, words

    def label(self, key: str) -> str:
        """What a node is called; roles, activities and outside names have one form alone."""
        node, framework, words = self.system.nodes[key], self.framework, self.words
        if node.kind == "organisation":
            return words.organisation(framework.organisations[node.id])
        if node.kind == "position":
            return words.position(framework.positions[node.id])
        if node.kind == "competency":
            return words.competency(framework.competencies[node.id])
        if node.kind == "course":
            return words.course(framework.courses[node.id])
        return node.name

    def kind(self, kind: NodeKind) -> str:
        """What a kind of node is called."""
        return self.words(f"map.kinds.{kind}")

    def node(self, key: str, **more: Any) -> Json:
        """A node. `entity`: the tenant's id of it; a name outside the framework has none."""
        node = self.system.nodes[key]
        made: Json = {"id": key, "kind": node.kind, "label": self.label(key), **more}
        if node.kind != "outside":
            made["entity"] = node.id
        return made

    def link(self, link: Link, told: bool = False) -> Json:
        """A link. `work`: how many activities carry it; with `told`, what they are."""
        made: Json = {"from": link.start, "to": link.end, "kind": link.kind, "label": self.saying(link)}
        if link.level is not None:
            made["level"] = link.level
        if link.kind == "flow":
            made["work"] = len(link.activities)
            if told:
                made["activities"] = [self.activity(each) for each in link.activities]
        return made

    def saying(self, link: Link) -> str:
        """A link in a few words, as they stand between the names of its ends."""
        if link.kind == "flow":
            return self.words.count("map.links.flow", len(link.activities))
        if link.kind in ("asks", "teaches") and link.level is not None:
            return self.words(f"map.links.{link.kind}", level=link.level)
        return self.words("map.links.teaches_some") if link.kind == "teaches" else self.words(f"map.links.{link.kind}")

    def activity(self, identity: str) -> str:
        """What an activity is."""
        node = self.system.nodes.get(f"activity:{identity}")
        return node.name if node else identity

    def names(self) -> Iterable[tuple[Node, str]]:
        """Every node with its name here and, where that differs, as the tenant writes it, to be found by."""
        for node in self.system.nodes.values():
            label = self.label(node.key)
            aliases = " ".join(self._aliases(node))
            yield node, " ".join(dict.fromkeys(each for each in (label, node.name, aliases) if each))

    def _aliases(self, node: Node) -> tuple[str, ...]:
        if node.kind == "position":
            return self.framework.positions[node.id].aliases
        if node.kind == "organisation":
            return self.framework.organisations[node.id].aliases
        return self.framework.competencies[node.id].aliases if node.kind == "competency" else ()
