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

ROUNDS, LARGE_ROUNDS = 9, 2
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
    if not same(*(_figures(_calls(way, folder, tenant)) for way in WAYS)):
        raise RuntimeError("the engine and SQL differ")
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
    for size in SIZES:
        folder = room / str(size)
        entries = repeated(room / "facts", folder, size, float(tenant["pass_mark"]))
        found = {way: apart("tests.bench.insights", "told", way, str(folder), tenant) for way in WAYS}
        if not same(found["engine"].result["figures"], found["SQL"].result["figures"]):
            raise RuntimeError(f"the engine and SQL differ at {size}")
        least = found["SQL"]
        show(f"insights: {size:,} officials, {entries:,} entries", (
            "way", "p50 ms", "slowest ms", "to SQL", "peak MB", "to SQL"), [
            [way, each.result["p50"], each.result["slowest"], times(each.result["p50"], least.result["p50"]), each.peak,
             times(each.peak, least.peak)] for way, each in found.items()],
             [f"The same dozen questions, {LARGE_ROUNDS} times after one that warms up; a process for each way."])


# ---- both ways


def told(way: str, folder: str, tenant: dict[str, Any]) -> dict[str, Any]:
    """The figures of a way and how long its questions took."""
    calls = _calls(way, Path(folder), tenant)
    figures = _figures(calls)
    spent = [each for _ in range(LARGE_ROUNDS) for each in milliseconds(calls.values())]
    return {"p50": median(spent), "slowest": max(spent), "figures": figures}


def _took(way: str, folder: Path, tenant: dict[str, Any], rounds: int) -> dict[str, list[float]]:
    calls = _calls(way, folder, tenant)
    found: dict[str, list[float]] = defaultdict(list)
    for turn in range(rounds + 1):
        for name, spent in zip(calls, milliseconds(calls.values()), strict=True):
            if turn:
                found[name].append(spent)
    return found


def _figures(calls: dict[str, Any]) -> dict[str, dict[str, float]]:
    """Each question's figures that are not nothing, by their keys."""
    return {name: {json.dumps(list(key)): float(value) for key, value in call() if value and None not in key}
            for name, call in calls.items()}


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
        SELECT person, row_number() OVER (ORDER BY person) - 1 AS place, count(*) OVER () AS many FROM people),
        range(0, {size}) each(n) WHERE n * many + place < {size}""")
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
