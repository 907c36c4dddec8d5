"""What is sealed opens with its key alone, for its entry alone; a chain holds with the seal and without the key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from passbook import keys
from passbook.entries import Entry
from passbook.keys import LockedError
from passbook.ledger import IdTaken, append, entries_of, verify
from passbook.sealing import bare, opened, seal

Conn = psycopg.Connection[Any]
NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
ENTRY = Entry("E1", "U1", "claimed", NOW, competency_id="C1", level=3, note="my own words", evidence={"items": [1]})
KEY = bytes(range(32))


@pytest.fixture(autouse=True)
def no_key_of_the_installation() -> Iterator[None]:
    keys.unlock(None)
    yield
    keys.unlock(None)


@given(st.none() | st.text(), st.none() | st.dictionaries(st.text(), st.integers() | st.text() | st.none()))
def test_what_is_sealed_is_opened_as_it_was(note: str | None, evidence: dict[str, Any] | None) -> None:
    entry = replace(ENTRY, note=note, evidence=evidence)
    assert opened(bare(entry), seal(KEY, entry), KEY) == entry


@pytest.mark.parametrize("other", [replace(ENTRY, id="E2"), replace(ENTRY, official_id="U2")], ids=["entry", "person"])
def test_a_seal_belongs_to_its_entry(other: Entry) -> None:
    with pytest.raises(ValueError):
        opened(bare(other), seal(KEY, ENTRY), KEY)
    with pytest.raises(ValueError):
        opened(bare(ENTRY), seal(KEY, ENTRY), bytes(32))


def test_no_word_of_it_stands_in_the_database(conn: Conn) -> None:
    append(conn, ENTRY, NOW)
    append(conn, replace(ENTRY, id="E2", note=None, evidence=None), NOW)
    rows = [row[0] for row in conn.execute("SELECT entries::text FROM entries")]
    assert not any("words" in row or "items" in row for row in rows)
    assert [each.note for each in entries_of(conn, "U1")] == ["my own words", None]


def test_destroying_the_key_leaves_the_entries_and_the_chain(conn: Conn) -> None:
    append(conn, ENTRY, NOW)
    append(conn, replace(ENTRY, id="E2", official_id="U2"), NOW)
    assert keys.destroy(conn, "U1") == 1
    (left,) = entries_of(conn, "U1")
    assert left == replace(ENTRY, note=None, evidence=None, recorded_at=NOW)
    assert verify(conn).breaks == ()
    assert entries_of(conn, "U2")[0].note == "my own words"
    assert not append(conn, ENTRY, NOW)  # the very same again, of which the words cannot be compared any more
    with pytest.raises(IdTaken):
        append(conn, replace(ENTRY, level=4), NOW)
    append(conn, replace(ENTRY, id="E3", note="new words"), NOW)
    assert [each.note for each in entries_of(conn, "U1")] == [None, "new words"]
    assert keys.destroy(conn, "U1") == 1 and verify(conn).breaks == ()


def test_another_seal_in_its_place_breaks_the_chain(conn: Conn) -> None:
    append(conn, ENTRY, NOW)
    conn.execute("ALTER TABLE entries DISABLE TRIGGER ALL")
    conn.execute("UPDATE entries SET sealed = %s", (seal(KEY, replace(ENTRY, note="other words")),))
    assert [each.number for each in verify(conn).breaks] == [1]
    conn.execute("UPDATE entries SET sealed = NULL, key_number = NULL")
    assert [each.number for each in verify(conn).breaks] == [1]


def test_with_a_key_of_the_installation_a_dump_opens_nothing(conn: Conn) -> None:
    append(conn, replace(ENTRY, id="E0", official_id="U2"), NOW)
    keys.unlock("the secret of this installation")
    append(conn, ENTRY, NOW)
    assert entries_of(conn, "U1")[0].note == "my own words"
    assert entries_of(conn, "U2")[0].note == "my own words"  # written before there was one
    row = conn.execute("SELECT length(key) FROM person_keys WHERE official_id = 'U1'").fetchone()
    assert row == (60,)
    for secret in (None, "another secret"):
        keys.unlock(secret)
        with pytest.raises(LockedError):
            entries_of(conn, "U1")
        assert verify(conn).breaks == ()
