"""Demand under differential privacy: what noise costs and how wide it is, what a release is made of, what is told of
it, and which releases are due."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from statistics import fmean

import pytest

from passbook.insights.demand import budget
from passbook.insights.demand.answer import before, change_error, demand, latest, least, series
from passbook.insights.demand.count import Cell, Counts
from passbook.insights.demand.keeping import due, told
from passbook.insights.demand.release import Release, gaussian, make

NOW = datetime(2026, 8, 20, 23, 59, 59, tzinfo=UTC)
QUARTERS = ("2025-26-Q2", "2025-26-Q3", "2025-26-Q4", "2026-27-Q1")


def plain(counts: Sequence[int], _scale: float, _reach: float) -> list[int]:
    """No noise."""
    return list(counts)


def release(cells: Mapping[Cell, tuple[int, int]], quarter: str = "2026-27-Q2", as_of: datetime = NOW,
            scale: float = 3.0, by: str = "competency", charged_to: str = "2026-27") -> Release:
    """A release of one table."""
    return Release(quarter, as_of, 0.8, {by: scale}, {by: cells}, charged_to)


def counts(asked: Mapping[Cell, int], lacking: Mapping[Cell, int], most: int = 4) -> Counts:
    """Counts that are the same in every table."""
    return Counts(dict.fromkeys(budget.SHARES, asked), dict.fromkeys(budget.SHARES, lacking), most)


# ---- noise and its cost


@pytest.mark.parametrize("rho", [0.1, 0.8, budget.YEAR])
@pytest.mark.parametrize("delta", [1e-6, 1e-9])
def test_epsilon_is_that_of_opendp_and_never_less(rho: float, delta: float) -> None:
    import opendp.prelude as dp

    dp.enable_features("contrib")
    measured = dp.c.make_zCDP_to_approxDP(dp.m.make_gaussian(
        dp.vector_domain(dp.atom_domain(T=int)), dp.l2_distance(T=float), budget.scale(rho, 7)))
    least_there_is = measured.map(math.sqrt(7)).epsilon(delta)
    assert least_there_is - 1e-6 <= budget.epsilon(rho, delta) <= 1.01 * least_there_is


@pytest.mark.parametrize(("rho", "most"), [(0.35, 7), (0.1, 1), (2.0, 12)])
def test_a_scale_costs_what_it_was_chosen_for(rho: float, most: int) -> None:
    assert most / (2 * budget.scale(rho, most) ** 2) == pytest.approx(rho)


@pytest.mark.parametrize("scale", [0.5, 1.7, 3.16, 6.0])
def test_the_error_is_the_least_that_holds_in_95_of_100_draws(scale: float) -> None:
    weights = {n: math.exp(-n * n / (2 * scale * scale)) for n in range(-200, 201)}
    width, whole = budget.error(scale), sum(weights.values())
    within = sum(weight for n, weight in weights.items() if abs(n) <= width) / whole
    nearer = sum(weight for n, weight in weights.items() if abs(n) < width) / whole
    assert within >= 0.95 > nearer


def test_a_tenant_of_seven_competencies_a_post_is_told_within_eight() -> None:
    assert budget.error(budget.scale(budget.SHARES["competency"], 7)) <= 8


def test_opendp_adds_noise_of_the_scale() -> None:
    drawn = gaussian([100] * 4000, 3.0, math.sqrt(7))
    # six standard errors: by chance once in a billion runs
    assert abs(fmean(drawn) - 100) < 6 * 3.0 / math.sqrt(4000)
    assert abs(fmean((each - 100) ** 2 for each in drawn) - 9.0) < 6 * 9.0 * math.sqrt(2 / 4000)


# ---- a release


def test_a_release_adds_noise_to_every_cell_once_and_keeps_to_what_is_possible() -> None:
    drawn: list[tuple[float, float]] = []

    def draw(given: Sequence[int], scale: float, reach: float) -> list[int]:
        drawn.append((scale, reach))
        return [-5, 999, given[2] + 2]

    made = make(counts({("A", ""): 80, ("B", ""): 60, ("C", ""): 70}, {("C", ""): 50}), "2026-27-Q2", NOW, draw)
    assert made.cells["competency"] == {("A", ""): (80, 0), ("B", ""): (60, 60), ("C", ""): (70, 52)}
    assert drawn == [(budget.scale(rho, 4), 2.0) for rho in budget.SHARES.values()]
    assert made.rho == pytest.approx(budget.RELEASE) and made.whole


def test_a_release_of_the_past_has_the_competencies_alone() -> None:
    made = make(counts({("A", ""): 80}, {}), "2026-27-Q1", NOW, plain, budget.PAST_SHARES)
    assert set(made.cells) == set(made.scales) == {"competency"}
    assert made.rho == pytest.approx(budget.PAST) and not made.whole


def test_a_tenant_without_anybody_is_released_as_nothing() -> None:
    assert make(counts({}, {}, most=0), "2026-27-Q2", NOW).cells == {name: {} for name in budget.SHARES}


# ---- what is told


@pytest.mark.parametrize(("asked", "count", "is_told"), [(50, 50, True), (50, 49, False), (49, 49, False),
                                                         (400, 0, False), (400, 51, True)])
def test_a_cell_is_told_from_fifty_people_up(asked: int, count: int, is_told: bool) -> None:
    found = demand(release({("A", ""): (asked, count)}), "competency", lambda _: True, 10)
    assert (len(found.rows), found.silent) == ((1, 0) if is_told else (0, 1))


def test_a_larger_smallest_cell_of_the_tenant_holds() -> None:
    assert (least(10), least(80)) == (50, 80)
    assert demand(release({("A", ""): (100, 79)}), "competency", lambda _: True, 80).silent == 1


def test_rows_come_most_first_with_their_error_and_who_is_asked_to_the_nearest_five() -> None:
    made = release({("A", ""): (123, 61), ("B", ""): (401, 290), ("C", ""): (300, 200)})
    found = demand(made, "competency", lambda cell: cell[0] != "C", 10)
    assert [(row.competency, row.asked, row.count, row.error) for row in found.rows] == [
        ("B", 400, 290, budget.error(3.0)), ("A", 125, 61, budget.error(3.0))]


def test_a_change_is_told_where_both_counts_are_and_its_error_is_wider() -> None:
    then, now = release({("A", ""): (90, 80), ("B", ""): (90, 40)}, "2026-27-Q1", scale=4.0), release(
        {("A", ""): (90, 70), ("B", ""): (90, 60)})
    found = demand(now, "competency", lambda _: True, 10, then)
    assert {row.competency: row.change for row in found.rows} == {"A": -10, "B": None}
    assert change_error(now, then, "competency") == budget.error(5.0)


def test_each_table_is_told_of_the_latest_release_that_has_it() -> None:
    now, then = release({}), release({("A", "1"): (90, 70)}, "2026-27-Q1", by="level")
    assert (latest([now, then], "level"), before([now, then], "level")) == (then, None)
    assert (latest([now, then], "competency"), latest([now, then], "state")) == (now, None)


def test_a_series_is_silent_where_a_release_had_too_few() -> None:
    found = series([release({("A", ""): (90, 70)}), release({("A", ""): (90, 30)}, "2026-27-Q1", scale=6.0)],
                   "competency", ("A", ""), 10)
    assert [(each.quarter, each.count, each.error) for each in found] == [
        ("2026-27-Q1", None, budget.error(6.0)), ("2026-27-Q2", 70, budget.error(3.0))]


# ---- which releases are due


def test_first_the_running_quarter_is_due_and_four_before_it() -> None:
    wanted = due([], NOW, "04-01")
    assert [each.quarter for each in wanted] == ["2026-27-Q2", *reversed(QUARTERS)]
    assert wanted[0].as_of == NOW and wanted[1].as_of == datetime(2026, 6, 30, 23, 59, 59, 999999, tzinfo=UTC)
    assert {each.year for each in wanted} == {"2026-27"}
    assert sum(each.cost for each in wanted) == pytest.approx(budget.RELEASE + 4 * budget.PAST)


def made_of(wanted: Sequence[object]) -> list[Release]:
    """Releases as they would be kept."""
    return [Release(each.quarter, each.as_of, each.cost, dict.fromkeys(each.shares, 3.0), {}, each.year)  # type: ignore[attr-defined]
            for each in wanted]


def test_nothing_is_due_again_within_the_quarter_and_one_in_the_next() -> None:
    known = made_of(due([], NOW, "04-01"))
    assert due(known, NOW + timedelta(days=30), "04-01") == []
    later = due(known, datetime(2026, 10, 1, tzinfo=UTC), "04-01")
    assert [(each.quarter, each.shares) for each in later] == [("2026-27-Q3", budget.SHARES)]


def test_what_is_left_undone_of_the_past_is_done_later() -> None:
    known = made_of(due([], NOW, "04-01")[:3])
    assert [each.quarter for each in due(known, NOW, "04-01")] == ["2025-26-Q3", "2025-26-Q2"]


def test_without_budget_nothing_is_due() -> None:
    spent = [Release("1999-00-Q1", NOW - timedelta(days=9999), budget.YEAR, {"competency": 1.0}, {}, "2026-27")]
    assert due(spent, NOW, "04-01") == []


def test_a_clock_that_was_set_back_tells_no_later_release() -> None:
    now, then = release({}), release({}, "2026-27-Q1", NOW - timedelta(days=60))
    assert told([then, now], NOW) == [now, then]
    assert told([then, now], NOW - timedelta(days=1)) == [then]
