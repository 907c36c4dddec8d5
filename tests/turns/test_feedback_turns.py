"""Turns that rate and correct the answer before, and what reviewers make of them: over a real tenant, and by HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb
from starlette.testclient import TestClient

from bot.http.app import create_app
from bot.importing import import_bundle
from bot.settings import Settings
from bot.store import feedback, learned, rights
from bot.store.feedback import Wanted
from bot.wiring import Saathi, build
from tests.turns.talk import Talk
from tests.turns.tenant import NOW, small

Json = dict[str, Any]
Start = Callable[..., Talk]
REVIEWER, PLAIN = "E1", "K1"


def cases(saathi: Saathi, said: str, **wanted: Any) -> list[Json]:
    """The cases of one message; each test has words of its own."""
    with saathi.database.connection() as conn:
        return [case for case in feedback.cases(conn, Wanted(**{"state": None, **wanted}), 500)
                if case["said"].casefold().startswith(said.casefold())]


def rated(reply: Json, thumb: str) -> None:
    assert (reply["tool"], reply["outcome"]) == ("small_talk", "answered")
    assert reply["arguments"] == {"kind": "rated", "thumb": thumb}


@pytest.fixture
def reviewer(saathi: Saathi) -> Iterator[str]:
    """An official who looks after the answers."""
    with saathi.database.connection() as conn:
        conn.execute("INSERT INTO grants (number, official_id, capability) VALUES (900, %s, 'author')", (REVIEWER,))
        yield REVIEWER
        conn.execute("DELETE FROM grants WHERE number = 900")


# ---- thumbs


def test_a_thumb_is_kept_and_the_conversation_goes_on(talk: Start, saathi: Saathi) -> None:
    person = talk()
    first = person.say("is my lighthouse maintenance level enough, tell me")
    rated(person.say("👍"), "up")
    (case,) = cases(saathi, "is my lighthouse", kind="up")
    assert case["understood"]["tool"] == first["tool"]
    assert case["understood"]["slots"]["competency"] == ["CD1"]
    after = person.say("and in teamwork?")
    assert after["tool"] == first["tool"]
    assert "CB1" in json.dumps(after["arguments"]) + json.dumps(after["blocks"])


def test_a_thumb_down_asks_once_what_was_wrong(talk: Start, saathi: Saathi) -> None:
    person = talk()
    person.say("what must a record keeper know, kindly")
    rated(person.say("👎"), "down")
    (case,) = cases(saathi, "what must a record keeper")
    assert (case["thumb"], case["reason"]) == ("down", None)
    rated(person.say("it is outdated, said Sunil Pant"), "down")
    (case,) = cases(saathi, "what must a record keeper")
    assert case["reason"] == "it is outdated, said {person}"
    assert person.say("it is outdated")["arguments"].get("kind") != "rated"


def test_a_new_wish_is_answered_instead_of_taken_for_the_reason(talk: Start, saathi: Saathi) -> None:
    person = talk()
    person.say("which posts need stress management then")
    rated(person.say("गलत उत्तर"), "down")
    assert person.say("What are my gaps?")["tool"] == "check_gaps"
    (case,) = cases(saathi, "which posts need stress")
    assert case["reason"] is None


def test_a_reason_in_the_same_message_and_another_thumb(talk: Start, saathi: Saathi) -> None:
    person = talk()
    person.say("explain public procurement to me once more")
    rated(person.say("👎 too long"), "down")
    rated(person.say("good answer"), "up")
    assert cases(saathi, "explain public procurement to me once") == []
    (case,) = cases(saathi, "explain public procurement to me once", kind="up")
    assert case["reason"] is None


def test_there_is_nothing_to_rate_at_the_beginning(talk: Start) -> None:
    reply = talk().say("👎")
    assert (reply["tool"], reply["outcome"]) == ("small_talk", "clarify")


def test_a_choice_can_still_be_taken_after_a_thumb(talk: Start) -> None:
    person = talk()
    offered = next(each for each in person.say("noting and drafting")["blocks"] if each["type"] == "choices")
    again = person.say("👍")
    assert offered in again["blocks"]
    assert offered["items"][1]["id"] == "find"
    assert person.say("2")["tool"] == "find_course"


def test_a_quiz_goes_on_after_a_thumb(talk: Start) -> None:
    person = talk()
    assert person.say("quiz me on noting and drafting")["tool"] == "quiz"
    rated(person.say("👎"), "down")
    after = person.say("a")
    assert after["tool"] == "quiz" and any(block["type"] == "feedback" for block in after["blocks"])


# ---- corrections


@pytest.mark.parametrize(("first", "second", "tool", "said"), [
    ("tell me the meaning of noting and drafting now", "no, I meant courses", "find_course", "courses"),
    ("tell me, what am I lacking at present", "nahi, mera matlab quiz tha", "quiz", "quiz"),
    ("please tell where are my gaps today", "नहीं, मेरा मतलब पासबुक था", "show_passbook", "पासबुक"),
    ("kindly tell what my post requires", "no, I meant my gaps", "check_gaps", "my gaps")])
def test_what_was_meant_is_answered_at_once_and_kept(talk: Start, saathi: Saathi, first: str, second: str, tool: str,
                                                     said: str) -> None:
    person = talk()
    before = person.say(first)
    assert before["tool"] != tool
    assert person.say(second)["tool"] == tool
    (case,) = cases(saathi, first, kind="meant")
    assert case["understood"]["tool"] == before["tool"]
    assert (case["meant"]["said"], case["meant"]["understood"]["tool"]) == (said, tool)


def test_courses_that_were_meant_are_about_the_same(talk: Start) -> None:
    person = talk()
    person.say("what does lighthouse maintenance mean")
    reply = person.say("no, I meant courses")
    assert "CD1" in json.dumps([reply["arguments"], reply["blocks"]])


def test_another_name_is_a_correction_as_before(talk: Start, saathi: Saathi) -> None:
    person = talk()
    person.say("my very level in teamwork please")
    assert person.say("no, I meant public procurement")["tool"] == "show_standing"
    (case,) = cases(saathi, "my very level in teamwork", kind="meant")
    assert case["meant"]["understood"]["slots"]["competency"] == ["CF2"]


def test_what_is_no_correction_is_not_kept(talk: Start, saathi: Saathi) -> None:
    person = talk()
    person.say("my gaps as of now, friend")
    person.say("and in teamwork?")
    assert cases(saathi, "my gaps as of now, friend") == []


def test_erasing_takes_feedback_along(talk: Start, saathi: Saathi) -> None:
    person = talk()
    person.say("what is record management about, dear")
    person.say("👎 wrong")
    with saathi.database.connection() as conn, rights.turn(conn, person.person):
        assert feedback.erase(conn, person.person) == 1
    assert cases(saathi, "what is record management about, dear") == []


# ---- by HTTP


@pytest.fixture
def web(saathi: Saathi) -> Iterator[TestClient]:
    with TestClient(create_app(saathi), base_url="http://saathi.test") as made:
        yield made


def enter(web: TestClient, saathi: Saathi, who: str) -> None:
    web.cookies.set("saathi_session", saathi.open_session(who))


def asked(web: TestClient, say: str, key: str) -> Json:
    answer = web.post("/api/chat", json={"say": say}, headers={"Idempotency-Key": key})
    assert answer.status_code == 200
    return dict(answer.json())


def test_a_thumb_by_http_is_for_ones_own_turns(web: TestClient, saathi: Saathi) -> None:
    assert web.post("/api/feedback", json={"turn": "x", "thumb": "up"}).status_code == 401
    enter(web, saathi, PLAIN)
    reply = asked(web, "my standing, kindly, in all", "key-of-a-standing")
    given = {"turn": reply["id"], "thumb": "down", "reason": "no"}
    assert web.post("/api/feedback", json=given).status_code == 204
    assert web.post("/api/feedback", json={**given, "reason": "x" * 501}).status_code == 422
    assert web.post("/api/feedback", json={**given, "thumb": "sideways"}).status_code == 422
    assert [case["reason"] for case in cases(saathi, "my standing, kindly")] == ["no"]
    enter(web, saathi, "L1")
    refused = web.post("/api/feedback", json=given)
    assert refused.status_code == 404 and set(refused.json()) == {"error"}
    assert [case["reason"] for case in cases(saathi, "my standing, kindly")] == ["no"]


GETS = ("/api/review", "/api/review/choices", "/api/review/things?q=a", "/api/review/export")
POSTS = {"/api/review/x/learn": {"kind": "synonym"}, "/api/review/x/dismiss": {}, "/api/review/x/undo": {}}


@pytest.mark.parametrize("who", [PLAIN, "H1", "D1", "A2"])
def test_whoever_does_not_look_after_the_answers_is_refused(web: TestClient, saathi: Saathi, who: str) -> None:
    enter(web, saathi, who)
    for address in GETS:
        assert web.get(address).status_code == 403, address
    for address, body in POSTS.items():
        assert web.post(address, json=body).status_code == 403, address
    web.cookies.clear()
    assert web.get("/api/review").status_code == 401
    assert web.get("/review").status_code == 200


def test_a_synonym_is_made_of_a_case_and_holds_in_the_next_turn(
        web: TestClient, saathi: Saathi, talk: Start, reviewer: str) -> None:
    person = talk()
    assert "CF2" not in json.dumps(person.say("what does flimflamming mean")["arguments"])
    person.say("no, I meant public procurement")
    enter(web, saathi, reviewer)
    listed = web.get("/api/review?kind=meant&language=en").json()
    (case,) = [each for each in listed["cases"] if "flimflamming" in each["said"]]
    assert case["labels"]["CF2"] == "Public Procurement"
    assert not any(secret in json.dumps(case) for secret in (person.person, "turn", '"at": "20'))
    address = f"/api/review/{case['id']}"
    for phrase, thing, word in (("teamwork", "CF2", "Teamwork"), ("the", "CF2", ""), ("flimflamming", "CF9", "")):
        refused = web.post(f"{address}/learn", json={"kind": "synonym", "phrase": phrase, "of": "competency",
                                                     "thing": thing})
        assert refused.status_code == 422 and word in refused.json()["error"]
    assert case["suggested"]["synonym"] == {"phrase": "flimflamming", "of": "competency", "thing": "CF2"}
    after = web.post(f"{address}/learn", json={"kind": "synonym", **case["suggested"]["synonym"]}).json()
    assert after["state"] == "learned"
    assert [(each["kind"], each["label"], each["by_id"]) for each in after["learned"]] == [
        ("synonym", "Public Procurement", reviewer)]
    assert "CF2" in json.dumps(talk().say("what does flimflamming mean")["arguments"])
    assert "CF2" in json.dumps(talk().say("my level in flimflamming")["blocks"])
    undone = web.post(f"{address}/undo", json={"learned": after["learned"][0]["id"]}).json()
    assert (undone["state"], undone["learned"], [each["did"] for each in undone["log"]]) == (
        "open", [], ["synonym", "undone"])
    assert "CF2" not in json.dumps(talk().say("what does flimflamming mean")["arguments"])


def test_a_course_and_an_organisation_get_synonyms_too(web: TestClient, saathi: Saathi, talk: Start, reviewer: str
                                                       ) -> None:
    person = talk()
    person.say("blunderbuss wallah course")
    person.say("👎")
    enter(web, saathi, reviewer)
    (case,) = [each for each in web.get("/api/review?kind=down").json()["cases"] if "blunderbuss" in each["said"]]
    learn = f"/api/review/{case['id']}/learn"
    things = web.get("/api/review/things?q=lamps").json()["things"]
    assert things == [{"of": "course", "thing": "KD1", "label": "Lamps and Lenses"}]
    assert web.post(learn, json={"kind": "synonym", "phrase": "blunderbuss wallah", **{
        key: things[0][key] for key in ("of", "thing")}}).status_code == 200
    assert web.post(learn, json={"kind": "synonym", "phrase": "boat ministry wallahs", "of": "organisation",
                                 "thing": "O4"}).status_code == 200
    reply = talk().say("tell me about the course blunderbuss wallah")
    assert "KD1" in json.dumps([reply["arguments"], reply["blocks"]])
    asked_of = talk("H1").say("how many officials are in boat ministry wallahs")
    assert "O4" in json.dumps(asked_of["arguments"])


def test_an_example_and_a_golden_turn_are_made_and_dismissing_is_undone(
        web: TestClient, saathi: Saathi, talk: Start, reviewer: str) -> None:
    person = talk()
    person.say("grill me good on teamwork, hm")
    person.say("👎 not a quiz")
    enter(web, saathi, reviewer)
    (case,) = [each for each in web.get("/api/review").json()["cases"] if "grill me good" in each["said"]]
    address = f"/api/review/{case['id']}"
    assert "{competency}" in case["understood"]["masked"]
    assert web.post(f"{address}/learn", json={"kind": "example", "intent": "nothing"}).status_code == 422
    assert web.post(f"{address}/learn", json={"kind": "example", "intent": "quiz"}).status_code == 200
    twice = web.post(f"{address}/learn", json={"kind": "example", "intent": "check_gaps"})
    assert twice.status_code == 422
    made = web.post(f"{address}/learn", json={"kind": "golden", "tool": "quiz", "outcome": "answered"}).json()
    assert [each["kind"] for each in made["learned"]] == ["example", "golden"]
    lines = web.get("/api/review/export?form=jsonl&what=golden").text.splitlines()
    (line,) = [each for each in map(json.loads, lines) if "grill me good" in each["say"]]
    assert (line["as"], line["gold"]["tool"]) == (reviewer, "quiz")
    assert web.post(f"{address}/learn", json={"kind": "golden", "tool": "quiz", "as": "NOBODY"}).status_code == 422
    rows = web.get("/api/review/export?form=csv")
    assert rows.headers["content-disposition"].startswith("attachment") and "grill me good" in rows.text
    assert person.person not in rows.text
    for each in made["learned"]:
        web.post(f"{address}/undo", json={"learned": each["id"]})
    assert web.post(f"{address}/dismiss", json={}).json()["state"] == "dismissed"
    assert web.post(f"{address}/undo", json={"learned": made["learned"][0]["id"]}).status_code == 404
    opened = web.post(f"{address}/undo", json={}).json()
    assert (opened["state"], opened["log"][-1]["did"], opened["log"][-1]["by"]) == ("open", "reopened", reviewer)
    assert web.post("/api/review/unknown/dismiss", json={}).status_code == 404


def test_the_trend_is_in_the_metrics(web: TestClient, talk: Start, saathi: Saathi) -> None:
    def count(kind: str) -> float:
        text = web.get("/metrics").text
        return float(text.split(f'saathi_feedback_total{{kind="{kind}"}} ')[1].split("\n")[0])

    before = count("down"), count("meant")
    person = talk()
    person.say("what are my gaps, my dear")
    person.say("👎 no")
    person.say("no, I meant courses")
    assert (count("down"), count("meant")) == (before[0] + 1, before[1] + 1)
    assert "saathi_feedback_open " in web.get("/metrics").text


# ---- imports and training

ODD = "wobble the wabble of {competency}"


def test_what_was_learned_outlives_an_import_and_is_trained_on(
        saathi: Saathi, new_database: Callable[[], str], tmp_path: Path) -> None:
    address = new_database()
    with psycopg.connect(address, autocommit=True) as conn:
        assert import_bundle(conn, small(tmp_path / "one"), now=NOW).ok
        case = _rated_case(conn)
        for text, intent in ((ODD, "quiz"), ("an old one", "no_such_intent")):
            learned.add(conn, case, "example", {"text": text, "intent": intent}, "E1", NOW)
        for phrase, thing in (("flimflamming", "CF2"), ("lamp business", "CD1")):
            learned.add(conn, case, "synonym", {"phrase": phrase, "of": "competency", "thing": thing}, "E1", NOW)
        gone = small(tmp_path / "two", _without_lighthouses)
        report = import_bundle(conn, gone, now=NOW)
        assert report.ok, report.problems
        assert any("lamp business" in notice.what and "CD1" in notice.what for notice in report.notices)
        assert learned.synonyms(conn) == [("competency", "CF2", "flimflamming")]
    home = tmp_path / "home"
    home.mkdir()
    (home / "models").symlink_to(_copied(saathi.settings.models, tmp_path / "models"))
    said: list[str] = []
    other = build(Settings(home=home, database_url=address), lambda what, _done, _total: said.append(what))
    try:
        person = Talk(other, "N1", "one")
        assert "CF2" in json.dumps(person.say("what does flimflamming mean")["arguments"])
        with other.database.connection() as conn:
            taught = other.tenancy(conn).reader.classifier.probabilities(ODD)["quiz"]
        with saathi.database.connection() as conn:
            untaught = saathi.tenancy(conn).reader.classifier.probabilities(ODD)["quiz"]
        assert taught > 2 * untaught
        assert {"classifier", "learned"} <= set(said)
    finally:
        other.close()


def _rated_case(conn: psycopg.Connection[Any]) -> str:
    reply = Jsonb({"tool": None, "outcome": "clarify", "arguments": {}})
    conn.execute("INSERT INTO turns (id, official_id, channel, at, said, reading, reply) VALUES ('t', 'N1', 'web', %s, "
                 "'what', %s, %s)", (NOW, Jsonb({"ranking": [["unclear", 1.0]], "slots": {}}), reply))
    assert feedback.rate(conn, "N1", "t", "down", None, "web", NOW)
    return str(feedback.cases(conn, Wanted(), 1)[0]["id"])


def _copied(models: Path, to: Path) -> Path:
    import shutil

    return Path(shutil.copytree(models, to))


def _without_lighthouses(given: dict[str, list[dict[str, Any]]]) -> None:
    """The bundle without one competency and all that names it."""
    given["competencies"] = [row for row in given["competencies"] if row["id"] != "CD1"]
    given["requirements"] = [row for row in given["requirements"] if row["competency_id"] != "CD1"]
    for row in given["courses"]:
        row["competencies"] = [each for each in row["competencies"] if each["id"] != "CD1"]
