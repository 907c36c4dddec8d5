"""A whole draft in Chromium: four eyes, versions, a new draft; by keyboard, on a phone, in Hindi, dark, on paper."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from bot.http import site
from bot.http.site import PAGES
from tests.browser.conftest import Open
from tests.browser.fake import Fake
from tests.browser.hands import EN, HI, tab_to
from tests.browser.test_drafts import Opened, W, clean, do, line, opening, said, step

pytestmark = pytest.mark.browser


@pytest.fixture
def drafts(start: Open) -> Opened:
    """Opens the page as a person."""
    return opening(start)


# ---- the whole of it


def test_one_author_submits_and_another_approves(drafts: Opened, fake: Fake) -> None:
    page = drafts(query="?draft=d1")
    step(page, "rest")
    said(page, "done_rest")
    expect(page.locator("#waiting")).to_be_focused()
    step(page, "submit")
    said(page, "done_submit")
    expect(page.locator("#why-not")).to_contain_text("Somebody else approves it")
    expect(page.locator("#acts [data-step]")).to_have_text([W["step_return"]])
    expect(page.locator("#add")).to_be_hidden()

    other = drafts("SY002", "?draft=d1")
    step(other, "return", "What of the bills?")
    expect(other.locator("#told")).to_have_text(EN["drafts"]["done_return"])
    fake.drafts.step("SY001", "d1", "submit", "", "en")
    other.reload()
    step(other, "approve")
    said(other, "done_approve_soon")
    expect(other.locator("#waiting")).to_have_text(W["is_approved"])
    clean(other)

    other.locator("#compare summary").click()
    other.locator("#compare-box").get_by_label(W["before"]).select_option("1")
    other.get_by_role("button", name=W["compare_it"], exact=True).click()
    rows = other.locator("#compare-box tbody tr")
    expect(rows).to_have_count(6)
    expect(rows.last).to_contain_text("Not decided: Empathy · 2 Working")
    expect(rows.last).to_contain_text("Accepted: Empathy · 2 Working")
    other.locator("#compare-box").get_by_label(W["before"]).select_option("2")
    other.get_by_role("button", name=W["compare_it"], exact=True).click()
    expect(other.locator("#compare-box")).to_contain_text(W["no_differences"])

    other.locator("#history summary").click()
    expect(other.locator("#history-list li").first).to_contain_text("रमेश कुमार: approved version 3.")
    expect(other.locator("#history-list")).to_contain_text("What of the bills?")
    expect(other.locator("#history-list")).to_contain_text("Aparna Sharma: accepted “Empathy · 2 Working”.")
    step(other, "revoke", "too early")
    said(other, "done_revoke_soon")
    expect(other.locator("#acts [data-step]")).to_have_count(0)
    expect(other.locator("#stand")).to_contain_text("Withdrawn by रमेश कुमार")


def test_a_draft_is_withdrawn_with_a_reason_and_not_by_a_slip(drafts: Opened) -> None:
    page = drafts(query="?draft=d4")
    page.locator("#acts [data-step=withdraw]").click()
    expect(page.locator("#step-form textarea")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#acts [data-step=withdraw]")).to_be_focused()
    expect(page.locator("#step-form form")).to_have_count(0)
    step(page, "withdraw", "No such post")
    said(page, "done_withdraw")
    page.get_by_role("link", name=W["all"]).click()
    page.locator("#state").select_option("withdrawn")
    expect(page.locator("#entries .entry")).to_have_count(1)
    expect(page.locator("#state")).to_contain_text("Withdrawn (1)")


def test_a_long_history_is_shown_in_parts(drafts: Opened, fake: Fake) -> None:
    for _ in range(20):
        fake.drafts.decide("SY001", "d1", "c1", "accepted", None, "", "en")
        fake.drafts.decide("SY001", "d1", "c1", "open", None, "", "en")
    page = drafts(query="?draft=d1")
    page.locator("#history summary").click()
    expect(page.locator("#history-list li")).to_have_count(25)
    page.locator("#older").click()
    expect(page.locator("#history-list li")).to_have_count(41)
    expect(page.locator("#history-list li").nth(25)).to_be_focused()
    expect(page.locator("#history-list li").last).to_contain_text(W["did_made"].format(by=W["saathi"]))
    expect(page.locator("#older")).to_be_hidden()


def test_a_post_is_drafted_from_the_form(drafts: Opened, fake: Fake) -> None:
    page = drafts()
    page.locator("#new summary").click()
    form = page.locator("#new-form")
    form.get_by_role("button", name=W["make"]).click()
    expect(form.get_by_role("status")).to_have_text(EN["errors"]["draft_no_title"])
    form.get_by_label(W["new_title"]).fill("Rail Clerk")
    form.get_by_label(W["new_place"]).fill("Revenue Board")
    form.get_by_label(W["new_work"]).fill("Sells tickets.\nCounts the money.")
    form.get_by_role("button", name=W["make"]).click()
    said(page, "done_made")
    expect(page.locator("#title")).to_have_text("Rail Clerk")
    expect(page.locator("#title")).to_be_focused()
    assert fake.drafts.asked[-1] == ("make", "Rail Clerk", "O2", "Sells tickets.\nCounts the money.", None)
    expect(page.locator("#facts")).to_contain_text(W["nobody"])
    page.go_back()
    page.locator("#new summary").click()
    form.get_by_label(W["new_place"]).fill("No such place")
    form.get_by_label(W["new_known"]).fill("Section Officer")
    expect(form.get_by_label(W["new_title"])).to_be_hidden()
    form.get_by_role("button", name=W["make"]).click()
    said(page, "again")
    assert page.url.endswith("?draft=d1")


def test_an_address_fills_the_form_in(drafts: Opened) -> None:
    form = drafts(query="?title=Rail+Clerk").locator("#new-form")
    expect(form.get_by_label(W["new_title"])).to_have_value("Rail Clerk")
    form = drafts(query="?position=P1").locator("#new-form")
    expect(form.get_by_label(W["new_known"])).to_have_value("Section Officer")
    expect(form.get_by_label(W["new_title"])).to_be_hidden()
    expect(drafts(query="?position=%3Cb%3E").locator("#new-form")).to_be_hidden()


def test_a_draft_is_decided_by_keyboard_alone(drafts: Opened) -> None:
    page = drafts()
    tab_to(page, page.locator("[data-draft=d2] a"))
    page.keyboard.press("Enter")
    expect(page.locator("#title")).to_be_focused()
    tab_to(page, line(page, "t1").locator("[data-do=accept]"))
    page.keyboard.press("Enter")
    expect(line(page, "t2")).to_be_focused()
    tab_to(page, line(page, "t2").locator("[data-do=reject]"))
    page.keyboard.press("Enter")
    expect(line(page, "t2").locator("textarea")).to_be_focused()
    page.keyboard.type("not taught there")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#waiting")).to_be_focused()
    expect(page.locator("#waiting")).to_have_text(W["waits_none"])
    tab_to(page, page.locator("#acts [data-step=submit]"))
    page.keyboard.press("Enter")
    said(page, "done_submit")


def test_what_has_the_focus_is_not_under_the_bar(drafts: Opened) -> None:
    page = drafts(query="?draft=d1", viewport={"width": 320, "height": 640})
    page.locator("#title").focus()
    for _ in range(45):
        page.keyboard.press("Tab")
        hidden = page.evaluate("""() => {
            const now = document.activeElement, bar = document.querySelector('.steps');
            if (now === document.body || bar.contains(now)) return null;
            return now.getBoundingClientRect().top >= bar.getBoundingClientRect().top ? now.outerHTML : null; }""")
        assert hidden is None


# ---- how it looks


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_clean_in_both_languages(drafts: Opened, scheme: Any) -> None:
    page = drafts(color_scheme=scheme)
    page.locator("#new summary").click()
    clean(page)
    page.get_by_role("button", name="हिन्दी").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(HI["drafts"]["title"])
    expect(page.locator("#entries .entry").first).to_contain_text("डाक विभाग")
    page.locator("[data-draft=d1] a").click()
    do(page, "c2", "change")
    do(page, "r1", "reject")
    line(page, "r1").locator("textarea").fill("नहीं")
    line(page, "r1").locator("[type=submit]").click()
    expect(page.locator("#told")).to_have_text(HI["drafts"]["done_rejected"])
    expect(line(page, "c2").locator("form")).to_be_visible()
    for name in ("described", "add", "compare", "history"):
        page.locator(f"#{name} summary").click()
    page.locator("#acts [data-step=withdraw]").click()
    expect(line(page, "c2")).to_contain_text("स्तर 2")
    clean(page)
    page.get_by_role("button", name="English").click()
    expect(page.locator("#waiting")).to_contain_text("wait for a decision")


@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_scrolls_sideways_and_targets_are_large_enough(drafts: Opened, width: int) -> None:
    page = drafts(viewport={"width": width, "height": 700})
    page.locator("#new summary").click()

    def fits() -> None:
        assert page.locator("html").evaluate("box => box.scrollWidth - box.clientWidth") <= 0
        for control in page.locator("button:visible, summary:visible, a:visible, select:visible").all():
            box = control.bounding_box()
            assert box and (page.locator(".skip").first.evaluate("(skip, each) => skip === each",
                                                                control.element_handle())
                            or (box["height"] >= 24 and box["width"] >= 24)), control.evaluate("each => each.outerHTML")
    fits()
    page.locator("[data-draft=d1] a").click()
    do(page, "c2", "change")
    line(page, "c2").locator(".rests summary").click()
    for name in ("add", "compare", "history"):
        page.locator(f"#{name} summary").click()
    page.locator("#acts [data-step=withdraw]").click()
    fits()


def test_on_paper_there_are_lines_and_no_controls(drafts: Opened) -> None:
    page = drafts(query="?draft=d1")
    do(page, "c2", "change")
    page.emulate_media(media="print")
    expect(line(page, "c2")).to_contain_text("Public Procurement")
    expect(line(page, "c2").locator(".decision")).to_be_visible()
    expect(line(page, "c1").locator(".rests")).to_be_hidden()
    for hidden in (line(page, "c2").locator("form"), line(page, "c1").locator(".acts"), page.locator("#acts"),
                   page.locator("#languages"), page.locator("#add")):
        expect(hidden).to_be_hidden()


def test_every_word_of_the_page_is_used_and_is_there() -> None:
    scripts = (path.read_text(encoding="utf-8") for path in PAGES.glob("drafts*.js"))
    code = "\n".join([site.filled("drafts.html"), *scripts])
    fixed = set(re.findall(r"drafts\.([a-z_]+)", code)) | set(re.findall(r'"([a-z_]+)"', code))
    begun = set(re.findall(r"[`.]([a-z]+_)\$\{", code))
    unused = [key for key in W if key not in fixed and not any(key.startswith(each) for each in begun)]
    assert unused == []
