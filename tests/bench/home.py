"""How soon the manager's home at /insights paints and shows its figures, beside the chat page's first paint.

A server of its own and Chromium; a fresh browser context each time, so that nothing is cached. The first time after a
start the figures are computed, from then on they are kept while the facts are current: both are told.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bot.store.database import open_database
from tests.bench import homes
from tests.bench.street import free_port, ready
from tests.bench.table import show, times
from tests.bench.timing import at, median

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = "/usr/bin/chromium"
ROUNDS = 9
WAIT_MS = 180_000
# A first figure, a section, or why there is none.
SHOWN = ".card, #sections details, #closed:not([hidden])"
PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"


def run(home: Path) -> None:
    """The measurement: for one person of each capability that the page is for."""
    from playwright.sync_api import sync_playwright

    people = _people(home)
    with _served(home) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        _visit(browser, address, "/", people[0][1], "#composer")  # what a first page loads is loaded
        chat = [_visit(browser, address, "/", people[0][1], "#composer")[0] for _ in range(ROUNDS)]
        rows: list[list[str | float | int | None]] = [["the chat page", median(chat), at(0.95, chat), "", None, None]]
        for capability, person in people:
            first = _visit(browser, address, "/insights", person, SHOWN)[1]
            found = [_visit(browser, address, "/insights", person, SHOWN) for _ in range(ROUNDS)]
            paints, figures = [each[0] for each in found], [each[1] for each in found]
            rows.append([f"/insights, {capability}", median(paints), at(0.95, paints), times(median(paints), median(
                chat)), median(figures), first])
        browser.close()
    show("home: milliseconds to the first contentful paint, and to the first figures", (
        "page", "paint p50", "p95", "to the chat", "figures p50", "figures at first"), rows,
        [f"{ROUNDS} visits each in a fresh browser; figures at first: after a start, when nothing is kept."])


def _people(home: Path) -> list[tuple[str, str]]:
    """One official for each capability: of those on a place, the one with the most officials below it."""
    database = open_database(None, home)
    try:
        with database.connection() as conn:
            rows = conn.execute(
                "WITH RECURSIVE tree (top, id) AS (SELECT id, id FROM organisations UNION SELECT tree.top, o.id "
                "FROM organisations o JOIN tree ON o.parent_id = tree.id), sizes AS (SELECT tree.top, count(*) AS n "
                "FROM tree JOIN officials ON officials.organisation_id = tree.id GROUP BY tree.top) "
                "SELECT DISTINCT ON (g.capability) g.capability, g.official_id FROM grants g "
                "LEFT JOIN sizes ON sizes.top = g.organisation_id "
                "WHERE g.capability IN ('hr', 'leader', 'analyst', 'provider') "
                "ORDER BY g.capability, sizes.n DESC NULLS LAST, g.official_id").fetchall()
            boss = conn.execute(
                "SELECT reports_to FROM officials WHERE reports_to IS NOT NULL AND reports_to NOT IN "
                "(SELECT official_id FROM grants) GROUP BY reports_to ORDER BY count(*) DESC, reports_to LIMIT 1"
            ).fetchone()
    finally:
        database.close()
    return [*((str(row[0]), str(row[1])) for row in rows), *([("their team alone", str(boss[0]))] if boss else [])]


def _visit(browser: Browser, address: str, path: str, person: str, shown: str) -> tuple[float, float]:
    """When a page painted first and when it showed what it is for, in milliseconds from the start of its loading."""
    with browser.new_context(locale="en-IN", reduced_motion="reduce") as context:
        page = context.new_page()
        answer = context.request.post(f"{address}/api/session", data={"as": person})
        if not answer.ok:
            raise RuntimeError(f"no session: {answer.status}")
        started = time.perf_counter()
        page.goto(f"{address}{path}")
        page.locator(shown).first.wait_for(timeout=WAIT_MS)
        took = (time.perf_counter() - started) * 1000
        return float(page.evaluate(PAINT)), took


@contextmanager
def _served(home: Path) -> Iterator[str]:
    """The address of a server over a home."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "bot.cli", "serve", "--pick-person", "--port", str(port)],
                               env=homes.environment(home), cwd=homes.ROOT, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    try:
        ready(f"http://127.0.0.1:{port}/readyz")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)
