"""Courses from outside and what they may teach, from the file to the chat: kept, known again, retired, taken away.

A proposed tag closes no gap and serves no need; what is approved does.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bot import cataloguing, tagging
from bot.importing import import_bundle
from bot.store import drafts
from bot.wiring import Saathi, build
from frac.drafting.review import Line
from frac.store import approved
from frac.store.framework import load
from tests.turns.shell import homely
from tests.turns.talk import Json, Talk, ids, items
from tests.turns.tenant import NOW, bundle, small

SHANTIES: Json = {"id": 7, "title": "Sea Shanty Singing", "url": "/course/shanties/", "price": "₹ 1,299",
                  "content_info": "2 total hours", "headline": "Sing <b>hauling songs</b> on deck.",
                  "locale": {"english_title": "English (US)"}, "visible_instructors": [{"title": "Jack Somebody"}]}
NOTES: Json = {"id": 8, "title": "Kite Flying", "url": "https://www.udemy.com/course/kites/", "price": "Free",
               "content_info": "90 total mins", "locale": {"english_title": "English (US)"}}
NO_LENGTH: Json = {"id": 9, "title": "Knots without End", "headline": "Knots."}


@dataclass
class Office:
    """A tenant of its own with a running Saathi, and the administrator's commands beside it."""

    saathi: Saathi
    folder: Path
    read: Callable[[], str]

    def add(self, *courses: Json, code: int = 0, **more: Any) -> Json:
        """Takes a catalogue in; the report."""
        file = self.folder / "catalogue.json"
        file.write_text(json.dumps({"results": courses}, ensure_ascii=False), "utf-8")
        self.read()
        done = cataloguing.add(self.saathi.settings, file, more.get("like", "udemy"), more.get("source"),
                               more.get("whole", False), True, more.get("dry_run", False))
        assert done == code
        return dict(json.loads(self.read())) if code == 0 else {}

    def talk(self, person: str = "N1") -> Talk:
        """A new conversation."""
        self.number = getattr(self, "number", 0) + 1
        return Talk(self.saathi, person, f"catalogue-{self.number}")

    def versions(self) -> int:
        """How many versions of the framework there were."""
        with self.saathi.database.connection() as conn:
            return int(conn.execute("SELECT count(*) FROM imports").fetchone()[0])  # type: ignore[index]

    def offered(self) -> set[str]:
        """The courses that can be taken."""
        with self.saathi.database.connection() as conn:
            return {each.id for each in load(conn).courses.values() if each.live}

    def found(self, title: str) -> list[str]:
        """The courses that are found by a title, the first of them."""
        return ids(self.talk().say(f"find the course {title}"), "courses")[:1]


def _office(saathi: Saathi, address: str, folder: Path, made: Path, read: Callable[[], str]) -> Iterator[Office]:
    with psycopg.connect(address, autocommit=True) as conn:
        report = import_bundle(conn, made, now=NOW)
        assert report.ok, report.problems
    running = build(replace(saathi.settings, home=homely(folder / "home", saathi.settings.models),
                            database_url=address))
    yield Office(running, folder, read)
    running.close()


@pytest.fixture
def office(saathi: Saathi, new_database: Callable[[], str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
           ) -> Iterator[Office]:
    """An office without the many spare officials."""
    yield from _office(saathi, new_database(), tmp_path, small(tmp_path / "bundle"), lambda: capsys.readouterr().out)


@pytest.fixture
def large(saathi: Saathi, new_database: Callable[[], str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
          ) -> Iterator[Office]:
    """An office with people enough for figures of demand."""
    yield from _office(saathi, new_database(), tmp_path, bundle(tmp_path / "bundle"), lambda: capsys.readouterr().out)


# ---- courses from outside


def test_a_catalogue_is_kept_found_in_chat_and_known_again(office: Office) -> None:
    assert office.found("Sea Shanty Singing") != ["udemy:7"]
    before = office.versions()
    report = office.add(SHANTIES, NOTES, NO_LENGTH, {"id": 10, "title": " "})
    assert report["counts"] == {"read": 4, "new": 3, "updated": 0, "unchanged": 0, "retired": 0, "same": 0,
                                "without_length": 1, "refused": 1}
    assert "title" in report["refused"][0]["what"] and office.versions() == before + 1

    reply = office.talk().say("find the course Sea Shanty Singing")
    (card,) = items(reply, "courses")
    assert (card["id"], card["title"]) == ("udemy:7", "Sea Shanty Singing") and "₹ 1299" in reply["text"]
    assert "Udemy" in reply["text"] and "Somebody" not in json.dumps(reply)
    assert office.found("Knots without End") != ["udemy:9"]  # how long it takes is not known

    again = office.add(SHANTIES, NOTES, NO_LENGTH)
    assert (again["new"], again["updated"], again["unchanged"]) == (0, 0, 3) and office.versions() == before + 1
    changed = office.add({**NO_LENGTH, "content_info": "30 total mins"})
    assert (changed["new"], changed["updated"], changed["retired"]) == (0, 1, 0)
    assert office.found("Knots without End") == ["udemy:9"] and office.found("Kite Flying") == ["udemy:8"]


def test_a_dry_run_keeps_nothing(office: Office) -> None:
    before = office.versions()
    assert office.add(SHANTIES, dry_run=True)["new"] == 1
    assert office.versions() == before and office.found("Sea Shanty Singing") != ["udemy:7"]
    assert office.add(SHANTIES)["new"] == 1


def test_what_a_whole_catalogue_has_no_longer_is_retired_and_comes_back(office: Office) -> None:
    office.add(SHANTIES, NOTES)
    assert office.add(NOTES)["retired"] == 0
    assert office.add(NOTES, whole=True)["retired"] == 1
    gone = office.talk().say("find the course Sea Shanty Singing")
    assert gone["outcome"] == "zero" and ids(gone, "courses") == []
    assert office.add(NOTES, whole=True)["retired"] == 0
    assert office.add(SHANTIES, NOTES, whole=True)["updated"] == 1
    assert office.found("Sea Shanty Singing") == ["udemy:7"]
    office.add(whole=True, code=1)  # an empty file retires nothing
    assert office.found("Kite Flying") == ["udemy:8"]


def test_what_is_there_already_is_told_and_not_offered_twice(office: Office) -> None:
    again = {**SHANTIES, "id": 71, "title": "Sea Shanty  singing!", "url": ""}
    report = office.add(SHANTIES, again)
    assert [(each["id"], each["same_as"]) for each in report["same"]] == [("udemy:71", "udemy:7")]
    # another catalogue has a course of the bundle, by the same provider
    own = {"id": "X1", "name": "Advanced  Drafting", "partners": [{"name": "School of Harbours"}],
           "workload": "Approx. 3 hours"}
    file = office.folder / "other.json"
    file.write_text(json.dumps({"elements": [own]}), "utf-8")
    assert cataloguing.add(office.saathi.settings, file, None, None, False, True, False) == 0
    other = json.loads(office.read())
    assert [(each["id"], each["same_as"], other["source"]) for each in other["same"]] == [
        ("coursera:X1", "KF2", "coursera")]
    assert office.found("Advanced Drafting") == ["KF2"]
    # where the one is gone, the other is offered
    assert office.add(again, whole=True)["retired"] == 1
    assert office.offered() >= {"udemy:71"} and "udemy:7" not in office.offered()
    assert office.add(again, whole=True)["unchanged"] == 1


def test_a_catalogue_is_taken_away_but_for_what_passbooks_name(office: Office) -> None:
    office.add(SHANTIES, NOTES)
    with office.saathi.database.connection() as conn:
        conn.execute("INSERT INTO entries (id, official_id, number, kind, at, course_id, source, recorded_at, "
                     "previous, hash) SELECT 'N1-out', 'N1', max(number) + 1, 'enrolled', %s, 'udemy:8', 'import', %s, "
                     "'', '' FROM entries WHERE official_id = 'N1'", (NOW, NOW))
    office.read()
    assert cataloguing.list_(office.saathi.settings, True) == 0
    (listed,) = json.loads(office.read())
    assert (listed["name"], listed["courses"], listed["offered"]) == ("udemy", 2, 2)
    assert cataloguing.remove(office.saathi.settings, "udemy", True) == 0
    assert json.loads(office.read()) == {"source": "udemy", "removed": 1, "retired": 1}
    assert office.found("Sea Shanty Singing") != ["udemy:7"]
    assert cataloguing.remove(office.saathi.settings, "moodle", True) == 1


def test_a_bundle_that_is_imported_again_leaves_courses_from_outside_as_they_are(office: Office, tmp_path: Path
                                                                                 ) -> None:
    office.add(SHANTIES)
    with psycopg.connect(office.saathi.settings.database_url or "", autocommit=True) as conn:
        assert import_bundle(conn, small(tmp_path / "again"), now=NOW).ok
    assert office.found("Sea Shanty Singing") == ["udemy:7"]


@pytest.mark.parametrize(("name", "text", "like"), [
    ("cut.json", '{"results": [{"id": 1', "udemy"), ("odd.json", '{"things": [{"a": 1}]}', None),
    ("odd.csv", "a,b\n1,2\n", None), ("ok.json", '{"results": []}', "moodle"), ("ok.pdf", "x", "udemy")])
def test_what_cannot_be_used_is_said_in_words(office: Office, name: str, text: str, like: str | None) -> None:
    file = office.folder / name
    file.write_text(text, "utf-8")
    before = office.versions()
    assert cataloguing.add(office.saathi.settings, file, like, None, False, False, False) == 1
    assert office.versions() == before


# ---- what they may teach


def propose(office: Office, course: str, competency: str, level: int | None) -> str:
    """A draft of a course, as `saathi frac tag` keeps it."""
    body = {"competency_id": competency, "level": level}
    with office.saathi.database.connection() as conn:
        made = drafts.add(conn, drafts.New("course", course, "A course", None, "", {}, 5, 0.9),
                          [Line("t1", "tag", body, proposed=body, probability=0.9)], None, NOW)
    assert made is not None
    return made


def asked(office: Office, say: str = "unmet demand for noting and drafting") -> tuple[Json, list[str], list[Any]]:
    """What the provider is told: the reply, the columns and the first row."""
    reply = office.talk("A2").say(say)
    (table,) = [each for each in reply["blocks"] if each["type"] == "table"]
    return reply, [column["id"] for column in table["columns"]], table["rows"][0]


def test_a_proposed_tag_closes_no_gap_and_is_possible_supply_until_it_is_approved(large: Office) -> None:
    large.add(SHANTIES, NOTES)
    reply, columns, row = asked(large)
    assert columns[-1] == "courses" and row[-1] == 3 and "proposed" not in reply["text"]
    gaps = set(ids(large.talk().say("What are my gaps?"), "competencies"))

    draft = propose(large, "udemy:7", "CF1", 3)
    propose(large, "KF3", "CF1", 3)  # has the tag already
    propose(large, "udemy:8", "CF1", 2)
    reply, columns, row = asked(large)
    assert columns[-2:] == ["courses", "possible"] and row[-2:] == [3, 2]
    assert "2 more courses may teach it: proposed, not yet approved." in reply["text"]
    assert any((each.get("id"), each.get("value")) == ("possible", 2) for each in reply["sources"])
    reply, _, row = asked(large, "unmet demand for noting and drafting at level 3")
    assert row[-2:] == [2, 1] and "1 more course may teach it" in reply["text"]
    assert large.talk("A2").say("unmet demand by competency")["blocks"][0]["columns"][-1]["id"] == "possible"
    # it is in no answer to an official
    person = large.talk()
    assert set(ids(person.say("What are my gaps?"), "competencies")) == gaps
    assert "udemy:7" not in ids(person.say("find courses on noting and drafting"), "courses")
    assert "udemy:7" not in json.dumps(person.say("what should I learn next?"))
    _, columns, _ = asked(large, "माँग टिप्पण और प्रारूपण")
    assert "courses" in columns

    with large.saathi.database.connection() as conn, conn.transaction():
        conn.execute("INSERT INTO approved_tags (course_id, competency_id, level, approval) "
                     "VALUES ('udemy:7', 'CF1', 3, %s)", (draft,))
        drafts.move(conn, draft, "approved", 2, "A1", NOW)
        approved.new_version(conn, NOW, {"approval": draft})
    _, columns, row = asked(large)
    assert columns[-2:] == ["courses", "possible"] and row[-2:] == [4, 1]
    assert "udemy:7" in ids(large.talk().say("find courses on noting and drafting"), "courses")


def test_a_rejected_or_withdrawn_proposal_is_no_possible_supply(large: Office) -> None:
    large.add(SHANTIES, NOTES)
    draft = propose(large, "udemy:7", "CF1", None)
    other = propose(large, "udemy:8", "CF1", 2)
    assert asked(large)[2][-1] == 2
    with large.saathi.database.connection() as conn:
        drafts.decide(conn, draft, "t1", "rejected", {"competency_id": "CF1", "level": None}, None, "A1", NOW)
        assert asked(large)[2][-1] == 1
        drafts.move(conn, other, "withdrawn", 2, "A1", NOW)
    assert asked(large)[1][-1] == "courses"


def test_untagged_courses_get_drafts_once(office: Office) -> None:
    teaching = [{"id": at, "title": f"Noting and Drafting of Letters, part {at}",
                 "headline": "Drafting letters and office memoranda; writing notes that decide.",
                 "content_info": "1 total hour"} for at in range(20, 24)]
    office.add(SHANTIES, *teaching)
    office.read()
    before = office.versions()
    assert tagging.tag(office.saathi.settings, 3, True) == 0
    first = json.loads(office.read())
    assert tagging.tag(office.saathi.settings, None, True) == 0
    second = json.loads(office.read())
    made = [*first["drafts"], *second["drafts"]]
    assert first["looked_at"] == 3 and {each["course_id"] for each in made} >= {f"udemy:{at}" for at in range(20, 24)}
    assert "udemy:7" not in {each["course_id"] for each in made} and len(made) == len({each["draft"] for each in made})
    assert all(each["tags"][0]["competency_id"] == "CF1" for each in made)
    with office.saathi.database.connection() as conn:
        kept = drafts.one(conn, made[0]["draft"])
        lines = drafts.lines(conn, made[0]["draft"])
        people = conn.execute("SELECT count(*) FROM officials o WHERE position_id = 'P1'").fetchone()
    assert kept is not None and people is not None and kept.state == "open" and kept.officials == people[0]
    assert kept.kind == "course" and 0.5 <= kept.certainty <= 1 and [line.verdict for line in lines] == ["open"]
    assert set(lines[0].body) == {"competency_id", "level"} and lines[0].kind == "tag"
    assert office.versions() == before  # the framework is what it was
    assert tagging.tag(office.saathi.settings, None, True) == 0
    assert json.loads(office.read())["drafts"] == []
