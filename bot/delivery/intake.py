"""Takes updates in: the inbox row and the job of its turn, in one transaction. Answers nothing and reads no meaning.

Runs in the server's event loop, since a service waits for it: everything slow is the workers'.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from psycopg_pool import AsyncConnectionPool

from bot.channel import Channel, Event
from bot.delivery.queue import Queue
from bot.store import inbox, outbox
from bot.watching import Watch

# So many unanswered updates are taken in; beyond that services are asked to come again, as they do of themselves.
MOST = 20_000
LOOKS_EVERY = 1.0


class FullError(Exception):
    """So much waits that nothing more is taken in now. The service keeps the update and sends it again."""


class Intake:
    """Takes in what services tell. `open` and `close` belong to the event loop."""

    def __init__(self, pool: AsyncConnectionPool[Any], queue: Queue, channels: Mapping[str, Channel], watch: Watch,
                 clock: Callable[[], datetime], most: int = MOST) -> None:
        self.channels = channels
        self._pool, self._queue, self._watch, self._clock, self._most = pool, queue, watch, clock, most
        self._looked, self._waiting = 0.0, 0

    async def open(self) -> None:
        """Connects; a database that is away is waited for in the background."""
        await self._pool.open(wait=False)

    async def close(self) -> None:
        """Lets go of the connections."""
        await self._pool.close()

    async def take(self, name: str, payload: dict[str, Any]) -> None:
        """Takes in a genuine payload of a channel: all of it or nothing. Raises FullError, and psycopg's errors."""
        channel = self.channels[name]
        try:
            events = channel.parse(payload)
        except (ValueError, KeyError, TypeError, AttributeError):
            async with self._pool.connection() as conn:
                await inbox.keep_unread(conn, name, payload, self._clock())
            self._watch.update(name, "unreadable")
            return
        await self.take_events(name, events)

    async def take_events(self, name: str, events: list[Event]) -> None:
        """Takes in events of a channel, all or none."""
        if not events:
            return
        async with self._pool.connection() as conn:
            await self._room(conn)
            results = []
            async with conn.transaction():
                for event in events:
                    if event.kind == "delivered":
                        await outbox.told(conn, name, event.about or "", event.text, event.detail.get("ref"),
                                          self._clock())
                        if event.detail.get("fault") == "blocked":
                            await outbox.unreachable(conn, name, event.chat)
                        results.append("status")
                        continue
                    number = await inbox.take(conn, name, event)
                    if number is not None:
                        await self._queue.turn(conn, number, name, event.account, event.kind == "pressed")
                    results.append("taken" if number is not None else "known")
        for result in results:
            self._watch.update(name, result)

    async def _room(self, conn: Any) -> None:
        """Raises FullError where too much waits; looks once a second."""
        now = time.monotonic()
        if now - self._looked > LOOKS_EVERY:
            self._looked = now
            row = await (await conn.execute("SELECT count(*) FROM inbox WHERE done_at IS NULL "
                                            "AND failed_at IS NULL")).fetchone()
            self._waiting = int(row[0]) if row else 0
        if self._waiting >= self._most:
            raise FullError
