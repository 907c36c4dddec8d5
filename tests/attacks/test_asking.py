"""What answers say besides their figures: which rows there are, in which order, which bound they keep, and why not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import product
from random import Random

import pytest

from passbook.insights.disclosure import controlled
from passbook.insights.disclosure.gate import ask_world
from passbook.insights.query import Answer, Query, Scope, Suppressed, Threshold
from passbook.periods import between, month_of
from tests.attacks.world import MONTHS, QUARTER, Official, Tenant, tenant

SMALL = 5
ANALYST, LEADER = Scope(whole=True), Scope(parts=("M",))
METRICS = ("active_learners", "learning_hours", "average_score", "holders", "officials_with_gap", "gap_rate",
           "readiness")


def told(people: Tenant, query: Query, scope: Scope = ANALYST) -> Answer:
    return ask_world(people.world(), query, scope, SMALL)


def small_places(people: Tenant) -> list[str]:
    return [place for place in people.above
            if 0 < sum(place in people.above[each.organisation] for each in people.people) < SMALL]


def about_few(people: Tenant) -> Iterator[Query]:
    """Questions about few people alone: those of a tiny unit, each grouped in every way."""
    for place, metric, by in product(small_places(people), METRICS, (
            (), ("position",), ("organisation",), ("competency",), ("level",), ("month",), ("position", "competency"))):
        if (by == ("level",) and metric != "holders") or (by[-1:] == ("competency",) and metric not in METRICS[3:6]):
            continue
        yield Query((metric,), by, {"organisation": (place,)}, periods=(QUARTER,))


def idle(people: Tenant) -> Tenant:
    """The same people, those of tiny units having done and held nothing."""
    places = small_places(people)
    return replace(people, people=tuple(
        replace(each, days=(), credits=(), score=None)
        if any(place in people.above[each.organisation] for place in places) else each for each in people.people))


@pytest.mark.parametrize("seed", [2, 4, 9, 11])
def test_what_few_people_did_changes_nothing_in_an_answer_about_them(seed: int) -> None:
    """Neither a figure nor a row nor a reason."""
    people = tenant(seed, departments=2)
    queries, others = list(about_few(people)), idle(people)
    assert queries
    for query in queries:
        assert told(people, query) == told(others, query), query
    # a test that can fail: the rows themselves do differ
    assert any(people.compute(query) != others.compute(query) for query in queries)
    assert any({row.keys for row in people.compute(query)} != {row.keys for row in others.compute(query)}
               for query in queries)


@pytest.mark.parametrize("seed", [2, 3])
def test_bounds_order_and_limits_say_nothing_but_what_is_told(seed: int) -> None:
    """What a silent cell really is decides neither whether a row is there nor where."""
    people = tenant(seed, departments=2)
    for by, metric in product((("kind:unit",), ("position",)), ("active_learners", "learning_hours", "gap_rate")):
        plain = told(people, Query((metric,), by, periods=(QUARTER,)))
        assert plain.table is not None
        silent = {row[0] for row in plain.table.rows if isinstance(row[-1], Suppressed)}
        known = {row[0]: row[-1] for row in plain.table.rows if row[0] not in silent}
        for bound, how in product((0, 1, 3, 5, 10, 25, 50), (">", "<=")):
            table = told(people, Query((metric,), by, periods=(QUARTER,),
                                       having=(Threshold(metric, how, bound),))).table  # type: ignore[arg-type]
            assert table is not None
            assert {row[0]: row[-1] for row in table.rows} == {
                key: value for key, value in known.items() if isinstance(value, (int, float)) and (
                    value > bound if how == ">" else value <= bound)}
        for order, second in product(("asc", "desc"), ("headcount", "learning_hours")):
            table = told(people, Query((metric, second), by, periods=(QUARTER,), sort=order)).table  # type: ignore[arg-type]
            assert table is not None
            last = [row[0] for row in table.rows if isinstance(row[1], Suppressed)]
            assert [row[0] for row in table.rows][len(table.rows) - len(last):] == sorted(last, key=str)
            for limit in range(1, len(table.rows)):
                top = told(people, Query((metric, second), by, periods=(QUARTER,), sort=order, limit=limit)).table  # type: ignore[arg-type]
                assert top is not None and top.rows == table.rows[:limit]


def test_a_share_and_a_change_say_what_their_two_figures_say() -> None:
    people = tenant(3, departments=2)
    for month in MONTHS[1:]:
        now, before = (told(people, Query(("active_learners",), ("kind:unit",), periods=(each,))).table
                       for each in (month, MONTHS[MONTHS.index(month) - 1]))
        both = told(people, Query(("active_learners",), ("kind:unit",), periods=(month,), change=True)).table
        assert now is not None and before is not None and both is not None
        old = {row[0]: row[1] for row in before.rows}
        for row in both.rows:
            values = ({each[0]: each[1] for each in now.rows}[row[0]], old[row[0]])
            assert row[2] == (values[0] - values[1] if not any(isinstance(each, Suppressed) for each in values)  # type: ignore[operator]
                              else Suppressed())


@pytest.mark.parametrize("scope", [ANALYST, LEADER, Scope(provider="V")])
@pytest.mark.parametrize("query", [
    Query(("headcount",), ("official",)), Query(("holders",), people="who"),
    Query(("officials_with_gap",), people="who not"), Query(("active_learners",), filters={"official": ("x",)}),
    Query(("active_learners",), without={"official": ("x",)}), Query(("active_learners",), ("kind:unit", "official")),
    Query(("holders",), filters={"organisation": ("M",)}, people="who"),
    Query(("active_learners",), filters={"organisation": ("M",)}, part=("official",))])
def test_nobody_is_named_or_counted_one_by_one(query: Query, scope: Scope) -> None:
    answer = told(tenant(3, departments=2), query, scope)
    assert (answer.silence, answer.table) == ("not_permitted", None)


@pytest.mark.parametrize("query", [
    Query(("active_learners",)), Query(("holders",)), Query(("completions",), ("kind:unit",)),
    Query(("completions",), ("position",)), Query(("completions",), filters={"organisation": ("D0",)}),
    Query(("completions",), filters={"provider": ("W",)}),
    Query(("completions",), having=(Threshold("holders", ">", 1),)),
    Query(("officials_with_gap",), filters={"competency": ("X",), "position": ("P0",)}),
    Query(("officials_with_gap",), ("competency",)), Query(("gap_rate",)), Query(("open_gaps",), ("level",)),
    Query(("required_officials",), ("month",)), Query(("learning_hours",)), Query(("average_score",))])
def test_a_provider_asks_of_own_courses_and_of_demand_alone(query: Query) -> None:
    assert told(tenant(3, departments=2), query, Scope(provider="V")).silence == "not_permitted"


def test_what_is_asked_for_is_told_from_fifty_people_up() -> None:
    people = Tenant(_crowd(52, 0), {"M": ("M",)}, {"M": "ministry"}, {"P0": {"X": 2}})
    query, provider = Query(("required_officials",), filters={"competency": ("X",)}), Scope(provider="V")
    answer = told(people, query, provider)
    assert answer.table is not None and answer.table.rows == ((50,),)
    assert told(replace(people, people=_crowd(49, 0)), query, provider).silence == "suppressed"


def _crowd(people: int, lacking: int) -> tuple[Official, ...]:
    return tuple(Official("M", "P0", "A", "S1", "en", credits=() if number < lacking else ((date(2025, 1, 1), "X", 2),))
                 for number in range(people))


def test_beside_those_whom_one_sees_one_by_one_others_are_not_few() -> None:
    """Who is HR manager of a unit and leader of the whole is told nothing of a whole of which few are strangers."""
    people = tenant(3, departments=2)
    everybody = tuple(replace(each, organisation="D0" if number < 40 else "D1") for number, each in enumerate(
        people.people[:43]))
    people = replace(people, people=everybody, above={"M": ("M",), "D0": ("D0", "M"), "D1": ("D1", "M")},
                     kinds={"M": "ministry", "D0": "department", "D1": "department"})
    query = Query(("active_learners",), filters={"organisation": ("M",)}, periods=(QUARTER,))
    assert told(people, query, LEADER).silence is None
    both = told(people, query, Scope(exact=("D0",), parts=("M",)))
    assert (both.silence, both.why) == ("suppressed", "beside")
    own = told(people, query.but(filters={"organisation": ("D0",)}), Scope(exact=("D0",), parts=("M",)))
    assert own.silence is None and not own.controlled


def test_a_silence_says_why() -> None:
    people = tenant(4, departments=2)
    tiny = small_places(people)[0]
    assert told(people, Query(("headcount",), filters={"organisation": (tiny,)})).why == "few_people"
    assert told(people, Query(("headcount",), ("position", "group"))).why == "two_attributes"
    crowd = Tenant(_crowd(60, 3), {"M": ("M",)}, {"M": "ministry"}, {"P0": {"X": 2}})
    assert told(crowd, Query(("officials_with_gap",), filters={"competency": ("X",)})).why == "few_counted"


def few_between_windows(seed: int) -> list[tuple[date, date]]:
    """Where two windows that begin or end together are told, what was done in the months between them follows: the
    stretches of which few people follow so."""
    chance = Random(seed)
    months = tuple(month_of(2025, number) for number in range(4, 13)) + MONTHS
    often = {month.start: chance.choice((0.01, 0.05, 0.4, 0.6)) for month in months}
    people = tenant(seed, departments=1)
    people = replace(people, people=tuple(replace(each, days=tuple(
        day for day, share in often.items() if chance.random() < share)) for each in people.people))
    world, found = people.world(), []
    windows = [between(first.start, last.end) for at, first in enumerate(months) for last in months[at:]]
    for place in (None, "D0"):
        query = Query(("active_learners",), filters={"organisation": (place,)} if place else {})
        told_ = [(each.start, each.end) for each in windows
                 if ask_world(world, query.but(periods=(each,)), ANALYST, SMALL).silence != "suppressed"]
        between_ = {(one[0], other[0]) for one in told_ for other in told_ if one[1] == other[1] and one[0] < other[0]}
        between_ |= {(one[1], other[1]) for one in told_ for other in told_ if one[0] == other[0] and one[1] < other[1]}
        assert between_
        found += [each for each in between_ if 0 < _active(people, place, *each) < SMALL]
    return found


@pytest.mark.parametrize("seed", [5, 6])
def test_no_two_windows_differ_by_what_few_people_did(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    assert few_between_windows(seed) == []
    monkeypatch.setattr(controlled, "_beside_in_time", lambda *_: set())
    assert few_between_windows(seed)


def _active(people: Tenant, place: str | None, start: date, end: date) -> int:
    return sum(any(start <= day < end for day in each.days) for each in people.people
               if place is None or place in people.above[each.organisation])
