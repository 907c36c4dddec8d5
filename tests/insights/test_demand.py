"""What demand counts, beside SQL by hand; and that a release is made once, kept, paid for, and told again as it was,
by however many workers and through imports."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bot.importing import import_bundle
from bot.store import rights
from frac.store import framework as framework_store
from passbook import ledger
from passbook.entries import Entry
from passbook.insights.demand import budget, store
from passbook.insights.demand.count import count
from passbook.insights.demand.keeping import bring_up
from passbook.insights.demand.release import Release
from passbook.insights.facts.reader import Facts, Keeper
from tests.turns.tenant import NOW, SPARE, bundle

STARTS, YEAR = "04-01", "2026-27"
AT = datetime(2026, 5, 4, 18, tzinfo=UTC)


@pytest.mark.parametrize(("table", "beside"), [("competency", "''"), ("level", "required::VARCHAR"),
                                               ("state", "w.state"), ("language", "w.language")])
def test_counts_are_those_of_plain_sql(facts: Facts, sql: Any, now: datetime, table: str, beside: str) -> None:
    rows = sql.execute(f"SELECT p.competency, {beside} AS beside, count(*), count(*) FILTER (WHERE open) "
                       "FROM pairs p JOIN who w ON w.id = p.official WHERE beside IS NOT NULL GROUP BY ALL").fetchall()
    found = count(facts, now)
    assert {(competency, value): (asked, lacking) for competency, value, asked, lacking in rows} == {
        cell: (asked, found.open[table][cell]) for cell, asked in found.asked[table].items()}
    assert len(rows) > 20


def test_counts_of_the_past_are_those_of_then(facts: Facts, sql: Any, now: datetime) -> None:
    then = now - timedelta(days=200)
    rows = sql.execute("SELECT competency, count(*) FILTER (WHERE open) FROM "
                       f"pairs_at(TIMESTAMP '{then}' + INTERVAL 1 MICROSECOND) GROUP BY ALL").fetchall()
    found = count(facts, then)
    assert dict(rows) == {
        competency: lacking for (competency, _), lacking in found.open["competency"].items()}
    assert found.open["competency"] != count(facts, now).open["competency"]


def test_nobody_moves_more_cells_than_a_post_requires(facts: Facts, sql: Any, now: datetime) -> None:
    most = sql.execute("SELECT max(n) FROM (SELECT count(*) AS n FROM pairs GROUP BY official)").fetchone()[0]
    assert count(facts, now).most == most > 1


class Worker:
    """One process over the same database, with facts of its own."""

    def __init__(self, address: str, folder: Path) -> None:
        self.address, self.keeper = address, Keeper(folder)
        with psycopg.connect(address, autocommit=True) as conn:
            self.world = framework_store.load(conn)

    def facts(self, conn: Any) -> Facts:
        return self.keeper.current(conn, self.world.stamp, self.world.tenant)

    def ask(self, now: datetime) -> list[Release]:
        with psycopg.connect(self.address, autocommit=True) as conn:
            return bring_up(conn, lambda: self.facts(conn), now, now, STARTS)


@pytest.fixture(scope="module")
def tenant(lasting_database: Callable[[], str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a database with a small tenant, in which some hundred people hold one post."""
    address = lasting_database()
    with psycopg.connect(address, autocommit=True) as conn:
        assert import_bundle(conn, bundle(tmp_path_factory.mktemp("tenant")), now=NOW).ok
    return address


@pytest.fixture
def worker(tenant: str, tmp_path: Path) -> Callable[[], Worker]:
    """Starts a worker over a tenant in which nothing was released yet."""
    with psycopg.connect(tenant, autocommit=True) as conn:
        conn.execute("DELETE FROM demand_releases")
    names = itertools.count(1)
    return lambda: Worker(tenant, tmp_path / str(next(names)))


def test_what_was_released_is_told_again_and_costs_nothing_more(worker: Callable[[], Worker], tenant: str) -> None:
    one = worker()
    first = one.ask(AT)
    assert [each.whole for each in first] == [True, False, False, False, False]
    assert one.ask(AT) == first == worker().ask(AT + timedelta(days=5))
    with psycopg.connect(tenant, autocommit=True) as conn:
        truth = count(one.facts(conn), AT)
    for name, cells in first[0].cells.items():
        width = 6 * first[0].scales[name]  # by chance once in many million runs
        assert cells and all(abs(noisy - truth.open[name][cell]) <= width for cell, (_, noisy) in cells.items())


def test_two_workers_at_once_release_once(worker: Callable[[], Worker], tenant: str) -> None:
    found, ready, workers = list[list[Release]](), threading.Barrier(3), [worker() for _ in range(3)]

    def ask(each: Worker) -> None:
        ready.wait()
        found.append(each.ask(AT))

    threads = [threading.Thread(target=ask, args=(each,)) for each in workers]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(found) == 3 and found[0] == found[1] == found[2]
    with psycopg.connect(tenant) as conn:
        assert sum(store.spent(conn, YEAR)) == pytest.approx(budget.RELEASE + budget.BEFORE * budget.PAST)


def test_what_is_learned_within_the_quarter_moves_nothing_and_is_in_the_next(worker: Callable[[], Worker], tenant: str
                                                                             ) -> None:
    one = worker()
    first = one.ask(AT)
    with psycopg.connect(tenant, autocommit=True) as conn:
        for key in SPARE[:200]:
            ledger.append(conn, Entry(f"{key}-later", key, "verified", AT, competency_id="CB1", level=2), AT)
    assert one.ask(AT + timedelta(days=30)) == first
    then = one.ask(AT + timedelta(days=95))
    assert then[1:] == first
    cell = ("CB1", "")
    assert then[0].cells["competency"][cell][1] < first[0].cells["competency"][cell][1] - 100


def test_without_budget_the_last_release_stays(worker: Callable[[], Worker], tenant: str) -> None:
    one = worker()
    first = one.ask(AT)
    with psycopg.connect(tenant, autocommit=True) as conn:
        conn.execute("UPDATE demand_releases SET rho = %s WHERE quarter = %s", (budget.YEAR, first[0].quarter))
    later = AT + timedelta(days=95)
    assert [each.quarter for each in one.ask(later)] == [each.quarter for each in first]
    assert [each.whole for each in one.ask(AT + timedelta(days=370))[:2]] == [True, True]


def test_a_release_that_costs_more_than_was_asked_for_is_not_kept(
        conn: psycopg.Connection[Any], now: datetime) -> None:
    made = Release("2026-27-Q1", now, 0.5, {"competency": 1.0}, {"competency": {}})
    with pytest.raises(ValueError, match="cost more"):
        store.release_once(conn, made.quarter, "2026-27", 0.1, now, lambda: made)
    assert store.releases(conn) == []


@pytest.mark.parametrize("statement", [
    "INSERT INTO demand_releases VALUES ('Q', 'Y', now(), now(), 0.1, '{}', '{}')",
    "UPDATE demand_releases SET rho = 0.001", "DELETE FROM demand_releases"])
def test_a_turn_may_read_releases_and_make_none(conn: psycopg.Connection[Any], statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege), rights.turn(conn, "somebody"):
        assert store.releases(conn) == []
        conn.execute(statement)


