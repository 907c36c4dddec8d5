"""Chromium, a fake Saathi behind a real server, and pages that may neither raise an error nor break their policy."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.fake import Fake, serving
from tests.browser.hands import replies
from tests.browser.portals import Portal, standing
from tests.browser.showing import Shown, showing

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]


# A module long and no longer: while Playwright runs, no other event loop can start in this thread.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists() and not os.environ.get("CI"):
        pytest.skip("there is no Chromium here")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def fake() -> Fake:
    return Fake()


@pytest.fixture
def address(fake: Fake) -> Iterator[str]:
    with serving(fake) as found:
        yield found
        fake.go_on.set()


class Open:
    """Opens pages; none of them may raise an error or break the content policy."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.address = browser, address
        self.wrong: list[str] = []
        self.stack = ExitStack()

    def __call__(self, person: str | None = "SY001", **options: Any) -> Page:
        """A page with the person picked; without one, the picker."""
        context: BrowserContext = self.browser.new_context(**{"locale": "en-IN", "reduced_motion": "reduce", **options})
        self.stack.callback(context.close)
        page = context.new_page()
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("console", lambda said: self.wrong.append(said.text) if "Content Security" in said.text else None)
        page.goto(self.address)
        expect(page.locator("[data-person]").first).to_be_visible()
        if person:
            page.locator(f"[data-person={person}]").click()
            expect(replies(page)).to_have_count(1)
        return page


@pytest.fixture
def start(browser: Browser, address: str) -> Iterator[Open]:
    opening = Open(browser, address)
    with opening.stack:
        yield opening
    assert opening.wrong == []


@pytest.fixture
def portal() -> Iterator[Portal]:
    with standing(Portal()) as found:
        yield found


@pytest.fixture
def shown(browser: Browser, portal: Portal) -> Iterator[Shown]:
    with showing(browser, portal) as made:
        yield made
    assert made.wrong == []
