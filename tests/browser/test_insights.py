"""The manager's home in Chromium: drilling, opening, following, asking; by keyboard, on a phone, in Hindi, on paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.fake import Fake
from tests.browser.hands import EN, HI, tab_to

pytestmark = pytest.mark.browser

Opened = Callable[..., Page]
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]},
         "resultTypes": ["violations"]}


@pytest.fixture
def home(start: Open) -> Opened:
    """Opens the page as a person."""
    def open_it(person: str = "SY001", **options: Any) -> Page:
        page = start(person, **options)
        page.goto(f"{start.address}/insights")
        expect(page.locator(".card, #closed:visible, #sections details").first).to_be_visible()
        return page
    return open_it


def clean(page: Page) -> None:
    """Axe-core finds nothing."""
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(each["id"], [node["target"] for node in each["nodes"]]) for each in found] == []


def test_figures_of_a_place_and_what_is_silent(home: Opened) -> None:
    page = home()
    expect(page.locator(".card")).to_have_count(2)
    expect(page.locator("[data-metric=readiness] .value")).to_have_text("44.2 %")
    expect(page.locator("[data-metric=readiness] .moved")).to_contain_text("+1.5")
    expect(page.locator("[data-metric=open_gaps] .value")).to_have_text(EN["insights"]["suppressed"])
    expect(page.locator("#below section").first.locator("td")).to_contain_text("–")
    expect(page.locator("#below section").first.locator(".note")).to_have_text(EN["table"]["suppressed_note"])
    person = page.locator("#below section").nth(1).locator("tbody a")
    expect(person).to_have_text("Meera <i>Nair</i>")
    assert "say=" in (person.get_attribute("href") or "")
    expect(page.locator("#as-of")).to_contain_text("10")
    clean(page)


def test_it_drills_to_a_unit_and_back_by_the_address(home: Opened) -> None:
    page = home()
    page.locator("#below a[data-place]").click()
    expect(page.locator("#crumbs [aria-current]")).to_have_text("Department of <b>Posts</b>")
    assert page.url.endswith("place=O2")
    expect(page.locator("#below section")).to_have_count(0)
    page.go_back()
    expect(page.locator("#crumbs [aria-current]")).to_have_text("Ministry of Examples")


def test_a_figure_is_opened_and_followed_by_keyboard(home: Opened, fake: Fake) -> None:
    page = home()
    tab_to(page, page.locator("[data-metric=readiness] .open"))
    page.keyboard.press("Enter")
    expect(page.locator("#opened-title")).to_be_focused()
    expect(page.locator("#opened .reply").nth(0)).to_contain_text("readiness of O1, part 0")
    expect(page.locator("#opened .reply").nth(1)).to_contain_text("readiness of O1, part 1")
    expect(page.locator("#opened [role=status]")).to_have_count(0)
    expect(page.locator("#opened table")).to_have_count(2)
    follow = page.locator("[data-metric=readiness] .follow")
    follow.focus()
    page.keyboard.press("Enter")
    expect(follow).to_have_attribute("aria-pressed", "true")
    expect(page.locator("[data-metric=readiness] .told")).to_have_text(EN["insights"]["will_tell"])
    expect(page.locator("#follows li")).to_have_count(1)
    clean(page)
    end = page.locator("#follows li button")
    end.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#follows")).to_be_hidden()
    expect(page.locator("#main")).to_be_focused()
    expect(follow).to_have_attribute("aria-pressed", "false")
    assert fake.insights.follows == [("SY001", "readiness", "O1", True), ("SY001", "readiness", "O1", False)]
    clean(page)


def test_sections_are_filled_when_they_are_opened_and_lead_to_the_chat(home: Opened) -> None:
    page = home()
    section = page.locator("details[data-tool=benchmark]")
    section.locator("summary").click()
    expect(section.locator(".reply")).to_contain_text("benchmark of O1")
    clean(page)
    section.locator("[data-choice=why]").click()
    expect(page.locator("#say")).to_have_value("what would move it most")


def test_a_question_goes_to_the_chat_and_is_not_sent_by_itself(home: Opened, fake: Fake) -> None:
    page = home()
    page.locator("#say").fill("why did <b>readiness</b> fall")
    page.locator("#question button").click()
    expect(page.locator("body[data-view=talk] #say")).to_have_value("why did <b>readiness</b> fall")
    assert not any("readiness" in asked.say for asked in fake.asked) and "say=" not in page.url


def test_a_provider_sees_sections_alone_and_others_are_told_why(home: Opened) -> None:
    provider = home("SY002")
    expect(provider.locator("#place")).to_be_hidden()
    expect(provider.locator("details[data-tool=demand] .reply")).to_be_visible()
    other = home("SY003")
    expect(other.locator("#closed-why")).to_have_text(EN["errors"]["no_insights"])
    clean(other)


def test_all_figures_are_opened_as_a_table(home: Opened) -> None:
    page = home()
    page.locator("#all").click()
    expect(page.locator("#opened .reply").first).to_contain_text("all of O1")
    expect(page.locator("#opened-title")).to_contain_text("Ministry of Examples")


def test_the_chat_leads_here_only_whom_it_has_something_for(start: Open) -> None:
    page = start("SY001")
    page.locator("#to-insights").click()
    expect(page.locator(".card")).to_have_count(2)
    expect(start("SY003").locator("#to-insights")).to_be_hidden()


def test_in_the_dark_and_for_whoever_skips(home: Opened) -> None:
    page = home(color_scheme="dark")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.locator("[data-metric=readiness] .open").click()
    expect(page.locator("#opened .reply")).to_have_count(2)
    clean(page)


def test_on_a_phone_nothing_is_wider_than_the_screen(home: Opened) -> None:
    page = home(viewport={"width": 320, "height": 640})
    page.locator("[data-metric=readiness] .open").click()
    expect(page.locator("#opened .reply").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    small = page.evaluate("""[...document.querySelectorAll('main a, main button, main summary')]
        .filter(each => each.offsetParent && each.getBoundingClientRect().height < 24).map(each => each.outerHTML)""")
    assert small == []


def test_in_hindi_and_on_paper(home: Opened) -> None:
    page = home(locale="hi-IN")
    page.locator("[data-language=hi]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(HI["insights"]["title"])
    assert page.evaluate("document.documentElement.lang") == "hi"
    page.emulate_media(media="print")
    for gone in ("#question", ".card .acts", "#languages", ".section:not([open])", "#all"):
        expect(page.locator(gone).first).to_be_hidden()
    expect(page.locator(".card").first).to_be_visible()
    expect(page.locator("#below table").first).to_be_visible()
    assert page.locator("#below .table-box").first.evaluate("each => getComputedStyle(each).maxHeight") == "none"
