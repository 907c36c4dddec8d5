"""The page of drafts in Chromium: the work list, and a draft that is decided line by line."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Open
from tests.browser.drafting import EVIL
from tests.browser.fake import Fake
from tests.browser.hands import EN
from tests.browser.test_insights import RULES

pytestmark = pytest.mark.browser

Opened = Callable[..., Page]
W = EN["drafts"]


def opening(start: Open) -> Opened:
    """Opens the page as a person."""
    def open_it(person: str = "SY001", query: str = "", **options: Any) -> Page:
        page = start(person, **options)
        page.goto(f"{start.address}/drafts{query}")
        expect(page.locator("#entries .entry, #title:visible, #closed:visible").first).to_be_visible()
        return page
    return open_it


@pytest.fixture
def drafts(start: Open) -> Opened:
    """Opens the page as a person."""
    return opening(start)


def clean(page: Page) -> None:
    """Axe-core finds nothing."""
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(each["id"], [node["target"] for node in each["nodes"]]) for each in found] == []


def line(page: Page, name: str) -> Locator:
    return page.locator(f"[data-line={name}]")


def do(page: Page, name: str, what: str) -> None:
    line(page, name).locator(f"[data-do={what}]").click()


def said(page: Page, key: str, **facts: Any) -> None:
    """The page says that it is done."""
    expect(page.locator("#told")).to_have_text(W[key].format(**facts))


def step(page: Page, name: str, reason: str | None = None) -> None:
    """Does something with the whole draft, and what it asks back."""
    page.locator(f"#acts [data-step={name}]").click()
    if reason is not None:
        page.locator("#step-form textarea").fill(reason)
    if name != "submit":
        page.locator("#step-form [type=submit]").click()


# ---- the list


def test_the_list_says_what_to_look_at_first(drafts: Opened) -> None:
    page = drafts()
    entries = page.locator("#entries .entry")
    expect(entries).to_have_count(3)
    first = entries.first
    expect(first.locator("h2")).to_have_text("Section Officer (Purchase)")
    for text in ("Department of Posts", "Held by 1,204 officials", "Not very sure (61 %)", "Lines waiting: 6 of 8",
                 W["kind_position"]):
        expect(first).to_contain_text(text)
    expect(entries.nth(1)).to_contain_text("Concerns 40 officials")
    expect(page.locator("#order")).to_have_text(W["order"])
    expect(page.locator("#state")).to_contain_text("At work (4)")
    page.locator("#more").click()
    expect(entries).to_have_count(4)
    expect(entries.nth(3).locator("a")).to_be_focused()
    expect(page.locator("#more")).to_be_hidden()
    clean(page)


def test_the_list_is_narrowed_and_the_address_says_so(drafts: Opened, fake: Fake) -> None:
    page = drafts()
    page.locator("#kind").select_option("course")
    expect(page.locator("#entries .entry")).to_have_count(1)
    assert page.url.endswith("?state=open&kind=course")
    page.locator("#q").fill("nowhere")
    expect(page.locator("#count")).to_have_text(W["none_such"])
    assert fake.drafts.asked[-1] == ("listed", "open", "course", "nowhere", 0)
    page.go_back()
    expect(page.locator("#entries .entry")).to_have_count(1)
    page.go_back()
    expect(page.locator("#entries .entry")).to_have_count(3)
    expect(page.locator("#kind")).to_have_value("")
    page.goto(page.url.split("?")[0] + "?state=approved")
    expect(page.locator("#state")).to_have_value("approved")
    expect(page.locator("#count")).to_have_text(W["none_such"])


def test_a_draft_opens_by_the_address_and_back_leads_to_the_list(drafts: Opened) -> None:
    page = drafts(query="?state=all&kind=position")
    page.get_by_role("link", name="Section Officer (Purchase)").click()
    expect(page.locator("#title")).to_be_focused()
    assert page.url.endswith("?draft=d1")
    expect(page).to_have_title(re.compile("^Section Officer"))
    page.go_back()
    expect(page.locator("[data-draft=d1] a")).to_be_focused()
    page.go_forward()
    expect(page.locator("#title")).to_be_visible()
    page.get_by_role("link", name=W["all"]).click()
    expect(page.locator("#entries .entry")).to_have_count(3)
    assert page.url.endswith("?state=all&kind=position")


def test_whoever_is_no_author_is_refused_in_words(drafts: Opened) -> None:
    page = drafts("SY003", "?draft=d1")
    expect(page.locator("#closed-why")).to_have_text(EN["errors"]["no_drafts"])
    expect(page.locator("#one")).to_be_hidden()
    clean(page)
    page.context.clear_cookies()
    page.reload()
    expect(page.locator("#closed-sign-in")).to_have_text(W["sign_in"])


def test_a_draft_that_is_gone_leads_back_to_the_list(drafts: Opened) -> None:
    page = drafts(query="?draft=nothing")
    expect(page.locator("#closed-why")).to_have_text(EN["errors"]["no_draft"])
    page.get_by_role("link", name=W["to_list"]).click()
    expect(page.locator("#entries .entry")).to_have_count(3)
    expect(page.locator("#closed")).to_be_hidden()


def test_the_review_page_and_the_drafts_lead_to_each_other(drafts: Opened) -> None:
    page = drafts()
    page.get_by_role("link", name=W["review"]).click()
    page.get_by_role("link", name=EN["review"]["drafts"]).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(W["title"])


# ---- a draft


def test_a_draft_shows_what_it_is_and_what_it_rests_on(drafts: Opened) -> None:
    page = drafts(query="?draft=d1")
    for text in ("Department of Posts", "Held by 1,204 officials", "Not very sure (61 %)"):
        expect(page.locator("#facts")).to_contain_text(text)
    expect(page.locator(".reuse")).to_contain_text("in 3 organisations")
    expect(page.locator(".near")).to_contain_text("Tender Clerk (82 % alike)")
    expect(page.locator(".group h3")).to_have_text([W["group_works"], W["group_behavioural"], W["group_functional"]])
    expect(page.locator(".group [data-line]")).to_have_count(8)
    under = page.locator("li", has=line(page, "r1")).last.locator(".below [data-line]")
    assert under.evaluate_all("all => all.map(each => each.dataset.line)") == ["r1a1", "r1a2"]
    held = line(page, "hr1a1")
    for text in (W["in_force"], W["verdict_held"], "Work comes from: Clerk", "Work goes to: Under Secretary"):
        expect(held).to_contain_text(text)
    expect(held.locator("[data-do]")).to_have_text([W["do_change"], W["do_reject"]])
    one = line(page, "c2")
    for text in ("Public Procurement", "Level 2: Working", "Not very sure (62 %)", W["verdict_open"]):
        expect(one).to_contain_text(text)
    one.locator("summary").click()
    for text in ("62 % were right", "Tender Clerk", "Prepares tender documents, invites bids", W["sentence"]):
        expect(one.locator(".rests")).to_contain_text(text)
    page.locator("#described summary").click()
    expect(page.locator("#description")).to_contain_text("Heads the purchase section.")
    expect(page.locator("#waiting")).to_have_text("6 of 8 lines wait for a decision")
    clean(page)


def test_untrusted_text_stays_text(drafts: Opened) -> None:
    page = drafts()
    expect(page.locator("#entries")).to_contain_text(EVIL)
    page.goto(page.url.split("?")[0] + "?draft=d1")
    expect(page.locator("#unmet")).to_contain_text(EVIL)
    expect(line(page, "r1a2")).to_contain_text(EVIL)
    do(page, "c1", "reject")
    line(page, "c1").locator("textarea").fill(EVIL)
    line(page, "c1").locator("[type=submit]").click()
    said(page, "done_rejected")
    expect(line(page, "c1")).to_contain_text(EVIL)
    page.locator("#history summary").click()
    expect(page.locator("#history-list li").first).to_contain_text(EVIL)
    page.locator("#unmet button").last.click()
    expect(page.locator("#add-form textarea").first).to_have_value(f"Repairs {EVIL}")
    assert page.locator("main img").count() == 0
    assert page.evaluate("window.hacked") is None


def test_lines_are_accepted_changed_rejected_and_taken_back(drafts: Opened, fake: Fake) -> None:
    page = drafts(query="?draft=d1")
    do(page, "c3", "accept")
    said(page, "done_accepted")
    expect(line(page, "c3").locator(".decision")).to_have_text("Accepted by Aparna Sharma")
    expect(line(page, "c1")).to_be_focused()
    expect(page.locator("#waiting")).to_have_text("5 of 8 lines wait for a decision")
    expect(page.locator("[data-section=behavioural] .of-group")).to_have_text("Decided: 1 of 1")

    do(page, "c2", "change")
    form = line(page, "c2").locator("form")
    expect(form.get_by_label(W["competency"])).to_be_focused()
    expect(form.get_by_label(W["competency"])).to_have_value("Public Procurement")
    form.get_by_label(W["competency"]).fill("Preventive Vigilance")
    form.get_by_label(W["level_label"]).select_option("4")
    form.get_by_label(W["reason"]).fill("That is what the section does")
    form.get_by_role("button", name=W["save"]).click()
    said(page, "done_changed")
    assert fake.drafts.asked[-1] == ("decide", "c2", "changed", {"competency_id": "C2", "level": 4},
                                     "That is what the section does")
    changed = page.locator("[data-section=domain]").locator("[data-line=c2]")
    for text in ("Preventive Vigilance", "Level 4: Advanced", "Changed", "Public Procurement · Level 2: Working",
                 "That is what the section does"):
        expect(changed).to_contain_text(text)
    expect(line(page, "r1")).to_be_focused()

    do(page, "r1", "reject")
    expect(line(page, "r1").locator("form")).to_contain_text(W["reject_role"])
    line(page, "r1").locator("textarea").fill("Another section buys")
    line(page, "r1").locator("[type=submit]").click()
    said(page, "done_rejected")
    expect(line(page, "r1a1").locator(".decision")).to_have_text(W["gone"])
    expect(line(page, "r1a1").locator("[data-do]")).to_have_count(0)
    expect(page.locator("#waiting")).to_have_text("1 of 8 lines waits for a decision")
    expect(line(page, "c1")).to_be_focused()

    do(page, "r1", "undo")
    said(page, "done_open")
    expect(line(page, "r1")).to_be_focused()
    expect(line(page, "r1a1").locator("[data-do]")).to_have_count(3)
    do(page, "c2", "undo")
    expect(page.locator("[data-section=functional] [data-line=c2]")).to_contain_text("Public Procurement")


def test_roles_and_activities_are_changed_by_their_forms(drafts: Opened, fake: Fake) -> None:
    page = drafts(query="?draft=d1")
    do(page, "hr1a1", "change")
    form = line(page, "hr1a1").locator("form")
    form.get_by_label(W["submits_to"]).fill("")
    form.get_by_role("textbox", name=W["activity_description"], exact=True).fill("Puts up every case with a note")
    form.get_by_label(W["reason"]).fill("all of them")
    form.get_by_role("button", name=W["save"]).click()
    said(page, "done_changed")
    assert fake.drafts.asked[-1][3] == {"description": "Puts up every case with a note", "receives_from": "Clerk",
                                        "submits_to": ""}
    do(page, "r1", "change")
    form = line(page, "r1").locator("form")
    form.get_by_label(W["role_title"]).fill("Buying")
    form.get_by_label(W["role_description"]).fill("For the whole office")
    form.get_by_label(W["reason"]).fill("shorter")
    form.get_by_role("button", name=W["save"]).click()
    expect(line(page, "r1").locator("h4")).to_have_text("Buying")
    expect(line(page, "r1")).to_contain_text("For the whole office")


def test_what_is_refused_is_said_and_the_form_stays(drafts: Opened, fake: Fake) -> None:
    page = drafts(query="?draft=d1")
    step(page, "submit")
    expect(page.locator("#told")).to_have_text(EN["errors"]["draft_undecided"].format(n=6))
    expect(page.locator("#told")).to_have_attribute("data-trouble", "")
    do(page, "c1", "reject")
    line(page, "c1").locator("[type=submit]").click()
    assert fake.drafts.asked == [], "a reason is asked for before anything is sent"
    line(page, "c1").locator("textarea").fill("   ")
    line(page, "c1").locator("[type=submit]").click()
    expect(page.locator("#told")).to_have_text(EN["errors"]["draft_reason_missing"])
    expect(line(page, "c1").locator("form")).to_be_visible()
    page.keyboard.press("Escape")
    do(page, "c1", "change")
    line(page, "c1").get_by_label(W["competency"]).fill("Something")
    line(page, "c1").get_by_label(W["reason"]).fill("x")
    line(page, "c1").locator("[type=submit]").click()
    assert line(page, "c1").get_by_label(W["competency"]).evaluate("each => each.validationMessage") == W["from_list"]


def test_what_somebody_else_did_meanwhile_is_shown(drafts: Opened, fake: Fake) -> None:
    page = drafts(query="?draft=d1")
    fake.drafts.rest("SY002", "d1", "en")
    fake.drafts.step("SY002", "d1", "submit", "", "en")
    do(page, "c1", "accept")
    expect(page.locator("#told")).to_have_text(EN["errors"]["draft_not_open"])
    expect(page.locator("#waiting")).to_have_text(W["is_submitted"])
    expect(page.locator("[data-do]")).to_have_count(0)
    expect(page.locator("#acts [data-step]")).to_have_text([W["step_approve"], W["step_return"]])


def test_lines_are_added_and_sentences_become_new_competencies(drafts: Opened, fake: Fake) -> None:
    page = drafts(query="?draft=d1")
    page.locator("#unmet button").first.click()
    form = page.locator("#add-form")
    expect(form.get_by_label(W["new_name"])).to_be_focused()
    expect(form.get_by_label(W["new_description"])).to_have_value("Speaks with bidders from abroad")
    form.get_by_label(W["new_name"]).fill("Noting and drafting")
    form.get_by_role("button", name=W["add_it"]).click()
    assert all(each[0] != "add" for each in fake.drafts.asked), "a level is chosen, not taken from the top of the list"
    form.get_by_label(W["level_label"]).select_option("2")
    form.get_by_role("button", name=W["add_it"]).click()
    there = EN["errors"]["draft_competency_there"].format(name="Noting and Drafting")
    expect(page.locator("#told")).to_have_text(there)
    form.get_by_label(W["new_name"]).fill("Foreign bidders")
    form.get_by_role("button", name=W["add_it"]).click()
    said(page, "done_added")
    made = page.locator("[data-section=domain] [data-line=p1]")
    expect(made).to_be_focused()
    for text in ("Foreign bidders", W["by_hand"], W["is_new"], "Accepted by Aparna Sharma"):
        expect(made).to_contain_text(text)
    form.get_by_label(W["line_kind"]).select_option("activity")
    expect(form.get_by_label(W["line_kind"])).to_be_focused()
    form.get_by_label(W["under"]).select_option("r1")
    form.get_by_role("textbox", name=W["activity_description"], exact=True).fill("Pays the bills")
    form.get_by_label(W["reason_free"]).fill("was forgotten")
    clean(page)
    form.get_by_role("button", name=W["add_it"]).click()
    said(page, "done_added")
    assert fake.drafts.asked[-1] == ("add", "activity", "r1", {
        "description": "Pays the bills", "receives_from": "", "submits_to": ""}, "was forgotten")
    expect(page.locator("li", has=line(page, "r1")).last.locator(".below [data-line=p2]")).to_be_visible()


def test_tags_of_a_course_keep_a_level_that_is_not_known(drafts: Opened, fake: Fake) -> None:
    page = drafts(query="?draft=d2")
    expect(page.locator(".group h3")).to_have_text([W["group_tag"]])
    expect(line(page, "t1")).to_contain_text(W["level_unknown"])
    do(page, "t2", "change")
    line(page, "t2").get_by_label(W["level_label"]).select_option("")
    line(page, "t2").get_by_label(W["reason"]).fill("it does not say")
    line(page, "t2").locator("[type=submit]").click()
    said(page, "done_changed")
    assert fake.drafts.asked[-1][3] == {"competency_id": "C2"}
    expect(line(page, "t2")).to_contain_text(W["level_unknown"])
    page.locator("#add summary").click()
    expect(page.locator("#add-form").get_by_label(W["competency"])).to_be_visible()
    expect(page.locator("#add-form").get_by_label(W["line_kind"])).to_have_count(0)
