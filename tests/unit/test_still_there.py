"""What a conversation forgets when an import took away what it remembers."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from bot.conversation.still_there import still_there
from tests.frameworks import competency, course, framework, position

WORLD = framework(competency("C1", "Noting"), competency("C2", "Finance"), position("P1", "Clerk"),
                  course("K1", "Notes"), course("K2", "Budget"))
Memory = dict[str, Any]


def offer(**slots: Any) -> Memory:
    return {"id": "x", "label": "x", "say": "x", "tool": "quiz", "slots": slots}


WHOLE: Memory = {
    "language": "hi", "turns": 4, "asked": True, "frame": {"tool": "recommend", "slots": {"competency": ["C1", "C2"]}},
    "focus": {"competency": "C1", "competencies": ["C1", "C2"], "courses": ["K2", "K1"], "section": "K1#2", "level": 3,
              "position": "P1", "official": "GONE"},
    "offers": [offer(competency=["C1"]), offer(section="K2#1"), offer(position_unclear=["P1"]), offer(human=True)],
    "confirm": {"tool": "dispute", "slots": {"course": "K1", "entry": "E", "positions": ["P1"]}, "fresh": True},
    "quiz": {"competency": "C2", "course": None, "items": ["Q1"], "current": "Q1"}}


def test_what_is_there_is_kept_as_it_is() -> None:
    before = copy.deepcopy(WHOLE)
    assert still_there(WHOLE, WORLD) == WHOLE == before
    assert still_there({}, WORLD) == {}
    nothing = {"frame": None, "focus": {"competency": None}, "offers": [], "quiz": None}
    assert still_there(nothing, WORLD) == nothing


@pytest.mark.parametrize(("gone", "focus", "left"), [
    ("C1", {"courses", "section", "level", "position", "official"}, {"quiz", "confirm"}),
    ("C2", {"competency", "courses", "section", "level", "position", "official"}, {"offers", "confirm"}),
    ("K1", {"competency", "competencies", "level", "position", "official"}, {"frame", "offers", "quiz"}),
    ("K2", {"competency", "competencies", "section", "level", "position", "official"}, {"frame", "confirm", "quiz"}),
    ("P1", {"competency", "competencies", "courses", "section", "level", "official"}, {"frame", "quiz"})])
def test_what_is_gone_takes_the_wishes_and_the_lists_that_hold_it_along(gone: str, focus: set[str], left: set[str]
                                                                       ) -> None:
    things = [*WORLD.competencies.values(), *WORLD.positions.values(), *WORLD.courses.values()]
    before = copy.deepcopy(WHOLE)
    kept = still_there(WHOLE, framework(*[each for each in things if each.id != gone]))
    assert before == WHOLE, "the memory of before is changed"
    assert set(kept["focus"]) == focus
    assert {key for key in ("frame", "offers", "confirm", "quiz") if kept.get(key)} == left
    assert {key: kept[key] for key in ("language", "turns", "asked")} == {"language": "hi", "turns": 4, "asked": True}
