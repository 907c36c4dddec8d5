"""The budget of demand: whatever is asked when, by however many workers, no year pays more than its budget, no quarter
is released twice, and what was told stays as it was told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from passbook.insights.demand import budget
from passbook.insights.demand.count import Counts
from passbook.insights.demand.keeping import Due, due, told
from passbook.insights.demand.release import Release, make
from passbook.periods import year_of

START = datetime(2025, 5, 20, 12, tzinfo=UTC)
SHARES = st.floats(0.001, 2.0)


@given(st.lists(SHARES, max_size=40), st.floats(0.1, 10.0))
def test_what_the_budget_allows_never_exceeds_it(costs: list[float], year: float) -> None:
    paid: list[float] = []
    for cost in costs:
        if budget.allows(paid, cost, year):
            paid.append(cost)
    assert sum(paid) <= year + len(paid) * budget.SLACK
    assert budget.left(paid, year) >= 0


@given(st.floats(0.01, 50.0), st.floats(0.01, 50.0))
def test_more_cost_is_more_epsilon(rho: float, more: float) -> None:
    assert budget.epsilon(rho + more) >= budget.epsilon(rho)


@given(st.integers(1, 40), SHARES)
def test_more_noise_is_a_wider_error(most: int, rho: float) -> None:
    assert budget.error(budget.scale(rho, most)) <= budget.error(budget.scale(rho, most + 1))


class Kept:
    """What a store keeps, with the store's own rule under its lock."""

    def __init__(self) -> None:
        self.releases: list[Release] = []

    def release(self, wanted: Due, draws: Random) -> None:
        """As `store.release_once` does."""
        if any(each.quarter == wanted.quarter for each in self.releases):
            return
        if not budget.allows([each.rho for each in self.releases if each.charged_to == wanted.year], wanted.cost):
            return
        counted = Counts({name: {("A", "1"): 90} for name in budget.SHARES}, {name: {} for name in budget.SHARES}, 3)
        made = make(counted, wanted.quarter, wanted.as_of,
                    lambda counts, scale, _: [round(draws.gauss(each, scale)) for each in counts], wanted.shares)
        self.releases.append(Release(made.quarter, made.as_of, made.rho, made.scales, made.cells, wanted.year))


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 900), st.integers(1, 3), st.booleans()), min_size=1, max_size=30),
       st.sampled_from(["04-01", "01-01", "07-15"]), st.integers(0, 9))
def test_no_order_of_asks_and_workers_exceeds_a_year(asks: list[tuple[int, int, bool]], year_starts: str, seed: int
                                                      ) -> None:
    """`asks`: on which day (a clock may go back), how many workers ask at once, and whether they stop after the first
    release."""
    kept, draws = Kept(), Random(seed)
    for day, workers, stops in asks:
        now = START + timedelta(days=day)
        seen = list(kept.releases)  # what all of them read before any of them makes one
        before = list(kept.releases)
        for _ in range(workers):
            for wanted in due(seen, now, year_starts)[:1 if stops else None]:
                kept.release(wanted, draws)
        assert kept.releases[:len(before)] == before
        assert all(each.as_of <= now for each in told(kept.releases, now))
        assert due(kept.releases, now, year_starts) == [] or stops, now
    by_year: dict[str, float] = {}
    for each in kept.releases:
        by_year[each.charged_to] = by_year.get(each.charged_to, 0.0) + each.rho
    assert all(spent <= budget.YEAR + 1e-6 for spent in by_year.values())
    assert len({each.quarter for each in kept.releases}) == len(kept.releases)


@given(st.integers(0, 900))
def test_a_year_that_is_asked_about_each_quarter_is_told_each_quarter(day: int) -> None:
    kept, draws, now = Kept(), Random(1), START + timedelta(days=day)
    for _ in range(8):
        for wanted in due(kept.releases, now, "04-01"):
            kept.release(wanted, draws)
        assert kept.releases and told(kept.releases, now)[0].as_of == now
        assert {each.charged_to for each in kept.releases if each.as_of == now} == {year_of(now.date(), "04-01").id}
        now += timedelta(days=92)
