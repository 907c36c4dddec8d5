"""A worker: takes jobs from the queue and does them, until it is told to stop; then it finishes what it began.

Any number of workers may run, in one process or many. What a worker was at when it was killed is taken up by another a
few seconds later: its heartbeat is missing then.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

import psycopg
from psycopg_pool import AsyncConnectionPool

from bot.delivery.answering import Answering, TooFast
from bot.delivery.queue import SENDS, TICKS, TURNS, Queue
from bot.delivery.sending import Later, Sending
from bot.failures import failure
from bot.store import inbox
from bot.store.database import Database
from bot.turn import Heard

log = logging.getLogger("saathi")

# Attempts at a turn before it is given up, and the seconds before the second one (doubled each time).
ATTEMPTS = 6
FIRST = 1.0
# A worker says that it lives so often; one that was silent for so long is taken for dead, and its jobs are done anew.
HEARTBEAT = 2.0
SILENT = 8.0
# An answer that takes longer than this is announced (seconds).
LONG = 0.8
# So long a draft of an answer may take to be shown (seconds); the channel gives up before.
DRAFT = 10.0
# The library looks for jobs when one is written, and every so often: a job that waited for the one before it with the
# same lock (the next message of the same person) is found by that alone.
LOOKS = 0.25
# How long what runs may take to end once a worker is told to stop.
GRACE = 30.0


class Worker:
    """The tasks of the queue, and the loop that runs them."""

    def __init__(self, database: Database, queue: Queue, answering: Answering, sending: Sending,
                 tick: Callable[[datetime], None], clock: Callable[[], datetime], turns: int = 2,
                 sends: int = 16) -> None:
        self._database, self._queue = database, queue
        self._answering, self._sending, self.tick, self._clock = answering, sending, tick, clock
        self._turns, self._sends = turns, sends
        self._declare()

    def _declare(self) -> None:
        app = self._queue.app
        app.task(name="turn", queue=TURNS, retry=_patience())(self._turn)
        app.task(name="send", queue=SENDS, retry=_patience())(self._send)
        app.periodic(cron="* * * * *")(app.task(name="tick", queue=TICKS, queueing_lock="tick")(self._ticked))

    async def _turn(self, number: int, pressed: bool = False) -> None:
        sign = asyncio.create_task(self._show(number, pressed))
        try:
            await asyncio.to_thread(self._answering.answer, number, self._heard(number))
        except TooFast as fast:
            await asyncio.to_thread(self._answering.slow_down, number, fast.after)
            raise Later(fast.after) from None
        except Exception as fault:
            told = failure(fault)
            attempts = await asyncio.to_thread(self._tried, number, type(fault).__name__)
            log.error("A turn failed (attempt %d): %s", attempts, type(fault).__name__, exc_info=fault if told.log
                      and log.isEnabledFor(logging.DEBUG) else None)
            if told.retry and attempts < ATTEMPTS:
                raise Later(FIRST * 2.0 ** (attempts - 1)) from None
            await asyncio.to_thread(self._answering.give_up, number, type(fault).__name__)
        finally:
            if pressed:
                await asyncio.wait({sign})  # it is quick, and a button that is never answered looks broken
            sign.cancel()

    async def _show(self, number: int, pressed: bool) -> None:
        """Shows that an answer is being made: at once under a button, which waits visibly, else when it takes long."""
        if not pressed:
            await asyncio.sleep(LONG)
        found = await asyncio.to_thread(self._answering.what, number)
        if found is not None:
            await found[0].typing(found[1])

    def _heard(self, number: int) -> Heard:
        """Shows what is written already of an answer, as far as the channel can. Called in the thread of the turn, and
        over before that goes on: no draft comes after the answer."""
        loop, shown, place = asyncio.get_running_loop(), "", None

        def heard(piece: str) -> None:
            nonlocal shown, place
            shown += piece
            place = place or self._answering.what(number)
            if place is not None:
                asyncio.run_coroutine_threadsafe(place[0].typing(place[1], shown), loop).result(DRAFT)
        return heard

    def _tried(self, number: int, fault: str) -> int:
        with self._database.connection() as conn:
            return inbox.tried(conn, number, fault)

    async def _send(self, channel: str, chat: str) -> None:
        await self._sending.drain(channel, chat)

    async def _ticked(self, timestamp: int) -> None:  # noqa: ARG002 - the library hands it over
        await asyncio.to_thread(self.tick, self._clock())

    # ---- running

    async def run(self, stop: asyncio.Event, ready: Callable[[], None] | None = None) -> None:
        """Works until `stop` is set, through outages of the database; then ends what it began."""
        waiting = 0.5
        while not stop.is_set():
            try:
                async with self._queue.app.open_async():
                    if ready is not None:
                        ready()
                    waiting = 0.5
                    await self._until(stop)
            except (psycopg.Error, OSError, ConnectionError) as fault:
                if stop.is_set():
                    return
                log.warning("The queue cannot be reached (%s); trying again in %.1f s.", type(fault).__name__, waiting)
                await _sleep(stop, waiting)
                waiting = min(waiting * 2, 10.0)

    async def _until(self, stop: asyncio.Event) -> None:
        common: dict[str, Any] = {"install_signal_handlers": False, "delete_jobs": "successful",
                                  "fetch_job_polling_interval": LOOKS, "update_heartbeat_interval": HEARTBEAT,
                                  "stalled_worker_timeout": SILENT, "shutdown_graceful_timeout": GRACE}
        running = [
            asyncio.create_task(self._queue.app.run_worker_async(queues=[TURNS], concurrency=self._turns, **common)),
            asyncio.create_task(self._queue.app.run_worker_async(queues=[SENDS, TICKS], concurrency=self._sends,
                                                                 **common)),
            asyncio.create_task(self._recover(stop)),
        ]
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({*running, stopping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (*running, stopping):
                task.cancel()  # a worker of the library ends gracefully when it is cancelled
            results = await asyncio.gather(*running, return_exceptions=True)
            stopping.cancel()
        for result in results:
            if isinstance(result, Exception) and not stop.is_set():
                raise result

    async def _recover(self, stop: asyncio.Event) -> None:
        """Takes up what a worker left when it died."""
        manager = self._queue.app.job_manager
        while not stop.is_set():
            for job in await manager.get_stalled_jobs(seconds_since_heartbeat=SILENT):
                log.warning("Taking up a %s that a worker left.", job.task_name)
                await manager.retry_job(job, retry_at=self._clock())
            await _sleep(stop, HEARTBEAT)


async def _sleep(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return


def _patience() -> Any:
    """When the library tries a job again: when it said Later, then; a fault of the database, soon."""
    from procrastinate import BaseRetryStrategy, RetryDecision
    from procrastinate.jobs import Job

    class Patience(BaseRetryStrategy):
        def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
            if isinstance(exception, Later):
                return RetryDecision(retry_in={"milliseconds": max(int(exception.after * 1000), 1)})
            return RetryDecision(retry_in={"seconds": min(2 ** min(job.attempts, 6), 60)})

    return Patience()


def pool_of(address: str, size: int = 6) -> AsyncConnectionPool[Any]:
    """Connections for an event loop; to be opened there."""
    return AsyncConnectionPool(address, min_size=1, max_size=size, open=False,
                               kwargs={"autocommit": True}, check=AsyncConnectionPool.check_connection)
