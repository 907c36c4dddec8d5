"""The ledger under every order of appending and tampering: the database refuses, and what it cannot refuse is found."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from psycopg.types.json import Jsonb

from passbook.entries import Entry
from passbook.ledger import IdTaken, append, entries_of, verify

AT = datetime(2026, 1, 1, 9, tzinfo=UTC)
PEOPLE = ("U1", "U2", "U3")
TEXTS = st.none() | st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=20)
CHANGES = ("UPDATE entries SET score = 100", "UPDATE entries SET level = 5, note = 'x'", "DELETE FROM entries",
           "TRUNCATE entries", "DELETE FROM chains", "TRUNCATE chains", "TRUNCATE entries, chains",
           "UPDATE entries SET number = number + 1", "UPDATE entries SET official_id = 'U9'",
           "UPDATE chains SET number = number - 1", "UPDATE chains SET hash = hash",
           "UPDATE chains SET official_id = 'U9'", "UPDATE entries SET recorded_at = now()",
           "INSERT INTO entries SELECT * FROM entries", "INSERT INTO chains SELECT * FROM chains",
           "INSERT INTO entries SELECT * FROM entries ON CONFLICT (id) DO UPDATE SET score = 100")
_numbers = itertools.count()


class Ledger(RuleBasedStateMachine):
    """Appends entries, repeats and forges ids, and tries to change what stands there."""

    address = ""

    def __init__(self) -> None:
        super().__init__()
        self.run = f"{next(_numbers)}-"
        self.conn = psycopg.connect(self.address, autocommit=True)
        self.written: dict[str, list[Entry]] = {self.run + person: [] for person in PEOPLE}
        self.count = 0

    @rule(person=st.sampled_from(PEOPLE), kind=st.sampled_from(["completed", "assessed", "claimed", "lapsed"]),
          level=st.one_of(st.none(), st.integers(1, 5)), note=TEXTS,
          score=st.one_of(st.none(), st.floats(0, 100, allow_nan=False)),
          evidence=st.one_of(st.none(), st.dictionaries(st.text("abxyz", max_size=3), st.integers(-9, 9), max_size=3)),
          hours=st.integers(-500, 500))
    def append_one(self, person: str, kind: str, level: int | None, note: str | None, score: float | None,
                   evidence: dict[str, Any] | None, hours: int) -> None:
        self.count += 1
        who = self.run + person
        entry = Entry(f"{self.run}E{self.count}", who, kind, AT + timedelta(hours=hours), competency_id="C1",
                      level=level, score=score, note=note, source="test", evidence=evidence)
        with self.conn.transaction():
            assert append(self.conn, entry, AT)
        self.written[who].append(entry)

    @rule(person=st.sampled_from(PEOPLE), data=st.data())
    def append_again(self, person: str, data: st.DataObject) -> None:
        there = self.written[self.run + person]
        if there:
            entry = data.draw(st.sampled_from(there))
            with self.conn.transaction():
                assert not append(self.conn, entry, AT + timedelta(days=9))

    @rule(person=st.sampled_from(PEOPLE), data=st.data())
    def append_another_under_a_known_id(self, person: str, data: st.DataObject) -> None:
        there = self.written[self.run + person]
        if there:
            entry = data.draw(st.sampled_from(there))
            with pytest.raises(IdTaken), self.conn.transaction():
                append(self.conn, replace(entry, level=(entry.level or 0) + 1), AT)

    @rule(person=st.sampled_from(PEOPLE))
    def append_and_give_up(self, person: str) -> None:
        self.count += 1
        entry = Entry(f"{self.run}E{self.count}", self.run + person, "verified", AT, competency_id="C1", level=1)
        with self.conn.transaction():
            append(self.conn, entry, AT)
            raise psycopg.Rollback

    @rule(statement=st.sampled_from(CHANGES))
    def tamper(self, statement: str) -> None:
        if self.count and any(self.written.values()):
            with pytest.raises(psycopg.Error), self.conn.transaction():
                self.conn.execute(statement)

    @invariant()
    def what_was_written_stands_there(self) -> None:
        for person, entries in self.written.items():
            found = entries_of(self.conn, person)
            assert {entry.id: replace(entry, recorded_at=None) for entry in found} == {
                entry.id: entry for entry in entries}
            assert all(entry.recorded_at == AT for entry in found)
            assert [entry.at for entry in found] == sorted(entry.at for entry in found)

    @invariant()
    def every_chain_holds(self) -> None:
        for person, entries in self.written.items():
            verdict = verify(self.conn, person)
            assert (verdict.breaks, verdict.entries) == ((), len(entries))

    def teardown(self) -> None:
        self.conn.close()


def test_the_ledger_holds_in_whatever_order(database: str) -> None:
    class Here(Ledger):
        address = database

    run_state_machine_as_test(Here, settings=settings(  # type: ignore[no-untyped-call]
        max_examples=15, stateful_step_count=15, deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]))


# ---- whoever owns the database can switch its guards off; then the chain shows it

Conn = psycopg.Connection[Any]


@pytest.fixture
def chains(conn: Conn) -> Conn:
    """Two people with five entries each; the guards are switched off afterwards."""
    for number in range(1, 6):
        for person in ("U1", "U2"):
            append(conn, Entry(f"{person}-{number}", person, "assessed", AT + timedelta(days=number),
                               competency_id="C1", level=number, score=70, note="n", source="quiz",
                               evidence={"items": [number]}), AT)
    assert verify(conn).breaks == ()
    for table in ("entries", "chains"):
        conn.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
    return conn


Tamper = Callable[[Conn], object]
CONTENT: list[tuple[str, Any]] = [
    ("score", 99.0), ("level", 5), ("note", "other"), ("at", AT), ("competency_id", "C2"), ("kind", "verified"),
    ("course_id", "K1"), ("minutes", 5.0), ("refers_to", "x"), ("source", "import"), ("evidence", Jsonb({"items": []})),
    ("recorded_at", AT + timedelta(seconds=1)), ("id", "forged")]


@pytest.mark.parametrize(("column", "value"), CONTENT)
def test_a_change_of_any_content_is_found_where_it_is(chains: Conn, column: str, value: Any) -> None:
    chains.execute(f"UPDATE entries SET {column} = %s WHERE official_id = 'U1' AND number IN (3, 5)", (value,)) \
        if column != "id" else chains.execute("UPDATE entries SET id = 'forged' WHERE id = 'U1-3'")
    verdict = verify(chains)
    assert [(each.official_id, each.number) for each in verdict.breaks] == [("U1", 3)]
    assert verdict.breaks[0].entry_id in ("U1-3", "forged")
    assert verify(chains, "U2").breaks == ()
    assert [each.number for each in verify(chains, "U1").breaks] == [3]


@pytest.mark.parametrize(("statement", "number"), [
    ("DELETE FROM entries WHERE id = 'U1-1'", 2), ("DELETE FROM entries WHERE id = 'U1-3'", 4),
    ("DELETE FROM entries WHERE id = 'U1-5'", 5), ("DELETE FROM entries WHERE official_id = 'U1'", 1),
    ("UPDATE entries SET hash = previous WHERE id = 'U1-2'", 2),
    ("UPDATE entries SET previous = hash WHERE id = 'U1-4'", 4),
    ("UPDATE chains SET number = 4 WHERE official_id = 'U1'", None),
    ("UPDATE chains SET hash = decode(repeat('00', 32), 'hex') WHERE official_id = 'U1'", None),
    ("DELETE FROM chains WHERE official_id = 'U1'", None),
    ("UPDATE entries SET number = 9 WHERE id = 'U1-5'", 9),
    ("UPDATE entries SET official_id = 'U1', number = 6 WHERE id = 'U2-5'", 6)])
def test_a_removal_an_insertion_or_another_end_is_found(chains: Conn, statement: str, number: int | None) -> None:
    chains.execute(statement)
    broken = {each.official_id: each for each in verify(chains).breaks}
    assert "U1" in broken
    if number is not None:
        assert broken["U1"].number == number
    assert broken["U1"].what


def test_two_entries_that_change_places_are_found(chains: Conn) -> None:
    chains.execute("UPDATE entries SET number = 99 WHERE id = 'U1-2'")
    chains.execute("UPDATE entries SET number = 2 WHERE id = 'U1-3'")
    chains.execute("UPDATE entries SET number = 3 WHERE id = 'U1-2'")
    assert [(each.official_id, each.number) for each in verify(chains).breaks] == [("U1", 2)]


def test_a_forged_entry_at_the_end_is_found(chains: Conn) -> None:
    chains.execute("INSERT INTO entries (id, official_id, number, kind, at, source, recorded_at, previous, hash) "
                   "SELECT 'forged', official_id, 6, 'verified', at, source, recorded_at, hash, hash FROM entries "
                   "WHERE id = 'U1-5'")
    assert [(each.official_id, each.number, each.entry_id) for each in verify(chains).breaks] == [("U1", 6, "forged")]


def test_an_empty_ledger_holds(conn: Conn) -> None:
    verdict = verify(conn)
    assert (verdict.chains, verdict.entries, verdict.breaks) == (0, 0, ())
    assert verify(conn, "nobody").breaks == ()
