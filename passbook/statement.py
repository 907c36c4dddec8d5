"""The statement of a passbook: opening levels, entries with what each did, closing levels, and what changed.

Made by the very fold of `standing.py`; a level here can never differ from one told elsewhere. Pure: the entries, the
period and the clock come in. Refuses to name anything: ids and the names of rules alone, words are others' to find.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from passbook.entries import Chained, Entry
from passbook.standing import Credit, Standing, Tags, fold, settles, void

# What became of an entry by the end of the statement. `recorded`: it stands and gives no level.
Status = Literal["counted", "recorded", "pending", "settled", "corrected", "lapsed", "disputed"]
STATUSES: tuple[Status, ...] = ("counted", "recorded", "pending", "settled", "corrected", "lapsed", "disputed")
# The rules by which an entry gives a level, or gives none: each is a sentence in the words of a reply.
RULES = ("passed", "assessed", "verified", "below_mark", "no_score", "no_level", "claim", "settled", "lapse", "lapsed",
         "correction", "void_correction", "corrected", "learning", "rating", "dispute")
_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Move:
    """The level held in a competency before and after something; 0 is none."""

    competency_id: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of the period: its place in the chain, what became of it and by which rule, and the levels it moved.

    `by` is the id of the entry that settled, corrected, disputed or voided it, where one did.
    """

    number: int
    hash: bytes
    entry: Entry
    status: Status
    rule: str
    by: str | None
    moves: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class Level:
    """A competency at the end: the level required by the person's position (None: not asked), held at the start and
    at the end, and the id of the entry that the level rests on."""

    competency_id: str
    required: int | None
    opening: int
    held: int
    basis: str | None

    @property
    def gap(self) -> int | None:
        """Levels missing; None where the position does not ask the competency."""
        return None if self.required is None else max(self.required - self.held, 0)


@dataclass(frozen=True, slots=True)
class Mark:
    """Where an earlier statement ended: the instant it closed, when it was made, and how many entries the chain had."""

    closes_at: datetime
    made_at: datetime
    entries: int


@dataclass(frozen=True, slots=True)
class Change:
    """A level that is another than at the mark, and the ids of the entries since then that concern it."""

    competency_id: str
    before: int
    after: int
    entries: tuple[str, ...]


@dataclass(frozen=True)
class Changes:
    """What is new since `mark` (None: since the start of the statement)."""

    mark: Mark | None
    levels: tuple[Change, ...]
    entries: tuple[str, ...]


@dataclass(frozen=True)
class Statement:
    """A statement: `starts_at` None means from the first entry on; it closes at `closes_at` (inclusive).

    `chain` is the length of the whole chain and `last_hash` its end (empty for none); both cover also the entries that
    the period leaves out.
    """

    official_id: str
    starts_at: datetime | None
    closes_at: datetime
    lines: tuple[Line, ...]
    opening: tuple[tuple[str, int], ...]
    levels: tuple[Level, ...]
    pending: tuple[Entry, ...]
    changes: Changes
    chain: int
    last_hash: bytes
    minutes: float
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def met(self) -> int:
        """How many of the required competencies are met."""
        return sum(level.gap == 0 for level in self.levels)

    @property
    def required(self) -> int:
        """How many competencies the position requires."""
        return sum(level.required is not None for level in self.levels)


def statement(official_id: str, chained: Sequence[Chained], tags: Tags, pass_mark: float,
              required: Mapping[str, int], *, starts_at: datetime | None, closes_at: datetime,
              mark: Mark | None = None) -> Statement:
    """The statement of one person's entries over [`starts_at`, `closes_at`].

    `required` maps what the person's position asks to levels; `pass_mark` is the tenant's (0-100). Corrections count
    whenever they were made, as the definition of standing has it; everything else counts up to `closes_at`.
    """
    known = _known(chained, closes_at)
    reading = _Reading([each.entry for each in known], tags, pass_mark, closes_at)
    opening = reading.standing.all_held(starts_at - _INSTANT) if starts_at else {}
    closing = reading.standing.all_held(closes_at)
    within = [each for each in known if (starts_at is None or starts_at <= each.entry.at)
              and each.entry.at <= closes_at]
    lines = tuple(reading.lines(within, opening))
    last = max(chained, key=lambda each: each.number, default=None)
    return Statement(
        official_id, starts_at, closes_at, lines,
        opening=tuple((each, opening[each]) for each in _in_order(opening, required, opening)),
        levels=tuple(_level(reading.standing, each, required, opening, closing, closes_at)
                     for each in _in_order({*required, *opening, *closing}, required, closing)),
        pending=tuple(claim.entry for claim in reading.standing.pending),
        changes=_changes(chained, reading, lines, opening, closing, closes_at, mark),
        chain=last.number if last else 0, last_hash=last.hash if last else b"",
        minutes=sum(line.entry.minutes or 0 for line in lines if line.status != "corrected"),
        counts={status: sum(line.status == status for line in lines) for status in STATUSES})


def _known(chained: Iterable[Chained], closes_at: datetime) -> list[Chained]:
    """What a statement that closes then is made of: later entries do not exist for it, but corrections do."""
    return [each for each in chained if each.entry.at <= closes_at or each.entry.kind == "corrected"]


def _in_order(ids: Iterable[str], required: Mapping[str, int], held: Mapping[str, int]) -> list[str]:
    """Required before others, wider gaps before narrower, higher levels before lower, then by id."""
    return sorted(ids, key=lambda each: (each not in required, -max(required.get(each, 0) - held.get(each, 0), 0),
                                         -required.get(each, 0), -held.get(each, 0), each))


def _level(standing: Standing, competency_id: str, required: Mapping[str, int], opening: Mapping[str, int],
           closing: Mapping[str, int], closes_at: datetime) -> Level:
    basis = standing.basis(competency_id, closes_at)
    return Level(competency_id, required.get(competency_id), opening.get(competency_id, 0),
                 closing.get(competency_id, 0), basis.entry.id if basis else None)


# ---- what changed


def _changes(chained: Sequence[Chained], reading: _Reading, lines: Sequence[Line], opening: Mapping[str, int],
             closing: Mapping[str, int], closes_at: datetime, mark: Mark | None) -> Changes:
    """The levels that are others than at the mark, by what was known then; without a mark, than at the opening."""
    if mark is None:
        before: Mapping[str, int] = opening
        new = [line.entry for line in lines]
    else:
        then = _known((each for each in chained if each.number <= mark.entries), mark.closes_at)
        standing = fold([each.entry for each in then], reading.tags, reading.pass_mark)
        before = standing.all_held(mark.closes_at)
        new = sorted((each.entry for each in _known(chained, closes_at)
                      if each.number > mark.entries or each.entry.at > mark.closes_at), key=order)
    levels = [Change(each, before.get(each, 0), closing.get(each, 0),
                     tuple(entry.id for entry in new if each in reading.touches(entry)))
              for each in sorted({*before, *closing}) if before.get(each, 0) != closing.get(each, 0)]
    return Changes(mark, tuple(levels), tuple(entry.id for entry in new))


# ---- what an entry did, and why


def order(entry: Entry) -> tuple[datetime, bool, str]:
    """The order of a statement: a lapse voids what was before its instant, so it stands first within it."""
    return entry.at, entry.kind != "lapsed", entry.id


class _Reading:
    """What some entries amount to by `closes_at`, and what each of them did and why."""

    def __init__(self, entries: Sequence[Entry], tags: Tags, pass_mark: float, closes_at: datetime) -> None:
        self.standing = fold(entries, tags, pass_mark)
        self.tags, self.pass_mark, self.closes_at = tags, pass_mark, closes_at
        self.entries = sorted(entries, key=order)
        self.by_id = {entry.id: entry for entry in entries}
        self.void = void(entries)
        self.credits: dict[str, list[Credit]] = defaultdict(list)
        for credit in (each for credits in self.standing.credits.values() for each in credits):
            self.credits[credit.entry.id].append(credit)
        self.pending = {claim.entry.id for claim in self.standing.pending}
        self.referring: dict[tuple[str, str | None], str] = {}
        for entry in self.entries:
            if entry.id not in self.void:
                self.referring.setdefault((entry.kind, entry.refers_to), entry.id)

    def lines(self, within: Iterable[Chained], opening: Mapping[str, int]) -> list[Line]:
        """The entries as lines in order; each move goes on from the level that the lines before it left."""
        levels = dict(opening)
        made = []
        for each in sorted(within, key=lambda one: order(one.entry)):
            entry, moves = each.entry, []
            for competency in sorted(self.touches(entry)) if entry.kind != "corrected" else ():
                after = self._held_after(competency, entry)
                if after != levels.get(competency, 0):
                    moves.append(Move(competency, levels.get(competency, 0), after))
                    levels[competency] = after
            status, rule, by = self._fate(entry)
            made.append(Line(each.number, each.hash, entry, status, rule, by, tuple(moves)))
        return made

    def touches(self, entry: Entry) -> set[str]:
        """The competencies whose level an entry moves or may have moved; of a correction, those of what it takes
        back."""
        if entry.kind == "corrected":
            taken = self.by_id.get(entry.refers_to or "")
            return set() if taken is None or taken.kind == "corrected" else self._named(taken)
        return set() if entry.id in self.void else self._named(entry)

    def _named(self, entry: Entry) -> set[str]:
        if entry.kind == "completed" and entry.course_id:
            return {competency for competency, _ in self.tags(entry.course_id)}
        names = entry.kind in ("assessed", "verified", "lapsed") and entry.competency_id
        return {entry.competency_id} if names and entry.competency_id else set()

    def _held_after(self, competency_id: str, entry: Entry) -> int:
        """The level that the credits up to an entry give at its instant."""
        return max((credit.level for credit in self.standing.credits.get(competency_id, ())
                    if credit.counts(entry.at) and order(credit.entry) <= order(entry)), default=0)

    def _fate(self, entry: Entry) -> tuple[Status, str, str | None]:
        """What became of an entry, the rule, and the entry that did it."""
        if entry.id in self.void:
            return "corrected", "corrected", self.referring.get(("corrected", entry.id))
        status, rule, by = self._by_kind(entry)
        credits = self.credits.get(entry.id, ())
        if credits and all(credit.until is not None and credit.until <= self.closes_at for credit in credits):
            status, rule, by = "lapsed", "lapsed", self._lapse_of(credits[0])
        dispute = self.referring.get(("disputed", entry.id))
        return ("disputed", rule, dispute) if dispute and status != "lapsed" else (status, rule, by)

    def _by_kind(self, entry: Entry) -> tuple[Status, str, str | None]:
        if entry.id in self.credits:
            return "counted", {"completed": "passed"}.get(entry.kind, entry.kind), None
        if entry.kind in ("completed", "assessed"):
            if entry.score is None:
                return "recorded", "no_score", None
            return "recorded", "below_mark" if entry.score < self.pass_mark else "no_level", None
        if entry.kind == "claimed" and entry.competency_id and entry.level is not None:
            if entry.id in self.pending:
                return "pending", "claim", None
            word = next(each for each in self.entries if each.kind == "verified" and each.id not in self.void
                        and settles(each, entry))
            return "settled", "settled", word.id
        if entry.kind == "corrected":
            taken = self.by_id.get(entry.refers_to or "")
            return "recorded", "void_correction" if taken and taken.kind == "corrected" else "correction", None
        return _PLAIN.get(entry.kind, ("recorded", "no_level", None))

    def _lapse_of(self, credit: Credit) -> str | None:
        return next((each.id for each in self.entries if each.kind == "lapsed" and each.at == credit.until
                     and each.competency_id == credit.competency_id and each.id not in self.void), None)


# Kinds that never give a level: their status and rule.
_PLAIN: dict[str, tuple[Status, str, str | None]] = {
    "enrolled": ("recorded", "learning", None), "progressed": ("recorded", "learning", None),
    "rated": ("recorded", "rating", None), "disputed": ("recorded", "dispute", None),
    "lapsed": ("counted", "lapse", None)}
