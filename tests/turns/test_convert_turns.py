"""From what a ministry has to an answer: a sheet and a file of people, converted, imported and asked."""

from __future__ import annotations

from pathlib import Path

from tests.sources import ODCS, ONE, Desk
from tests.turns.shell import Shell
from tests.turns.talk import items


def test_a_sheet_and_a_file_of_people_answer_what_my_competencies_are(empty: Shell, tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.write({"odcs.csv": ODCS, **ONE["warehouse"]})
    first = empty.run("convert", str(desk.sources), "--into", str(desk.bundle), "--tenant", "Harbours",
                      "--as-of", "2026-03-31")
    assert first.code == 0, first.err
    refused = empty.run("import", str(desk.bundle))
    assert refused.code == 1 and "requirements.csv, line 2, level" in refused.err
    second = empty.run("convert", str(desk.sources), "--into", str(desk.bundle), "--level", "2", "--json")
    assert second.json()["lacks"] == []
    loaded = empty.run("import", str(desk.bundle))
    assert loaded.code == 0, loaded.err
    reply = empty.run("ask", "--as", "u-1", "what are my competencies", "--json").json()
    assert reply["outcome"] == "answered"
    names = {row["id"]: row["name"] for row in desk.rows("competencies.csv")}
    shown = {(names[item["id"]], item["required"]) for item in items(reply, "competencies")}
    assert shown == {("Listening", 2), ("Noting and Drafting", 2)}


def test_wrong_usage_and_missing_files_are_said_in_words(empty: Shell, tmp_path: Path) -> None:
    assert empty.run("convert", "nothing.csv", "--into", str(tmp_path / "b")).code == 1
    assert empty.run("convert", "x", "--into", "b", "--as", "spreadsheet").code == 2
    assert empty.run("convert", "x", "--into", "b", "--tenant", "T").code == 2
    assert not (tmp_path / "b").exists()
