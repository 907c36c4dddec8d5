"""Turns about people and units: figures, who may have them, what is asked back, and what goes on from them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.turns.talk import Json, Talk

Start = Callable[..., Talk]


def table(reply: Json) -> list[list[Any]]:
    """The rows of a reply's table, entities by id."""
    (block,) = [each for each in reply["blocks"] if each["type"] == "table"]
    return [[cell["id"] if isinstance(cell, dict) and "id" in cell else cell for cell in row] for row in block["rows"]]


def test_a_count_by_department_says_how_it_was_understood(talk: Start) -> None:
    reply = talk("H1").say("How many officials are there by department?")
    assert (reply["outcome"], reply["tool"]) == ("answered", "ask_workforce")
    assert reply["arguments"]["metric"] == "headcount" and reply["arguments"]["group_by"] == ["department"]
    assert {row[0] for row in table(reply)} <= {"O2", "O4"} and sum(row[1] for row in table(reply)) > 5
    assert reply["understood"] and {"kind": "metric", "id": "headcount"} in reply["sources"]
    assert any(source["kind"] == "snapshot" for source in reply["sources"])


def test_it_goes_on(talk: Start) -> None:
    person = talk("H1")
    whole = person.say("gap rate in noting and drafting")
    part = person.say("and Department of Lighthouses?")
    assert part["arguments"]["filters"] == {"competency": ["CF1"], "organisation": ["O2"]}
    by = person.say("by position")
    assert by["arguments"]["group_by"] == ["position"] and by["arguments"]["filters"]["organisation"] == ["O2"]
    assert whole["arguments"]["metric"] == part["arguments"]["metric"] == by["arguments"]["metric"] == "gap_rate"


def test_the_people_behind_a_figure_are_named_for_hr(talk: Start) -> None:
    person = talk("H1")
    count = person.say("How many officials in the Buoy Office have a gap in teamwork?")
    names = person.say("who are they?")
    assert (names["outcome"], names["arguments"]["people"]) == ("answered", "who")
    assert len(table(names)) == table(count)[0][0]


@pytest.mark.parametrize("say", ["What is the gap rate of the Department of Lighthouses?",
                                 "how many officers completed a course in the Department of Ferries this year",
                                 "बंदरगाह मंत्रालय में कितने अधिकारी हैं?"])
def test_whoever_was_granted_nothing_is_told_nothing(talk: Start, say: str) -> None:
    reply = talk("T2").say(say)
    assert (reply["outcome"], reply["blocks"] and reply["blocks"][0]["type"]) != ("answered", "table")
    assert reply["outcome"] == "not_permitted"


def test_a_superior_asks_about_their_team_and_no_one_else(talk: Start) -> None:
    team = talk("D1").say("who in my team has a gap in teamwork?")
    assert (team["outcome"], team["tool"]) == ("answered", "ask_workforce")
    assert {row[0] for row in table(team)} <= {"T1", "T2"}


@pytest.mark.parametrize(("say", "outcome"), [
    ("how many women officers are in the Department of Lighthouses", "not_recorded"),
    ("gap rate of the Department of Unicorns", "clarify"),
    ("completions in the Department of Ferries in 2019-20", "zero"),
    ("readiness of the Department of Lighthouses next year", "not_recorded")])
def test_silences_are_told_apart(talk: Start, say: str, outcome: str) -> None:
    assert talk("H1").say(say)["outcome"] == outcome


@pytest.mark.parametrize("say", [
    "gap rate in noting'; DROP TABLE officials; --", "SELECT * FROM entries WHERE 1=1",
    "readiness {{7*7}} ${jndi:ldap://x} <script>alert(1)</script>", "how many officials " + "and " * 1200])
def test_fragments_and_floods_do_no_harm(talk: Start, say: str) -> None:
    person = talk("H1")
    assert person.say(say)["outcome"] != "error"
    assert person.say("How many officials are there?")["outcome"] == "answered"
