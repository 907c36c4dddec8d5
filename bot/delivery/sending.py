"""Sends what waits for a chat, in order, and says what becomes of it.

A call is marked as begun before it is made and as sent after the service took it. Where a process dies between the two
nobody knows: the call is made again, since a message said twice is better than one lost. What a service may tell back
(`ref`) settles it without a second message.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg
from psycopg_pool import AsyncConnectionPool

from bot.channel import Channel, Fetch, Part, SendError, SendFault
from bot.documents.contract import Document
from bot.store import outbox
from bot.store.outbox import Outgoing
from bot.tracing import span
from bot.watching import Watch

log = logging.getLogger("saathi")


@dataclass(frozen=True)
class Course:
    """What is done about a kind of fault: whether the call is made again (else it is given up), how often at most
    (0: for ever), after how many seconds at first (doubled each time), whether the account counts as not to be reached,
    and whether its person is told in the same chat that something could not be shown."""

    again: bool
    most: int = 0
    first: float = 1.0
    unreachable: bool = False
    tell: bool = False


COURSES: dict[SendFault, Course] = {
    "retry": Course(again=True, most=14),
    "blocked": Course(again=False, unreachable=True),
    "window": Course(again=False),
    "rejected": Course(again=False, tell=True),
    # our own credentials are at fault, not the message: it waits until they are mended
    "auth": Course(again=True, first=60.0),
}
LONGEST = 900.0


class Later(Exception):
    """The chat is to be tried again in `after` seconds."""

    def __init__(self, after: float) -> None:
        super().__init__(f"in {after:.0f} s")
        self.after = after


class Sending:
    """Sends for one process, in its event loop. `fetch` gives the documents of an official; `reach` notes that an
    account is not to be reached; `sorry` words that something could not be shown."""

    def __init__(self, pool: AsyncConnectionPool[Any], channels: Mapping[str, Channel], watch: Watch,
                 clock: Callable[[], datetime], fetch: Callable[[str, str], Document],
                 sorry: Callable[[str | None], str]) -> None:
        self._pool, self._channels, self._watch, self._clock = pool, channels, watch, clock
        self._fetch, self._sorry = fetch, sorry

    async def drain(self, channel_name: str, chat: str) -> None:
        """Sends all that waits for a chat. Raises Later where the rest has to wait."""
        channel = self._channels[channel_name]
        while True:
            await self._pace(channel, chat)
            async with self._pool.connection() as conn:
                going = await outbox.begin(conn, channel_name, chat, self._clock())
            if going is None:
                return
            try:
                with span("send", channel=channel_name):
                    answer = await channel.send(going.call, self._fetching(going.official_id))
            except SendError as fault:
                await self._failed(channel, chat, going, fault)
                continue
            except Exception as fault:  # of our own making: made again, it would fail again
                await self._failed(channel, chat, going, SendError("rejected", type(fault).__name__))
                continue
            async with self._pool.connection() as conn:
                await outbox.sent(conn, going.id, answer, self._clock())
            self._watch.send(channel_name, "repeated" if going.unsure else "sent")

    async def _pace(self, channel: Channel, chat: str) -> None:
        """Raises Later where a service would refuse another message to the same person so soon."""
        burst, seconds = channel.limits.burst, channel.limits.pace
        if not burst:
            return
        async with self._pool.connection() as conn:
            before = await outbox.sent_since(conn, channel.name, chat,
                                             self._clock() - timedelta(seconds=seconds * burst))
        if len(before) >= burst:
            raise Later(max((before[-burst] + timedelta(seconds=seconds * burst) - self._clock()).total_seconds(), 0.5))

    async def _failed(self, channel: Channel, chat: str, going: Outgoing, fault: SendError) -> None:
        course = COURSES[fault.fault]
        self._watch.send(channel.name, fault.fault)
        again = course.again and (not course.most or going.attempts < course.most)
        log.warning("A message by %s was not taken (%s, attempt %d): %s", channel.name, fault.fault, going.attempts,
                    fault.why)
        async with self._pool.connection() as conn, conn.transaction():
            if again:
                if not fault.unsure:
                    await outbox.not_taken(conn, going.id, fault.fault)
            else:
                await outbox.given_up(conn, going.id, fault.fault, self._clock())
                if course.unreachable:
                    await outbox.unreachable(conn, channel.name, chat)
                if course.tell:
                    await self._tell(conn, channel, chat, going)
        if again:
            wait = fault.after if fault.after is not None else course.first * 2.0 ** min(going.attempts - 1, 16)
            raise Later(min(wait, LONGEST) if fault.after is None else wait)

    async def _tell(self, conn: psycopg.AsyncConnection[Any], channel: Channel, chat: str, going: Outgoing) -> None:
        """Says once that an answer could not be shown here."""
        calls = channel.render(chat, [Part("text", self._sorry(going.official_id))])
        await outbox.add_async(conn, channel.name, chat, calls, origin=f"sorry {going.id}", now=self._clock(),
                               official_id=going.official_id)

    def _fetching(self, official_id: str | None) -> Fetch:
        async def fetch(address: str) -> Document:
            if official_id is None:
                raise SendError("rejected", "a file of nobody")
            try:
                return await asyncio.to_thread(self._fetch, official_id, address)
            except Exception as fault:  # what cannot be made is not sent; the rest of the answer is
                raise SendError("rejected", f"its file could not be made ({type(fault).__name__})") from fault
        return fetch
