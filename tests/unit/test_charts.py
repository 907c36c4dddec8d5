"""Charts: the kind that fits a table, what is drawn of it, and pictures that hold every label and fetch nothing."""

from __future__ import annotations

import json
from xml.etree import ElementTree as Tree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.charts.letters import apart
from bot.charts.picture import drawn_here, picture
from bot.charts.shape import MOST_BARS, Shape, shape
from bot.charts.spec import spec
from passbook.insights.query import SUPPRESSED, Column, Table, Value

RATE = Column("readiness", "metric", "%")
PLACE, MONTH = Column("kind:department", "dimension"), Column("month", "dimension")
PERIOD = Column("period", "dimension")


def say(value: Value, unit: str | None) -> str:
    return f"{value} {unit or ''}".strip()


def shaped(columns: tuple[Column, ...], *rows: tuple[Value, ...]) -> Shape | None:
    return shape(Table(columns, rows), lambda _dimension, identity: identity, say)


def test_what_goes_through_time_is_a_line_and_what_is_compared_is_bars() -> None:
    line = shaped((PLACE, MONTH, RATE), ("D1", "2026-01", 40.0), ("D1", "2026-02", 50.0), ("D2", "2026-01", 20.0))
    assert line is not None and (line.kind, line.along, line.sides) == ("line", ("2026-01", "2026-02"), ("D1", "D2"))
    bars = shaped((PLACE, RATE), ("D1", 40.0), ("D2", 50.0))
    assert bars is not None and (bars.kind, bars.along, bars.sides) == ("bars", ("D1", "D2"), ("",))
    grouped = shaped((PLACE, PERIOD, RATE), ("D1", "2025-26", 40.0), ("D1", "2026-27", 50.0))
    assert grouped is not None and (grouped.along, grouped.sides) == (("D1",), ("2025-26", "2026-27"))


def test_many_values_of_two_dimensions_are_a_grid() -> None:
    rows = [(f"D{at}", f"P{other}", float(at * other)) for at in range(6) for other in range(7)]
    grid = shaped((PLACE, Column("position", "dimension"), RATE), *rows)
    assert grid is not None and grid.kind == "grid" and len(grid.points) == 42


def test_one_figure_and_lists_of_people_make_no_chart() -> None:
    assert shaped((RATE,), (40.0,)) is None
    assert shaped((PLACE, RATE), ("D1", 40.0)) is None
    people = (Column("official", "dimension"), Column("position", "dimension"), RATE)
    assert shaped(people, ("O1", "P1", 40.0), ("O2", "P1", 50.0)) is None


def test_silent_cells_are_never_drawn() -> None:
    bars = shaped((PLACE, RATE), ("D1", 40.0), ("D2", SUPPRESSED), ("D3", None), ("D4", 0.0))
    assert bars is not None and bars.along == ("D1", "D4") and bars.hidden == 1
    assert shaped((PLACE, RATE), ("D1", 40.0), ("D2", SUPPRESSED)) is None


def test_too_many_bars_are_left_out_and_counted() -> None:
    bars = shaped((PLACE, RATE), *((f"D{at}", float(at)) for at in range(60)))
    assert bars is not None and len(bars.points) == MOST_BARS and bars.left_out == 60 - MOST_BARS


LABELS = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"]), min_size=1, max_size=200)


@settings(deadline=None)  # the first call loads Altair
@given(st.lists(LABELS, min_size=2, max_size=6, unique=True), LABELS)
def test_a_label_is_data_whatever_is_written_in_it(labels: list[str], title: str) -> None:
    made = shaped((PLACE, RATE), *((label, float(at)) for at, label in enumerate(labels)))
    assert made is not None
    described = json.dumps(spec(made, title, "Department", "%"), ensure_ascii=False)
    rows = [row for data in json.loads(described)["datasets"].values() for row in data]
    assert {row["x"] for row in rows if "x" in row} == set(labels)
    assert '"url"' not in described.replace(json.dumps(labels, ensure_ascii=False), "")


NASTY = "<script>alert(1)</script> {{7*7}} \"Q\" & datum['x'] https://x.test/y.png"


@pytest.mark.parametrize("columns", [(PLACE, RATE), (MONTH, RATE)])
def test_a_picture_holds_its_labels_and_is_whole(columns: tuple[Column, ...]) -> None:
    made = shaped(columns, (NASTY, 40.0), ("कार्मिक एवं प्रशिक्षण विभाग", 55.5), ("Posts", 0.0))
    assert made is not None
    described = spec(made, "Readiness", "Department", "%")
    svg = drawn_here(described, "svg").decode()
    assert "<script" not in svg.lower() and "href" not in svg
    bare, letters, width, height = apart(svg)
    said = " ".join(each.text for each in letters)
    assert "कार्मिक" in said and "Posts" in said and width <= 460 and height > 100
    assert not list(Tree.fromstring(bare).iter("{http://www.w3.org/2000/svg}text"))
    assert all(-5 <= each.x <= width + 5 and -5 <= each.y <= height + 5 for each in letters)


def test_a_picture_of_dots_is_made_in_a_process_of_its_own() -> None:
    made = shaped((PLACE, RATE), ("राजस्व विभाग", 40.0), ("Posts", 50.0))
    assert made is not None
    assert picture(spec(made, "तैयारी", "विभाग", "%"), "png").startswith(b"\x89PNG\r\n\x1a\n")
    with pytest.raises(ChildProcessError):
        picture({"mark": "no such thing", "data": {"url": "https://example.test/x.csv"}}, "svg")
