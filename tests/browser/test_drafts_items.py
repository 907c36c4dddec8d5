"""Quiz questions of a model on the page of drafts, in Chromium: asked for, decided, changed, approved by another."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.fake import Fake
from tests.browser.test_drafts import Opened, W, clean, do, drafts, line, pytestmark, said, step

__all__ = ["drafts", "pytestmark"]


def test_without_a_model_nothing_is_offered(drafts: Opened) -> None:
    expect(drafts().locator("#ask-items")).to_be_hidden()


def test_questions_are_drafted_decided_and_approved(drafts: Opened, start: Open, fake: Fake) -> None:
    fake.drafts.has_model = True
    page = drafts()
    page.locator("#ask-items summary").click()
    form = page.locator("#items-form")
    form.get_by_label(W["items_course"]).fill("Nothing like it")
    form.get_by_role("button", name=W["items_make"]).click()
    assert not [each for each in fake.drafts.asked if each[0] == "items"]
    form.get_by_label(W["items_course"]).fill("Buying for an office (K1)")
    expect(form.get_by_label(W["items_section"]).locator("option")).to_have_count(3)
    form.get_by_label(W["items_section"]).select_option("1")
    form.get_by_label(W["items_count"]).select_option("2")
    clean(page)
    form.get_by_role("button", name=W["items_make"]).click()
    expect(page.locator("#title")).to_be_focused()
    assert fake.drafts.asked[-1] == ("items", "K1", 1, 2)
    expect(page.locator("#told")).to_contain_text(W["items_done"].format(kept=2, written=3))
    expect(page.locator("#told")).to_contain_text("Two answers say the same.")
    first = line(page, "i1")
    for text in ("In front of whom are bids opened?", "The auditors", W["by_model"], W["item_right"], "Level 2"):
        expect(first).to_contain_text(text)
    first.locator("summary").click()
    expect(first).to_contain_text("Bids are opened on the day")
    expect(first).to_contain_text("openai:stand-in · items@1")
    expect(page.locator("#add")).to_be_hidden()
    assert not page.evaluate("window.hacked")
    clean(page)

    do(page, "i1", "change")
    stem = first.get_by_label(W["item_stem"])
    stem.fill("Who watches")
    first.get_by_label(W["reason"]).fill("clearer")
    first.get_by_role("button", name=W["save"]).click()
    expect(page.locator("#told")).to_contain_text("The question is no full sentence.")
    expect(stem).to_have_value("Who watches")
    stem.fill("Who watches when bids are opened?")
    first.get_by_label(W["item_options"]).fill("The bidders\nThe clerks\n\nThe auditors")
    first.get_by_label(W["item_answer"]).fill("1")
    first.get_by_role("button", name=W["save"]).click()
    said(page, "done_changed")
    sent = next(each for each in reversed(fake.drafts.asked) if each[0] == "decide")
    assert sent[3]["options"] == ["The bidders", "The clerks", "The auditors"] and sent[3]["answer"] == 0
    expect(first).to_contain_text("In front of whom are bids opened? →")
    do(page, "i2", "accept")
    step(page, "submit")
    said(page, "done_submit")

    other = start("SY002")
    other.goto(f"{start.address}/drafts?draft=q1")
    other.locator("#acts [data-step=approve]").click()
    expect(other.locator("#step-form")).to_contain_text(W["ask_approve_items"])
    other.locator("#step-form [type=submit]").click()
    said(other, "done_approve")
    expect(other.locator("#waiting")).to_have_text(W["is_approved"])
