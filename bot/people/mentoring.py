"""Brings officials together who want help and who offered it: finds, asks, introduces. Nobody learns of the other
before both said yes.

What is looked up here is read with the owner's rights, inside a turn too, and leaves as counts alone; names leave with
an introduction that its mentor accepted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import psycopg

from bot.people.mentors import CROWD, Around, Candidate, highest, needed, ranked, way
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

# A request is named in buttons and by people: short, and no secret (only its mentor can answer it).
CODE = 8


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody looks for: help with a competency, from a level on, by somebody of a language (None: any)."""

    competency_id: str
    level: int | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """Who may be asked, in order, and how many more hold enough and have too many requests now."""

    free: tuple[Candidate, ...]
    busy: int


# ---- finding


def held_by(conn: Conn, framework: Framework, official_id: str, competency_id: str, at: datetime) -> int:
    """The level that somebody holds at an instant."""
    return fold(ledger.entries_of(conn, official_id), framework.credits_of, framework.tenant.pass_mark).held(
        competency_id, at)


def find(conn: Conn, framework: Framework, asker: Official, wish: Wish, now: datetime, at: datetime) -> Found:
    """Who could be asked, in order. Levels are those of the instant `at`."""
    position = framework.positions.get(asker.position_id)
    level = needed(held_by(conn, framework, asker.id, wish.competency_id, at),
                   position.required.get(wish.competency_id) if position else None, highest(framework), wish.level)
    free, busy = [], 0
    for other in mentors.offering(conn, wish.competency_id, asker.id, now):
        held = held_by(conn, framework, other.official_id, wish.competency_id, at)
        if held < level:
            continue
        if other.waiting >= MOST_OPEN:
            busy += 1
            continue
        up, distance = way(framework, asker.organisation_id, other.organisation_id)
        free.append(Candidate(other.official_id, up, distance, other.language, other.waiting, held))
    return Found(tuple(ranked(free, wish.language or asker.language)), busy)


def around(conn: Conn, framework: Framework, official: Official) -> Around:
    """How many officials are where, as seen by one."""
    above = list(framework.ancestors(official.organisation_id))
    if not above:
        return Around(None, 0, 0)
    near = next((steps for steps, place in enumerate(above)
                 if mentors.crowd(conn, CROWD, framework.subtree(place)) >= CROWD), None)
    whole = framework.subtree(above[-1])
    inside = framework.subtree(above[near]) if near is not None else set()
    return Around(near, mentors.crowd(conn, CROWD, whole, inside), mentors.crowd(conn, CROWD, None, whole))


# ---- asking and answering


def ask(conn: Conn, framework: Framework, asker: str, wish: Wish, mentor_id: str, identity: str, now: datetime) -> bool:
    """Asks a mentor, without saying for whom; False where a request for this competency waits already."""
    if not mentors.ask(conn, Introduction(identity, asker, mentor_id, wish.competency_id, "asked", now, wish.level,
                                          wish.language)):
        return False
    words = _words(conn, framework, mentor_id)
    notes.leave(conn, Note(f"mentor_request {identity}", mentor_id, "mentor_request", {
        "name": words.competency(framework.competencies[wish.competency_id]),
        "choices": [{"id": key, "label": words(f"mentor.{key}"), "say": words(f"mentor.say_{key}", code=identity)}
                    for key in ("yes", "no")]}, now), now)
    return True


def accept(conn: Conn, framework: Framework, made: Introduction, at: datetime, now: datetime
           ) -> Literal["met", "over", "below"]:
    """Introduces the two to each other; `over` where the request does not wait any more, `below` where the mentor does
    not hold more than the asker any more."""
    if not _holds_more(conn, framework, made, at):
        return "below"
    if officials.by_id(conn, made.asker) is None or not mentors.settle(conn, made.id, "accepted", now):
        return "over"
    mentors.unsay(conn, made.id, "mentor_request", now)
    for to, other in ((made.asker, made.mentor), (made.mentor, made.asker)):
        _introduce(conn, framework, made, to, other, now)
    return "met"


def _holds_more(conn: Conn, framework: Framework, made: Introduction, at: datetime) -> bool:
    return (held_by(conn, framework, made.mentor, made.competency_id, at)
            > held_by(conn, framework, made.asker, made.competency_id, at))


def _introduce(conn: Conn, framework: Framework, made: Introduction, to: str, other: str, now: datetime) -> None:
    shown = officials.by_id(conn, other)
    if shown is None:
        return
    words = _words(conn, framework, to)
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
    mentors.unsay(conn, made.id, "mentor_request", now)
    asker = officials.by_id(conn, made.asker)
    if asker is None or made.competency_id not in framework.competencies:
        return False
    wish = Wish(made.competency_id, made.level, made.language)
    left = find(conn, framework, asker, wish, now, at).free
    if left:
        return ask(conn, framework, asker.id, wish, left[0].official_id, next_id, now)
    words = _words(conn, framework, asker.id)
    notes.leave(conn, Note(f"mentor_none {made.id}", asker.id, "mentor_none", {
        "name": words.competency(framework.competencies[made.competency_id])}, now), now)
    return False


# ---- ending


def cancel(conn: Conn, made: Introduction, now: datetime) -> bool:
    """Takes back a request on the asker's word; False where it does not wait any more."""
    if not mentors.settle(conn, made.id, "withdrawn", now):
        return False
    mentors.unsay(conn, made.id, "mentor_request", now)
    return True


def end(conn: Conn, framework: Framework, made: Introduction, by: str, now: datetime) -> bool:
    """Ends an introduction on the word of one of the two, and tells the other; False where it is over already."""
    if not mentors.settle(conn, made.id, "withdrawn", now, before="accepted"):
        return False
    other = made.asker if by == made.mentor else made.mentor
    if made.competency_id in framework.competencies:
        words = _words(conn, framework, other)
        notes.leave(conn, Note(f"mentor_over {made.id}", other, "mentor_over", {
            "name": words.competency(framework.competencies[made.competency_id])}, now), now)
    return True


def expire(conn: Conn, framework: Framework, new_id: Any, now: datetime, at: datetime) -> int:
    """Lets go of requests that were not answered in time, or that nobody is there to answer; returns how many."""
    found = mentors.overdue(conn, now)
    for made in found:
        decline(conn, framework, made, "expired", new_id(), now, at)
    return len(found)


def _words(conn: Conn, framework: Framework, official_id: str) -> Words:
    """The words in which somebody is told something."""
    official = officials.by_id(conn, official_id)
    return Words(spoken(official.language if official else None), framework)
