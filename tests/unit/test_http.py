"""The web server's routes around a fake Saathi: sessions, turns, streams, refusals, headers, words, watching."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import anyio
import jsonschema
import pytest
from starlette.testclient import TestClient

from bot.http import chat, contract, site
from bot.http.app import create_app
from bot.turn import Incoming
from prompts.loader import LANGUAGES, table
from tests.browser.fake import REPLIES, Fake
from tests.unit.conftest import HERE

SPEC = Path(__file__).parents[3] / "shared" / "spec" / "reply.schema.json"


def validator() -> jsonschema.Draft202012Validator:
    """The reply's schema as /openapi.json carries it."""
    return jsonschema.Draft202012Validator({**contract.REPLY, "components": {"schemas": contract.SCHEMAS}})


def events(text: str) -> list[tuple[str, Any]]:
    found = []
    for frame in text.split("\n\n"):
        if frame and not frame.startswith(":"):
            name, *_, data = frame.split("\n")
            found.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found


def sentence(answer: Any) -> str:
    assert set(answer.json()) == {"error"}
    return str(answer.json()["error"])


# Sessions and people

def test_a_session_opens_tells_whose_it_is_and_closes(client: TestClient, fake: Fake) -> None:
    assert client.get("/api/me").status_code == 401
    opened = client.post("/api/session", json={"as": "SY001"})
    assert opened.json()["person"]["name"] == "Aparna Sharma"
    cookie = opened.headers["set-cookie"].lower()
    assert cookie.startswith("saathi_session=")
    assert {"httponly", "samesite=strict", "path=/", "max-age=43200"} <= set(re.split(r";\s*", cookie))
    assert client.get("/api/me").json() == opened.json()
    closed = client.delete("/api/session")
    assert (closed.status_code, closed.content, fake.tokens) == (204, b"", {})
    assert client.get("/api/me").status_code == 401
    assert client.delete("/api/session").status_code == 204


def test_the_cookie_is_secure_over_https(fake: Fake) -> None:
    with TestClient(create_app(fake), base_url="https://saathi.test") as client:
        cookie = client.post("/api/session", json={"as": "SY001"}).headers["set-cookie"]
    assert "secure" in cookie.lower()


def test_another_session_ends_the_one_before(signed_in: TestClient, fake: Fake) -> None:
    signed_in.post("/api/session", json={"as": "SY002"})
    assert list(fake.tokens.values()) == ["SY002"]


def test_a_forged_or_ended_session_is_refused(client: TestClient) -> None:
    client.cookies.set("saathi_session", "forged")
    assert client.get("/api/me").status_code == 401
    assert "sign in" in sentence(client.post("/api/chat", json={"say": "gaps"}))


def test_nobody_is_picked_where_that_is_off() -> None:
    fake = Fake(pick_person=False)
    with TestClient(create_app(fake), base_url=HERE) as client:
        assert client.get("/api/people").status_code == 404
        assert client.post("/api/session", json={"as": "SY001"}).status_code == 404
        assert fake.tokens == {}
        assert client.get("/api/words").json()["pick_person"] is False


def test_an_unknown_person_is_refused(client: TestClient) -> None:
    answer = client.post("/api/session", json={"as": "NOBODY"})
    assert answer.status_code == 404
    assert "nobody" in sentence(answer)


def test_people_are_found_by_name(client: TestClient) -> None:
    assert [card["id"] for card in client.get("/api/people", params={"q": " meera "}).json()["people"]] == ["SY003"]
    everybody = client.get("/api/people").json()
    assert (len(everybody["people"]), everybody["more"]) == (3, False)
    many = client.get("/api/people", params={"q": "many"}).json()
    assert (len(many["people"]), many["more"]) == (12, True)


# Turns

def test_a_turn_reaches_saathi_as_it_was_said(signed_in: TestClient, fake: Fake) -> None:
    said = {"say": "  hello\r\nthere\0 ", "conversation": "c1", "language": "hi"}
    reply = signed_in.post("/api/chat", json=said).json()
    asked = fake.asked[0]
    assert (asked.official_id, asked.say, asked.conversation, asked.language, asked.channel) == (
        "SY001", said["say"], "c1", "hi", "web")
    assert reply["id"] == asked.id


def test_the_same_key_is_the_same_turn_of_a_person_and_of_nobody_else(signed_in: TestClient, fake: Fake) -> None:
    def turn(key: str | None) -> str:
        headers = {"idempotency-key": key} if key else {}
        return str(signed_in.post("/api/chat", json={"say": "hello"}, headers=headers).json()["id"])

    first, again, other, free = turn("key-12345"), turn("key-12345"), turn("key-54321"), turn(None)
    signed_in.post("/api/session", json={"as": "SY002"})
    assert first == again
    assert len({first, other, free, turn("key-12345")}) == 4


@pytest.mark.parametrize("name", REPLIES)
def test_a_reply_and_its_stream_tell_the_same(signed_in: TestClient, name: str) -> None:
    plain = signed_in.post("/api/chat", json={"say": name}).json()
    streamed = signed_in.post("/api/chat", json={"say": name}, headers={"accept": "text/event-stream"})
    assert streamed.headers["content-type"].startswith("text/event-stream")
    told = events(streamed.text)
    whole = told[-1][1]
    assert told[0] == ("start", {"id": whole["id"]})
    assert told[-1][0] == "reply"
    assert {**whole, "id": plain["id"]} == plain
    assert "".join(data["text"] for kind, data in told if kind == "text") == plain["text"]
    assert [data for kind, data in told if kind == "block"] == plain["blocks"]
    known = {"table", "chart", "courses", "competencies", "question", "feedback", "choices", "document", "map"}
    validator().validate({**plain, "blocks": [block for block in plain["blocks"] if block["type"] in known]})


@pytest.mark.parametrize(("text", "pieces"), [
    ("One. Two? Three!", 3), ("एक है। दो हैं।", 2), ("A list:\n1. first\n2. second", 5), ("3.5 hours", 1), ("…", 1),
])
def test_text_is_told_sentence_by_sentence(text: str, pieces: int) -> None:
    found = [piece for piece in chat._sentence_ends.split(text) if piece]
    assert ("".join(found), len(found)) == (text, pieces)


def test_a_failing_turn_says_so_and_tells_nothing(signed_in: TestClient, fake: Fake) -> None:
    fake.fail = True
    plain = signed_in.post("/api/chat", json={"say": "hello"})
    assert plain.status_code == 500
    assert "secret" not in sentence(plain)
    assert plain.headers["x-content-type-options"] == "nosniff"
    streamed = events(signed_in.post("/api/chat", json={"say": "hello"},
                                     headers={"accept": "text/event-stream", "accept-language": "hi"}).text)
    assert [kind for kind, _ in streamed] == ["start", "error"]
    assert streamed[1][1] == {"error": table("page", "hi")["errors"]["server"]}


def test_a_long_turn_keeps_the_stream_alive(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chat, "HEARTBEAT_SECONDS", 0.01)
    fake.go_on.clear()

    async def follow() -> list[str]:
        told = []
        async for piece in chat._stream(fake, Incoming("t1", "SY001", "hello"), "broken"):
            told.append(piece)
            if piece.startswith(":"):
                fake.go_on.set()
        return told

    told = anyio.run(follow)
    assert told[0].startswith("event: start")
    assert any(piece.startswith(":") for piece in told)
    assert told[-1].startswith("event: reply")


def test_the_greeting_needs_a_session(client: TestClient) -> None:
    assert client.get("/api/greeting").status_code == 401
    client.post("/api/session", json={"as": "SY001"})
    assert client.get("/api/greeting", params={"language": "hi"}).json()["language"] == "hi"
    assert client.get("/api/greeting", params={"language": "<script>"}).status_code == 422


# Page and words

def test_assets_are_cached_by_their_content(client: TestClient) -> None:
    first = client.get("/assets/chat.css")
    assert first.headers["content-type"].startswith("text/css")
    again = client.get("/assets/chat.css", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.head("/").status_code == 200
    for name in ("index.html", "..%2fapp.py", "../app.py", "%2e%2e/app.py", "nothing.js"):
        assert client.get(f"/assets/{name}").status_code == 404


def test_every_language_has_the_same_words(client: TestClient) -> None:
    def places(language: str) -> dict[str, list[str]]:
        return {f"{group}.{key}": sorted(re.findall(r"\{\w+\}", text))
                for group, words in table("page", language).items() for key, text in words.items()}

    for language in LANGUAGES:
        assert places(language) == places("en")
        given = client.get("/api/words", params={"language": f"{language}-IN"}).json()
        assert (given["language"], given["tenant"]) == (language, "Government of Examples")
        assert given["words"] == table("page", language)
    assert client.get("/api/words", params={"language": "xx"}).json()["language"] == "en"


def test_every_word_the_page_asks_for_is_there() -> None:
    words = {f"{group}.{key}" for group, entries in table("page", "en").items() for key in entries}
    text = "\n".join(asset.content.decode() for asset in site.assets().values())
    asked = set(re.findall(r"word\(\"(\w+\.\w+)\"", text)) | set(re.findall(r"data-word[\w-]*=\"([\w.]+)\"", text))
    assert len(asked) > 30
    assert asked <= words


# Watching, and the document for machines

def test_living_and_being_ready_are_two_things(client: TestClient, fake: Fake) -> None:
    assert client.get("/readyz").status_code == 200
    fake.ready = False
    refused = client.get("/readyz")
    assert (refused.status_code, client.get("/healthz").status_code) == (503, 200)
    assert "index: not built" in refused.json()["error"]


def test_counters_are_told_without_persons(signed_in: TestClient) -> None:
    signed_in.post("/api/chat", json={"say": "gaps"})
    text = signed_in.get("/metrics").text
    assert "# TYPE saathi_turns_total counter\n" in text
    assert 'saathi_turns_total{channel="web",outcome="answered"} 1.0\n' in text
    assert 'saathi_turn_seconds_count{step="act"} 1.0\n' in text
    assert 'saathi_queue_depth{state="todo",task="turn"} 2.0\n' in text
    assert not re.search("SY001|Aparna", text)


def test_openapi_describes_replies_and_errors(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    answers = document["paths"]["/api/chat"]["post"]["responses"]
    assert answers["200"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/reply"}
    assert {"400", "401", "403", "413", "415", "422"} <= set(answers)
    for path, methods in document["paths"].items():
        for operation in methods.values():
            assert operation["description"], path
    assert client.get("/docs").status_code == 404
    references = set(re.findall(r"#/components/schemas/(\w+)", json.dumps(document)))
    assert references <= set(document["components"]["schemas"])


@pytest.mark.skipif(not SPEC.exists(), reason="the specification is not on this machine")
def test_the_documented_reply_is_that_of_the_interface() -> None:
    given = json.loads(SPEC.read_text(encoding="utf-8"))
    ours = {**contract.REPLY, "$defs": {name: contract.SCHEMAS[name] for name in ("cell", "entity", "block")}}
    moved = json.loads(json.dumps(ours).replace("#/components/schemas/", "#/$defs/"))
    assert moved["properties"] == given["properties"]
    assert moved["required"] == given["required"]
    assert [kind["properties"]["type"] for kind in moved["$defs"]["block"]["oneOf"]] == [
        kind["properties"]["type"] for kind in given["$defs"]["block"]["oneOf"]]
    assert [kind["required"] for kind in moved["$defs"]["block"]["oneOf"]] == [
        kind["required"] for kind in given["$defs"]["block"]["oneOf"]]


# Figures


def test_a_chart_is_fetched_by_whom_it_was_told_and_nobody_else(client: TestClient, signed_in: TestClient) -> None:
    got = signed_in.get("/api/figures/f1.svg")
    assert (got.status_code, got.headers["content-type"]) == (200, "image/svg+xml")
    assert got.headers["x-content-type-options"] == "nosniff" and "no-store" in got.headers["cache-control"]
    assert sentence(signed_in.get("/api/figures/f2.svg")) and signed_in.get("/api/figures/f2.svg").status_code == 404
    assert signed_in.get("/api/figures/f1.exe").status_code == 422
    assert signed_in.get("/api/figures/..%2Ff1.svg").status_code in (404, 422)
    client.cookies.clear()
    assert client.get("/api/figures/f1.svg").status_code == 401


def test_who_writes_too_fast_is_told_for_how_long_to_wait(signed_in: TestClient, fake: Fake) -> None:
    fake.waits = 12.3
    refused = signed_in.post("/api/chat", json={"say": "gaps"})
    assert refused.status_code == 429 and refused.headers["retry-after"] == "13"
    assert "13 seconds" in refused.json()["error"]
    fake.waits = 0.0
    assert signed_in.post("/api/chat", json={"say": "gaps"}).status_code == 200
