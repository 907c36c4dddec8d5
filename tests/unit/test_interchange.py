"""CASE as a loader of `saathi convert` and as the file that a stored framework is written to."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from bot import interchange
from bot.importing import import_bundle
from bot.settings import Settings
from frac.case.read import read
from frac.store.framework import NoTenant, load
from tests.bundle import small, write
from tests.case_files import item, links, made, rows_of, standards
from tests.sources import Desk
from tests.turns.tenant import NOW


def test_convert_takes_our_own_file_whole(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    report = desk.convert(*desk.write({"case.json": json.dumps(made(), ensure_ascii=False)}))
    assert report.ok and report.read == {"case.json": "case"} and not report.left_out
    assert [row["name_hi"] for row in desk.rows("organisations.csv")] == ["पत्तन", ""]
    assert desk.rows("competency_levels.csv")[1]["descriptor"] == "Repairs\nin the dark"
    assert [(row["id"], row["order"]) for row in desk.rows("roles.csv")] == [("r1", "1"), ("r0", "2")]
    assert {(row["competency_id"], row["level"], row["weight"]) for row in desk.rows("requirements.csv")} == {
        ("c1", "3", "1.5"), ("c2", "2", "0"), ("c1", "1", "1"), ("c2", "1", "1")}
    assert sum("[[levels]]" in note for note in report.notes) == 5


def test_convert_says_what_a_foreign_file_lacks_and_keeps_what_was_filled(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    paths = desk.write({"standards.json": json.dumps(standards(abbreviatedStatement="=Bowline"))})
    report = desk.convert(*paths)
    assert report.ok and any("competencies.csv" in lack and "no type" in lack for lack in report.lacks)
    assert any("requirements.csv has no row" in lack for lack in report.lacks)
    [row] = desk.rows("competencies.csv")
    assert row["name"] == "Bowline", "no cell starts a formula"
    file = desk.bundle / "competencies.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("Bowline,,,", "Bowline,,functional,"), encoding="utf-8")
    assert desk.convert(*paths).written == []
    assert desk.rows("competencies.csv")[0]["type"] == "functional"


def test_convert_tells_every_fault_and_writes_nothing(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    value = made()
    links(value, "ext:requires")[0]["extensions"]["saathi"]["weight"] = "much"
    item(value, "Cleans")["listEnumeration"] = "9"
    report = desk.convert(*desk.write({"case.json": json.dumps(value)}))
    assert not report.ok and len(report.problems) == 2 and not desk.bundle.exists()
    assert all(each.startswith("case.json, record 1, ") for each in report.problems), report.problems


def test_the_stored_framework_is_written_and_converted_back(new_database: Callable[[], str], tmp_path: Path,
                                                            capsys: pytest.CaptureFixture[str]) -> None:
    settings = Settings(home=tmp_path / "home", database_url=new_database())
    with psycopg.connect(settings.database_url or "", autocommit=True) as conn:
        assert import_bundle(conn, write(tmp_path / "one", small()), now=NOW).ok
        held = load(conn)
    out = tmp_path / "framework.json"
    assert interchange.export_case(settings, out, as_json=False) == 0
    first = out.read_bytes()
    assert interchange.export_case(settings, out, as_json=True) == 0 and out.read_bytes() == first
    printed = capsys.readouterr().out.splitlines()
    assert "CASE 1.1" in printed[0] and json.loads(printed[1])["bytes"] == len(first)
    assert read(first.decode()).rows == rows_of(held)
    assert list(tmp_path.glob(".*")) == []
    assert interchange.export_case(settings, tmp_path, as_json=False) == 1
    assert "can be written" in capsys.readouterr().err and not list(tmp_path.parent.glob(".*.new"))


def test_where_nothing_was_imported_there_is_nothing_to_write(new_database: Callable[[], str], tmp_path: Path) -> None:
    with pytest.raises(NoTenant):
        interchange.export_case(Settings(home=tmp_path, database_url=new_database()), tmp_path / "x.json", False)
    assert not (tmp_path / "x.json").exists()


def test_the_framework_as_it_holds_goes_out_as_a_bundle_and_comes_back(
        new_database: Callable[[], str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = Settings(home=tmp_path / "home", database_url=new_database())
    bundle = write(tmp_path / "one", small())
    with psycopg.connect(settings.database_url or "", autocommit=True) as conn:
        assert import_bundle(conn, bundle, now=NOW).ok
        course = next(iter(load(conn).courses))
        conn.execute("INSERT INTO approved_competencies VALUES ('C9', 'Knots, \"tied\"', 'domain', 'Of rope', 'a1')")
        conn.execute("INSERT INTO approved_tags VALUES (%s, 'C9', 2, 'a2')", (course,))
        conn.execute("INSERT INTO outside_providers VALUES ('X1', 'Elsewhere')")
        conn.execute("INSERT INTO outside_courses (id, source, source_id, title, description, provider_id, minutes, "
                     "url, added_at) VALUES ('K9', 's', '1', 'Rope', 'Of rope', 'X1', 30, 'https://e.example', now())")
        for key, own, title in (("P2", False, "Section Officer"), ("P9", True, "Rope Maker")):
            conn.execute("INSERT INTO approved_positions VALUES (%s, %s, %s, 'O2', 'Makes rope', %s, %s, 'a1')", (
                key, own, title,
                json.dumps([{"id": f"{key}-r", "title": "Making", "activities": [{"id": f"{key}-a", "description": "x",
                                                                                 "submits_to": "Director"}]}]),
                json.dumps([{"competency_id": "C9", "level": 2, "role_id": f"{key}-r", "activity_id": f"{key}-a"}])))
        held = load(conn)
    assert held.positions["P9"].required == held.positions["P2"].required == {"C9": 2}
    assert held.credits_of(course)[-1] == ("C9", 2) and held.courses["K9"].provider_id == "X1"
    assert interchange.export_bundle(settings, bundle) == 0
    assert "positions.csv" in capsys.readouterr().out
    with psycopg.connect(new_database(), autocommit=True) as conn:
        report = import_bundle(conn, bundle, now=NOW)
        assert report.ok, report.problems
        back = load(conn)
    for part in ("tenant", "levels", "organisations", "competencies", "positions", "courses", "providers"):
        assert getattr(back, part) == getattr(held, part), part
    (tmp_path / "file").write_text("in the way")
    assert interchange.export_bundle(settings, tmp_path / "file") == 1 and "Name a folder" in capsys.readouterr().err
