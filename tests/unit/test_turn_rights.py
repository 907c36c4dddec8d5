"""What the database lets a turn read and write of the ledger, whatever a tool's SQL says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest

from bot.people.access import Person, may_see
from bot.store import rights
from passbook import ledger
from passbook.entries import Entry
from passbook.officials import by_id, grants_of
from tests.frameworks import framework, organisation

Conn = psycopg.Connection[Any]
AT = datetime(2026, 1, 5, tzinfo=UTC)
# Who serves where and reports to whom; HR is hr of O2, LEAD leads all of it.
PLACES = {"O1": None, "O2": "O1", "O3": "O2", "O9": None}
PEOPLE = {"BOSS": ("O1", None), "HEAD": ("O2", "BOSS"), "CLERK": ("O3", "HEAD"), "PEER": ("O2", "BOSS"),
          "HR": ("O1", None), "LEAD": ("O1", None), "FAR": ("O9", None)}
WORLD = framework(*(organisation(identity, identity, above) for identity, above in PLACES.items()))


@pytest.fixture
def people(conn: Conn) -> Iterator[Conn]:
    """A database with the people, an entry of each, and two grants."""
    for place, above in PLACES.items():
        conn.execute("INSERT INTO organisations (id, name, kind, parent_id) VALUES (%s, %s, 'unit', %s)",
                     (place, place, above))
    for identity, (place, above) in PEOPLE.items():
        conn.execute("INSERT INTO officials (id, name, name_key, position_id, organisation_id, reports_to, email) "
                     "VALUES (%s, %s, %s, 'P1', %s, %s, 'x@example.org')",
                     (identity, identity, identity.lower(), place, above))
        with conn.transaction():
            ledger.append(conn, entry(identity), AT)
    conn.execute("INSERT INTO grants (number, official_id, capability, organisation_id) "
                 "VALUES (1, 'HR', 'hr', 'O2'), (2, 'LEAD', 'leader', 'O1')")
    yield conn


def entry(identity: str, key: str = "first") -> Entry:
    return Entry(f"{identity}-{key}", identity, "assessed", AT, competency_id="C1", level=1, score=80, source="quiz")


def read(conn: Conn, table: str) -> set[str]:
    return {row[0] for row in conn.execute(f"SELECT official_id FROM {table}".encode())}


@pytest.mark.parametrize("asker", sorted(PEOPLE))
@pytest.mark.parametrize("table", ["entries", "chains"])
def test_a_turn_reads_the_ledger_of_those_whom_its_asker_may_see(people: Conn, asker: str, table: str) -> None:
    official = by_id(people, asker)
    assert official is not None
    person = Person(official, tuple(grants_of(people, asker)))
    others = [other for identity in PEOPLE if (other := by_id(people, identity)) is not None]
    allowed = {other.id for other in others if may_see(people, WORLD, person, other)}
    assert read(people, table) == set(PEOPLE)
    with rights.turn(people, asker):
        assert read(people, table) == allowed
    assert read(people, table) == set(PEOPLE)


def test_who_sees_whom_is_not_everybody_and_not_nobody(people: Conn) -> None:
    seen = {}
    for asker in PEOPLE:
        with rights.turn(people, asker):
            seen[asker] = read(people, "entries")
    assert seen == {"BOSS": {"BOSS", "HEAD", "PEER", "CLERK"}, "HEAD": {"HEAD", "CLERK"}, "CLERK": {"CLERK"},
                    "PEER": {"PEER"}, "HR": {"HR", "HEAD", "PEER", "CLERK"}, "LEAD": {"LEAD"}, "FAR": {"FAR"}}


def test_a_turn_writes_the_askers_own_entries_alone(people: Conn) -> None:
    with rights.turn(people, "CLERK"):
        assert ledger.append(people, entry("CLERK", "second"), AT)
    assert len(ledger.entries_of(people, "CLERK")) == 2
    for other in ("HEAD", "FAR"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), rights.turn(people, "CLERK"):
            ledger.append(people, entry(other, "forged"), AT)
    # Also of those whom the asker sees: a superior reads, and writes nothing.
    with pytest.raises(psycopg.errors.InsufficientPrivilege), rights.turn(people, "BOSS"):
        ledger.append(people, entry("HEAD", "forged"), AT)
    assert ledger.verify(people).breaks == () and ledger.verify(people).entries == len(PEOPLE) + 1


@pytest.mark.parametrize("statement", [
    "SELECT email FROM officials", "SELECT * FROM officials", "SELECT phone FROM officials WHERE id = 'CLERK'",
    "SELECT * FROM web_sessions", "UPDATE officials SET reports_to = 'CLERK'", "DELETE FROM entries",
    "INSERT INTO grants (number, official_id, capability) VALUES (9, 'CLERK', 'analyst')",
    "ALTER TABLE entries DISABLE ROW LEVEL SECURITY", "DROP POLICY seen_in_a_turn ON entries"])
def test_a_turn_may_not(people: Conn, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege), \
            rights.turn(people, "CLERK"):
        people.execute(statement.encode())


def test_no_end_of_anothers_chain_is_moved(people: Conn) -> None:
    with rights.turn(people, "BOSS"):
        assert people.execute("UPDATE chains SET number = number + 1 WHERE official_id <> 'BOSS'").rowcount == 0


def test_without_an_asker_the_role_sees_nothing(people: Conn) -> None:
    with people.transaction():
        people.execute("SET LOCAL ROLE saathi_turn")
        assert read(people, "entries") == set()


def test_the_rights_end_with_the_turn_also_inside_another_transaction_and_after_a_fault(people: Conn) -> None:
    with people.transaction():
        with rights.turn(people, "CLERK"):
            assert read(people, "entries") == {"CLERK"}
            with rights.owner(people):
                assert read(people, "entries") == set(PEOPLE)
            assert read(people, "entries") == {"CLERK"}
        assert read(people, "entries") == set(PEOPLE)
        with pytest.raises(ZeroDivisionError), rights.turn(people, "CLERK"):
            raise ZeroDivisionError
        assert read(people, "entries") == set(PEOPLE)


def test_a_login_that_is_no_superuser_makes_and_uses_the_role(server: Any, people: Conn) -> None:
    """The owner on a server of one's own: may create roles, owns the database, and is bound by no policy."""
    from pathlib import Path

    from frac.store.migrate import migrate
    from tests.conftest import FOLDERS

    with psycopg.connect(server.get_uri(), autocommit=True) as admin:
        admin.execute("CREATE ROLE plain_owner LOGIN NOSUPERUSER")
        admin.execute("GRANT saathi_turn TO plain_owner")
        admin.execute("CREATE DATABASE plainly OWNER plain_owner")
    with psycopg.connect(server.get_uri("plainly"), user="plain_owner", autocommit=True) as owner:
        assert owner.execute("SELECT usesuper FROM pg_user WHERE usename = current_user").fetchone() == (False,)
        migrate(owner, [(package, folder) for package, folder in FOLDERS if Path(folder).is_dir()])
        for identity in ("A", "B"):
            owner.execute("INSERT INTO officials (id, name, name_key, position_id, organisation_id) "
                          "VALUES (%s, %s, %s, 'P1', 'O1')", (identity, identity, identity))
            with owner.transaction():
                ledger.append(owner, entry(identity), AT)
        with rights.turn(owner, "A"):
            assert read(owner, "entries") == {"A"}
            assert ledger.append(owner, entry("A", "second"), AT)
        assert read(owner, "entries") == {"A", "B"} and ledger.verify(owner).breaks == ()
