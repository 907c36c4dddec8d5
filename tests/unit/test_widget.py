"""The widget on the server's side: tokens of portals, who may frame what, sessions without cookies."""

from __future__ import annotations

import base64
import json
import logging
import re
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from starlette.testclient import TestClient

from bot.http import guard
from bot.http.app import create_app
from bot.people import portal
from bot.people.portal import PortalTokenError
from bot.settings import WidgetSettings
from bot.store import conversations
from demo.portal import claims_for, sign
from prompts.loader import LANGUAGES, table
from tests.browser.fake import Fake

Conn = psycopg.Connection[Any]
HERE = "http://saathi.test"
HOME, OTHER = "https://portal.example.gov.in", "https://other.example.gov.in"
KEY = "a key of a portal, of thirty-two bytes"
SET = WidgetSettings((HOME, OTHER), KEY)
NOW = datetime(2026, 4, 1, 9, tzinfo=UTC)
AT = int(NOW.timestamp())


def claims(**changed: Any) -> dict[str, Any]:
    """Good claims; what is changed to `...` is left out."""
    whole = {"iss": HOME, "aud": "saathi", "sub": "S001", "iat": AT, "exp": AT + 300, "jti": "one-1", **changed}
    return {name: value for name, value in whole.items() if value is not ...}


def token(key: str = KEY, **changed: Any) -> str:
    return sign(key, claims(**changed))


def refused(text: str, origin: str = HOME, settings: WidgetSettings = SET, now: datetime = NOW) -> str:
    with pytest.raises(PortalTokenError) as raised:
        portal.check(text, origin, settings, now)
    assert not any(len(piece) > 3 and piece in str(raised.value) for piece in (*text.split("."), KEY, "S001"))
    return raised.value.key


@pytest.fixture
def people(conn: Conn) -> Conn:
    for who in ("S001", "S002"):
        conn.execute("INSERT INTO officials (id, name, name_key, position_id, organisation_id) "
                     "VALUES (%s, %s, %s, 'P1', 'O1')", (who, who, who.lower()))
    return conn


def enter(conn: Conn, text: str, before: str | None = None, origin: str = HOME, now: datetime = NOW) -> str:
    with conn.transaction():
        return portal.open_session(conn, SET, text, origin, before, now)


# Tokens


def test_a_good_token_tells_whom_it_vouches_for() -> None:
    found = portal.check(token(), HOME, SET, NOW)
    assert found == portal.Vouched("S001", HOME, "one-1", NOW + timedelta(minutes=5))
    assert portal.check(token(aud=["other", "saathi"]), HOME, SET, NOW).official_id == "S001"
    assert portal.check(token(iss=OTHER), OTHER, SET, NOW).origin == OTHER


def test_what_the_sample_portal_signs_is_good() -> None:
    made = claims_for("S001", HOME, NOW.timestamp())
    assert portal.check(sign(KEY, made), HOME, SET, NOW).token_id == made["jti"]
    assert jwt.decode(sign(KEY, made), OctKey.import_key(KEY), algorithms=["HS256"]).claims == made


@pytest.mark.parametrize("changed", [
    {"aud": "another"}, {"aud": ["another"]}, {"aud": ...}, {"aud": ""}, {"aud": {"saathi": 1}},
    {"iss": "https://evil.example"}, {"iss": OTHER}, {"iss": HOME + "/"}, {"iss": ...}, {"iss": ""}, {"iss": [HOME]},
    {"sub": ...}, {"sub": ""}, {"sub": 7}, {"sub": "S\0001"}, {"sub": "\ud800"}, {"sub": "S" * 201}, {"sub": None},
    {"jti": ...}, {"jti": ""}, {"jti": 7}, {"jti": "j" * 201},
    {"iat": ...}, {"iat": "now"}, {"iat": True}, {"iat": None}, {"iat": AT + 31, "exp": AT + 200},
    {"exp": ...}, {"exp": "soon"}, {"exp": True}, {"exp": AT + 301}, {"exp": AT + 10**400}, {"iat": -10**400},
    {"iat": float(AT), "exp": 10**400}, {"nbf": AT + 60},
])
def test_a_token_that_says_something_else_is_refused(changed: dict[str, Any]) -> None:
    assert refused(token(**changed)) == "portal_token"


def test_a_token_is_good_for_five_minutes_and_a_clock_may_be_a_little_ahead() -> None:
    assert portal.check(token(iat=AT + 30, exp=AT + 300), HOME, SET, NOW)
    assert portal.check(token(), HOME, SET, NOW + timedelta(seconds=299))
    for late in (300, 301, 86_400):
        assert refused(token(), now=NOW + timedelta(seconds=late)) == "portal_late"


@pytest.mark.parametrize("text", ["", ".", "..", "a.b.c", "e30.e30.", "ह.ह.ह", "x" * 4096, "[" * 4000])
def test_what_is_no_token_is_refused(text: str) -> None:
    assert refused(text) == "portal_token"


def test_another_algorithm_or_none_is_refused() -> None:
    def part(content: Any) -> str:
        return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()

    for name in ("none", "None", "NONE", "", None, "HS512", "RS256"):
        for ending in ("", sign(KEY, claims()).split(".")[2]):
            assert refused(f"{part({'alg': name, 'typ': 'JWT'})}.{part(claims())}.{ending}") == "portal_token"
    long = OctKey.import_key(KEY * 2)
    for name in ("HS384", "HS512"):
        signed = jwt.encode({"alg": name}, claims(), long, algorithms=[name])
        assert refused(signed, settings=WidgetSettings((HOME,), KEY * 2)) == "portal_token"
    rsa = RSAKey.generate_key(2048)
    assert refused(jwt.encode({"alg": "RS256"}, claims(), rsa, algorithms=["RS256"])) == "portal_token"


def test_another_key_is_refused() -> None:
    assert refused(token("another key of a portal, thirty-two bytes")) == "portal_token"


@given(st.integers(0, len(token()) - 1), st.characters(codec="ascii"))
def test_a_token_in_which_anything_was_changed_is_refused(place: int, sign_: str) -> None:
    good = token()
    changed = good[:place] + sign_ + good[place + 1:]
    try:
        same = base64.urlsafe_b64decode(changed.split(".")[2] + "==") == base64.urlsafe_b64decode(
            good.split(".")[2] + "==") and changed.split(".")[:2] == good.split(".")[:2]
    except (ValueError, IndexError):
        same = False
    if not same:  # the last letter of a signature holds bits that mean nothing
        assert refused(changed) == "portal_token"


def test_where_no_key_or_no_origin_is_set_nothing_is_taken() -> None:
    for settings in (WidgetSettings((HOME,), None), WidgetSettings((), KEY), WidgetSettings()):
        assert refused(token(), settings=settings) == "no_portal"


def test_a_page_that_is_not_allowed_opens_nothing_with_anybodys_token() -> None:
    assert refused(token(iss="https://evil.example"), "https://evil.example") == "foreign_portal"
    assert refused(token(), "https://evil.example") == "foreign_portal"
    assert refused(token(), OTHER) == "portal_token"


# Sessions of tokens


def test_a_token_opens_one_session_and_no_second(people: Conn) -> None:
    session = enter(people, token())
    assert conversations.session(people, session, NOW) == "S001"
    for later in (NOW, NOW + timedelta(seconds=299)):
        with pytest.raises(PortalTokenError) as raised:
            enter(people, token(), now=later)
        assert raised.value.key == "portal_late"
    assert enter(people, token(iss=OTHER), origin=OTHER) != session  # another portal's ids are its own
    assert enter(people, token(jti="one-2")) != session


def test_used_tokens_are_forgotten_only_when_they_are_long_over(people: Conn) -> None:
    enter(people, token())
    later = AT + 1800
    enter(people, token(jti="one-2", iat=later, exp=later + 60), now=NOW + timedelta(minutes=30))
    assert people.execute("SELECT count(*) FROM portal_tokens").fetchone() == (2,)
    latest = AT + 2 * 3600
    enter(people, token(jti="one-3", iat=latest, exp=latest + 60), now=NOW + timedelta(hours=2))
    assert people.execute("SELECT id FROM portal_tokens").fetchall() == [("one-3",)]


def test_one_token_used_by_many_at_once_opens_one_session(people: Conn, database: str) -> None:
    opened, turned_away = [], []
    ready = threading.Barrier(6)

    def use() -> None:
        with psycopg.connect(database, autocommit=True) as conn:
            ready.wait()
            try:
                opened.append(enter(conn, token()))
            except PortalTokenError as refusal:
                turned_away.append(refusal.key)

    threads = [threading.Thread(target=use) for _ in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert (len(opened), turned_away) == (1, ["portal_late"] * 5)


def test_nobody_is_let_in_whom_saathi_does_not_know(people: Conn) -> None:
    with pytest.raises(PortalTokenError) as raised:
        enter(people, token(sub="S999"))
    assert raised.value.key == "portal_person"
    assert people.execute("SELECT count(*) FROM web_sessions").fetchone() == (0,)


def test_a_session_held_goes_on_for_the_same_person_and_ends_for_another(people: Conn) -> None:
    session = enter(people, token())
    assert enter(people, token(jti="2"), before=session) == session
    other = enter(people, token(jti="3", sub="S002"), before=session)
    assert conversations.session(people, other, NOW) == "S002"
    assert conversations.session(people, session, NOW) is None
    again = enter(people, token(jti="4"), before="made up")
    assert conversations.session(people, again, NOW) == "S001"
    with pytest.raises(PortalTokenError):
        enter(people, token(jti="4"), before=other)
    assert conversations.session(people, other, NOW) == "S002"


def test_a_turn_cannot_read_which_tokens_were_used(people: Conn) -> None:
    people.execute("SET ROLE saathi_turn")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        people.execute("SELECT * FROM portal_tokens")


# Over HTTP


@pytest.fixture
def fake() -> Fake:
    return Fake(widget=SET)


def fresh(who: str = "SY001") -> dict[str, str]:
    return {"token": sign(KEY, claims_for(who, HOME, datetime.now(UTC).timestamp())), "origin": HOME}


def bearer(session: str) -> dict[str, str]:
    return {"authorization": f"Bearer {session}"}


def test_a_token_becomes_a_session_without_a_cookie(client: TestClient, fake: Fake) -> None:
    opened = client.post("/api/widget/session", json=fresh())
    given = opened.json()
    assert given["person"]["name"] == "Aparna Sharma"
    assert "set-cookie" not in opened.headers and opened.headers["cache-control"] == "no-store"
    assert client.get("/api/me").status_code == 401
    assert client.get("/api/me", headers=bearer(given["session"])).json()["person"] == given["person"]
    reply = client.post("/api/chat", json={"say": "gaps"}, headers=bearer(given["session"]))
    assert (reply.status_code, fake.asked[0].official_id) == (200, "SY001")
    assert client.delete("/api/session", headers=bearer(given["session"])).status_code == 204
    assert client.get("/api/me", headers=bearer(given["session"])).status_code == 401


def test_a_session_sent_along_counts_and_not_the_cookie_beside_it(client: TestClient) -> None:
    assert client.post("/api/session", json={"as": "SY003"}).status_code == 200
    session = client.post("/api/widget/session", json=fresh()).json()["session"]
    assert client.get("/api/me", headers=bearer(session)).json()["person"]["id"] == "SY001"
    assert client.get("/api/me").json()["person"]["id"] == "SY003"
    assert client.get("/api/me", headers=bearer("made-up")).status_code == 401
    assert client.get("/api/me", headers={"authorization": "Basic abc"}).json()["person"]["id"] == "SY003"


def test_the_session_held_is_sent_along_and_goes_on(client: TestClient, fake: Fake) -> None:
    session = client.post("/api/widget/session", json=fresh()).json()["session"]
    again = client.post("/api/widget/session", json=fresh(), headers=bearer(session)).json()
    assert (again["session"], list(fake.tokens)) == (session, [session])
    client.post("/api/widget/session", json=fresh("SY002"), headers=bearer(session))
    assert list(fake.tokens.values()) == ["SY002"]


@pytest.mark.parametrize(("made", "status", "key"), [
    (lambda: {"token": "a.b.c", "origin": HOME}, 401, "portal_token"),
    (lambda: {"token": token(), "origin": HOME}, 401, "portal_late"),
    (lambda: {"token": "a.b.c", "origin": "https://evil.example"}, 403, "foreign_portal"),
    (lambda: fresh("NOBODY"), 403, "portal_person"),
], ids=["token", "late", "portal", "person"])
def test_a_refusal_has_its_words_and_its_reason_stays_in_the_log(
    client: TestClient, caplog: pytest.LogCaptureFixture, made: Callable[[], dict[str, str]], status: int, key: str,
) -> None:
    body = made()  # not before: a token lives for five minutes
    with caplog.at_level(logging.INFO):
        for language in LANGUAGES:
            answer = client.post("/api/widget/session", json=body, headers={"accept-language": language})
            assert (answer.status_code, answer.json()) == (status, {"error": table("page", language)["errors"][key]})
    assert "The token of a portal was refused" in caplog.text
    assert body["token"] not in caplog.text and KEY not in caplog.text


def test_the_same_token_twice_is_refused(client: TestClient) -> None:
    body = fresh()
    assert [client.post("/api/widget/session", json=body).status_code for _ in range(2)] == [200, 401]


def test_without_a_key_there_is_no_session(fake: Fake) -> None:
    fake.settings = replace(fake.settings, widget=WidgetSettings((HOME,)))
    with TestClient(create_app(fake), base_url=HERE) as client:
        assert client.post("/api/widget/session", json=fresh()).status_code == 404


def test_other_sites_cannot_ask_for_a_session_themselves(client: TestClient, fake: Fake) -> None:
    answer = client.post("/api/widget/session", json=fresh(), headers={"origin": HOME})
    assert (answer.status_code, fake.tokens) == (403, {})
    assert client.post("/api/widget/session", json={"token": "x" * 5000, "origin": HOME}).status_code == 422


# Who may frame what


def test_the_frame_is_for_the_origins_that_the_settings_name(client: TestClient) -> None:
    for method in ("GET", "HEAD"):
        headers = client.request(method, "/widget").headers
        assert f"frame-ancestors {HOME} {OTHER};" in headers["content-security-policy"]
        assert "x-frame-options" not in headers and "unsafe" not in headers["content-security-policy"]
        assert headers["cross-origin-resource-policy"] == "same-origin"
    page = client.get("/widget").text
    assert f'<meta name="saathi-origins" content="{HOME} {OTHER}">' in page
    assert "<script>" not in page and " style=" not in page
    again = client.get("/widget", headers={"if-none-match": client.get("/widget").headers["etag"]})
    assert again.status_code == 304 and "frame-ancestors https" in again.headers["content-security-policy"]


def test_where_no_origin_is_set_nobody_may_frame_anything() -> None:
    with TestClient(create_app(Fake()), base_url=HERE) as client:
        headers = client.get("/widget").headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-frame-options"] == "DENY"
        assert '<meta name="saathi-origins" content="">' in client.get("/widget").text


@pytest.mark.parametrize("path", ["/", "/review", "/api/words", "/assets/frame.js", "/widget/", "/widget.js", "/none",
                                  "//widget", "/widget/x"])
def test_nothing_else_may_be_framed(client: TestClient, path: str) -> None:
    headers = client.get(path, follow_redirects=False).headers
    assert headers["x-frame-options"] == "DENY" and "frame-ancestors 'none'" in headers["content-security-policy"]
    assert (headers["cross-origin-resource-policy"] == "cross-origin") == (path == "/widget.js")


def test_the_loader_brings_its_words_along(client: TestClient) -> None:
    got = client.get("/widget.js")
    assert got.headers["content-type"].startswith("text/javascript") and "max-age=600" in got.headers["cache-control"]
    words = json.loads(got.text.split("const WORDS = ")[1].split(";\n")[0])
    assert words == {language: table("page", language)["widget"] for language in LANGUAGES}
    assert client.get("/widget.js", headers={"if-none-match": got.headers["etag"]}).status_code == 304
    assert [client.get(f"/assets/{name}").status_code for name in ("widget.js", "frame.html")] == [404, 404]


def test_the_frame_asks_for_all_its_modules_at_once(client: TestClient) -> None:
    needed, open_ = set(), ["frame"]
    while open_:
        found = set(re.findall(r'from "\./([a-z]+)\.js"', client.get(f"/assets/{open_.pop()}.js").text)) - needed
        needed |= found
        open_ += found
    told = re.findall(r'rel="modulepreload" href="/assets/([a-z]+)\.js"', client.get("/widget").text)
    assert sorted(told) == sorted(needed) and len(needed) > 8


def test_only_the_frame_makes_pictures_of_what_it_fetched(client: TestClient) -> None:
    assert "img-src 'self' blob:;" in client.get("/widget").headers["content-security-policy"]
    assert "blob:" not in guard.POLICY
