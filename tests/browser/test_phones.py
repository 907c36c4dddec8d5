"""Connecting a phone on the page: a QR code and a link that hold the code, what is linked, unlinking; by keyboard."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Open
from tests.browser.fake import Fake
from tests.browser.hands import EN, HI

pytestmark = pytest.mark.browser


def test_a_code_is_shown_as_a_link_and_as_a_qr_code(start: Open, fake: Fake) -> None:
    page = start()
    page.get_by_role("button", name=EN["phones"]["button"]).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(EN["phones"]["none"])
    dialog.get_by_role("button", name="Link Telegram").press("Enter")
    expect(dialog.get_by_role("link")).to_have_attribute("href", f"https://t.me/examples_bot?start={'k' * 22}")
    expect(dialog.get_by_role("img", name="QR code that opens Telegram")).to_be_visible()
    path = dialog.locator(".qr path").get_attribute("d") or ""
    assert path.count("M") > 200
    # a line around each square would make one black patch of it
    assert dialog.locator(".qr path").evaluate("each => getComputedStyle(each).stroke") == "none"
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.get_by_role("button", name=EN["phones"]["button"]).click()
    dialog.get_by_role("button", name=EN["phones"]["unlink"]).click()
    expect(dialog).to_contain_text(EN["phones"]["unlinked"])
    assert fake.linked == {"SY001": []}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_accessible_and_fits_a_small_phone(start: Open, scheme: str) -> None:
    page = start(color_scheme=scheme, viewport={"width": 320, "height": 640})
    page.locator("#languages button[data-language=hi]").click()
    page.get_by_role("button", name=HI["phones"]["button"]).click()
    page.get_by_role("dialog").get_by_role("button", name="Telegram").click()
    expect(page.get_by_role("dialog").get_by_role("img")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    small = page.get_by_role("dialog").locator("button, a").evaluate_all(
        "all => all.filter(each => each.getBoundingClientRect().height < 24).map(each => each.textContent)")
    assert small == []


def test_axe_finds_nothing_in_the_dialog(browser: Browser, address: str) -> None:
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto(address)
    page.locator("[data-person]").first.click()
    page.get_by_role("button", name=EN["phones"]["button"]).click()
    page.get_by_role("dialog").get_by_role("button", name="Link WhatsApp").click()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    context.close()
