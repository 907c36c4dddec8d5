"""The plan of a unit's year in conversation: asked for, limited, changed, taken along; and what cannot be planned."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from pypdf import PdfReader

from bot.wiring import Saathi
from tests.turns.talk import Json, Talk, items

Start = Callable[..., Talk]


def tables(reply: Json) -> dict[str, list[list[Any]]]:
    """The rows of a reply's tables by their columns, entities by id."""
    return {",".join(column["id"] for column in block["columns"]): [
        [cell["id"] if isinstance(cell, dict) and "id" in cell else cell for cell in row] for row in block["rows"]]
        for block in reply["blocks"] if block["type"] == "table"}


def total(reply: Json, column: str) -> float:
    """The sum of a column of the table by quarter."""
    (rows,) = [(block["columns"], block["rows"]) for block in reply["blocks"] if block["type"] == "table"
               and block["columns"][0]["id"] == "quarter" and block["columns"][1]["id"] == "seats"]
    at = [each["id"] for each in rows[0]].index(column)
    return float(sum(row[at] for row in rows[1]))


@pytest.fixture
def hr(talk: Start) -> Talk:
    person = talk("H1")
    reply = person.say("make the annual capacity building plan for the Ministry of Harbours")
    assert (reply["outcome"], reply["tool"]) == ("answered", "plan_year")
    person.last = reply  # type: ignore[attr-defined]
    return person


def test_a_plan_says_for_whom_by_which_courses_when_and_for_how_much(hr: Talk) -> None:
    reply = hr.last  # type: ignore[attr-defined]
    assert reply["arguments"]["organisation"] == ["O1"] and reply["arguments"]["quarters"]
    assert total(reply, "seats") > 0 and total(reply, "closes") > 0 and total(reply, "hours") > 0
    lines = next(rows for columns, rows in tables(reply).items() if columns.startswith("quarter,course"))
    assert {row[1] for row in lines} <= {"KF1", "KF2", "KF3", "KB1", "KD1", "KP1", "KX1"}
    assert all(row[0] in reply["arguments"]["quarters"] for row in lines)


def test_it_is_changed_by_talking(hr: Talk) -> None:
    whole = hr.last  # type: ignore[attr-defined]
    capped = hr.say("cap it at 0 rupees")
    assert capped["arguments"]["budget"] == 0 and total(capped, "rupees") == 0
    assert total(capped, "closes") <= total(whole, "closes")
    skipped = hr.say("skip behavioural")
    assert skipped["arguments"]["skip"] == {"type": ["behavioural"]} and skipped["arguments"]["budget"] == 0
    free = hr.say("remove the cap")
    assert "budget" not in free["arguments"] and free["arguments"]["skip"] == {"type": ["behavioural"]}
    back = hr.say("put back behavioural")
    assert "skip" not in back["arguments"] and total(back, "closes") == total(whole, "closes")
    hindi = hr.say("only courses in Hindi")
    assert hindi["arguments"]["language"] == "hi" and total(hindi, "closes") < total(whole, "closes")
    assert "language" not in hr.say("start over")["arguments"]


def test_something_is_moved_and_not_into_the_past(hr: Talk) -> None:
    quarters = hr.last["arguments"]["quarters"]  # type: ignore[attr-defined]
    moved = hr.say(f"move Teamwork to {quarters[-1][-2:]}")
    assert moved["arguments"]["fixed"] == {"CB1": int(quarters[-1][-1])}
    lines = next(rows for columns, rows in tables(moved).items() if columns.startswith("quarter,course"))
    assert {row[0] for row in lines if row[1] == "KB1"} <= {quarters[-1]}
    over = next((number for number in (1, 2, 3, 4) if not any(each.endswith(f"Q{number}") for each in quarters)), None)
    if over is not None:
        asked = hr.say(f"move Teamwork to Q{over}")
        assert asked["outcome"] == "clarify" and items(asked, "choices")
        later = hr.say(items(asked, "choices")[0]["say"])
        assert later["outcome"] == "answered"


def test_other_views_of_the_same_plan(hr: Talk) -> None:
    left = hr.say("what can it not close")
    assert any(columns.startswith("competency,level,gaps") for columns in tables(left))
    whom = hr.say("for whom?")
    assert any(columns.startswith("position,group,seats") for columns in tables(whom))
    assert hr.say("how is it made")["outcome"] == "answered"
    assert hr.say("by competency")["arguments"]["by"] == "competency"


def test_it_is_taken_along_as_pdf_and_workbook(hr: Talk, saathi: Saathi) -> None:
    reply = hr.say("as a pdf")
    files = {block["media_type"]: block["href"] for block in reply["blocks"] if block["type"] == "document"}
    assert set(files) == {"application/pdf", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
    identity = files["application/pdf"].rsplit("/", 1)[1].split(".")[0]
    pdf = PdfReader(io.BytesIO(saathi.figures("H1", identity, "pdf").content))
    assert "Harbours" in pdf.pages[0].extract_text()
    book = openpyxl.load_workbook(io.BytesIO(saathi.figures("H1", identity, "xlsx").content))
    assert len(book.sheetnames) >= 4


@pytest.mark.parametrize(("say", "outcome"), [
    ("annual plan for the Ministry of Harbours for 2019-20", "clarify"),
    ("annual training plan for the Department of Ferries within 3 lakh", "answered"),
    ("अगले साल की योजना बनाइए, बजट 2 लाख", "answered"),
    ("agle saal ka plan banao 2 lakh me", "answered")])
def test_years_budgets_and_languages(talk: Start, say: str, outcome: str) -> None:
    reply = talk("H1").say(say)
    assert (reply["tool"], reply["outcome"]) == ("plan_year", outcome)
    if "lakh" in say or "लाख" in say:
        assert reply["arguments"]["budget"] in (2e5, 3e5)


def test_whose_plans(talk: Start) -> None:
    for who in ("T2", "A2"):
        assert talk(who).say("annual capacity building plan for the Ministry of Harbours")["outcome"] == "not_permitted"
    refused = talk("H4").say("annual capacity building plan for the Department of Lighthouses")
    assert (refused["outcome"], refused["tool"]) == ("not_permitted", "plan_year")
    led = talk("A1").say("annual capacity building plan for the Ministry of Harbours")
    assert led["outcome"] == "answered"
    lines = next(rows for columns, rows in tables(led).items() if columns.startswith("quarter,course"))
    assert all(isinstance(row[3], int) and row[3] % 5 == 0 for row in lines)  # of rounded figures, and nobody's posts
    mine = talk("T2").say("make my training plan for the year")
    assert mine["tool"] != "plan_year"
