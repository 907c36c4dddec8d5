"""How many turns a second one worker and two answer, and how much processor time a turn takes, beside the bare turn:
`Saathi.answer` in a loop, without inbox, queue, rendering and sending."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

from psycopg_pool import AsyncConnectionPool

from bot.channels.telegram.channel import Telegram
from bot.delivery.queue import Queue
from bot.settings import Settings
from bot.store import inbox
from bot.turn import Incoming
from bot.wiring import build
from tests.bench.street import Street, processor_seconds, street
from tests.bench.table import show, times

COUNT = 400
SAYS = ("what are my gaps", "where do i stand", "what should i learn next", "show my passbook",
        "what does my post require")


def run(home: Path) -> None:
    """The measurement."""
    with street(home, 100) as made:
        bare = _bare(made)
        one, two = _workers(made, 1), _workers(made, 2)
        again = _serving(made)
    rows = [("the bare turn, one process", COUNT / bare[0], bare[1] / COUNT * 1000, "1 x"),
            *((name, COUNT / wall, used / COUNT * 1000, times(COUNT / wall, COUNT / bare[0]))
              for name, (wall, used) in (("one worker", one), ("two workers", two)))]
    show(f"Turns a second, {COUNT} turns of {len(made.people)} people", ("", "turns/s", "CPU ms a turn", "beside"),
         rows, ["A worker's turn: job, transaction, turn, rendering, outbox, sending to a stand-in on this machine.",
          f"From starting the server to its first ready answer: {again:.1f} s."])


def _bare(made: Street) -> tuple[float, float]:
    saathi = build(Settings(home=made.home, database_url=made.address, per_minute=0))
    with saathi.database.connection() as conn:
        officials = [row[0] for row in conn.execute("SELECT id FROM officials ORDER BY id LIMIT 100")]
    saathi.answer(Incoming("warm", officials[0], SAYS[2]))
    start, used = time.perf_counter(), time.process_time()
    for number in range(COUNT):
        saathi.answer(Incoming(str(number), officials[number % len(officials)], SAYS[number % len(SAYS)]))
    found = time.perf_counter() - start, time.process_time() - used
    saathi.close()
    return found


def _workers(made: Street, count: int) -> tuple[float, float]:
    """How long the turns took, from the first to the last, and the processor time of the workers."""
    running = [made.worker() for _ in range(count)]
    asyncio.run(_take(made, [person.says("hello") for person in made.people[:8]]))  # what a first turn loads
    _wait(made)
    before = sum(processor_seconds(each) for each in running)
    start = time.perf_counter()
    asyncio.run(_take(made, [made.people[number % len(made.people)].says(SAYS[number % len(SAYS)])
                             for number in range(COUNT)]))
    _wait(made)
    found = time.perf_counter() - start, sum(processor_seconds(each) for each in running) - before
    for each in running:
        made.kill(each)
    time.sleep(10)  # until the dead are known to be dead
    return found


def _wait(made: Street) -> None:
    while made.count("SELECT count(*) FROM inbox WHERE done_at IS NULL") or made.count(
            "SELECT count(*) FROM outbox WHERE sent_at IS NULL"):
        time.sleep(0.02)


async def _take(made: Street, updates: list[dict[str, Any]]) -> None:
    """Puts updates into the inbox and the queue, as the server does."""
    channel, queue = Telegram(made.service.settings()), Queue(made.address)
    async with AsyncConnectionPool(made.address, open=False, kwargs={"autocommit": True}) as pool:
        for update in updates:
            event = channel.parse(update)[0]
            async with pool.connection() as conn, conn.transaction():
                number = await inbox.take(conn, "telegram", event)
                if number is not None:
                    await queue.turn(conn, number, "telegram", event.account)


def _serving(made: Street) -> float:
    start = time.perf_counter()
    made.server()
    return time.perf_counter() - start
