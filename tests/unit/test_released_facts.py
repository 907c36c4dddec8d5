"""Facts of a release are the facts that there were; and who asks through the gate is told those."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg

from bot.importing import import_bundle
from bot.people.access import Person, scope
from frac.store import framework as framework_store
from passbook import ledger, officials
from passbook.entries import Entry
from passbook.insights.disclosure.gate import ask
from passbook.insights.engine import compute
from passbook.insights.facts.reader import Facts, Keeper
from passbook.insights.query import Query, Scope
from tests.turns.tenant import NOW, SPARE, bundle

Conn = psycopg.Connection[Any]
QUERIES = (Query(("completions", "active_learners", "learning_hours"), group_by=("organisation",)),
           Query(("open_gaps", "officials_with_gap", "readiness", "holders"), group_by=("competency",)),
           Query(("average_score", "pass_rate", "completion_rate"), group_by=("course",)))
AT = NOW - timedelta(hours=30)


def learned(conn: Conn, people: tuple[str, ...]) -> None:
    """Each of them is assessed, and one entry of theirs is taken back, in a transaction of its own."""
    for each in people:
        with conn.transaction():
            ledger.append(conn, Entry(f"{each}-new", each, "assessed", AT, competency_id="CB1", level=2, score=90), NOW)
            ledger.append(conn, Entry(f"{each}-back", each, "corrected", AT, refers_to=f"{each}-1"), NOW)


def rows(facts: Facts, query: Query) -> dict[Any, Any]:
    return {row.keys: (row.values, row.counted, row.base) for row in compute(facts, query, NOW).rows}


def test_facts_up_to_a_mark_are_those_there_were(conn: Conn, tmp_path: Path) -> None:
    assert import_bundle(conn, bundle(tmp_path / "bundle"), now=NOW).ok
    framework = framework_store.load(conn)
    keeper = Keeper(tmp_path / "facts")
    before = keeper.current(conn, framework.stamp, framework.tenant)
    first = [rows(before, query) for query in QUERIES]
    mark = int(conn.execute("SELECT max(mark) FROM entries").fetchone()[0])  # type: ignore[index]
    learned(conn, SPARE[:8])
    after = keeper.current(conn, framework.stamp, framework.tenant)
    assert [rows(after, query) == then for query, then in zip(QUERIES, first, strict=True)] == [False, False, False]
    assert [rows(after.upto(mark), query) for query in QUERIES] == first


def test_figures_wait_for_enough_people(conn: Conn, tmp_path: Path) -> None:
    assert import_bundle(conn, bundle(tmp_path / "bundle"), now=NOW).ok
    framework = framework_store.load(conn)
    small = framework.tenant.small_cell
    keeper = Keeper(tmp_path / "facts")
    query = Query(("average_score",))

    def told() -> object:
        facts = keeper.current(conn, framework.stamp, framework.tenant)
        answer = ask(facts, query, Scope(whole=True), NOW, small)
        assert answer.table is not None and answer.controlled
        return answer.table.rows

    fresh = told()
    learned(conn, SPARE[:small - 1])
    assert told() == fresh
    learned(conn, SPARE[small - 1:190])
    assert told() != fresh


def test_scope_is_grants_and_who_reports(conn: Conn, tmp_path: Path) -> None:
    assert import_bundle(conn, bundle(tmp_path / "bundle"), now=NOW).ok
    framework = framework_store.load(conn)

    def of(identity: str) -> Scope:
        official = officials.by_id(conn, identity)
        assert official is not None
        return scope(conn, framework, Person(official, tuple(officials.grants_of(conn, identity))), str.lower)

    assert of("H1").exact == ("O1",) and not of("H1").parts and not of("H1").whole
    assert of("D1").team == {"d1", "t1", "t2"} and of("T1").team == {"t1", "t2"} and not of("T1").any
    assert of("N1") == Scope(team=frozenset({"n1"}))
