"""How coarse figures are told, and which are not."""

from __future__ import annotations

from datetime import date

import pytest

from passbook.insights.disclosure.cells import coarse, hidden, kind_of, told
from passbook.insights.disclosure.published import change, share, shares
from passbook.insights.disclosure.windows import canonical, divided
from passbook.insights.query import SUPPRESSED
from passbook.periods import between, from_id

TODAY = date(2026, 8, 20)


@pytest.mark.parametrize(("value", "shown"), [(0, 0), (1, 5), (7, 5), (7.4, 5), (7.5, 10), (12, 10), (13, 15),
                                              (1234, 1235)])
def test_counts_are_told_to_the_nearest_five_and_something_is_never_nothing(value: float, shown: int) -> None:
    assert coarse(value) == shown


@pytest.mark.parametrize(("kind", "unit", "value", "counted", "base", "shown"), [
    ("count", "officials", 0, 0, 40, 0), ("count", "officials", 9, 9, 40, SUPPRESSED),
    ("count", "officials", 12, 12, 40, 10), ("count", "officials", 0, 0, 4, SUPPRESSED),
    ("count", "completions", 60, 4, 40, SUPPRESSED), ("count", "hours", 151.2, 30, 40, 150),
    ("rate", "%", 41.6, 33, 80, 42.0), ("rate", "%", 50.0, 4, 9, SUPPRESSED), ("rate", "%", None, 0, 0, None),
    # Among few people a rate is a count.
    ("rate", "%", 10.0, 4, 40, SUPPRESSED), ("rate", "%", 90.0, 36, 40, SUPPRESSED), ("rate", "%", 0.0, 0, 40, 0.0),
    ("rate", "%", 100.0, 40, 40, SUPPRESSED), ("rate", "%", 100.0, 400, 400, 100.0),
    ("rate", "%", 1.0, 4, 400, 1.0), ("rate", "%", 37.3, 4, 40, 37.0),
    ("mean", "stars", 4.26, 30, 30, 4.3), ("mean", "stars", 4.26, 9, 9, SUPPRESSED),
    ("mean", "points", 71.6, 30, 30, 72.0),
    ("per_head", "hours", 1.26, 30, 40, 1.3), ("per_head", "hours", 1.26, 3, 40, SUPPRESSED),
    ("free", "courses", 3, 0, None, 3)])
def test_cells(kind: str, unit: str, value: float | None, counted: int, base: int | None, shown: object) -> None:
    assert told(kind, unit, value, counted, base, 10) == shown  # type: ignore[arg-type]


def test_what_is_no_rate_is_counted() -> None:
    assert [kind_of(*each) for each in (("gap_rate", "%"), ("average_gap", "levels"), ("hours_per_official", "hours"),
                                        ("learning_hours", "hours"), ("supply", "courses"), ("whatever", "things"))] \
        == ["rate", "mean", "per_head", "count", "free", "count"]


def test_silent_parts_never_rest_on_few_people_together() -> None:
    assert hidden({"a": (50, True), "b": (12, True), "c": (3, True)}, 10) == {"b", "c"}
    assert hidden({"a": (50, True), "b": (6, True), "c": (7, True)}, 10) == {"b", "c"}
    assert hidden({"a": (50, True), "b": (0, True)}, 10) == set()
    assert hidden({"a": (3, True), "b": (0, True)}, 10) == {"a"}
    assert hidden({"a": (50, True), "b": (20, False)}, 10) == {"b"}
    assert hidden({"a": (50, True), "b": (6, True), "c": (7, True)}, 10, same_people=True) == {"a", "b", "c"}


def test_shares_and_changes_are_of_told_figures() -> None:
    assert share(10, 40) == 25 and share(SUPPRESSED, 40) == share(10, SUPPRESSED) == SUPPRESSED
    assert share(10, 0) is None and share(None, 5) is None
    assert change(40, 35) == 5 and change(SUPPRESSED, 1) == SUPPRESSED and change(None, 1) is None
    assert shares([(("a",), (10,)), (("b",), (SUPPRESSED,))], {(): (30,)}, [], True) == [(("a",), (33.0,)),
                                                                                      (("b",), (SUPPRESSED,))]


@pytest.mark.parametrize(("asked", "window"), [
    ("2026-06", "2026-06"), ("2026-27-Q1", "2026-27-Q1"), ("2025-26", "2025-26"), ("2025", "2025"),
    ("2026-08", "2026-08"), ("2026-06-05..2026-06-20", "2026-06"), ("2026-05-05..2026-07-01", "2026-05-01..2026-07-01"),
    ("2026-05-23..2026-08-21", "2026-05-01..2026-09-01"), ("2026-08-14..2026-08-21", "2026-08"),
    ("2026-04-02..2026-06-30", "2026-27-Q1")])
def test_windows_are_whole_months(asked: str, window: str) -> None:
    period = from_id(asked, "04-01")
    assert period is not None
    assert canonical(period, "04-01", TODAY).id == window


def test_a_window_is_its_own_and_holds_what_was_asked() -> None:
    period = between(date(2025, 1, 17), date(2025, 11, 3))
    found = canonical(period, "04-01", TODAY)
    assert canonical(found, "04-01", TODAY) == found and found.start <= period.start and period.end <= found.end


@pytest.mark.parametrize(("asked", "parts"), [
    ("2026-05", [("2023-24", 4), ("2026-27-Q1", 2), ("2026-04", 3)]),
    ("2025-26-Q4", [("2023-24", 4), ("2025-26-Q1", 4)]),
    ("2025-26", [("2023-24", 4)]), ("2023-07-01..2026-09-01", []), ("2026-07-01..2026-09-01", [
        ("2023-24", 4), ("2026-27-Q1", 2)]),
    ("2025-05-01..2026-09-01", [("2023-24", 4), ("2025-26-Q1", 4), ("2025-04", 3)])])
def test_the_larger_windows_that_a_window_cuts(asked: str, parts: list[tuple[str, int]]) -> None:
    period = from_id(asked, "04-01")
    assert period is not None
    assert [(each[0].id, len(each)) for each in divided(period, "04-01", date(2023, 7, 14), TODAY)] == parts
