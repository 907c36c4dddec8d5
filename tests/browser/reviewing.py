"""A review list of canned cases for the tests of its page, true to the contract of `bot.http.companion.Reviews`."""

from __future__ import annotations

import copy
from typing import Any

from bot.documents.contract import Document
from bot.people.learning import LearnRefusal
from bot.people.review_list import NoCaseError, NotReviewerError
from bot.store.feedback import Wanted

EVIL = "<img src=x onerror=\"window.hacked = true\">"
# Who may see the list.
REVIEWER = "SY001"


def understood(intent: str, tool: str | None, masked: str, **more: Any) -> dict[str, Any]:
    return {"ranking": [[intent, 0.62], ["recommend", 0.21], ["help_desk", 0.04]], "slots": {}, "person": False,
            "tool": tool, "outcome": "answered", "arguments": {}, "masked": masked, "unknown": "", **more}


def case(identity: str, said: str, then: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": identity, "channel": "web", "thumb": "down", "reason": None, "language": "en", "said": said,
            "understood": then, "meant": None, "state": "open", "day": "2026-11-20", "labels": {}, "learned": [],
            "log": [], "suggested": {}, **more}


MEANT = understood("find_course", "find_course", "courses on {competency}", slots={"competency": ["C1"]})
CASES = [
    case("c1", "anything on tendring for {person}?", understood(
        "check_gaps", "check_gaps", "anything on tendring for {person}", person=True, unknown="tendring"),
        reason=f"not what I asked {EVIL}", labels={"C1": "Public Procurement"}, thumb=None,
        meant={"said": "courses on procurement", "understood": MEANT},
        suggested={"synonym": {"phrase": "tendring", "of": "competency", "thing": "C1"},
                   "example": {"text": "anything on tendring", "intent": "find_course"}}),
    case("c2", "मेरी कमियाँ बताओ और सबसे बड़ी कमी के लिए एक छोटा पाठ्यक्रम भी दिखाओ", understood(
        "check_gaps", "check_gaps", "मेरी कमियाँ"), language="hi", reason="यह पुराना है", channel="telegram"),
    case("c3", f"show me {EVIL}", understood("show_role", None, "show me"), language="hinglish", thumb="down"),
]


class FakeReviews:
    """The list; `made` keeps what was asked of it."""

    def __init__(self) -> None:
        self.held = {each["id"]: copy.deepcopy(each) for each in CASES}
        self.made: list[tuple[Any, ...]] = []
        self.wanted: list[Wanted] = []

    def _open(self, who: str) -> None:
        if who != REVIEWER:
            raise NotReviewerError(who)

    def _case(self, identity: str) -> dict[str, Any]:
        if identity not in self.held:
            raise NoCaseError(identity)
        return self.held[identity]

    def cases(self, who: str, wanted: Wanted, language: str) -> dict[str, Any]:
        self._open(who)
        self.wanted.append(wanted)
        found = [each for each in self.held.values() if wanted.state in (None, each["state"])
                 and wanted.language in (None, each["language"])]
        begin = next((at + 1 for at, each in enumerate(found) if each["id"] == wanted.before), 0)
        return {"cases": found[begin:begin + 2], "more": len(found) > begin + 2,
                "open": sum(each["state"] == "open" for each in self.held.values())}

    def choices(self, who: str) -> dict[str, Any]:
        self._open(who)
        return {"tools": ["check_gaps", "none"], "languages": ["en", "hi", "hinglish"],
                "intents": ["find_course", "quiz"], "served": ["find_course", "quiz"],
                "outcomes": ["answered", "clarify"]}

    def things(self, who: str, text: str, language: str) -> list[dict[str, Any]]:
        self._open(who)
        known = [{"of": "competency", "thing": "C1", "label": "Public Procurement"},
                 {"of": "course", "thing": "K1", "label": f"Procurement for all {EVIL}"}]
        return [each for each in known if text.lower() in each["label"].lower()]

    def learn(self, who: str, case: str, kind: str, given: dict[str, Any], language: str) -> dict[str, Any]:
        self._open(who)
        held = self._case(case)
        if given.get("phrase") == "the":
            raise LearnRefusal("learn_ordinary", phrase="the")
        self.made.append((case, kind, given))
        body = {**given, "gold": {"tool": given.get("tool")}}
        held["learned"].append({"id": f"l{len(self.made)}", "kind": kind, "body": body, "by_id": who, "dropped": False,
                                "at": "2026-11-21T10:00:00+00:00", "label": "Public Procurement"})
        return self._log(held, "learned", kind, who)

    def dismiss(self, who: str, case: str, language: str) -> dict[str, Any]:
        self._open(who)
        return self._log(self._case(case), "dismissed", "dismissed", who)

    def undo(self, who: str, case: str, what: str | None, language: str) -> dict[str, Any]:
        self._open(who)
        held = self._case(case)
        held["learned"] = [each for each in held["learned"] if each["id"] != what]
        return self._log(held, "learned" if held["learned"] else "open", "undone" if what else "reopened", who)

    def export(self, who: str, form: str, what: str) -> Document:
        self._open(who)
        return Document(f"{what}.{form}", "text/csv; charset=utf-8", b"id\r\n")

    @staticmethod
    def _log(held: dict[str, Any], state: str, did: str, who: str) -> dict[str, Any]:
        held["state"] = state
        held["log"].append({"did": did, "by": who, "at": "2026-11-21T10:00:00+00:00"})
        return copy.deepcopy(held)
