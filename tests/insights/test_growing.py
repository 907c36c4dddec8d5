"""Credits by SQL are the passbook's for any ledger; facts that grew are those made at once; what commits late comes."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.importing import import_bundle
from frac.framework import Framework
from frac.store import framework as framework_store
from passbook import ledger
from passbook.entries import Entry
from passbook.insights.facts import extract
from passbook.insights.facts.extract import credits_query
from passbook.insights.facts.reader import Facts, Keeper
from passbook.standing import fold
from tests.insights import tenant

START = datetime(2026, 1, 1, tzinfo=UTC)
MARK = 60.0
CRAFTS = ("CA", "CB")
TAGS: dict[str, list[tuple[str, int | None]]] = {
    "K1": [("CA", 2)], "K2": [("CA", 4), ("CB", 1)], "K3": [("CB", None)], "K4": [("CA", 1), ("CA", 3), ("CB", None)]}
KINDS = ("completed", "completed", "assessed", "verified", "claimed", "lapsed", "lapsed", "corrected", "enrolled",
         "rated")
Row = tuple[str, str, int, datetime, datetime | None]


@st.composite
def ledgers(draw: st.DrawFn) -> list[Entry]:
    """Entries of two people at few instants: lapses fall on credits, corrections name corrections and each other."""
    entries: list[Entry] = []
    count = draw(st.integers(0, 14))
    for number in range(count):
        kind, who = draw(st.sampled_from(KINDS)), draw(st.sampled_from(("U1", "U2")))
        more: dict[str, Any] = {}
        if kind in ("completed", "enrolled", "rated"):
            more["course_id"] = draw(st.sampled_from([*TAGS, "gone"]))
        elif kind != "corrected":
            more["competency_id"] = draw(st.sampled_from(CRAFTS))
        if kind in ("assessed", "claimed", "verified"):
            more["level"] = draw(st.integers(1, 5))
        if kind in ("completed", "assessed"):
            more["score"] = draw(st.sampled_from([None, 0.0, 59.9, MARK, 100.0]))
        if kind == "corrected":
            own = [each.id for each in entries if each.official_id == who]
            more["refers_to"] = draw(st.sampled_from(own or ["gone"]))
        entries.append(Entry(f"E{number}", who, kind, START + timedelta(hours=draw(st.integers(0, 4))), **more))
    return entries


def folded(entries: list[Entry], tags: Callable[[str], Any], mark: float) -> set[Row]:
    """The credits that the passbook tells, of everybody."""
    return {(who, credit.competency_id, credit.level, credit.since, credit.until)
            for who in {entry.official_id for entry in entries}
            for credits in fold([entry for entry in entries if entry.official_id == who], tags, mark).credits.values()
            for credit in credits}


@pytest.fixture(scope="module")
def duck() -> Iterator[Any]:
    """DuckDB with a ledger and tags, empty."""
    import duckdb

    con = duckdb.connect()
    con.execute("CREATE TABLE ledger (event VARCHAR, person VARCHAR, kind VARCHAR, \"at\" TIMESTAMP, course VARCHAR, "
                "competency VARCHAR, level INT, score DOUBLE, refers_to VARCHAR)")
    con.execute("CREATE TABLE tags (course VARCHAR, competency VARCHAR, level INT)")
    con.executemany("INSERT INTO tags VALUES (?, ?, ?)", [
        (course, *tag) for course, tags in TAGS.items() for tag in tags])
    yield con
    con.close()


@given(entries=ledgers())
@settings(max_examples=150, deadline=None)
def test_credits_by_sql_are_those_of_the_passbook(duck: Any, entries: list[Entry]) -> None:
    duck.execute("DELETE FROM ledger")
    if entries:
        duck.executemany("INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", [
            (each.id, each.official_id, each.kind, each.at.replace(tzinfo=None), each.course_id, each.competency_id,
             each.level, each.score, each.refers_to) for each in entries])
    found = {(who, craft, level, since.replace(tzinfo=UTC), until and until.replace(tzinfo=UTC))
             for who, craft, level, since, until in duck.execute(credits_query("ledger", "tags", MARK)).fetchall()}
    assert found == folded(entries, lambda course: [
        (craft, level) for craft, level in TAGS.get(course, []) if level is not None], MARK)


# ---- with a database


@pytest.fixture
def address(new_database: Callable[[], str], tmp_path: Path) -> str:
    """The tenant of edges in a database of its own."""
    made = new_database()
    with psycopg.connect(made, autocommit=True) as conn:
        assert import_bundle(conn, tenant.bundle(tmp_path / "bundle"), now=tenant.NOW).ok
    return made


def events(facts: Facts) -> list[tuple[Any, ...]]:
    return sorted((row["event"], row["person"], row["kind"], row["at"]) for row in facts.execute(facts.events))


def credits(facts: Facts) -> list[tuple[Any, ...]]:
    return sorted((tuple(row.values()) for row in facts.execute(facts.credits)), key=str)


def stored(conn: psycopg.Connection[Any], world: Framework, facts: Facts) -> set[Row]:
    """The credits of everybody as the passbook folds what is stored, under pseudonyms."""
    found = folded([entry for who in tenant.PEOPLE for entry in ledger.entries_of(conn, who)], world.credits_of,
                   world.tenant.pass_mark)
    return {(facts.pseudonym(who), craft, level, facts.local(since), facts.local(until) if until else None)
            for who, craft, level, since, until in found}


def told(facts: Facts) -> set[Row]:
    return {(row["person"], row["competency"], row["level"], row["since"], row["until"])
            for row in facts.execute(facts.credits)}


def some(chance: random.Random, number: int, written: list[tuple[str, str]]) -> Entry:
    """An entry as it may come next; corrections name what is in earlier parts, too."""
    kind, who = chance.choice(KINDS), chance.choice(tenant.PEOPLE)
    at = START + timedelta(hours=chance.randint(0, 6))
    key = f"N{number}"
    if kind == "corrected":
        other, who = chance.choice(written)
        return Entry(key, who, kind, at, refers_to=other, source="test")
    if kind in ("completed", "enrolled", "rated"):
        score = {"completed": chance.choice([None, MARK, 59.0]), "rated": 4.0}.get(kind)
        return Entry(key, who, kind, at, course_id=chance.choice(list(tenant.COURSES)), score=score, source="test")
    level = None if kind == "lapsed" else chance.randint(1, 4)
    return Entry(key, who, kind, at, competency_id=chance.choice(CRAFTS), level=level, source="test",
                 score=chance.choice([MARK, 0.0]) if kind == "assessed" else None)


def test_facts_that_grew_are_those_made_at_once(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extract, "PARTS", 3)  # parts are made one on the way
    chance, number = random.Random(5), 0
    written = [(row["id"], row["official_id"]) for row in tenant.tables()["events"]]
    with psycopg.connect(address, autocommit=True) as conn:
        world = framework_store.load(conn)
        keeper = Keeper(tmp_path / "grown")
        for turn in range(6):
            grown = keeper.current(conn, world.stamp, world.tenant)
            fresh = Keeper(tmp_path / f"fresh{turn}").current(conn, world.stamp, world.tenant)
            assert events(grown) == events(fresh)
            assert credits(grown) == credits(fresh)
            assert told(grown) == stored(conn, world, grown)
            for _ in range(chance.randint(1, 25)):
                entry = some(chance, number, written)
                ledger.append(conn, entry, START)
                written.append((entry.id, entry.official_id))
                number += 1


def test_what_commits_late_comes_once(address: str, tmp_path: Path) -> None:
    """Two writers begin before an extraction and commit after it, the later one first, others in between."""
    def verified(key: str, who: str, level: int) -> Entry:
        return Entry(key, who, "verified", START, competency_id="CA", level=level, source="test")

    with psycopg.connect(address, autocommit=True) as conn, psycopg.connect(address) as one, \
            psycopg.connect(address) as two:
        world = framework_store.load(conn)
        keeper = Keeper(tmp_path / "facts")

        def now() -> list[str]:
            return [row[0] for row in events(keeper.current(conn, world.stamp, world.tenant))
                    if row[0].startswith("late")]

        now()
        ledger.append(one, verified("late1", "S35", 1), START)
        ledger.append(two, verified("late2", "S36", 2), START)
        ledger.append(conn, verified("late3", "S37", 3), START)
        assert "late1" not in now() and "late2" not in now()
        two.commit()
        ledger.append(conn, Entry("off", "S37", "corrected", START, refers_to="late3", source="test"), START)
        assert "late1" not in now()
        one.commit()
        assert now() == ["late1", "late2"]
        assert now() == ["late1", "late2"]
        facts = keeper.current(conn, world.stamp, world.tenant)
        assert told(facts) == stored(conn, world, facts)
