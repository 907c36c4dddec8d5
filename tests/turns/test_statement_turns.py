"""Statements of the small tenant: asked for in a conversation, from the command line and over the web; and what two
posts ask differently.
"""

from __future__ import annotations

import csv
import io
import itertools
import json
import shlex
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from bot.cli import app
from bot.documents import pdf
from bot.documents.statements import NotYoursError, PeriodError
from bot.failures import UnknownPerson
from bot.http.app import create_app
from bot.settings import Settings
from bot.wiring import Saathi
from passbook.entries import Entry
from passbook.ledger import append
from tests.turns.talk import Talk, block, ids, items, rows
from tests.turns.tenant import MARKUP_NAME, OPEN, SPARE

Start = Callable[..., Talk]
# People whose passbooks no other test lengthens: taken from the end, where the others take from the start.
_own = iter(reversed(SPARE))
_numbers = itertools.count(1)


@pytest.fixture
def somebody() -> str:
    """An official whom no other test disturbs."""
    return next(_own)


def told(saathi: Saathi, who: str, **more: Any) -> dict[str, Any]:
    """A statement as JSON."""
    return dict(json.loads(saathi.statement(who, "json", **more).content))


def add(saathi: Saathi, who: str, kind: str, at: datetime, **more: Any) -> str:
    """Writes an entry."""
    entry = Entry(f"state-{next(_numbers)}", who, kind, at, source="test", **more)
    with saathi.database.connection() as conn, conn.transaction():
        append(conn, entry, datetime.now(UTC))
    return entry.id


# ---- the statement itself


def test_a_statement_has_the_figures_of_the_passbook(saathi: Saathi, somebody: str) -> None:
    made = told(saathi, somebody)
    assert {level["id"]: (level["required"], level["held"]) for level in made["closing"] if level["gap"]} == OPEN
    assert [entry["id"] for entry in made["entries"]] == [f"{somebody}-{number}" for number in range(1, 6)]
    assert [entry["status"]["id"] for entry in made["entries"]] == [
        "counted", "counted", "pending", "recorded", "recorded"]
    assert [claim["entry"] for claim in made["pending"]] == [f"{somebody}-3"]
    assert made["recompute"]["whole"] and made["recompute"]["entries"] == 5


def test_a_period_opens_with_what_went_before(saathi: Saathi, somebody: str) -> None:
    made = told(saathi, somebody, period="2025-26-Q4")
    assert {each["id"]: each["level"] for each in made["opening"]} == {"CF1": 2, "CF2": 2}
    assert [entry["id"][-1] for entry in made["entries"]] == ["3", "4", "5"]
    with pytest.raises(PeriodError):
        saathi.statement(somebody, "csv", period="2030-01")
    with pytest.raises(PeriodError):
        saathi.statement(somebody, "csv", period="next year")


def test_the_next_statement_tells_what_changed_and_the_same_one_twice_is_the_same(saathi: Saathi, somebody: str
                                                                                  ) -> None:
    first = told(saathi, somebody)
    assert first["changes"]["since"] is None
    assert told(saathi, somebody)["changes"] == first["changes"]
    new = add(saathi, somebody, "verified", datetime(2026, 3, 30, tzinfo=UTC), competency_id="CB1", level=2)
    second = told(saathi, somebody)
    assert second["changes"]["since"]["entries"] == 5
    assert [(each["id"], each["from"], each["to"], each["entries"]) for each in second["changes"]["levels"]] == [
        ("CB1", 0, 2, [new])]
    assert second["changes"]["entries"] == [new]
    rows_again = list(csv.DictReader(io.StringIO(saathi.statement(somebody, "csv").content.decode("utf-8-sig"))))
    assert [row["entry_id"] for row in rows_again] == [entry["id"] for entry in second["entries"]]
    assert told(saathi, somebody)["changes"] == second["changes"]


def test_what_is_new_is_told_to_each_reader_by_what_that_reader_saw(saathi: Saathi, somebody: str) -> None:
    told(saathi, "H1", of=somebody)
    add(saathi, somebody, "lapsed", datetime(2026, 3, 29, tzinfo=UTC), competency_id="CF2")
    assert told(saathi, somebody)["changes"]["since"] is None
    assert [(each["id"], each["from"], each["to"]) for each in told(saathi, "H1", of=somebody)["changes"]["levels"]
            ] == [("CF2", 2, 0)]


def test_an_earlier_period_does_not_look_back_from_a_later_statement(saathi: Saathi, somebody: str) -> None:
    told(saathi, somebody)
    assert told(saathi, somebody, period="2025-09")["changes"]["since"] is None


def test_who_may_see_whose(saathi: Saathi, somebody: str) -> None:
    for reader, other in (("H1", "T1"), ("H1", "N1"), ("H1", somebody), ("T1", "T1")):
        assert told(saathi, reader, of=other)["person"]["id"] == other
    for reader, other in (("D1", "T1"), ("D1", "T2"), ("T1", "T2"), ("T1", "D1"), ("T2", "T1"),
                          (somebody, "T1"), ("N1", somebody), ("D1", "nobody")):
        with pytest.raises(NotYoursError):
            saathi.statement(reader, "csv", of=other)
    with pytest.raises(UnknownPerson):
        saathi.statement("nobody", "csv")


def test_a_refused_statement_is_not_remembered(saathi: Saathi, somebody: str) -> None:
    with pytest.raises(NotYoursError):
        saathi.statement("N1", "csv", of=somebody)
    with saathi.database.connection() as conn:
        assert conn.execute("SELECT count(*) FROM statements WHERE official_id = %s", (somebody,)).fetchone() == (0,)


def test_nasty_names_are_text_in_every_form(saathi: Saathi) -> None:
    for form in ("pdf", "csv", "json", "html"):
        made = saathi.statement("X1", form)
        assert made.content and made.name.isascii() and made.name.endswith(form)
        assert b"<i>Rao</i>" not in made.content or form == "json"
    assert told(saathi, "X1")["person"]["name"] == MARKUP_NAME


def test_without_a_font_for_hindi_the_pdf_is_in_english_and_says_so(
        saathi: Saathi, somebody: str, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[dict[str, Any]] = []

    def keep(contents: dict[str, Any]) -> bytes:
        given.append(contents)
        return b"%PDF"

    monkeypatch.setattr(pdf, "shows_devanagari", lambda: False)
    monkeypatch.setattr("bot.documents.FORMS", {})
    monkeypatch.setitem(__import__("bot.documents.statements", fromlist=["FORMS"]).FORMS, "pdf",
                        replace(pdf.FORM, make=keep))
    saathi.statement(somebody, "pdf", language="hi")
    assert given[0]["language"] == "en" and len(given[0]["notices"]) == 1


# ---- in a conversation


def fetched(reply: dict[str, Any]) -> dict[str, list[str]]:
    """What the address of a reply's document asks for."""
    address = urlsplit(block(reply, "document")["href"])
    assert (address.scheme, address.netloc, address.path) == ("", "", "/api/statement")
    return parse_qs(address.query, strict_parsing=True)


@pytest.mark.parametrize(("say", "wanted"), [
    ("send me my statement", {"format": ["pdf"], "language": ["en"]}),
    ("passbook pdf for last year", {"format": ["pdf"], "language": ["en"], "period": ["2024-25"]}),
    ("my passbook entries as a csv file", {"format": ["csv"], "language": ["en"]}),
    ("मेरी पासबुक का विवरण पीडीएफ में", {"format": ["pdf"], "language": ["hi"]}),
    ("statement from 1 september to 30 november", {"format": ["pdf"], "language": ["en"],
                                                   "period": ["2025-09-01..2025-12-01"]})])
def test_a_statement_is_offered_as_a_file(talk: Start, say: str, wanted: dict[str, list[str]]) -> None:
    reply = talk().say(say)
    assert reply["tool"] == "show_passbook" and reply["entries"] == []
    assert fetched(reply) == wanted


def test_the_command_of_a_document_writes_what_the_address_fetches(talk: Start) -> None:
    someone = talk()
    command = shlex.split(block(someone.say("passbook pdf for this year"), "document")["command"])
    assert command[:4] == ["saathi", "statement", "--as", someone.person]
    assert command[command.index("--period") + 1] == "2025-26"


def test_a_file_can_be_asked_for_after_the_passbook(talk: Start) -> None:
    someone = talk()
    shown = someone.say("show my passbook of november 2025")
    assert "document" not in [each["type"] for each in shown["blocks"]] and "document" in ids(shown, "choices")
    assert fetched(someone.say("as pdf please"))["period"] == ["2025-11"]
    assert "document" not in [each["type"] for each in someone.say("and december 2025?")["blocks"]]


def test_a_file_of_another_is_offered_to_those_who_may_see_them(talk: Start) -> None:
    assert fetched(talk("H1").say("Asha Rao's passbook as pdf"))["of"] == ["T1"]
    for reader in ("N1", "D1"):
        refused = talk(reader).say("Asha Rao's passbook as pdf")
        assert refused["outcome"] == "not_permitted" and not [
            each for each in refused["blocks"] if each["type"] == "document"]


def test_what_changed_since_a_day_and_since_the_last_statement(talk: Start, saathi: Saathi) -> None:
    someone = talk()
    since = someone.say("what changed in my passbook since january")
    assert (since["tool"], since["arguments"]["since"]) == ("show_passbook", "2026-01-01")
    assert [row[-1]["id"][-1] for row in rows(since)] == ["5", "4", "3"]
    never = someone.say("what changed since last time")
    assert never["arguments"]["since"] == "2025-04-01", "the running year, where no statement was made before"
    saathi.statement(someone.person, "csv")
    new = add(saathi, someone.person, "verified", datetime(2026, 3, 30, tzinfo=UTC), competency_id="CB1", level=2)
    last = someone.say("what changed since last time")
    assert last["arguments"]["since"] == "2026-03-31"
    assert [row[-1]["id"] for row in rows(last)] == [new]
    assert [(item["id"], item["held"]) for item in items(last, "competencies")] == [("CB1", 2)]
    why = someone.say("why?")
    assert (why["tool"], why["arguments"].get("competency")) == ("show_passbook", "CB1")
    assert {"kind": "entry", "id": new} in why["sources"]


def test_nothing_new_is_zero(talk: Start, saathi: Saathi) -> None:
    someone = talk()
    reply = someone.say("what changed in my passbook since 30 march")
    assert (reply["tool"], reply["outcome"], reply["arguments"]["since"]) == ("show_passbook", "zero", "2026-03-30")
    saathi.statement(someone.person, "csv", period="2025-26-Q3")
    assert someone.say("what changed since last time")["arguments"]["since"] == "2025-12-31"


def test_each_entry_shown_tells_why_it_counts(talk: Start) -> None:
    reply = talk().say("show my passbook")
    place = [column["id"] for column in block(reply, "table")["columns"]].index("why")
    assert all(row[place] for row in rows(reply))


# ---- two posts


def compared(reply: dict[str, Any]) -> dict[str, tuple[int | None, int | None]]:
    """Competency id to (level before, level after) of the table."""
    return {row[0]["id"]: (row[1], row[2]) for row in rows(reply)}


@pytest.mark.parametrize("say", [
    "I am posted as Director from Monday, what changes", "difference between my post and Director",
    "if I get promoted to Director what more do I need", "मेरे पद और निदेशक में क्या फ़र्क है",
    "monday se Director ki posting hai, kya change hoga"])
def test_what_changes_with_another_post(talk: Start, say: str) -> None:
    reply = talk().say(say)
    assert (reply["tool"], reply["arguments"]) == ("show_role", {"position": "P2", "compared_with": "P1"})
    assert compared(reply) == {"CB1": (2, 4), "CF2": (2, 4), "CF1": (3, None), "CD1": (1, None)}
    assert {item["id"]: (item["required"], item["held"]) for item in items(reply, "competencies")} == {
        "CB1": (4, 0), "CF2": (4, 2)}


def test_two_posts_that_are_named_are_compared_with_each_other(talk: Start) -> None:
    reply = talk().say("difference between Harbour Master and Hydrography Mate")
    assert reply["arguments"] == {"position": "P6", "compared_with": "P5"}
    assert compared(reply) == {"CD1": (4, 2)}


def test_first_steps_are_courses_that_close_what_the_new_post_asks(talk: Start) -> None:
    reply = talk().say("if I get promoted to Director what more do I need")
    assert ids(reply, "courses") == ["KB1"]


def test_a_post_can_be_compared_after_it_was_shown(talk: Start) -> None:
    someone = talk()
    shown = someone.say("what does a director need to know")
    assert "compare" in ids(shown, "choices")
    assert someone.say("and compared with mine?")["arguments"] == {"position": "P2", "compared_with": "P1"}


def test_a_post_without_requirements_is_not_recorded_and_none_is_asked_back(talk: Start) -> None:
    assert talk().say("difference between my post and Observer")["outcome"] == "not_recorded"
    asked = talk("T1").say("compare my post with another one")
    assert asked["outcome"] in ("clarify", "answered")


def test_gaps_against_another_post(talk: Start) -> None:
    reply = talk().say("what are my gaps for Director")
    assert (reply["tool"], reply["arguments"]) == ("check_gaps", {"position": "P2"})
    assert {item["id"]: item["gap"] for item in items(reply, "competencies")} == {"CB1": 4, "CF2": 2}


# ---- from the command line and over the web


@pytest.fixture
def command(home: Path, tenant_database: str, monkeypatch: pytest.MonkeyPatch, saathi: Saathi) -> Callable[..., Any]:
    """Runs `saathi statement`."""
    monkeypatch.setenv("SAATHI_HOME", str(home))
    monkeypatch.setenv("DATABASE_URL", tenant_database)
    monkeypatch.delenv("SAATHI_NOW", raising=False)
    return lambda *given: CliRunner().invoke(app, ["statement", *map(str, given)])


@pytest.mark.parametrize(("name", "start"), [("s.pdf", b"%PDF"), ("s.csv", b"\xef\xbb\xbfnumber,"), ("s.json", b"{"),
                                             ("S.HTML", b"<!doctype html>")])
def test_the_suffix_chooses_the_form(command: Callable[..., Any], tmp_path: Path, somebody: str, name: str,
                                     start: bytes) -> None:
    done = command("--as", somebody, "--out", tmp_path / name)
    assert done.exit_code == 0, done.output
    assert (tmp_path / name).read_bytes().startswith(start)


def test_days_of_a_statement_are_both_within_it(command: Callable[..., Any], tmp_path: Path, somebody: str) -> None:
    out = tmp_path / "s.json"
    assert command("--as", somebody, "--out", out, "--from", "2025-11-02", "--to", "2026-01-15").exit_code == 0
    assert [entry["id"][-1] for entry in json.loads(out.read_text())["entries"]] == ["2", "3"]


@pytest.mark.parametrize(("given", "code"), [
    (("--as", "T1", "--out", "s.doc"), 2), (("--as", "T1", "--out", "s"), 2),
    (("--as", "T1", "--out", "s.csv", "--from", "2026-01-02", "--to", "2026-01-01"), 2),
    (("--as", "T1", "--out", "s.csv", "--from", "2026-01-02", "--period", "2026-01"), 2),
    (("--as", "T1", "--out", "s.csv", "--period", "someday"), 1),
    (("--as", "T1", "--out", "s.csv", "--period", "2031-01"), 1), (("--as", "nobody", "--out", "s.csv"), 1),
    (("--as", "T1", "--of", "D1", "--out", "s.csv"), 1), (("--as", "T1", "--of", "nobody", "--out", "s.csv"), 1),
    (("--as", "T1", "--out", "missing/folder/s.csv"), 1)])
def test_what_cannot_be_stated_is_said_and_writes_nothing(
        command: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: tuple[str, ...],
        code: int) -> None:
    monkeypatch.chdir(tmp_path)
    done = command(*given)
    assert done.exit_code == code, done.output
    assert done.output.strip() and "Traceback" not in done.output
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def web(saathi: Saathi, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """A client of a server over the tenant at which people may be picked."""
    picking: Settings = replace(saathi.settings, pick_person=True)
    monkeypatch.setattr(saathi, "settings", picking)
    with TestClient(create_app(saathi), base_url="http://saathi.test") as client:
        yield client


def test_the_address_of_a_document_fetches_it_for_its_person_alone(web: TestClient, talk: Start) -> None:
    reply = talk("H1").say("Asha Rao's passbook in csv")
    address = block(reply, "document")["href"]
    assert web.get(address).status_code == 401
    for reader in ("N1", "D1"):
        web.post("/api/session", json={"as": reader})
        assert web.get(address).status_code == 403, "not even whoever they report to"
    web.post("/api/session", json={"as": "H1"})
    answer = web.get(address)
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/csv")
    assert "T1-1" in answer.text


def test_a_passbook_that_was_tampered_with_is_said_to_be(saathi: Saathi, somebody: str) -> None:
    with saathi.database.connection() as conn, conn.transaction():
        conn.execute("ALTER TABLE entries DISABLE TRIGGER entries_append_only")
        conn.execute("UPDATE entries SET score = 100 WHERE id = %s", (f"{somebody}-4",))
        conn.execute("ALTER TABLE entries ENABLE TRIGGER entries_append_only")
    made = told(saathi, somebody)
    assert not made["recompute"]["whole"] and "4" in made["recompute"]["verdict"]
    with saathi.database.connection() as conn, conn.transaction():
        conn.execute("ALTER TABLE entries DISABLE TRIGGER entries_append_only")
        conn.execute("UPDATE entries SET score = 40 WHERE id = %s", (f"{somebody}-4",))
        conn.execute("ALTER TABLE entries ENABLE TRIGGER entries_append_only")
    assert told(saathi, somebody)["recompute"]["whole"]


def test_a_statement_at_another_clock(saathi: Saathi, somebody: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saathi, "settings", replace(saathi.settings, now=datetime(2025, 12, 1, tzinfo=UTC)))
    made = told(saathi, somebody)
    assert made["as_of"] == "2025-12-01" and len(made["entries"]) == 2
    assert datetime.fromisoformat(made["closes_at"]).utcoffset() == timedelta(hours=5, minutes=30)
