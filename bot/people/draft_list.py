"""The authors' work list: drafts of posts, of what courses teach and of quiz items, decided line by line, approved by a
second author.

Who has `author` and nobody else; that is asked here, before anything is read. Nothing that stands here counts for
anybody until it is approved. Which words may be said of a line is `frac/drafting/review.py`'s.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

import psycopg

from bot import proposing
from bot.people import item_lines
from bot.people.access import Person, may_author
from bot.people.draft_errors import DraftRefusal, NoDraftError, NotAuthorError
from bot.people.draft_words import label, told, told_in_short
from bot.people.hidden_names import names_in
from bot.people.item_drafts import Wanted, draft_items
from bot.store import drafts
from bot.store.database import Database
from bot.store.drafts import Kept
from bot.tenant import Tenancy
from frac.drafting import review
from frac.drafting.review import Line, RefusedLineError
from frac.drafting.shape import Draft
from frac.framework import Framework, Position, named
from frac.store import approved
from passbook import questions
from prompts.loader import table

if TYPE_CHECKING:
    from bot.llm.assistant import Assistant
    from bot.llm.calls import Models

Conn = psycopg.Connection[Any]
Json = dict[str, Any]

# So many drafts are shown at a time; so long may a reason be.
SHOWN, REASON = 25, 500
# A call of the page asks a model about so many sections at the most.
ASKS = 3
# What may be done with a draft of each state, and which of these needs a reason.
STEPS = {"open": ("submit", "withdraw"), "submitted": ("approve", "return"), "approved": ("revoke",), "withdrawn": ()}
REASONED = ("return", "withdraw", "revoke")


class Around(Protocol):
    """What the list needs of the process."""

    @property
    def database(self) -> Database:
        """The database."""

    @property
    def models(self) -> Assistant | None:
        """The language models; None where none is set up."""

    def tenancy(self, conn: Conn) -> Tenancy:
        """The tenant as it is stored now."""

    def whoever(self, conn: Conn, official_id: str) -> Person:
        """An official with what was granted to them."""

    def renewing(self) -> AbstractContextManager[None]:
        """Within it a new version of the framework is written; it takes effect in the background."""


class DraftList:
    """The list, for whoever asks by their id; all but authors are refused with NotAuthorError."""

    def __init__(self, around: Around, clock: Callable[[], datetime]) -> None:
        self._around, self._clock = around, clock

    # ---- to look at

    def listed(self, who: str, state: str, kind: str | None, words: str, skip: int, language: str) -> Json:
        """Drafts, first those that many officials hold and of which little is certain."""
        with self._around.database.connection() as conn:
            framework = self._open(conn, who).framework
            found = drafts.listed(conn, None if state == "all" else state, kind, words.strip(), skip, SHOWN + 1)
            return {"drafts": [told_in_short(conn, framework, *each, language) for each in found[:SHOWN]],
                    "more": len(found) > SHOWN, "counts": drafts.counts(conn)}

    def one(self, who: str, draft: str, language: str) -> Json:
        """A draft in full, with what the reader may do. Raises NoDraftError."""
        with self._around.database.connection() as conn:
            return self._told(conn, self._open(conn, who).framework, who, draft, language)

    def compare(self, who: str, draft: str, before: int, after: int, language: str) -> Json:
        """What differs between two versions, line by line. Raises NoDraftError."""
        with self._around.database.connection() as conn:
            framework = self._open(conn, who).framework
            older, newer = (drafts.version(conn, draft, number) for number in (before, after))
            if older is None or newer is None:
                raise NoDraftError(draft)
            made = []
            for each in review.differences(older, newer):
                was, now = each.get("before"), each.get("after")
                labels = [label(framework, side["body"], language) if side else None for side in (was, now)]
                made.append({"line": each["line"], "kind": each["kind"], "label": labels[1] or labels[0],
                             "before": labels[0], "after": labels[1],
                             "verdict_before": was["verdict"] if was else None,
                             "verdict_after": now["verdict"] if now else None})
            return {"differences": made}

    def choices(self, who: str, language: str) -> Json:
        """What lines and drafts may be made of: levels, competencies, organisations, positions; `courses` with sections
        where a model is set up that can write quiz items."""
        with self._around.database.connection() as conn:
            framework = self._open(conn, who).framework
        def by(key: str) -> Callable[[Json], str]:
            return lambda each: str(each[key]).casefold()
        # of these a model can make items
        taught = [] if self._writer() is None else [each for each in framework.courses.values()
                                                         if each.live and each.headings and each.tags]
        return {
            "courses": sorted(({"id": each.id, "label": named(language, each.title, each.title_hi),
                                "sections": list(each.headings)} for each in taught), key=by("label")),
            "levels": [{"level": each.level, "name": framework.level_name(each.level, language)}
                       for each in framework.levels],
            "competencies": sorted(({"id": each.id, "name": named(language, each.name, each.name_hi),
                                     "type": each.type} for each in framework.competencies.values()), key=by("name")),
            "organisations": sorted(({"id": each.id, "label": named(language, each.name, each.name_hi)}
                                     for each in framework.organisations.values()), key=by("label")),
            "positions": sorted(({"id": each.id, "label": named(language, each.title, each.title_hi)}
                                 for each in framework.positions.values()), key=by("label"))}

    # ---- to decide

    def make(self, who: str, title: str, place: str | None, description: str, position: str | None, language: str
             ) -> Json:
        """Has a post drafted and puts it on the list; where a draft of it is at work, that one, with `again`. Raises
        DraftRefusal."""
        with self._around.database.connection() as conn:
            held = self._open(conn, who)
            known = held.framework.positions.get(position or "")
            if position and known is None:
                raise DraftRefusal("unknown_position")
            if known is None and not title.strip():
                raise DraftRefusal("no_title")
            if place and place not in held.framework.organisations:
                raise DraftRefusal("no_place")
            at_work = drafts.at_work(conn, "position", known.id) if known else None
            if at_work is not None:
                return {**self._told(conn, held.framework, who, at_work, language), "again": True}
        drafter = held.drafter()
        if known:
            draft = proposing.drafted(held.framework, drafter, known, description)
        else:
            (draft,) = drafter.draft([proposing.post_of(held.framework, title.strip(), place, description)])
        more = self._more_lines(who, held.framework, draft, known, description)
        with self._around.database.connection() as conn:
            with conn.transaction():
                made, is_new = proposing.propose(conn, held.framework, draft, known, place, description, who,
                                                 self._clock())
                if is_new and more:
                    drafts.add_at_once(conn, made, more)
            return {**self._told(conn, held.framework, who, made, language), "again": not is_new}

    def _more_lines(self, who: str, framework: Framework, draft: Draft, known: Position | None, description: str
                    ) -> list[Line]:
        """What a model proposes besides; nothing where none is set up, or it says nothing of use. No connection is held
        meanwhile."""
        models = self._writer()
        if models is None or not draft.certain:
            return []
        from bot.llm.framework_lines import more_lines

        with self._around.database.connection() as conn:
            names = names_in(conn, f"{draft.title} {description}")
        return more_lines(models, who, framework, draft.title, description,
                          review.lines_of(draft, known), names)

    def items(self, who: str, course: str, section: int | None, count: int, language: str) -> Json:
        """Has a model write quiz items of a course; the draft as it is then, with `drafting`: what was written, kept
        and left out. Raises DraftRefusal."""
        with self._around.database.connection() as conn:
            self._open(conn, who)
        models = self._writer()
        if models is None:
            raise DraftRefusal("no_model")
        account = draft_items(self._around.database.connection, lambda conn: self._open(conn, who).framework,
                              models, self._clock, who, Wanted(course, section, count, ASKS), language)
        if account.draft is None:
            why = "; ".join(dict.fromkeys(text for _, each in account.left_out for text in each))
            raise DraftRefusal("items_silent" if not why else "items_none", why=why, n=len(account.left_out))
        with self._around.database.connection() as conn:
            framework = self._open(conn, who).framework
            return {**self._told(conn, framework, who, account.draft, language), "drafting": account.as_json()}

    def decide(self, who: str, draft: str, line: str, verdict: str, body: Json | None, reason: str, language: str
               ) -> Json:
        """Accepts, changes (to `body`) or rejects a line, or takes that back (`open`). Raises NoDraftError,
        DraftRefusal and RefusedLineError."""
        with self._around.database.connection() as conn, conn.transaction():
            framework, kept = self._at_work(conn, who, draft)
            before = next((each for each in drafts.lines(conn, draft) if each.line == line), None)
            if before is None:
                raise NoDraftError(line)
            after = self._bodied(framework, before, verdict, body)
            if before.kind == "item" and verdict == "changed":
                item_lines.check(conn, kept, drafts.lines(conn, draft), line, after,
                                 str(before.evidence.get("section", "")), language)
            reason = self._reason(reason, verdict in ("changed", "rejected"))
            is_open = verdict == "open"
            drafts.decide(conn, draft, line, verdict, after, reason or None, None if is_open else who,
                          None if is_open else self._clock())
            drafts.note(conn, draft, "reopened" if is_open else verdict, kept.version, who, self._clock(), line,
                        before.body, after, reason or None)
            return self._told(conn, framework, who, draft, language)

    @staticmethod
    def _bodied(framework: Framework, before: Line, verdict: str, body: Json | None) -> Json:
        """What a line says after a word on it: what was proposed, or what a person made of it."""
        if verdict == "changed":
            # What a person did not touch (the role that it is for, say) stays.
            kept = {key: value for key, value in before.body.items() if key in ("role_id", "activity_id", "weight",
                                                                                "receives_from", "submits_to")}
            return review.checked(framework, before.kind, {**kept, **(body or {})})
        return before.proposed if before.proposed is not None and verdict != "rejected" else before.body

    def rest(self, who: str, draft: str, language: str) -> Json:
        """Accepts all lines that nobody decided yet. Raises NoDraftError and DraftRefusal."""
        with self._around.database.connection() as conn, conn.transaction():
            framework, kept = self._at_work(conn, who, draft)
            every = {line.line: line for line in drafts.lines(conn, draft)}
            for line in review.undecided(every.values()):
                drafts.decide(conn, draft, line, "accepted", every[line].body, None, who, self._clock())
                drafts.note(conn, draft, "accepted", kept.version, who, self._clock(), line, every[line].body,
                            every[line].body)
            return self._told(conn, framework, who, draft, language)

    def add(self, who: str, draft: str, kind: str, under: str | None, body: Json, reason: str, language: str) -> Json:
        """Adds a line, which counts as accepted. Raises NoDraftError, DraftRefusal and RefusedLineError."""
        with self._around.database.connection() as conn, conn.transaction():
            framework, kept = self._at_work(conn, who, draft)
            every = drafts.lines(conn, draft)
            if kind not in review.KINDS[kept.kind] or (kind == "activity") != (under is not None):
                raise DraftRefusal("step")
            if under is not None and not any(each.line == under and each.kind == "role" for each in every):
                raise NoDraftError(under)
            made = review.checked(framework, kind, body)
            name = f"p{1 + sum(each.line.startswith('p') for each in every)}"
            line = Line(name, kind, made, under, verdict="accepted", reason=self._reason(reason, False) or None)
            drafts.add_line(conn, draft, line, who, self._clock())
            drafts.note(conn, draft, "added", kept.version, who, self._clock(), name, None, made, line.reason)
            return self._told(conn, framework, who, draft, language)

    def step(self, who: str, draft: str, what: str, reason: str, language: str) -> Json:
        """Submits, returns, approves, withdraws or revokes. What is approved or revoked takes effect in the background
        (`taking_effect`). Raises NoDraftError, DraftRefusal, and RefusedLineError naming the `line`."""
        if what not in ("approve", "revoke"):
            return self._stepped(who, draft, what, reason, language)
        with self._around.database.connection() as conn:
            self._open(conn, who)  # before anything is made ready for it
            kept = drafts.one(conn, draft)
        if kept is not None and kept.kind == item_lines.KIND:  # the bank is no part of the framework
            return self._stepped(who, draft, what, reason, language)
        with self._around.renewing():
            return {**self._stepped(who, draft, what, reason, language), "taking_effect": True}

    def _stepped(self, who: str, draft: str, what: str, reason: str, language: str) -> Json:
        with self._around.database.connection() as conn, conn.transaction():
            framework = self._open(conn, who).framework
            kept = self._kept(conn, draft)
            if what not in STEPS[kept.state]:
                raise DraftRefusal("step")
            reason, every = self._reason(reason, what in REASONED), drafts.lines(conn, draft)
            {"submit": self._submit, "return": self._return, "approve": self._approve, "withdraw": self._withdraw,
             "revoke": self._revoke}[what](conn, framework, kept, every, who, reason)
            if kept.kind == item_lines.KIND and what in ("submit", "approve"):
                item_lines.check_all(conn, kept, every, language)
            return self._told(conn, framework, who, draft, language)

    def _submit(self, conn: Conn, framework: Framework, kept: Kept, every: list[Line], who: str, reason: str) -> None:
        if waiting := review.undecided(every):
            raise DraftRefusal("undecided", n=len(waiting))
        if not any(line.holds for line in every):
            raise DraftRefusal("nothing_accepted")
        review.settled(framework, kept.id, every)
        version = kept.version + 1
        drafts.snapshot(conn, kept.id, version, every, who, self._clock())
        self._moved(conn, kept, "submitted", "submitted", version, who, reason)

    def _return(self, conn: Conn, _framework: Framework, kept: Kept, _every: list[Line], who: str, reason: str) -> None:
        self._moved(conn, kept, "open", "returned", kept.version, who, reason)

    def _withdraw(self, conn: Conn, _framework: Framework, kept: Kept, _every: list[Line], who: str, reason: str
                  ) -> None:
        self._moved(conn, kept, "withdrawn", "withdrawn", kept.version, who, reason)

    def _approve(self, conn: Conn, framework: Framework, kept: Kept, every: list[Line], who: str, reason: str) -> None:
        if not review.may_approve(who, kept.state_by, every):
            raise DraftRefusal("own_eyes")
        subject = self._put(conn, framework, kept, every)
        if kept.kind == item_lines.KIND:
            self._moved(conn, kept, "approved", "approved", kept.version, who, reason)
            return
        if kept.subject_id is None:
            conn.execute("UPDATE drafts SET subject_id = %s WHERE id = %s", (subject, kept.id))
        approved.new_version(conn, self._clock(), {"approved": kept.id})
        self._moved(conn, kept, "approved", "approved", kept.version, who, reason)

    def _revoke(self, conn: Conn, framework: Framework, kept: Kept, _every: list[Line], who: str, reason: str) -> None:
        if kept.kind == item_lines.KIND:
            questions.take_back(conn, kept.id)
            self._moved(conn, kept, "withdrawn", "revoked", kept.version, who, reason)
            return
        approved.take_back(conn, kept.id)
        self._moved(conn, kept, "withdrawn", "revoked", kept.version, who, reason)
        # What was in force before it holds again.
        row = conn.execute("SELECT id FROM drafts WHERE kind = %s AND subject_id = %s AND state = 'approved' "
                           "ORDER BY state_at DESC LIMIT 1", (kept.kind, kept.subject_id)).fetchone()
        if row is not None:
            before = self._kept(conn, str(row[0]))
            # A line of it that the framework does not know any more must not keep what is wrong in force.
            with suppress(RefusedLineError, DraftRefusal):
                self._put(conn, framework, before, drafts.lines(conn, before.id))
        approved.new_version(conn, self._clock(), {"revoked": kept.id})

    @staticmethod
    def _put(conn: Conn, framework: Framework, kept: Kept, every: list[Line]) -> str:
        """Puts what is approved of a draft in force; the id of its post or course."""
        made = review.settled(framework, kept.id, every)
        if kept.kind == item_lines.KIND:
            return item_lines.put(conn, framework, kept, every)
        if kept.kind == "course":
            if kept.subject_id not in framework.courses:
                raise DraftRefusal("position_gone")
            approved.put_tags(conn, str(kept.subject_id), made, kept.id)
            return str(kept.subject_id)
        own = kept.subject_id is None or conn.execute(
            "SELECT FROM positions WHERE id = %s", (kept.subject_id,)).fetchone() is None
        if kept.subject_id is not None and kept.subject_id not in framework.positions and not own:
            raise DraftRefusal("position_gone")
        position = kept.subject_id or f"post-{kept.id}"
        approved.put_position(conn, position, own, kept.title, kept.place_id, kept.description or None, made, kept.id)
        return position

    def _moved(self, conn: Conn, kept: Kept, state: str, did: str, version: int, who: str, reason: str) -> None:
        drafts.move(conn, kept.id, state, version, who, self._clock())
        drafts.note(conn, kept.id, did, version, who, self._clock(), reason=reason or None)

    # ---- what all need

    def _writer(self) -> Models | None:
        """The models, where they may draft; None where none is set up."""
        models = self._around.models.models if self._around.models is not None else None
        return models if models is not None and "draft" in models.settings.may else None

    def _open(self, conn: Conn, who: str) -> Tenancy:
        if not may_author(self._around.whoever(conn, who)):
            raise NotAuthorError(who)
        return self._around.tenancy(conn)

    @staticmethod
    def _kept(conn: Conn, draft: str) -> Kept:
        found = drafts.one(conn, draft, locked=True)
        if found is None:
            raise NoDraftError(draft)
        return found

    def _at_work(self, conn: Conn, who: str, draft: str) -> tuple[Framework, Kept]:
        """A draft whose lines may be decided on. Raises DraftRefusal where they may not."""
        framework, kept = self._open(conn, who).framework, self._kept(conn, draft)
        if kept.state != "open":
            raise DraftRefusal("not_open")
        return framework, kept

    @staticmethod
    def _reason(reason: str, needed: bool) -> str:
        reason = " ".join(reason.split())[:REASON]
        if needed and not reason:
            raise DraftRefusal("reason_missing")
        return reason

    def _told(self, conn: Conn, framework: Framework, who: str, draft: str, language: str) -> Json:
        kept = drafts.one(conn, draft)
        if kept is None:
            raise NoDraftError(draft)
        every = drafts.lines(conn, draft)
        may = [*(["decide"] if kept.state == "open" else []), *STEPS[kept.state]]
        why_not = ""
        if "approve" in may and not review.may_approve(who, kept.state_by, every):
            may.remove("approve")
            why_not = str(table("page", language)["errors"]["draft_own_eyes"])
        return {**told(conn, framework, kept, every, language), "undecided": len(review.undecided(every)), "may": may,
                "why_not": why_not}


__all__ = ["DraftList", "DraftRefusal", "NoDraftError", "NotAuthorError", "RefusedLineError"]
