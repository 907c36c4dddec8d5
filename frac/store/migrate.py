"""Brings a database to the schema of the code: numbered SQL files, each applied once, in order, in one transaction.

Refuses to run where an applied file was changed afterwards, a number stands twice, or the database is ahead of the
code.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg

# Any number, as long as it is the same for all who migrate.
LOCK = 7_282_844


class MigrationError(Exception):
    """The files and the database do not belong together."""


def migrate(conn: psycopg.Connection[Any], folders: Sequence[tuple[str, Path]]) -> list[str]:
    """Applies what is missing of each (package, folder of `001_name.sql` files); returns `package/file` of each."""
    applied: list[str] = []
    with conn.transaction():
        conn.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
        conn.execute("CREATE TABLE IF NOT EXISTS migrations (package text NOT NULL, number integer NOT NULL, "
                     "name text NOT NULL, digest text NOT NULL, PRIMARY KEY (package, number))")
        for package, folder in folders:
            done = {int(row[0]): (row[1], row[2]) for row in conn.execute(
                "SELECT number, name, digest FROM migrations WHERE package = %s", (package,))}
            files = _numbered(package, folder)
            if ahead := done.keys() - files.keys():
                raise MigrationError(f"{package}: the database has migration {min(ahead)}, unknown to this version")
            for number, path in sorted(files.items()):
                content = path.read_bytes()
                digest = hashlib.sha256(content).hexdigest()
                if number in done:
                    if done[number][1] != digest:
                        raise MigrationError(f"{package}/{path.name} was changed after it was applied")
                    continue
                if done and number < max(done):
                    raise MigrationError(f"{package}/{path.name} comes before migration {max(done)}, already applied")
                conn.execute(content)
                conn.execute("INSERT INTO migrations (package, number, name, digest) VALUES (%s, %s, %s, %s)",
                             (package, number, path.name, digest))
                applied.append(f"{package}/{path.name}")
    return applied


def _numbered(package: str, folder: Path) -> dict[int, Path]:
    files: dict[int, Path] = {}
    for path in sorted(folder.glob("*.sql")):
        match = re.match(r"(\d+)_", path.name)
        if match is None or int(match[1]) in files:
            raise MigrationError(f"{package}/{path.name}: the name must start with a number of its own, such as 003_")
        files[int(match[1])] = path
    return files
