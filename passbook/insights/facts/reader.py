"""Opens the files of facts: tables as Ibis expressions over DuckDB, and who stands behind a pseudonym.

A `Facts` is one whole state of the files; `current` keeps the one that is up to date. Thread-safe.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence
from copy import copy
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from frac.framework import Tenant
from passbook.insights.facts import extract
from passbook.insights.facts.extract import Conn, Manifest
from passbook.insights.facts.schema import FACTS, person

CREDITS = ("person", "competency", "level", "since", "until")


class Facts:
    """One state of the facts."""

    def __init__(self, folder: Path, manifest: Manifest, key: bytes, tenant: Tenant) -> None:
        import ibis

        self.manifest, self._key = manifest, key
        self.pass_mark, self.year_starts, self.zone = tenant.pass_mark, tenant.year_starts, ZoneInfo(tenant.timezone)
        self.lock = threading.RLock()
        self.connection: Any = ibis.duckdb.connect(threads=2)
        self.tables: dict[str, Any] = {}
        for name in [*(fact.name for fact in FACTS), "credits"]:
            paths = [str(folder / each) for each in manifest.files[name]]
            self.tables[name] = self.connection.read_parquet(paths, table_name=f"fact_{name}")
        self.tables["events"] = self._viewed("events", self._events())
        # what an engine keeps beside the facts for as long as they are current
        self.kept: dict[str, Any] = {}

    def _viewed(self, name: str, expression: Any) -> Any:
        """An expression as a view of DuckDB: every question would otherwise write its SQL anew."""
        return self.connection.create_view(name, expression, overwrite=True)

    def _events(self) -> Any:
        """The entries that count: none that a correction takes back, and no corrections."""
        ledger = self.tables["ledger"]
        corrections = ledger.filter(ledger.kind == "corrected", ledger.refers_to.notnull())
        corrected = ledger.filter(ledger.kind == "corrected").select(who="person", what="event")
        real = corrections.anti_join(corrected, [corrections.person == corrected.who,
                                                 corrections.refers_to == corrected.what])
        void = real.select(who=real.person, what=real.refers_to)
        return ledger.filter(ledger.kind != "corrected").anti_join(
            void, [ledger.person == void.who, ledger.event == void.what]).drop("refers_to")

    def upto(self, mark: int) -> Facts:
        """These facts as they were when nothing after the transaction `mark` was written; people, posts and courses as
        they are now. Good for as long as these facts are."""
        name = f"credits_upto_{mark}"
        with self.lock:
            ledger = f"(SELECT * FROM fact_ledger WHERE mark <= {int(mark)})"  # noqa: S608 - a number
            self.connection.raw_sql(f"CREATE TABLE IF NOT EXISTS {name} AS "
                                    + extract.credits_query(ledger, "fact_tags", self.pass_mark))
            older = copy(self)
            older.tables = {**self.tables, "credits": self.connection.table(name),
                            "ledger": self.tables["ledger"].filter(self.tables["ledger"].mark <= mark)}
            older.tables["events"] = self._viewed(f"events_upto_{int(mark)}", older._events())
        older.kept = {name: kept for name, kept in self.kept.items() if name in ("population", "frames")}
        return older

    def __getattr__(self, name: str) -> Any:
        tables = self.__dict__.get("tables", {})
        if name in tables:
            return tables[name]
        raise AttributeError(name)

    def execute(self, expression: Any) -> list[dict[str, Any]]:
        """The rows of an expression. Nothing divided by nothing is no figure: None."""
        with self.lock:
            found: list[dict[str, Any]] = self.connection.to_pyarrow(expression).to_pylist()
        return [{name: None if isinstance(value, float) and math.isnan(value) else value
                 for name, value in row.items()} for row in found]

    def local(self, instant: datetime) -> datetime:
        """An instant as facts have it: naive, in the tenant's time zone."""
        return instant if instant.tzinfo is None else instant.astimezone(self.zone).replace(tzinfo=None)

    def pseudonym(self, official_id: str) -> str:
        """Under what an official stands in the facts."""
        return extract.pseudonym(self._key, official_id)

    def close(self) -> None:
        """Lets the files go."""
        self.connection.disconnect()


def reveal(conn: Conn, pseudonyms: Sequence[str]) -> dict[str, str]:
    """The officials behind pseudonyms, for whoever may see them: pseudonym to id."""
    if not pseudonyms:
        return {}
    rows = conn.execute(f"SELECT {person('id')} AS p, id FROM officials WHERE {person('id')} = ANY(%s)",  # noqa: S608
                        (list(pseudonyms),)).fetchall()
    return {row[0]: row[1] for row in rows}


class Keeper:
    """Keeps the facts of one process up to date."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.Lock()
        self._held: Facts | None = None

    def current(self, conn: Conn, stamp: tuple[int, str], tenant: Tenant) -> Facts:
        """The facts, up to the last transaction that is over. `conn` must see every entry; `stamp` is the framework's.

        What changed is extracted first, which takes the longer the more changed; without a change it is one query.
        """
        with self._lock:
            held = self._held
            if held is not None and extract.is_current(conn, held.manifest, stamp):
                return held
            manifest = extract.bring_up(conn, self.folder, stamp, tenant.timezone, tenant.pass_mark)
            self._held = Facts(self.folder, manifest, extract.key(conn), tenant)
            return self._held
