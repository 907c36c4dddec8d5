"""Ideas for those who asked for them: a plan's day comes near, something learnt is about to fade, a new course closes a
gap. Looks once a day for each of them, and leaves notes; says nothing itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import psycopg

from bot.people import consent
from bot.store import ideas, notes
from bot.store.notes import Note
from bot.words import Words
from frac.framework import Framework
from frac.gaps import pairs
from passbook import ledger, officials, recall
from passbook.entries import Entry
from passbook.officials import Official
from passbook.standing import fold, void

Conn = psycopg.Connection[Any]

AT_ONCE = 50
# A plan's day is told so long before; what is known less surely than this is worth a revision.
NEAR = timedelta(days=7)
FADES = 0.8


def look(conn: Conn, framework: Framework, now: datetime, at: datetime) -> int:
    """Looks for whom it is time, within the caller's transaction; returns how many notes were left. `now` is when
    things are written down, `at` the instant that levels and days are taken at."""
    ideas.see_courses(conn, (course.id for course in framework.courses.values() if course.live), now)
    left = 0
    for official_id in ideas.whose_turn(conn, consent.NUDGES, now, AT_ONCE):
        person = officials.by_id(conn, official_id)
        if person is None:
            continue
        words = Words(person.language or "en", framework)
        for note in of(conn, framework, person, words, now, at):
            left += notes.leave(conn, note, now)
    return left


def of(conn: Conn, framework: Framework, person: Official, words: Words, now: datetime, at: datetime
       ) -> Iterable[Note]:
    """The ideas for one official. An idea has the same id each time, so that it is told once."""
    entries = ledger.entries_of(conn, person.id)
    yield from _near(conn, framework, person, entries, words, now, at)
    yield from _fading(framework, person, entries, words, now, at)
    yield from _new(conn, framework, person, entries, words, now, at)


def _near(conn: Conn, framework: Framework, person: Official, entries: list[Entry], words: Words, now: datetime,
          at: datetime) -> Iterable[Note]:
    """Courses that a plan asks within a week and that are not done."""
    gone = void(entries)
    done = {entry.course_id for entry in entries if entry.kind == "completed" and entry.id not in gone}
    today = at.astimezone(ZoneInfo(framework.tenant.timezone)).date()
    for duty in officials.duties_of(conn, person, list(framework.ancestors(person.organisation_id))):
        course = framework.courses.get(duty.course_id)
        if course is not None and duty.course_id not in done and today <= duty.due_on <= today + NEAR:
            yield Note(f"plan_due {person.id} {duty.plan_id} {duty.course_id} {duty.due_on}", person.id, "plan_due",
                       {"title": words.course(course), "plan": duty.plan, "day": words.day(duty.due_on)}, now,
                       nudge=True)


def _fading(framework: Framework, person: Official, entries: list[Entry], words: Words, now: datetime, at: datetime
            ) -> Iterable[Note]:
    """The competency of the post that is about to be forgotten, once a fortnight at most."""
    position = framework.positions.get(person.position_id)
    required = position.required if position else {}
    found = recall.traces(entries, lambda course: (tag for tag, _ in framework.credits_of(course)),
                          framework.tenant.pass_mark, at)
    fading = next((trace for trace in found if trace.known < FADES and trace.due <= at
                   and trace.competency_id in required and trace.competency_id in framework.competencies), None)
    if fading is not None:
        year, week, _ = at.isocalendar()
        yield Note(f"revise {person.id} {year} {(week + 1) // 2}", person.id, "revise",
                   {"name": words.competency(framework.competencies[fading.competency_id])}, now, nudge=True)


def _new(conn: Conn, framework: Framework, person: Official, entries: list[Entry], words: Words, now: datetime,
         at: datetime) -> Iterable[Note]:
    """A course that came lately and closes a gap of this person."""
    position = framework.positions.get(person.position_id)
    if position is None:
        return
    held = fold(entries, framework.credits_of, framework.tenant.pass_mark).all_held(at)
    gaps = {pair.competency_id: pair for pair in pairs(position.required, held, position.weights) if pair.gap > 0}
    for course_id in ideas.new_courses(conn, now):
        course = framework.courses.get(course_id)
        if course is None or not course.live:
            continue
        closes = [competency for competency, level in framework.credits_of(course_id)
                  if competency in gaps and level > gaps[competency].held]
        if closes:
            yield Note(f"new_course {person.id} {course_id}", person.id, "new_course",
                       {"title": words.course(course), "name": words.competency(framework.competencies[closes[0]])},
                       now, nudge=True)
