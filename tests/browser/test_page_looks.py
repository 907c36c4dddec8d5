"""How the page looks and what it tells assistive technology: small screens, contrast, sizes, roles, names."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.hands import EN, replies, say

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", ["en", "hi"])
@pytest.mark.parametrize(("width", "height"), [(320, 568), (320, 256), (1280, 800)])
def test_nothing_scrolls_sideways(start: Open, width: int, height: int, language: str) -> None:
    page = start(None, viewport={"width": width, "height": height})
    page.locator(f"[data-language={language}]").click()
    page.locator("[data-person=SY003]").click()
    expect(replies(page)).to_have_count(1)
    for text in ("gaps", "courses", "table", "quiz", "b", "a, b", "d, a", "hindi", "w" * 300):
        say(page, text)
        for name in ("html", "#scroller"):
            assert page.locator(name).evaluate("box => box.scrollWidth - box.clientWidth") <= 0, (name, text)
    assert page.locator("#say").bounding_box() is not None
    if width == 320:
        box = page.locator(".table-box").first
        assert box.evaluate("box => box.scrollWidth > box.clientWidth")
        expect(box).to_have_attribute("tabindex", "0")


def test_targets_are_large_enough_for_fingers(start: Open) -> None:
    page = start(viewport={"width": 360, "height": 740}, has_touch=True)
    for text in ("gaps", "quiz", "b"):
        say(page, text)
        for control in page.locator("button:visible, summary:visible, a:visible, label.option:visible").all():
            box = control.bounding_box()
            assert box and box["height"] >= 30 and box["width"] >= 40, control


def luminance(page: Page, selector: str, name: str) -> float:
    color = page.locator(selector).first.evaluate(
        "(element, name) => getComputedStyle(element)[name].match(/[\\d.]+/g).slice(0, 3).map(Number)", name)
    parts = [value / 255 for value in color]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return float(0.2126 * red + 0.7152 * green + 0.0722 * blue)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_in_light_and_dark(start: Open, scheme: Any) -> None:
    page = start(color_scheme=scheme)
    for text in ("gaps", "table", "quiz", "b", "a, b"):
        say(page, text)
    assert (luminance(page, "body", "backgroundColor") < 0.05) == (scheme == "dark")
    for ground, text in [
        ("body", "body"), (".saathi", ".saathi"), (".saathi", ".levels"), (".person", ".person"), (".bar", ".tenant"),
        ("#send", "#send"), (".feedback.wrong", ".feedback.wrong .verdict"), (".saathi", ".question .how"),
        (".feedback.right", ".feedback.right .verdict"), (".saathi", ".about summary"), (".saathi", ".is-met"),
        (".table-box thead th", ".table-box thead th"), ("body", ".hint"),
    ]:
        pair = luminance(page, ground, "backgroundColor"), luminance(page, text, "color")
        assert (max(pair) + 0.05) / (min(pair) + 0.05) >= 4.5, (ground, text)


def test_the_page_tells_assistive_technology_what_it_is(start: Open) -> None:
    page = start()
    log = page.get_by_role("log")
    expect(log).to_have_attribute("aria-live", "off")
    expect(page.locator("#spoken")).to_have_attribute("aria-live", "polite")
    expect(page.get_by_role("textbox", name=EN["labels"]["message"])).to_be_visible()
    expect(page.get_by_role("button", name=EN["labels"]["send"], exact=True)).to_be_visible()
    expect(page.get_by_role("group", name=EN["labels"]["language"])).to_be_visible()
    assert page.title() == "Saathi · Government of Examples"
    message = say(page, "gaps")
    expect(message).to_have_attribute("lang", "en")
    expect(message.locator(".competency").first).to_contain_text("required 4, held 2, gap 2")
    assert message.locator("svg:not([aria-hidden])").count() == 0
    message = say(page, "table")
    expect(message.get_by_role("table")).to_be_visible()
    expect(message.get_by_role("rowheader").first).to_have_text("Department of Posts")
    expect(message.get_by_role("columnheader").nth(1)).to_have_text("Gap rate (%)")
    assert message.locator(f"td[title=\"{EN['table']['suppressed']}\"]").count() == 2
    page.reload()
    expect(replies(page)).to_have_count(1)
    page.bring_to_front()
    page.wait_for_function("document.hasFocus()")  # a key before that goes nowhere
    page.keyboard.press("Tab")
    expect(page.locator("#skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#say")).to_be_focused()
