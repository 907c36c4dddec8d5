"""The commands `saathi catalogue …`: courses of catalogues outside in, listed and away. Each returns its exit code.

All of a catalogue is kept in one transaction or nothing of it. Refuses a file that says nothing of courses, and to
retire everything because a file came empty.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg

from bot import indexing
from bot.catalogues import SHAPES, shape
from bot.commands import bars, complain, say
from bot.conversion.sources import Source, gather
from bot.conversion.workbook import Unusable
from bot.importing import LOCK
from bot.settings import Settings
from bot.store import drafts, learned
from bot.store.database import open_database
from bot.wiring import clock
from frac.catalogue.mapping import BadMappingError, Mapping
from frac.catalogue.read import Catalogue, fitting, read, records
from frac.catalogue.same import Known, same
from frac.catalogue.texts import plain
from frac.faults import Fault
from frac.store import approved, framework, outside
from frac.store.outside import Row

Conn = psycopg.Connection[Any]
Json = dict[str, Any]
SHOWN = 20
# So many records tell which shape a file has.
LOOKED_AT = 50


class BadCatalogueError(Exception):
    """A catalogue that cannot be kept; the text says why and how to mend it."""


@dataclass
class Report:
    """What became of a catalogue: counts, which courses are the same as others, what was refused or left unknown."""

    source: str
    read: int = 0
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    retired: int = 0
    same: list[Json] = field(default_factory=list)
    without_length: int = 0
    refused: list[Json] = field(default_factory=list)
    notes: list[Json] = field(default_factory=list)
    noted: dict[str, int] = field(default_factory=dict)
    dry_run: bool = False

    @property
    def counts(self) -> dict[str, int]:
        """The counts alone, as they are kept of an import."""
        return {"read": self.read, "new": self.new, "updated": self.updated, "unchanged": self.unchanged,
                "retired": self.retired, "same": len(self.same), "without_length": self.without_length,
                "refused": len(self.refused)}

    @property
    def changed(self) -> bool:
        """Whether anything is other than before."""
        return bool(self.new or self.updated or self.retired)


def add(settings: Settings, file: Path, like: str | None, source: str | None, whole: bool, as_json: bool,
        dry_run: bool) -> int:
    """Keeps the courses of a file. 1 where nothing could be kept."""
    try:
        mapping, catalogue = _read(file, like)
        name = _source_name(source or mapping.source)
        with _at_work(settings) as conn:
            report = keep(conn, name, catalogue, whole, clock(), dry_run)
            if report.changed and not dry_run:
                _ready(settings, conn)
    except (BadCatalogueError, BadMappingError, Unusable) as fault:
        complain(str(fault))
        return 1
    if as_json:
        say(json.dumps({**asdict(report), "counts": report.counts}, ensure_ascii=False, indent=1))
    else:
        _tell(report)
    return 0


def list_(settings: Settings, as_json: bool) -> int:
    """Tells which catalogues are kept."""
    with _database(settings) as conn:
        found = outside.sources(conn)
    if as_json:
        say(json.dumps([asdict(each) for each in found], ensure_ascii=False, indent=1, default=str))
        return 0
    for each in found:
        say(f"{each.name}: {each.courses} courses, {each.offered} to be taken, {each.same} the same as others, "
            f"{each.without_length} without a length, {each.retired} retired")
    if not found:
        complain("No catalogue is kept. Add one with: saathi catalogue add FILE")
    return 0


def remove(settings: Settings, source: str, as_json: bool) -> int:
    """Takes a catalogue away; courses that somebody's passbook names are retired instead."""
    with _at_work(settings) as conn:
        gone, retired = _remove(conn, source, clock())
        if gone is None:
            complain(f"There is no catalogue '{source}'. `saathi catalogue list` shows which there are.")
            return 1
        if gone or retired:
            _ready(settings, conn)
    if as_json:
        say(json.dumps({"source": source, "removed": gone, "retired": retired}))
    else:
        say(f"{source}: {gone} courses removed" + (f", {retired} retired, for passbooks name them" if retired else ""))
    return 0


def keep(conn: Conn, source: str, catalogue: Catalogue, whole: bool, now: datetime, dry_run: bool = False) -> Report:
    """Keeps what was read of a catalogue, and makes a new version of the framework where that changed anything. Raises
    BadCatalogueError with nothing changed."""
    if whole and not catalogue.courses:
        raise BadCatalogueError("No course of the file can be kept, so --whole would retire all that are there. To "
                                f"take them away: saathi catalogue remove --source {source}")
    report = Report(source, catalogue.read, dry_run=dry_run, refused=[asdict(each) for each in catalogue.refused],
                    notes=[asdict(each) for each in catalogue.notes], noted=dict(catalogue.noted),
                    without_length=sum(each.minutes is None for each in catalogue.courses))
    with conn.transaction():
        conn.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
        if conn.execute("SELECT 1 FROM tenant").fetchone() is None:
            raise framework.NoTenant
        rows, named = _rows(conn, source, catalogue, report)
        counts = outside.keep(conn, source, rows, named, whole, now)
        report.new, report.updated = counts.new, counts.updated
        report.unchanged, report.retired = counts.unchanged, counts.retired
        if dry_run:
            raise psycopg.Rollback
        if counts.changed:
            _new_version(conn, source, report.counts, now)
    return report


def _rows(conn: Conn, source: str, catalogue: Catalogue, report: Report) -> tuple[dict[str, Row], dict[str, str]]:
    """The courses as they are kept, by source id, and the names of their providers by id."""
    known: dict[str, str] = {}
    for identity, name in outside.providers(conn):
        known.setdefault(plain(name), identity)
    ids = {each.source_id: known.get(plain(each.provider)) or _provider_id(each.provider)
           for each in catalogue.courses}
    named: dict[str, str] = {}
    for each in catalogue.courses:
        named.setdefault(ids[each.source_id], each.provider)
    offered = {outside.course_id(source, each.source_id): each.status == "live" and each.minutes is not None
               for each in catalogue.courses}
    theirs = [Known(outside.course_id(source, each.source_id), each.title, each.provider, each.url)
              for each in catalogue.courses]
    # those that can be taken first: of two that are the same, such a one stands for both
    there = outside.there(conn, source)
    found = {identity: other for identity, other in same(sorted(theirs, key=lambda each: not offered[each.id]),
                                                         there).items() if offered.get(other, True)}
    titles = {each.id: each.title for each in (*there, *theirs)}
    report.same = [{"id": each.id, "title": each.title, "same_as": found[each.id], "as_title": titles[found[each.id]]}
                   for each in theirs if each.id in found]
    rows = {each.source_id: outside.row_of(each, ids[each.source_id],
                                           found.get(outside.course_id(source, each.source_id)))
            for each in catalogue.courses}
    return rows, named


def _remove(conn: Conn, source: str, now: datetime) -> tuple[int | None, int]:
    with conn.transaction():
        conn.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
        ids = outside.ids(conn, source)
        if not ids:
            return None, 0
        in_use = {line[0] for line in conn.execute("SELECT DISTINCT course_id FROM entries WHERE course_id = ANY(%s)",
                                                   (ids,))}
        gone, retired = outside.remove(conn, source, in_use)
        if gone or retired:
            drafts.withdraw_of(conn, "course", ids, f"The catalogue {source} was taken away.", now)
            _new_version(conn, source, {"removed": gone, "retired": retired}, now)
    return gone, retired


def _new_version(conn: Conn, source: str, counts: dict[str, int], now: datetime) -> None:
    """Makes it known to all processes that the framework is another now."""
    learned.drop_gone(conn, now)
    approved.new_version(conn, now, {"catalogue": source, "counts": counts})


def _provider_id(name: str) -> str:
    """An id made from a name: the same name gives the same in every catalogue."""
    words = plain(name)
    return f"outside:{'-'.join(words.split())[:60]}-{hashlib.sha256(words.encode()).hexdigest()[:8]}"


# ---- input


def _read(file: Path, like: str | None) -> tuple[Mapping, Catalogue]:
    """What a file says, by the shape that was named, or by the one that fits."""
    (source,) = gather([file]) if not file.is_dir() else (None,)
    if source is None:
        raise BadCatalogueError(f"{file} is a folder. Name one file.")
    values = list(_values(source))
    mapping = shape(like) if like else _fitting(file, values)
    return mapping, read(mapping, records(mapping, values))


def _values(source: Source) -> Iterator[tuple[str, Any]]:
    """The values of a JSON file, or the rows of its tables by the names of their columns."""
    for place, value in source.records:
        yield str(place), value
    for sheet in source.sheets:
        header: list[str] = []
        for place, cells in sheet.rows():
            if not header:
                # titles stand above a header, in one cell
                header = [cell.strip() for cell in cells] if sum(bool(cell.strip()) for cell in cells) > 1 else []
            elif any(cell.strip() for cell in cells):
                yield str(place), {name: cell for name, cell in zip(header, cells, strict=False) if name}


def _fitting(file: Path, values: list[tuple[str, Any]]) -> Mapping:
    known = [shape(name) for name in SHAPES]
    fits = sorted(((fitting(each, records(each, values[:LOOKED_AT])[:LOOKED_AT]), at) for at, each in enumerate(known)),
                  reverse=True)
    if fits[0][0] == 0 or fits[0][0] == fits[1][0]:
        raise BadCatalogueError(f"{file.name}: I cannot tell what catalogue this is. Say so with --as: "
                                f"{', '.join(SHAPES)}, or a mapping file of your own.")
    return known[fits[0][1]]


def _source_name(said: str) -> str:
    name = "-".join(plain(said).split())[:40]
    if not name:
        raise BadCatalogueError("The name of a catalogue is of letters and digits: --source coursera-2026")
    return name


# ---- telling


def _tell(report: Report) -> None:
    for fault in report.refused[:SHOWN]:
        complain(f"refused: {Fault(**fault)}")
    if len(report.refused) > SHOWN:
        complain(f"… and {len(report.refused) - SHOWN} more refused (--json lists all)")
    for note in report.notes[:SHOWN]:
        complain(f"note: {Fault(**note)}")
    if sum(report.noted.values()) > SHOWN:
        complain("… notes in all: " + ", ".join(f"{count} of {kind}" for kind, count in sorted(report.noted.items())))
    for each in report.same[:SHOWN]:
        say(f"the same: {each['title']} ({each['id']}) as {each['as_title']} ({each['same_as']})")
    if len(report.same) > SHOWN:
        say(f"… and {len(report.same) - SHOWN} more that are the same (--json lists all)")
    say(f"{report.source}: {report.read} read, {report.new} new, {report.updated} updated, "
        f"{report.unchanged} unchanged, {report.retired} retired, {len(report.same)} the same as others, "
        f"{report.without_length} without a length, {len(report.refused)} refused")
    say("Nothing was kept (--dry-run)." if report.dry_run else "Kept." if report.changed else "Nothing has changed.")


# ---- the database


@contextmanager
def _database(settings: Settings) -> Iterator[Conn]:
    database = open_database(settings.database_url, settings.home)
    try:
        with database.connection() as conn:
            yield conn
    finally:
        database.close()


@contextmanager
def _at_work(settings: Settings) -> Iterator[Conn]:
    """A connection that is at work until the new version can be answered from: a running server goes on with the one
    before meanwhile."""
    with _database(settings) as conn, indexing.at_work(conn):
        yield conn


def _ready(settings: Settings, conn: Conn) -> None:
    """Makes the index anew."""
    with bars() as progress:
        indexing.prepare(conn, settings, indexing.load_encoder(settings, progress), progress)
