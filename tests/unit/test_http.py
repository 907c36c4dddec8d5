"""The web server's routes around a fake Saathi: sessions, turns, streams, refusals, headers, words, watching."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import jsonschema
import pytest
from starlette.testclient import TestClient

from bot.http import chat, contract, guard, site
from bot.http.app import create_app
from bot.turn import Incoming
from prompts.loader import LANGUAGES, table
from tests.browser.fake import REPLIES, Fake

HERE = "http://saathi.test"
SPEC = Path("/work/shared/spec/reply.schema.json")
JSON = {"content-type": "application/json"}


@pytest.fixture
def fake() -> Fake:
    return Fake()


@pytest.fixture
def client(fake: Fake) -> Iterator[TestClient]:
    with TestClient(create_app(fake), base_url=HERE) as made:
        yield made


@pytest.fixture
def signed_in(client: TestClient) -> TestClient:
    assert client.post("/api/session", json={"as": "SY001"}).status_code == 200
    return client


def validator() -> jsonschema.Draft202012Validator:
    """The reply's schema as /openapi.json carries it."""
    return jsonschema.Draft202012Validator({**contract.REPLY, "components": {"schemas": contract.SCHEMAS}})


def events(text: str) -> list[tuple[str, Any]]:
    found = []
    for frame in text.split("\n\n"):
        if frame and not frame.startswith(":"):
            name, data = frame.split("\n")
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
    assert len(client.get("/api/people").json()["people"]) == 3


# Turns

def test_a_turn_reaches_saathi_as_it_was_said(signed_in: TestClient, fake: Fake) -> None:
    said = {"say": "  hello\r\nthere\0 ", "conversation": "c1", "language": "hi"}
    reply = signed_in.post("/api/chat", json=said).json()
    asked = fake.asked[0]
    assert (asked.official_id, asked.say, asked.conversation, asked.language, asked.channel) == (
        "SY001", "hello\nthere", "c1", "hi", "web")
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


# Refusals

@pytest.mark.parametrize(("body", "headers", "status"), [
    (b'{"say": ', JSON, 400), (b"", JSON, 400), (b"[1]", JSON, 400), (b"\xff\xfe", JSON, 400),
    (b"[" * 20000, JSON, 400), (b'{"say": "x"}', {"content-type": "text/plain"}, 415), (b'{"say": "x"}', {}, 415),
    (b'{"say": "x"}', {"content-type": "application/json; charset=utf-8"}, 200),
    (b"{}", JSON, 422), (b'{"say": " \\u0000 "}', JSON, 422), (b'{"say": 5}', JSON, 422),
    (b'{"say": "\\ud800"}', JSON, 422), (b'{"say": "x", "language": "no such"}', JSON, 422),
    (json.dumps({"say": "x" * 8001}).encode(), JSON, 422), (json.dumps({"say": "x" * 300_000}).encode(), JSON, 413),
])
def test_a_body_that_cannot_be_used_is_refused_with_a_sentence(
    signed_in: TestClient, fake: Fake, body: bytes, headers: dict[str, str], status: int,
) -> None:
    answer = signed_in.post("/api/chat", content=body, headers=headers)
    assert answer.status_code == status
    if status != 200:
        assert sentence(answer).endswith(".")
        assert fake.asked == []


def test_a_large_body_in_pieces_is_refused(signed_in: TestClient, fake: Fake) -> None:
    pieces = (b" " * 60_000 for _ in range(6))
    answer = signed_in.post("/api/chat", content=pieces, headers=JSON)
    assert (answer.status_code, fake.asked) == (413, [])


def test_a_body_without_end_is_read_only_so_far(fake: Fake) -> None:
    sent: list[Any] = []
    given = 0

    async def receive() -> dict[str, Any]:
        nonlocal given
        given += 1
        return {"type": "http.request", "body": b" " * guard.LIMIT, "more_body": True}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/webhooks/none", "query_string": b"", "headers": [],
             "scheme": "http", "server": ("saathi.test", 80), "http_version": "1.1", "root_path": ""}
    anyio.run(create_app(fake), scope, receive, send)
    assert sent[0]["status"] == 413
    assert given <= guard.DRAINED / guard.LIMIT + 1


@pytest.mark.parametrize(("headers", "allowed"), [
    ({}, True), ({"origin": HERE}, True), ({"origin": "https://saathi.test"}, True),
    ({"origin": "https://evil.test"}, False), ({"origin": "null"}, False), ({"origin": f"{HERE}:8080"}, False),
    ({"origin": "http://saathi.test.evil.test"}, False), ({"origin": "http://[bad"}, False),
    ({"sec-fetch-site": "cross-site"}, False), ({"sec-fetch-site": "same-site"}, False),
    ({"sec-fetch-site": "same-origin"}, True),
])
def test_what_changes_something_must_not_come_from_another_site(
    signed_in: TestClient, fake: Fake, headers: dict[str, str], allowed: bool,
) -> None:
    answer = signed_in.post("/api/chat", json={"say": "hello"}, headers=headers)
    assert answer.status_code == (200 if allowed else 403)
    assert len(fake.asked) == (1 if allowed else 0)
    assert signed_in.delete("/api/session", headers=headers).status_code == (204 if allowed else 403)


def test_errors_are_told_in_the_readers_language(client: TestClient) -> None:
    answer = client.get("/api/me", headers={"accept-language": "fr, hi-IN;q=0.8, en;q=0.5"})
    assert sentence(answer) == table("page", "hi")["errors"]["session"]
    assert sentence(client.get("/nothing")) == table("page", "en")["errors"]["not_found"]
    wrong = client.put("/api/chat", json={})
    assert (wrong.status_code, sentence(wrong)) == (405, table("page", "en")["errors"]["method"])


# Page, words, headers

@pytest.mark.parametrize("path", ["/", "/assets/chat.js", "/api/words", "/api/me", "/healthz", "/nothing", "/metrics"])
def test_every_answer_carries_the_security_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    for name, value in guard.HEADERS.items():
        assert headers[name] == value
    assert "unsafe" not in headers["content-security-policy"]
    assert (headers["cache-control"] == "no-store") == (not path.startswith("/assets") and path != "/")


def test_the_page_keeps_to_its_policy() -> None:
    """No inline script or style, nothing from elsewhere, and no text turned into markup."""
    html = site.assets()["index.html"].content.decode()
    assert not re.search(r"\sstyle=|<style|\son\w+=|<script(?![^>]*\ssrc=)", html)
    for name, asset in site.assets().items():
        text = asset.content.decode()
        assert not re.search(r"(src|href|from|import|url\()\s*=?\s*[\"'(]*https?:", text), name
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", text), name


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
    assert "# TYPE saathi_turns_total counter\nsaathi_turns_total 1\n" in text
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
