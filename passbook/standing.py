"""Standing: the level an official holds in each competency, at any time. The one implementation of that definition.

A fold over one person's entries, as the contract's semantics define it: passed courses with a level, passed
assessments and verifications give credits; a lapse voids the credits before it from its own instant on; a corrected
entry counts for nothing at any time; a claim is pending until a later verification of the same level or above.
Everything that tells a level (chat, passbook, aggregates) asks here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from passbook.entries import Entry

# A course's tags that have a level: (competency id, level) pairs.
Tags = Callable[[str], Iterable[tuple[str, int]]]


@dataclass(frozen=True, slots=True)
class Credit:
    """A level in a competency that counts from `since` until `until` (exclusive; None: still), and the entry it
    rests on."""

    competency_id: str
    level: int
    since: datetime
    until: datetime | None
    entry: Entry

    def counts(self, at: datetime) -> bool:
        """Whether the credit counts at that instant."""
        return self.since <= at and (self.until is None or at < self.until)


@dataclass(frozen=True, slots=True)
class Claim:
    """The official's own word that nobody verified yet."""

    competency_id: str
    level: int
    entry: Entry


@dataclass(frozen=True)
class Standing:
    """What the entries of one person amount to."""

    credits: dict[str, list[Credit]] = field(default_factory=dict)
    pending: list[Claim] = field(default_factory=list)
    # ids of the courses completed with a pass, with the instant of the first one
    passed: dict[str, datetime] = field(default_factory=dict)

    def held(self, competency_id: str, at: datetime) -> int:
        """The highest level among the credits that count at `at`; 0 where there is none."""
        return max((credit.level for credit in self.credits.get(competency_id, ()) if credit.counts(at)), default=0)

    def all_held(self, at: datetime) -> dict[str, int]:
        """Every competency held at `at` with its level (levels of 0 are left out)."""
        levels = {competency: self.held(competency, at) for competency in self.credits}
        return {competency: level for competency, level in levels.items() if level > 0}

    def basis(self, competency_id: str, at: datetime) -> Credit | None:
        """The credit that gives the level held at `at`: the latest among the highest."""
        counting = [credit for credit in self.credits.get(competency_id, ()) if credit.counts(at)]
        return max(counting, key=lambda credit: (credit.level, credit.since), default=None)


def void(entries: Iterable[Entry]) -> set[str]:
    """Ids of the entries that a correction takes back. A correction of a correction counts for nothing."""
    by_id = {entry.id: entry for entry in entries}
    return {entry.refers_to for entry in by_id.values()
            if entry.kind == "corrected" and entry.refers_to is not None
            and not (entry.refers_to in by_id and by_id[entry.refers_to].kind == "corrected")}


def fold(entries: Sequence[Entry], tags: Tags, pass_mark: float) -> Standing:
    """The standing that one person's entries give, in whatever order they come.

    `tags` tells a course's competencies with known levels; `pass_mark` is the tenant's (0-100).
    """
    taken_back = void(entries)
    counted = sorted((entry for entry in entries if entry.id not in taken_back), key=lambda entry: (entry.at, entry.id))
    lapses: dict[str, list[datetime]] = defaultdict(list)
    for entry in counted:
        if entry.kind == "lapsed" and entry.competency_id:
            lapses[entry.competency_id].append(entry.at)

    credits: dict[str, list[Credit]] = defaultdict(list)
    passed: dict[str, datetime] = {}
    for entry in counted:
        for competency_id, level in _credited(entry, tags, pass_mark):
            until = next((lapse for lapse in lapses[competency_id] if lapse > entry.at), None)
            credits[competency_id].append(Credit(competency_id, level, entry.at, until, entry))
        if entry.kind == "completed" and entry.course_id and _passes(entry, pass_mark):
            passed.setdefault(entry.course_id, entry.at)

    verified = [entry for entry in counted if entry.kind == "verified"]
    pending = [Claim(entry.competency_id, entry.level, entry) for entry in counted
               if entry.kind == "claimed" and entry.competency_id and entry.level is not None
               and not any(settles(word, entry) for word in verified)]
    return Standing(dict(credits), pending, passed)


def _passes(entry: Entry, pass_mark: float) -> bool:
    return entry.score is not None and entry.score >= pass_mark


def _credited(entry: Entry, tags: Tags, pass_mark: float) -> Iterable[tuple[str, int]]:
    if entry.kind == "completed" and entry.course_id and _passes(entry, pass_mark):
        return tags(entry.course_id)
    has_level = entry.competency_id and entry.level is not None
    if has_level and (entry.kind == "verified" or (entry.kind == "assessed" and _passes(entry, pass_mark))):
        return [(str(entry.competency_id), int(entry.level or 0))]
    return []


def settles(word: Entry, claim: Entry) -> bool:
    """Whether a verification settles a claim: the same competency, that level or above, and not before it."""
    return (word.competency_id == claim.competency_id and (word.level or 0) >= (claim.level or 0)
            and word.at >= claim.at)
