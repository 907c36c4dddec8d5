"""Signing in by OpenID Connect, over real sockets: at a provider as it should be, at one that lies, and at none."""

from __future__ import annotations

import html
import logging
import re
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import oidc_provider_mock
import psycopg
import pytest
from joserfc.jwk import ECKey, RSAKey

from bot.people import provider as provider_room
from bot.people.sign_in import LIFE, local
from bot.settings import SignInSettings
from bot.store import sign_in as store
from bot.store.database import Database
from prompts.loader import table
from tests.browser.fake import serving
from tests.standins.known import Known
from tests.standins.oidc import OpenIdProvider

WORDS = {language: table("page", language)["sign_in"] for language in ("en", "hi")}
NAME = "Login <of> Examples"
# All of this is on one machine, without TLS: to load the certificates of the world takes longer than most tests.
PLAIN: dict[str, Any] = {"trust_env": False, "verify": ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)}


@pytest.fixture
def provider() -> Iterator[OpenIdProvider]:
    with OpenIdProvider() as running:
        running.claims = {"preferred_username": "SY001"}
        yield running


@pytest.fixture
def pool(database: str) -> Iterator[Database]:
    opened = Database(database)
    yield opened
    opened.close()


@pytest.fixture
def saathi(pool: Database, provider: OpenIdProvider) -> Known:
    return Known(pool, SignInSettings(provider.issuer, provider.client, provider.secret, name=NAME))


def by_email(saathi: Known, **more: Any) -> None:
    """Lets officials be known by their e-mail from now on."""
    assert saathi.settings.sign_in is not None and saathi.signing is not None
    changed = replace(saathi.settings.sign_in, **{"by": "email", "claim": "email", **more})
    saathi.settings, saathi.signing.settings = replace(saathi.settings, sign_in=changed), changed


@pytest.fixture
def address(saathi: Known, provider: OpenIdProvider) -> Iterator[str]:
    with serving(saathi) as found:
        provider.redirects.add(f"{found}/auth/callback")
        yield found


@pytest.fixture
def browser(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, **PLAIN) as made:
        yield made


@pytest.fixture(autouse=True)
def _nothing_secret_is_logged(caplog: pytest.LogCaptureFixture, provider: OpenIdProvider) -> Iterator[None]:
    """What Saathi says in its log, and the libraries by which it speaks with the provider (httpx is the test's own)."""
    caplog.set_level(logging.INFO)
    yield
    records = [record for record in caplog.get_records("call")
               if record.name.split(".")[0] not in ("httpx", "oidc_provider_mock", "werkzeug")]
    logged = "\n".join(f"{record.getMessage()} {record.exc_text or ''}" for record in records)
    assert [secret for secret in provider.secrets if secret in logged] == []
    assert "Traceback" not in logged
    for name in ("SY00", "aparna", "subject-1"):
        assert name.lower() not in logged.lower()


def out(browser: httpx.Client, path: str = "/auth/login") -> str:
    """Goes to the provider; the address to which it sends the browser back."""
    answer = browser.get(path)
    assert answer.status_code == 303, answer.text
    sent = httpx.get(answer.headers["location"], **PLAIN)
    assert sent.status_code == 303, sent.text
    return str(sent.headers["location"])


def sign_in(browser: httpx.Client, path: str = "/auth/login") -> httpx.Response:
    """Goes to the provider and back; what Saathi answers in the end."""
    return browser.get(out(browser, path))


def who(browser: httpx.Client) -> str | None:
    """Who is signed in."""
    answer = browser.get("/api/me")
    return str(answer.json()["person"]["id"]) if answer.status_code == 200 else None


def refused(answer: httpx.Response, status: int, key: str, language: str = "en") -> None:
    """Checks that nobody was signed in, and that the page says why, with a way on."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("text/html")
    assert "saathi_session" not in answer.headers.get("set-cookie", "")
    said = re.search(r'<p id="sentence">(.*)</p>', answer.text)
    assert said is not None and html.unescape(said[1]) == WORDS[language][key].format(name=NAME)
    assert "<of>" not in answer.text and f'<html lang="{language}">' in answer.text
    way = re.search(r'<a class="primary" id="again" href="/auth/login\?[^"]+"', answer.text)
    assert (way is None) == (key == "unset")
    assert '<a id="home" href="/">' in answer.text


# As it should be


def test_out_to_the_provider_and_back_signed_in(browser: httpx.Client, saathi: Known, provider: OpenIdProvider,
                                                address: str) -> None:
    login = browser.get("/auth/login?back=/review&language=hi")
    kept = login.headers["set-cookie"].lower()
    assert {"httponly", "samesite=lax", "path=/auth", "max-age=600"} <= set(re.split(r";\s*", kept))
    asked = dict(parse_qsl(urlsplit(login.headers["location"]).query))
    assert asked["response_type"] == "code" and asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == f"{address}/auth/callback" and asked["scope"] == "openid profile email"
    assert asked["ui_locales"] == "hi" and "prompt" not in asked
    back = httpx.get(login.headers["location"], **PLAIN).headers["location"]
    answer = browser.get(back)
    assert (answer.status_code, answer.headers["location"]) == (303, "/review")
    assert answer.headers["cache-control"] == "no-store" and answer.headers["referrer-policy"] == "same-origin"
    session = answer.headers["set-cookie"].lower()
    assert {"httponly", "samesite=strict", "path=/", "max-age=43200"} <= set(re.split(r";\s*", session))
    assert who(browser) == "SY001"
    assert saathi.rows("SELECT count(*) FROM sign_in_states") == [(0,)]
    assert saathi.rows("SELECT subject FROM sign_ins") == [("subject-1",)]


def test_what_is_kept_of_a_sign_in_under_way_lets_nobody_in(browser: httpx.Client, saathi: Known) -> None:
    browser.get("/auth/login")
    row = saathi.rows("SELECT row_to_json(sign_in_states)::text FROM sign_in_states")[0][0]
    assert browser.cookies["saathi_sign_in"] not in row


def test_a_real_provider_of_another_make(pool: Database) -> None:
    """All of it against a provider that others wrote: discovery, nonce, code, secret, keys, userinfo, leaving."""
    claims = {"preferred_username": "sy003", "email": "someone@example.gov.in"}
    users = [oidc_provider_mock.User(sub="meera", claims=claims), oidc_provider_mock.User(sub="nobody", claims={})]
    with oidc_provider_mock.run_server_in_thread(require_client_registration=True, require_nonce=True,
                                                 user_claims=users) as server:
        issuer = f"http://localhost:{server.server_port}"
        saathi = Known(pool, SignInSettings(issuer, "to come", "to come", name=NAME))
        with serving(saathi) as address, httpx.Client(base_url=address, **PLAIN) as browser:
            client = httpx.post(f"{issuer}/oauth2/clients", json={"redirect_uris": [f"{address}/auth/callback"]},
                                **PLAIN).json()
            assert saathi.settings.sign_in is not None and saathi.signing is not None
            ours = replace(saathi.settings.sign_in, client=client["client_id"], secret=client["client_secret"])
            saathi.signing = type(saathi.signing)(ours, pool.connection, saathi.clock)

            def at_the_provider(form: dict[str, str]) -> httpx.Response:
                place = browser.get("/auth/login").headers["location"]
                sent = httpx.post(place, data=form, **PLAIN)
                return browser.get(sent.headers["location"])

            answer = at_the_provider({"sub": "meera"})
            assert (answer.status_code, answer.headers["location"]) == (303, "/")
            assert who(browser) == "SY003"
            left = browser.post("/auth/logout").json()["address"]
            assert left.startswith(f"{issuer}/oauth2/end_session?")
            assert httpx.get(left, **PLAIN).status_code == 200
            assert who(browser) is None
            refused(at_the_provider({"action": "deny"}), 403, "denied")
            refused(at_the_provider({"sub": "nobody"}), 403, "unnamed")


@pytest.mark.parametrize("way", ["client_secret_basic", "client_secret_post", "none"])
def test_each_way_of_proving_to_be_the_client(pool: Database, way: str) -> None:
    with OpenIdProvider(secret=None if way == "none" else "s3cret+with/signs=") as provider:
        provider.way, provider.claims = way, {"preferred_username": "SY001"}
        with serving(Known(pool, SignInSettings(provider.issuer, provider.client, provider.secret))) as address, \
                httpx.Client(base_url=address, **PLAIN) as browser:
            provider.redirects.add(f"{address}/auth/callback")
            assert sign_in(browser).status_code == 303
            assert who(browser) == "SY001"


def test_another_session_of_the_same_browser_takes_the_place_of_the_first(
        browser: httpx.Client, provider: OpenIdProvider) -> None:
    sign_in(browser)
    provider.claims = {"preferred_username": "SY002"}
    sign_in(browser)
    assert who(browser) == "SY002"


def test_two_tabs_of_a_browser_do_not_spoil_each_other(browser: httpx.Client) -> None:
    first, second = out(browser), out(browser, "/auth/login?back=/review")
    assert browser.get(second).headers["location"] == "/review"
    assert browser.get(first).headers["location"] == "/"


# Who it is


@pytest.mark.parametrize("told", ["SY001", "sy001", " Sy001 "])
def test_an_official_is_known_by_the_id_in_letters_of_any_case(browser: httpx.Client, provider: OpenIdProvider,
                                                               told: str) -> None:
    provider.claims = {"preferred_username": told}
    assert sign_in(browser).status_code == 303
    assert who(browser) == "SY001"


def test_a_number_is_an_id_too(browser: httpx.Client, saathi: Known, provider: OpenIdProvider) -> None:
    saathi.know("40017", None)
    provider.claims = {"preferred_username": 40017}
    assert sign_in(browser).status_code == 303
    assert saathi.rows("SELECT official_id FROM web_sessions") == [("40017",)]


@pytest.mark.parametrize(("claims", "key"), [
    ({"preferred_username": "SY999"}, "unknown"), ({"preferred_username": "SY00%"}, "unknown"),
    ({"preferred_username": "' OR 1=1 --"}, "unknown"), ({"preferred_username": "twin"}, "many"),
    ({}, "unnamed"), ({"preferred_username": ""}, "unnamed"), ({"preferred_username": "   "}, "unnamed"),
    ({"preferred_username": True}, "unnamed"), ({"preferred_username": ["SY001"]}, "unnamed"),
    ({"preferred_username": {"id": "SY001"}}, "unnamed"), ({"preferred_username": "SY001\0"}, "unnamed"),
    ({"preferred_username": "S" * 300}, "unnamed")])
def test_whoever_is_not_known_or_not_alone_known_is_not_signed_in(
        browser: httpx.Client, saathi: Known, provider: OpenIdProvider, claims: dict[str, Any], key: str) -> None:
    saathi.know("twin", None)
    saathi.know("TWIN", None)
    provider.claims = claims
    answer = sign_in(browser)
    refused(answer, 403, key)
    assert saathi.rows("SELECT count(*) FROM web_sessions") == [(0,)]
    # the provider knows who it is and would not ask again: the way on is to be somebody else
    again = re.search(r'id="again" href="([^"]+)"', answer.text)
    assert again is not None
    asked = dict(parse_qsl(urlsplit(browser.get(html.unescape(again[1])).headers["location"]).query))
    assert asked["prompt"] == "login"


MAIL = "APARNA.sharma@Posts.example.gov.in"


@pytest.mark.parametrize("verified", [True, "true"])
def test_an_official_is_known_by_a_verified_email(browser: httpx.Client, saathi: Known, provider: OpenIdProvider,
                                                  verified: Any) -> None:
    by_email(saathi)
    provider.claims = {"email": MAIL, "email_verified": verified}
    assert sign_in(browser).status_code == 303
    assert who(browser) == "SY001"


def test_blanks_around_an_email_as_imported_do_not_matter(browser: httpx.Client, saathi: Known,
                                                          provider: OpenIdProvider) -> None:
    by_email(saathi)
    provider.claims = {"email": "ramesh@revenue.example.gov.in", "email_verified": True}
    sign_in(browser)
    assert who(browser) == "SY002"


@pytest.mark.parametrize(("claims", "key"), [
    ({"email": MAIL}, "unverified"), ({"email": MAIL, "email_verified": False}, "unverified"),
    ({"email": MAIL, "email_verified": "false"}, "unverified"), ({"email": MAIL, "email_verified": 1}, "unverified"),
    ({"email": MAIL, "email_verified": [True]}, "unverified"), ({"email_verified": True}, "unnamed"),
    ({"email": "x@example.gov.in", "email_verified": True}, "unknown"),
    ({"email": "two@example.gov.in", "email_verified": True}, "many")])
def test_an_email_counts_only_where_it_is_verified_and_one_persons(
        browser: httpx.Client, saathi: Known, provider: OpenIdProvider, claims: dict[str, Any], key: str) -> None:
    by_email(saathi)
    saathi.know("one", "two@example.gov.in")
    saathi.know("other", "TWO@example.gov.in")
    provider.claims = claims
    refused(sign_in(browser), 403, key)
    assert saathi.rows("SELECT count(*) FROM web_sessions") == [(0,)]


def test_what_is_verified_is_the_claim_email_and_no_other(browser: httpx.Client, saathi: Known,
                                                          provider: OpenIdProvider) -> None:
    by_email(saathi, claim="upn")
    provider.claims = {"upn": MAIL, "email": "mine@example.gov.in", "email_verified": True}
    refused(sign_in(browser), 403, "unverified")
    provider.claims = {"upn": MAIL, "email": MAIL.lower(), "email_verified": True}
    assert sign_in(browser).status_code == 303


def test_what_the_id_token_lacks_the_userinfo_endpoint_tells(browser: httpx.Client, saathi: Known,
                                                             provider: OpenIdProvider) -> None:
    by_email(saathi)
    provider.claims, provider.info = {"email": "old@example.gov.in"}, {"email": MAIL, "email_verified": True}
    assert sign_in(browser).status_code == 303
    assert who(browser) == "SY001"


def test_it_is_not_asked_for_what_the_id_token_tells(browser: httpx.Client, provider: OpenIdProvider) -> None:
    provider.info = {"preferred_username": "SY002"}
    sign_in(browser)
    assert who(browser) == "SY001"
    assert "/userinfo" not in provider.asked


@pytest.mark.parametrize("info", [{"sub": "subject-2", "preferred_username": "SY001"}, {"sub": None}])
def test_the_userinfo_of_somebody_else_counts_for_nothing(browser: httpx.Client, provider: OpenIdProvider,
                                                          info: dict[str, Any]) -> None:
    provider.claims, provider.info = {}, info
    refused(sign_in(browser), 400, "wrong")


def test_a_provider_without_userinfo(browser: httpx.Client, provider: OpenIdProvider) -> None:
    provider.info = None
    assert sign_in(browser).status_code == 303
    provider.claims = {}
    refused(sign_in(browser), 403, "unnamed")


# A provider that lies


def at(seconds: int) -> Callable[[], int]:
    """The time in so many seconds, from when the token is made."""
    return lambda: int(time.time()) + seconds


LIES: dict[str, dict[str, Any]] = {
    "unsigned": {"signing": "none"}, "signed with our secret": {"signing": "secret"},
    "signed with its public key as a secret": {"signing": "public key"},
    "signed by a stranger": {"signing": "stranger"},
    "signed with a key it does not publish": {"signing": "unknown key"},
    "another nonce": {"forged": {"nonce": "x" * 43}}, "no nonce": {"forged": {"nonce": None}},
    "a nonce that is no text": {"forged": {"nonce": ["x"]}},
    "for another client": {"forged": {"aud": "other"}}, "for nobody": {"forged": {"aud": None}},
    "for others, among them us": {"forged": {"aud": ["saathi", "other"]}},
    "for us, given to another": {"forged": {"azp": "other"}},
    "for others, given to us": {"forged": {"aud": "other", "azp": "saathi"}},
    "of another issuer": {"forged": {"iss": "https://login.example.gov.in"}}, "of no issuer": {"forged": {"iss": None}},
    "of nobody": {"forged": {"sub": None}}, "of a number": {"forged": {"sub": 7}},
    "of a blank": {"forged": {"sub": ""}},
    "of a very long name": {"forged": {"sub": "s" * 256}},
    "over": {"forged": {"exp": at(-3600)}}, "without end": {"forged": {"exp": None}},
    "of an end that is no time": {"forged": {"exp": "tomorrow"}},
    "of an end that is no number": {"forged": {"exp": True}},
    "of the future": {"forged": {"iat": at(3600)}}, "never issued": {"forged": {"iat": None}},
    "not yet begun": {"forged": {"nbf": at(3600)}},
    "for another access token": {"forged": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}},
    "with a hash that is none": {"forged": {"at_hash": 5}},
    "garbage": {"given": {"id_token": "a.b.c"}}, "two parts": {"given": {"id_token": "a.b"}},
    "an empty text": {"given": {"id_token": ""}}, "no text": {"given": {"id_token": 7}},
    "none": {"given": {"id_token": None}}, "no access token": {"given": {"access_token": None}},
    "huge": {"forged": {"more": "x" * 200_000}},
}


@pytest.mark.parametrize("lie", LIES)
def test_an_id_token_that_is_not_the_answer_to_our_question_signs_nobody_in(
        browser: httpx.Client, saathi: Known, provider: OpenIdProvider, lie: str) -> None:
    for name, value in LIES[lie].items():
        setattr(provider, name, value)
    refused(sign_in(browser, "/auth/login?back=/review"), 400, "wrong")
    assert saathi.rows("SELECT count(*) FROM web_sessions") == [(0,)]
    # the same browser is let in as soon as the provider is honest
    provider.signing, provider.forged, provider.given = "own", {}, {}
    assert sign_in(browser).status_code == 303


@pytest.mark.parametrize("forged", [
    {"aud": ["saathi"]}, {"aud": ["saathi", "other"], "azp": "saathi"}, {"azp": "saathi"}, {"at_hash": None},
    {"iat": at(30), "nbf": at(30)}, {"exp": at(-20)}])
def test_what_the_standard_allows_is_taken(browser: httpx.Client, provider: OpenIdProvider, forged: dict[str, Any]
                                           ) -> None:
    provider.forged = forged
    assert sign_in(browser).status_code == 303


@pytest.mark.parametrize(("named", "back", "taken"), [
    (False, {}, True), (False, {"iss": "https://other.example.gov.in"}, False), (True, {}, False),
    (True, {"iss": "itself"}, True)])
def test_who_answers_is_checked_where_the_answer_says_so(browser: httpx.Client, provider: OpenIdProvider, named: bool,
                                                         back: dict[str, str | None], taken: bool) -> None:
    provider.document = {"authorization_response_iss_parameter_supported": named}
    provider.back = {name: provider.issuer if value == "itself" else value for name, value in back.items()}
    answer = sign_in(browser)
    if taken:
        assert answer.status_code == 303
    else:
        refused(answer, 400, "wrong")


# Keys


def test_keys_that_changed_are_fetched_anew_once(browser: httpx.Client, provider: OpenIdProvider) -> None:
    sign_in(browser)
    sign_in(browser)
    assert provider.asked.count("/keys") == 1
    provider.change_keys(ECKey.generate_key("P-256", {"kid": "second", "use": "sig"}))
    assert sign_in(browser).status_code == 303
    assert provider.asked.count("/keys") == 2
    provider.signing = "unknown key"
    provider.change_keys(RSAKey.generate_key(2048, {"kid": "third"}))
    refused(sign_in(browser), 400, "wrong")
    assert provider.asked.count("/keys") == 3


def test_a_key_that_was_withdrawn_is_not_believed_for_ever(browser: httpx.Client, saathi: Known,
                                                           provider: OpenIdProvider) -> None:
    sign_in(browser)
    provider.published = [dict(RSAKey.generate_key(2048, {"kid": "other"}).as_dict(private=False))]
    saathi.later = timedelta(hours=2)
    provider.forged = {"exp": at(3 * 3600), "iat": at(2 * 3600)}
    refused(sign_in(browser), 400, "wrong")


def test_keys_that_cannot_be_used_stand_in_nobodys_way(browser: httpx.Client, provider: OpenIdProvider) -> None:
    good = provider.published[0]
    provider.published = [{"kty": "XYZ", "kid": "a"}, {"kty": "RSA", "kid": "b"}, {"kid": "c"},
                          {"kty": "RSA", "n": 5, "e": [], "kid": "d"}, good]
    assert sign_in(browser).status_code == 303


@pytest.mark.parametrize("keys", [[], [{"kty": "oct", "k": "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0", "kid": "first"}],
                                  "none", [None]])
def test_a_list_without_a_key_to_believe(browser: httpx.Client, provider: OpenIdProvider, keys: Any) -> None:
    provider.published = keys
    refused(sign_in(browser), 502, "down")


# The state


def test_what_came_back_once_comes_back_no_more(browser: httpx.Client, saathi: Known) -> None:
    back = out(browser)
    assert browser.get(back).status_code == 303
    refused(browser.get(back), 400, "late")
    assert saathi.rows("SELECT count(*) FROM web_sessions") == [(1,)]


@pytest.mark.parametrize("cookie", [None, "x" * 43])
def test_what_another_browser_began_is_not_taken_and_not_spoilt(browser: httpx.Client, address: str,
                                                                cookie: str | None) -> None:
    """Nobody is signed in as the one who sends them a link."""
    back = out(browser)
    with httpx.Client(base_url=address, **PLAIN) as victim:
        if cookie:
            victim.cookies.set("saathi_sign_in", cookie)
        refused(victim.get(back), 400, "late")
        assert who(victim) is None
    assert browser.get(back).status_code == 303


def test_a_state_lasts_ten_minutes(browser: httpx.Client, saathi: Known, provider: OpenIdProvider) -> None:
    provider.forged = {"exp": at(3600)}
    first = out(browser)
    saathi.later = LIFE - timedelta(seconds=5)
    assert browser.get(first).status_code == 303
    saathi.later = timedelta(0)
    second = out(browser)
    saathi.later = LIFE + timedelta(seconds=1)
    refused(browser.get(second), 400, "late")
    browser.get("/auth/login")
    assert saathi.rows("SELECT count(*) FROM sign_in_states") == [(1,)]


@pytest.mark.parametrize("query", ["", "?code=x", "?state=x&code=y", "?state=%00&code=%ff", f"?state={'x' * 5000}",
                                   "?error=server_error", "?state[]=1"])
def test_who_comes_without_having_gone_is_told_to_begin(browser: httpx.Client, query: str) -> None:
    browser.get("/auth/login")
    refused(browser.get(f"/auth/callback{query}"), 400, "late")


def test_of_many_who_take_a_state_at_once_one_gets_it(pool: Database) -> None:
    today = datetime.now(UTC)
    begun = store.Begun("http://localhost/auth/callback", "n", "v", "/", None)
    with pool.connection() as conn:
        store.keep(conn, "state", "browser", begun, today + LIFE, today)
    together = threading.Barrier(6)

    def take(_number: int) -> store.Begun | None:
        with pool.connection() as conn:
            together.wait(20)
            return store.take(conn, "state", "browser", today)

    with ThreadPoolExecutor(6) as threads:
        found = list(threads.map(take, range(6)))
    assert [each for each in found if each] == [begun]


# What the provider refuses, and what fails


@pytest.mark.parametrize(("error", "status", "key"), [
    ("access_denied", 403, "denied"), ("login_required", 403, "denied"), ("server_error", 400, "wrong"),
    ("<script>alert(1)</script>", 400, "wrong")])
def test_the_providers_refusal_is_told_in_our_words(browser: httpx.Client, provider: OpenIdProvider, error: str,
                                                    status: int, key: str) -> None:
    provider.back = {"code": None, "error": error, "error_description": "<script>alert(2)</script>"}
    answer = sign_in(browser, "/auth/login?back=/review")
    refused(answer, status, key)
    assert "script" not in answer.text and "back=%2Freview" in answer.text


def test_neither_a_code_nor_an_error(browser: httpx.Client, provider: OpenIdProvider) -> None:
    provider.back = {"code": None}
    refused(sign_in(browser), 400, "wrong")


def test_it_is_told_in_the_language_in_which_it_began(browser: httpx.Client, provider: OpenIdProvider) -> None:
    provider.back = {"code": None, "error": "access_denied"}
    refused(sign_in(browser, "/auth/login?language=hi"), 403, "denied", "hi")
    refused(browser.get("/auth/callback", headers={"accept-language": "hi-IN"}), 400, "late", "hi")


def test_a_provider_that_is_down_is_tried_again_the_next_time(pool: Database) -> None:
    with OpenIdProvider() as gone:
        issuer = gone.issuer
    saathi = Known(pool, SignInSettings(issuer, "saathi", name=NAME))
    with serving(saathi) as address, httpx.Client(base_url=address, **PLAIN) as browser:
        refused(browser.get("/auth/login?back=/review"), 502, "down")
    assert saathi.rows("SELECT count(*) FROM sign_in_states") == [(0,)]


CONFIGURATION = "/.well-known/openid-configuration"
FAULTS: list[tuple[str, int | str, int, str]] = [
    (CONFIGURATION, 500, 502, "down"), (CONFIGURATION, 404, 502, "down"), (CONFIGURATION, "<html>", 502, "down"),
    (CONFIGURATION, "[]", 502, "down"), (CONFIGURATION, "[" * 100_000, 502, "down"),
    (CONFIGURATION, "hang", 502, "down"),
    ("/token", 500, 502, "down"), ("/token", "<html>", 502, "down"), ("/token", "[]", 502, "down"),
    ("/token", "hang", 502, "down"), ("/token", '{"error": "invalid_grant"}', 400, "late"),
    ("/token", '{"error": "invalid_client"}', 400, "wrong"), ("/token", '{"error": {"a": 1}}', 400, "wrong"),
    ("/token", "{}", 400, "wrong"), ("/keys", 503, 502, "down"), ("/keys", "hang", 502, "down"),
    ("/userinfo", 401, 502, "down"), ("/userinfo", "[]", 502, "down"), ("/userinfo", "hang", 502, "down")]


@pytest.mark.parametrize(("path", "instead", "status", "key"), FAULTS)
def test_a_fault_of_the_provider_is_told_and_over_when_it_is_over(
        browser: httpx.Client, provider: OpenIdProvider, monkeypatch: pytest.MonkeyPatch, path: str,
        instead: int | str, status: int, key: str) -> None:
    monkeypatch.setattr(provider_room, "WAIT_SECONDS", 0.3)
    provider.fails[path] = instead
    if path == "/userinfo":
        provider.claims, provider.info = {}, {"preferred_username": "SY001"}
    answer = browser.get("/auth/login") if path == CONFIGURATION else sign_in(browser)
    refused(answer, status, key)
    provider.fails.clear()
    assert sign_in(browser).status_code == 303


def test_all_that_one_step_asks_together_has_its_time_too(browser: httpx.Client, provider: OpenIdProvider,
                                                          monkeypatch: pytest.MonkeyPatch,
                                                          caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(provider_room, "STEP_SECONDS", 0.3)
    provider.fails["/token"] = "hang"
    refused(sign_in(browser), 502, "down")
    assert "(TimeoutError)" in caplog.text  # that of the step, and not that of the one answer


@pytest.mark.parametrize(("document", "status", "key"), [
    ({"issuer": "https://other.example.gov.in"}, 400, "wrong"), ({"issuer": None}, 400, "wrong"),
    ({"token_endpoint": None}, 400, "wrong"), ({"jwks_uri": "http://keys.example.gov.in/keys"}, 400, "wrong"),
    ({"authorization_endpoint": "javascript:alert(1)"}, 400, "wrong"), ({"token_endpoint": 7}, 400, "wrong"),
    ({"token_endpoint": "https://[bad"}, 400, "wrong"), ({"userinfo_endpoint": "ftp://x/y"}, 400, "wrong"),
    ({"id_token_signing_alg_values_supported": ["none", "HS256"]}, 400, "wrong")])
def test_a_discovery_document_that_cannot_be_believed(browser: httpx.Client, provider: OpenIdProvider,
                                                      document: dict[str, Any], status: int, key: str) -> None:
    provider.document = document
    refused(browser.get("/auth/login"), status, key)


def test_an_issuer_may_be_set_with_or_without_the_last_stroke(pool: Database, provider: OpenIdProvider) -> None:
    saathi = Known(pool, SignInSettings(f"{provider.issuer}/", provider.client, provider.secret))
    with serving(saathi) as address, httpx.Client(base_url=address, **PLAIN) as browser:
        provider.redirects.add(f"{address}/auth/callback")
        assert sign_in(browser).status_code == 303


def test_an_issuer_elsewhere_without_https_is_refused(pool: Database) -> None:
    saathi = Known(pool, SignInSettings("http://login.example.gov.in", "saathi", name=NAME))
    with serving(saathi) as address, httpx.Client(base_url=address, **PLAIN) as browser:
        refused(browser.get("/auth/login"), 400, "wrong")


def test_a_database_that_is_down_is_told_too(browser: httpx.Client, saathi: Known) -> None:
    from bot.store.database import DatabaseDown

    def down() -> Any:
        raise DatabaseDown("The database does not answer.")

    assert saathi.signing is not None
    back = out(browser)
    saathi.signing._connection = down
    refused(browser.get(back), 503, "server")
    refused(browser.get("/auth/login"), 503, "server")


# Where it goes


@pytest.mark.parametrize(("asked", "goes"), [
    ("/", "/"), ("/review", "/review"), ("/review?case=7&x=a%20b", "/review?case=7&x=a%20b"),
    ("//evil.example", "/"), ("/\\evil.example", "/"), ("https://evil.example", "/"), ("javascript:alert(1)", "/"),
    ("evil.example", "/"), ("", "/"), ("/\t/evil.example", "/"), ("/\n//evil", "/"), ("/a\r\nSet-Cookie: x", "/"),
    ("/../..//evil", "/"), ("/auth/login", "/"), ("/api/export", "/"), ("/%0a", "/%0a"), ("/" + "a" * 400, "/"),
    ("/é", "/"), ("/a\\b", "/"), (" /review", "/"), ("/review#x", "/")])
def test_one_comes_back_to_a_path_of_this_site_and_nowhere_else(browser: httpx.Client, asked: str, goes: str) -> None:
    assert local(asked) == goes
    answer = sign_in(browser, str(httpx.URL("/auth/login", params={"back": asked})))
    assert answer.headers["location"] == goes


def test_the_address_to_come_back_to_is_the_public_one(pool: Database, provider: OpenIdProvider) -> None:
    settings = SignInSettings(provider.issuer, provider.client, provider.secret, name=NAME)
    saathi = Known(pool, settings, public_url="https://saathi.example.gov.in")
    provider.redirects.add("https://saathi.example.gov.in/auth/callback")
    with serving(saathi) as address, httpx.Client(base_url=address, **PLAIN) as browser:
        login = browser.get("/auth/login", headers={"host": "evil.example"})
        asked = dict(parse_qsl(urlsplit(login.headers["location"]).query))
        assert asked["redirect_uri"] == "https://saathi.example.gov.in/auth/callback"
        assert "secure" in login.headers["set-cookie"].lower()
        back = httpx.get(login.headers["location"], **PLAIN).headers["location"]
        secret = re.match(r"saathi_sign_in=([^;]+)", login.headers["set-cookie"])
        assert secret is not None
        answer = browser.get(f"/auth/callback?{urlsplit(back).query}",
                             headers={"cookie": f"saathi_sign_in={secret[1]}"})
        assert answer.status_code == 303
        assert all("secure" in each.lower() for each in answer.headers.get_list("set-cookie"))


def test_a_host_that_a_request_names_is_believed_on_this_machine_alone(browser: httpx.Client) -> None:
    refused(browser.get("/auth/login", headers={"host": "evil.example"}), 404, "unset")


def test_without_a_provider_nobody_signs_in(pool: Database) -> None:
    saathi = Known(pool, SignInSettings("https://login.example.gov.in", "saathi"))
    saathi.signing, saathi.settings = None, replace(saathi.settings, sign_in=None)
    with serving(saathi) as address, httpx.Client(base_url=address, **PLAIN) as browser:
        for path in ("/auth/login", "/auth/callback?state=x"):
            answer = browser.get(path)
            assert answer.status_code == 404 and WORDS["en"]["unset"] in answer.text
        assert browser.get("/api/words").json()["sign_in"] is None
        assert browser.post("/auth/logout").json() == {"address": None}


def test_the_page_is_told_who_signs_people_in(browser: httpx.Client, saathi: Known) -> None:
    assert browser.get("/api/words").json()["sign_in"] == NAME
    assert browser.get("/api/words").json()["pick_person"] is False
    assert browser.post("/api/session", json={"as": "SY001"}).status_code == 404
    by_email(saathi, name=None)
    assert browser.get("/api/words").json()["sign_in"] == ""


def test_a_provider_without_a_name_is_spoken_of_all_the_same(browser: httpx.Client, saathi: Known,
                                                             provider: OpenIdProvider) -> None:
    by_email(saathi, name=None)
    provider.claims = {"email": MAIL}
    assert ">The sign-in service has not verified your e-mail address." in sign_in(browser).text


# Leaving


def test_who_leaves_leaves_the_provider_too(browser: httpx.Client, saathi: Known, address: str, provider: OpenIdProvider
                                            ) -> None:
    sign_in(browser)
    answer = browser.post("/auth/logout")
    place = answer.json()["address"]
    given = dict(parse_qsl(urlsplit(place).query))
    assert place.startswith(f"{provider.issuer}/end?")
    assert given["client_id"] == "saathi" and given["post_logout_redirect_uri"] == f"{address}/"
    assert given["id_token_hint"] in provider.secrets
    assert who(browser) is None
    assert saathi.rows("SELECT count(*) FROM web_sessions UNION ALL SELECT count(*) FROM sign_ins") == [(0,), (0,)]


def test_a_very_long_id_token_is_not_put_into_an_address(browser: httpx.Client, provider: OpenIdProvider) -> None:
    provider.forged = {"roles": ["a role of some length"] * 300}
    assert sign_in(browser).status_code == 303
    given = dict(parse_qsl(urlsplit(browser.post("/auth/logout").json()["address"]).query))
    assert "id_token_hint" not in given and given["client_id"] == "saathi"


def test_a_provider_that_lets_nobody_sign_out(browser: httpx.Client, provider: OpenIdProvider) -> None:
    provider.document = {"end_session_endpoint": None}
    sign_in(browser)
    assert browser.post("/auth/logout").json() == {"address": None}
    assert who(browser) is None


def test_leaving_here_does_not_need_the_provider(browser: httpx.Client, saathi: Known, provider: OpenIdProvider
                                                 ) -> None:
    sign_in(browser)
    provider.fails[CONFIGURATION], saathi.later = 500, timedelta(hours=2)
    assert browser.post("/auth/logout").json() == {"address": None}
    assert who(browser) is None


def test_nobody_is_signed_out_by_a_page_of_another_site(browser: httpx.Client) -> None:
    sign_in(browser)
    assert browser.post("/auth/logout", headers={"origin": "https://evil.example"}).status_code == 403
    assert browser.get("/auth/logout").status_code == 405
    assert who(browser) == "SY001"


def test_a_session_that_ends_takes_its_sign_in_with_it(browser: httpx.Client, saathi: Known) -> None:
    sign_in(browser)
    assert browser.delete("/api/session").status_code == 204
    assert saathi.rows("SELECT count(*) FROM sign_ins") == [(0,)]


def test_a_turn_of_a_conversation_reads_none_of_it(conn: psycopg.Connection[Any]) -> None:
    for name in ("sign_in_states", "sign_ins"):
        row = conn.execute("SELECT has_table_privilege('saathi_turn', %s, 'SELECT, INSERT, UPDATE, DELETE')",
                           (name,)).fetchone()
        assert row == (False,), name
