"""Drafts in memory for the tests of their page, true to the contract of `bot.http.companion.Drafts`: decisions change
what is there, and whoever decided or submitted approves nothing. What a line may be is asked of the real rules."""

from __future__ import annotations

import copy
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from bot.people.draft_list import DraftRefusal, NoDraftError, NotAuthorError
from frac.drafting import review
from frac.drafting.review import Line, RefusedLineError
from frac.framework import Framework, named
from tests.frameworks import competency, course, framework, organisation, position

Json = dict[str, Any]

EVIL = "<img src=x onerror=\"window.hacked = true\">"
AUTHORS = {"SY001": "Aparna Sharma", "SY002": "रमेश कुमार"}
KNOWN: Framework = framework(
    organisation("O1", "Department of Posts", name_hi="डाक विभाग"), organisation("O2", "Revenue Board"),
    competency("C1", "Noting and Drafting", name_hi="टिप्पणी और मसौदा लेखन", kind="functional"),
    competency("C2", "Preventive Vigilance", kind="domain"), competency("C3", "Empathy", kind="behavioural"),
    competency("C4", "Public Procurement", name_hi="सार्वजनिक खरीद", kind="functional"),
    position("P1", "Section Officer", title_hi="अनुभाग अधिकारी", organisation="O1"),
    position("P2", "Tender Clerk", organisation="O2"), course("K1", "Buying for an office", [("C4", None)]))
STEPS = {"open": ("submit", "withdraw"), "submitted": ("approve", "return"), "approved": ("revoke",), "withdrawn": ()}
DID = {"submit": "submitted", "return": "returned", "approve": "approved", "withdraw": "withdrawn", "revoke": "revoked"}
PAGE = 3


@dataclass
class Draft:
    """A draft of the fake."""

    id: str
    kind: str
    title: str
    place: str
    subject: Json | None
    description: str
    officials: int
    lines: list[Line]
    beside: Json = field(default_factory=dict)
    state: str = "open"
    version: int = 1
    state_by: str | None = None
    made_by: str | None = None
    versions: list[tuple[int, str | None, list[Json]]] = field(default_factory=list)
    history: list[Json] = field(default_factory=list)


def _of(line: str, kind: str, body: Json, probability: float | None = None, **more: Any) -> Line:
    return Line(line, kind, body, proposed=body, probability=probability, **more)


TENDERS = "Prepares tender documents, invites bids and answers the questions of bidders before they are opened"
BIDS = "Bids are opened on the day that the notice names, in front of the bidders."
ITEMS: list[Json] = [
    {"competency_id": "C4", "level": 2, "stem": "In front of whom are bids opened?", "answer": 1, "sentence": BIDS,
     "options": ["The auditors", f"The bidders {EVIL}", "The clerks"], "explanation": f"They may be there {EVIL}"},
    {"competency_id": "C4", "level": None, "stem": "On which day are bids opened?", "answer": 0, "sentence": BIDS,
     "options": ["On the day that is named", "On the day after", "On any day of the week"],
     "explanation": "It says so."}]
MANY = [
    _of("hr1", "role", {"title": "Head of the section"}, evidence={"in_force": True}, verdict="accepted"),
    _of("hr1a1", "activity", {"description": "Puts up cases with a note", "receives_from": "Clerk",
                              "submits_to": "Under Secretary"}, under="hr1", evidence={"in_force": True},
        verdict="accepted"),
    _of("r1", "role", {"title": "Buying for the office"}, evidence={"positions": ["P2"]}),
    _of("r1a1", "activity", {"description": TENDERS}, under="r1", evidence={"activities": ["A1"], "positions": ["P2"]}),
    _of("r1a2", "activity", {"description": f"Keeps the register of contracts {EVIL}"}, under="r1"),
    _of("c1", "competency", {"competency_id": "C1", "level": 3}, 0.91, evidence={"positions": ["P1", "P2"]}),
    _of("c2", "competency", {"competency_id": "C4", "level": 2}, 0.62, evidence={
        "positions": ["P2"], "activities": ["A1"], "sentence": f"Prepares tender documents {EVIL}"}),
    _of("c3", "competency", {"competency_id": "C3", "level": 2}, 0.31, evidence={"positions": ["P2"]}),
]


def _drafts() -> list[Draft]:
    beside = {"near": [("P2", 0.82), ("P1", 0.4)], "same": [("P2", "Tender Clerk", 3)],
              "unmet": ["Speaks with bidders from abroad", f"Repairs {EVIL}"]}
    return [
        Draft("d1", "position", "Section Officer (Purchase)", "O1", {"id": "P1", "label": "Section Officer"},
              "Heads the purchase section.\nPrepares tenders.", 1204, list(MANY), beside),
        Draft("d2", "course", f"Buying for an office {EVIL}", "", {"id": "K1", "label": "Buying for an office"}, "", 40,
              [_of("t1", "tag", {"competency_id": "C4", "level": None}, 0.74),
               _of("t2", "tag", {"competency_id": "C2", "level": 1}, 0.45)]),
        Draft("d3", "position", "अनुभाग अधिकारी (लेखा)", "O2", None, "", 12,
              [_of("c1", "competency", {"competency_id": "C1", "level": 2}, 0.88)]),
        Draft("d4", "position", "Clerk", "O2", None, "", 3,
              [_of("c1", "competency", {"competency_id": "C1", "level": 1}, 0.9)]),
    ]


class FakeDrafts:
    """The drafts; `asked` keeps what was asked of them."""

    def __init__(self) -> None:
        self.held = {each.id: each for each in copy.deepcopy(_drafts())}
        self.asked: list[tuple[Any, ...]] = []
        self.minutes = 0
        # whether a language model is set up, and what it is going to write
        self.has_model = False
        for each in self.held.values():
            self._kept(each, None)
            self._note(each, "made", None)

    # ---- to look at

    def listed(self, who: str, state: str, kind: str | None, words: str, skip: int, language: str) -> Json:
        self._author(who)
        self.asked.append(("listed", state, kind, words, skip))
        found = [each for each in self.held.values() if state in ("all", each.state) and kind in (None, each.kind)
                 and words.casefold() in f"{each.title} {self._place(each, language)}".casefold()]
        found.sort(key=lambda each: -each.officials * (1 - review.certainty(each.lines)))
        states = [each.state for each in self.held.values()]
        return {"drafts": [self._short(each, language) for each in found[skip:skip + PAGE]],
                "more": len(found) > skip + PAGE, "counts": {each: states.count(each) for each in STEPS}}

    def one(self, who: str, draft: str, language: str) -> Json:
        self._author(who)
        return self._told(who, self._held(draft), language)

    def choices(self, who: str, language: str) -> Json:
        self._author(who)
        return {
            "courses": [{"id": "K1", "label": "Buying for an office", "sections": ["Bids", f"Bills {EVIL}"]}]
            if self.has_model else [],
            "levels": [{"level": each.level, "name": KNOWN.level_name(each.level, language)} for each in KNOWN.levels],
            "competencies": [{"id": each.id, "name": named(language, each.name, each.name_hi), "type": each.type}
                             for each in KNOWN.competencies.values()],
            "organisations": [{"id": each.id, "label": named(language, each.name, each.name_hi)}
                              for each in KNOWN.organisations.values()],
            "positions": [{"id": each.id, "label": named(language, each.title, each.title_hi)}
                          for each in KNOWN.positions.values()]}

    def compare(self, who: str, draft: str, before: int, after: int, language: str) -> Json:
        self._author(who)
        kept = {number: lines for number, _, lines in self._held(draft).versions}
        if before not in kept or after not in kept:
            raise NoDraftError(draft)
        made = []
        for each in review.differences(kept[before], kept[after]):
            was, now = each.get("before"), each.get("after")
            labels = [self._label(side["body"], language) if side else None for side in (was, now)]
            made.append({"line": each["line"], "kind": each["kind"], "label": labels[1] or labels[0],
                         "before": labels[0], "after": labels[1], "verdict_before": was["verdict"] if was else None,
                         "verdict_after": now["verdict"] if now else None})
        return {"differences": made}

    # ---- to decide

    def make(self, who: str, title: str, place: str | None, description: str, position: str | None, language: str
             ) -> Json:
        self._author(who)
        self.asked.append(("make", title, place, description, position))
        if position and position not in KNOWN.positions:
            raise DraftRefusal("unknown_position")
        if not position and not title:
            raise DraftRefusal("no_title")
        if place and place not in KNOWN.organisations:
            raise DraftRefusal("no_place")
        there = next((each for each in self.held.values() if position and each.state in ("open", "submitted")
                      and each.subject and each.subject["id"] == position), None)
        if there is not None:
            return {**self._told(who, there, language), "again": True}
        known = KNOWN.positions.get(position or "")
        made = Draft(f"n{len(self.held)}", "position", known.title if known else title, place or "",
                     {"id": known.id, "label": known.title} if known else None, description, 0,
                     [_of("r1", "role", {"title": title or "Role"}),
                      _of("c1", "competency", {"competency_id": "C1", "level": 2}, 0.7)], made_by=who)
        self.held[made.id] = made
        self._kept(made, who)
        self._note(made, "made", who)
        return {**self._told(who, made, language), "again": False}

    def items(self, who: str, course: str, section: int | None, count: int, language: str) -> Json:
        self._author(who)
        self.asked.append(("items", course, section, count))
        if not self.has_model:
            raise DraftRefusal("no_model")
        if course != "K1":
            raise DraftRefusal("no_course")
        made = Draft("q1", "items", "Buying for an office", "", {"id": "K1", "label": "Buying for an office"}, "", 40, [
            _of(f"i{number}", "item", body, evidence={
                "section": "K1#1", "sentence": BIDS, "prompt": "items@1", "model": "openai:stand-in"})
            for number, body in enumerate(ITEMS[:count], 1)], made_by=who)
        self.held[made.id] = made
        self._kept(made, who)
        self._note(made, "made", who)
        left = [{"stem": f"Is it so? {EVIL}", "problems": ["Two answers say the same."]}]
        return {**self._told(who, made, language), "drafting": {"written": len(made.lines) + 1, "silent": None,
                                                                "kept": len(made.lines), "left_out": left}}

    def decide(self, who: str, draft: str, line: str, verdict: str, body: Json | None, reason: str, language: str
               ) -> Json:
        self.asked.append(("decide", line, verdict, body, reason))
        held = self._at_work(who, draft)
        before = next((each for each in held.lines if each.line == line), None)
        if before is None:
            raise NoDraftError(line)
        after = before.body
        if verdict == "changed" and before.kind == "item" and not (body or {}).get("stem", "").endswith("?"):
            raise RefusedLineError("item", stem="It", problems="The question is no full sentence.")
        if verdict == "changed":
            kept = {key: before.body[key] for key in ("role_id", "receives_from", "submits_to") if key in before.body}
            after = review.checked(KNOWN, before.kind, {**kept, **(body or {})})
        elif verdict != "rejected" and before.proposed is not None:
            after = before.proposed
        if verdict in ("changed", "rejected") and not reason:
            raise DraftRefusal("reason_missing")
        is_open = verdict == "open"
        self._set(held, replace(before, body=after, verdict=verdict, reason=reason or None,
                                by=None if is_open else who))
        self._note(held, "reopened" if is_open else verdict, who, line, before.body, after, reason)
        return self._told(who, held, language)

    def rest(self, who: str, draft: str, language: str) -> Json:
        held = self._at_work(who, draft)
        for line in review.undecided(held.lines):
            each = next(each for each in held.lines if each.line == line)
            self._set(held, replace(each, verdict="accepted", by=who))
            self._note(held, "accepted", who, line, each.body, each.body)
        return self._told(who, held, language)

    def add(self, who: str, draft: str, kind: str, under: str | None, body: Json, reason: str, language: str) -> Json:
        self.asked.append(("add", kind, under, body, reason))
        held = self._at_work(who, draft)
        if kind not in review.KINDS[held.kind] or (kind == "activity") != (under is not None):
            raise DraftRefusal("step")
        if under is not None and not any(each.line == under and each.kind == "role" for each in held.lines):
            raise NoDraftError(under)
        made = review.checked(KNOWN, kind, body)
        name = f"p{1 + sum(each.line.startswith('p') for each in held.lines)}"
        held.lines.append(Line(name, kind, made, under, verdict="accepted", reason=reason or None, by=who))
        self._note(held, "added", who, name, None, made, reason)
        return self._told(who, held, language)

    def step(self, who: str, draft: str, what: str, reason: str, language: str) -> Json:
        self._author(who)
        held = self._held(draft)
        if what not in STEPS[held.state]:
            raise DraftRefusal("step")
        if what in ("return", "withdraw", "revoke") and not reason:
            raise DraftRefusal("reason_missing")
        if what == "submit":
            if waiting := review.undecided(held.lines):
                raise DraftRefusal("undecided", n=len(waiting))
            if not any(line.holds for line in held.lines):
                raise DraftRefusal("nothing_accepted")
            review.settled(KNOWN, held.id, held.lines)
            held.version += 1
            self._kept(held, who)
        if what == "approve" and not review.may_approve(who, held.state_by, held.lines):
            raise DraftRefusal("own_eyes")
        held.state = {"return": "open", "revoke": "withdrawn"}.get(what, DID[what])
        held.state_by = who
        self._note(held, DID[what], who, reason=reason)
        more = {"taking_effect": True} if what in ("approve", "revoke") and held.kind != "items" else {}
        return {**self._told(who, held, language), **more}

    # ---- what all need

    @staticmethod
    def _author(who: str) -> None:
        if who not in AUTHORS:
            raise NotAuthorError(who)

    def _held(self, draft: str) -> Draft:
        if draft not in self.held:
            raise NoDraftError(draft)
        return self.held[draft]

    def _at_work(self, who: str, draft: str) -> Draft:
        self._author(who)
        held = self._held(draft)
        if held.state != "open":
            raise DraftRefusal("not_open")
        return held

    @staticmethod
    def _set(held: Draft, line: Line) -> None:
        held.lines = [line if each.line == line.line else each for each in held.lines]

    def _now(self) -> str:
        self.minutes += 1
        return f"2026-11-{20 + self.minutes // 600:02}T{9 + self.minutes // 60 % 10:02}:{self.minutes % 60:02}:00+05:30"

    def _kept(self, held: Draft, who: str | None) -> None:
        held.versions.append((held.version, who, [asdict(each) for each in held.lines]))

    def _note(self, held: Draft, did: str, who: str | None, line: str | None = None, before: Json | None = None,
              after: Json | None = None, reason: str = "") -> None:
        held.history.append({"at": self._now(), "by": who, "did": did, "version": held.version, "line": line,
                             "before": before, "after": after, "reason": reason or None})

    @staticmethod
    def _place(held: Draft, language: str) -> str:
        place = KNOWN.organisations.get(held.place)
        return named(language, place.name, place.name_hi) if place else ""

    def _short(self, held: Draft, language: str) -> Json:
        return {"id": held.id, "kind": held.kind, "title": held.title, "place": self._place(held, language),
                "officials": held.officials, "certainty": review.certainty(held.lines), "state": held.state,
                "version": held.version, "lines": len(held.lines), "waiting": len(review.undecided(held.lines)),
                "made_at": held.history[0]["at"], "made_by": AUTHORS.get(held.made_by or "", "")}

    def _told(self, who: str, held: Draft, language: str) -> Json:
        may = [*(["decide"] if held.state == "open" else []), *STEPS[held.state]]
        why_not = ""
        if "approve" in may and not review.may_approve(who, held.state_by, held.lines):
            may.remove("approve")
            why_not = "Somebody else approves it: you decided on lines of it, or submitted it."
        every = {line.line: line.body for line in held.lines}
        short = self._short(held, language)
        del short["lines"], short["waiting"]
        return {
            **short, "subject": held.subject, "description": held.description,
            "state_by": AUTHORS.get(held.state_by or "", ""), "state_at": held.history[-1]["at"],
            "near": [{"id": which, "title": KNOWN.positions[which].title, "likeness": likeness}
                     for which, likeness in held.beside.get("near", [])],
            "same": [{"id": which, "title": title, "places": places}
                     for which, title, places in held.beside.get("same", [])],
            "unmet": held.beside.get("unmet", []), "lines": [self._line(each, language) for each in held.lines],
            "undecided": len(review.undecided(held.lines)), "may": may, "why_not": why_not,
            "versions": [{"version": number, "at": "2026-11-20T09:00:00+05:30", "by": AUTHORS.get(by or "", "")}
                         for number, by, _ in held.versions],
            "history": [{**each, "by": AUTHORS.get(each["by"] or "", ""),
                         "label": self._label(each["after"] or every.get(each["line"]) or {}, language),
                         **{side: self._label(each[side], language) if each[side] and each["did"] == "changed" else None
                            for side in ("before", "after")}} for each in held.history]}

    def _line(self, line: Line, language: str) -> Json:
        rests = line.evidence
        return {
            "line": line.line, "kind": line.kind, "under": line.under, "body": self._body(line.body, language),
            "proposed": self._body(line.proposed, language) if line.proposed else None,
            "probability": line.probability, "verdict": line.verdict, "reason": line.reason,
            "by": AUTHORS.get(line.by or "", ""),
            "evidence": {
                "positions": [{"id": each, "title": KNOWN.positions[each].title}
                              for each in rests.get("positions", [])],
                "activities": [{"id": each, "description": TENDERS} for each in rests.get("activities", [])],
                "sentence": rests.get("sentence"), "in_force": line.is_held, "model": rests.get("model"),
                "prompt": rests.get("prompt"), "section": {"id": rests["section"], "course": "Buying for an office",
                                                           "number": "1"} if "section" in rests else None}}

    @staticmethod
    def _body(body: Json, language: str) -> Json:
        known = KNOWN.competencies.get(body.get("competency_id", ""))
        return {**body, "name": named(language, known.name, known.name_hi), "type": known.type} if known else body

    def _label(self, body: Json, language: str) -> str:
        if "title" in body:
            return str(body["title"])
        if "stem" in body:
            return f"{body['stem']} → {body['options'][body['answer']]}"
        if "competency_id" in body or "name" in body:
            level = body.get("level")
            name = self._body(body, language)["name"]
            return f"{name} · {level} {KNOWN.level_name(level, language)}" if level else f"{name} · –"
        return str(body.get("description") or "")
