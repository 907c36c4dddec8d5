"""Puts the rooms of delivery together around one Saathi: the channels that are set up, the queue, intake, worker.

A server needs the intake, a worker process the worker; both see the same database.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import psycopg
from psycopg_pool import AsyncConnectionPool

from bot.channel import Channel
from bot.delivery import files, ideas
from bot.delivery.answering import Answering, Turner
from bot.delivery.intake import Intake
from bot.delivery.queue import Queue
from bot.delivery.sending import Sending
from bot.delivery.unasked import Unasked
from bot.delivery.worker import Worker, pool_of
from bot.people import mentoring
from bot.store import feedback, inbox, model_use, outbox, turns
from bot.watching import Watch
from bot.words import Words
from frac.framework import Framework
from prompts.loader import spoken

Conn = psycopg.Connection[Any]


class Follows(Protocol):
    """What looks at the figures that people follow."""

    def look(self) -> int:
        """Looks at those that were not looked at today; how many notes were left."""


class Companion(Turner, files.Maker, Protocol):
    """What delivery needs of Saathi."""

    @property
    def watch(self) -> Watch:
        """The counters of this process."""

    @property
    def channels(self) -> dict[str, Channel]:
        """The channels that are set up."""

    @property
    def insights(self) -> Follows:
        """What looks at followed figures."""

    def now(self, framework: Framework) -> datetime:
        """The instant that answers are about."""


@dataclass(frozen=True)
class Delivery:
    """What a process needs to hear and to answer by channels."""

    channels: dict[str, Channel]
    queue: Queue
    pool: AsyncConnectionPool[Any]
    intake: Intake
    worker: Worker


def assemble(saathi: Companion, clock: Callable[[], datetime], *, turns_at_once: int = 2) -> Delivery:
    """The rooms of delivery, for the channels that the settings name."""
    found = saathi.channels
    queue, pool = Queue(saathi.database.address), pool_of(saathi.database.address)
    sending = Sending(pool, found, saathi.watch, clock, lambda who, address: files.document(saathi, who, address),
                      lambda who: _sorry(saathi, who))
    worker = Worker(saathi.database, queue, Answering(saathi, found, queue, clock), sending,
                    lambda now: _tick(saathi, found, queue, clock, now), clock, turns_at_once)
    return Delivery(found, queue, pool, Intake(pool, queue, found, saathi.watch, clock), worker)


def _sorry(saathi: Companion, official_id: str | None) -> str:
    """That an answer could not be shown in a channel, in the language of whom it went to."""
    with saathi.database.connection() as conn:
        row = conn.execute("SELECT language FROM officials WHERE id = %s", (official_id,)).fetchone()
        return Words(spoken(row[0] if row else None), saathi.tenancy(conn).framework)("door.not_shown")


def _tick(saathi: Companion, found: dict[str, Channel], queue: Queue, clock: Callable[[], datetime],
          now: datetime) -> None:
    """What is done each minute: what is due is said, what was lost sight of is taken up, what is old is removed."""
    with saathi.database.connection() as conn:
        framework = saathi.tenancy(conn).framework
        at = saathi.now(framework)
        # reminders fall due by the clock that was set, else by the real one: the tenant's data may be of last week
        due_by = at if saathi.settings.now is not None else now
        with conn.transaction():
            ideas.look(conn, framework, now, at)
        saathi.insights.look()
        with conn.transaction():
            Unasked(found, queue, saathi.settings.quiet, saathi.settings.nudges_a_week, clock).due(
                conn, framework, now, due_by)
        with conn.transaction():
            mentoring.expire(conn, framework, lambda: uuid.uuid4().hex[:8], now, at)
        with conn.transaction():
            for number, channel, account in inbox.open_without(conn, now - timedelta(minutes=2)):
                queue.turn_again(conn, number, channel, account)
            for channel, chat in outbox.open_without(conn):
                queue.send(conn, channel, chat)
        for sweep in (inbox.sweep, outbox.sweep, turns.sweep, feedback.sweep, model_use.sweep):
            sweep(conn, now)
