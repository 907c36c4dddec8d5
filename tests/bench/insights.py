"""What a figure costs: a dozen questions through the engine, beside SQL by hand over the same files, on the demo's
facts and on those of a hundred times as many people. Both must tell the same before a time is told.

Larger tenants are the demo's people repeated, straight into Parquet; disclosure control is not part of these times.
"""

from __future__ import annotations

import json
import math
import tempfile
from collections import defaultdict
from dataclasses import asdict
from datetime import date, datetime, time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from bot.store.database import open_database
from frac.store import framework as framework_store
from passbook.insights.engine import compute
from passbook.insights.facts.extract import MANIFEST, Manifest, credits_query, read_manifest
from passbook.insights.facts.reader import Facts, Keeper
from passbook.insights.facts.schema import FACTS
from tests.bench.apart import apart
from tests.bench.insights_sql import asked, by_hand, connection, paths, root_kind
from tests.bench.table import show, times
from tests.bench.timing import at, median, milliseconds

ROUNDS, LARGE_ROUNDS = 9, 3
SIZES = (3_000, 30_000, 300_000)
WAYS = ("engine", "SQL")


def run(home: Path) -> None:
    """Both measurements: each question on the demo's facts, and growth."""
    with tempfile.TemporaryDirectory(prefix="saathi-bench-") as room:
        database = open_database(None, home)
        try:
            with database.connection() as conn:
                world = framework_store.load(conn)
                facts = Keeper(Path(room) / "facts").current(conn, world.stamp, world.tenant)
        finally:
            database.close()
        tenant = {"as_of": world.tenant.as_of.isoformat(), "timezone": world.tenant.timezone,
                  "year_starts": world.tenant.year_starts, "pass_mark": world.tenant.pass_mark}
        facts.close()
        _each(Path(room) / "facts", tenant)
        _growth(Path(room), tenant)


def _each(folder: Path, tenant: dict[str, Any]) -> None:
    took = {way: _took(way, folder, tenant, ROUNDS) for way in WAYS}
    rows: list[list[str | float | int | None]] = []
    for name, spent in took["engine"].items():
        plain = took["SQL"][name]
        rows.append([name, median(spent), at(0.95, spent), median(plain), at(0.95, plain),
                     times(median(spent), median(plain))])
    whole = {way: [each for spent in took[way].values() for each in spent] for way in WAYS}
    rows.append(["all of them", median(whole["engine"]), at(0.95, whole["engine"]), median(whole["SQL"]),
                 at(0.95, whole["SQL"]), times(median(whole["engine"]), median(whole["SQL"]))])
    show("insights: milliseconds a question", ("question", "p50", "p95", "SQL p50", "SQL p95", "to SQL"), rows,
         [f"{ROUNDS} rounds after one that warms up; the engine and the yardstick each in its turn."])


def _growth(room: Path, tenant: dict[str, Any]) -> None:
    rows: list[list[str | float | int | None]] = []
    for size in SIZES:
        folder = room / str(size)
        entries = repeated(room / "facts", folder, size, float(tenant["pass_mark"]))
        found = {way: apart("tests.bench.insights", "told", way, str(folder), tenant) for way in WAYS}
        if not same(found["engine"].result["figures"], found["SQL"].result["figures"]):
            raise RuntimeError(f"the engine and SQL differ at {size}")
        least = found["SQL"]
        for way, each in found.items():
            rows.append([f"{size:,} officials, {entries:,} entries: {way}", each.result["p50"], each.result["p95"],
                         times(each.result["p50"], least.result["p50"]) if way == "engine" else "", each.peak,
                         times(each.peak, least.peak) if way == "engine" else ""])
    show("insights: growth, milliseconds a question and peak MB of the process", (
        "tenant", "p50", "p95", "to SQL", "peak MB", "to SQL"), rows,
         ["The same dozen questions; each way in a process of its own."])


# ---- both ways


def told(way: str, folder: str, tenant: dict[str, Any]) -> dict[str, Any]:
    """The figures of a way and how long its questions took."""
    took = _took(way, Path(folder), tenant, LARGE_ROUNDS)
    spent = [each for each_question in took.values() for each in each_question]
    return {"p50": median(spent), "p95": at(0.95, spent), "figures": _figures(way, Path(folder), tenant)}


def _took(way: str, folder: Path, tenant: dict[str, Any], rounds: int) -> dict[str, list[float]]:
    calls = _calls(way, folder, tenant)
    found: dict[str, list[float]] = defaultdict(list)
    for turn in range(rounds + 1):
        for name, spent in zip(calls, milliseconds(calls.values()), strict=True):
            if turn:
                found[name].append(spent)
    return found


def _figures(way: str, folder: Path, tenant: dict[str, Any]) -> dict[str, dict[str, float]]:
    """Each question's figures that are not nothing, by their keys."""
    return {name: {json.dumps(list(key)): float(value) for key, value in call() if value and None not in key}
            for name, call in _calls(way, folder, tenant).items()}


def _calls(way: str, folder: Path, tenant: dict[str, Any]) -> dict[str, Any]:
    """Each question as a call that gives (keys, value) pairs."""
    manifest = read_manifest(folder)
    if manifest is None:
        raise RuntimeError("there are no facts")
    today, root = date.fromisoformat(tenant["as_of"]), root_kind(folder, manifest)
    now = datetime.combine(today, time.max)
    if way == "SQL":
        con = connection(folder, manifest, root, now)
        return {name: (lambda text=text: [(tuple(map(_text, row[:-1])), row[-1])
                                          for row in con.execute(text).fetchall()])
                for name, text in by_hand(root, today, tenant["year_starts"]).items()}
    facts = Facts(folder, manifest, b"", SimpleNamespace(**tenant))  # type: ignore[arg-type]
    return {name: (lambda query=query: [(row.keys, row.values[0]) for row in compute(facts, query, now).rows])
            for name, query in asked(root, today, tenant["year_starts"]).items()}


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def same(one: dict[str, dict[str, float]], other: dict[str, dict[str, float]]) -> bool:
    """Whether both tell the same figures."""
    return one.keys() == other.keys() and all(
        one[name].keys() == other[name].keys()
        and all(math.isclose(one[name][key], other[name][key], rel_tol=1e-9) for key in one[name]) for name in one)


# ---- larger tenants


def repeated(source: Path, folder: Path, size: int, pass_mark: float) -> int:
    """Facts with so many people: the source's, again and again under other names; how many entries they have."""
    import duckdb

    held = read_manifest(source)
    if held is None:
        raise RuntimeError("there are no facts")
    folder.mkdir(parents=True)
    con = duckdb.connect()
    for fact in FACTS:
        con.execute(f"CREATE VIEW {fact.name} AS SELECT * FROM read_parquet({paths(source, held, fact.name)})")
    con.execute(f"""CREATE TABLE copies AS SELECT person AS was, person || '-' || n AS person FROM (
        SELECT person, row_number() OVER (ORDER BY person) - 1 AS at, count(*) OVER () AS many FROM people),
        range(0, {size}) each(n) WHERE n * many + at < {size}""")
    made = Manifest(held.version, held.mark, held.upto, 1)
    for fact in FACTS:
        names = ", ".join(f't."{name}"' for name in fact.columns)
        if "person" in fact.columns:
            names = names.replace('t."person"', "c.person").replace(
                't."event"', "t.event || substr(c.person, length(c.was) + 1) AS event").replace(
                't."refers_to"', "t.refers_to || substr(c.person, length(c.was) + 1) AS refers_to")
            text = f"SELECT {names} FROM {fact.name} t JOIN copies c ON c.was = t.person"
        else:
            text = f"SELECT {names} FROM {fact.name} t"
        con.sql(text).write_parquet(str(folder / f"{fact.name}.parquet"))
        made.files[fact.name] = [f"{fact.name}.parquet"]
    ledger, tags = (f"read_parquet('{folder / name}.parquet')" for name in ("ledger", "tags"))
    con.sql(credits_query(ledger, tags, pass_mark)).write_parquet(str(folder / "credits.parquet"))
    made.files["credits"] = ["credits.parquet"]
    (folder / MANIFEST).write_text(json.dumps(asdict(made)), encoding="utf-8")
    (entries,) = con.execute(f"SELECT count(*) FROM {ledger}").fetchone() or (0,)
    return int(entries)
