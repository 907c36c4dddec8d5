"""The demo imported once, its facts, and its files in DuckDB: what the engine and hand-written SQL are both asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bot.importing import import_bundle
from frac.framework import Framework
from frac.store import framework as framework_store
from passbook.insights.facts.reader import Facts, Keeper
from tests.insights.views import views

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "demo"


@pytest.fixture(scope="session")
def demo_database(lasting_database: Callable[[], str]) -> str:
    """The address of a database with the demo in it."""
    address = lasting_database()
    with psycopg.connect(address, autocommit=True) as conn:
        report = import_bundle(conn, DEMO, now=datetime.fromisoformat("2026-11-20T12:00:00+00:00"))
    assert report.ok, report.problems
    return address


@pytest.fixture(scope="session")
def demo_framework(demo_database: str) -> Framework:
    """The demo's framework."""
    with psycopg.connect(demo_database, autocommit=True) as conn:
        return framework_store.load(conn)


@pytest.fixture(scope="session")
def facts(demo_database: str, demo_framework: Framework, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Facts]:
    """The demo's facts."""
    with psycopg.connect(demo_database, autocommit=True) as conn:
        made = Keeper(tmp_path_factory.mktemp("facts")).current(conn, demo_framework.stamp, demo_framework.tenant)
    yield made
    made.close()


@pytest.fixture(scope="session")
def now(demo_framework: Framework) -> datetime:
    """The end of the demo's day, in its own time zone."""
    return datetime.combine(demo_framework.tenant.as_of, datetime.max.time().replace(microsecond=0))


@pytest.fixture(scope="session")
def sql(demo_framework: Framework, now: datetime) -> Any:
    """DuckDB with views over the demo's files, written apart from the engine."""
    return views(DEMO, demo_framework.tenant.pass_mark, now)
