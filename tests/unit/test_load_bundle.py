"""Finding and reading files: forms, line numbers, and what is wrong with a row or a file."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest

from frac.load import bundle
from frac.load.bundle import Fault, Source, Unreadable, find, read, unknown_files
from frac.load.problems import Findings


def rows(path: Path, columns: str = "id name", needed: str = "id") -> tuple[list[Any], Findings]:
    findings = Findings()
    form: Any = "jsonl" if ".jsonl" in path.name else "csv"
    with read(Source(path, form), columns.split(), needed.split(), findings) as reading:
        return [(line, cells) for line, cells, _ in reading.rows], findings


def csv(folder: Path, content: bytes, name: str = "t.csv") -> Path:
    path = folder / name
    path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    return path


@pytest.mark.parametrize("name", ["t.csv", "t.csv.gz"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_rows_carry_the_line_on_which_they_start(tmp_path: Path, name: str, mark: bytes, end: bytes) -> None:
    content = mark + end.join([b"name,id", b'"two', b'lines",1', b"", b"b,2", b""])
    found, findings = rows(csv(tmp_path, content, name))
    text = (b"two" + end + b"lines").decode()
    assert found == [(2, ["1", text]), (5, ["2", "b"])]
    assert not findings.problems and not findings.notices


def test_unknown_columns_are_named_once(tmp_path: Path) -> None:
    found, findings = rows(csv(tmp_path, b"id,shoe,ID \n1,40\n"), needed="id")
    assert [(p.line, p.column) for p in findings.problems] == [(1, "id")]
    assert [n.column for n in findings.notices] == ["shoe"]
    assert len(found) == 1
    _, findings = rows(csv(tmp_path, b'{"id":1,"x":2}\n{"id":2,"x":3}\n', "t.jsonl"))
    assert [(n.column, n.count) for n in findings.notices] == [("x", 2)]


@pytest.mark.parametrize("content", [b"", b"\n\n", b"a;b\n", b"\xff\xfei\0d\0\n\0", b"name\nx\n"])
def test_a_header_without_a_needed_column_is_fatal(tmp_path: Path, content: bytes) -> None:
    _, findings = rows(csv(tmp_path, content))
    assert findings.fatal == 1 and findings.problems[0].column == "id" and findings.problems[0].line == 1


@pytest.mark.parametrize(("row", "column", "word"), [
    (b"1", None, "1 cells"), (b"1,a,b", None, "3 cells"), (b"1,\xffb", "name", "UTF-8"), (b"1,a\0b", "name", "NUL"),
    (b'1,"a"b', None, "no CSV row"), (b'1,"open', None, "no CSV row"),
])
def test_a_row_that_cannot_be_read_is_a_fault_in_its_place(tmp_path: Path, row: bytes, column: str | None,
                                                           word: str) -> None:
    found, _ = rows(csv(tmp_path, b"id,name\n0,z\n" + row + b"\n"))
    assert found[0] == (2, ["0", "z"])
    line, fault = found[1]
    assert line == 3 and isinstance(fault, Fault) and fault.column == column and word in fault.what and fault.mend


def test_reading_goes_on_after_a_fault(tmp_path: Path) -> None:
    found, _ = rows(csv(tmp_path, b'id,name\n1,"a"b\n2,c\n'))
    assert found[1] == (3, ["2", "c"])


def test_empty_rows_and_trailing_cells_are_harmless(tmp_path: Path) -> None:
    found, findings = rows(csv(tmp_path, b"id,name\n1,a,,\n,\n2,b\n"))
    assert [line for line, _ in found] == [2, 4]
    assert len(findings.notices) == 2 and not findings.problems


@pytest.mark.parametrize("line", [
    b"[1]", b"1", b"{", b'{"id": NaN}', b'{"id": "\\u0000"}', b'{"id": "\\ud800"}', b'{"id": "\xff"}', b"[" * 100_000,
    b'{"id": ' + b"9" * 5000 + b"}"])
def test_json_that_is_no_row(tmp_path: Path, line: bytes) -> None:
    found, _ = rows(csv(tmp_path, b'{"id": "a"}\n\n' + line + b'\n{"id": "b", "name": null}\n', "t.jsonl"))
    assert found[0] == (1, ["a", None]) and found[2] == (4, ["b", None])
    assert found[1][0] == 3 and isinstance(found[1][1], Fault)


def test_a_broken_gz_is_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "t.csv.gz"
    whole = gzip.compress(b"id,name\n" + b"".join(b"%d,%d\n" % (n, n * n) for n in range(50_000)))
    for content in (whole[:-9], whole[: len(whole) // 2], b"id,name\n1,a\n", whole[:5000] + b"\0\0\0" + whole[5003:]):
        path.write_bytes(content)
        with pytest.raises(Unreadable) as caught:
            rows(path)
        assert caught.value.mend


def test_a_line_without_an_end_does_not_fill_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle, "LONGEST", 1000)
    with pytest.raises(Unreadable):
        rows(csv(tmp_path, b"id,name\n" + b"x" * 2000))


def test_finding_files(tmp_path: Path) -> None:
    findings = Findings()
    assert find(tmp_path, "events", "csv", True, findings) is None
    for name in ("events.csv.gz", "event.csv", "notes.txt"):
        (tmp_path / name).write_bytes(b"")
    assert find(tmp_path, "events", "csv", True, findings) == Source(tmp_path / "events.csv.gz", "csv")
    unknown_files(tmp_path, {"events.csv.gz"}, findings)
    assert [n.file for n in findings.notices] == ["event.csv"] and not findings.fatal
    (tmp_path / "events.parquet").write_bytes(b"")
    find(tmp_path, "events", "csv", True, findings)
    assert findings.fatal == 1


def test_a_directory_in_place_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "t.csv").mkdir()
    with pytest.raises(Unreadable):
        rows(tmp_path / "t.csv")
