"""Unmet need as providers ask for it: with its error, the same each time, beside the supply; and what is not told."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import pytest

from bot.wiring import Saathi
from passbook.insights.demand import budget
from passbook.insights.demand.release import Release
from tests.turns.talk import Json, Talk, items
from tests.turns.tenant import NOW

Start = Callable[..., Talk]
# In the tenant of these tests some 525 people hold a post that requires these; by how many the noise may be off, by
# chance once in many million runs.
PEOPLE, FAR = 525, 25


@pytest.fixture
def provider(talk: Start) -> Talk:
    return talk("A2")


def table(reply: Json, at: int = 0) -> tuple[list[str], list[list[Any]]]:
    """The columns and rows of a table of a reply, entities by id."""
    block = [each for each in reply["blocks"] if each["type"] == "table"][at]
    return [column["id"] for column in block["columns"]], [
        [cell["id"] if isinstance(cell, dict) and "id" in cell else cell for cell in row] for row in block["rows"]]


def test_how_many_lack_a_competency_is_told_with_its_error_and_the_supply(provider: Talk) -> None:
    reply = provider.say("how many officials have a gap in noting and drafting?")
    assert (reply["outcome"], reply["tool"], reply["arguments"]["competency"]) == ("answered", "demand", ["CF1"])
    columns, rows = table(reply)
    assert columns == ["competency", "officials", "error", "asked", "courses"]
    (row,) = rows
    assert row[0] == "CF1" and abs(row[1] - PEOPLE) <= FAR and 0 < row[2] <= 8
    assert row[3] % 5 == 0 and row[4] == 3  # live courses that are tagged with it
    assert {each["id"] for each in reply["sources"] if each["kind"] == "release"}


def test_asked_again_by_whomever_the_figure_is_the_same(talk: Start) -> None:
    first = talk("A2").say("unmet demand for noting and drafting")
    again = talk("A2").say("officials with a gap in noting and drafting")
    assert first["tool"] == again["tool"] == "demand"
    assert table(first)[1] == table(again)[1]


def test_all_needs_come_most_first_and_few_people_are_counted_as_silent(provider: Talk) -> None:
    reply = provider.say("unmet demand by competency")
    assert reply["outcome"] == "answered"
    _, rows = table(reply)
    counts = [row[1] for row in rows]
    assert counts == sorted(counts, reverse=True) and min(counts) >= 50
    assert {row[0] for row in rows} >= {"CF1", "CB1", "CD1"}
    # few people are asked for record management and for the braces; nearly everybody has learned to buy
    assert not {row[0] for row in rows} & {"CF3", "CX1", "CF2"}
    assert any(each["id"] == "silent" and each["value"] == 3 for each in reply["sources"])


@pytest.mark.parametrize(("say", "by", "value"), [("by level", "level", "3"), ("by language", "language", "en"),
                                                  ("by state", "state", "Kerala")])
def test_a_need_is_taken_apart(provider: Talk, say: str, by: str, value: str) -> None:
    provider.say("how many officials have a gap in noting and drafting?")
    reply = provider.say(say)
    assert (reply["outcome"], reply["arguments"]) == ("answered", {"competency": ["CF1"], "by": [by]})
    columns, ((competency, told, count, error, *_),) = table(reply)
    assert (columns[1], competency, told) == (by, "CF1", value)
    assert abs(count - PEOPLE) <= FAR and error > 0


def test_supply_at_a_level_and_in_a_language_is_what_reaches_it(provider: Talk) -> None:
    at_level = provider.say("unmet demand for noting and drafting at level 3")
    assert at_level["arguments"]["level"] == 3 and table(at_level)[1][0][-1] == 2  # KF2, KF3
    provider.say("unmet demand for noting and drafting")
    in_english = provider.say("in English")
    assert in_english["arguments"]["language"] == "en" and table(in_english)[1][0][-1] == 2  # KF1, KF2


def test_only_what_no_course_serves(provider: Talk) -> None:
    reply = provider.say("unmet demand without supply")
    assert (reply["tool"], reply["arguments"]["supply"]) == ("demand", True)
    assert reply["outcome"] in ("suppressed", "zero")  # every large need has a course at its level


def test_how_it_moved(provider: Talk) -> None:
    provider.say("how many officials have a gap in noting and drafting?")
    reply = provider.say("trend")
    assert reply["arguments"]["trend"] is True
    columns, rows = table(reply, 1)
    assert columns == ["quarter", "officials", "error"] and len(rows) == 5
    assert rows[-1][2] < rows[0][2]  # of the past there is more noise


def test_two_ways_to_take_it_apart_are_asked_back(provider: Talk) -> None:
    reply = provider.say("unmet demand for noting and drafting at level 3 in Hindi")
    assert reply["outcome"] == "clarify" and {each["id"] for each in items(reply, "choices")} == {"level", "language"}
    assert provider.say("1")["arguments"]["level"] == 3


@pytest.mark.parametrize(("say", "outcome"), [
    ("unmet demand for record management", "suppressed"),  # one person is asked for it
    ("unmet demand for noting and drafting in Hindi", "suppressed"),  # one person
    ("unmet demand for stress management", "zero"),  # no post requires it
])
def test_what_is_not_told_says_why(provider: Talk, say: str, outcome: str) -> None:
    reply = provider.say(say)
    assert (reply["tool"], reply["outcome"]) == ("demand", outcome)
    assert not [each for each in reply["blocks"] if each["type"] == "table"]


def test_the_budget_is_shown(provider: Talk, saathi: Saathi) -> None:
    provider.say("unmet demand for noting and drafting")
    reply = provider.say("how much of the privacy budget is spent?")
    values = {each["id"]: each["value"] for each in reply["sources"] if each["kind"] == "figure"}
    assert float(values["used"]) + float(values["left"]) == pytest.approx(budget.YEAR)
    assert float(values["used"]) == pytest.approx(budget.RELEASE + budget.BEFORE * budget.PAST)
    _, rows = table(reply)
    assert len(rows) == 5 and sum(row[2] for row in rows) == pytest.approx(float(values["used"]))


def test_it_is_taken_along_as_a_file(provider: Talk) -> None:
    provider.say("unmet demand by competency")
    reply = provider.say("export this as a pdf")
    assert {each["media_type"] for each in reply["blocks"] if each["type"] == "document"} >= {"application/pdf"}


def test_in_hindi(provider: Talk) -> None:
    reply = provider.say("टिप्पण और प्रारूपण में कितने अधिकारियों की कमी है?")
    assert (reply["tool"], reply["language"], reply["outcome"]) == ("demand", "hi", "answered")
    assert table(reply)[1][0][0] == "CF1"


def test_nobody_else_may_ask(talk: Start) -> None:
    reply = talk().say("unmet demand by competency")
    assert reply["outcome"] == "not_permitted" and not [each for each in reply["blocks"] if each["type"] == "table"]


def test_where_nothing_can_be_released_that_is_said(provider: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.turning.Turning.demand", lambda *_: list[Release]())
    reply = provider.say("unmet demand by competency")
    assert (reply["tool"], reply["outcome"]) == ("demand", "not_recorded")


def test_a_rehearsal_which_keeps_nothing_draws_no_noise(saathi: Saathi, monkeypatch: pytest.MonkeyPatch) -> None:
    with saathi.database.connection() as conn:
        framework = saathi.tenancy(conn).framework
        with conn.transaction(force_rollback=True):
            conn.execute("DELETE FROM demand_releases")
            monkeypatch.setattr(saathi.database, "connection", lambda: nullcontext(conn))
            assert saathi.demand(conn, framework, NOW) == []
            assert conn.execute("SELECT count(*) FROM demand_releases").fetchone() == (0,)


def test_a_name_that_there_is_not_is_asked_back(provider: Talk) -> None:
    asked = provider.say("demand in Atlantis")
    assert (asked["outcome"], asked["tool"]) == ("clarify", "demand") and "atlantis" in asked["text"]
    told = provider.say(items(asked, "choices")[0]["say"])
    assert told["tool"] == "demand" and told["outcome"] != "clarify"
    assert provider.say("what is in demand these days")["outcome"] != "clarify"


def test_why_it_is_private_is_told(provider: Talk) -> None:
    provider.say("unmet demand")
    reply = provider.say("why is it private?")
    assert reply["tool"] == "demand" and reply["arguments"]["budget"] is True
