"""Whatever the form of the files, the same rows give the same database; whatever is broken, there is a report."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.importing import import_bundle
from passbook.ledger import entries_of, verify
from passbook.people import name_key
from tests.bundle import JSONL, as_csv, as_jsonl, event, put, small, write
from tests.conformance.test_import import NOW, content

Conn = psycopg.Connection[Any]
TABLES = small()
QUIET = settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def home(lasting_database: Any) -> Iterator[Conn]:
    with psycopg.connect(lasting_database(), autocommit=True) as connection:
        yield connection


def loaded(conn: Conn, folder: Path) -> dict[str, list[Any]]:
    """What the database holds after an import, which is then undone: of the ledger what its entries say, since keys,
    and with them seals and hashes, are others each time."""
    with conn.transaction(force_rollback=True):
        report = import_bundle(conn, folder, now=NOW)
        assert report.ok, report.problems
        assert verify(conn).breaks == ()
        found = {table: rows for table, rows in content(conn, everything=False).items()
                 if table not in ("entries", "chains", "person_keys")}
        people = [row[0] for row in conn.execute("SELECT id FROM officials ORDER BY id")]
        return {**found, "entries": [entry for person in people for entry in entries_of(conn, person)]}


@QUIET
@given(data=st.data())
def test_the_form_of_a_file_does_not_matter(home: Conn, data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = write(Path(name), TABLES)
        expected = loaded(home, folder)
        for table, rows in TABLES.items():
            newline = data.draw(st.sampled_from(["\n", "\r\n"]))
            if table in JSONL:
                mixed = [{key: row[key] for key in data.draw(st.permutations(list(row)))} for row in rows]
                body, file = as_jsonl(mixed, newline), f"{table}.jsonl"
            else:
                body = as_csv(rows, data.draw(st.permutations(list(rows[0]))), newline)
                file = f"{table}.csv"
            put(folder, file, data.draw(st.sampled_from([b"", b"\xef\xbb\xbf"])) + body, data.draw(st.booleans()))
        assert loaded(home, folder) == expected


@QUIET
@given(note=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=80))
def test_any_text_comes_through(home: Conn, note: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        tables = {**TABLES, "events": [event("E1", "U1", "enrolled", course_id="K1", note=note)]}
        with home.transaction(force_rollback=True):
            assert import_bundle(home, write(Path(name), tables), now=NOW).ok
            (stored,) = entries_of(home, "U1")
            assert (stored.note or "") == note.strip()


@settings(QUIET, max_examples=40)
@given(data=st.data())
def test_broken_bytes_give_a_report_and_load_nothing(home: Conn, data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = write(Path(name), TABLES)
        if data.draw(st.booleans()):
            put(folder, "events.csv", as_csv(TABLES["events"]), packed=True)
        path = data.draw(st.sampled_from(sorted(folder.iterdir())))
        body = bytearray(path.read_bytes())
        for _ in range(data.draw(st.integers(1, 4))):
            place = data.draw(st.integers(0, len(body) - 1)) if body else 0
            junk = data.draw(st.one_of(st.binary(max_size=4), st.sampled_from(
                [b"\0", b'"', b"\r", b",", b"\n", b"\xff", b"[", b"{", b"1e999", b"\\u0000", b"9" * 30, "é".encode()])))
            body[place:place + data.draw(st.integers(0, 6))] = junk
        path.write_bytes(bytes(body))
        lenient = data.draw(st.booleans())
        with home.transaction(force_rollback=True):
            before = content(home)
            report = import_bundle(home, folder, now=NOW, lenient=lenient, rejects=folder / "rejects")
            if not report.ok:
                assert report.problems
                assert content(home) == before
            elif not report.lenient:
                assert not report.problems
            again = import_bundle(home, folder, now=NOW, lenient=lenient, rejects=folder / "rejects")
            assert (again.ok, again.changed) == (report.ok, False)


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.sampled_from(["K1", "C1",
                                                                                                          1])),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(["id", "level", "text"]),
                                                                         inner)),
    max_leaves=6)


@QUIET
@given(data=st.data())
def test_any_json_in_a_cell_gives_a_report(home: Conn, data: st.DataObject) -> None:
    tables = small()
    row = data.draw(st.sampled_from([row for name in sorted(JSONL) for row in tables[name]]))
    for _ in range(data.draw(st.integers(1, 3))):
        row[data.draw(st.sampled_from(sorted(row)))] = data.draw(JSON)
    with tempfile.TemporaryDirectory() as name, home.transaction(force_rollback=True):
        report = import_bundle(home, write(Path(name), tables), now=NOW)
        assert report.ok != bool(report.problems)


@settings(deadline=None)
@given(st.text())
def test_a_name_key_is_its_own_key(name: str) -> None:
    key = name_key(name)
    assert name_key(key) == key
    assert key == key.strip() and "  " not in key and len(key) <= 300


