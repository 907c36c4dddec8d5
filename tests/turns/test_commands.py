"""The command line as a shell sees it: exit codes, what stands on which stream, and that no traceback is ever shown.

0 done, 1 the input is at fault, 2 wrong usage, 3 a service is missing. What holds of every command is in `shell.py`.
"""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any

from tests.turns.shell import Json, Shell, ended, figures
from tests.turns.talk import check, well_formed
from tests.turns.tenant import SETTLED, SPARE, small, tables

NOWHERE = "postgresql://saathi:tellnobody@127.0.0.1:1/none"


# ---- import


def test_an_import_tells_what_it_did_and_a_second_one_that_nothing_changed(empty: Shell, tmp_path: Path) -> None:
    folder = str(small(tmp_path / "bundle"))
    first = empty.run("import", folder, "--json")
    assert first.code == 0
    report = first.json()
    assert (report["ok"], report["changed"], report["problems"]) == (True, True, [])
    assert report["counts"]["officials.csv"]["new"] == len(tables()["officials"]) - len((*SPARE, *SETTLED))
    again = empty.run("import", folder)
    assert (again.code, "officials.csv" in again.out) == (0, True)
    with empty.connect() as conn:
        assert conn.execute("SELECT count(*) FROM imports").fetchone() == (1,)


def spoil(rows: dict[str, list[Json]]) -> None:
    """Three faults in three files."""
    rows["officials"][1]["position_id"] = "P77"
    rows["requirements"][0]["level"] = 9
    rows["events"][2]["score"] = "many"


FAULTY = {("officials.csv", 3, "position_id"), ("requirements.csv", 2, "level"), ("events.csv", 4, "score")}


def test_every_problem_is_listed_and_nothing_is_loaded(empty: Shell, tmp_path: Path) -> None:
    folder = str(small(tmp_path / "bundle", spoil))
    before = figures(empty)
    told = empty.run("import", folder)
    assert told.code == 1
    for file, line, column in FAULTY:
        assert any(file in each and str(line) in each and column in each for each in told.err.splitlines()), told.err
    listed = empty.run("import", folder, "--json")
    assert listed.code == 1
    assert {(each["file"], each["line"], each["column"]) for each in listed.json()["problems"]} >= FAULTY
    assert all(each["what"] and each["mend"] for each in listed.json()["problems"])
    assert figures(empty) == before


def test_a_lenient_import_loads_the_rest_and_keeps_what_it_left_out(empty: Shell, tmp_path: Path) -> None:
    folder = str(small(tmp_path / "bundle", spoil))
    done = empty.run("import", folder, "--lenient", "--json")
    assert done.code == 0
    report = done.json()
    assert (report["ok"], report["lenient"]) == (True, True)
    rejects = [json.loads(line) for line in Path(report["rejects_file"]).read_text(encoding="utf-8").splitlines()]
    assert {(each["file"], each["line"]) for each in rejects} >= {(file, line) for file, line, _ in FAULTY}
    assert Path(report["rejects_file"]).is_relative_to(empty.home)
    with empty.connect() as conn:
        held = {row[0] for row in conn.execute("SELECT id FROM officials")}
    assert "T1" not in held and "N1" in held


def test_what_is_no_bundle_is_told(empty: Shell, tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    for path in ("nowhere", "nothing"):
        done = empty.run("import", str(tmp_path / path))
        assert done.code == 1 and done.err.strip(), path
    assert figures(empty)[0] == (0,)


# ---- asking


def test_one_turn_as_text_and_as_json(served: Shell) -> None:
    text = served.run("ask", "--as", "N1", "What are my gaps?")
    assert (text.code, "Noting and Drafting" in text.out) == (0, True)
    done = served.run("ask", "--as", "N1", "--json", "--language", "hi", "--conversation", "c1", "What are my gaps?")
    reply = done.json()
    check(reply)
    assert (done.code, reply["outcome"], reply["tool"], reply["language"]) == (0, "answered", "check_gaps", "hi")


def test_an_unknown_person_and_an_empty_database_are_faults_of_the_input(served: Shell, empty: Shell) -> None:
    nobody = served.run("ask", "--as", "NOBODY", "--json", "What are my gaps?")
    assert (nobody.code, nobody.json()["outcome"], "NOBODY" in nobody.json()["text"]) == (1, "error", True)
    before = empty.run("ask", "--as", "N1", "What are my gaps?")
    assert before.code == 1 and "saathi import" in before.err


BATCH: list[tuple[Any, str, str | None]] = [
    ({"id": "q1", "as": "N1", "say": "What are my gaps?", "conversation": "b"}, "answered", "check_gaps"),
    ("this is no JSON", "error", None),
    ({"id": "q2", "as": "N1", "say": "show my passbook", "conversation": "b"}, "answered", "show_passbook"),
    ([1, 2], "error", None),
    ({"id": "q3", "as": "N1"}, "error", None),
    ({"id": "q4", "say": "hello"}, "error", None),
    ({"id": "q5", "as": "NOBODY", "say": "hello"}, "error", None),
    ({"id": "q6", "as": "N1", "say": {"text": "hello"}}, "error", None),
    ({"id": "q7", "as": "N1", "say": "hello", "conversation": 7}, "error", None),
    ({"id": 8, "as": "N1", "say": ""}, "clarify", None),
    ({"id": "q9", "as": "N1", "say": "मेरी कमियाँ क्या हैं?", "language": None, "channel": "web"}, "answered", "check_gaps"),
    ({"as": "N1", "say": "show my passbook", "more": {}}, "answered", "show_passbook"),
    ({"id": "q10", "as": "N1", "say": "\0\ud800 hello"}, "answered", "small_talk"),
    (None, "error", None),
    ({"id": "last", "as": "N1", "say": "{0} {held} %s", "conversation": "{}"}, "", None),
]


def test_a_batch_answers_every_line_in_order_whatever_the_others_are(served: Shell, tmp_path: Path) -> None:
    lines = [line if isinstance(line, str) else json.dumps(line) for line, _, _ in BATCH]
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(b"\xef\xbb\xbf" + "\r\n\n".join(lines).encode())
    done = served.run("ask", "--batch", str(source), "--out", str(out))
    assert done.code == 0, done.err
    replies = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert len(replies) == len(BATCH)
    for reply, (line, outcome, tool) in zip(replies, BATCH, strict=True):
        well_formed(reply)
        assert not isinstance(line, dict) or "id" not in line or reply["id"] == str(line["id"])
        if outcome:
            assert (reply["outcome"], reply["tool"]) == (outcome, tool), line
    assert replies[-1]["outcome"] != "error"


def test_half_a_sign_in_a_line_stops_no_batch(served: Shell, tmp_path: Path) -> None:
    given = [{"id": "\ud800", "as": "N1"}, {"id": "b", "as": "\udfff"}, {"id": "c", "as": "N1", "language": "\ud800"},
             {"id": "d", "as": "N1"}]
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("\n".join(json.dumps({**line, "say": "hello"}) for line in given), encoding="utf-8")
    done = served.run("ask", "--batch", str(source), "--out", str(out))
    replies = [json.loads(each) for each in out.read_text(encoding="utf-8").splitlines()]
    assert [reply["id"] for reply in replies][1:] == ["b", "c", "d"]
    assert (done.code, replies[1]["outcome"], replies[3]["outcome"]) == (0, "error", "answered")


def test_files_of_a_batch_that_cannot_be_used_are_told(served: Shell, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text("")
    for source, out in (("nowhere", "out"), ("in.jsonl", "no/such/folder")):
        done = served.run("ask", "--batch", str(tmp_path / source), "--out", str(tmp_path / out))
        assert done.code == 1 and done.err.strip()


def test_a_talk_in_the_terminal_ends_with_its_input(served: Shell) -> None:
    done = served.run("chat", "--as", "N1", typed="What are my gaps?\n1\nexit\n")
    assert (done.code, "Noting and Drafting" in done.out, "Working in Teams" in done.out) == (0, True, True)


# ---- usage, clock, services


def test_wrong_usage_is_2(served: Shell) -> None:
    wrong = [("nonsense",), ("ask", "hello"), ("ask", "--batch", "x"), ("import", ".", "--level", "3")]
    started = [(words, served.start(*words)) for words in wrong]
    for words, process in started:
        done = ended(process)
        assert (done.code, bool(done.err.strip())) == (2, True), words


def test_a_clock_that_is_none_is_2_and_one_that_is_sets_the_day(served: Shell) -> None:
    started = [served.start("ask", "--as", "N1", "--now", "yesterday", "hello"),
               served.start("ask", "--as", "N1", "hello", SAATHI_NOW="2026-13-01")]
    for done, clock in zip(map(ended, started), ("yesterday", "2026-13-01"), strict=True):
        assert (done.code, clock in done.err) == (2, True)
    words = ("ask", "--as", "N1", "--json", "what is my level in public procurement")
    replies = [served.run(*words, "--now", "2025-11-01").json(),
               served.run(*words, SAATHI_NOW="2025-11-02T10:00").json()]
    assert [reply["blocks"][0]["items"][0]["held"] for reply in replies] == [0, 2]


def test_a_database_that_is_not_there_is_3_and_its_password_is_not_shown(served: Shell, tmp_path: Path) -> None:
    commands = [(NOWHERE, "ask", "--as", "N1", "hello"), (NOWHERE, "verify"), ("nonsense", "verify"),
                (NOWHERE, "import", str(small(tmp_path / "bundle")))]
    started = [served.start(*words, DATABASE_URL=address) for address, *words in commands]
    for done in map(ended, started):
        assert (done.code, len(done.err.split()) > 5) == (3, True)
        assert "tellnobody" not in done.out + done.err


def test_a_home_that_cannot_be_one_is_3(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")
    done = Shell(tmp_path / "home", None).run("verify")
    assert (done.code, str(tmp_path / "home") in done.err) == (3, True)


def test_a_port_that_is_taken_is_3(served: Shell) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = served.run("serve", "--port", str(taken.getsockname()[1]))
    assert (done.code, "--port" in done.err) == (3, True)


