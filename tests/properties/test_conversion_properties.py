"""Any table of designations becomes a bundle that can be imported, and the same one each time."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import psycopg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.conversion import names
from bot.importing import import_bundle
from tests.sources import Desk, as_csv
from tests.turns.tenant import NOW

WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=25)
AREAS = st.sampled_from(["Behavioural", "functional ", "Domain - Core", "व्यवहारिक"])
ROWS = st.lists(st.fixed_dictionaries({"Designation": WORDS, "Competency Area": AREAS, "Competency Theme": WORDS,
                                       "Competency SubTheme": WORDS}), min_size=1, max_size=8)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS)
def test_any_table_of_designations_can_be_imported(conn: psycopg.Connection[Any], rows: list[dict[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        told = {"level": 2, "tenant": "T", "as_of": "2026-03-31", "organisation": "Office", "kind": "unit"}
        paths = desk.put(odcs__csv=as_csv(rows))
        report = desk.convert(*paths, **told)
        assert report.ok, report.problems
        written = desk.bytes()
        assert desk.convert(*paths, **told).written == [] and desk.bytes() == written
        if desk.rows("requirements.csv"):
            assert not report.lacks, report.lacks
            with conn.transaction(force_rollback=True):
                found = import_bundle(conn, desk.bundle, now=NOW)
            assert found.ok, found.problems


@given(st.text(), st.text())
def test_a_made_id_is_an_id_and_tells_names_apart(one: str, other: str) -> None:
    ids = names.made_id(one), names.made_id(other)
    assert all(each and each == each.strip() and len(each) < 80 for each in ids)
    assert (ids[0] == ids[1]) == (names.key(one) == names.key(other))


@given(st.text())
def test_a_name_read_again_is_the_same_name(text: str) -> None:
    once = names.name(text)
    assert names.name(once) == once and not once.startswith(("=", "+", "@", "-", "'"))
    assert all(names.parts(part) == [part] or not part for part in names.parts(text))
