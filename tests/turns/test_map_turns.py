"""The map of the system in words: who sends work to whom, where it meets, what would be if. Wording is not asserted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.turns.talk import Talk

Start = Callable[..., Talk]


@pytest.mark.parametrize(("say", "arguments"), [
    ("who sends work to the section officer", {"position": "P1", "direction": "in"}),
    ("where does the work of the section officer go, to whom do they go", {"position": "P1", "direction": "out"}),
    ("section officer ko kaam kaun bhejta hai", {"position": "P1", "direction": "in"}),
    ("where are the bottlenecks", {"what": "meeting"}),
    ("hand-offs between organisations", {"what": "hands"}),
    ("map of the Department of Lighthouses", {"what": "inside", "organisation": ["O2"]})])
def test_the_map_is_asked_for_in_words(talk: Start, say: str, arguments: dict[str, Any]) -> None:
    reply = talk("T2").say(say)
    assert reply["tool"] == "show_map"
    if reply["outcome"] == "answered":
        assert {key: reply["arguments"].get(key) for key in arguments} == arguments


def test_two_organisations_are_compared_as_systems(talk: Start) -> None:
    reply = talk("H1").say("compare the Department of Lighthouses and the Department of Ferries as systems")
    assert (reply["tool"], reply["outcome"]) == ("show_map", "answered")
    assert reply["arguments"]["organisation"] == ["O2", "O4"]


def test_what_would_be_if_some_finished_a_course_is_reckoned_and_nothing_is_written(talk: Start) -> None:
    reply = talk("H1").say("what if 40 section officers finished Advanced Drafting")
    assert (reply["tool"], reply["outcome"]) == ("show_map", "answered") and reply["entries"] == []
    assert {key: reply["arguments"][key] for key in ("course", "number", "position")} == {
        "course": "KF2", "number": 40, "position": "P1"}


def test_who_oversees_nobody_is_told_no_figures_of_people(talk: Start) -> None:
    reply = talk("T2").say("what if 40 section officers finished Advanced Drafting")
    assert reply["tool"] == "show_map" and reply["outcome"] != "answered"
