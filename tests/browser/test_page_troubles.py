"""What the page does when things go wrong: the network, the server, the session, hostile text. Nothing is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Open
from tests.browser.fake import EVIL, Fake, serving
from tests.browser.hands import EN, replies, say

pytestmark = pytest.mark.browser


def test_untrusted_text_stays_text(start: Open) -> None:
    page = start()
    expect(say(page, f"evil {EVIL}")).to_contain_text(EVIL)
    expect(page.locator("#log .person")).to_contain_text(EVIL)
    expect(say(page, "courses").locator("h3").first).to_contain_text(EVIL)
    assert page.locator("#log img").count() == 0
    assert page.evaluate("window.hacked") is None
    message = say(page, "table")
    assert [link.get_attribute("href") for link in message.get_by_role("link").all()] == [
        f"{start.address}/files/table.csv"]


def test_a_lost_network_is_told_and_the_message_can_be_sent_again(start: Open, fake: Fake) -> None:
    page = start()
    page.context.set_offline(True)
    page.locator("#say").fill("hello again")
    page.locator("#say").press("Enter")
    trouble = page.locator(".trouble")
    expect(trouble).to_contain_text(EN["errors"]["network"])
    expect(page.locator("#log .person")).to_contain_text("hello again")
    expect(page.locator("#say")).to_be_editable()
    page.context.set_offline(False)
    trouble.get_by_role("button", name=EN["labels"]["retry"]).click()
    expect(replies(page).last).to_contain_text("You said: hello again")
    expect(trouble).to_have_count(0)
    expect(page.locator("#log .person")).to_have_count(1)


def test_a_failing_server_is_told_and_a_repeated_turn_keeps_its_id(start: Open, fake: Fake) -> None:
    page = start()
    fake.fail = True
    page.locator("#say").fill("hello")
    page.locator("#say").press("Enter")
    trouble = page.locator(".trouble")
    expect(trouble).to_contain_text(EN["errors"]["server"])
    fake.fail = False
    trouble.get_by_role("button").click()
    expect(replies(page).last).to_contain_text("You said: hello")
    assert len(fake.asked) == 2
    assert fake.asked[0].id == fake.asked[1].id


def test_a_reply_of_an_error_can_be_asked_for_again(start: Open, fake: Fake) -> None:
    page = start()
    page.locator("#say").fill("error")
    page.locator("#say").press("Enter")
    trouble = page.locator(".trouble")
    expect(trouble).to_contain_text("The store of the data does not answer just now.")
    trouble.get_by_role("button", name=EN["labels"]["retry"]).click()
    expect(page.locator("#waiting")).to_be_hidden()
    expect(trouble).to_have_count(1)
    assert [asked.say for asked in fake.asked] == ["error", "error"]
    assert fake.asked[0].id != fake.asked[1].id


def test_a_broken_off_answer_is_told(start: Open) -> None:
    page = start()
    page.route("**/api/chat", lambda route: route.fulfill(
        content_type="text/event-stream", body='event: text\ndata: {"text": "Half an"}\n\n'))
    page.locator("#say").fill("hello")
    page.locator("#say").press("Enter")
    expect(page.locator(".trouble")).to_contain_text(EN["errors"]["broken_off"])
    assert page.locator(".draft").count() == 0


def test_an_ended_session_keeps_the_message(start: Open, fake: Fake) -> None:
    page = start()
    fake.tokens.clear()
    page.locator("#say").fill("a long thought")
    page.locator("#say").press("Enter")
    expect(page.locator(".trouble")).to_contain_text(EN["errors"]["session"])
    page.get_by_role("button", name=EN["errors"]["sign_in"]).click()
    page.locator("[data-person=SY001]").click()
    expect(replies(page)).to_have_count(1)
    expect(page.locator("#say")).to_have_value("a long thought")


def test_a_message_that_is_too_long_comes_back(start: Open) -> None:
    page = start()
    page.locator("#say").fill("x" * 300_000)
    page.locator("#say").press("Enter")
    expect(page.locator(".trouble")).to_be_visible()
    expect(page.locator("#say")).to_have_value("x" * 300_000)


def test_nobody_is_picked_where_that_is_off(start: Open, fake: Fake, browser: Browser) -> None:
    closed = Fake(pick_person=False)
    with serving(closed) as address:
        page = browser.new_page(locale="en-IN")
        page.goto(address)
        expect(page.locator("#closed")).to_have_text(EN["picker"]["closed"])
        assert page.locator("#picker").is_hidden()
        page.close()
