"""What every loader owes: the same outcome twice and in any order, and plain words about what it cannot read."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from bot.conversion.loaders import LOADERS
from tests.sources import ONE, Desk

IGOT = Path(__file__).parents[3] / "shared" / "data" / "igot"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """An empty folder of sources."""
    return Desk(tmp_path)


def test_every_loader_has_a_source_here() -> None:
    assert set(ONE) == set(LOADERS)


@pytest.mark.parametrize("loader", LOADERS)
def test_it_is_told_by_its_look_and_by_no_other(desk: Desk, loader: str) -> None:
    report = desk.convert(*desk.write(ONE[loader]))
    assert report.ok and set(report.read.values()) == {loader}


@pytest.mark.parametrize("loader", LOADERS)
def test_twice_is_once(desk: Desk, loader: str) -> None:
    paths = desk.write(ONE[loader])
    desk.convert(*paths)
    before = desk.bytes()
    again = desk.convert(*paths)
    assert again.ok and again.written == [] and desk.bytes() == before
    assert all(taken.new == taken.changed == 0 for taken in again.taken.values())


def test_the_order_in_which_files_are_named_is_no_matter(tmp_path: Path) -> None:
    outcomes = []
    for number, turned in enumerate((False, True)):
        (tmp_path / str(number)).mkdir()
        desk = Desk(tmp_path / str(number))
        paths = [path for files in ONE.values() for path in desk.write(files)]
        assert desk.convert(*(reversed(paths) if turned else paths)).ok
        outcomes.append(desk.bytes())
    assert outcomes[0] == outcomes[1] and len(outcomes[0]) > 5


@pytest.mark.parametrize("loader", LOADERS)
def test_packed_and_marked_files_are_read_as_well(tmp_path: Path, loader: str) -> None:
    outcomes = []
    for number, packed in enumerate((False, True)):
        (tmp_path / str(number)).mkdir()
        desk = Desk(tmp_path / str(number))
        desk.write({f"{name}.gz" if packed else name: gzip.compress(b"\xef\xbb\xbf" + text.encode()) if packed else text
                    for name, text in ONE[loader].items()})
        assert desk.convert().ok
        outcomes.append(desk.bytes())
    assert outcomes[0] == outcomes[1]


@pytest.mark.parametrize("loader", LOADERS)
@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xff\xfe\x00", b"a,b\n\xe9,1\n", b"{", b"[1, 2]", b"a,b\n1,2\n",
                                     b'{"a": 1}', b"null", b'{"a": NaN}', b"[" * 100_000, b'a,"b\n', b"\0"])
def test_a_file_it_cannot_read_is_named_with_how_to_mend_it(desk: Desk, loader: str, content: bytes) -> None:
    name = Path(next(iter(ONE[loader]))).suffix
    [path] = desk.write({f"wrong{name}": content})
    report = desk.convert(path, only=loader)
    assert not report.ok and len(report.problems) == 1
    said = report.problems[0]
    assert said.startswith(f"wrong{name}") and len(said.split(". ")) >= 2, said
    assert not desk.bundle.exists()


@pytest.mark.parametrize("loader", LOADERS)
def test_another_shape_is_refused_with_the_shape_that_was_meant(desk: Desk, loader: str) -> None:
    other = next(name for name in LOADERS if name != loader and Path(next(iter(ONE[name]))).suffix
                 in ((".csv",) if loader in ("odcs", "warehouse") else (".json", ".jsonl")))
    report = desk.convert(*desk.write(ONE[other]), only=loader)
    assert not report.ok and LOADERS[loader].shape in report.problems[0]


def test_one_bad_file_and_nothing_is_written(desk: Desk) -> None:
    paths = [*desk.write(ONE["odcs"]), *desk.put(bad__csv=b"\xff,\n")]
    report = desk.convert(*paths)
    assert not report.ok and "UTF-8" in report.problems[0] and not desk.bundle.exists()


def test_files_of_a_folder_that_are_something_else_are_passed_over_and_named(desk: Desk) -> None:
    desk.write({**ONE["odcs"], "other.csv": "x,y\n1,2\n", "empty.json": "", "picture.png": b"\x89"})
    report = desk.convert()
    assert report.ok and any("no shape" in note for note in report.notes)


def test_the_platforms_own_files(desk: Desk) -> None:
    if not IGOT.is_dir():
        pytest.skip("the platform's public files are not beside this checkout")
    nodes, positions = IGOT / "master-competencies.json", IGOT / "positionMasterList.json"
    report = desk.convert(nodes, positions, IGOT / "sunbird_assess_events.jsonl")
    assert report.ok and not desk.rows("events.csv")
    assert len(desk.rows("competencies.csv")) == len(json.loads(nodes.read_text(encoding="utf-8")))
    assert len(desk.rows("positions.csv")) == len(json.loads(positions.read_text(encoding="utf-8"))["positions"])
    assert {row["type"] for row in desk.rows("competencies.csv")} == {"behavioural", "functional", "domain"}
    assert sum(found.count for found in report.left_out.values()) > 0, "attempts of people who are not in the bundle"
    assert desk.convert(IGOT / "organization.json").ok is False
