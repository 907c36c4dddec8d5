"""What is said unasked, when, and by which channel: reminders that a person set, requests of other people, nudges.

A reminder is said at its time. A nudge is our own idea: it needs a yes of its own, waits for the end of the quiet
hours, and comes no more often than agreed. Who has no channel finds it when they next open the page.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import psycopg

from bot.channel import Channel
from bot.degrade import degrade
from bot.delivery.queue import Queue
from bot.people import consent
from bot.store import consents, links, notes, outbox, reminders, turns
from bot.store.links import Link
from bot.store.notes import Note
from bot.turn import Reply
from bot.words import Words
from frac.framework import Framework

Conn = psycopg.Connection[Any]
log = logging.getLogger("saathi")

# So many notes are said in one go; the rest waits for the next minute.
AT_ONCE = 200
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Rules:
    """When nudges may be said: not between `quiet` hours (from, to) of the zone, and so many in seven days."""

    quiet: tuple[int, int]
    a_week: int
    zone: ZoneInfo

    def not_before(self, now: datetime) -> datetime:
        """The next instant at which a nudge may be said: now, or the end of the quiet hours."""
        start, end = self.quiet
        local = now.astimezone(self.zone)
        within = start <= local.hour < end if start <= end else local.hour >= start or local.hour < end
        if start == end or not within:
            return now
        over = local.replace(hour=end, minute=0, second=0, microsecond=0)
        return over if over > local else over + timedelta(days=1)


def way(found: Sequence[Link], agreed: set[tuple[str, str]], channels: Mapping[str, Channel], nudge: bool
        ) -> Link | None:
    """The account by which something is said: reachable, agreed to for this purpose, and the one used last."""
    purpose = consent.NUDGES if nudge else consent.REMINDERS
    may = [each for each in found if each.channel in channels and each.reachable and each.agreed_at is not None
           and (purpose, each.channel) in agreed]
    return max(may, key=lambda each: (each.heard_at or each.linked_at, each.id), default=None)


class Unasked:
    """Says what is due. `zone` and words come from the tenant."""

    def __init__(self, channels: Mapping[str, Channel], queue: Queue, quiet: tuple[int, int], a_week: int,
                 clock: Callable[[], datetime]) -> None:
        self._channels, self._queue, self._clock = channels, queue, clock
        self._quiet, self._a_week = quiet, a_week

    def due(self, conn: Conn, framework: Framework, now: datetime, day: datetime) -> int:
        """Says the notes that are due, within the caller's transaction; returns how many. `day` is the instant by which
        reminders fall due: the clock that was set, where one was."""
        rules = Rules(self._quiet, self._a_week, ZoneInfo(framework.tenant.timezone))
        _reminders(conn, now, day)
        said = 0
        for note in notes.due(conn, now, AT_ONCE):
            said += self._one(conn, framework, note, rules, now)
        return said

    def _one(self, conn: Conn, framework: Framework, note: Note, rules: Rules, now: datetime) -> bool:
        found = links.of_official(conn, note.official_id)
        agreed = {(each.purpose, each.channel) for each in consents.standing(conn, note.official_id)}
        link = way(found, agreed, self._channels, note.nudge)
        if link is None:
            if not found or note.nudge:
                notes.put_off(conn, note.id, now + timedelta(hours=6))  # the page may say it in the meantime
            else:
                notes.put_off(conn, note.id, now + timedelta(hours=1))
            return False
        if note.nudge:
            from_ = rules.not_before(now)
            if notes.nudged(conn, note.official_id, now) >= rules.a_week:
                from_ = max(from_, now + timedelta(days=1))
            if from_ > now:
                notes.put_off(conn, note.id, from_)
                return False
        self._say(conn, framework, note, link)
        notes.said(conn, note.id, link.channel, now)
        return True

    def _say(self, conn: Conn, framework: Framework, note: Note, link: Link) -> None:
        channel = self._channels[link.channel]
        words = Words(link.language or _language(conn, note.official_id) or "en", framework)
        reply = told(note, words)
        turn = hashlib.sha256(f"note\n{note.id}".encode()).hexdigest()[:32]
        reply.id = turn
        turns.keep(conn, turn, note.official_id, link.channel, self._clock(), "", {}, reply.as_json())
        window = channel.limits.window_hours
        late = window and (link.heard_at is None or self._clock() - link.heard_at > timedelta(hours=window))
        if late:
            calls = [channel.nudge(link.chat, note.kind, words.language, [], reply.text)]
        else:
            calls = channel.render(link.chat, degrade(reply.as_json(), channel.limits, turn, words))
        outbox.add(conn, channel.name, link.chat, calls, origin=f"note {note.id}", now=self._clock(),
                   official_id=note.official_id, turn=turn)
        self._queue.send(conn, channel.name, link.chat)


def told(note: Note, words: Words) -> Reply:
    """A note in words, with what one can go on with."""
    values = {key: value for key, value in note.body.items() if key != "choices"}
    reply = Reply("answered", words(f"note.{note.kind}", **values), None, {}, words.language)
    reply.sources = [{"kind": "note", "id": note.kind, **values}]
    choices = [{"id": key, "label": words(f"offer.{key}"), "say": words(f"say.{key}")}
               for key in NEXT.get(note.kind, ())] + list(note.body.get("choices") or ())
    if choices:
        reply.blocks = [{"type": "choices", "items": choices}]
    return reply


# What each kind of note offers to go on with: keys of `[offer]` and `[say]`.
NEXT: dict[str, tuple[str, ...]] = {"reminder": ("recommend", "reminders"), "plan_due": ("plan",),
                                    "revise": ("revise",), "new_course": ("recommend", "gaps")}


def _reminders(conn: Conn, now: datetime, day: datetime) -> None:
    """Turns reminders that are due into notes, and sets those that come again to their next day."""
    for each in reminders.due(conn, day, AT_ONCE):
        notes.leave(conn, Note(f"reminder {each.id} {each.due_at.isoformat()}", each.official_id, "reminder",
                               {"about": each.about}, now), now)
        reminders.passed(conn, each, day)


def _language(conn: Conn, official_id: str) -> str | None:
    row = conn.execute("SELECT language FROM officials WHERE id = %s", (official_id,)).fetchone()
    return row[0] if row else None
