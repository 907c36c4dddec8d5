"""What must hold between staged rows: ids once, references to something, no circles, and each table's own checks.

Every check is a query that returns the rows that do not hold; they are marked in the staging table and become
problems. Refuses to drop anything: `cascade` marks what depends on marked rows, and `merge.py` leaves marked rows out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import psycopg
from psycopg import sql

from frac.load.columns import Column, Context
from frac.load.contract import Check, Reference, Table
from frac.load.cycles import circles
from frac.load.problems import Findings
from frac.load.staging import Staged

Conn = psycopg.Connection[Any]
Drop = Callable[[Conn, Table, str, Mapping[str, Staged]], int]

_MARK = sql.SQL("""
    WITH found (line, value) AS MATERIALIZED ({query}),
    hit AS MATERIALIZED (SELECT line, string_agg(DISTINCT value::text, ', ') AS value FROM found GROUP BY line),
    marked AS (UPDATE {stage} s SET problem = concat_ws('; ', s.problem,
                      concat(%(column)s::text || ': ', %(before)s::text, hit.value, %(after)s::text))
               FROM hit WHERE s.line = hit.line)
    SELECT line, value, count(*) OVER () FROM hit ORDER BY line LIMIT %(room)s""")
_NAME = sql.SQL("WITH found (line, value) AS ({query}) SELECT min(line), value, count(*) FROM found "
                "GROUP BY value ORDER BY 1 LIMIT 1000")


def mark(conn: Conn, staged: Staged, findings: Findings, query: sql.Composable, params: Mapping[str, Any],
         column: str | None, before: str, after: str, mend: str) -> int:
    """Marks the rows that `query` returns as (line, value) and reports each as a problem. Returns how many.

    A stored row that no longer holds is fatal: it is not in the bundle, so that it cannot be left out of it.
    """
    given = {**params, "column": column, "before": before, "after": after, "room": max(findings.room, 1)}
    statement = _MARK.format(query=query, stage=sql.Identifier(staged.table.stage))
    total = 0
    kept = 0
    for line, value, count in conn.execute(statement, given):
        total, kept = int(count), kept + 1
        what = f"{before}{value}{after}"
        if line < 0:
            findings.problem(staged.name, None, column, f"{what} (in a stored row: the bundle has no such file)",
                             f"Add {staged.name} to the bundle. {mend}", fatal=True)
        else:
            findings.problem(staged.name, int(line), column, what, mend)
    findings.uncounted(total - kept)
    return total


def duplicates(conn: Conn, staged: Staged, findings: Findings) -> None:
    """A key may stand once; the first good row with it holds. In a ledger the very same row may repeat."""
    table, stage = staged.table, sql.Identifier(staged.table.stage)
    if not table.key or staged.source is None:
        return
    key = sql.SQL(", ").join(map(sql.Identifier, table.key))
    twice = sql.SQL("SELECT {key} FROM {stage} WHERE {first} IS NOT NULL GROUP BY {key} HAVING count(*) > 1").format(
        key=key, stage=stage, first=sql.Identifier(table.key[0]))
    if table.ledger:
        same = sql.SQL(" AND ").join(sql.SQL("s.{0} IS NOT DISTINCT FROM first.{0}").format(sql.Identifier(name))
                                     for name in ("problem", *table.stored))
        again = conn.execute(sql.SQL("""
            WITH first AS (SELECT DISTINCT ON ({key}) * FROM {stage} WHERE ({key}) IN ({twice}) ORDER BY {key}, line),
            gone AS (DELETE FROM {stage} s USING first WHERE s.line > first.line AND {same} RETURNING s.line)
            SELECT count(*), min(line) FROM gone""").format(key=key, stage=stage, twice=twice, same=same)).fetchone()
        if again and again[0]:
            findings.notice(staged.name, again[1], table.key[0], "the very same row again, ignored", again[0])
    shown = sql.SQL(" || ' / ' || ").join(sql.SQL("{}::text").format(sql.Identifier(name)) for name in table.key)
    mark(conn, staged, findings, sql.SQL("""
        SELECT line, value FROM (
            SELECT line, {shown} AS value,
                   row_number() OVER (PARTITION BY {key} ORDER BY problem IS NOT NULL, line) AS place
            FROM {stage} WHERE ({key}) IN ({twice})) repeated WHERE place > 1""").format(
            shown=shown, key=key, stage=stage, twice=twice),
         {}, table.key[0], "", " stands in another row already", "Give every row its own id, or remove one of them.")


def _values(table: Table, reference: Reference) -> sql.Composed:
    """The (line, problem, value) of every use of a reference."""
    column = next(column for column in table.columns if column.name == reference.column)
    name, stage = sql.Identifier(column.stored), sql.Identifier(table.stage)
    if reference.how == "plain":
        return sql.SQL("SELECT line, problem, {} AS value FROM {}").format(name, stage)
    if reference.how == "list":
        return sql.SQL("SELECT line, problem, unnest({}) AS value FROM {}").format(name, stage)
    if reference.how == "tags":
        return sql.SQL("SELECT line, problem, tag ->> 'id' AS value "
                       "FROM {} CROSS JOIN jsonb_array_elements({}) tag").format(stage, name)
    return sql.SQL("SELECT line, problem, substr({0}, {1}) AS value FROM {2} WHERE starts_with({0}, {3})").format(
        name, sql.Literal(len(reference.how) + 1), stage, sql.Literal(reference.how))


def unheld(table: Table, reference: Reference, target: Table, *, good: bool) -> sql.Composed:
    """The (line, value) of the uses of a reference whose target does not stand in the staged rows (with `good`: of
    unmarked rows, not in an unmarked one)."""
    stored: sql.Composable = sql.SQL("")
    if reference.stored:
        stored = sql.SQL("AND NOT EXISTS (SELECT FROM {} o WHERE o.id = used.value)").format(
            sql.Identifier(reference.stored))
    return sql.SQL("SELECT line, value FROM ({values}) used WHERE value IS NOT NULL {fresh} AND NOT EXISTS "
                   "(SELECT FROM {target} t WHERE t.id = used.value {good}) {stored}").format(
        values=_values(table, reference), target=sql.Identifier(target.stage),
        fresh=sql.SQL("AND problem IS NULL") if good else sql.SQL(""),
        good=sql.SQL("AND t.problem IS NULL") if good else sql.SQL(""), stored=stored)


def references(conn: Conn, staged: Staged, everything: Mapping[str, Staged], findings: Findings) -> None:
    """Every id must be that of a row of the table it refers to."""
    for reference in staged.table.references:
        target = everything[reference.target]
        if not target.whole:
            continue
        elsewhere = " or in the ledger" if reference.stored else ""
        mark(conn, staged, findings, unheld(staged.table, reference, target.table, good=False), {}, reference.column,
             "", f" is not in {target.name}{elsewhere}", f"Correct the id, or add it to {target.name}.")


def trees(conn: Conn, staged: Staged, findings: Findings) -> None:
    """References of a table to itself must not run in circles. One problem for each circle; all its rows are marked."""
    table = staged.table
    for reference in table.references:
        if reference.column not in table.trees:
            continue
        edges = conn.execute(_edges(table, reference))
        for circle in circles((str(row[0]), str(row[1])) for row in edges):
            path = " → ".join([*circle[:8], "…"] if len(circle) > 8 else [*circle, circle[0]])
            rows = conn.execute(sql.SQL(
                "UPDATE {} SET problem = concat_ws('; ', problem, %s::text) WHERE id = ANY (%s) RETURNING line").format(
                    sql.Identifier(table.stage)), (f"{reference.column}: runs in a circle: {path}", circle)).fetchall()
            line = min(int(row[0]) for row in rows)
            findings.problem(staged.name, line if line > 0 else None, reference.column, f"runs in a circle: {path}",
                             "Correct one of these rows so that the way ends.", fatal=line < 0)


def _edges(table: Table, reference: Reference) -> sql.Composed:
    """The (id, value) among which a circle can be: of a tree only what hangs from no root, which is mostly nothing."""
    stage = sql.Identifier(table.stage)
    if reference.how == "plain":
        return sql.SQL("""
            WITH RECURSIVE hanging (id) AS (
                SELECT s.id FROM {stage} s WHERE NOT EXISTS (SELECT FROM {stage} t WHERE t.id = s.{column})
                UNION SELECT s.id FROM {stage} s JOIN hanging h ON s.{column} = h.id)
            SELECT DISTINCT ON (s.id) s.id, s.{column} FROM {stage} s
            WHERE s.id IS NOT NULL AND NOT EXISTS (SELECT FROM hanging h WHERE h.id = s.id)
            ORDER BY s.id, s.line""").format(stage=stage, column=sql.Identifier(reference.column))
    return sql.SQL("SELECT s.id, used.value FROM ({values}) used JOIN {stage} s ON s.line = used.line "
                   "WHERE s.id IS NOT NULL AND used.value IS NOT NULL ORDER BY s.line").format(
        values=_values(table, reference), stage=stage)


def good_edges(conn: Conn, table: Table, reference: Reference) -> list[tuple[str, str]]:
    """The (id, value) of a reference of a table to itself, among unmarked rows alone."""
    return [(str(row[0]), str(row[1])) for row in conn.execute(sql.SQL(
        "SELECT s.id, used.value FROM ({values}) used JOIN {stage} s ON s.line = used.line "
        "WHERE s.problem IS NULL AND s.id IS NOT NULL AND used.value IS NOT NULL ORDER BY s.line").format(
            values=_values(table, reference), stage=sql.Identifier(table.stage)))]


def own(conn: Conn, staged: Staged, everything: Mapping[str, Staged], context: Context, findings: Findings) -> None:
    """The table's own checks. Those that are notices leave the rows as they are."""
    if not all(everything[reference.target].whole for reference in staged.table.references):
        return
    params = {"as_of": context.as_of, "levels": context.levels, "tomorrow": context.tomorrow}
    for check in staged.table.checks:
        query = sql.SQL(check.query)
        if not check.notice:
            mark(conn, staged, findings, query, params, check.column, check.before, check.after, check.mend)
        elif staged.source is not None:
            _notice(conn, staged, findings, query, params, check)


def _notice(conn: Conn, staged: Staged, findings: Findings, query: sql.Composable, params: Mapping[str, Any],
            check: Check) -> None:
    for line, value, count in conn.execute(_NAME.format(query=query), params):
        findings.notice(staged.name, int(line), check.column, f"{check.before}{value}{check.after}", int(count))


def levels(conn: Conn, staged: Staged, context: Context, findings: Findings) -> None:
    """Stored rows must lie on the tenant's scale of today; those of a file were checked cell by cell."""
    if staged.source is not None or staged.table.ledger or context.levels is None:
        return
    for column in staged.table.columns:
        for query, top in _off_scale(staged.table, column, context.levels):
            mark(conn, staged, findings, query, top, column.name, "level ", " is not on the tenant's scale",
                 "Or restore the level in tenant.toml.")


def off_scale(table: Table, top: int | None) -> list[tuple[sql.Composable, dict[str, Any]]]:
    """Queries for the (line, value) of levels above `top`, each with its parameters."""
    return [each for column in table.columns for each in _off_scale(table, column, top)]


def _off_scale(table: Table, column: Column, top: int | None) -> list[tuple[sql.Composable, dict[str, Any]]]:
    if column.kind == "level":
        query = sql.SQL("SELECT line, {0} FROM {1} WHERE {0} > %(top)s")
    elif column.kind == "tags":
        query = sql.SQL("SELECT line, tag ->> 'level' FROM {1} CROSS JOIN jsonb_array_elements({0}) tag "
                        "WHERE (tag ->> 'level')::integer > %(top)s")
    else:
        return []
    if top is None:
        return []
    return [(query.format(sql.Identifier(column.stored), sql.Identifier(table.stage)), {"top": top})]


def cascade(conn: Conn, everything: Sequence[Staged], findings: Findings, drop: Drop) -> None:
    """Marks the rows that depend on marked rows, until there are none left. For a lenient import. `drop` first takes
    away what was kept of a table and does not hold any more by a column's reference; it returns how many."""
    by_name = {staged.table.name: staged for staged in everything}
    dirty = {staged.table.name for staged in everything if rejected(conn, staged.table)}
    while dirty:
        current, dirty = dirty, set()
        for staged in everything:
            for reference in _touched(staged.table.references, current):
                target = by_name[reference.target]
                if staged.source is not None and drop(conn, staged.table, reference.column, by_name):
                    dirty.add(staged.table.name)
                if mark(conn, staged, findings, unheld(staged.table, reference, target.table, good=True), {},
                        reference.column, "depends on ", f" of {target.name}, which is rejected",
                        "Mend the row it depends on."):
                    dirty.add(staged.table.name)


def _touched(references: Iterable[Reference], names: set[str]) -> list[Reference]:
    return [reference for reference in references if reference.target in names]


def rejected(conn: Conn, table: Table) -> int:
    """How many staged rows are marked."""
    row = conn.execute(sql.SQL("SELECT count(*) FROM {} WHERE problem IS NOT NULL").format(
        sql.Identifier(table.stage))).fetchone()
    return int(row[0]) if row else 0
