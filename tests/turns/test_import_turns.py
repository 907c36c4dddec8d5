"""A running Saathi and what is imported meanwhile: the new version is answered from, the old one is gone.

What a conversation still remembers (a course, a competency, a question) may be gone too, and is then no error. A home
may serve several databases, one after another, and never answers one from the index of another.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from bot.importing import import_bundle
from bot.settings import Settings
from bot.turn import Incoming
from bot.wiring import Saathi, build
from tests.bundle import Tables, event
from tests.turns.shell import homely
from tests.turns.talk import Talk, block, check, ids, items
from tests.turns.tenant import NOW, small

Change = Callable[[Tables], object]


def load(address: str, folder: Path, *changes: Change) -> int:
    """Imports the tenant with changes; the number of the import."""
    with psycopg.connect(address, autocommit=True) as conn:
        report = import_bundle(conn, small(folder, *changes), now=NOW)
        assert report.ok, report.problems
        return int(conn.execute("SELECT max(number) FROM imports").fetchone()[0])  # type: ignore[index]


@pytest.fixture
def address(new_database: Callable[[], str], tmp_path: Path) -> str:
    """A database with the tenant, for one test."""
    made = new_database()
    load(made, tmp_path / "bundle")
    return made


@pytest.fixture
def running(saathi: Saathi, address: str, tmp_path: Path) -> Iterator[Saathi]:
    """A Saathi over it that has answered already."""
    made = build(Settings(home=homely(tmp_path / "home", saathi.settings.models), database_url=address))
    assert Talk(made, "N1", "first").say("find courses on noting and drafting")["outcome"] == "answered"
    yield made
    made.close()


def without(name: str, key: str) -> Change:
    """A change that leaves out a row."""
    return lambda rows: rows.update({name: [row for row in rows[name] if row["id"] != key]})


def test_a_running_saathi_answers_from_the_new_version(running: Saathi, address: str, tmp_path: Path) -> None:
    person = Talk(running, "N1", "going on")
    assert set(ids(person.say("What are my gaps?"), "competencies")) == {"CF1", "CB1", "CD1"}

    def change(rows: Tables) -> None:
        rows["requirements"] = [row for row in rows["requirements"] if row["competency_id"] != "CD1"]
        rows["courses"].append({"id": "KF9", "title": "Precis Writing", "description": "Writing a precis.",
                                "minutes": 20, "competencies": [{"id": "CF1", "level": 3}], "languages": ["en"]})
        next(row for row in rows["courses"] if row["id"] == "KF2")["status"] = "retired"

    assert load(address, tmp_path / "next", change) == 2
    assert set(ids(person.say("What are my gaps?"), "competencies")) == {"CF1", "CB1"}
    found = person.say("is there any course about precis writing")
    assert ids(found, "courses")[:1] == ["KF9"]
    assert "KF2" not in ids(person.say("find courses on noting and drafting"), "courses")
    assert person.say("find the course Advanced Drafting")["outcome"] == "zero"


def test_new_events_are_in_the_passbook_at_once_and_the_same_import_changes_nothing(
        running: Saathi, address: str, tmp_path: Path) -> None:
    person = Talk(running, "N1", "events")
    add = event("N1-9", "N1", "verified", "2026-03-30T10:00:00", competency_id="CB1", level=2)
    assert load(address, tmp_path / "next", lambda rows: rows["events"].append(add)) == 2
    gaps = person.say("What are my gaps?")
    assert set(ids(gaps, "competencies")) == {"CF1", "CD1"}
    assert "N1-9" in person.passbook()
    assert load(address, tmp_path / "again", lambda rows: rows["events"].append(add)) == 2


def test_an_official_who_is_gone_is_nobody(running: Saathi, address: str, tmp_path: Path) -> None:
    assert Talk(running, "E1", "gone").say("hello")["outcome"] == "answered"
    load(address, tmp_path / "next", without("officials", "E1"))
    assert running.answer(Incoming("g1", "E1", "hello", "gone")).outcome == "error"
    check(running.answer(Incoming("g2", "N1", "hello", "gone")).as_json())


@pytest.mark.parametrize("say", ["why?", "1", "quiz me on it", "and in public procurement?", "only hindi ones",
                                 "What are my gaps?"])
def test_a_competency_that_is_gone_is_no_error_for_what_is_said_next(
        running: Saathi, address: str, tmp_path: Path, say: str) -> None:
    person = Talk(running, "N1", "remembers")
    assert person.say("what is my level in stress management")["arguments"] == {"competency": ["CB2"]}
    load(address, tmp_path / "next", without("competencies", "CB2"))
    reply = person.say(say)  # `say` itself asserts that this is no error
    assert "CB2" not in [item["id"] for item in items(reply, "competencies")]


@pytest.mark.parametrize("say", ["the first one", "why these?", "something shorter", "only hindi ones"])
def test_a_course_that_is_gone_is_no_error_for_what_is_said_next(
        running: Saathi, address: str, tmp_path: Path, say: str) -> None:
    person = Talk(running, "N1", "courses")
    assert ids(person.say("find courses on public procurement"), "courses") == ["KP1"]
    load(address, tmp_path / "next", without("courses", "KP1"))
    assert "KP1" not in ids(person.say(say), "courses")


def test_a_question_that_is_gone_is_left_out_of_the_quiz(running: Saathi, address: str, tmp_path: Path) -> None:
    person = Talk(running, "N1", "quiz")
    first = block(person.say("quiz me on teamwork"), "question")["id"]
    load(address, tmp_path / "next", without("questions", first))
    for say in ("a", "continue"):
        reply = person.say(say)
        assert reply["entries"] == []
        asked = [each["id"] for each in reply["blocks"] if each["type"] == "question"]
        assert first not in asked
    assert asked and asked != [first]


def test_one_home_over_two_databases_searches_the_one_it_serves(
        running: Saathi, new_database: Callable[[], str], tmp_path: Path) -> None:
    """Both databases are at their first import; the index of the one says nothing of the other."""
    other = new_database()

    def change(rows: Tables) -> None:
        without("courses", "KP1")(rows)
        rows["courses"].append({"id": "KF9", "title": "At the Pier", "description": "Ferry timetables.", "minutes": 20,
                                "competencies": [{"id": "CF3", "level": 1}], "languages": ["en"]})

    assert load(other, tmp_path / "other", change) == 1
    made = build(Settings(home=running.settings.home, database_url=other))
    try:
        reply = Talk(made, "N1", "elsewhere").say("is there any course about ferry timetables")
        assert ids(reply, "courses") == ["KF9"]
    finally:
        made.close()


@pytest.mark.parametrize("damage", ["chroma", "bm25", "about.json", "vectors.npz", "../current", "."])
def test_a_damaged_index_is_made_again_at_the_next_start(
        running: Saathi, address: str, tmp_path: Path, damage: str) -> None:
    running.close()
    home = running.settings.home.rename(tmp_path / "moved")  # so that nothing of the index is still open
    target = home / "index" / (home / "index" / "current").read_text(encoding="utf-8").strip() / damage
    if target.is_dir():
        shutil.rmtree(target)
    else:
        target.write_bytes(target.read_bytes()[:7])
    made = build(Settings(home=home, database_url=address))
    try:
        person = Talk(made, "N1", "damaged")
        assert ids(person.say("is there any course about tenders and bids"), "courses")[:1] == ["KP1"]
        assert person.say("How do I reset my password?")["arguments"] == {"item": "H1"}
    finally:
        made.close()
