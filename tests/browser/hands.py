"""What a person does on the page again and again, for the tests in this folder."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from prompts.loader import table

EN, HI = table("page", "en"), table("page", "hi")


def replies(page: Page) -> Locator:
    return page.locator("#log .saathi")


def say(page: Page, text: str) -> Locator:
    """Says something; the reply, once it is whole."""
    before = replies(page).count()
    page.locator("#say").fill(text)
    page.locator("#say").press("Enter")
    expect(replies(page)).to_have_count(before + 1)
    return replies(page).last


def tab_to(page: Page, target: Locator) -> None:
    """Presses Tab until the target has the focus."""
    for _ in range(40):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{target} cannot be reached by Tab")
