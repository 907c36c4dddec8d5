"""Figures asked for day after day, while a few people learn each day: none moves by what few people did."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passbook.insights.disclosure.gate import ask_world
from passbook.insights.disclosure.releases import Change, Ledger, latest
from passbook.insights.disclosure.world import World
from passbook.insights.query import Query, Scope
from tests.attacks.world import QUARTER, Official, Tenant, tenant

SMALL, DAYS = 5, 24
ANALYST = Scope(whole=True)
QUERIES = tuple(Query(("active_learners", "learning_hours", "active_rate", "hours_per_official"), group_by=by,
                      periods=(QUARTER,))
                for by in ((), ("kind:department",), ("kind:unit",), ("position",), ("group",)))


class History:
    """A tenant of which from one to three people learn each day."""

    def __init__(self, seed: int) -> None:
        chance = Random(seed)
        self._worlds: dict[int, World] = {}
        self.days = [tenant(seed, departments=2, most=40)]
        for _ in range(DAYS):
            self.days.append(self.days[-1].grown(chance, chance.randint(1, 3)))

    def changed(self, day: int) -> list[int]:
        """Who learned on a day, by number."""
        before, after = self.days[day - 1].people, self.days[day].people
        return [number for number, (old, new) in enumerate(zip(before, after, strict=True)) if old != new]

    def plain(self, day: int) -> World:
        """What is known on a day, told as it is."""
        if day not in self._worlds:
            self._worlds[day] = self.days[day].world()
        return self._worlds[day]

    def world(self, day: int, held: bool) -> World:
        """What is known on a day; `held`: with releases."""
        changes = tuple(Change(each, str(number), _kind(self.days[day].people[number]))
                        for each in range(1, day + 1) for number in self.changed(each)) if held else ()
        return replace(self.plain(day), ledger=Ledger(0, changes), at=self.plain)


def _kind(each: Official) -> tuple[str, str, str, str, str]:
    return (each.organisation, each.position, each.group, each.state, each.language)


def few(history: History, held: bool) -> list[tuple[Any, ...]]:
    """The figures that moved more often than enough people had new entries for."""
    told: dict[tuple[Any, ...], Any] = {}
    moves: Counter[tuple[Any, ...]] = Counter()
    news: Counter[tuple[Any, ...]] = Counter()
    found = []
    for day in range(DAYS + 1):
        world = history.world(day, held)
        for query in QUERIES:
            answer = ask_world(world, query, ANALYST, SMALL)
            assert answer.table is not None
            for row in answer.table.rows:
                keys = row[:len(query.group_by)]
                if day:
                    news[query.group_by, keys] += sum(_within(history.days[day], number, query, keys)
                                                      for number in history.changed(day))
                for metric, value in zip(query.metrics, row[len(keys):], strict=True):
                    figure = (query.group_by, keys, metric)
                    if day and told[figure] != value:
                        moves[figure] += 1
                        if news[query.group_by, keys] < SMALL * moves[figure]:
                            found.append((*figure, day))
                    told[figure] = value
    return found


def _within(people: Tenant, number: int, query: Query, keys: tuple[Any, ...]) -> bool:
    return all(people._key(people.people[number], dimension) == key
               for dimension, key in zip(query.group_by, keys, strict=True))


@pytest.mark.parametrize("seed", [3, 4])
def test_no_figure_moves_by_what_few_people_did(seed: int) -> None:
    history = History(seed)
    assert few(history, held=True) == []
    assert few(history, held=False)  # without releases some do


def test_figures_do_move(capsys: pytest.CaptureFixture[str]) -> None:
    history = History(3)
    query = QUERIES[0]
    told = {str(ask_world(history.world(day, True), query, ANALYST, SMALL).table) for day in range(DAYS + 1)}
    assert len(told) > 2


def test_a_fresh_import_is_told_as_it_is() -> None:
    history = History(4)
    for query in QUERIES:
        assert ask_world(history.world(0, True), query, ANALYST, SMALL) == ask_world(
            history.world(0, False), query, ANALYST, SMALL)


def test_whoever_sees_the_individuals_is_told_what_is_there_now() -> None:
    history = History(4)
    query, hr = QUERIES[2], Scope(exact=("M",))
    answer = ask_world(history.world(3, True), query, hr, SMALL)
    assert answer.table is not None
    assert {row[:1]: row[1:] for row in answer.table.rows} == {
        row.keys: row.values for row in history.days[3].compute(query.but(filters={"organisation": ("M",)}))}


@given(st.lists(st.tuples(st.integers(1, 30), st.sampled_from("abcdefgh"))), st.integers(2, 5))
def test_a_release_takes_in_enough_people_or_none(changes: list[tuple[int, str]], enough: int) -> None:
    marks = sorted({mark for mark, _ in changes})
    before = 0
    for mark in marks:
        so_far = [each for each in changes if each[0] <= mark]
        released = latest(so_far, 0, enough)
        assert before <= released <= mark
        if released != before:
            assert len({person for at, person in changes if before < at <= released}) >= enough
        else:
            assert len({person for at, person in so_far if at > before}) < enough
        before = released
