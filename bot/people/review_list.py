"""The review list: cases of feedback for those entitled, what they make of them, and taking it back.

Entitled is who has `admin` or `author`; that is asked here, before anything is read. Nobody is told whose a case is.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Sequence
from csv import writer
from datetime import datetime
from typing import Any, Protocol, cast

import psycopg

from bot.conversation.wishes import WISHES
from bot.documents.contract import Document
from bot.documents.csv import guarded
from bot.people import learning
from bot.people.access import Person, may_review
from bot.people.learning import LearnRefusal
from bot.store import feedback, learned
from bot.store.database import Database
from bot.store.feedback import Wanted
from bot.tenant import Tenancy
from bot.tools import TOOLS
from bot.understanding.lexicon import WRITTEN
from bot.understanding.training import examples
from frac.framework import Framework
from passbook import officials
from prompts.loader import table

Conn = psycopg.Connection[Any]
Json = dict[str, Any]

# So many cases are shown at a time, so many things to choose from, so many cases exported.
SHOWN, FOUND, MOST = 25, 12, 10_000
# What a golden turn may say of its reply.
OUTCOMES = ("answered", "clarify", "zero", "suppressed", "not_permitted", "not_recorded", "out_of_scope", "refused",
            "handed_over")
COLUMNS = ("id", "day", "channel", "state", "thumb", "reason", "language", "said", "intent", "probability", "tool",
           "outcome", "named", "meant", "meant_intent", "meant_tool", "meant_outcome", "meant_named", "learned")


class NotReviewerError(Exception):
    """Somebody who may not see the review list."""


class NoCaseError(Exception):
    """There is no such case, or nothing of the kind was made of it."""


class Around(Protocol):
    """What the list needs of the process."""

    @property
    def database(self) -> Database:
        """The database."""

    def tenancy(self, conn: Conn) -> Tenancy:
        """The tenant as it is stored now."""

    def whoever(self, conn: Conn, official_id: str) -> Person:
        """An official with what was granted to them."""


class ReviewList:
    """The list, for whoever asks by their id; everything else than a reviewer is refused with NotReviewerError."""

    def __init__(self, around: Around, clock: Callable[[], datetime]) -> None:
        self._around, self._clock = around, clock

    def cases(self, who: str, wanted: Wanted, language: str) -> Json:
        """Cases, newest first, with the names of what they are about; how many are open, and whether there are more."""
        with self._around.database.connection() as conn:
            framework = self._open(conn, who).framework
            found = feedback.cases(conn, wanted, SHOWN + 1)
            return {"cases": self._told(conn, framework, found[:SHOWN], language), "more": len(found) > SHOWN,
                    "open": feedback.open_cases(conn)}

    def choices(self, who: str) -> Json:
        """What lists are narrowed to, and what a case may become: tools and languages of cases, intents, tools and
        outcomes."""
        with self._around.database.connection() as conn:
            self._open(conn, who)
            return {**feedback.choices(conn), "intents": sorted(_intents()), "served": sorted(TOOLS),
                    "outcomes": list(OUTCOMES)}

    def things(self, who: str, text: str, language: str) -> list[Json]:
        """What a synonym may be of, by some words of its name."""
        with self._around.database.connection() as conn:
            return learning.things(self._open(conn, who).framework, text, language, FOUND)

    def learn(self, who: str, case: str, kind: str, given: Json, language: str) -> Json:
        """Makes a synonym, an example or a golden turn of a case; the case as it is then. Raises NoCaseError, and
        LearnRefusal in words."""
        with self._around.database.connection() as conn, conn.transaction():
            held, found = self._open(conn, who), self._case(conn, case)
            body = {"synonym": self._synonym, "example": self._example, "golden": self._golden}[kind](
                conn, held, found, given, who)
            learned.add(conn, case, kind, body, who, self._clock())
            feedback.settle(conn, case, "learned")
            return self._told(conn, held.framework, [self._case(conn, case)], language)[0]

    def dismiss(self, who: str, case: str, language: str) -> Json:
        """Closes a case of which nothing is to be learned. Raises NoCaseError."""
        with self._around.database.connection() as conn, conn.transaction():
            framework = self._open(conn, who).framework
            self._case(conn, case)
            feedback.settle(conn, case, "dismissed")
            learned.note(conn, case, "dismissed", who, self._clock())
            return self._told(conn, framework, [self._case(conn, case)], language)[0]

    def undo(self, who: str, case: str, what: str | None, language: str) -> Json:
        """Takes back what was made of a case (`what`: its id), or its dismissal. The case is open again when nothing
        made of it is left. Raises NoCaseError."""
        with self._around.database.connection() as conn, conn.transaction():
            framework, found = self._open(conn, who).framework, self._case(conn, case)
            if what is not None:
                made = {each["id"] for each in learned.of_cases(conn, [case]).get(case, ())}
                if what not in made or learned.undo(conn, what, who, self._clock()) is None:
                    raise NoCaseError(what)
            elif found["state"] != "dismissed":
                raise NoCaseError(case)
            else:
                learned.note(conn, case, "reopened", who, self._clock())
            if not learned.of_cases(conn, [case]).get(case):
                feedback.settle(conn, case, "open")
            return self._told(conn, framework, [self._case(conn, case)], language)[0]

    def export(self, who: str, form: str, what: str) -> Document:
        """All cases, or the golden turns, as a file: `csv` or `jsonl`. Golden turns are always JSON Lines."""
        with self._around.database.connection() as conn:
            self._open(conn, who)
            return exported(conn, form, what)

    # ---- what is made of a case

    def _synonym(self, conn: Conn, held: Tenancy, _case: Json, given: Json, _who: str) -> Json:
        phrase = str(given.get("phrase") or "")
        return learning.synonym(phrase, str(given.get("of")), str(given.get("thing")), held.framework,
                                held.reader.classifier.talk, learned.synonyms(conn),
                                feedback.secret_words(conn, phrase))

    def _example(self, conn: Conn, _held: Tenancy, case: Json, given: Json, _who: str) -> Json:
        text = str(given.get("text") or case["understood"]["masked"])
        return learning.example(text, str(given.get("intent")), _intents(),
                                [*examples(), *learned.examples(conn)], feedback.secret_words(conn, text))

    def _golden(self, conn: Conn, _held: Tenancy, case: Json, given: Json, who: str) -> Json:
        say = str(given.get("say") or case["said"])
        speaker = str(given.get("as") or who)
        if officials.by_id(conn, speaker) is None:
            raise LearnRefusal("no_person")
        return learning.golden(case, say, given.get("tool"), str(given.get("outcome") or "answered"), speaker, TOOLS,
                               OUTCOMES, feedback.secret_words(conn, say))

    # ---- how a case is told

    def _open(self, conn: Conn, who: str) -> Tenancy:
        if not may_review(self._around.whoever(conn, who)):
            raise NotReviewerError(who)
        return self._around.tenancy(conn)

    @staticmethod
    def _case(conn: Conn, identity: str) -> Json:
        found = feedback.case(conn, identity)
        if found is None:
            raise NoCaseError(identity)
        return found

    @staticmethod
    def _told(conn: Conn, framework: Framework, found: Sequence[Json], language: str) -> list[Json]:
        """Cases as the page shows them: the day and not the minute, names beside ids, what was made of them by whom."""
        ids = [case["id"] for case in found]
        made, log = learned.of_cases(conn, ids), learned.log_of(conn, ids)
        labels = _labels(framework, language)
        told = []
        for case in found:
            known = {each: labels[each] for each in feedback.ids_in(case) if each in labels}
            mine = [{**each, "at": each["at"].isoformat(), "dropped": each.pop("dropped_at") is not None,
                     "label": labels.get(str(each["body"].get("thing")))} for each in made.get(case["id"], [])]
            told.append({**{key: case[key] for key in ("id", "channel", "thumb", "reason", "language", "said",
                                                      "understood", "meant", "state")},
                         "day": case["at"].date().isoformat(), "labels": known, "learned": mine,
                         "log": log.get(case["id"], []), "suggested": learning.suggested(case)})
        return told


def _intents() -> frozenset[str]:
    return frozenset(table("intents", WRITTEN[0])) | frozenset(WISHES)


def _labels(framework: Framework, language: str) -> dict[str, str]:
    tables = {"competency": framework.competencies, "position": framework.positions, "course": framework.courses,
              "organisation": framework.organisations, "provider": framework.providers}
    return {identity: learning.label(framework, kind, identity, language)
            for kind, known in tables.items() for identity in cast(dict[str, Any], known)}


# ---- files


def exported(conn: Conn, form: str, what: str = "cases") -> Document:
    """The cases (`what` is `cases`) or golden turns (`golden`) as a file; nobody's rights are asked here."""
    if what == "golden":
        return Document("golden.jsonl", "application/jsonl; charset=utf-8", _lines(learned.goldens(conn)))
    found = [case for kind in ("up", None) for case in feedback.cases(conn, Wanted(kind=kind, state=None), MOST)]
    once = sorted({case["id"]: case for case in found}.values(), key=lambda case: (case["at"], case["id"]))
    made = learned.of_cases(conn, [case["id"] for case in once])
    rows = [_row(case, made.get(case["id"], [])) for case in once]
    if form == "jsonl":
        return Document("feedback.jsonl", "application/jsonl; charset=utf-8", _lines(rows))
    text = io.StringIO()
    out = writer(text, lineterminator="\r\n")
    out.writerow(COLUMNS)
    for row in rows:
        out.writerow([guarded(cell) if isinstance(cell := _flat(row.get(key)), str) else cell for key in COLUMNS])
    return Document("feedback.csv", "text/csv; charset=utf-8", text.getvalue().encode("utf-8-sig"))


def _lines(rows: Sequence[Json]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def _row(case: Json, made: Sequence[Json]) -> Json:
    """A case as a row of a file: no id of a turn, no instant."""
    then, after = case["understood"], (case["meant"] or {}).get("understood")
    told = {"id": case["id"], "day": case["at"].date().isoformat(), **{key: case[key] for key in (
        "channel", "state", "thumb", "reason", "language", "said")}, **_in_short(then, "")}
    if after:
        told |= {"meant": case["meant"]["said"], **_in_short(after, "meant_")}
    return {**told, "learned": [{"kind": each["kind"], **each["body"]} for each in made]}


def _in_short(understood: Json, prefix: str) -> Json:
    best = understood["ranking"][0] if understood["ranking"] else [None, None]
    told = {"intent": best[0], "tool": understood["tool"], "outcome": understood["outcome"],
            "named": understood["slots"]}
    if not prefix:
        told["probability"] = best[1]
    return {prefix + key: value for key, value in told.items()}


def _flat(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False, sort_keys=True) if isinstance(value, dict | list) else value
