"""Units beside their peers and feedback on an institution, in conversation: asked for, opened, taken along; and what is
not told to whom."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from pypdf import PdfReader

from bot.store import rights
from bot.tools.benchmark import TOOL
from bot.tools.contract import Desk
from bot.wiring import Saathi
from bot.words import Words
from tests.turns.talk import Json, Talk, items

Start = Callable[..., Talk]


def table(reply: Json, part: str = "") -> tuple[list[str], list[list[Any]]]:
    """The columns and rows of the first table, or of the one of a part; entities by id."""
    found = next(each for each in reply["blocks"] if each["type"] == "table" and (not part or each.get("part") == part))
    return [column["id"] for column in found["columns"]], [
        [cell["id"] if isinstance(cell, dict) and "id" in cell else cell for cell in row] for row in found["rows"]]


def parts(reply: Json) -> set[str]:
    return {each["part"] for each in reply["blocks"] if each["type"] == "table" and each.get("part")}


def pdf(saathi: Saathi, person: str, reply: Json) -> list[str]:
    """The pages of the file that a reply offers."""
    document = next(each for each in reply["blocks"] if each["type"] == "document"
                    and each["media_type"] == "application/pdf")
    made = saathi.figures(person, document["href"].rsplit("/", 1)[1].removesuffix(".pdf"), "pdf")
    return [page.extract_text() for page in PdfReader(io.BytesIO(made.content)).pages]


@pytest.fixture
def hr(talk: Start) -> Talk:
    return talk("H1")


@pytest.fixture
def leader(talk: Start) -> Talk:
    return talk("A1")


# ---- the comparison


def test_units_come_with_their_figure_their_people_and_their_ranks(hr: Talk) -> None:
    reply = hr.say("benchmark readiness by department")
    assert (reply["outcome"], reply["tool"]) == ("answered", "benchmark")
    assert reply["arguments"]["kind"] == "department" and reply["arguments"]["metric"] == "readiness"
    columns, rows = table(reply)
    assert columns[:3] == ["department", "readiness", "people"]
    assert {row[0] for row in rows} == {"O2", "O4"}
    # a handful of people serve in O4: it is shown without a rank, and there is nobody to be ranked against
    assert "not ranked" in next(row for row in rows if row[0] == "O4")
    assert "no peers to rank against" in reply["text"]


def test_the_index_shows_its_formula_and_weights(hr: Talk) -> None:
    assert hr.say("benchmark the departments")["arguments"]["metric"] == "index"
    formula = hr.say("formula")
    columns, rows = table(formula)
    assert columns == ["component", "weight", "whole", "means"]
    assert sum(row[1] for row in rows) == 100 and rows[0][0] == "readiness"


def test_weights_can_be_given(hr: Talk, saathi: Saathi) -> None:
    with desk_of(saathi, "H1") as desk:
        plain = TOOL.run(desk, {"kind": "department", "formula": True})
        other = TOOL.run(desk, {"kind": "department", "formula": True, "weights": {
            "readiness": 1, "pass_rate": 3, "plan_completion": 0, "active_rate": 0, "hours_per_official": 0}})
        wrong = TOOL.run(desk, {"kind": "department", "formula": True, "weights": {"headcount": 1}})
    assert [(row[0]["id"], row[1]) for row in other.blocks[0]["rows"]] == [("readiness", 25), ("pass_rate", 75)]
    assert wrong.blocks == plain.blocks


def test_an_installation_sets_weights(saathi: Saathi) -> None:
    with desk_of(saathi, "H1") as desk:
        told = TOOL.run(replace(desk, weights={"readiness": 1, "pass_rate": 3, "plan_completion": 0, "active_rate": 0,
                                               "hours_per_official": 0}), {"kind": "department", "formula": True})
    assert [(row[0]["id"], row[1]) for row in told.blocks[0]["rows"]] == [("readiness", 25), ("pass_rate", 75)]


def test_what_would_move_a_unit_most_is_asked_of_one_unit(hr: Talk) -> None:
    hr.say("benchmark the departments")
    which = hr.say("what would move it most")
    assert which["outcome"] == "clarify" and {each["id"] for each in items(which, "choices")} == {"O2", "O4"}
    moved = hr.say(next(each["say"] for each in items(which, "choices") if each["id"] == "O2"))
    assert moved["tool"] == "benchmark" and moved["outcome"] == "answered"
    competencies = {row[0] for each in moved["blocks"] if each["type"] == "table" for row in [
        [cell["id"] if isinstance(cell, dict) else cell for cell in row] for row in each["rows"]]}
    assert competencies & {"CF1", "CB1", "CD1"}


def test_why_a_unit_stands_where_it_does_is_what_would_move_it(hr: Talk) -> None:
    hr.say("how do we compare with other departments")
    reply = hr.say("why is it behind")
    assert (reply["tool"], reply["outcome"]) == ("benchmark", "clarify")


def test_a_place_that_there_is_not_is_asked_back(hr: Talk) -> None:
    reply = hr.say("benchmark the Ministry of Magic")
    assert (reply["tool"], reply["outcome"]) == ("benchmark", "clarify") and "magic" in reply["text"]


def test_who_oversees_nobody_compares_nothing(talk: Start) -> None:
    reply = talk().say("benchmark the departments")
    assert reply["outcome"] in ("not_permitted", "refused") and not [
        each for each in reply["blocks"] if each["type"] == "table"]


# ---- feedback on an institution


@pytest.mark.parametrize("said", [
    "collective feedback as pdf", "which processes depend on few people in our department",
    "strengths and weaknesses of my institution", "हमारे विभाग की ताकत और कमज़ोरी", "hamare vibhag ki taqat aur kamzori"])
def test_it_is_asked_for_in_many_words(hr: Talk, said: str) -> None:
    reply = hr.say(said)
    assert (reply["outcome"], reply["tool"]) == ("answered", "benchmark") and reply["arguments"]["report"] is True


def test_hr_reads_what_is_strong_weak_and_held_by_few_and_by_whom(hr: Talk) -> None:
    reply = hr.say("strengths and weaknesses of the Ministry of Harbours")
    assert (reply["outcome"], reply["tool"]) == ("answered", "benchmark")
    assert reply["arguments"] == {"organisation": ["O1"], "report": True}
    columns, strong = table(reply, "strong")
    assert columns[0] == "competency" and "CF2" in {row[0] for row in strong}
    _, weak = table(reply, "weak")
    assert {row[0] for row in weak} & {"CF1", "CB1", "CD1"}
    columns, held = table(reply, "few")
    # records are kept by one who holds it at the level
    assert columns == ["competency", "level", "required", "holders", "who", "work"]
    assert next(row for row in held if row[0] == "CF3")[3:5] == [1, "Kiran Das"]
    columns, nobody = table(reply, "nobody")
    assert ("CF2", 4) in {(row[0], row[1]) for row in nobody}  # directors must, and none does
    assert "plans" in parts(reply)


def test_it_is_a_paper_of_two_pages_in_both_languages(hr: Talk, saathi: Saathi) -> None:
    english = pdf(saathi, "H1", hr.say("report card of the Ministry of Harbours"))
    assert len(english) == 2 and "Kiran Das" in english[1] and "Noting and Drafting" in english[0]
    hindi = hr.say("report card of the Ministry of Harbours", language="hi")
    assert hindi["language"] == "hi" and "बंदरगाह मंत्रालय" in hindi["text"]
    assert len(pdf(saathi, "H1", hindi)) == 2


def test_a_leader_is_told_no_small_count_no_level_and_nobody(leader: Talk, saathi: Saathi) -> None:
    reply = leader.say("report card of the Ministry of Harbours")
    assert reply["outcome"] == "answered" and "nobody is named" in reply["text"]
    assert "nobody" not in parts(reply)
    if "few" in parts(reply):
        assert table(reply, "few")[0] == ["competency", "required", "held_share"]
    told = str(reply) + "".join(pdf(saathi, "A1", reply))
    assert "Kiran Das" not in told and "Meera Iyer" not in told
    for part in parts(reply) & {"strong", "weak"}:
        columns, rows = table(reply, part)
        required, ready = columns.index("required"), columns.index("readiness")
        assert all(row[required] % 5 == 0 and float(row[ready]).is_integer() for row in rows)


def test_a_leader_of_another_place_is_refused(talk: Start) -> None:
    reply = talk("H4").say("report card of the Department of Lighthouses")
    assert reply["outcome"] == "not_permitted" and not parts(reply)


def test_an_institution_without_anybody_or_of_few_is_said_to_be(saathi: Saathi) -> None:
    with desk_of(saathi, "A1") as desk:
        few = TOOL.run(desk, {"organisation": ["O4"], "report": True})
        unknown = TOOL.run(desk, {"organisation": ["nowhere"], "report": True})
    assert few.outcome in ("answered", "suppressed") and unknown.arguments.get("organisation") == ["O1"]


@contextmanager
def desk_of(saathi: Saathi, person: str) -> Iterator[Desk]:
    """A desk of a person, as a turn has it, for wishes that no words stand for."""
    with saathi.database.connection() as conn:
        held, who = saathi.tenancy(conn), saathi.whoever(conn, person)
        with rights.turn(conn, who.id):
            yield saathi.context(conn, held, who, saathi.clock()).desk(Words("en", held.framework), {})
