"""How the widget looks and what it tells assistive technology: on rough pages, small screens, in portals' colours."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Frame, Page, expect

from bot.http import chat
from tests.browser.conftest import Open
from tests.browser.hands import say as say_on_page
from tests.browser.portals import HOSTILE, Portal
from tests.browser.showing import EN, HI, Shown, frame, launcher, opened, replies, say

pytestmark = pytest.mark.browser
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SMALL = {"width": 320, "height": 568}


def faults(page: Page | Frame) -> list[str]:
    """What axe finds wrong with a page or with a frame by itself."""
    page.evaluate(AXE)
    found = page.evaluate("rules => axe.run({ runOnly: rules, iframes: false, resultTypes: ['violations'] })", RULES)
    return [f"{each['id']}: {node['html']} {node['failureSummary']}" for each in found["violations"]
            for node in each["nodes"]]


@pytest.mark.parametrize(("look", "language"), [
    ({}, "en"), ({"theme": "dark"}, "hi"), ({"theme": "light", "color": "#7a1f2b"}, "hi"),
    ({"theme": "dark", "color-dark": "#ffd27a"}, "en")])
def test_axe_finds_nothing_wrong_with_the_widget(shown: Shown, look: dict[str, str], language: str) -> None:
    shown.portal.attributes = {"language": language, **look}
    page = shown()
    assert faults(page) == []
    opened(page)
    inner = page.frames[1]
    assert faults(inner) == []
    for text in ("gaps", "courses", "table", "figures", "quiz", "b", "a, b", "d, a", "hindi"):
        say(page, text)
    frame(page).locator(".about summary").first.click()
    frame(page).locator(".thumb[data-thumb=down]").last.click()
    assert faults(inner) == []
    assert faults(page) == []


@pytest.mark.parametrize("who", [None, "NOBODY"])
def test_axe_finds_nothing_wrong_where_nobody_gets_in(shown: Shown, who: str | None) -> None:
    shown.portal.who = who
    page = shown(viewport=SMALL)
    launcher(page).click()
    expect(frame(page).locator("#again")).to_be_visible()
    assert faults(page.frames[1]) == []
    assert faults(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong_with_the_page(start: Open, scheme: Any) -> None:
    page = start(None, color_scheme=scheme)
    assert faults(page) == []
    page.locator("[data-person=SY001]").click()
    expect(page.locator("#log .saathi")).to_have_count(1)
    for text in ("gaps", "courses", "table", "quiz", "b", "a, b", "d, a", "hindi"):
        say_on_page(page, text)
    assert faults(page) == []


@pytest.mark.parametrize("language", ["en", "hi"])
@pytest.mark.parametrize(("width", "height"), [(320, 568), (320, 256)])
def test_a_small_screen_is_filled_and_nothing_scrolls_sideways(
    shown: Shown, language: str, width: int, height: int,
) -> None:
    shown.portal.attributes = {"language": language}
    page = opened(shown(viewport={"width": width, "height": height}, has_touch=True))
    assert page.locator("saathi-chat dialog").bounding_box() == {"x": 0, "y": 0, "width": width, "height": height}
    for text in ("gaps", "courses", "table", "figures", "quiz", "b", "hindi", "w" * 300):
        say(page, text)
        for name in ("html", "#scroller"):
            assert frame(page).locator(name).evaluate("box => box.scrollWidth - box.clientWidth") <= 0, (name, text)
    assert page.locator("html").evaluate("box => box.scrollWidth - box.clientWidth") <= 0


def test_on_a_small_screen_the_page_behind_is_out_of_reach(shown: Shown) -> None:
    page = opened(shown(viewport=SMALL))
    for _ in range(30):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement?.localName") in ("saathi-chat", "body")
    frame(page).locator("#say").focus()
    page.keyboard.press("Escape")
    expect(page.locator("saathi-chat dialog")).to_be_hidden()
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("link", name="Notices")).to_be_focused()


def test_beside_the_page_the_page_stays_in_reach(shown: Shown) -> None:
    page = opened(shown())
    page.get_by_role("link", name="Notices").focus()
    expect(page.get_by_role("link", name="Notices")).to_be_focused()
    expect(page.locator("saathi-chat dialog")).to_be_visible()


def test_a_window_that_becomes_narrow_keeps_the_conversation(shown: Shown) -> None:
    page = opened(shown())
    say(page, "gaps")
    page.set_viewport_size(SMALL)
    expect(page.locator("saathi-chat dialog:modal")).to_be_visible()
    expect(replies(page)).to_have_count(2)
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(page.locator("saathi-chat dialog:modal")).to_have_count(0)
    expect(replies(page)).to_have_count(2)


def test_targets_are_large_enough(shown: Shown) -> None:
    page = opened(shown(viewport=SMALL, has_touch=True))
    for text in ("gaps", "table", "figures", "quiz", "b"):
        say(page, text)
        for control in frame(page).locator("button:visible, summary:visible, a:visible, label.option:visible").all():
            box = control.bounding_box()
            assert box and box["height"] >= 24 and box["width"] >= 24, control
    frame(page).locator("#shut").click()
    box = launcher(page).bounding_box()
    assert box and box["height"] >= 44 and box["width"] >= 44


# Rough pages


def drawn(page: Page) -> dict[str, Any]:
    """What a page's style sheets could spoil of the button and the window."""
    return dict(page.evaluate("""() => {
      const root = document.querySelector('saathi-chat').shadowRoot;
      const told = {};
      for (const name of ['.launcher', 'dialog', 'iframe', '.launcher span']) {
        const box = root.querySelector(name)?.getBoundingClientRect();
        const style = getComputedStyle(root.querySelector(name));
        told[name] = [box.x, box.y, box.width, box.height, style.color, style.backgroundColor, style.fontSize,
          style.fontFamily, style.letterSpacing, style.textTransform, style.visibility, style.display,
          style.pointerEvents, style.opacity].map(String);
      }
      return told;
    }"""))


@pytest.mark.parametrize("position", ["right", "left"])
def test_style_sheets_of_the_page_do_not_reach_in(shown: Shown, position: str) -> None:
    shown.portal.attributes = {"position": position}
    plain = opened(shown())
    expected = drawn(plain)
    shown.portal.css = HOSTILE
    rough = opened(shown())
    assert drawn(rough) == expected
    expect(say(rough, "gaps")).to_contain_text("Preventive Vigilance")


def test_it_keeps_to_the_strictest_policy_and_works_without_any(shown: Shown) -> None:
    opened(shown())
    shown.portal.strict = False
    opened(shown())


# Colours and languages


def accents(page: Page) -> tuple[str, str, str]:
    """The button's colour, and in the frame those of the send button and of its text."""
    send = frame(page).locator("#send")
    return (launcher(page).evaluate("box => getComputedStyle(box).backgroundColor"),
            send.evaluate("box => getComputedStyle(box).backgroundColor"),
            send.evaluate("box => getComputedStyle(box).color"))


OURS = ("rgb(27, 90, 128)", "rgb(27, 90, 128)", "rgb(255, 255, 255)")
OURS_DARK = ("rgb(140, 196, 232)", "rgb(140, 196, 232)", "rgb(14, 28, 39)")


@pytest.mark.parametrize(("look", "css", "seen"), [
    ({}, "", OURS),
    ({"color": "#7a1f2b"}, "", ("rgb(122, 31, 43)", "rgb(122, 31, 43)", "rgb(255, 255, 255)")),
    ({"color": "darkgreen"}, "", ("rgb(0, 100, 0)", "rgb(0, 100, 0)", "rgb(255, 255, 255)")),
    ({}, "saathi-chat { --saathi-color: rgb(80 0 80) }", ("rgb(80, 0, 80)", "rgb(80, 0, 80)", "rgb(255, 255, 255)")),
    ({"color": "#ffcc00"}, "", OURS), ({"color": "#777"}, "", OURS), ({"color": "red; background: url(x)"}, "", OURS),
    ({"color": "rgba(0, 0, 0, .3)"}, "", OURS), ({"color": "nonsense"}, "", OURS),
    ({"theme": "dark"}, "", OURS_DARK), ({"theme": "dark", "color": "#7a1f2b"}, "", OURS_DARK),
    ({"theme": "dark", "color-dark": "#ffd27a"}, "", ("rgb(255, 210, 122)", "rgb(255, 210, 122)", "rgb(14, 28, 39)")),
])
def test_a_colour_is_taken_only_where_it_can_be_read(
    shown: Shown, look: dict[str, str], css: str, seen: tuple[str, str, str],
) -> None:
    shown.portal.attributes, shown.portal.css = look, css
    assert accents(opened(shown())) == seen


def test_the_scheme_is_that_of_the_person_unless_the_portal_sets_it(shown: Shown) -> None:
    assert accents(opened(shown(color_scheme="dark"))) == OURS_DARK
    shown.portal.attributes = {"theme": "light"}
    assert accents(opened(shown(color_scheme="dark"))) == OURS


def test_the_dark_scheme_is_the_pages_own() -> None:
    """`frame.css` sets by the portal's wish what `chat.css` sets by that of the person."""
    pages = Path(__file__).parents[2] / "bot" / "http" / "pages"
    def block(text: str) -> list[str]:
        return text[text.index("--ground: #12181f"):].split("}")[0].split()

    assert block((pages / "chat.css").read_text(encoding="utf-8")) == \
        block((pages / "frame.css").read_text(encoding="utf-8"))


def test_it_speaks_hindi_where_the_portal_does(shown: Shown) -> None:
    shown.portal.attributes = {"language": "hi"}
    page = shown()
    expect(launcher(page)).to_have_text(HI["widget"]["open"])
    expect(page.locator("saathi-chat .all")).to_have_attribute("lang", "hi")
    opened(page)
    expect(frame(page).locator("html")).to_have_attribute("lang", "hi")
    expect(replies(page)).to_contain_text("नमस्ते")
    expect(replies(page)).to_have_attribute("lang", "hi")
    assert "नमस्ते Aparna Sharma।" in frame(page).locator("#spoken p[lang=hi]").all_inner_texts()
    frame(page).get_by_role("button", name="English").click()
    expect(replies(page)).to_contain_text("Good morning")
    expect(page.locator("saathi-chat iframe")).to_have_attribute("title", HI["widget"]["title"])
    page.evaluate("document.querySelector('saathi-chat').setAttribute('language', 'en')")
    expect(page.locator("saathi-chat iframe")).to_have_attribute("title", EN["widget"]["title"])


def test_a_person_is_spoken_to_in_their_own_language_where_the_portal_asks_for_none(shown: Shown) -> None:
    shown.portal.who = "SY002"
    page = opened(shown())
    expect(replies(page)).to_contain_text("नमस्ते")
    expect(launcher(page)).to_have_text(EN["widget"]["open"])


def test_every_sentence_is_heard_once_in_its_language(shown: Shown) -> None:
    page = opened(shown())
    expect(frame(page).locator("#spoken")).to_have_attribute("aria-live", "polite")
    message = say(page, "hindi")
    expect(message).to_have_attribute("lang", "hi")
    told = frame(page).locator("#spoken p")
    assert told.all_inner_texts() == ["आपके पद के लिए 3 दक्षताएँ अपेक्षित हैं।", "2 में अंतर है।",
                                      HI["labels"]["suggestions"].format(list="योजना दिखाएँ, प्रश्नोत्तरी")]
    assert {each.get_attribute("lang") for each in told.all()} == {"hi"}


def test_texts_fall_into_sentences_as_the_server_sends_them(shown: Shown) -> None:
    page = opened(shown())
    for text in ("One. Two? Three!", "एक है। दो हैं।", "A list:\n1. first\n2. second", "3.5 hours", "…", "a\n\nb", " ",
                 "End.\n", "Wait... what?! Yes."):
        pieces = page.frames[1].evaluate("async text => (await import('/assets/text.js')).sentences(text)", text)
        assert "".join(pieces) == text
        told = [piece.strip() for piece in chat._sentence_ends.split(text) if piece.strip()]
        assert [piece.strip() for piece in pieces if piece.strip()] == told


def test_with_little_motion_nothing_moves(shown: Shown) -> None:
    page = opened(shown())
    assert page.locator("saathi-chat dialog").evaluate("box => getComputedStyle(box).animationName") == "none"
    moving = opened(shown(reduced_motion="no-preference"))
    assert moving.locator("saathi-chat dialog").evaluate("box => getComputedStyle(box).animationName") == "rise"


def test_the_element_can_stand_in_the_page_itself(shown: Shown, portal: Portal) -> None:
    portal.body = '<h1>Portal</h1><saathi-chat token-url="/saathi-token" language="hi"></saathi-chat>'
    page = shown()
    expect(page.locator("saathi-chat")).to_have_count(1)
    expect(launcher(page)).to_have_text(HI["widget"]["open"])
    page.evaluate("document.querySelector('saathi-chat').open()")
    expect(replies(page)).to_have_count(1)
    page.evaluate("document.querySelector('saathi-chat').close()")
    expect(page.locator("saathi-chat dialog")).to_be_hidden()
