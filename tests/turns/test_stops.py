"""What a stop, a damaged file or a tampered entry leaves behind, as the next command sees it.

An import is stopped while it waits for a lock within its transaction, so that the middle is the middle at any speed.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bot.importing import import_bundle
from bot.store.database import open_database
from bot.wiring import Saathi
from tests.turns.shell import Shell, ended, figures, homely
from tests.turns.tenant import NOW, small


def test_a_damaged_encoder_is_mended(served: Shell, tmp_path: Path) -> None:
    home = Path(shutil.copytree(served.home, tmp_path / "home"))
    model = home / "models" / "encoder" / "encoder.onnx"
    model.write_bytes(model.read_bytes()[:1000])
    done = Shell(home, served.address).run("ask", "--as", "N1", "--json", "What are my gaps?")
    assert (done.code, done.json()["tool"]) == (0, "check_gaps")
    assert len(model.read_bytes()) > 1_000_000


def test_an_encoder_that_nobody_has_is_3_and_named(empty: Shell, tmp_path: Path) -> None:
    done = empty.run("ask", "--as", "N1", "hello", SAATHI_ENCODER=str(tmp_path / "no-such-model"))
    assert (done.code, "no-such-model" in done.err) == (3, True)


# ---- the chain


def test_verify_holds_for_what_was_imported_and_finds_a_tampered_entry(empty: Shell, tmp_path: Path) -> None:
    with empty.connect() as conn:
        assert import_bundle(conn, small(tmp_path / "bundle"), now=NOW).ok
        assert empty.run("verify").code == 0
        conn.execute("SET session_replication_role = replica")  # as somebody would who has the database to themselves
        changed = conn.execute("UPDATE entries SET score = 99 WHERE id = 'N1-4'")
        assert changed.rowcount == 1
    everybody = empty.run("verify")
    assert everybody.code == 1 and "N1" in everybody.err and "N1-4" in everybody.err
    assert "T1" not in everybody.err
    assert empty.run("verify", "--official", "T1").code == 0
    assert empty.run("verify", "--official", "NOBODY").code == 1


# ---- stopped in the middle


def wait_for_lock(conn: psycopg.Connection[Any], process: subprocess.Popen[str]) -> None:
    """Until the command waits for what the connection has locked."""
    for _ in range(2000):
        waiting = conn.execute("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' "
                               "AND datname = current_database()").fetchone()
        if waiting and waiting[0]:
            return
        assert process.poll() is None, ended(process)
        time.sleep(0.02)
    raise AssertionError("the import never came to the ledger")


@pytest.mark.parametrize(("how", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -signal.SIGKILL),
                                           (signal.SIGTERM, -signal.SIGTERM)])
def test_an_import_stopped_in_the_middle_leaves_what_was(empty: Shell, tmp_path: Path, how: signal.Signals,
                                                         code: int) -> None:
    folder = small(tmp_path / "bundle")
    before = figures(empty)
    with empty.connect() as watch, empty.connect() as conn, conn.transaction():
        conn.execute("LOCK TABLE entries IN SHARE MODE")
        process = empty.start("import", str(folder))
        wait_for_lock(watch, process)
        process.send_signal(how)
        done = ended(process)
    assert done.code == code
    assert figures(empty) == before
    with empty.connect() as conn:
        assert import_bundle(conn, folder, now=NOW).ok


def test_an_embedded_store_survives_a_killed_import(saathi: Saathi, tmp_path: Path) -> None:
    """The home of a first import, a second one killed within its transaction, and then everything as it was."""
    shell = Shell(homely(tmp_path / "home", saathi.settings.models), None)
    other = small(tmp_path / "two", lambda rows: rows["requirements"].pop(0))
    database = open_database(None, shell.home)
    try:
        with database.connection() as conn, database.connection() as watch:
            assert import_bundle(conn, small(tmp_path / "one"), now=NOW).ok
            with conn.transaction():
                conn.execute("LOCK TABLE imports IN SHARE MODE")
                process = shell.start("import", str(other))
                wait_for_lock(watch, process)
                process.kill()
                assert ended(process).code == -signal.SIGKILL
    finally:
        database.close()
    reply = shell.run("ask", "--as", "N1", "--json", "What are my gaps?").json()
    assert {item["id"] for item in reply["blocks"][0]["items"]} == {"CF1", "CB1", "CD1"}
    assert shell.run("import", str(other)).code == 0
    after = shell.run("ask", "--as", "N1", "--json", "What are my gaps?").json()
    assert {item["id"] for item in after["blocks"][0]["items"]} == {"CB1", "CD1"}
