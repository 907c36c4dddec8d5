"""The system map in Chromium: finding, walking, laying over, comparing, supposing; by keyboard, on a phone, in Hindi,
at three thousand nodes."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from bot.http import map as map_routes
from bot.http.app import create_app
from tests.browser.conftest import Open
from tests.browser.fake import Fake
from tests.browser.hands import EN, HI, tab_to
from tests.browser.mapping import FakeMap, large
from tests.browser.test_insights import RULES

pytestmark = pytest.mark.browser

Opened = Callable[..., Page]


class Mapped(Fake):
    """The fake with a map."""

    def __init__(self, the_map: FakeMap) -> None:
        super().__init__()
        self.map = the_map


@contextlib.contextmanager
def serving(the_map: FakeMap) -> Iterator[str]:
    """The address of a server with this map."""
    app = create_app(Mapped(the_map))
    if not any(getattr(route, "path", "") == "/map" for route in app.routes):
        app.include_router(map_routes.router)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=2))
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        while not server.started:
            assert thread.is_alive(), "the server did not start"
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(timeout=10)


@pytest.fixture
def the_map() -> FakeMap:
    return FakeMap()


@pytest.fixture
def opened(browser: Browser, the_map: FakeMap) -> Iterator[Opened]:
    """Opens the page as a person; nothing may raise an error or break the policy."""
    with serving(the_map) as address:
        opening = Open(browser, address)
        with opening.stack:
            def open_it(person: str = "SY001", query: str = "", **options: Any) -> Page:
                page = opening(person, **options)
                page.goto(f"{address}/map{query}")
                expect(page.locator("#graph[data-drawn]")).to_be_visible()
                return page
            yield open_it
        assert opening.wrong == []


def clean(page: Page) -> None:
    """Axe-core finds nothing."""
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(each["id"], [node["target"] for node in each["nodes"]]) for each in found] == []


def drawn(page: Page) -> None:
    """Something stands on the canvas."""
    painted = page.evaluate("""[...document.querySelectorAll('#graph canvas')].some((canvas) => {
        const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
        return data.some((value) => value); })""")
    assert painted


def test_it_opens_at_ones_own_post_with_everything_beside_it_in_words(opened: Opened) -> None:
    page = opened()
    expect(page.locator("#picture-title")).to_have_text("Section Officer")
    drawn(page)
    told = page.locator("#node-told")
    expect(told).to_contain_text(EN["map"]["mine_sign"])
    expect(told.locator("h3", has_text=EN["map"]["in_flow"]).locator("+ ul a")).to_have_text(["Clerk", "The public"])
    expect(told.locator("h3", has_text=EN["map"]["out_asks"]).locator("+ ul")).to_contain_text("asks level 3")
    expect(page.locator("#nodes tbody tr")).to_have_count(8)
    expect(page.locator("#links tbody")).to_contain_text("2 pieces of work")
    expect(page.locator("#state")).to_contain_text("1")
    expect(page.locator("#crumbs")).to_contain_text("Department of <b>Posts</b>")
    clean(page)


def test_a_node_is_found_by_keyboard_and_opened(opened: Opened) -> None:
    page = opened()
    tab_to(page, page.locator("#say"))
    page.keyboard.type("off")
    expect(page.locator("#found li")).to_have_count(5)
    page.keyboard.press("ArrowDown")
    expect(page.locator("#found [aria-selected=true]")).to_contain_text("Section Officer")
    clean(page)
    page.locator("#say").fill("eng")
    expect(page.locator("#found li").first).to_contain_text("Engineer (Locks)")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#picture-title")).to_have_text("Engineer (Locks)")
    expect(page.locator("#picture-title")).to_be_focused()
    assert "about=position%3AP5" in page.url
    page.go_back()
    expect(page.locator("#picture-title")).to_have_text("Section Officer")
    page.locator("#say").fill("zzz")
    expect(page.locator("#counted")).to_have_text(EN["map"]["none_found"])


def test_the_keyboard_walks_along_the_flow(opened: Opened) -> None:
    page = opened()
    tab_to(page, page.locator("#graph"))
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#walked")).to_contain_text("Clerk, Position")
    expect(page.locator("#node-title")).to_have_text("Clerk")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#walked")).to_contain_text("The public")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#walked")).to_contain_text("Director")
    page.keyboard.press("+")
    page.keyboard.press("Enter")
    expect(page.locator("#picture-title")).to_have_text("Director")


def test_figures_are_laid_over_and_what_is_silent_says_so(opened: Opened, the_map: FakeMap) -> None:
    page = opened()
    page.locator("#overlay").select_option("gaps")
    expect(page.locator("#laid table")).to_have_count(3)
    expect(page.locator("#laid-told")).to_contain_text(EN["map"]["silent_sign"])
    expect(page.locator("#laid tbody")).to_contain_text(["Section Officer"] * 1 + [""] * 2)
    expect(page.locator("#nodes thead")).to_contain_text("Readiness (%)")
    expect(page.locator("#node .figures")).to_contain_text("100 %")
    expect(page.locator("#legend")).to_be_visible()
    assert [each[3] for each in the_map.asked] == ["position", "competency", "organisation"]
    with page.expect_response(lambda answer: "place=O2" in answer.url and "of=organisation" in answer.url):
        page.locator("#place").select_option("O2")
    expect(page.locator("#laid table")).to_have_count(3)
    assert the_map.asked[-1][2] == "O2"
    clean(page)
    page.locator("#overlay").select_option("hands")
    expect(page.locator("#laid tbody tr")).to_have_count(1)
    expect(page.locator("#laid tbody tr a")).to_have_text(["Section Officer", "Under Secretary"])


def test_whoever_may_see_no_figures_sees_the_framework(opened: Opened) -> None:
    page = opened("SY003", "?about=position%3AP1&overlay=gaps")
    expect(page.locator("#laid-told")).to_contain_text("not yours to see")
    expect(page.locator("#laid table")).to_have_count(0)
    expect(page.locator("#whose")).to_be_hidden()
    expect(page.locator("#nodes tbody tr")).to_have_count(8)


def test_layers_steps_and_the_whole(opened: Opened) -> None:
    page = opened()
    page.locator("#layers input[value=competencies]").uncheck()
    expect(page.locator("#nodes tbody tr")).to_have_count(6)
    page.locator("#depth").select_option("2")
    expect(page.locator("#nodes tbody tr")).to_have_count(9)
    page.locator("#whole").click()
    expect(page.locator("#picture-title")).to_have_text(EN["map"]["everything"])
    expect(page.locator("#nodes tbody tr")).to_have_count(9)
    page.locator("#home").click()
    expect(page.locator("#picture-title")).to_have_text("Department of <b>Posts</b>")


def test_paths_comparisons_and_suppositions(opened: Opened) -> None:
    page = opened()
    for name, text in (("path", "from P3 to P3"), ("compare", "O2 beside O2"), ("what-if", "40 finish K2")):
        page.locator(f"#{name} summary").click()
        page.locator(f"#{name} button").click()
        expect(page.locator(f"#{name} .reply")).to_contain_text(text)
        expect(page.locator(f"#{name} .reply table")).to_be_visible()
    clean(page)


def test_an_address_opens_a_comparison_or_a_supposition(opened: Opened) -> None:
    page = opened(query="?about=organisation%3AO2&against=organisation%3AO3")
    expect(page.locator("#compare-other")).to_have_value("O3")
    other = opened(query="?about=position%3AP1&course=K1")
    expect(other.locator("#if-course")).to_have_value("K1")
    expect(other.locator("#if-position")).to_have_value("P1")


def test_without_a_session_it_says_so(opened: Opened) -> None:
    page = opened()
    page.context.clear_cookies()
    page.reload()
    expect(page.locator("#closed-why")).to_have_text(EN["errors"]["session"])
    expect(page.locator("#all")).to_be_hidden()
    clean(page)


def test_without_the_library_lists_and_tables_remain(opened: Opened) -> None:
    page = opened()
    page.route("**/cytoscape*", lambda route: route.abort())
    page.reload()
    expect(page.locator("#graph")).to_contain_text(EN["map"]["no_picture"])
    page.locator("#node-told a", has_text="Clerk").click()
    expect(page.locator("#picture-title")).to_have_text("Clerk")
    expect(page.locator("#nodes tbody tr").first).to_be_visible()


def test_on_a_phone_nothing_is_wider_than_the_screen(opened: Opened) -> None:
    page = opened(viewport={"width": 320, "height": 640}, query="?overlay=gaps&about=position%3AP1")
    expect(page.locator("#laid table").first).to_be_visible()
    page.locator("#what-if summary").click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    small = page.evaluate("""[...document.querySelectorAll('main a, main button, main summary, main select')]
        .filter(each => each.offsetParent && each.getBoundingClientRect().height < 24).map(each => each.outerHTML)""")
    assert small == []
    clean(page)


def test_in_hindi_in_the_dark_and_on_paper(opened: Opened) -> None:
    page = opened(locale="hi-IN", color_scheme="dark", query="?overlay=gaps&about=position%3AP1")
    page.locator("[data-language=hi]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(HI["map"]["title"])
    expect(page.locator("#picture-title")).to_have_text("अनुभाग अधिकारी")
    expect(page.locator("#laid table").first).to_be_visible()
    clean(page)
    page.emulate_media(media="print")
    expect(page.locator(".controls")).to_be_hidden()
    expect(page.locator("#nodes table")).to_be_visible()


def test_three_thousand_nodes_are_shown_and_walked(browser: Browser) -> None:
    the_map = FakeMap(large())
    with serving(the_map) as address:
        opening = Open(browser, address)
        with opening.stack:
            page = opening("SY001")
            page.goto(f"{address}/map?about=&layers=flow.organisations.competencies.courses")
            expect(page.locator("#graph[data-drawn]")).to_be_visible(timeout=20_000)
            expect(page.locator("#nodes tbody tr")).to_have_count(60)
            expect(page.locator("#layers")).to_contain_text("1,500")
            expect(page.locator("#state")).to_contain_text("3,000")
            drawn(page)
            page.locator("#graph").focus()
            page.keyboard.press("ArrowRight")
            expect(page.locator("#walked")).not_to_be_empty()
            page.locator("#nodes .more button").click()
            expect(page.locator("#nodes tbody tr")).to_have_count(300)
        assert opening.wrong == []
