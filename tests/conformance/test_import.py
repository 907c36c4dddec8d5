"""The import over a real PostgreSQL: what is refused, what is loaded, and that nothing is loaded by half."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from bot.importing import TABLES, Report, import_bundle
from passbook.entries import Entry
from passbook.ledger import append, entries_of, verify
from tests.bundle import TENANT, Tables, as_csv, as_jsonl, event, put, small, write

NOW = datetime(2026, 4, 1, 12, tzinfo=UTC)
EVAL = Path(__file__).parents[2].parent / "shared" / "eval" / "bundle"
Conn = psycopg.Connection[Any]
Change = Callable[[Tables], object]


def load(conn: Conn, folder: Path, tables: Tables | None = None, **more: Any) -> Report:
    if tables is not None:
        write(folder, tables)
    return import_bundle(conn, folder, now=NOW, **more)


def content(conn: Conn, everything: bool = True) -> dict[str, list[Any]]:
    """Every row of every table; without `mark`, the number of the transaction that wrote it, never the same twice."""
    names = [table.into for table in TABLES] + ["tenant", "levels", "chains"] + (["imports"] if everything else [])
    query = sql.SQL("SELECT to_jsonb(t) - 'mark' FROM {} t")
    return {name: sorted(map(repr, conn.execute(query.format(sql.Identifier(name))))) for name in names}


def column(conn: Conn, query: str) -> list[Any]:
    return [row[0] for row in conn.execute(query.encode())]


def test_a_clean_bundle_is_loaded_whole(conn: Conn, tmp_path: Path) -> None:
    report = load(conn, tmp_path, small())
    assert report.ok and report.changed and report.problems == []
    assert report.counts["officials.csv"].new == 3
    assert report.counts["events.csv"].new == 6
    assert verify(conn).breaks == ()
    assert column(conn, "SELECT at FROM entries WHERE id = 'E1'") == [datetime(2026, 1, 5, 4, 30, tzinfo=UTC)]
    assert column(conn, "SELECT note FROM entries WHERE note IS NOT NULL") == []
    assert [each.note for each in entries_of(conn, "U1") if each.id == "E4"] == ['Said "so",\nin two lines']
    assert column(conn, "SELECT name_key FROM officials WHERE id = 'U1'") == ["asha rao"]
    assert column(conn, "SELECT weight FROM requirements ORDER BY number") == [1.5, 1.0]
    assert column(conn, "SELECT aliases FROM organisations ORDER BY id") == [["MoT", "Tests"], [], []]
    assert column(conn, "SELECT count(*) FROM levels") == [5]
    json.dumps(report.as_json())


def test_the_same_bundle_again_changes_nothing(conn: Conn, tmp_path: Path) -> None:
    load(conn, tmp_path, small())
    before = content(conn)
    again = import_bundle(conn, tmp_path, now=datetime(2027, 1, 1, tzinfo=UTC))
    assert again.ok and not again.changed
    assert content(conn) == before


def test_a_file_is_the_whole_truth_and_an_absent_one_says_nothing(conn: Conn, tmp_path: Path) -> None:
    tables = small()
    load(conn, tmp_path, tables)
    tables["help"] = [{"id": "H2", "question": "Why?", "answer": "Because."}]
    tables["officials"][0]["name"] = "Asha  Menon"
    del tables["questions"]
    (tmp_path / "questions.jsonl").unlink()
    report = load(conn, tmp_path, tables)
    assert report.ok and report.changed
    assert column(conn, "SELECT id FROM help_items") == ["H2"]
    assert column(conn, "SELECT name FROM officials WHERE id = 'U1'") == ["Asha Menon"]
    assert column(conn, "SELECT count(*) FROM questions") == [2]
    assert report.counts["help.jsonl"].as_json() == {"read": 1, "new": 1, "updated": 0, "unchanged": 0, "removed": 1,
                                                     "rejected": 0, "kept": 0}
    assert report.counts["officials.csv"].updated == 1 and report.counts["officials.csv"].unchanged == 2


def test_nothing_is_ever_removed_from_the_ledger(conn: Conn, tmp_path: Path) -> None:
    tables = small()
    load(conn, tmp_path, tables)
    tables["events"] = [event("E9", "U2", "lapsed", "2020-01-01T00:00:00", competency_id="C2")]
    assert load(conn, tmp_path, tables).counts["events.csv"].new == 1
    assert column(conn, "SELECT count(*) FROM entries") == [7]
    assert column(conn, "SELECT number FROM entries WHERE id = 'E9'") == [4]  # continues the chain, whatever its date
    assert verify(conn).breaks == ()


def test_a_known_event_with_other_content_is_a_problem(conn: Conn, tmp_path: Path) -> None:
    tables = small()
    load(conn, tmp_path, tables)
    tables["events"][1]["score"] = 99
    report = load(conn, tmp_path, tables)
    assert not report.ok
    assert [(p.file, p.line, p.column) for p in report.problems] == [("events.csv", 3, "id")]
    tables["events"][1]["score"] = "75.0"  # the same number
    assert load(conn, tmp_path, tables).ok


def test_an_event_may_refer_to_one_that_only_the_ledger_has(conn: Conn, tmp_path: Path) -> None:
    tables = small()
    load(conn, tmp_path, tables)
    tables["events"] = [event("E7", "U2", "corrected", refers_to="E2")]
    assert load(conn, tmp_path, tables).ok
    tables["events"] = [event("E8", "U3", "corrected", refers_to="E2")]
    assert [p.what for p in load(conn, tmp_path, tables).problems] == ["event E2 is of another official"]


# What one change makes of the clean bundle: the problems' file, line and column.
FAULTS: dict[str, tuple[Change, list[tuple[str, int | None, str | None]]]] = {
    "unknown position": (lambda t: t["officials"][1].update(position_id="P9"), [("officials.csv", 3, "position_id")]),
    "unknown organisation": (lambda t: t["officials"][1].update(organisation_id="O9"),
                             [("officials.csv", 3, "organisation_id")]),
    "unknown superior": (lambda t: t["officials"][1].update(reports_to="U9"), [("officials.csv", 3, "reports_to")]),
    "ids are compared exactly": (lambda t: t["officials"][1].update(reports_to="u1"), [("officials.csv", 3,
                                                                                        "reports_to")]),
    "unknown parent": (lambda t: t["organisations"][1].update(parent_id="X"), [("organisations.csv", 3, "parent_id")]),
    "circle of organisations": (lambda t: t["organisations"][0].update(parent_id="O3"),
                                [("organisations.csv", 2, "parent_id")]),
    "reports to themselves": (lambda t: t["officials"][0].update(reports_to="U1"), [("officials.csv", 2,
                                                                                     "reports_to")]),
    "circle of officials": (lambda t: t["officials"][0].update(reports_to="U2"), [("officials.csv", 2, "reports_to")]),
    "circle of courses": (lambda t: t["courses"][0].update(prerequisites=["K2"]), [("courses.jsonl", 1,
                                                                                    "prerequisites")]),
    "unknown prerequisite": (lambda t: t["courses"][0].update(prerequisites=["K9"]), [("courses.jsonl", 1,
                                                                                       "prerequisites")]),
    "unknown tag": (lambda t: t["courses"][0]["competencies"].append({"id": "C9", "level": 1}),
                    [("courses.jsonl", 1, "competencies")]),
    "tag off the scale": (lambda t: t["courses"][0]["competencies"][0].update(level=6), [("courses.jsonl", 1,
                                                                                          "competencies")]),
    "negative minutes": (lambda t: t["courses"][0].update(minutes=-1), [("courses.jsonl", 1, "minutes")]),
    "no minutes": (lambda t: t["courses"][0].pop("minutes"), [("courses.jsonl", 1, "minutes")]),
    "level off the scale": (lambda t: t["requirements"][0].update(level=6), [("requirements.csv", 2, "level")]),
    "level 0": (lambda t: t["requirements"][0].update(level=0), [("requirements.csv", 2, "level")]),
    "unknown competency": (lambda t: t["requirements"][0].update(competency_id="c1"),
                           [("requirements.csv", 2, "competency_id")]),
    "unknown type": (lambda t: t["competencies"][0].update(type="moral"), [("competencies.csv", 2, "type")]),
    "empty name": (lambda t: t["competencies"][0].update(name=" \t"), [("competencies.csv", 2, "name")]),
    "twice the same id": (lambda t: t["competencies"].append(t["competencies"][0]), [("competencies.csv", 4, "id")]),
    "twice the same level": (lambda t: t["competency_levels"][1].update(level=1),
                             [("competency_levels.csv", 3, "competency_id")]),
    "no such date": (lambda t: t["plans"][0].update(due_on="2026-02-30"), [("plans.csv", 2, "due_on")]),
    "a date of another order": (lambda t: t["plans"][0].update(due_on="30/06/2026"), [("plans.csv", 2, "due_on")]),
    "assigned to nobody": (lambda t: t["plans"][0].update(assigned_to="everyone"), [("plans.csv", 2, "assigned_to")]),
    "assigned to no position": (lambda t: t["plans"][0].update(assigned_to="position:P7"), [("plans.csv", 2,
                                                                                             "assigned_to")]),
    "assigned to no official": (lambda t: t["plans"][0].update(assigned_to="official:U7"), [("plans.csv", 2,
                                                                                             "assigned_to")]),
    "assigned to no group": (lambda t: t["plans"][0].update(assigned_to="group:Z"), [("plans.csv", 2, "assigned_to")]),
    "hr on nothing": (lambda t: t["grants"][0].update(organisation_id=""), [("grants.csv", 2, "organisation_id")]),
    "provider for nobody": (lambda t: t["grants"][1].update(provider_id=""), [("grants.csv", 3, "provider_id")]),
    "unknown capability": (lambda t: t["grants"][1].update(capability="king"), [("grants.csv", 3, "capability")]),
    "an option that is not there": (lambda t: t["questions"][0].update(answer=[2]), [("questions.jsonl", 1, "answer")]),
    "two answers to one": (lambda t: t["questions"][0].update(answer=[0, 1]), [("questions.jsonl", 1, "answer")]),
    "an order that leaves out": (lambda t: t["questions"][0].update(kind="order"), [("questions.jsonl", 1, "answer")]),
    "indexes for a short one": (lambda t: t["questions"][1].update(answer=[1]), [("questions.jsonl", 2, "answer")]),
    "completed without course": (lambda t: t["events"][1].update(course_id=""), [("events.csv", 3, "course_id")]),
    "assessed without score": (lambda t: t["events"][2].update(score=""), [("events.csv", 4, "score")]),
    "score above 100": (lambda t: t["events"][2].update(score=100.5), [("events.csv", 4, "score")]),
    "six stars": (lambda t: t["events"][5].update(score=6), [("events.csv", 8, "score")]),
    "unknown kind": (lambda t: t["events"][0].update(kind="slept"), [("events.csv", 2, "kind")]),
    "not an instant": (lambda t: t["events"][0].update(at="yesterday"), [("events.csv", 2, "at")]),
    "refers to nothing": (lambda t: t["events"][-2].update(refers_to="E99"), [("events.csv", 7, "refers_to")]),
    "refers to another's": (lambda t: t["events"][-2].update(refers_to="E1"), [("events.csv", 7, "refers_to")]),
    "refers to itself": (lambda t: t["events"][-2].update(refers_to="E5"), [("events.csv", 7, "refers_to")]),
    "an event of nobody": (lambda t: t["events"][0].update(official_id="U9"), [("events.csv", 2, "official_id")]),
    "an event twice, differing": (lambda t: t["events"].append(event("E1", "U3", "enrolled", course_id="K1")),
                                  [("events.csv", 9, "id")]),
    "several at once": (lambda t: (t["officials"][1].update(position_id="P9", joined_on="x"),
                                   t["grants"][0].update(official_id="")),
                        [("officials.csv", 3, "joined_on"), ("officials.csv", 3, "position_id"),
                         ("grants.csv", 2, "official_id")]),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_with_its_place_and_nothing_is_loaded(conn: Conn, tmp_path: Path, fault: str) -> None:
    change, expected = FAULTS[fault]
    tables = small()
    change(tables)
    before = content(conn)
    report = load(conn, tmp_path, tables)
    assert not report.ok and not report.changed
    assert [(p.file, p.line, p.column) for p in report.problems] == expected, report.problems
    assert all(problem.what and problem.mend for problem in report.problems)
    assert content(conn) == before


TENANTS = {
    "no name": 'as_of = 2026-03-31',
    "no as_of": 'name = "T"',
    "as_of no date": 'name = "T"\nas_of = "soon"',
    "as_of no day": 'name = "T"\nas_of = "2026-02-30"',
    "unknown zone": TENANT.replace("Asia/Kolkata", "Asia/Kolkatta"),
    "zone out of the tree": TENANT.replace("Asia/Kolkata", "../../etc/passwd"),
    "pass mark": TENANT + "pass_mark = 101",
    "small cell": TENANT + "small_cell = 0",
    "year": TENANT + 'year_starts = "13-01"',
    "leap day": TENANT + 'year_starts = "02-29"',
    "languages": TENANT.replace('["en", "hi"]', "[]"),
    "levels from 0": TENANT + '[[levels]]\nlevel = 0\nname = "None"',
    "levels with a hole": TENANT + '[[levels]]\nlevel = 1\nname = "A"\n[[levels]]\nlevel = 3\nname = "B"',
    "level without name": TENANT + "[[levels]]\nlevel = 1",
    "no TOML": TENANT + "= =",
}


@pytest.mark.parametrize("fault", TENANTS)
@pytest.mark.parametrize("lenient", [False, True])
def test_a_faulty_tenant_is_refused(conn: Conn, tmp_path: Path, fault: str, lenient: bool) -> None:
    write(tmp_path, small(), TENANTS[fault])
    report = load(conn, tmp_path, lenient=lenient)
    assert not report.ok and {p.file for p in report.problems} == {"tenant.toml"}, report.problems


def test_a_level_may_be_renamed_and_added(conn: Conn, tmp_path: Path) -> None:
    load(conn, tmp_path, small())
    levels = "".join(f'[[levels]]\nlevel = {n}\nname = "L{n}"\n' for n in range(1, 7))
    write(tmp_path, small(), TENANT + levels)
    report = load(conn, tmp_path)
    assert report.ok and report.changed and report.counts["tenant.toml"].updated == 1
    assert column(conn, "SELECT count(*) FROM levels") == [6]


def test_stored_rows_must_still_hold(conn: Conn, tmp_path: Path) -> None:
    tables = small()
    load(conn, tmp_path, tables)
    for name in ("officials", "grants", "plans", "events"):
        del tables[name]
        (tmp_path / f"{name}.csv").unlink()
    assert load(conn, tmp_path, tables).ok
    tables["positions"].pop()
    tables["requirements"].pop()
    for lenient in (False, True):
        report = load(conn, tmp_path, tables, lenient=lenient)
        assert not report.ok
        assert {(p.file, p.line) for p in report.problems} == {("officials.csv", None), ("plans.csv", None)}


def test_a_home_holds_one_tenant(conn: Conn, tmp_path: Path) -> None:
    load(conn, tmp_path, small())
    write(tmp_path, small(), TENANT.replace("Testland", "Testland renamed"))
    assert load(conn, tmp_path).ok
    tables = small()
    for row in tables["organisations"]:
        row["name"] = "Other " + row["name"]
    write(tmp_path, tables, TENANT.replace("Testland", "Otherland"))
    report = load(conn, tmp_path, lenient=True)
    assert not report.ok and [p.column for p in report.problems] == ["name"]


def test_missing_files_and_columns(conn: Conn, tmp_path: Path) -> None:
    assert not load(conn, tmp_path / "nowhere").ok
    tables = small()
    write(tmp_path, tables)
    (tmp_path / "requirements.csv").unlink()
    (tmp_path / "tenant.toml").unlink()
    put(tmp_path, "officials.csv", as_csv(tables["officials"], ["id", "name", "position_id"]))
    report = load(conn, tmp_path, lenient=True)
    assert not report.ok
    assert [(p.file, p.line, p.column) for p in report.problems] == [
        ("tenant.toml", None, None), ("requirements.csv", None, None), ("officials.csv", 1, "organisation_id")]


def test_two_forms_of_one_file(conn: Conn, tmp_path: Path) -> None:
    write(tmp_path, small())
    (tmp_path / "events.parquet").write_bytes(b"")
    report = load(conn, tmp_path)
    assert [p.file for p in report.problems] == ["events.csv"] and not report.ok


def test_notices_do_not_stop(conn: Conn, tmp_path: Path) -> None:
    tables = small()
    tables["competencies"][0].update(type="Behavioral - Core", name="Listening  well\t")
    tables["competencies"][1].update(type="FUNCTIONAL")
    tables["activities"][0].update(submits_to="The Cabinet")
    tables["events"].append(tables["events"][0])
    tables["events"].append(event("E7", "U1", "enrolled", "2026-04-01T00:00:00", course_id="K1"))
    for row in tables["officials"]:
        row["shoe_size"] = 40
    (tmp_path / "official.csv").write_text("id\n1\n")
    report = load(conn, tmp_path, tables)
    assert report.ok, report.problems
    assert column(conn, "SELECT type FROM competencies ORDER BY id") == ["behavioural", "functional"]
    said = {(n.file, n.column): (n.line, n.count) for n in report.notices}
    assert said["competencies.csv", "name"] == (2, 1)
    assert said["officials.csv", "shoe_size"] == (1, 1)
    assert said["activities.csv", "submits_to"] == (2, 1)
    assert said["events.csv", "id"] == (9, 1)
    assert [n.line for n in report.notices if (n.file, n.column) == ("events.csv", "at")] == [8, 10]
    assert ("official.csv", None) in said
    assert report.counts["events.csv"].read == 8 and report.counts["events.csv"].new == 7


def test_letter_case_does_not_part_groups(conn: Conn, tmp_path: Path) -> None:
    tables = small()
    tables["organisations"][0]["kind"] = "Organization"
    tables["organisations"][1]["kind"] = "District  Office"
    tables["organisations"][2]["kind"] = "district office"
    tables["officials"][1].update(group="b", state="KERALA")
    tables["plans"][1]["assigned_to"] = "Group:b"
    report = load(conn, tmp_path, tables)
    assert report.ok, report.problems
    assert column(conn, "SELECT kind FROM organisations ORDER BY id") == ["organisation", "District Office",
                                                                         "District Office"]
    assert column(conn, "SELECT grp FROM officials ORDER BY id") == ["A", "B", "B"]
    assert column(conn, "SELECT state FROM officials ORDER BY id") == ["Kerala", "Kerala", None]
    assert column(conn, "SELECT assigned_to FROM plans WHERE number = 2") == ["group:B"]


def test_a_turn_that_writes_meanwhile(conn: Conn, database: str, tmp_path: Path) -> None:
    tables = small()
    load(conn, tmp_path, tables)
    tables["events"].append(event("E9", "U2", "lapsed", competency_id="C2"))
    write(tmp_path, tables)
    reports: list[Report] = []

    def run() -> None:
        with psycopg.connect(database) as other:
            reports.append(load(other, tmp_path))

    thread = threading.Thread(target=run)
    with conn.transaction():
        append(conn, Entry("S1", "U2", "claimed", NOW, competency_id="C1", level=1, source="passbook_claim"), NOW)
        thread.start()
        time.sleep(0.5)  # the import now waits for the chains
        append(conn, Entry("S2", "U2", "claimed", NOW, competency_id="C1", level=2, source="passbook_claim"), NOW)
    thread.join()
    assert reports[0].ok and reports[0].changed
    assert column(conn, "SELECT id FROM entries WHERE official_id = 'U2' ORDER BY number") == [
        "E1", "E2", "E3", "S1", "S2", "E9"]
    assert verify(conn).breaks == ()


def test_lenient_drops_what_depends_on_dropped_rows(conn: Conn, tmp_path: Path) -> None:
    tables = small()
    tables["organisations"][1]["kind"] = ""  # takes O3, P2, U2, U3, their plans, grants and events with it
    rejects = tmp_path / "rejects.jsonl"
    report = load(conn, tmp_path / "b", tables, lenient=True, rejects=rejects)
    assert report.ok and report.rejects_file == str(rejects)
    assert column(conn, "SELECT id FROM organisations") == ["O1"]
    assert column(conn, "SELECT id FROM positions") == ["P1"]
    assert column(conn, "SELECT id FROM officials") == ["U1"]
    assert column(conn, "SELECT id FROM entries ORDER BY id") == ["E4", "E5"]
    assert column(conn, "SELECT id FROM plans") == ["L1"]
    assert column(conn, "SELECT number FROM requirements") == [1]
    lines = [json.loads(line) for line in rejects.read_text().splitlines()]
    assert len(lines) == sum(counts.rejected for counts in report.counts.values()) == 2 + 1 + 1 + 2 + 1 + 3 + 4
    assert lines[0]["file"] == "organisations.csv" and lines[0]["line"] == 3
    assert lines[0]["row"]["id"] == "O2" and "kind" in lines[0]["what"]
    again = load(conn, tmp_path / "b", lenient=True, rejects=rejects)
    assert again.ok and not again.changed


def test_lenient_keeps_the_stored_row_whose_new_version_is_rejected(conn: Conn, tmp_path: Path) -> None:
    assert load(conn, tmp_path / "a", small()).ok
    before = {name: column(conn, f"SELECT id FROM {name} ORDER BY id") for name in ("organisations", "positions",
                                                                                  "officials", "entries")}
    kinds = column(conn, "SELECT kind FROM organisations ORDER BY id")
    tables = small()
    tables["organisations"][1]["kind"] = ""
    tables["organisations"][1]["name"] = "Renamed"
    rejects = tmp_path / "rejects.jsonl"
    report = load(conn, tmp_path / "b", tables, lenient=True, rejects=rejects)
    assert report.ok and not report.changed
    counts = report.counts["organisations.csv"]
    assert (counts.rejected, counts.kept, counts.removed, counts.unchanged) == (1, 1, 0, counts.read - 1)
    assert [json.loads(line)["row"]["id"] for line in rejects.read_text().splitlines()] == ["O2"]
    assert {name: column(conn, f"SELECT id FROM {name} ORDER BY id") for name in before} == before
    assert column(conn, "SELECT kind FROM organisations ORDER BY id") == kinds


def test_lenient_keeps_no_stored_row_that_does_not_hold_any_more(conn: Conn, tmp_path: Path) -> None:
    assert load(conn, tmp_path / "a", small()).ok
    tables = small()
    gone = tables["organisations"][0]["id"]
    tables["organisations"] = [row for row in tables["organisations"] if row["id"] != gone]
    for row in tables["organisations"]:
        row["kind"] = ""
    report = load(conn, tmp_path / "b", tables, lenient=True, rejects=tmp_path / "rejects.jsonl")
    assert report.ok, report.problems
    assert column(conn, "SELECT count(*) FROM organisations") == [0]
    assert report.counts["organisations.csv"].kept == 0


def test_lenient_drops_a_circle_and_a_correction_of_a_dropped_event(conn: Conn, tmp_path: Path) -> None:
    tables = small()
    tables["courses"][0]["prerequisites"] = ["K2"]
    tables["events"][3]["level"] = "high"
    report = load(conn, tmp_path / "b", tables, lenient=True, rejects=tmp_path / "r")
    assert report.ok, report.problems
    assert column(conn, "SELECT count(*) FROM courses") == [0]
    assert column(conn, "SELECT id FROM entries ORDER BY id") == ["E3"]


def test_lenient_cannot_step_over_a_broken_file(conn: Conn, tmp_path: Path) -> None:
    tables = small()
    write(tmp_path, tables)
    put(tmp_path, "events.csv", as_csv(tables["events"] * 200), packed=True)
    path = tmp_path / "events.csv.gz"
    path.write_bytes(path.read_bytes()[:-40])
    report = load(conn, tmp_path, lenient=True)
    assert not report.ok and "events.csv.gz" in {p.file for p in report.problems}
    assert column(conn, "SELECT count(*) FROM entries") == [0]


def test_bytes_that_are_no_text(conn: Conn, tmp_path: Path) -> None:
    tables = small()
    write(tmp_path, tables)
    put(tmp_path, "officials.csv", as_csv(tables["officials"]).replace(b"Ravi", b"Ra\xff").replace(b"Mina", b"M\0na"))
    put(tmp_path, "help.jsonl", as_jsonl(tables["help"]).replace(b"So.", b"S\\u0000"))
    put(tmp_path, "questions.jsonl", as_jsonl(tables["questions"]).replace(b"Then.", b"\\ud800"))
    report = load(conn, tmp_path)
    assert [(p.file, p.line) for p in report.problems] == [
        ("questions.jsonl", 2), ("help.jsonl", 1), ("officials.csv", 3), ("officials.csv", 4)]


def test_parquet(conn: Conn, tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    tables = small()
    write(tmp_path, tables)
    load(conn, tmp_path)
    before = content(conn)
    (tmp_path / "officials.csv").unlink()
    (tmp_path / "events.csv").unlink()
    for name in ("officials", "events"):
        rows = [{key: None if value == "" else value for key, value in row.items()} for row in tables[name]]
        for row in rows:
            if row.get("joined_on"):
                row["joined_on"] = datetime.fromisoformat(row["joined_on"]).date()
            if row.get("score"):
                row["score"] = float(row["score"])
            if row.get("level"):
                row["level"] = float(row["level"])
        pq.write_table(pa.Table.from_pylist(rows), tmp_path / f"{name}.parquet")
    report = load(conn, tmp_path)
    assert report.ok and not report.changed, (report.problems, report.counts)
    assert content(conn) == before
    (tmp_path / "events.parquet").write_bytes((tmp_path / "events.parquet").read_bytes()[:-20])
    assert [p.file for p in load(conn, tmp_path).problems] == ["events.parquet"]


def test_two_imports_at_once(database: str, tmp_path: Path) -> None:
    write(tmp_path, small())
    reports: list[Report] = []

    def run() -> None:
        with psycopg.connect(database) as conn:
            reports.append(load(conn, tmp_path))

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(report.changed for report in reports) == [False, False, True]
    assert all(report.ok for report in reports)


KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
import psycopg
from bot.importing import import_bundle
def progress(file, done, total):
    if file == "passbook":
        os.kill(os.getpid(), signal.SIGKILL)
with psycopg.connect(sys.argv[1]) as conn:
    import_bundle(conn, Path(sys.argv[2]), now=datetime.now(UTC), progress=progress)
"""


def test_a_killed_import_leaves_nothing(conn: Conn, database: str, tmp_path: Path) -> None:
    write(tmp_path, small())
    before = content(conn)
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", KILLED, database, str(tmp_path)], cwd=root, check=False,
                          env={**os.environ, "PYTHONPATH": str(root)})
    assert done.returncode == -signal.SIGKILL
    assert content(conn) == before
    assert load(conn, tmp_path).ok


def test_too_many_problems_are_counted(conn: Conn, tmp_path: Path) -> None:
    tables = small()
    tables["events"] = [event(f"E{n}", "U1", "enrolled", course_id="nowhere", minutes="-1") for n in range(12_000)]
    report = load(conn, tmp_path, tables)
    assert report.problem_count == 24_000 and len(report.problems) == 10_000
    assert report.counts["events.csv"].rejected == 12_000


def test_an_import_ends_no_transaction_of_its_caller(database: str, tmp_path: Path) -> None:
    write(tmp_path, small())
    with psycopg.connect(database) as conn:
        conn.execute("SELECT 1")
        assert load(conn, tmp_path).ok
        assert load(conn, tmp_path).ok
        conn.rollback()
        assert column(conn, "SELECT count(*) FROM tenant") == [0]


@pytest.mark.skipif(not EVAL.is_dir(), reason="the shared evaluation bundle is not beside the repository")
def test_the_evaluation_bundle(conn: Conn) -> None:
    start = time.monotonic()
    report = load(conn, EVAL)
    assert report.ok and report.changed, report.problems[:5]
    assert time.monotonic() - start < 10
    assert report.counts["events.csv.gz"].new == report.counts["events.csv.gz"].read > 15_000
    assert verify(conn).breaks == ()
    assert not load(conn, EVAL).changed
