"""Facts follow the ledger: credits as the passbook folds them, nothing missed, nothing twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from frac.framework import Framework
from frac.store import framework as framework_store
from passbook import ledger
from passbook.entries import Entry
from passbook.insights.facts.extract import pseudonym
from passbook.insights.facts.reader import Facts, Keeper, reveal
from passbook.standing import fold
from tests.insights.conftest import DEMO

AT = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


def test_credits_are_those_of_the_passbook(facts: Facts, demo_database: str, demo_framework: Framework) -> None:
    with psycopg.connect(demo_database, autocommit=True) as conn:
        people = [row[0] for row in conn.execute("SELECT id FROM officials ORDER BY md5(id) LIMIT 300")]
        for official in people:
            standing = fold(ledger.entries_of(conn, official), demo_framework.credits_of,
                            demo_framework.tenant.pass_mark)
            expected = {(credit.competency_id, credit.level, facts.local(credit.since),
                         facts.local(credit.until) if credit.until else None)
                        for credits in standing.credits.values() for credit in credits}
            rows = facts.credits.filter(facts.credits.person == facts.pseudonym(official))
            found = {(row["competency"], row["level"], row["since"], row["until"]) for row in facts.execute(rows)}
            assert found == expected, official


@pytest.fixture
def stored(new_database: Any) -> str:
    """A small tenant's address: the demo's framework with a handful of people and no events."""
    from bot.importing import import_bundle
    from tests.turns.tenant import NOW, bundle

    address = str(new_database())
    import tempfile
    with psycopg.connect(address, autocommit=True) as conn, tempfile.TemporaryDirectory() as folder:
        assert import_bundle(conn, bundle(Path(folder)), now=NOW).ok
    return address


def events(facts: Facts) -> set[tuple[Any, ...]]:
    return {(row["event"], row["person"], row["kind"], row["at"], row["level"]) for row in facts.execute(facts.events)}


def credits(facts: Facts) -> set[tuple[Any, ...]]:
    return {(row["person"], row["competency"], row["level"], row["since"], row["until"])
            for row in facts.execute(facts.credits)}


def test_what_is_added_is_as_if_it_had_been_there(stored: str, tmp_path: Path) -> None:
    with psycopg.connect(stored, autocommit=True) as conn:
        world = framework_store.load(conn)
        keeper = Keeper(tmp_path / "a")
        keeper.current(conn, world.stamp, world.tenant)
        competency = next(iter(world.competencies))
        for number, entry in enumerate([
                Entry("x1", "N1", "verified", AT, competency_id=competency, level=3, source="test"),
                Entry("x2", "N1", "lapsed", AT + timedelta(days=1), competency_id=competency, source="test"),
                Entry("x3", "N1", "verified", AT + timedelta(days=2), competency_id=competency, level=2, source="test"),
                Entry("x4", "N1", "corrected", AT + timedelta(days=3), refers_to="x2", source="test")]):
            ledger.append(conn, entry, AT + timedelta(days=number))
            grown = keeper.current(conn, world.stamp, world.tenant)
            fresh = Keeper(tmp_path / f"b{number}").current(conn, world.stamp, world.tenant)
            assert events(grown) == events(fresh)
            assert credits(grown) == credits(fresh)
        who = pseudonym(grown._key, "N1")
        assert {row[2:] for row in credits(grown) if row[:2] == (who, competency)} >= {
            (3, grown.local(AT), None), (2, grown.local(AT + timedelta(days=2)), None)}


def test_what_commits_late_is_not_missed(stored: str, tmp_path: Path) -> None:
    with psycopg.connect(stored, autocommit=True) as conn, psycopg.connect(stored) as slow:
        world = framework_store.load(conn)
        keeper = Keeper(tmp_path)
        keeper.current(conn, world.stamp, world.tenant)
        competency = next(iter(world.competencies))
        ledger.append(slow, Entry("late", "N1", "verified", AT, competency_id=competency, level=1, source="test"), AT)
        ledger.append(conn, Entry("soon", "H1", "verified", AT, competency_id=competency, level=1, source="test"), AT)
        first = {row[0] for row in events(keeper.current(conn, world.stamp, world.tenant))}
        assert "late" not in first
        slow.commit()
        then = {row[0] for row in events(keeper.current(conn, world.stamp, world.tenant))}
        assert {"late", "soon"} <= then


def test_pseudonyms_tell_nobody_and_are_revealed_to_the_owner(facts: Facts, demo_database: str) -> None:
    with psycopg.connect(demo_database, autocommit=True) as conn:
        ids = [row[0] for row in conn.execute("SELECT id FROM officials LIMIT 50")]
        names = [facts.pseudonym(each) for each in ids]
        assert not set(names) & set(ids) and len(set(names)) == len(ids)
        assert reveal(conn, names) == dict(zip(names, ids, strict=True))
    assert (DEMO / "officials.csv").is_file()
