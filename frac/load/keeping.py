"""In a lenient import, the stored row stays where the new version of it is rejected, as long as it still holds.

It is staged beside the marked row under a negative line, without a problem, so that what depends on it is not rejected.
Refuses rows that are known by their number alone, and any ledger; a stored row that no longer holds goes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import psycopg
from psycopg import sql

from frac.load import checks
from frac.load.columns import Context
from frac.load.contract import Table
from frac.load.cycles import circles
from frac.load.staging import Staged

Conn = psycopg.Connection[tuple[object, ...]]


def keep(conn: Conn, everything: Sequence[Staged], context: Context) -> None:
    """Stages the stored rows whose new versions are marked, and takes those away again that do not hold any more."""
    tables = [staged for staged in everything if staged.source is not None and _stage_stored(conn, staged.table)]
    for staged in tables:
        _drop(conn, staged.table, checks.off_scale(staged.table, context.levels))
        params = {"as_of": context.as_of, "levels": context.levels, "tomorrow": context.tomorrow}
        for check in staged.table.checks:
            if not check.notice:
                _drop(conn, staged.table, [(sql.SQL(check.query), params)])
        for reference in staged.table.references:
            if reference.column in staged.table.trees:
                ids = [each for circle in circles(checks.good_edges(conn, staged.table, reference)) for each in circle]
                conn.execute(sql.SQL("DELETE FROM {} WHERE line < 0 AND id = ANY (%s)").format(
                    sql.Identifier(staged.table.stage)), (ids,))
    by_name = {staged.table.name: staged for staged in everything}
    again = True
    while again:
        again = sum(drop_unheld(conn, staged.table, reference.column, by_name) for staged in tables
                    for reference in staged.table.references) > 0


def _stage_stored(conn: Conn, table: Table) -> int:
    """Stages the stored rows with the key of a marked row and of no good one. Returns how many."""
    if not table.key or table.ledger:
        return 0
    same = sql.SQL(" AND ").join(sql.SQL("t.{0} = s.{0}").format(sql.Identifier(name)) for name in table.identity)
    return conn.execute(sql.SQL("""
        INSERT INTO {stage} (line, {names}) SELECT -row_number() OVER (), {names} FROM {into} t
        WHERE EXISTS (SELECT FROM {stage} s WHERE {same} AND s.problem IS NOT NULL)
        AND NOT EXISTS (SELECT FROM {stage} s WHERE {same} AND s.problem IS NULL)""").format(
            stage=sql.Identifier(table.stage), into=sql.Identifier(table.into), same=same,
            names=sql.SQL(", ").join(map(sql.Identifier, table.stored)))).rowcount


def drop_unheld(conn: Conn, table: Table, column: str, everything: Mapping[str, Staged]) -> int:
    """Takes kept rows away whose reference in `column` no good row holds. Returns how many."""
    queries = [checks.unheld(table, reference, everything[reference.target].table, good=True)
               for reference in table.references if reference.column == column]
    return _drop(conn, table, [(query, {}) for query in queries])


def _drop(conn: Conn, table: Table, queries: Sequence[tuple[sql.Composable, Mapping[str, object]]]) -> int:
    """Takes the kept rows away that any of the queries returns as (line, value)."""
    return sum(conn.execute(sql.SQL(
        "WITH found (line, value) AS MATERIALIZED ({query}) DELETE FROM {stage} s USING found "
        "WHERE s.line < 0 AND s.line = found.line").format(query=query, stage=sql.Identifier(table.stage)),
        params).rowcount for query, params in queries)


def kept(conn: Conn, table: Table) -> int:
    """How many stored rows stay although their new versions are rejected."""
    row = conn.execute(sql.SQL("SELECT count(*) FROM {} WHERE line < 0 AND problem IS NULL").format(
        sql.Identifier(table.stage))).fetchone()
    return int(str(row[0])) if row else 0
