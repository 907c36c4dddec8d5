"""What the web server refuses, with which status and sentence, and the headers that every answer carries."""

from __future__ import annotations

import json
import re
from typing import Any

import anyio
import pytest
from starlette.testclient import TestClient

from bot.http import guard, site
from bot.http.app import create_app
from prompts.loader import table
from tests.browser.fake import Fake
from tests.unit.conftest import HERE

JSON = {"content-type": "application/json"}


def sentence(answer: Any) -> str:
    assert set(answer.json()) == {"error"}
    return str(answer.json()["error"])


@pytest.mark.parametrize(("body", "headers", "status"), [
    (b'{"say": ', JSON, 400), (b"", JSON, 400), (b"[1]", JSON, 400), (b"\xff\xfe", JSON, 400),
    (b"[" * 20000, JSON, 400), (b'{"say": "x"}', {"content-type": "text/plain"}, 415), (b'{"say": "x"}', {}, 415),
    (b'{"say": "x"}', {"content-type": "application/json; charset=utf-8"}, 200),
    (b"{}", JSON, 422), (b'{"say": " \\u0000 "}', JSON, 200), (b'{"say": 5}', JSON, 422),
    (b'{"say": "\\ud800"}', JSON, 422), (b'{"say": "x", "language": "no such"}', JSON, 422),
    (json.dumps({"say": "x" * 100_000}).encode(), JSON, 200), (json.dumps({"say": "x" * 300_000}).encode(), JSON, 413),
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


@pytest.mark.parametrize("path", ["/", "/assets/chat.js", "/api/words", "/api/me", "/healthz", "/nothing", "/metrics"])
def test_every_answer_carries_the_security_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    for name, value in guard.HEADERS.items():
        assert headers[name] == value
    assert "unsafe" not in headers["content-security-policy"]
    assert (headers["cache-control"] == "no-store") == (not path.startswith("/assets") and path != "/")


def test_the_page_keeps_to_its_policy() -> None:
    """No inline script or style, nothing from elsewhere, and no text turned into markup."""
    names = sorted(path.name for path in site.PAGES.glob("[!_]*.html"))
    known = dict.fromkeys(("origins", "name", "title", "sentence", "address", "again", "home"), "something")
    pages = {name: site.filled(name, **known) for name in names}
    assert site.PAGE in pages
    for name, text in pages.items():
        assert not re.search(r"\sstyle=|<style|\son\w+=|<script(?![^>]*\ssrc=)", text), name
    for name, text in {**pages, **{name: asset.content.decode() for name, asset in site.assets().items()}}.items():
        assert not re.search(r"(src|href|from|import|url\()\s*=?\s*[\"'(]*https?:", text), name
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", text), name
