"""Signing in, in a browser: from the closed page to a provider of another site and back into the conversation."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import oidc_provider_mock
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from bot.settings import SignInSettings
from bot.store.database import Database
from tests.browser.fake import serving
from tests.browser.hands import EN, HI, replies, say, tab_to
from tests.standins.known import Known

pytestmark = pytest.mark.browser
NAME = "Login Examples"
USERS = [oidc_provider_mock.User(sub="aparna", claims={"preferred_username": "sy001"}),
         oidc_provider_mock.User(sub="ramesh", claims={"preferred_username": "SY002"}),
         oidc_provider_mock.User(sub="stranger", claims={"preferred_username": "SY999"})]


@pytest.fixture
def issuer() -> Iterator[str]:
    with oidc_provider_mock.run_server_in_thread(require_nonce=True, user_claims=USERS) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def fake(issuer: str, new_database: Callable[[], str]) -> Iterator[Known]:
    database = Database(new_database())
    yield Known(database, SignInSettings(issuer, "saathi", "secret", name=NAME))
    database.close()


@pytest.fixture
def opened(browser: Browser, fake: Known) -> Iterator[Callable[..., Page]]:
    """Opens the closed page, in a browser that reports no error and no breach of the page's policy."""
    wrong: list[str] = []
    with serving(fake) as address, ExitStack() as stack:
        def open_page(path: str = "/", **options: Any) -> Page:
            context = browser.new_context(**{"locale": "en-IN", "reduced_motion": "reduce", **options})
            stack.callback(context.close)
            # the provider's page would fetch its style sheet from the network
            context.route(re.compile("^https://"), lambda route: route.abort())
            page = context.new_page()
            page.on("pageerror", lambda error: wrong.append(str(error)))
            page.on("console", lambda told: wrong.append(told.text) if "Content Security" in told.text else None)
            page.goto(address + path)
            expect(page.locator("#closed")).to_be_visible()
            return page

        yield open_page
    assert wrong == []


def at_the_provider(page: Page, issuer: str, user: str) -> None:
    expect(page).to_have_url(re.compile(f"^{issuer}/oauth2/authorize"))
    page.get_by_role("button", name=user, exact=True).first.click()


def test_from_the_closed_page_to_the_provider_and_back_into_the_conversation(
        opened: Callable[..., Page], issuer: str, fake: Known) -> None:
    page = opened()
    here = page.url
    expect(page.locator("#closed-text")).to_have_text(EN["sign_in"]["closed"])
    expect(page.locator("#picker")).to_be_hidden()
    page.get_by_role("link", name=EN["sign_in"]["with"].format(name=NAME)).click()
    at_the_provider(page, issuer, "aparna")
    expect(page).to_have_url(here)
    expect(replies(page)).to_contain_text("Aparna Sharma")
    expect(page.locator("#who-name")).to_have_text("Aparna Sharma")
    expect(page.locator("#closed")).to_be_hidden()
    kept = {each["name"]: each for each in page.context.cookies(here)}
    assert (kept["saathi_session"]["sameSite"], kept["saathi_session"]["httpOnly"]) == ("Strict", True)
    expect(say(page, "gaps")).to_contain_text("Preventive Vigilance")
    assert [(asked.official_id, asked.say) for asked in fake.asked] == [("SY001", "gaps")]
    page.reload()
    expect(replies(page)).to_contain_text("Aparna Sharma")


def test_who_signs_out_is_signed_out_at_the_provider_too_and_comes_back(opened: Callable[..., Page], issuer: str,
                                                                        fake: Known) -> None:
    page = opened()
    here = page.url
    page.locator("#sign-in").click()
    at_the_provider(page, issuer, "aparna")
    expect(replies(page)).to_have_count(1)
    page.get_by_role("button", name=EN["labels"]["leave"]).click()
    expect(page).to_have_url(re.compile(f"^{issuer}/oauth2/end_session"))
    assert fake.rows("SELECT count(*) FROM web_sessions") == [(0,)]
    page.get_by_role("button").first.click()
    expect(page).to_have_url(here)
    expect(page.locator("#sign-in")).to_be_visible()


def test_by_keyboard_and_in_hindi(opened: Callable[..., Page], issuer: str) -> None:
    page = opened()
    page.locator("[data-language=hi]").click()
    way = page.locator("#sign-in")
    expect(way).to_have_text(HI["sign_in"]["with"].format(name=NAME))
    tab_to(page, way)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("ui_locales=hi"))
    at_the_provider(page, issuer, "stranger")
    expect(page.locator("html")).to_have_attribute("lang", "hi")
    expect(page.locator("#sentence")).to_have_text(HI["sign_in"]["unknown"].format(name=NAME))


def test_a_refusal_has_a_way_on(opened: Callable[..., Page], issuer: str) -> None:
    page = opened()
    page.locator("#sign-in").click()
    page.get_by_role("button", name="Deny").click()
    expect(page.locator("#sentence")).to_have_text(EN["sign_in"]["denied"].format(name=NAME))
    page.get_by_role("link", name=EN["sign_in"]["again"]).click()
    at_the_provider(page, issuer, "stranger")
    expect(page.locator("#sentence")).to_have_text(EN["sign_in"]["unknown"].format(name=NAME))
    page.get_by_role("link", name=EN["sign_in"]["other"]).click()
    expect(page).to_have_url(re.compile("prompt=login"))
    at_the_provider(page, issuer, "ramesh")
    expect(replies(page)).to_contain_text("रमेश कुमार")


@pytest.mark.parametrize(("user", "kept"), [("aparna", "hello there"), ("ramesh", "")])
def test_what_was_not_sent_is_given_back_to_whoever_wrote_it_and_to_nobody_else(
        opened: Callable[..., Page], issuer: str, fake: Known, user: str, kept: str) -> None:
    page = opened()
    page.locator("#sign-in").click()
    at_the_provider(page, issuer, "aparna")
    expect(replies(page)).to_have_count(1)
    for (token_hash,) in fake.rows("SELECT encode(token_hash, 'hex') FROM web_sessions"):
        fake.rows(f"DELETE FROM web_sessions WHERE encode(token_hash, 'hex') = '{token_hash}' RETURNING 1")
    page.locator("#say").fill("hello there")
    page.locator("#say").press("Enter")
    page.get_by_role("button", name=EN["errors"]["sign_in"]).click()
    expect(page.locator("#sign-in")).to_be_focused()
    page.keyboard.press("Enter")
    at_the_provider(page, issuer, user)
    expect(replies(page)).to_have_count(1)
    expect(page.locator("#say")).to_have_value(kept)
    assert fake.asked == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_accessible_and_fits_a_small_screen(opened: Callable[..., Page], scheme: Any) -> None:
    page = opened(viewport={"width": 320, "height": 568}, color_scheme=scheme, has_touch=True)
    for path in ("/", "/auth/callback?state=none"):
        page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2] + path)
        way = page.locator("#sign-in, #again")
        expect(way).to_be_visible()
        box = way.bounding_box()
        assert box is not None and box["height"] >= 40
        assert page.locator("html").evaluate("box => box.scrollWidth - box.clientWidth") <= 0
        assert Axe().run(page).response["violations"] == []
