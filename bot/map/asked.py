"""The page's questions about the map, each answered like a turn: for one person, with that person's rights and no more.

Reads alone: nothing that is asked or supposed here is written anywhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from bot.insights.asked import Around
from bot.map.known import known
from bot.map.overlays import OVERLAYS, Laying
from bot.map.shown import LAYERS, Shown
from bot.map.views import NoNodeError, search, view
from bot.map.whose import places
from bot.store import rights
from bot.tools import show_map
from bot.tools.contract import Desk, Slots
from bot.tools.figures.told import Told
from bot.words import Words
from frac.system.graph import key
from prompts.loader import spoken

Json = dict[str, Any]


class SystemMap:
    """Answers the page. Raises NoNodeError for what the map does not have."""

    def __init__(self, around: Around, clock: Callable[[], datetime]) -> None:
        self._around, self._clock = around, clock

    def start(self, who: str, language: str) -> Json:
        """What the page begins with: whose figures may be chosen, what can be laid over, where one's own post is."""
        with self._desk(who, language) as desk:
            held, said = known(desk.framework), Told(desk)
            shown = Shown(desk.framework, held.system, desk.words)
            own = [key("position", desk.me.position_id), key("organisation", desk.me.organisation_id)]
            kinds = Counter(node.kind for node in held.system.nodes.values())
            return {"places": [{"id": each, "label": said.label("organisation", each) if each
                                else desk.words("following.team")} for each in places(desk)],
                    "overlays": [{"id": each, "label": desk.words(f"map.overlays.{each}"),
                                  "means": desk.words(f"map.means.{each}")} for each in OVERLAYS],
                    "layers": [{"id": each, "label": desk.words(f"map.layers.{each}"),
                                "nodes": sum(kinds[kind] for kind in LAYERS[each])} for each in LAYERS],
                    "kinds": {kind: shown.kind(kind) for kind in sorted(kinds)},
                    "own": [shown.node(each) for each in own if each in held.system.nodes],
                    "courses": [{"id": node.id, "label": shown.label(node.key)}
                                for node in held.system.of_kind("course")],
                    "organisations": [{"id": node.id, "label": shown.label(node.key)}
                                      for node in held.system.of_kind("organisation")],
                    "positions": [{"id": node.id, "label": shown.label(node.key)}
                                  for node in held.system.of_kind("position")],
                    "unresolved": len(held.system.unresolved), "small_cell": desk.framework.tenant.small_cell}

    def search(self, who: str, text: str, language: str) -> Json:
        """Nodes by some words of their name."""
        with self._desk(who, language) as desk:
            return {"found": search(desk, text)}

    def view(self, who: str, about: str, depth: int, layers: Sequence[str], language: str) -> Json:
        """What is in view about a node; about none, everything in the layers."""
        with self._desk(who, language) as desk:
            return view(desk, about, depth, layers)

    def overlay(self, who: str, name: str, place: str | None, of: str, language: str) -> Json:
        """What is laid over the map, of the people of a place."""
        with self._desk(who, language) as desk:
            kinds = {"position": "position", "competency": "competency", "organisation": "organisation"}
            if name not in OVERLAYS or of not in kinds:
                raise NoNodeError(name)
            return Laying(desk, place, kinds[of]).lay(name)  # type: ignore[arg-type]

    def compare(self, who: str, one: str, other: str, language: str) -> Json:
        """Two organisations side by side, as a reply."""
        with self._desk(who, language) as desk:
            if not {one, other} <= desk.framework.organisations.keys():
                raise NoNodeError(one)
            return _told(desk, {"what": show_map.COMPARE, "organisation": [one, other]})

    def suppose(self, who: str, course: str, people: int | None, position: str | None, place: str | None,
                language: str) -> Json:
        """What would be if some people finished a course, as a reply."""
        with self._desk(who, language) as desk:
            known_ = course in desk.framework.courses and (position is None or position in desk.framework.positions)
            if not known_:
                raise NoNodeError(course)
            return _told(desk, {"what": show_map.WHAT_IF, "course": course, "number": people, "position": position,
                                "organisation": [place] if place is not None else []})

    def path(self, who: str, one: str, other: str, language: str) -> Json:
        """The way of work between two positions, as a reply."""
        with self._desk(who, language) as desk:
            if not {one, other} <= desk.framework.positions.keys():
                raise NoNodeError(one)
            return _told(desk, {"what": show_map.PATH, "positions": [one, other]})

    @contextmanager
    def _desk(self, who: str, language: str) -> Iterator[Desk]:
        """The desk of a person for one answer."""
        with self._around.database.connection() as conn:
            held = self._around.tenancy(conn)
            person = self._around.whoever(conn, who)
            with rights.turn(conn, person.id):
                context = self._around.context(conn, held, person, self._clock())
                yield context.desk(Words(spoken(language), held.framework), {})


def _told(desk: Desk, slots: Slots) -> Json:
    """What the tool tells, as JSON."""
    made = show_map.run(desk, slots).as_json()
    made["language"] = desk.words.language
    return {"reply": made}
