"""The manager's home over a real tenant: whose figures, drilling, opening, sections, and what is followed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.insights import followed
from bot.insights.home import CARDS, NoPlaceError, NotOverseerError
from bot.store import held, notes
from bot.wiring import Saathi


@pytest.fixture(autouse=True)
def nobody_follows(saathi: Saathi) -> Iterator[None]:
    yield
    with saathi.database.connection() as conn:
        conn.execute("TRUNCATE follows")


def test_the_figures_of_ones_own_place_and_the_units_below(saathi: Saathi) -> None:
    home = saathi.insights.home("H1", None, "en")
    assert home["place"]["id"] == "O1" and [each["metric"] for each in home["cards"]] == list(CARDS)
    values = {each["metric"]: each["value"] for each in home["cards"]}
    assert 0 <= values["readiness"] <= 100 and values["open_gaps"] > 0
    tables = saathi.insights.below("H1", "O1", "en")["tables"]
    assert {row["id"] for table in tables for row in table["rows"]} == {"O2", "O4"}
    part = saathi.insights.home("H1", "O2", "hi")
    assert [each["id"] for each in part["crumbs"]] == ["O1", "O2"] and part["language"] == "hi"
    asked = {each["metric"]: each["value"] for each in part["cards"]}
    assert asked["open_gaps"] <= values["open_gaps"]


def test_nobody_sees_a_place_that_is_not_theirs(saathi: Saathi) -> None:
    for who, place in (("H4", "O2"), ("H1", "nowhere"), ("A2", "O1")):
        with pytest.raises(NoPlaceError):
            saathi.insights.home(who, place, "en")
        with pytest.raises(NoPlaceError):
            saathi.insights.below(who, place, "en")
    assert saathi.insights.below("T2", "", "en") == {"tables": []}
    with pytest.raises(NotOverseerError):
        saathi.insights.home("T2", None, "en")
    refused = saathi.insights.opened("H4", "readiness", "O2", "en")["replies"]
    assert {each["outcome"] for each in refused} == {"not_permitted"}
    with pytest.raises(NoPlaceError):
        saathi.insights.follow("H4", "readiness", "O2", True)
    with pytest.raises(NoPlaceError):
        saathi.insights.section("H4", "demand", None, "en")


def test_a_provider_has_sections_and_no_place(saathi: Saathi) -> None:
    home = saathi.insights.home("A2", None, "en")
    assert home["place"] is None and home["cards"] == []
    assert home["sections"] == home["opens"] == ["demand", "course_impact"]
    assert saathi.person("A2").insights and not saathi.person("T2").insights  # type: ignore[union-attr]
    (reply,) = saathi.insights.section("A2", "course_impact", None, "en")["replies"]
    assert reply["tool"] == "course_impact"


def test_a_figure_in_full_and_a_section(saathi: Saathi) -> None:
    replies = saathi.insights.opened("H1", "readiness", "O1", "en")["replies"]
    assert len(replies) == 3 and all(each["outcome"] == "answered" for each in replies)
    assert any(block["type"] == "document" for each in replies for block in each["blocks"])
    for name, tool in (("benchmark", "benchmark"), ("report", "benchmark"), ("plan_year", "plan_year")):
        (reply,) = saathi.insights.section("H1", name, "O1", "hi")["replies"]
        assert (reply["tool"], reply["language"]) == (tool, "hi") and reply["text"]


def test_a_figure_comes_part_by_part_and_all_of_them_as_a_table(saathi: Saathi) -> None:
    whole = saathi.insights.opened("H1", "readiness", "O1", "en")
    parts = [saathi.insights.opened("H1", "readiness", "O1", "en", part) for part in range(whole["parts"])]
    assert [each["text"] for part in parts for each in part["replies"]] == [each["text"] for each in whole["replies"]]
    with pytest.raises(NoPlaceError):
        saathi.insights.opened("H1", "readiness", "O1", "en", whole["parts"])
    for reply in saathi.insights.opened("H1", "all", "O1", "en")["replies"]:
        (table,) = (block for block in reply["blocks"] if block["type"] == "table")
        assert [column["id"] for column in table["columns"][1:]] == ["headcount", "readiness", "open_gaps", "overdue"]
        assert any(block["type"] == "document" for block in reply["blocks"])


def test_somebody_without_a_grant_sees_the_figures_of_who_reports_to_them(saathi: Saathi) -> None:
    home = saathi.insights.home("D1", None, "en")
    assert home["place"] == {"id": "", "label": "Your team"} and home["sections"] == [] and not home["controlled"]
    assert [each["metric"] for each in home["cards"]] == ["readiness", "open_gaps", "plan_completion", "overdue"]
    (people,) = saathi.insights.below("D1", "", "en")["tables"]
    assert people["what"] == "person" and {"Asha Rao", "Ravi Kumar"} <= {row["label"] for row in people["rows"]}
    assert "D1" not in {row["id"] for row in people["rows"]}
    gaps = next(each["value"] for each in home["cards"] if each["metric"] == "open_gaps")
    assert gaps == sum(row["cells"][1] for row in people["rows"])
    (reply,) = saathi.insights.opened("D1", "open_gaps", "", "en", 1)["replies"]
    assert reply["outcome"] == "answered" and "Asha Rao" in str(reply["blocks"])
    for place in ("O2", "O1"):
        with pytest.raises(NoPlaceError):
            saathi.insights.home("D1", place, "en")
    for metric, who in (("gaps_closed", "D1"), ("readiness", "T2")):
        with pytest.raises(NoPlaceError):
            saathi.insights.opened(who, metric, "", "en")


def test_a_note_comes_when_a_followed_figure_changes(saathi: Saathi) -> None:
    saathi.insights.follow("H1", "open_gaps", "O1", True)
    later = saathi.clock() + timedelta(days=2)
    with saathi.database.connection() as conn:
        assert followed.followed(conn, "H1") == {("open_gaps", "O1")}
        assert held.everything(conn, "H1")["follows"]
        conn.execute("UPDATE follows SET looked_at = now() - interval '2 days'")
    assert saathi.insights.look() == 0  # nothing changed
    with saathi.database.connection() as conn:
        conn.execute("UPDATE follows SET told = told + 7, looked_at = now() - interval '2 days'")
    assert saathi.insights.look("H1") == 1
    assert saathi.insights.look("H1") == 0  # told once
    with saathi.database.connection() as conn:
        (note,) = [each for each in notes.of(conn, "H1", later) if each.kind == "followed"]
        assert note.body["before"] != note.body["now"] and "O1" not in note.body["place"]
    assert note.body["now"] in saathi.greet("H1", "en").text
    saathi.insights.follow("H1", "open_gaps", "O1", False)
    with saathi.database.connection() as conn:
        assert followed.followed(conn, "H1") == set()
