"""Turns about people and units: figures, who may have them, what is asked back, and what goes on from them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest

from bot.documents.figures import NothingKeptError
from bot.wiring import Saathi
from passbook.insights.metrics import METRICS
from prompts.loader import LANGUAGES
from prompts.loader import table as table_of
from tests.turns.talk import Json, Talk, block, items

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


# ---- what is seen and taken along


def test_a_trend_comes_with_its_chart_and_its_words(talk: Start) -> None:
    reply = talk("H1").say("completions by month in 2025-26")
    chart = block(reply, "chart")
    assert chart["spec"]["$schema"].startswith("https://vega.github.io/schema/vega-lite/")
    assert chart["alternative"] and chart["href"].startswith("/api/figures/")
    drawn = [row for rows in chart["spec"]["datasets"].values() for row in rows]
    assert {row["y"] for row in drawn} == {row[1] for row in table(reply)}


def test_a_chart_is_drawn_where_it_is_asked_for_and_said_where_there_is_none(talk: Start) -> None:
    person = talk("H1")
    assert block(person.say("headcount by position as a bar chart"), "chart")
    single = person.say("how many officials are there, as a chart")
    assert not [each for each in single["blocks"] if each["type"] == "chart"] and "chart" in single["text"]


def test_a_file_is_asked_anew_with_the_rights_of_the_moment(talk: Start, saathi: Saathi) -> None:
    person = talk("H1")
    table_of = table(person.say("headcount by position"))
    links = [each for each in person.say("export it to excel")["blocks"] if each["type"] == "document"]
    files = dict(each["href"].removeprefix("/api/figures/").split(".")[::-1] for each in links)
    assert set(files) == {"csv", "xlsx"}
    text = saathi.figures("H1", files["csv"], "csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["position_id"], int(row["Officials"])) for row in rows] == [tuple(row) for row in table_of]
    book = openpyxl.load_workbook(io.BytesIO(saathi.figures("H1", files["xlsx"], "xlsx").content))
    assert len(list(book.worksheets[0].iter_rows())) == len(table_of) + 1 and len(book.worksheets) == 2
    with pytest.raises(NothingKeptError):
        saathi.figures("T1", files["csv"], "csv")
    with pytest.raises(NothingKeptError):
        saathi.figures("H1", "0" * 32, "csv")


def test_a_file_is_refused_once_the_right_is_gone(talk: Start, saathi: Saathi) -> None:
    person = talk("H1")
    person.say("headcount by position")
    link = next(each for each in person.say("as csv")["blocks"] if each["type"] == "document")
    identity = link["href"].removeprefix("/api/figures/").split(".")[0]
    with saathi.database.connection() as conn:
        held = conn.execute("DELETE FROM grants WHERE official_id = 'H1' RETURNING *").fetchall()
        conn.commit()
        try:
            text = saathi.figures("H1", identity, "csv").content.decode("utf-8-sig")
            assert [row["Officials"] for row in csv.DictReader(io.StringIO(text))] == ["1"]  # themselves alone
        finally:
            with conn.cursor() as cursor:
                for row in held:
                    cursor.execute(f"INSERT INTO grants VALUES ({', '.join(['%s'] * len(row))})", row)
            conn.commit()


def test_why_takes_a_figure_apart(talk: Start) -> None:
    person = talk("H1")
    person.say("readiness")
    reply = person.say("why so low?")
    assert reply["outcome"] == "answered" and reply["arguments"]["why"]["metric"] == "readiness"
    rows = table(reply)
    weights = sum(row[2] for row in rows)
    whole = sum(row[1] * row[2] for row in rows if row[1] is not None) / weights
    told = [row for row in rows if row[1] is not None]
    assert all(row[3] == pytest.approx(row[2] / weights * (row[1] - whole), abs=0.15) for row in told)


@pytest.mark.parametrize(("say", "part"), [("another period", "period"), ("another figure", "metric"),
                                           ("group differently", "by"), ("another place", "place")])
def test_each_part_can_be_changed_by_choosing(talk: Start, say: str, part: str) -> None:
    person = talk("H1")
    before = person.say("completions this year")
    asked = person.say(say)
    assert asked["outcome"] == "clarify" and items(asked, "choices")
    chosen = person.say(items(asked, "choices")[0]["say"])
    assert chosen["tool"] == "ask_workforce" and chosen["outcome"] in ("answered", "zero"), part
    assert chosen["arguments"] != before["arguments"]


@pytest.mark.parametrize(("first", "then", "expected"), [
    ("how many officials are there", "how many of them have completed a course", {"metric": "completers"}),
    ("how many officers have completed a course", "and who has not?", {"people": "who not", "metric": "completers"}),
    ("readiness by position", "below 40", {"having": [["readiness", "<", 40.0]], "metric": "readiness"}),
    ("completions in 2025-26", "compare with 2024-25", {"period": ["2025-26", "2024-25"]}),
    ("how many officers have completed a course", "what percentage is that", {"metric": "completers_rate"})])
def test_it_goes_on_in_more_ways(talk: Start, first: str, then: str, expected: dict[str, Any]) -> None:
    person = talk("H1")
    person.say(first)
    arguments = person.say(then)["arguments"]
    assert {key: arguments.get(key) for key in expected} == expected


def test_the_others_and_the_counted_add_up(talk: Start) -> None:
    person = talk("H1")
    done = dict(table(person.say("how many officers completed a course by position")))
    rest = dict(table(person.say("how many officers have not completed any course by position")))
    everybody = dict(table(person.say("number of officials by position")))
    assert {key: done.get(key, 0) + rest.get(key, 0) for key in everybody} == everybody


def test_how_many_groups_keep_a_bound_is_counted(talk: Start) -> None:
    reply = talk("H1").say("how many positions have readiness below 101 percent")
    tables = [each["rows"] for each in reply["blocks"] if each["type"] == "table"]
    assert tables[0] == [[len(tables[1])]]


def test_the_whole_of_a_share_is_what_the_asker_oversees(talk: Start) -> None:
    part = table(talk("H4").say("how many officials are in the Department of Ferries"))
    share = table(talk("H4").say("what percentage of all officials are from the Department of Ferries"))
    assert part[0][0] and share == [[100]]


def test_two_things_hold_of_those_who_are_listed(talk: Start) -> None:
    person = talk("H1")
    gaps = {row[0] for row in table(person.say("list officials with a gap in noting"))}
    idle = {row[0] for row in table(person.say("list officials who have not completed any course"))}
    both = person.say("list officials who have a gap in noting and have not completed any course")
    assert {row[0] for row in table(both)} == gaps & idle
    count = person.say("how many officials have a gap in noting and have not completed any course")
    assert table(count) == [[len(gaps & idle)]]
    assert talk("A1").say("list officials who have a gap in noting and have not completed any course")[
        "outcome"] == "not_permitted"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("metric", sorted(METRICS))
def test_what_is_said_to_be_asked_so_is_understood_so(talk: Start, language: str, metric: str) -> None:
    told = dict(table_of("metrics", language)["metrics"][metric])
    names = {"en": ("Ministry of Harbours", "Noting and Drafting"), "hi": ("बंदरगाह मंत्रालय", "Noting and Drafting")}
    place, competency = names[language]
    reply = talk("H1").say(told["example"].format(place=place, competency=competency))
    assert (reply["tool"], reply["arguments"].get("metric")) == ("ask_workforce", metric), reply["text"]
