"""The routes of drafts around the fake: who may, what is passed on, and every refusal as a sentence."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from bot.http.refusals import sentence
from bot.people.draft_list import DraftRefusal
from frac.drafting.review import RefusedLineError
from prompts.loader import LANGUAGES
from tests.browser.fake import Fake

# Every way in which a draft or a line may be refused, with the facts that come with it.
REFUSALS: dict[str, dict[str, object]] = {
    "level": {"levels": "1, 2"}, "competency": {}, "competency_there": {"name": "Ethics"}, "empty": {},
    "long": {"most": 300}, "twice": {"competency": "C1"}, "reason_missing": {}, "not_open": {}, "undecided": {"n": 4},
    "nothing_accepted": {}, "own_eyes": {}, "position_gone": {}, "no_title": {}, "no_place": {}, "unknown_position": {},
    "step": {}, "item": {"stem": "Who?", "problems": "Two answers say the same."}, "no_key": {}, "no_course": {},
    "no_section": {}, "no_tags": {}, "no_model": {}, "items_submitted": {}, "items_silent": {},
    "items_none": {"n": 2, "why": "Two answers say the same."}}


def as_(client: TestClient, person: str) -> TestClient:
    assert client.post("/api/session", json={"as": person}).status_code == 200
    return client


def told(answer: Any) -> str:
    assert set(answer.json()) == {"error"}
    return str(answer.json()["error"])


def decide(client: TestClient, line: str, verdict: str = "accepted", **more: Any) -> Any:
    return client.post(f"/api/drafts/d1/lines/{line}", json={"verdict": verdict, **more})


def test_the_page_is_for_everybody_and_drafts_are_for_authors(client: TestClient) -> None:
    assert client.get("/drafts").status_code == client.head("/drafts").status_code == 200
    reads = ("/api/drafts", "/api/drafts/choices", "/api/drafts/d1", "/api/drafts/d1/versions?before=1&after=1")
    writes = (("/api/drafts", {"title": "Clerk"}), ("/api/drafts/d1/lines", {"kind": "role", "body": {"title": "X"}}),
              ("/api/drafts/d1/lines/c1", {"verdict": "accepted"}), ("/api/drafts/d1/rest", {}),
              ("/api/drafts/d1/submit", {}), ("/api/drafts/d1/approve", {}), ("/api/drafts/items", {"course": "K1"}))
    assert {client.get(each).status_code for each in reads} == {401}
    assert {client.post(each, json=body).status_code for each, body in writes} == {401}
    as_(client, "SY003")
    for answer in (*(client.get(each) for each in reads), *(client.post(each, json=body) for each, body in writes)):
        assert answer.status_code == 403
        assert told(answer) == sentence("no_drafts", "en")


def test_the_list_passes_on_what_it_is_narrowed_to(client: TestClient, fake: Fake) -> None:
    as_(client, "SY001")
    found = client.get("/api/drafts", params={"state": "all", "kind": "course", "q": "buy\0", "skip": 0}).json()
    assert [each["id"] for each in found["drafts"]] == []
    assert fake.drafts.asked[-1] == ("listed", "all", "course", "buy ", 0)
    assert [each["id"] for each in client.get("/api/drafts").json()["drafts"]] == ["d1", "d2", "d3"]
    assert client.get("/api/drafts", params={"skip": 3}).json()["more"] is False
    for wrong in ({"state": "gone"}, {"kind": "person"}, {"skip": -1}, {"q": "x" * 201}, {"language": "<b>"}):
        assert client.get("/api/drafts", params=wrong).status_code == 422, wrong


def test_names_are_in_the_language_that_is_asked_for(client: TestClient) -> None:
    as_(client, "SY001")
    assert client.get("/api/drafts/d1", params={"language": "hi"}).json()["place"] == "डाक विभाग"
    heard = client.get("/api/drafts/choices", headers={"accept-language": "hi-IN"}).json()
    assert heard["positions"][0] == {"id": "P1", "label": "अनुभाग अधिकारी"}


def test_a_line_is_decided_and_what_it_may_not_be_is_refused(client: TestClient, fake: Fake) -> None:
    as_(client, "SY001")
    after = decide(client, "c1").json()
    assert after["undecided"] == 5
    body = {"competency_id": "C2", "level": 4}
    assert decide(client, "c2", "changed", body=body, reason=" Heads it\0 ").status_code == 200
    assert fake.drafts.asked[-1] == ("decide", "c2", "changed", body, "Heads it")
    refused = decide(client, "c2", "changed", body={"competency_id": "C2", "level": 9}, reason="why")
    assert (refused.status_code, told(refused)) == (422, sentence("draft_level", "en", levels="1, 2, 3, 4, 5"))
    assert told(decide(client, "c3", "rejected")) == sentence("draft_reason_missing", "en")
    assert decide(client, "zz").status_code == 404
    assert client.get("/api/drafts/nothing").status_code == 404
    assert client.get("/api/drafts/d1/versions", params={"before": 1, "after": 7}).status_code == 404
    assert decide(client, "c2", "open").json()["undecided"] == 5


@pytest.mark.parametrize(("path", "body"), [
    ("lines/c1", {"verdict": "maybe"}), ("lines/c1", {"verdict": "accepted", "by": "SY002"}),
    ("lines/c1", {"verdict": "changed", "body": {"level": 2, "role_id": "R1"}, "reason": "x"}),
    ("lines/c1", {"verdict": "rejected", "reason": "x" * 501}), ("lines/c1", {}),
    ("lines/c1", {"verdict": "changed", "body": {"level": 1.5}}),
    ("lines", {"kind": "course", "body": {}}), ("lines", {"kind": "role", "body": {"title": "x" * 5001}}),
    ("lines", {"kind": "activity", "under": "../x", "body": {}}), ("submit", {"who": "SY002"}), ("delete", {}),
])
def test_a_body_with_anything_else_is_refused(client: TestClient, fake: Fake, path: str, body: dict[str, Any]) -> None:
    as_(client, "SY001")
    answer = client.post(f"/api/drafts/d1/{path}", json=body)
    assert answer.status_code == 422 and told(answer)
    assert fake.drafts.asked == []


def test_lines_are_added(client: TestClient, fake: Fake) -> None:
    as_(client, "SY001")
    made = client.post("/api/drafts/d1/lines", json={"kind": "activity", "under": "r1", "reason": "missing",
                                                     "body": {"description": "Pays bills", "submits_to": "Treasury"}})
    assert made.json()["lines"][-1]["body"] == {"description": "Pays bills", "submits_to": "Treasury"}
    there = client.post("/api/drafts/d1/lines", json={"kind": "competency", "body": {"name": "empathy", "level": 1}},
                        headers={"accept-language": "hi"})
    assert told(there) == sentence("draft_competency_there", "hi", name="Empathy")
    empty = client.post("/api/drafts/d1/lines", json={"kind": "role", "body": {"title": " "}})
    assert told(empty) == sentence("draft_empty", "en")


def test_four_eyes_from_the_first_line_to_the_approval_and_back(client: TestClient) -> None:
    as_(client, "SY001")
    assert told(client.post("/api/drafts/d1/submit", json={})) == sentence("draft_undecided", "en", n=6)
    assert client.post("/api/drafts/d1/rest", json={}).json()["undecided"] == 0
    submitted = client.post("/api/drafts/d1/submit", json={}).json()
    assert (submitted["state"], submitted["may"], bool(submitted["why_not"])) == ("submitted", ["return"], True)
    assert told(client.post("/api/drafts/d1/approve", json={})) == sentence("draft_own_eyes", "en")
    assert told(decide(client, "c1")) == sentence("draft_not_open", "en")
    as_(client, "SY002")
    assert told(client.post("/api/drafts/d1/return", json={})) == sentence("draft_reason_missing", "en")
    approved = client.post("/api/drafts/d1/approve", json={}).json()
    assert (approved["state"], approved["taking_effect"], approved["may"]) == ("approved", True, ["revoke"])
    found = client.get("/api/drafts/d1/versions", params={"before": 1, "after": 2}).json()["differences"]
    assert {(each["verdict_before"], each["verdict_after"]) for each in found} == {("open", "accepted")}
    revoked = client.post("/api/drafts/d1/revoke", json={"reason": "too early"}).json()
    assert (revoked["state"], revoked["history"][-1]["reason"]) == ("withdrawn", "too early")


def test_a_post_is_drafted_once(client: TestClient, fake: Fake) -> None:
    as_(client, "SY001")
    again = client.post("/api/drafts", json={"position": "P1"}).json()
    assert (again["id"], again["again"]) == ("d1", True)
    made = client.post("/api/drafts", json={"title": " Rail Clerk ", "place": "O2", "description": "Sells\0 tickets."})
    assert made.json()["again"] is False
    assert fake.drafts.asked[-1] == ("make", "Rail Clerk", "O2", "Sells  tickets.", None)
    for body, key in (({}, "no_title"), ({"title": "X", "place": "O9"}, "no_place"),
                      ({"position": "P9"}, "unknown_position")):
        assert told(client.post("/api/drafts", json=body)) == sentence(f"draft_{key}", "en"), body
    assert client.post("/api/drafts", json={"title": "X", "description": "x" * 20_001}).status_code == 422


def test_quiz_items_are_drafted_where_there_is_a_model(client: TestClient, fake: Fake) -> None:
    as_(client, "SY001")
    assert client.get("/api/drafts/choices").json()["courses"] == []
    assert told(client.post("/api/drafts/items", json={"course": "K1"})) == sentence("draft_no_model", "en")
    fake.drafts.has_model = True
    assert client.get("/api/drafts/choices").json()["courses"][0]["id"] == "K1"
    made = client.post("/api/drafts/items", json={"course": "K1\0", "section": 2, "count": 1})
    assert told(made) == sentence("draft_no_course", "en")
    made = client.post("/api/drafts/items", json={"course": "K1", "section": 2, "count": 1}).json()
    assert (made["kind"], made["drafting"]["kept"], made["drafting"]["written"]) == ("items", 1, 2)
    assert fake.drafts.asked[-1] == ("items", "K1", 2, 1)
    assert [each["id"] for each in client.get("/api/drafts", params={"kind": "items"}).json()["drafts"]] == ["q1"]
    body = {"stem": "Who\0 looks on?", "options": ["A", "B\0", "C"], "answer": 2, "explanation": "So.",
            "sentence": "It is so.", "competency_id": "C4", "level": 1}
    changed = client.post("/api/drafts/q1/lines/i1", json={"verdict": "changed", "body": body, "reason": "better"})
    assert changed.json()["lines"][0]["body"]["options"] == ["A", "B", "C"]
    for wrong in ({}, {"course": "K1", "count": 0}, {"course": "K1", "count": 6}, {"course": "K1", "section": 0},
                  {"course": "x" * 201}, {"course": "K1", "model": "other"}):
        assert client.post("/api/drafts/items", json=wrong).status_code == 422, wrong


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", REFUSALS)
def test_every_refusal_has_its_sentence_and_facts_too_many_do_no_harm(client: TestClient, fake: Fake, key: str,
                                                                      language: str) -> None:
    as_(client, "SY001")

    def refuses(*_: Any) -> Any:
        raise (RefusedLineError if key in ("level", "twice") else DraftRefusal)(key, **REFUSALS[key], line="c1")

    fake.drafts.rest = refuses  # type: ignore[method-assign]
    answer = client.post("/api/drafts/d1/rest", json={}, headers={"accept-language": language})
    assert answer.status_code == 422
    assert told(answer) == sentence(f"draft_{key}", language, **REFUSALS[key])
    assert "{" not in told(answer)
    assert all(str(fact) in told(answer) for fact in REFUSALS[key].values())
