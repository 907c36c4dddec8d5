"""The right to use a tool is asked where every tool is run, whatever way led to it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import cast

import pytest

from bot.people.access import GRANTED, Person
from bot.tools import TOOLS
from bot.tools.contract import Desk, Slots, Tool
from bot.tools.serving import serve
from bot.turn import Reply
from bot.wiring import Saathi
from bot.words import Words
from passbook.officials import Grant, by_id
from tests.turns.talk import Talk, block

Start = Callable[..., Talk]


def answers(_desk: Desk, _slots: Slots) -> Reply:
    return Reply("answered", "done")


@pytest.mark.parametrize("tool", sorted(GRANTED))
def test_a_tool_that_needs_a_right_runs_for_those_who_have_it_and_for_nobody_else(
        saathi: Saathi, monkeypatch: pytest.MonkeyPatch, tool: str) -> None:
    monkeypatch.setitem(TOOLS, tool, Tool(tool, answers, frozenset()))
    with saathi.database.connection() as conn:
        framework, official = saathi.tenancy(conn).framework, by_id(conn, "N1")
        assert official is not None
        desk = cast(Desk, dataclasses.make_dataclass("Here", ["person", "words"])(None, Words("en", framework)))
        for capability in ("hr", "leader", "analyst", "provider", "author", "admin"):
            desk.person = Person(official, (Grant(capability, "O1", "V1"),))
            outcome = "answered" if capability in GRANTED[tool] else "not_permitted"
            assert serve(desk, tool, {}).outcome == outcome, capability
        desk.person = Person(official, ())
        assert serve(desk, tool, {}).outcome == "not_permitted"


def test_a_choice_that_leads_to_such_a_tool_is_refused_as_well(
        talk: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []

    def run(desk: Desk, _slots: Slots) -> Reply:
        ran.append(desk.person.id)
        return Reply("answered", "done", "benchmark")

    monkeypatch.setitem(TOOLS, "benchmark", Tool("benchmark", run, frozenset()))
    plain = TOOLS["check_gaps"]

    def offers(desk: Desk, slots: Slots) -> Reply:
        reply = plain.run(desk, slots)
        reply.offers = [dataclasses.replace(reply.offers[0], tool="benchmark", slots={})]
        return reply

    monkeypatch.setitem(TOOLS, "check_gaps", Tool("check_gaps", offers, plain.takes))
    for person, outcome in (("N1", "not_permitted"), ("H1", "answered")):
        someone = talk(person)
        first = someone.say("What are my gaps?")
        assert someone.say(block(first, "choices")["items"][0]["label"])["outcome"] == outcome
    assert ran == ["H1"]
