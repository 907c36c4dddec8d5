"""What the measurements of doors share: a home of its own, a stand-in of Telegram, a server and workers as processes.

Accounts are linked to officials of the demo; the officials and all that is said are made up.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import psutil
import psycopg

from bot.channel import Event
from bot.store import consents, links
from bot.store.database import open_database
from tests.bench import homes
from tests.standins.telegram import Person, TelegramService


class Street:
    """A home with linked accounts, and its processes."""

    def __init__(self, home: Path, service: TelegramService, accounts: int) -> None:
        self.home, self.service = home, service
        database = open_database(None, home)
        self.address = database.address
        database.close()
        with psycopg.connect(self.address, autocommit=True) as conn:
            self.people = _linked(conn, service, accounts)
        self._processes: list[subprocess.Popen[bytes]] = []

    @property
    def environment(self) -> dict[str, str]:
        """The environment of its processes."""
        told = self.service.settings()
        return {**homes.environment(self.home), "DATABASE_URL": self.address, "SAATHI_PER_MINUTE": "0",
                "SAATHI_TELEGRAM_TOKEN": told.token, "SAATHI_TELEGRAM_SECRET": told.secret or "",
                "SAATHI_TELEGRAM_BOT": told.bot or "", "SAATHI_TELEGRAM_API": told.api}

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        """Starts a command of Saathi."""
        process = subprocess.Popen([sys.executable, "-m", "bot.cli", *command], env=self.environment, cwd=homes.ROOT,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._processes.append(process)
        return process

    def server(self) -> str:
        """Starts the server without workers; where its webhook is."""
        port = free_port()
        self.start("serve", "--port", str(port), "--workers", "0")
        ready(f"http://127.0.0.1:{port}/readyz")
        return f"http://127.0.0.1:{port}/webhooks/telegram"

    def worker(self, *more: str) -> subprocess.Popen[bytes]:
        """Starts a worker, and waits until it takes jobs."""
        before = self.count("SELECT coalesce(max(id), 0) FROM procrastinate_workers")
        process = self.start("worker", *more)
        while self.count("SELECT count(*) FROM procrastinate_workers WHERE id > %s", before) < 2:
            time.sleep(0.05)
        return process

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """Kills a process."""
        process.send_signal(signal.SIGKILL)
        process.wait()
        self._processes.remove(process)

    def count(self, query: str, *values: Any) -> int:
        """A figure from the database."""
        with psycopg.connect(self.address, autocommit=True) as conn:
            row = conn.execute(query.encode(), values).fetchone()
            return int(row[0] or 0) if row else 0

    def close(self) -> None:
        """Ends what it started."""
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.wait(60)


@contextmanager
def street(home: Path, accounts: int) -> Iterator[Street]:
    """A street over a copy of a home, which is removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="saathi-street-"))
    folder.chmod(0o755)  # the embedded database, started as root, runs as a user of its own
    own = folder / "home"
    for _ in range(100):  # the database of the home ends a moment after the last process that used it
        if not (home / "pg" / "postmaster.pid").exists():
            break
        time.sleep(0.1)
    subprocess.run(["cp", "-a", str(home), str(own)], check=True)
    for left in ("postmaster.pid", ".s.PGSQL.5432", ".s.PGSQL.5432.lock", ".handle_pids.json"):
        (own / "pg" / left).unlink(missing_ok=True)
    try:
        with TelegramService() as service:
            made = Street(own, service, accounts)
            try:
                yield made
            finally:
                made.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _linked(conn: psycopg.Connection[Any], service: TelegramService, count: int) -> list[Person]:
    """People whose accounts are those of officials, and who agreed."""
    now = datetime.now(UTC)
    people = []
    rows = conn.execute("SELECT id FROM officials ORDER BY id LIMIT %s", (count,)).fetchall()
    for number, (official,) in enumerate(rows, 1):
        person = service.person(100_000 + number)
        event = Event(f"link {number}", "said", str(person.id), str(person.id), now, language="en")
        links.agree(conn, links.link(conn, official, "telegram", event, now).id, now)
        consents.give(conn, official, "talk", "telegram", "bench", "en", now)
        people.append(person)
    return people


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def ready(address: str) -> float:
    """Waits until an address answers with 200; how many seconds that took."""
    start = time.perf_counter()
    while True:
        try:
            if httpx.get(address, timeout=2).status_code == 200:
                return time.perf_counter() - start
        except httpx.HTTPError:
            pass
        time.sleep(0.05)


def processor_seconds(process: subprocess.Popen[bytes]) -> float:
    """The processor time of a process and its children so far."""
    whole = psutil.Process(process.pid)
    return sum(sum(each.cpu_times()[:2]) for each in (whole, *whole.children(recursive=True)))


def processors() -> int:
    """How many processors there are."""
    return os.cpu_count() or 1
