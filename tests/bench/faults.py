"""Very many faulted updates: repeated, in disorder, with workers killed, the database crashing and sending failing all
the while. Counts what was lost and what was done twice; both must be nothing.
"""

from __future__ import annotations

import asyncio
import random
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import psutil
import psycopg

from passbook.ledger import verify
from tests.bench.street import Street, street
from tests.bench.table import show

DELIVERIES, DISTINCT, ACCOUNTS = 100_000, 6_000, 300
SEED = 20261126
# So many deliveries are shuffled among each other, and so many are under way at a time.
DISORDER, AT_ONCE = 60, 12
KILL_EVERY, CRASH_EVERY = 12.0, 45.0
SAYS = ("what are my gaps", "where do i stand", "I want to claim level 2 in {name}", "yes", "no", "thanks",
        "show my passbook", "quiz me on {name}", "a", "b", "stop")
ACCIDENTS = ("500", "429", "cut before", "cut after")


def run(home: Path) -> None:
    """The measurement."""
    chance = random.Random(SEED)
    with street(home, ACCOUNTS) as made:
        with psycopg.connect(made.address, autocommit=True) as conn:
            names = [row[0] for row in conn.execute("SELECT name FROM competencies ORDER BY id LIMIT 20")]
            entries = made.count("SELECT count(*) FROM entries")
        updates = [made.people[number % ACCOUNTS].says(chance.choice(SAYS).format(name=chance.choice(names)))
                   for number in range(DISTINCT)]
        webhook, harm = made.server(), Harm(made, chance)
        harm.start()
        start = time.perf_counter()
        refused = asyncio.run(_deliver(made, webhook, _disordered(updates, chance)))
        delivered = time.perf_counter() - start
        _settle(made)
        took = time.perf_counter() - start
        harm.stop()
        _tell(made, harm, entries, refused, delivered, took)


class Harm:
    """What goes wrong meanwhile: workers are killed and others started, the database crashes, sending fails."""

    def __init__(self, made: Street, chance: random.Random) -> None:
        self.made, self.chance = made, chance
        self.done: Counter[str] = Counter()
        self._stop = threading.Event()
        self._workers = [made.worker(), made.worker()]
        self._thread = threading.Thread(target=self._harm, daemon=True)

    def start(self) -> None:
        """Begins."""
        self._thread.start()

    def stop(self) -> None:
        """Ends."""
        self._stop.set()
        self._thread.join()

    def _harm(self) -> None:
        crash = time.monotonic() + CRASH_EVERY
        while not self._stop.wait(KILL_EVERY):
            for _ in range(10):
                self.made.service.fail(self.chance.choice(ACCIDENTS), seconds=1)  # type: ignore[arg-type]
                self.done["sends that failed"] += 1
            victim = self._workers.pop(0)
            self.made.kill(victim)
            self.done["workers killed"] += 1
            if time.monotonic() > crash:
                crash = time.monotonic() + CRASH_EVERY
                _crash(self.made)
                self.done["crashes of the database"] += 1
            while not self._stop.is_set():
                try:
                    self._workers.append(self.made.worker())
                    break
                except psycopg.OperationalError:
                    time.sleep(0.5)


def _crash(made: Street) -> None:
    """Kills a process of the database: the server then drops all connections and recovers from its log."""
    backends = [each for each in psutil.process_iter(["cmdline", "cwd"])
                if "postgres" in " ".join(each.info["cmdline"] or ()) and str(made.home) in str(each.info["cwd"])
                and each.parent() is not None and "postgres" in each.parent().name()]
    if backends:
        backends[-1].kill()


def _disordered(updates: list[dict[str, Any]], chance: random.Random) -> list[dict[str, Any]]:
    """Every update at least once, others again, all shuffled among their neighbours."""
    order = [*range(len(updates)), *(chance.randrange(len(updates)) for _ in range(DELIVERIES - len(updates)))]
    keyed = sorted(order, key=lambda number: number + chance.random() * DISORDER)
    return [updates[number] for number in keyed]


async def _deliver(made: Street, webhook: str, deliveries: list[dict[str, Any]]) -> int:
    """Delivers as a service does: what is not answered with 200 comes again. Returns how often it had to."""
    waiting = iter(deliveries)
    again = 0

    async def one(client: httpx.AsyncClient) -> None:
        nonlocal again
        for update in waiting:
            while True:
                try:
                    answer = await client.post(webhook, json=update)
                    if answer.status_code == 200:
                        break
                except httpx.HTTPError:
                    pass
                again += 1
                await asyncio.sleep(0.3)

    async with httpx.AsyncClient(timeout=30, headers={
            "X-Telegram-Bot-Api-Secret-Token": made.service.secret}) as client:
        await asyncio.gather(*(one(client) for _ in range(AT_ONCE)))
    return again


def _settle(made: Street, patience: float = 900.0) -> None:
    """Waits until everything is answered and sent, or given up."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        try:
            if not made.count("SELECT count(*) FROM inbox WHERE done_at IS NULL AND failed_at IS NULL") \
                    and not made.count("SELECT count(*) FROM outbox WHERE sent_at IS NULL AND failed_at IS NULL"):
                return
        except psycopg.OperationalError:
            pass
        time.sleep(1)


def _tell(made: Street, harm: Harm, entries: int, refused: int, delivered: float, took: float) -> None:
    told = "SELECT coalesce(sum(jsonb_array_length(reply -> 'entries')), 0) FROM turns"
    with psycopg.connect(made.address, autocommit=True) as conn:
        verdict = verify(conn)
    written, said = made.count("SELECT count(*) FROM entries") - entries, made.count(told)
    answered = made.count("SELECT count(*) FROM turns")
    calls = made.count("SELECT count(*) FROM outbox")
    sent = made.count("SELECT count(*) FROM outbox WHERE sent_at IS NOT NULL")
    heard = sum(len(person.messages) for person in made.people)
    given_up = made.count("SELECT count(*) FROM inbox WHERE failed_at IS NOT NULL")
    rows = [
        ("updates delivered", DELIVERIES), ("of them distinct messages", DISTINCT),
        ("answered", answered), ("lost (neither answered nor a dead letter)", DISTINCT - answered - given_up),
        ("dead letters", given_up + made.count("SELECT count(*) FROM outbox WHERE failed_at IS NOT NULL")),
        ("answered twice", made.count("SELECT count(*) - count(DISTINCT turn) FROM inbox WHERE done_at IS NOT NULL")),
        ("passbook entries that the answers told", said), ("passbook entries written", written),
        ("written twice", max(written - said, 0)), ("broken chains", len(verdict.breaks)),
        ("calls to the service", calls), ("of them taken", sent), ("messages that people got", heard),
        ("got twice (the service took it, and nobody lived to note it)", heard - sent),
        ("deliveries that had to be repeated", refused), *sorted(harm.done.items())]
    show(f"{DELIVERIES:,} faulted updates", ("", "count"), rows,
         [f"Delivered in {delivered:.0f} s, all answered and sent after {took:.0f} s; seed {SEED}."])
