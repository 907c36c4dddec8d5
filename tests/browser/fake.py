"""A Saathi of canned replies, true to the contract of `bot.http.companion`, and a server on a free port around it.

What a person says picks the reply by its first word; together the replies carry every kind of block.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import uvicorn

from bot.charts.picture import MEDIA_TYPES
from bot.documents import FORMS
from bot.documents.contract import Document
from bot.documents.figures import NothingKeptError
from bot.documents.statements import NotYoursError, PeriodError
from bot.http.app import create_app
from bot.http.companion import Card, Companion
from bot.people import portal
from bot.people.linking import Invitation, drawn
from bot.people.sign_in import SignIn
from bot.settings import Settings, SignInSettings, WidgetSettings
from bot.turn import Heard, Incoming, Reply
from bot.watching import Watch
from prompts.loader import spoken
from tests.browser.drafting import FakeDrafts
from tests.browser.mapping import FakeMap
from tests.browser.overseeing import FakeHome
from tests.browser.reviewing import FakeReviews

EVIL = "<img src=x onerror=\"window.hacked = true\">"
DEVANAGARI = range(0x900, 0x980)
PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg" width="320" height="120"><rect width="320" height="120"/></svg>'
PEOPLE = [
    Card("SY001", "Aparna Sharma", "Section Officer", "Department of Posts", "en", insights=True),
    Card("SY002", "रमेश कुमार", "सहायक अनुभाग अधिकारी", "राजस्व विभाग", "hi"),
    Card("SY003", "Meera Nair", "Director (Vigilance)", "Directorate of Vigilance and Anti-Corruption, Regional Office",
         "en"),
]
STEM = "An application received on 3 June concerns records of another ministry. By when must it be transferred?"
OPTIONS = ["Within two days", "Within five days", "Within thirty days", "There is no limit"]


def choice(name: str, label: str, say: str | None = None) -> dict[str, str]:
    return {"id": name, "label": label, "say": say or label}


def question(kind: str | None = None, options: list[str] | None = None) -> dict[str, Any]:
    block: dict[str, Any] = {"type": "question", "id": f"Q-{kind or 'plain'}", "stem": STEM}
    block["options"] = OPTIONS if options is None else options
    return {**block, "kind": kind} if kind else block


COMPETENCIES = {"type": "competencies", "items": [
    {"id": "C1", "label": "Preventive Vigilance", "required": 4, "held": 2, "gap": 2},
    {"id": "C2", "label": "Disciplinary Proceedings under the Conduct Rules", "required": 4, "held": 0, "gap": 4},
    {"id": "C3", "label": "Noting and Drafting", "required": 2, "held": 3, "gap": 0},
    {"id": "C4", "label": "सूचना का अधिकार", "required": None, "held": 1, "gap": None},
    {"id": "C5", "label": "Cyber Hygiene", "required": 1, "held": None, "gap": None},
]}
COURSES = {"type": "courses", "items": [
    {"id": "CRS1", "title": f"Basics of Preventive Vigilance {EVIL}", "minutes": 200, "languages": ["en", "hi"],
     "closes": [{"competency_id": "C1", "label": "Preventive Vigilance", "from": 2, "to": 4},
                {"competency_id": "C2", "from": 0, "to": 1}],
     "why": "closes Preventive Vigilance (2 → 4); to be taken before Office Procedure", "weeks": [1, 2],
     "provider": "Institute of Secretariat Training"},
    {"id": "CRS2", "title": "टिप्पणी और मसौदा लेखन", "minutes": 45, "languages": ["hi"], "closes": [], "why": ""},
    {"id": "CRS3", "title": "Office Procedure", "minutes": 60, "languages": ["en"], "closes": [], "why": "Short.",
     "weeks": [3, 3]},
]}
TABLE = {"type": "table", "title": "Gap rate by department", "columns": [
    {"id": "department", "label": "Department"}, {"id": "gap_rate", "label": "Gap rate", "unit": "%"},
    {"id": "officials", "label": "Officials required to hold it"}, {"id": "last", "label": "Last completion"},
    {"id": "plan", "label": "Has a plan"}],
    "rows": [[{"id": "D1", "label": "Department of Posts"}, 61.237, 1204, "2026-11-02", True],
             [{"id": "D2", "label": "Road Safety Cell"}, {"suppressed": True}, {"suppressed": True}, None, False],
             [{"id": "D3", "label": "राजस्व विभाग"}, 43, 120450, "2026-10-30", True]]}


def _said(text: str, *blocks: dict[str, Any], **more: Any) -> Callable[[], Reply]:
    return lambda: Reply(**{"outcome": "answered", "text": text, "blocks": list(blocks), **more})


REPLIES: dict[str, Callable[[], Reply]] = {
    "gaps": _said("You meet 1 of the 3 competencies that your post requires. Two are open.\nThe widest is Disciplinary "
                  "Proceedings: 4 required, you hold none.\n• Preventive Vigilance: 4 required, 2 held\nand 1 "
                  "more, in the list below.", COMPETENCIES,
                  {"type": "choices", "items": [choice("plan", "Show the plan", "courses please"),
                                                choice("quiz", "Quiz me on one", "quiz"),
                                                choice("why", "Why level 2?")]},
                  tool="check_gaps", understood="Your open gaps against your post",
                  sources=[{"kind": "position", "id": "POS-10"}, {"kind": "snapshot", "id": "2026-11-20"}]),
    "courses": _said("Two courses (3 h 20 min) would close one gap.", COURSES, tool="recommend"),
    "table": _said("Gap rate in Noting and Drafting by department, as of 20 November 2026.", TABLE,
                   {"type": "chart", "spec": {}, "alternative": "Bars: Department of Posts 61.24 %, Revenue 43 %."},
                   {"type": "document", "href": "/files/table.csv", "media_type": "text/csv", "label": "The table"},
                   {"type": "document", "href": "javascript:alert(1)", "media_type": "text/html", "label": "Trap"},
                   {"type": "hologram", "items": [1]}, {"type": "map", "nodes": [], "edges": []},
                   tool="ask_workforce", understood="Gap rate for Noting and Drafting by department",
                   sources=[{"kind": "metric", "id": "gap_rate"}], entries=["E0001"]),
    "quiz": _said(f"Vigilance: 6 questions.\nQuestion 1 of 6: {STEM}\nAnswer with the letter.", question(),
                  tool="quiz"),
    "b": _said("Not quite. The answer is: b\nSection 6(3) gives five days; thirty are for the answer.\n"
               f"Question 2 of 6: {STEM}\nSeveral may be right.",
               {"type": "feedback", "item": "Q-plain", "correct": False,
                "explanation": "Section 6(3) gives five days; thirty are for the answer."},
               {**question("multiple"), "number": 2, "of": 6}, tool="quiz"),
    "a,": _said("Right.", {"type": "feedback", "item": "Q-multiple", "correct": True,
                           "explanation": "Both are said in section 6."}, question("order"), tool="quiz"),
    "d,": _said("Right again.", {"type": "feedback", "item": "Q-order", "correct": True, "explanation": "In order."},
                question("short", []), tool="quiz"),
    "five": _said("That was the last question.", {"type": "feedback", "item": "Q-short", "correct": True,
                                                  "explanation": "Five days."}, tool="quiz"),
    "hindi": _said("आपके पद के लिए 3 दक्षताएँ अपेक्षित हैं। 2 में अंतर है।", COMPETENCIES, COURSES, TABLE,
                   {"type": "feedback", "item": "x", "correct": True, "explanation": "धारा 6(3) में पाँच दिन हैं।"},
                   {"type": "choices", "items": [choice("p", "योजना दिखाएँ"), choice("q", "प्रश्नोत्तरी")]},
                   language="hi", tool="check_gaps", understood="आपके पद की दक्षताएँ",
                   sources=[{"kind": "position", "id": "POS-10"}]),
    "figures": _said("Half of the posts are filled.", {
        "type": "chart", "spec": {}, "alternative": "Bars: half and half.", "href": "/api/figures/f1.svg"},
        {"type": "document", "href": "/api/figures/f1.csv", "media_type": "text/csv", "label": "The figures"},
        tool="ask_workforce"),
    "error": _said("The store of the data does not answer just now.", outcome="error"),
    "evil": _said(f"You wrote {EVIL} and that is only text.", tool="small_talk"),
}


class Fake:
    """The fake; `asked` keeps what came in, `given` what was answered to turns that are answered once. `hold` makes
    answers wait, `fail` makes them raise."""

    def __init__(self, *, pick_person: bool = True, home: Path = Path("unused"),
                 widget: WidgetSettings | None = None, sign_in: SignInSettings | None = None,
                 public_url: str | None = None) -> None:
        self.settings = Settings(home=home, pick_person=pick_person, widget=widget or WidgetSettings(),
                                 sign_in=sign_in, public_url=public_url)
        self.signing: SignIn | None = None
        self.given: dict[str, Reply] = {}
        self.used: set[str] = set()
        self.asked: list[Incoming] = []
        self.stated: list[tuple[str, str, str | None, str | None, str | None]] = []
        self.tokens: dict[str, str] = {}
        # what a model is heard to write before it goes on
        self.pieces: list[str] = []
        self.go_on = threading.Event()
        self.go_on.set()
        self.fail = False
        self.waits = 0.0
        self.watch = Watch()
        self.linked: dict[str, list[dict[str, Any]]] = {}
        self.ready = True
        self.rated: list[tuple[str, str, str, str | None]] = []
        self.reviews = FakeReviews()
        self.drafts = FakeDrafts()
        self.insights = FakeHome()
        self.map = FakeMap()

    def rate(self, official_id: str, turn: str, thumb: str, reason: str | None, channel: str) -> bool:
        if not any(asked.id == turn and asked.official_id == official_id for asked in self.asked):
            return False
        self.rated.append((official_id, turn, thumb, reason))
        return True

    def answer(self, incoming: Incoming, heard: Heard | None = None) -> Reply:
        self.asked.append(incoming)
        for piece in self.pieces if heard else ():
            heard(piece)
        if not self.go_on.wait(20):
            raise TimeoutError
        if self.fail:
            raise RuntimeError("a secret detail")
        if incoming.once and incoming.id in self.given:
            return self.given[incoming.id]
        first = (incoming.say.split() or [""])[0].lower()
        made = REPLIES.get(first, _said(f"You said: {incoming.say}", tool="small_talk"))()
        made.id, made.took_ms = incoming.id, 12.34
        if first not in REPLIES and incoming.language:
            made.language = spoken(incoming.language)
        if incoming.once:
            self.given[incoming.id] = made
        return made

    def greet(self, official_id: str, language: str | None) -> Reply:
        card = self.person(official_id)
        assert card is not None
        if language == "hi":
            return Reply("answered", f"नमस्ते {card.name}। क्या जानना चाहेंगे?", language="hi", id="greeting", blocks=[
                {"type": "choices", "items": [choice("g", "मेरी कमियाँ", "gaps"), choice("q", "प्रश्नोत्तरी", "quiz")]}])
        return Reply("answered", f"Good morning, {card.name}. What would you like to know?", id="greeting", blocks=[
            {"type": "choices", "items": [choice("g", "Where am I short?", "gaps"), choice("q", "Quiz me", "quiz"),
                                          choice("c", "Find a course", "courses")]}])

    def figures(self, official_id: str, identity: str, form: str) -> Document:
        if identity != "f1" or official_id != "SY001":
            raise NothingKeptError(identity)
        return Document(f"figures.{form}", MEDIA_TYPES.get(form, "text/csv; charset=utf-8"), PICTURE)

    def statement(self, official_id: str, form: str, of: str | None, period: str | None, language: str | None
                  ) -> Document:
        self.stated.append((official_id, form, of, period, language))
        if of is not None and of != official_id:
            raise NotYoursError(of)
        if period == "2030-01":
            raise PeriodError(period)
        return Document(f"passbook-{official_id}.{form}", FORMS[form].media_type,
                        b'"the file"' if form == "json" else b"the file")

    def person(self, official_id: str) -> Card | None:
        return next((card for card in PEOPLE if card.id == official_id), None)

    def people(self, text: str, limit: int) -> list[Card]:
        if text == "many":
            return [Card(f"MANY{number}", f"Person {number}", "", "", "en") for number in range(limit)]
        return [card for card in PEOPLE if text.lower() in f"{card.name} {card.id}".lower()][:limit]

    def export(self, official_id: str) -> dict[str, Any]:
        return {"person": {"id": official_id}, "entries": [], "reminders": []}

    def open_session(self, official_id: str) -> str:
        token = f"token-{len(self.tokens)}"
        self.tokens[token] = official_id
        return token

    def session(self, token: str) -> str | None:
        return self.tokens.get(token)

    def close_session(self, token: str) -> None:
        self.tokens.pop(token, None)

    def portal_session(self, token: str, origin: str, before: str | None) -> str:
        found = portal.check(token, origin, self.settings.widget, datetime.now(UTC))
        if self.person(found.official_id) is None:
            raise portal.PortalTokenError("portal_person", "nobody")
        if found.token_id in self.used:
            raise portal.PortalTokenError("portal_late", "used")
        self.used.add(found.token_id)
        if before is not None and self.tokens.get(before) == found.official_id:
            return before
        self.close_session(before or "")
        return self.open_session(found.official_id)

    def health(self) -> dict[str, object]:
        index: object = "ok" if self.ready else "not built"
        return {"ready": self.ready, "database": "ok", "index": index, "tenant": "Government of Examples"}

    def links(self, official_id: str) -> dict[str, Any]:
        return {"channels": ["telegram", "whatsapp"], "links": self.linked.get(official_id, [])}

    def invite(self, official_id: str, channel: str, language: str) -> Invitation:
        if channel not in ("telegram", "whatsapp"):
            raise KeyError(channel)
        self.linked.setdefault(official_id, []).append({
            "id": f"{len(self.linked):032x}", "channel": channel, "since": "2026-11-20T10:00:00+05:30",
            "agreed": len(self.linked) > 1})
        address = f"https://t.me/examples_bot?start={'k' * 22}"
        return Invitation(channel, "k" * 22, address, drawn(address), datetime(2026, 11, 20, 10, 10, tzinfo=UTC))

    def unlink(self, official_id: str, link_id: str) -> bool:
        before = self.linked.get(official_id, [])
        self.linked[official_id] = [each for each in before if each["id"] != link_id]
        return len(before) != len(self.linked[official_id])

    def wait(self, official_id: str, turn: str) -> float:
        return self.waits

    def metrics(self) -> bytes:
        watch = Watch()
        for each in self.asked:
            watch.turn(each.channel, Reply("answered", "Yes.", id=each.id), {"act": 0.01})
        return watch.exposition({("saathi_queue_depth", (("state", "todo"), ("task", "turn"))): 2.0})


@contextlib.contextmanager
def serving(saathi: Companion) -> Iterator[str]:
    """The address of a server around a Saathi, on a free port of this machine, as long as the block lasts."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        config = uvicorn.Config(create_app(saathi), log_level="warning", timeout_graceful_shutdown=2)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        while not server.started:
            assert thread.is_alive(), "the server did not start"
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(timeout=10)
