"""Workers are killed (SIGKILL) at every step of a turn, over a real database: nothing is lost, nothing written twice.

A step is where a turn touches a table: the test holds that table, waits until the worker stands before it, and kills
the worker there. What it was at is then done by another.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bot.wiring import Saathi
from passbook.ledger import entries_of, verify
from tests.standins.telegram import TelegramService
from tests.turns.doors.chat import Chat
from tests.turns.doors.house import House, until
from tests.turns.shell import Shell, homely

# In the order in which a turn comes to them.
STEPS = ("links", "running_conversations", "checkpoints", "chains", "entries", "turns", "outbox")


class Workers:
    """Worker processes of a house."""

    def __init__(self, shell: Shell, given: dict[str, str]) -> None:
        self._shell, self._given = shell, given
        self.running: list[subprocess.Popen[str]] = []

    def start(self) -> subprocess.Popen[str]:
        """Starts one, and waits until it takes jobs."""
        before = self._latest()
        process = self._shell.start("worker", **self._given)
        self.running.append(process)
        until(lambda: self._latest() >= before + 2, "the worker", 60)  # one for turns, one for the rest
        return process

    def kill(self, process: subprocess.Popen[str]) -> None:
        """Kills one, as a machine that loses its power does."""
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        self.running.remove(process)

    def end(self) -> None:
        """Ends all of them, as one is told to."""
        for process in self.running:
            process.terminate()
        for process in self.running:
            out, err = process.communicate(timeout=60)
            assert process.returncode == 0 and "Traceback" not in out + err, err[-2000:]

    def _latest(self) -> int:
        with self._shell.connect() as conn:
            row = conn.execute("SELECT CASE WHEN is_called THEN last_value ELSE 0 END "
                               "FROM procrastinate_workers_id_seq").fetchone()
            return int(row[0]) if row else 0


@pytest.fixture(scope="module")
def street(saathi: Saathi, telegram: TelegramService, tmp_path_factory: pytest.TempPathFactory
           ) -> Iterator[tuple[House, Workers]]:
    """A house whose workers are processes."""
    folder = tmp_path_factory.mktemp("street")
    home = homely(folder / "home", saathi.settings.models)
    shutil.copytree(saathi.settings.index, home / "index")
    settings = telegram.settings()
    workers = Workers(Shell(Path(home), saathi.settings.database_url), {
        "SAATHI_TELEGRAM_TOKEN": settings.token, "SAATHI_TELEGRAM_SECRET": settings.secret or "",
        "SAATHI_TELEGRAM_BOT": settings.bot or "", "SAATHI_TELEGRAM_API": settings.api, "SAATHI_PER_MINUTE": "0"})
    with House(saathi.settings, telegram=settings, per_minute=0) as house:
        yield house, workers
        workers.end()


@contextmanager
def held(address: str, table: str) -> Iterator[psycopg.Connection[Any]]:
    """A table that nobody else gets at."""
    with psycopg.connect(address) as conn:
        conn.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE".encode())
        yield conn
        conn.rollback()


def waits_for(address: str, table: str) -> bool:
    """Whether somebody stands before a table that is held."""
    with psycopg.connect(address, autocommit=True) as conn:
        row = conn.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND relation = %s::regclass)",
                           (table,)).fetchone()
        return bool(row and row[0])


def claims(house: House, official: str) -> list[str]:
    """The claims of level 3 that an official made in this test."""
    with house.saathi.database.connection() as conn:
        return [entry.id for entry in entries_of(conn, official) if entry.kind == "claimed" and entry.level == 3]


def test_a_worker_killed_at_any_step_loses_nothing_and_writes_nothing_twice(
        street: tuple[House, Workers], telegram: TelegramService, official: str) -> None:
    house, workers = street
    address = house.saathi.database.address
    victim = workers.start()
    chat = Chat(house, telegram)
    chat.links(official)
    for made, step in enumerate(STEPS, 1):
        assert "level 3" in chat.says("I want to claim level 3 in teamwork").text
        before, update = len(chat.person.messages), chat.person.says("yes")
        with held(address, step):
            chat.sends(update)
            until(lambda step=step: waits_for(address, step), f"the worker before {step}")
            workers.kill(victim)
        victim = workers.start()
        answers = chat.hears(before)
        assert len(claims(house, official)) == made, step
        assert len(answers) == 1, (step, [each.text for each in answers])
        chat.sends(update)  # and once more, late
        assert not chat.waits() and len(chat.person.messages) == before + 1
    with house.saathi.database.connection() as conn:
        assert verify(conn, official).breaks == ()
        assert conn.execute("SELECT count(*) FROM inbox WHERE failed_at IS NOT NULL AND account = %s",
                            (str(chat.person.id),)).fetchone() == (0,)
    workers.kill(victim)


def test_a_worker_killed_while_it_sends_says_it_all_and_in_order(
        street: tuple[House, Workers], telegram: TelegramService, official: str) -> None:
    house, workers = street
    victim = workers.start()
    chat = Chat(house, telegram)
    chat.links(official)
    # a third time only where the machine is so busy that the call runs out of time before the worker is killed
    for accident, most in (("slow", 1), ("slow after", 3)):
        before = len(chat.person.messages)
        telegram.fail(accident, on="sendMessage", seconds=30.0)  # type: ignore[arg-type]
        calls = len(telegram.calls)
        chat.sends(chat.person.says("where do i stand"))
        if accident == "slow after":
            until(lambda calls=calls: any(method == "sendMessage" for method, _ in telegram.calls[calls:]), "the call")
        else:
            until(lambda: _begun(house, chat), "the attempt")
        workers.kill(victim)
        victim = workers.start()
        answers = chat.hears(before)
        # where the service took it and nobody was left to hear so, it is said again: twice is better than not at all
        assert 1 <= len(answers) <= most and len({each.text for each in answers}) == 1
    assert chat.says("thanks").text
    workers.kill(victim)


def _begun(house: House, chat: Chat) -> bool:
    with house.saathi.database.connection() as conn:
        row = conn.execute("SELECT count(*) FROM outbox WHERE chat = %s AND begun_at IS NOT NULL AND sent_at IS NULL",
                           (str(chat.person.id),)).fetchone()
        return bool(row and row[0])


def test_several_workers_share_the_work_and_a_kill_among_them_is_not_noticed(
        street: tuple[House, Workers], telegram: TelegramService) -> None:
    house, workers = street
    victim, _other = workers.start(), workers.start()
    chats = [Chat(house, telegram) for _ in range(6)]
    befores = [len(chat.person.messages) for chat in chats]
    for turn in range(5):
        for chat in chats:
            chat.sends(chat.person.says(f"hello {turn}"))
        if turn == 2:
            workers.kill(victim)
    for chat, before in zip(chats, befores, strict=True):
        answers = chat.hears(before, 5)
        assert len(answers) == 5
