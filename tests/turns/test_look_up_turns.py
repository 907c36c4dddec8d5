"""Turns about people looked at one by one: who they are, what they acquired, their plan, who could act in a post."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.wiring import Saathi
from passbook.periods import month_of
from tests.turns.talk import Talk, block, items, rows

Start = Callable[..., Talk]


def test_a_person_by_name_with_gaps_and_plan(talk: Start) -> None:
    person = talk("H1")
    reply = person.say("tell me about Asha Rao")
    assert (reply["outcome"], reply["tool"], reply["arguments"]["official"]) == ("answered", "look_up_official", "T1")
    assert "Asha Rao" in reply["text"] and block(reply, "competencies")
    gaps = person.say("what gaps does she have?")
    assert (gaps["tool"], gaps["arguments"].get("official")) == ("check_gaps", "T1")
    assert {item["id"]: item["gap"] for item in items(gaps, "competencies")} == {
        item["id"]: item["gap"] for item in items(reply, "competencies") if item["gap"]}


def test_an_id_is_as_good_as_a_name(talk: Start) -> None:
    assert talk("H1").say("who is t1?")["arguments"]["official"] == "T1"


@pytest.mark.parametrize("say", ["tell me about Meera Iyer", "who is D1", "what has Meera Iyer acquired this year",
                                 "has Meera Iyer completed her plan", "find a replacement for Meera Iyer"])
def test_nobody_looks_at_those_they_do_not_oversee(talk: Start, say: str) -> None:
    reply = talk("T2").say(say)
    assert reply["outcome"] == "not_permitted"
    assert "Iyer" not in reply["text"] and "D1" not in str(reply["blocks"])


def test_what_was_acquired_is_the_difference_of_two_standings(talk: Start, saathi: Saathi) -> None:
    reply = talk("H1").say("what has Asha Rao acquired since 1 January 2025?")
    assert (reply["outcome"], reply["arguments"]["acquired"]) == ("answered", True)
    for row in rows(reply):
        assert row[1] != row[2]
    before = talk("H1").say(f"what has Asha Rao acquired in {month_of(2024, 1).id}?")
    assert before["outcome"] == "zero"


def test_a_team_is_told_person_by_person(talk: Start) -> None:
    reply = talk("D1").say("what did my team gain since January 2025?")
    assert reply["tool"] == "look_up_official" and reply["outcome"] in ("answered", "zero")
    assert {row[0]["id"] for row in (rows(reply) if reply["outcome"] == "answered" else [])} <= {"T1", "T2"}


def test_who_could_act_is_by_what_they_meet(talk: Start) -> None:
    person = talk("H1")
    reply = person.say("who could act as Director?")
    assert (reply["outcome"], reply["tool"], reply["arguments"]["act_as"]) == ("answered", "look_up_official", "P2")
    found = rows(reply)
    shares = [row[3] for row in found]
    assert shares == sorted(shares, reverse=True) and all(row[1]["id"] != "P2" for row in found)
    assert all(row[3] == pytest.approx(100 * row[4] / row[5], abs=0.06) for row in found)
    first = found[0][0]
    why = person.say(f"why {first['label']}?")
    assert (why["arguments"]["act_as"], why["arguments"]["official"]) == ("P2", first["id"])
    assert sum(not item["gap"] for item in items(why, "competencies")) == found[0][4]


def test_a_superior_chooses_among_their_reports_alone(talk: Start) -> None:
    reply = talk("D1").say("who can officiate as Director?")
    assert {row[0]["id"] for row in rows(reply)} <= {"T1", "T2"}
    assert talk("T2").say("who can officiate as Director?")["outcome"] == "not_permitted"


@pytest.mark.parametrize("say", ["who could act as Grand Vizier", "find somebody to act as"])
def test_a_post_that_is_not_told_is_asked_for(talk: Start, say: str) -> None:
    assert talk("H1").say(say)["outcome"] == "clarify"
