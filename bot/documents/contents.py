"""A statement as contents: every figure with its words in one language, as plain JSON, for all forms alike.

Decides nothing about levels (`passbook/statement.py` does); finds names, says rules and dates. Whatever a person or a
tenant wrote stays text here: making it harmless in a form is that form's duty.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.documents.contract import Contents
from bot.words import Words, plain
from frac.framework import Framework
from passbook.entries import Entry
from passbook.ledger import Break
from passbook.officials import Official
from passbook.periods import Period
from passbook.statement import STATUSES, Level, Line, Move, Statement

# The words of the forms themselves; each is a key of `document` in prompts/replies.
LABELS = ("title", "name", "post", "organisation", "period", "as_of", "tenant", "pages", "made_on", "made_for", "page",
          "met", "entries", "passed", "time", "opening", "opening_none", "first", "history", "history_none", "date",
          "what", "score", "minutes", "levels", "status", "pending", "pending_none", "closing", "closing_none",
          "competency", "required", "held", "gap", "basis", "not_asked", "changes", "before", "after", "by_entries",
          "recompute", "chain", "last_hash", "rule", "footer", "entry", "level", "none")
# Who writes entries, as `origins` in prompts/replies knows them; another source is named as it is.
ORIGINS = ("import", "quiz", "record_claim", "dispute")
_LONGEST = 400


@dataclass(frozen=True)
class Occasion:
    """For whom and when a statement is made: the official, the reader, the period asked for (None: everything), the
    instant at which it is made, and the break of the official's chain where it does not hold."""

    official: Official
    reader: Official
    period: Period | None
    made_at: datetime
    broken: Break | None = None


def contents(made: Statement, occasion: Occasion, framework: Framework, words: Words) -> Contents:
    """The contents of a statement; see docs/officials.md for what the parts mean."""
    return _Writer(made, occasion, framework, words).contents()


def because(words: Words, line: Line, pass_mark: float) -> str:
    """What became of an entry, as a sentence: the rule, and the dispute where one is open."""
    entry = line.entry
    text = words(f"because.{line.rule}", by=line.by or "", refers_to=entry.refers_to or "",
                 score=words.number(entry.score) if entry.score is not None else "", mark=words.number(pass_mark))
    return f"{text} {words('statement.disputed_by', by=line.by)}" if line.status == "disputed" else text


class _Writer:
    """Writes one statement in one language."""

    def __init__(self, made: Statement, occasion: Occasion, framework: Framework, words: Words) -> None:
        self.made, self.occasion, self.framework, self.words = made, occasion, framework, words
        self.zone = ZoneInfo(framework.tenant.timezone)
        self.position = framework.positions.get(occasion.official.position_id)

    def contents(self) -> Contents:
        """All parts, in the order in which they are read."""
        made, tenant = self.made, self.framework.tenant
        scale = [step.level for step in self.framework.levels]
        return {
            "document": "passbook statement", "version": 1, "language": self.words.language, "tenant": tenant.name,
            "person": self._person(), "made_for": {"id": self.occasion.reader.id, "label": self.occasion.reader.name},
            "period": self._period(), "as_of": self._date(made.closes_at), "closes_at": self._instant(made.closes_at),
            "as_of_label": self.words.day(self._day(made.closes_at)), "made_at": self._instant(self.occasion.made_at),
            "made_label": self.words.day(self._day(self.occasion.made_at)),
            "scale": [{"level": step.level, "label": self.words.level(step.level)} for step in self.framework.levels],
            "top": max([*scale, *(level.held for level in made.levels),
                        *(level.required or 0 for level in made.levels)], default=1),
            "summary": self._summary(),
            "opening": [{**self._competency(each), "level": level} for each, level in made.opening],
            "entries": [self._entry(line) for line in made.lines],
            "pending": [self._claim(entry) for entry in made.pending],
            "closing": [self._level(level) for level in made.levels],
            "changes": self._changes(), "recompute": self._recompute(),
            "labels": {key: self.words(f"document.{key}") for key in LABELS}, "notices": [],
            "unreadable": self.words("statement.unreadable", sign="□")}

    # ---- who, when, how much

    def _person(self) -> Contents:
        who = self.occasion.official
        place = self.framework.organisations.get(who.organisation_id)
        return {"id": who.id, "name": who.name,
                "position": {"id": who.position_id,
                             "label": self.words.position(self.position) if self.position else who.position_id},
                "organisation": {"id": who.organisation_id,
                                 "label": self.words.organisation(place) if place else who.organisation_id}}

    def _period(self) -> Contents:
        asked, made = self.occasion.period, self.made
        end = self._day(made.closes_at)
        if made.starts_at is None:
            text = self.words("statement.from_first", end=self.words.day(end))
        else:
            text = self.words("statement.from_to", start=self.words.day(self._day(made.starts_at)),
                              end=self.words.day(end))
        named = asked.id if asked and ".." not in asked.id else None
        return {"id": asked.id if asked and made.starts_at else None, "label": f"{text} ({named})" if named else text,
                "start": self._date(made.starts_at) if made.starts_at else None, "end": end.isoformat()}

    def _summary(self) -> Contents:
        made, mark = self.made, self.framework.tenant.pass_mark
        done = [line.entry for line in made.lines if line.entry.kind == "completed" and line.status != "corrected"]
        passed = sum(entry.score is not None and entry.score >= mark for entry in done)
        return {"met": made.met, "required": made.required, "entries": len(made.lines), "completed": len(done),
                "passed": passed, "minutes": made.minutes, "time": self.words.duration(made.minutes),
                "pass_mark": mark,
                "statuses": [{"id": each, "label": self.words(f"statuses.{each}"), "count": made.counts[each]}
                             for each in STATUSES if made.counts.get(each)]}

    # ---- entries

    def _entry(self, line: Line) -> Contents:
        entry = line.entry
        return {
            "number": line.number, "id": entry.id, "date": self._date(entry.at), "at": self._instant(entry.at),
            "recorded_at": self._instant(entry.recorded_at) if entry.recorded_at else None,
            "kind": {"id": entry.kind, "label": self.words(f"kinds.{entry.kind}")}, "about": self._about(entry),
            "course": self._course(entry.course_id), "level": entry.level, "score": entry.score,
            "competency": self._competency(entry.competency_id) if entry.competency_id else None,
            "minutes": entry.minutes, "refers_to": entry.refers_to,
            "source": {"id": entry.source, "label": self._origin(entry.source)}, "evidence": entry.evidence,
            "evidence_label": self._evidence(entry.evidence), "note": plain(entry.note or "", _LONGEST) or None,
            "status": {"id": line.status, "label": self.words(f"statuses.{line.status}")}, "rule": line.rule,
            "why": because(self.words, line, self.framework.tenant.pass_mark), "by": line.by,
            "moves": [self._move(move) for move in line.moves], "hash": line.hash.hex()}

    def _about(self, entry: Entry) -> str:
        """What an entry is about, in one line."""
        course = self._course(entry.course_id)
        if course:
            return str(course["label"])
        if entry.competency_id:
            name = str(self._competency(entry.competency_id)["label"])
            return self.words("statement.at_level", name=name, level=entry.level) if entry.level is not None else name
        return self.words("statement.refers", entry=entry.refers_to) if entry.refers_to else ""

    def _course(self, course_id: str | None) -> Contents | None:
        if not course_id:
            return None
        course = self.framework.courses.get(course_id)
        return {"id": course_id, "label": self.words.course(course) if course else course_id}

    def _competency(self, competency_id: str) -> Contents:
        known = self.framework.competencies.get(competency_id)
        return {"id": competency_id, "label": self.words.competency(known) if known else competency_id}

    def _origin(self, source: str) -> str:
        return self.words(f"origins.{source}") if source in ORIGINS else plain(source, 60)

    def _evidence(self, evidence: Mapping[str, Any] | None) -> str | None:
        """What an entry rests on, in a few words: how many answers were right, or its plain values."""
        if not evidence:
            return None
        answers = evidence.get("items")
        if isinstance(answers, list) and answers and all(isinstance(each, Mapping) for each in answers):
            right = sum(bool(each.get("correct")) for each in answers)
            return self.words("statement.answers", right=right, asked=len(answers))
        told = [f"{key}: {value}" for key, value in evidence.items() if isinstance(value, str | int | float)]
        return plain("; ".join(told), 160) or None

    def _move(self, move: Move) -> Contents:
        return {**self._competency(move.competency_id), "from": move.before, "to": move.after}

    def _claim(self, entry: Entry) -> Contents:
        return {**self._competency(entry.competency_id or ""), "level": entry.level, "date": self._date(entry.at),
                "entry": entry.id, "note": plain(entry.note or "", _LONGEST) or None}

    # ---- levels and changes

    def _level(self, level: Level) -> Contents:
        return {**self._competency(level.competency_id), "required": level.required, "opening": level.opening,
                "held": level.held, "gap": level.gap, "basis": level.basis,
                "level": self.words.level(level.held)}

    def _changes(self) -> Contents:
        changes = self.made.changes
        mark = changes.mark
        if mark is not None:
            since = self.words("statement.since_last", day=self.words.day(self._day(mark.closes_at)))
        elif self.made.starts_at is not None:
            since = self.words("statement.since_start", day=self.words.day(self._day(self.made.starts_at)))
        else:
            since = self.words("statement.since_first")
        news = self.words.count("statement.new_entries", len(changes.entries))
        moved = self.words.count("statement.new_levels", len(changes.levels)) if changes.levels else self.words(
            "statement.same_levels")
        return {"since": {"closes_at": self._instant(mark.closes_at), "made_at": self._instant(mark.made_at),
                          "entries": mark.entries} if mark else None,
                "text": f"{since} {news} {moved}", "entries": list(changes.entries),
                "levels": [{**self._competency(each.competency_id), "from": each.before, "to": each.after,
                            "entries": list(each.entries)} for each in changes.levels]}

    def _recompute(self) -> Contents:
        made, who, broken = self.made, self.occasion.official, self.occasion.broken
        verdict = self.words("statement.whole") if broken is None else self.words(
            "statement.broken", number=broken.number)
        return {"entries": made.chain, "last_hash": made.last_hash.hex(), "whole": broken is None, "verdict": verdict,
                "rule": self.words("statement.rule", mark=self.words.number(self.framework.tenant.pass_mark)),
                "command": shlex.join(["saathi", "verify", "--official", who.id]),
                "shown": self.words("statement.shown", shown=len(made.lines), n=made.chain)}

    # ---- days

    def _day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def _date(self, at: datetime) -> str:
        return self._day(at).isoformat()

    def _instant(self, at: datetime) -> str:
        return at.astimezone(self.zone).isoformat()
