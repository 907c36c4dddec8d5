"""Brings a table of the database to what is staged: rows gone are removed, changed ones updated, new ones added.

Refuses to touch rows that did not change, marked rows, and any ledger.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import psycopg
from psycopg import sql

from frac.load.contract import Table

Conn = psycopg.Connection[Any]


@dataclass(slots=True)
class Counts:
    """What became of the rows of one file. `kept`: stored rows that stay as they were, their new versions rejected."""

    read: int = 0
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0
    rejected: int = 0
    kept: int = 0

    @property
    def changed(self) -> bool:
        """Whether anything in the database became another."""
        return bool(self.new or self.updated or self.removed)

    def as_json(self) -> dict[str, int]:
        """The counts as plain JSON."""
        return asdict(self)


def merge(conn: Conn, table: Table, counts: Counts) -> None:
    """Makes the stored table the staged one, and counts what that took."""
    keys = [sql.Identifier(name) for name in table.identity]
    rest = [sql.Identifier(name) for name in table.stored if name not in table.identity]
    words = {
        "into": sql.Identifier(table.into),
        "stage": sql.Identifier(table.stage),
        "same": sql.SQL(" AND ").join(sql.SQL("t.{0} = s.{0}").format(name) for name in keys),
        "names": sql.SQL(", ").join([*keys, *rest]),
        "set": sql.SQL(", ").join(sql.SQL("{0} = s.{0}").format(name) for name in rest),
        "differ": sql.SQL(" OR ").join(sql.SQL("t.{0} IS DISTINCT FROM s.{0}").format(name) for name in rest),
    }
    counts.removed = conn.execute(sql.SQL(
        "DELETE FROM {into} t WHERE NOT EXISTS (SELECT FROM {stage} s WHERE {same} AND s.problem IS NULL)"
    ).format(**words)).rowcount
    counts.updated = conn.execute(sql.SQL(
        "UPDATE {into} t SET {set} FROM {stage} s WHERE {same} AND s.problem IS NULL AND ({differ})"
    ).format(**words)).rowcount
    counts.new = conn.execute(sql.SQL(
        "INSERT INTO {into} ({names}) SELECT {names} FROM {stage} s WHERE s.problem IS NULL "
        "AND NOT EXISTS (SELECT FROM {into} t WHERE {same})").format(**words)).rowcount
    kept = conn.execute(sql.SQL("SELECT count(*) FROM {stage} WHERE problem IS NULL").format(**words)).fetchone()
    counts.unchanged = (int(kept[0]) if kept else 0) - counts.new - counts.updated - counts.kept
