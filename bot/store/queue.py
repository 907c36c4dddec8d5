"""The tables of the queue, which are its library's: made where they are missing, brought to the library's version.

The library ships its schema and, for each version, what changes; both are applied here in the same way as our own
migrations, under their lock, so that servers and workers may start at once.
"""

from __future__ import annotations

import re
from importlib.metadata import version
from importlib.resources import files
from typing import Any

import psycopg

from frac.store.migrate import LOCK

Conn = psycopg.Connection[Any]

PACKAGE = "procrastinate"
_TABLES = "procrastinate_jobs, procrastinate_events, procrastinate_periodic_defers, procrastinate_workers"


def bring_up(conn: Conn) -> None:
    """Makes the queue's tables, or applies what its installed version adds. A turn has no rights on them."""
    installed = version(PACKAGE)
    with conn.transaction():
        conn.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
        row = conn.execute("SELECT max(name) FROM migrations WHERE package = %s AND number = 0", (PACKAGE,)).fetchone()
        before = row[0] if row else None
        if before == installed:
            return
        if before is None:
            conn.execute((files(PACKAGE) / "sql" / "schema.sql").read_text(encoding="utf-8").encode())
            conn.execute("INSERT INTO migrations (package, number, name, digest) VALUES (%s, 0, %s, '')",
                         (PACKAGE, installed))
        else:
            for text in _steps(before, installed):
                conn.execute(text.encode())
            conn.execute("UPDATE migrations SET name = %s WHERE package = %s", (installed, PACKAGE))
        conn.execute(f"REVOKE ALL ON {_TABLES} FROM saathi_turn")


def _steps(before: str, installed: str) -> list[str]:
    """The library's own migrations between two versions, in order; none where the installed one is older."""
    found = []
    for file in (files(PACKAGE) / "sql" / "migrations").iterdir():
        match = re.match(r"(\d+)\.(\d+)\.(\d+)_", file.name)
        if match and _order(before) < tuple(int(part) for part in match.groups()) <= _order(installed):
            found.append((file.name, file.read_text(encoding="utf-8")))
    return [text for _, text in sorted(found)]


def _order(told: str) -> tuple[int, ...]:
    return tuple(int(part) for part in told.split(".")[:3])
