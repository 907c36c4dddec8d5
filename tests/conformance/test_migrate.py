"""Migrations: each once, in order, all or nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import pytest

from frac.store.migrate import MigrationError, migrate

Conn = psycopg.Connection[Any]


def sql(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text)


def test_each_is_applied_once(conn: Conn, tmp_path: Path) -> None:
    sql(tmp_path, "001_a.sql", "CREATE TABLE a (x text DEFAULT '100%'); INSERT INTO a DEFAULT VALUES;")
    assert migrate(conn, [("test", tmp_path)]) == ["test/001_a.sql"]
    sql(tmp_path, "002_b.sql", "INSERT INTO a VALUES ('b');")
    assert migrate(conn, [("test", tmp_path)]) == ["test/002_b.sql"]
    assert migrate(conn, [("test", tmp_path)]) == []
    assert conn.execute("SELECT count(*) FROM a").fetchone() == (2,)


def test_a_failure_leaves_nothing(conn: Conn, tmp_path: Path) -> None:
    sql(tmp_path, "001_a.sql", "CREATE TABLE a ();")
    sql(tmp_path, "002_b.sql", "CREATE TABLE a ();")
    with pytest.raises(psycopg.Error):
        migrate(conn, [("test", tmp_path)])
    assert conn.execute("SELECT to_regclass('a')").fetchone() == (None,)


@pytest.mark.parametrize("change", ["changed", "gone", "earlier", "twice", "unnumbered"])
def test_files_that_do_not_belong_are_refused(conn: Conn, tmp_path: Path, change: str) -> None:
    sql(tmp_path, "002_a.sql", "CREATE TABLE a ();")
    migrate(conn, [("test", tmp_path)])
    if change == "changed":
        sql(tmp_path, "002_a.sql", "CREATE TABLE a (x int);")
    elif change == "gone":
        (tmp_path / "002_a.sql").unlink()
    else:
        sql(tmp_path, {"earlier": "001_z.sql", "twice": "002_z.sql", "unnumbered": "z.sql"}[change], "SELECT 1;")
    with pytest.raises(MigrationError):
        migrate(conn, [("test", tmp_path)])
