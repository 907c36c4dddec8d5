"""What a running Saathi does while an import makes the index, and where its index is gone or of another database.

An import at work is stood for by a connection that holds what an import holds.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from bot import indexing
from bot.settings import Settings
from bot.turn import Incoming
from bot.wiring import Saathi, build
from tests.bundle import Tables, event
from tests.turns.shell import Shell, ended, homely
from tests.turns.talk import Talk, ids
from tests.turns.test_import_turns import load


@pytest.fixture
def address(new_database: Callable[[], str], tmp_path: Path) -> str:
    """A database with the tenant; whoever waits in it for a lock is not left waiting."""
    made = new_database()
    load(made, tmp_path / "bundle")
    return f"{made}&options=-c%20lock_timeout%3D10s" if "?" in made else f"{made}?options=-c%20lock_timeout%3D10s"


@pytest.fixture
def running(saathi: Saathi, address: str, tmp_path: Path) -> Iterator[Saathi]:
    """A Saathi over it that has answered already."""
    made = build(Settings(home=homely(tmp_path / "home", saathi.settings.models), database_url=address))
    assert Talk(made, "N1", "first").say("find courses on noting and drafting")["outcome"] == "answered"
    yield made
    made.close()


def renewed(rows: Tables) -> None:
    """Other help questions (so that the classifier is made anew), a new competency, one gone, a course gone."""
    rows["help"].append({"id": "H9", "question": "Where is the canteen?", "answer": "Downstairs.", "language": "en"})
    rows["competencies"] = [{**rows["competencies"][0], "id": "CN1", "name": "Signal Flags", "name_hi": "",
                             "aliases": ""}, *(row for row in rows["competencies"] if row["id"] != "CB2")]
    rows["requirements"].append({**rows["requirements"][0], "competency_id": "CN1", "role_id": "", "activity_id": ""})
    rows["courses"] = [*(row for row in rows["courses"] if row["id"] != "KP1"), {
        "id": "KN1", "title": "Flags at Sea", "description": "Flags.", "minutes": 20, "languages": ["en"],
        "competencies": [{"id": "CN1", "level": 1}]}]
    rows["events"] += [event("N1-8", "N1", "verified", "2026-03-29T10:00:00", competency_id="CN1", level=1),
                       event("N1-9", "N1", "completed", "2026-03-30T10:00:00", course_id="KN1", score=90, minutes=20)]


def test_while_an_import_is_at_work_turns_go_on_with_the_version_before(
        running: Saathi, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    person = Talk(running, "N1", "meanwhile")
    with psycopg.connect(address, autocommit=True) as importing, indexing.at_work(importing):
        assert load(address, tmp_path / "next", renewed) == 2
        monkeypatch.setattr(indexing, "train", None)  # no turn may train
        monkeypatch.setattr(indexing.index, "build", None)
        assert set(ids(person.say("What are my gaps?"), "competencies")) == {"CF1", "CB1", "CD1"}
        for say in ("why?", "show my passbook", "what is my level in stress management", "what should I learn next",
                    "find courses on public procurement", "quiz me on teamwork", "stop", "what does my post require",
                    "How do I reset my password?", "is there any course about tenders and bids"):
            person.say(say)  # which asserts that it is no error
        monkeypatch.undo()
    assert set(ids(person.say("What are my gaps?"), "competencies")) == {"CF1", "CB1", "CD1", "CN1"}
    assert ids(person.say("is there any course about flags at sea"), "courses")[:1] == ["KN1"]


def test_a_start_does_not_wait_for_an_import_where_all_is_there(running: Saathi, address: str) -> None:
    with psycopg.connect(address, autocommit=True) as importing, indexing.at_work(importing):
        made = build(running.settings)
        try:
            assert Talk(made, "N1", "started").say("What are my gaps?")["outcome"] == "answered"
        finally:
            made.close()


def test_an_import_command_is_at_work_from_before_it_stores_anything(empty: Shell, tmp_path: Path) -> None:
    with empty.connect() as other, indexing.at_work(other), empty.connect() as watch:
        process = empty.start("import", str(tmp_path / "nowhere"))
        while not watch.execute("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = "
                                "(SELECT oid FROM pg_database WHERE datname = current_database())").fetchone():
            assert process.poll() is None, ended(process)
            time.sleep(0.02)
        assert (indexing.somebody_at_work(watch), indexing.somebody_at_work(other)) == (True, False)
    assert ended(process).code == 1


def test_a_database_made_anew_at_the_same_version_is_noticed(running: Saathi, address: str, tmp_path: Path) -> None:
    def change(rows: Tables) -> None:
        rows["requirements"] = [row for row in rows["requirements"] if row["competency_id"] != "CD1"]

    with psycopg.connect(address, autocommit=True) as conn:
        conn.execute("TRUNCATE imports RESTART IDENTITY")
    assert load(address, tmp_path / "next", change) == 1
    assert set(ids(Talk(running, "N1", "anew").say("What are my gaps?"), "competencies")) == {"CF1", "CB1"}


def test_an_index_that_went_away_before_it_was_opened_is_made_again_by_the_next_turn(
        running: Saathi, tmp_path: Path) -> None:
    made = build(running.settings)
    try:
        with made.database.connection() as conn:
            made.tenancy(conn)
        shutil.rmtree(made.settings.index)
        search = "is there any course about tenders and bids"
        assert made.answer(Incoming("g1", "N1", search, "gone")).outcome == "error"
        assert ids(Talk(made, "N1", "gone").say(search), "courses")[:1] == ["KP1"]
    finally:
        made.close()


def test_a_model_that_cannot_be_loaded_is_told_with_the_setting(empty: Shell, tmp_path: Path) -> None:
    (tmp_path / "model").write_text("no model")
    done = empty.run("verify"), empty.run("ask", "--as", "N1", "hello", SAATHI_ENCODER=str(tmp_path / "model"))
    assert (done[0].code, done[1].code) == (0, 3)
    assert "SAATHI_ENCODER" in done[1].err and str(tmp_path / "model") in done[1].err


def test_half_a_sign_anywhere_in_a_message_is_no_error(running: Saathi) -> None:
    half = "\ud800"
    reply = running.answer(Incoming(f"h{half}", "N1", f"{half} hello", half, half, half))
    assert reply.outcome == "answered"
    reply.id.encode()
    nobody = running.answer(Incoming("h2", f"N1{half}", "hello"))
    assert nobody.outcome == "error"
    nobody.text.encode()
    assert running.greet(half, None).outcome == "error" and running.person(half) is None
