"""Brings the files of facts up to the ledger and the framework: what grew is added, what hangs on the framework is
written anew. A manifest, renamed into its place, says which files make one whole; readers of the one before are left
their files. Several processes may ask at once: one works.
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from passbook.insights.facts.schema import FACTS, VERSION, Fact

Conn = psycopg.Connection[Any]
LOCK = 7_282_847
MANIFEST = "manifest.json"
# From so many parts of a growing table on they are made one.
PARTS = 24


@dataclass
class Manifest:
    """Which files make the facts: per table their names. `version` and `mark` tell the framework, `upto` the first
    transaction that is not in the files, `serial` which manifest it is, `made_by` the version of the schema."""

    version: int
    mark: str
    upto: int
    serial: int
    files: dict[str, list[str]] = field(default_factory=dict)
    made_by: str = VERSION


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of a folder; None where there is none that can be read, or one of another schema."""
    try:
        stored = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return Manifest(**stored) if stored.get("made_by") == VERSION else None
    except (OSError, ValueError, TypeError, AttributeError):
        return None


def horizon(conn: Conn) -> int:
    """The oldest transaction that is not over: all entries of older ones can be seen."""
    row = conn.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint").fetchone()
    return int(row[0]) if row else 0


def is_current(conn: Conn, held: Manifest, stamp: tuple[int, str]) -> bool:
    """Whether nothing that can be seen is missing from the files."""
    if (held.version, held.mark) != stamp:
        return False
    row = conn.execute("SELECT EXISTS (SELECT 1 FROM entries WHERE mark >= %s AND mark < %s)",
                       (held.upto, horizon(conn))).fetchone()
    return not (row and row[0])


def bring_up(conn: Conn, folder: Path, stamp: tuple[int, str], zone: str, pass_mark: float) -> Manifest:
    """The manifest after the files were brought up to what is stored; `stamp` is the framework's. `conn` must see every
    entry."""
    with conn.transaction():
        conn.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
        held = read_manifest(folder)
        if held is not None and is_current(conn, held, stamp):
            return held
        folder.mkdir(parents=True, exist_ok=True)
        same = held is not None and held.mark == stamp[1]
        made = Manifest(stamp[0], stamp[1], horizon(conn), (held.serial if held else 0) + 1)
        for fact in FACTS:
            before = held.files.get(fact.name, []) if held is not None and same else []
            if not fact.grows and held is not None and (held.version, held.mark) == stamp:
                made.files[fact.name] = before
                continue
            since = held.upto if fact.grows and held is not None and same else 0
            rows = _copied(conn, fact, {"zone": zone, "from": since, "to": made.upto})
            name = f"{fact.name}-{made.serial}-{VERSION[:6]}.parquet"
            empty = _write(rows, fact, folder / name) == 0
            if fact.grows and before:
                made.files[fact.name] = before if empty else [*before, name]
                if empty:
                    (folder / name).unlink()
            else:
                made.files[fact.name] = [name]
        _compact(folder, made)
        _credits(folder, made, pass_mark)
        fresh = folder / f"{MANIFEST}.new"
        fresh.write_text(json.dumps(asdict(made)), encoding="utf-8")
        fresh.rename(folder / MANIFEST)
        _sweep(folder, made, held)
        return made


def _copied(conn: Conn, fact: Fact, values: dict[str, Any]) -> io.BytesIO:
    """The rows of a fact as CSV, streamed from the database."""
    content = io.BytesIO()
    told = psycopg.ClientCursor(conn).mogrify(fact.query, values) if fact.grows else fact.query
    query = sql.SQL("COPY ({}) TO STDOUT (FORMAT csv, HEADER, NULL '\\N')").format(sql.SQL(told))
    with conn.cursor() as cursor, cursor.copy(query) as copy:
        for part in copy:
            content.write(part)
    content.seek(0)
    return content


def _write(rows: io.BytesIO, fact: Fact, path: Path) -> int:
    """Writes a fact's rows; how many they are."""
    import pyarrow as pa
    import pyarrow.csv as csv
    import pyarrow.parquet as pq

    types = {"string": pa.string(), "int32": pa.int32(), "int64": pa.int64(), "float64": pa.float64(),
             "date32": pa.date32(), "timestamp": pa.timestamp("us")}
    columns = {name: types[kind] for name, kind in fact.columns.items()}
    read = csv.read_csv(rows, convert_options=csv.ConvertOptions(
        column_types=columns, null_values=["\\N"], strings_can_be_null=True, quoted_strings_can_be_null=False,
        include_columns=list(columns)), parse_options=csv.ParseOptions(newlines_in_values=True))
    pq.write_table(read, path)
    return int(read.num_rows)


def _compact(folder: Path, made: Manifest) -> None:
    """Makes many parts one."""
    import duckdb

    for name, files in made.files.items():
        if len(files) < PARTS:
            continue
        whole = f"{name}-{made.serial}-whole.parquet"
        duckdb.connect().sql(f"SELECT * FROM read_parquet({[str(folder / each) for each in files]})").write_parquet(  # noqa: S608
            str(folder / whole))
        made.files[name] = [whole]


def _credits(folder: Path, made: Manifest, pass_mark: float) -> None:
    """The credits of all people, as a file of their own."""
    import duckdb

    ledger, tags = ([str(folder / each) for each in made.files[name]] for name in ("ledger", "tags"))
    name = f"credits-{made.serial}-{VERSION[:6]}.parquet"
    duckdb.connect().sql(credits_query(f"read_parquet({ledger})", f"read_parquet({tags})", pass_mark)).write_parquet(
        str(folder / name))
    made.files["credits"] = [name]


def credits_query(ledger: str, tags: str, pass_mark: float) -> str:
    """The credits that a ledger gives, as SQL over two tables: the definition of `passbook/standing.py` over whole
    tables (a property test compares them). A credit ends with the first lapse after it."""
    return f"""
        WITH ledger AS (SELECT * FROM {ledger}),
        taken_back AS (
            SELECT DISTINCT c.person, c.refers_to AS event FROM ledger c
            LEFT JOIN ledger k ON k.event = c.refers_to AND k.person = c.person AND k.kind = 'corrected'
            WHERE c.kind = 'corrected' AND c.refers_to IS NOT NULL AND k.event IS NULL),
        events AS (SELECT * FROM ledger l ANTI JOIN taken_back t ON t.person = l.person AND t.event = l.event),
        given AS (
            SELECT e.person, t.competency, t.level, e."at" AS since FROM events e
            JOIN {tags} t ON t.course = e.course AND t.level IS NOT NULL
            WHERE e.kind = 'completed' AND e.score >= {float(pass_mark)}
            UNION ALL
            SELECT person, competency, level, "at" FROM events
            WHERE competency IS NOT NULL AND level IS NOT NULL
              AND (kind = 'verified' OR (kind = 'assessed' AND score >= {float(pass_mark)}))),
        lapses AS (SELECT person, competency, "at" FROM events WHERE kind = 'lapsed' AND competency IS NOT NULL)
        SELECT g.person, g.competency, g.level, g.since, min(l."at") AS until
        FROM given g LEFT JOIN lapses l ON l.person = g.person AND l.competency = g.competency AND l."at" > g.since
        GROUP BY ALL
    """  # noqa: S608 - names of tables and a number of our own


def _sweep(folder: Path, made: Manifest, before: Manifest | None) -> None:
    """Removes what neither this manifest nor the one before names."""
    kept = {MANIFEST, *_names(made), *(_names(before) if before else ())}
    for path in folder.iterdir():
        if path.name not in kept:
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)


def _names(manifest: Manifest) -> Iterable[str]:
    return (name for files in manifest.files.values() for name in files)


def key(conn: Conn) -> bytes:
    """The key of the pseudonyms."""
    row = conn.execute("SELECT key FROM facts_key").fetchone()
    return bytes(row[0]) if row else b""


def pseudonym(secret: bytes, official_id: str) -> str:
    """The pseudonym of an official, as the extraction makes it."""
    return hashlib.sha256(secret + official_id.encode() + secret).hexdigest()[:32]
