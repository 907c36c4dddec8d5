"""Imports a bundle: reads everything, checks everything, and only then changes the database, in one transaction.

Nothing is loaded where there is a problem; a lenient import leaves out the rows that have one and those that depend on
them. Refuses to know the clock, the environment or how a report is shown. A stop at any moment leaves what was.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from bot.store import learned
from frac.load import checks, keeping, staging, tables
from frac.load.bundle import Unreadable, candidates, find, unknown_files
from frac.load.columns import Context
from frac.load.merge import Counts, merge
from frac.load.problems import Findings, Notice, Problem
from frac.load.rejects import write_rejects
from frac.load.staging import Staged
from frac.load.tenant import FILE, TenantRow, read_tenant, same_tenant, store_tenant
from frac.store import outside
from passbook.load import tables as people
from passbook.load.ledger import append_events, known_notes

TABLES = (*tables.TABLES, *people.TABLES)
# Any number, as long as it is the same for all who import.
LOCK = 7_282_845

Conn = psycopg.Connection[Any]
Progress = Callable[[str, int, int | None], None]


def _silent(file: str, done: int, total: int | None) -> None:
    """Shows no progress."""


@dataclass
class Report:
    """What an import found and did. `ok` is whether the bundle was loaded; `changed` whether that changed anything.

    `problem_count` may be above the number of `problems`, of which the first 10,000 are kept.
    """

    ok: bool = False
    changed: bool = False
    lenient: bool = False
    problem_count: int = 0
    problems: list[Problem] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    counts: dict[str, Counts] = field(default_factory=dict)
    rejects_file: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The report as plain JSON."""
        return asdict(self)


def import_bundle(conn: Conn, directory: Path, *, now: datetime, lenient: bool = False, rejects: Path | None = None,
                  progress: Progress = _silent) -> Report:
    """Checks and loads the bundle in `directory`; `now` (aware) is when its events are written down.

    With `lenient`, rows with problems are left out and written to `rejects` (JSON Lines). What is wrong with the bundle
    is in the report and never raised; a database that fails is raised, with nothing changed.
    """
    if now.tzinfo is None:
        raise ValueError("now must carry its offset")
    report, findings = Report(lenient=lenient), Findings()
    files: list[str] = []
    try:
        with conn.transaction():
            conn.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
            conn.execute("SET LOCAL TimeZone = 'UTC'")
            conn.execute("SET LOCAL work_mem = '64MB'")
            files = _import(conn, directory, now, rejects, report, findings, progress)
            if not report.ok:
                raise psycopg.Rollback
    except (psycopg.DataError, psycopg.IntegrityError, psycopg.errors.ProgramLimitExceeded) as error:
        # No check foresaw it; still a fault of the bundle, and still nothing is loaded.
        report.ok = report.changed = False
        files = []
        findings.problem(str(directory), None, None, f"the database refuses it: {error}", "Correct the value named.",
                         fatal=True)
    report.problem_count, report.notices = findings.count, findings.notices
    report.problems = findings.sorted(files)
    return report


def _import(conn: Conn, directory: Path, now: datetime, rejects: Path | None, report: Report, findings: Findings,
            progress: Progress) -> list[str]:
    """The steps, within the transaction; returns the names of the files in the order of the tables."""
    if not directory.is_dir():
        findings.problem(str(directory), None, None, "is no directory", "Name the directory of the bundle.", fatal=True)
        return []
    tenant, context, tenant_file = read_tenant(directory, findings)
    everything = _stage(conn, directory, context, findings, progress)
    progress("checks", 0, None)
    _check(conn, everything, tenant, tenant_file, context, findings)
    if report.lenient and not findings.fatal:
        keeping.keep(conn, everything, context)
        checks.cascade(conn, everything, findings, keeping.drop_unheld)
    for staged in everything:
        if staged.source is not None:
            report.counts[staged.name] = Counts(read=staged.read, rejected=checks.rejected(conn, staged.table),
                                                kept=keeping.kept(conn, staged.table) if report.lenient else 0)
    files = [tenant_file, *(staged.name for staged in everything)]
    if tenant is None or findings.fatal or (findings.count and not report.lenient):
        return files
    if findings.count and rejects is not None:
        try:
            write_rejects(conn, everything, rejects)
        except (OSError, Unreadable) as error:
            findings.problem(str(rejects), None, None, f"the rejects cannot be written: {error}",
                             "Name a file that can be written.", fatal=True)
            return files
        report.rejects_file = str(rejects)
    _store(conn, everything, tenant, tenant_file, now, report, progress)
    for (kind, identity, phrase), why in learned.drop_gone(conn, now):
        said = "names another thing now" if why == "taken" else f"is of {kind} {identity}, which is gone"
        findings.notice("learned synonyms", None, None, f"'{phrase}' {said}, and is dropped")
    report.ok = True
    if report.changed:
        found = {"problems": findings.count, "notices": len(findings.notices)}
        conn.execute("INSERT INTO imports (at, lenient, report) VALUES (%s, %s, %s)", (now, report.lenient, Jsonb(
            {**found, "counts": {file: counts.as_json() for file, counts in report.counts.items()}})))
    return files


def _stage(conn: Conn, directory: Path, context: Context, findings: Findings, progress: Progress) -> list[Staged]:
    known = {name for table in TABLES for name, _ in candidates(table.name, table.suffix, table.parquet)}
    unknown_files(directory, known | {FILE, f"{FILE}.gz"}, findings)
    everything = []
    for table in TABLES:
        before = findings.fatal
        source = find(directory, table.name, table.suffix, table.parquet, findings)
        if source is not None:
            staged = staging.from_file(conn, table, source, context, findings, progress)
        else:
            staged = staging.from_database(conn, table)
            if table.required:
                findings.problem(table.file, None, None, "is missing", "Add the file; it is required.", fatal=True)
        staged.whole = findings.fatal == before
        everything.append(staged)
    return everything


def _check(conn: Conn, everything: list[Staged], tenant: TenantRow | None, tenant_file: str, context: Context,
           findings: Findings) -> None:
    by_name = {staged.table.name: staged for staged in everything}
    known_notes(conn)
    for staged in everything:
        checks.duplicates(conn, staged, findings)
        checks.levels(conn, staged, context, findings)
    for staged in everything:
        checks.references(conn, staged, by_name, findings)
        checks.trees(conn, staged, findings)
        checks.own(conn, staged, by_name, context, findings)
    if tenant is not None:
        same_tenant(conn, tenant, tenant_file, findings)


def _store(conn: Conn, everything: list[Staged], tenant: TenantRow, tenant_file: str, now: datetime, report: Report,
           progress: Progress) -> None:
    report.counts = {tenant_file: store_tenant(conn, tenant), **report.counts}
    for staged in everything:
        if staged.source is None:
            continue
        counts = report.counts[staged.name]
        if staged.table.ledger:
            counts.new = append_events(conn, now, progress)
            counts.unchanged = counts.read - counts.rejected - counts.new
        else:
            merge(conn, staged.table, counts)
    outside.tidy(conn)  # a course from outside may have been the same as one that is gone now
    report.changed = any(counts.changed for counts in report.counts.values())
