"""Brings officials together who want help and who offered it: finds, asks, introduces. Nobody learns of the other
before both said yes.

What is looked up here is read with the owner's rights, inside a turn too, and leaves as counts alone; names leave with
an introduction that its mentor accepted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

from bot.store import mentors, notes
from bot.store.mentors import MOST_OPEN, Introduction
from bot.store.notes import Note
from bot.words import Words
from frac.framework import Framework
from passbook import ledger, officials
from passbook.officials import Official
from passbook.standing import fold
from prompts.loader import spoken

Conn = psycopg.Connection[Any]


@dataclass(frozen=True)
class Candidate:
    """Somebody who offered to help and holds enough: how far from the asker in the organisation (0: the same place),
    whether they speak the asker's language, how many requests wait for them, the level that they hold."""

    official_id: str
    distance: int
    same_language: bool
    waiting: int
    level: int


def needed(held: int, required: int | None, highest: int) -> int:
    """The level that a helper must hold: above the asker's, and what the post asks where that is more; at most the
    highest there is."""
    return min(max(held + 1, required or 0), highest)


def highest(framework: Framework) -> int:
    """The highest level that the tenant knows."""
    return max((step.level for step in framework.levels), default=1)


def distance(framework: Framework, one: str, other: str) -> int:
    """Steps from one organisation to another, up to what they have in common and down again."""
    up, across = list(framework.ancestors(one)), list(framework.ancestors(other))
    for steps, place in enumerate(up):
        if place in across:
            return steps + across.index(place)
    return len(up) + len(across)


def ranked(candidates: list[Candidate]) -> list[Candidate]:
    """The order in which they are asked: near first, then who speaks the language, who is asked least, who holds the
    least that is enough (the highest would be asked by everybody); ties by id."""
    return sorted(candidates, key=lambda each: (each.distance, not each.same_language, each.waiting, each.level,
                                                each.official_id))


def candidates(conn: Conn, framework: Framework, asker: Official, competency_id: str, level: int, now: datetime,
               at: datetime) -> list[Candidate]:
    """Who could be asked, in order."""
    found = []
    for official_id, waiting in mentors.offering(conn, competency_id, asker.id, now):
        other = officials.by_id(conn, official_id)
        if other is None or waiting >= MOST_OPEN:
            continue
        held = fold(ledger.entries_of(conn, other.id), framework.credits_of, framework.tenant.pass_mark).held(
            competency_id, at)
        if held >= level:
            found.append(Candidate(other.id, distance(framework, asker.organisation_id, other.organisation_id),
                                   (other.language or "") == (asker.language or ""), waiting, held))
    return ranked(found)


def ask(conn: Conn, framework: Framework, asker: Official, competency_id: str, mentor_id: str, identity: str,
        now: datetime) -> bool:
    """Asks a mentor, without saying for whom; False where a request for this competency waits already."""
    if not mentors.ask(conn, Introduction(identity, asker.id, mentor_id, competency_id, "asked", now)):
        return False
    mentor = officials.by_id(conn, mentor_id)
    words = Words(spoken(mentor.language if mentor else None), framework)
    notes.leave(conn, Note(f"mentor_request {identity}", mentor_id, "mentor_request", {
        "name": words.competency(framework.competencies[competency_id]),
        "choices": [{"id": key, "label": words(f"mentor.{key}"), "say": words(f"mentor.say_{key}", code=identity)}
                    for key in ("yes", "no")]}, now), now)
    return True


def accept(conn: Conn, framework: Framework, made: Introduction, now: datetime) -> bool:
    """Introduces the two to each other; False where the request does not wait any more."""
    if not mentors.settle(conn, made.id, "accepted", now):
        return False
    for to, other in ((made.asker, made.mentor), (made.mentor, made.asker)):
        _introduce(conn, framework, made, to, other, now)
    return True


def _introduce(conn: Conn, framework: Framework, made: Introduction, to: str, other: str, now: datetime) -> None:
    reader, shown = officials.by_id(conn, to), officials.by_id(conn, other)
    if reader is None or shown is None:
        return
    words = Words(spoken(reader.language), framework)
    notes.leave(conn, Note(f"mentor_met {made.id} {to}", to, "mentor_met" if to == made.asker else "mentor_meets", {
        "name": words.competency(framework.competencies[made.competency_id]), "who": told(framework, shown, words),
        "reach": reach(conn, shown, words)}, now), now)


def told(framework: Framework, official: Official, words: Words) -> str:
    """Who somebody is: name, post, organisation."""
    position = framework.positions.get(official.position_id)
    place = framework.organisations.get(official.organisation_id)
    return ", ".join(part for part in (official.name, words.position(position) if position else "",
                                       words.organisation(place) if place else "") if part)


def reach(conn: Conn, official: Official, words: Words) -> str:
    """How to reach somebody who agreed to be."""
    address = mentors.contact(conn, official.id)
    return words("mentor.by_mail", address=address) if address else words("mentor.by_office")


def decline(conn: Conn, framework: Framework, made: Introduction, state: str, next_id: str, now: datetime, at: datetime
            ) -> bool:
    """Ends a request that was declined or not answered, and asks the next; where there is none, tells the asker that
    nobody could this time. Whether another one was asked."""
    if not mentors.settle(conn, made.id, state, now):
        return False
    asker = officials.by_id(conn, made.asker)
    if asker is None or made.competency_id not in framework.competencies:
        return False
    position = framework.positions.get(asker.position_id)
    held = fold(ledger.entries_of(conn, asker.id), framework.credits_of, framework.tenant.pass_mark).held(
        made.competency_id, at)
    level = needed(held, position.required.get(made.competency_id) if position else None, highest(framework))
    left = candidates(conn, framework, asker, made.competency_id, level, now, at)
    if left:
        return ask(conn, framework, asker, made.competency_id, left[0].official_id, next_id, now)
    words = Words(spoken(asker.language), framework)
    notes.leave(conn, Note(f"mentor_none {made.id}", asker.id, "mentor_none", {
        "name": words.competency(framework.competencies[made.competency_id])}, now), now)
    return False


def expire(conn: Conn, framework: Framework, new_id: Callable[[], str], now: datetime, at: datetime) -> int:
    """Lets go of requests that were not answered in time; returns how many."""
    found = mentors.overdue(conn, now)
    for made in found:
        decline(conn, framework, made, "expired", new_id(), now, at)
    return len(found)
