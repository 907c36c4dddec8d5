"""Writes the rows that a lenient import left out to a file, as they stand in the bundle.

Refuses to hold them in memory: the bundle's files are read a second time.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from frac.load.bundle import read
from frac.load.problems import Findings
from frac.load.staging import Staged

Conn = psycopg.Connection[Any]


def write_rejects(conn: Conn, everything: Iterable[Staged], path: Path) -> int:
    """One JSON line {file, line, what, row} for each marked row; returns how many. Raises OSError."""
    count = 0
    with path.open("w", encoding="utf-8") as out:
        for staged in everything:
            for line, what, row in _marked(conn, staged):
                out.write(json.dumps({"file": staged.name, "line": line, "what": what, "row": row}, default=str) + "\n")
                count += 1
    return count


def _marked(conn: Conn, staged: Staged) -> Iterable[tuple[int, str, Any]]:
    if staged.source is None:
        return
    table = staged.table
    with conn.cursor(name="rejects") as cursor:
        cursor.execute(sql.SQL("SELECT line, problem FROM {} WHERE problem IS NOT NULL ORDER BY line").format(
            sql.Identifier(table.stage)))
        wanted = cursor.fetchone()
        if wanted is None:
            return
        with read(staged.source, [column.name for column in table.columns], (), Findings()) as reading:
            for line, _, raw in reading.rows:
                if line == wanted[0]:
                    yield line, wanted[1], reading.plain(raw)
                    wanted = cursor.fetchone()
                    if wanted is None:
                        return
