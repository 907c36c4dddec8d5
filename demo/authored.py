"""Reads the authored files of the bundle as they stand, for the generator and for the check program.

It judges nothing and mends nothing: no trimming, no defaults. A file that is not there is an empty table.
"""

import csv
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent

Row = dict[str, str]
Item = dict[str, Any]

TABLES = (
    "organisations", "competencies", "competency_levels", "positions", "roles", "activities", "requirements",
    "providers", "plans",
)  # fmt: skip
LISTS = ("courses", "questions", "help")


@dataclass(frozen=True)
class Authored:
    """What people wrote: the tenant, the tables (CSV) and the lists (JSON Lines), each in the order of its file."""

    tenant: Item
    tables: dict[str, list[Row]]
    lists: dict[str, list[Item]]

    def __getitem__(self, name: str) -> list[Row]:
        return self.tables[name]

    @property
    def courses(self) -> list[Item]:
        return self.lists["courses"]

    @property
    def questions(self) -> list[Item]:
        return self.lists["questions"]

    def first(self, rows: Mapping[str, int]) -> "Authored":
        """As the files stood when each named one had no more than so many entries; those not named are whole."""
        return Authored(
            tenant=self.tenant,
            tables={name: table[: rows.get(name)] for name, table in self.tables.items()},
            lists={name: items[: rows.get(name)] for name, items in self.lists.items()},
        )


def read(folder: Path = HERE) -> Authored:
    tenant = folder / "tenant.toml"
    return Authored(
        tenant=tomllib.loads(tenant.read_text(encoding="utf-8")) if tenant.exists() else {},
        tables={name: _table(folder / f"{name}.csv") for name in TABLES},
        lists={name: _list(folder / f"{name}.jsonl") for name in LISTS},
    )


def _table(path: Path) -> list[Row]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [{key: cell or "" for key, cell in row.items() if key is not None} for row in csv.DictReader(file)]


def _list(path: Path) -> list[Item]:
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8-sig").splitlines() if line.strip()]
