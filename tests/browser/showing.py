"""A portal's page with the widget in a browser, and what a person does there again and again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from playwright.sync_api import Browser, FrameLocator, Locator, Page, expect

from bot.settings import WidgetSettings
from prompts.loader import table
from tests.browser.fake import Fake, serving
from tests.browser.portals import KEY, Portal

EN, HI = table("page", "en"), table("page", "hi")


class Shown:
    """A portal's page with the widget; `wrong` is what the browser reported of errors and breaches of a policy."""

    def __init__(self, browser: Browser, fake: Fake, portal: Portal, address: str) -> None:
        self.browser, self.fake, self.portal, self.address = browser, fake, portal, address
        self.wrong: list[str] = []
        self.stack = ExitStack()
        portal.saathi = address

    def __call__(self, path: str = "/", **options: Any) -> Page:
        """A page of the portal."""
        context = self.browser.new_context(**{"locale": "en-IN", "reduced_motion": "reduce",
                                              "viewport": {"width": 1280, "height": 800}, **options})
        self.stack.callback(context.close)
        page = context.new_page()
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("console", lambda said: self.wrong.append(said.text) if "Content Security" in said.text else None)
        page.goto(self.portal.origin + path)
        return page


@contextmanager
def showing(browser: Browser, portal: Portal, *allowed: str) -> Iterator[Shown]:
    """A Saathi that these origins may show (by default that of the portal), and the portal that shows it."""
    fake = Fake(pick_person=False, widget=WidgetSettings(allowed or (portal.origin, "https://other.example"), KEY))
    with serving(fake) as address:
        made = Shown(browser, fake, portal, address)
        with made.stack:
            yield made
        fake.go_on.set()


def launcher(page: Page) -> Locator:
    return page.locator("saathi-chat .launcher")


def frame(page: Page) -> FrameLocator:
    return page.frame_locator("saathi-chat iframe")


def replies(page: Page) -> Locator:
    return frame(page).locator("#log .saathi")


def opened(page: Page) -> Page:
    launcher(page).click()
    expect(replies(page)).to_have_count(1)
    return page


def say(page: Page, text: str) -> Locator:
    before = replies(page).count()
    frame(page).locator("#say").fill(text)
    frame(page).locator("#say").press("Enter")
    expect(replies(page)).to_have_count(before + 1)
    return replies(page).last


def focused(page: Page) -> str:
    """Where the focus is on the portal's page, into the widget."""
    return str(page.evaluate("""() => {
      const at = document.activeElement;
      const within = at?.shadowRoot?.activeElement;
      return (within ?? at)?.className || (within ?? at)?.localName;
    }"""))
