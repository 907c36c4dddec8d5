"""The thumbs under answers, and the page of the review list: who sees it, what it makes, by keyboard, on a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Open
from tests.browser.fake import Fake
from tests.browser.hands import EN, HI, say, tab_to
from tests.browser.reviewing import EVIL

pytestmark = pytest.mark.browser

Opened = Callable[..., Page]
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]},
         "resultTypes": ["violations"]}


@pytest.fixture
def reviewing(start: Open) -> Opened:
    """Opens the page of the list as a person."""
    def open_it(person: str = "SY001", **options: Any) -> Page:
        page = start(person, **options)
        page.goto(f"{start.address}/review")
        expect(page.locator("#cases .case, #closed:visible").first).to_be_visible()
        return page
    return open_it


def clean(page: Page) -> None:
    """Axe-core finds nothing."""
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(each["id"], [node["target"] for node in each["nodes"]]) for each in found] == []


def cases(page: Page) -> Locator:
    return page.locator("#cases .case")


# ---- thumbs


def test_a_thumb_and_a_reason_are_given_by_keyboard(start: Open, fake: Fake) -> None:
    page = start()
    assert page.locator(".thumbs").count() == 0
    message = say(page, "gaps")
    down = message.get_by_role("button", name=EN["thumbs"]["down"], exact=True)
    tab_to(page, page.locator("#say"))
    for _ in range(12):
        page.keyboard.press("Shift+Tab")
        if down.evaluate("each => each === document.activeElement"):
            break
    page.keyboard.press("Enter")
    reason = message.get_by_role("textbox", name=EN["thumbs"]["ask"])
    expect(reason).to_be_focused()
    expect(down).to_have_attribute("aria-pressed", "true")
    page.keyboard.type("not my post")
    page.keyboard.press("Enter")
    expect(message.get_by_role("status")).to_have_text(EN["thumbs"]["noted_reason"])
    expect(reason).to_be_hidden()
    expect(down).to_be_focused()
    turn = fake.asked[0].id
    assert fake.rated == [("SY001", turn, "down", None), ("SY001", turn, "down", "not my post")]
    up = message.get_by_role("button", name=EN["thumbs"]["up"], exact=True)
    up.click()
    expect(up).to_have_attribute("aria-pressed", "true")
    expect(down).to_have_attribute("aria-pressed", "false")
    assert fake.rated[-1] == ("SY001", turn, "up", None)


def test_a_thumb_that_is_not_taken_is_told(start: Open, fake: Fake) -> None:
    page = start()
    message = say(page, "gaps")
    fake.asked.clear()
    up = message.locator("[data-thumb=up]")
    up.click()
    expect(message.get_by_role("status")).to_have_text(EN["errors"]["no_turn"])
    expect(up).to_have_attribute("aria-pressed", "false")


def test_the_page_with_thumbs_is_clean(start: Open) -> None:
    page = start()
    say(page, "gaps").locator("[data-thumb=down]").click()
    expect(page.locator(".thumbs-reason")).to_be_visible()
    found = Axe().run(page, context=".thumbs", options=RULES).response["violations"]
    assert found == []


# ---- who sees the list


def test_somebody_else_is_refused_in_words(reviewing: Opened) -> None:
    page = reviewing("SY003")
    expect(page.locator("#closed-why")).to_have_text(EN["errors"]["no_review"])
    expect(page.locator("#list")).to_be_hidden()
    clean(page)


def test_whoever_is_not_signed_in_is_told_where_to_do_so(start: Open) -> None:
    page = start(None)
    page.goto(f"{start.address}/review")
    expect(page.locator("#closed-sign-in")).to_have_text(EN["review"]["sign_in"])
    page.get_by_role("link", name=EN["review"]["back"]).click()
    expect(page.locator("[data-person]").first).to_be_visible()


# ---- what it shows and makes


def test_a_case_shows_how_it_was_understood_and_untrusted_text_stays_text(reviewing: Opened) -> None:
    page = reviewing()
    expect(cases(page)).to_have_count(2)
    first = cases(page).first
    expect(first).to_contain_text("anything on tendring for {person}?")
    expect(first).to_contain_text(EVIL)
    expect(first).to_contain_text(f"{EN['wishes']['check_gaps']} 62 %")
    expect(first).to_contain_text("Public Procurement")
    expect(first).to_contain_text(EN["review"]["person"])
    expect(page.locator("#count")).to_have_text("3 open")
    page.locator("#more").click()
    expect(cases(page)).to_have_count(3)
    expect(page.locator("#more")).to_be_hidden()
    assert page.locator("#main img").count() == 0
    assert page.evaluate("window.hacked") is None


def test_one_click_makes_what_was_meant_and_another_takes_it_back(reviewing: Opened, fake: Fake) -> None:
    page = reviewing()
    first = cases(page).first
    first.locator("[data-suggest=synonym]").click()
    expect(first.locator(".told")).to_have_text(EN["review"]["saved_synonym"])
    expect(first.locator(".made")).to_contain_text("“tendring” means Public Procurement")
    expect(page.locator("#count")).to_have_text("2 open")
    assert fake.reviews.made == [("c1", "synonym", {"phrase": "tendring", "of": "competency", "thing": "C1"})]
    first.locator("[data-suggest=example]").click()
    expect(first.locator(".told")).to_have_text(EN["review"]["saved_example"])
    for _ in range(2):
        first.get_by_role("button", name=EN["review"]["undo"]).first.click()
        expect(first.locator(".told")).to_have_text(EN["review"]["saved_undone"])
    expect(first.locator(".made")).to_have_count(0)
    expect(page.locator("#count")).to_have_text("3 open")
    first.locator(".log-of summary").click()
    expect(first.locator(".log-of")).to_contain_text("Synonym made, by SY001 on 2026-11-21")


def test_a_synonym_is_made_by_keyboard(reviewing: Opened, fake: Fake) -> None:
    page = reviewing()
    second = cases(page).nth(1)
    button = second.locator("[data-make=synonym]")
    page.locator("#written").focus()
    tab_to(page, button)
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(second.get_by_label(EN["review"]["phrase"])).to_be_focused()
    page.keyboard.type("the")
    page.keyboard.press("Tab")
    page.keyboard.type("public")
    thing = second.locator("[data-thing=C1]")
    expect(thing).to_be_visible()
    tab_to(page, thing)
    page.keyboard.press("Enter")
    expect(thing).to_have_attribute("aria-pressed", "true")
    tab_to(page, second.get_by_role("button", name=EN["review"]["save"]))
    page.keyboard.press("Enter")
    expect(second.locator(".told")).to_contain_text("ordinary words")
    second.get_by_label(EN["review"]["phrase"]).fill("kharid")
    page.keyboard.press("Enter")
    expect(second.locator(".told")).to_have_text(EN["review"]["saved_synonym"])
    expect(second.locator(".told")).to_be_focused()
    assert fake.reviews.made == [("c2", "synonym", {"phrase": "kharid", "of": "competency", "thing": "C1"})]


def test_an_example_and_a_golden_turn_are_made_by_their_forms(reviewing: Opened, fake: Fake) -> None:
    page = reviewing()
    second = cases(page).nth(1)
    second.locator("[data-make=example]").click()
    second.get_by_label(EN["review"]["intent"]).select_option("quiz")
    second.get_by_role("button", name=EN["review"]["save"]).click()
    expect(second.locator(".told")).to_have_text(EN["review"]["saved_example"])
    second.locator("[data-make=golden]").click()
    second.get_by_label(EN["review"]["right_tool"]).select_option("find_course")
    second.get_by_role("button", name=EN["review"]["save"]).click()
    expect(second.locator(".told")).to_have_text(EN["review"]["saved_golden"])
    said = "मेरी कमियाँ बताओ और सबसे बड़ी कमी के लिए एक छोटा पाठ्यक्रम भी दिखाओ"
    assert fake.reviews.made == [("c2", "example", {"text": "मेरी कमियाँ", "intent": "quiz"}),
                                 ("c2", "golden", {"say": said, "tool": "find_course", "outcome": "answered"})]


def test_a_case_is_dismissed_and_opened_again(reviewing: Opened) -> None:
    page = reviewing()
    first = cases(page).first
    first.locator("[data-make=dismiss]").click()
    expect(first.locator(".told")).to_have_text(EN["review"]["saved_dismissed"])
    first.get_by_role("button", name=EN["review"]["reopen"]).click()
    expect(first.locator(".told")).to_have_text(EN["review"]["saved_undone"])
    expect(first.locator("[data-make=dismiss]")).to_be_visible()


def test_the_list_is_narrowed(reviewing: Opened, fake: Fake) -> None:
    page = reviewing()
    page.get_by_label(EN["review"]["written"]).select_option("hi")
    expect(cases(page)).to_have_count(1)
    page.get_by_label(EN["review"]["kind"], exact=True).select_option("meant")
    page.get_by_label(EN["review"]["state"]).select_option("dismissed")
    expect(page.locator("#count")).to_have_text(EN["review"]["none"])
    wanted = fake.reviews.wanted[-1]
    assert (wanted.kind, wanted.state, wanted.language, wanted.tool) == ("meant", "dismissed", "hi", None)


def test_the_files_are_fetched(reviewing: Opened) -> None:
    page = reviewing()
    with page.expect_download() as fetched:
        page.get_by_role("link", name=EN["review"]["export_csv"]).click()
    assert fetched.value.suggested_filename == "cases.csv"


# ---- how it looks


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_clean_in_both_languages(reviewing: Opened, scheme: Any) -> None:
    page = reviewing(color_scheme=scheme)
    for kind in ("synonym", "example", "golden"):
        cases(page).first.locator(f"[data-make={kind}]").click()
        clean(page)
    page.get_by_role("button", name="हिन्दी").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(HI["review"]["title"])
    expect(page.locator("html")).to_have_attribute("lang", "hi")
    expect(cases(page).first).to_contain_text(HI["wishes"]["check_gaps"])
    clean(page)


@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_scrolls_sideways_and_targets_are_large_enough(reviewing: Opened, width: int) -> None:
    page = reviewing(viewport={"width": width, "height": 700})
    for kind in ("synonym", "example", "golden"):
        cases(page).first.locator(f"[data-make={kind}]").click()
        assert page.locator("html").evaluate("box => box.scrollWidth - box.clientWidth") <= 0, kind
    for control in page.locator("button:visible, summary:visible, a:visible, select:visible").all():
        box = control.bounding_box()
        assert box and box["height"] >= 24 and box["width"] >= 24, control.evaluate("each => each.outerHTML")
