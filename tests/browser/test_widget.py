"""The widget on portals of another site: by pointer and by keyboard, signed in and not, on lines that break."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from functools import partial

import pytest
from playwright.sync_api import Browser, expect

from bot.settings import WidgetSettings
from demo.portal import Portal as SamplePortal
from demo.portal import serve as portal_of_the_demo
from tests.browser.fake import Fake, serving
from tests.browser.portals import KEY, Line, Portal, standing
from tests.browser.showing import EN, HI, Shown, focused, frame, launcher, opened, replies, say, showing

pytestmark = pytest.mark.browser


# Opening, asking, closing


def test_one_line_opens_a_chat_with_whoever_is_signed_in_on_the_portal(shown: Shown) -> None:
    page = opened(shown())
    expect(replies(page)).to_contain_text("Aparna Sharma")
    expect(frame(page).locator("#who-name")).to_have_text("Aparna Sharma")
    expect(say(page, "gaps")).to_contain_text("Preventive Vigilance")
    assert [(asked.official_id, asked.say) for asked in shown.fake.asked] == [("SY001", "gaps")]
    assert page.context.cookies() == []
    assert list(shown.fake.tokens.values()) == ["SY001"]


def test_nothing_is_asked_of_the_portal_before_it_is_opened(shown: Shown, portal: Portal) -> None:
    page = shown()
    expect(launcher(page)).to_be_visible()
    assert page.locator("saathi-chat iframe").count() == 0
    opened(page)
    assert portal.asked.count("/saathi-token") == 1


def test_all_is_done_by_keyboard_and_the_focus_comes_back(shown: Shown) -> None:
    page = shown()
    for _ in range(5):
        page.keyboard.press("Tab")
        if focused(page) == "launcher":
            break
    assert focused(page) == "launcher"
    page.keyboard.press("Enter")
    expect(launcher(page)).to_have_attribute("aria-expanded", "true")
    expect(frame(page).locator("#say")).to_be_focused()
    expect(replies(page)).to_have_count(1)
    page.keyboard.type("quiz")
    page.keyboard.press("Enter")
    expect(replies(page)).to_have_count(2)
    option = frame(page).locator(".question [data-option=b]")
    for _ in range(15):
        page.keyboard.press("Shift+Tab")
        if option.evaluate("element => element === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(frame(page).locator(".feedback.wrong")).to_be_visible()
    assert [asked.say for asked in shown.fake.asked] == ["quiz", "b"]
    page.keyboard.press("Escape")
    expect(page.locator("saathi-chat dialog")).to_be_hidden()
    expect(launcher(page)).to_have_attribute("aria-expanded", "false")
    assert focused(page) == "launcher"
    page.keyboard.press("Space")
    expect(replies(page)).to_have_count(3)


def test_the_close_button_and_the_launcher_close_it(shown: Shown) -> None:
    page = opened(shown())
    frame(page).get_by_role("button", name=EN["widget"]["close"]).click()
    expect(page.locator("saathi-chat dialog")).to_be_hidden()
    assert focused(page) == "launcher"
    launcher(page).click()
    expect(frame(page).locator("#say")).to_be_focused()
    launcher(page).click()
    expect(page.locator("saathi-chat dialog")).to_be_hidden()


def test_opened_from_the_start_it_takes_no_focus(shown: Shown, portal: Portal) -> None:
    portal.attributes = {"open": ""}
    portal.body = "<h1>Portal</h1><input id='own' autofocus>"
    page = shown()
    expect(replies(page)).to_have_count(1)
    expect(page.locator("#own")).to_be_focused()


def test_the_sample_portal_shows_it(browser: Browser) -> None:
    sample = portal_of_the_demo("http://unused", KEY, 0)
    origin = f"http://localhost:{sample.server_port}"
    fake = Fake(pick_person=False, widget=WidgetSettings((origin,), KEY))
    with serving(fake) as address:
        sample.RequestHandlerClass = partial(SamplePortal, address, KEY, {})
        running = threading.Thread(target=sample.serve_forever, daemon=True)
        running.start()
        page = browser.new_page(locale="en-IN")
        wrong: list[str] = []
        page.on("console", lambda said: wrong.append(said.text) if "Content Security" in said.text else None)
        page.goto(origin)
        launcher(page).click()
        expect(frame(page).locator("#notice-text")).to_have_text(EN["frame"]["signed_out"])
        page.get_by_label("Your ID").fill("SY001")
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_text("You are signed in as SY001.")).to_be_visible()
        expect(replies(opened(page))).to_contain_text("Aparna Sharma")
        page.get_by_role("button", name="Sign out").click()
        expect(page.get_by_text("You are not signed in.")).to_be_visible()
        page.close()
        sample.shutdown()
        sample.server_close()
    assert wrong == []


# Who it is


@pytest.mark.parametrize("answer", [401, 403, 302])
def test_not_signed_in_on_the_portal_is_said_in_words(shown: Shown, portal: Portal, answer: int) -> None:
    portal.who, portal.answer = None, answer
    page = shown()
    launcher(page).click()
    expect(frame(page).locator("#notice-text")).to_have_text(EN["frame"]["signed_out"])
    expect(frame(page).locator("#again")).to_be_focused()
    portal.who = "SY002"
    page.keyboard.press("Enter")
    expect(replies(page)).to_contain_text("रमेश कुमार")


def test_a_portal_that_fails_is_told_from_nobody_signed_in(shown: Shown, portal: Portal) -> None:
    portal.who, portal.answer = None, 500
    page = shown()
    launcher(page).click()
    expect(frame(page).locator("#notice-text")).to_have_text(EN["frame"]["no_word"])


@pytest.mark.parametrize(("change", "key"), [({"key": "another key of thirty-two bytes!"}, "portal_token"),
                                             ({"who": "NOBODY"}, "portal_person")])
def test_a_token_that_opens_nothing_is_told(shown: Shown, portal: Portal, change: dict[str, str], key: str) -> None:
    for name, value in change.items():
        setattr(portal, name, value)
    page = shown()
    launcher(page).click()
    expect(frame(page).locator("#notice-text")).to_have_text(EN["errors"][key])


def test_a_page_that_is_not_allowed_gets_no_frame(browser: Browser, portal: Portal) -> None:
    with showing(browser, portal, "https://portal.example") as shown:
        page = shown()
        launcher(page).click()
        state = page.locator("saathi-chat .state")
        expect(state).to_contain_text(EN["widget"]["refused"], timeout=15_000)
        state.get_by_role("button", name=EN["widget"]["close"]).click()
        expect(page.locator("saathi-chat dialog")).to_be_hidden()
        assert any("frame-ancestors" in text for text in shown.wrong)
        assert shown.fake.tokens == {} and "/saathi-token" not in portal.asked


def test_opened_by_itself_the_frame_says_where_it_belongs(browser: Browser, shown: Shown) -> None:
    page = browser.new_page(locale="hi-IN")
    page.goto(f"{shown.address}/widget")
    expect(page.locator("#notice-text")).to_have_text(HI["frame"]["alone"])
    page.close()


def test_another_page_of_the_portal_goes_on_with_the_session(browser: Browser) -> None:
    # Of the same site as Saathi, so that its frame may store something: elsewhere browsers may forbid that.
    with standing(Portal("127.0.0.1")) as portal, showing(browser, portal) as shown:
        page = opened(shown())
        page.goto(portal.origin + "/other")
        opened(page)
        assert list(shown.fake.tokens.values()) == ["SY001"]
        portal.who = "SY003"
        page.goto(portal.origin + "/third")
        expect(replies(opened(page))).to_contain_text("Meera Nair")
        assert list(shown.fake.tokens.values()) == ["SY003"]
        assert shown.wrong == []


def test_who_leaves_the_portal_leaves_the_chat(shown: Shown, portal: Portal) -> None:
    page = opened(shown())
    say(page, "gaps")
    portal.who = None
    page.evaluate("document.querySelector('saathi-chat').signOut()")
    expect(frame(page).locator("#notice-text")).to_have_text(EN["frame"]["left"])
    expect(replies(page)).to_have_count(0)
    assert shown.fake.tokens == {}
    page.reload()
    launcher(page).click()
    expect(frame(page).locator("#notice-text")).to_have_text(EN["frame"]["signed_out"])


def test_a_session_that_is_over_is_renewed_unseen(shown: Shown) -> None:
    page = opened(shown())
    shown.fake.tokens.clear()
    expect(say(page, "gaps")).to_contain_text("Preventive Vigilance")
    expect(frame(page).locator(".trouble")).to_have_count(0)
    assert [asked.say for asked in shown.fake.asked] == ["gaps"]


def test_what_one_wrote_is_never_sent_as_another(shown: Shown, portal: Portal) -> None:
    page = opened(shown())
    shown.fake.tokens.clear()
    portal.who = "SY003"
    frame(page).locator("#say").fill("my secret")
    frame(page).locator("#say").press("Enter")
    expect(replies(page)).to_contain_text("Meera Nair")
    expect(frame(page).locator("#log .person")).to_have_count(0)
    assert shown.fake.asked == []


def test_only_the_page_around_is_listened_to(shown: Shown) -> None:
    page = opened(shown())
    page.frames[1].evaluate("window.postMessage({ saathi: 'leave' }, '*')")
    page.evaluate("window.postMessage({ saathi: 'close' }, '*')")
    page.evaluate("""address => {
      const other = document.createElement('iframe');
      other.id = 'other';
      other.src = address;
      document.body.append(other);
    }""", f"{shown.address}/widget")
    other = page.frame_locator("#other").locator("html")
    other.evaluate("() => { for (const saathi of ['close', 'token']) parent.postMessage({ saathi }, '*'); }")
    expect(say(page, "gaps")).to_be_visible()
    assert list(shown.fake.tokens.values()) == ["SY001"]


def test_a_phone_is_connected_in_the_widget(shown: Shown) -> None:
    page = opened(shown(viewport={"width": 320, "height": 568}))
    frame(page).get_by_role("button", name=EN["phones"]["button"]).click()
    dialog = frame(page).locator("#phones-dialog")
    dialog.get_by_role("button", name="Link Telegram").click()
    expect(dialog.get_by_role("img", name="QR code that opens Telegram")).to_be_visible()
    assert frame(page).locator("html").evaluate("box => box.scrollWidth - box.clientWidth") <= 0
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator("saathi-chat dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("saathi-chat dialog")).to_be_hidden()


# Lines that break


@pytest.fixture
def line(shown: Shown) -> Iterator[Line]:
    made = Line(shown.address)
    shown.portal.saathi = made.address
    yield made
    made.close()


def test_a_stream_that_breaks_goes_on_where_it_broke(shown: Shown, line: Line) -> None:
    page = opened(shown())
    line.cuts = 2
    message = say(page, "gaps")
    expect(message).to_contain_text("Preventive Vigilance")
    told = frame(page).locator("#spoken p").all_inner_texts()
    assert told.count("You meet 1 of the 3 competencies that your post requires.") == 1
    assert told.count("Two are open.") == 1
    heard = b"".join(line.heard).lower()
    # once the start and one sentence were heard, then one sentence more
    assert re.findall(rb"last-event-id: (\d+)", heard) == [b"1"]
    assert line.cuts == 0
    assert len(shown.fake.given) == 1 and len({asked.id for asked in shown.fake.asked}) == 1


def test_where_streams_always_break_the_answer_comes_in_one_piece(shown: Shown, line: Line) -> None:
    page = opened(shown())
    line.cuts = 1000
    expect(say(page, "gaps")).to_contain_text("Preventive Vigilance")
    assert (len(shown.fake.asked), len(shown.fake.given)) == (3, 1)
    expect(say(page, "courses")).to_contain_text("Office Procedure")
    assert (len(shown.fake.asked), len(shown.fake.given)) == (4, 2)


def test_it_works_on_a_slow_line(shown: Shown) -> None:
    page = shown()
    slow = {"offline": False, "latency": 300, "downloadThroughput": 30_000, "uploadThroughput": 10_000}
    page.context.new_cdp_session(page).send("Network.enable")
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", slow)
    page.route("**/assets/**", lambda route: (page.wait_for_timeout(150), route.continue_()))
    launcher(page).click()
    expect(page.locator("saathi-chat .state")).to_contain_text(EN["widget"]["loading"])
    expect(replies(page)).to_have_count(1, timeout=30_000)
    expect(say(page, "gaps")).to_contain_text("Preventive Vigilance")


def test_pictures_and_files_come_without_a_cookie(shown: Shown) -> None:
    page = opened(shown())
    message = say(page, "figures")
    picture = message.locator(".chart img")
    expect(picture).to_have_js_property("naturalWidth", 320)
    with page.expect_download() as coming:
        message.get_by_role("link", name="The figures").click()
    assert coming.value.suggested_filename == "figures.csv"
    expect(message.locator(".saved")).to_have_text(EN["frame"]["saved"])
