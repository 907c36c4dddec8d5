"""What waits for a word of somebody entitled: claims to verify and disputes to rule on; and that word, as an entry.

Entitled is who may see the official as an individual (see `people/access.py`), and never the official themselves.
A dispute that is upheld takes the entry back (`corrected`), one that is not is `dismissed`; a confirmed claim is
`verified`. Nothing else is ever written here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

from bot.people.access import Person, may_see
from bot.store import reviews
from frac.framework import Framework
from passbook import ledger
from passbook.entries import Entry
from passbook.officials import Official, by_id
from passbook.standing import fold

Conn = psycopg.Connection[Any]


class NothingWaits(Exception):
    """No such claim or dispute waits for this person's word."""


@dataclass(frozen=True)
class Waiting:
    """A claim or a dispute that waits: `entry` is the claim, or the entry in question of the dispute `id`."""

    id: str
    kind: str
    official: Official
    entry: Entry


def waiting(conn: Conn, framework: Framework, person: Person) -> list[Waiting]:
    """What waits for the word of this person, oldest first."""
    found = [*_disputes(conn), *_claims(conn, framework)]
    return sorted((each for each in found if each.official.id != person.id
                   and may_see(conn, framework, person, each.official)), key=lambda each: (each.entry.at, each.id))


def _disputes(conn: Conn) -> Iterable[Waiting]:
    for review in reviews.waiting(conn):
        official = by_id(conn, review.official_id)
        entry = next((each for each in ledger.entries_of(conn, review.official_id) if each.id == review.entry_id), None)
        if official is not None and entry is not None:
            yield Waiting(review.dispute_id, "dispute", official, entry)


def _claims(conn: Conn, framework: Framework) -> Iterable[Waiting]:
    claimants = [row[0] for row in conn.execute("SELECT DISTINCT official_id FROM entries WHERE kind = 'claimed'")]
    for identity in claimants:
        official = by_id(conn, identity)
        if official is None:
            continue
        standing = fold(ledger.entries_of(conn, identity), lambda _course: [], framework.tenant.pass_mark)
        for claim in standing.pending:
            yield Waiting(claim.entry.id, "claim", official, claim.entry)


def decide(conn: Conn, framework: Framework, person: Person, which: str, granted: bool, note: str, now: datetime,
           recorded_at: datetime) -> Entry:
    """Writes the word on what waits under an id, within the caller's transaction; returns the entry.

    `granted`: the claim is verified, or the dispute upheld. Raises NothingWaits, and ValueError for a claim that is
    not granted: a claim that nobody verifies simply stays pending.
    """
    found = next((each for each in waiting(conn, framework, person) if each.id == which), None)
    if found is None:
        raise NothingWaits(which)
    told = found.entry
    evidence = {"by": person.id}
    if found.kind == "claim":
        if not granted:
            raise ValueError("a claim that is not verified stays pending; there is nothing to write")
        entry = Entry(f"verify-{which}", found.official.id, "verified", now, competency_id=told.competency_id,
                      level=told.level, refers_to=told.id, note=note or None, source="review", evidence=evidence)
    elif granted:
        entry = Entry(f"ruling-{which}", found.official.id, "corrected", now, refers_to=told.id, note=note or None,
                      source="review", evidence={**evidence, "dispute": which})
    else:
        entry = Entry(f"ruling-{which}", found.official.id, "dismissed", now, refers_to=which, note=note or None,
                      source="review", evidence=evidence)
    if found.kind == "dispute" and not reviews.rule(conn, which, entry.id, person.id, granted, recorded_at):
        raise NothingWaits(which)
    ledger.append(conn, entry, recorded_at)
    return entry
