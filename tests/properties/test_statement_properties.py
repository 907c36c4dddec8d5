"""The statement over random ledgers: what it opens with and what its entries moved is what it closes with."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from passbook.entries import Chained, Entry
from passbook.standing import fold
from passbook.statement import RULES, STATUSES, Mark, Statement, statement
from tests.properties.test_standing_properties import COMPETENCIES, START, histories, known

REQUIRED = {"C1": 3, "C9": 2}
# Between hours and at them, so that entries stand at, before and after the ends.
HOURS = st.integers(-1, 18).map(lambda half: START + timedelta(minutes=30 * half))


def chained(entries: list[Entry]) -> list[Chained]:
    """A chain in the order of the list; the hashes are not looked at here."""
    return [Chained(number, bytes([number]) * 32, entry) for number, entry in enumerate(entries, 1)]


def made(entries: list[Entry], start: datetime | None, end: datetime, mark: Mark | None = None) -> Statement:
    return statement("U1", chained(entries), known, 60.0, REQUIRED, starts_at=start, closes_at=end, mark=mark)


@st.composite
def spans(draw: st.DrawFn) -> tuple[datetime | None, datetime]:
    """A start (or none) and an end that is not before it."""
    end = draw(HOURS)
    start = draw(st.none() | HOURS.filter(lambda at: at <= end))
    return start, end


def after(told: Statement) -> dict[str, int]:
    """The levels after walking through the lines; each move must go on from the one before."""
    levels = dict(told.opening)
    for line in told.lines:
        for move in line.moves:
            assert levels.get(move.competency_id, 0) == move.before != move.after
            levels[move.competency_id] = move.after
    return {each: level for each, level in levels.items() if level}


@given(histories(), spans())
def test_opening_and_entries_give_the_closing(entries: list[Entry], span: tuple[datetime | None, datetime]) -> None:
    told = made(entries, *span)
    assert after(told) == {level.competency_id: level.held for level in told.levels if level.held}


@given(histories(), spans())
def test_both_ends_are_what_the_fold_over_everything_says(entries: list[Entry],
                                                          span: tuple[datetime | None, datetime]) -> None:
    start, end = span
    told, standing = made(entries, start, end), fold(entries, known, 60.0)
    assert {level.competency_id: level.held for level in told.levels if level.held} == standing.all_held(end)
    before = standing.all_held(start - timedelta(microseconds=1)) if start else {}
    assert dict(told.opening) == before


@given(histories(), spans())
def test_every_entry_of_the_period_stands_in_it_once_with_a_status_and_a_rule(
        entries: list[Entry], span: tuple[datetime | None, datetime]) -> None:
    start, end = span
    told = made(entries, start, end)
    within = {entry.id for entry in entries if (start is None or start <= entry.at) and entry.at <= end}
    assert Counter(line.entry.id for line in told.lines) == Counter(within)
    assert all(line.status in STATUSES and line.rule in RULES for line in told.lines)
    assert sum(told.counts.values()) == len(told.lines)
    assert all(not line.moves for line in told.lines if line.status in ("corrected", "pending", "recorded"))


@given(histories(), spans())
def test_a_level_rests_on_an_entry_that_is_counted(entries: list[Entry],
                                                   span: tuple[datetime | None, datetime]) -> None:
    told = made(entries, None, span[1])
    status = {line.entry.id: line.status for line in told.lines}
    for level in told.levels:
        assert (level.basis is None) == (level.held == 0)
        assert level.basis is None or status[level.basis] in ("counted", "disputed")


@given(histories(), HOURS, HOURS, st.integers(0, 9))
def test_what_changed_is_the_difference_of_what_was_known_then_and_now(
        entries: list[Entry], one: datetime, other: datetime, known_then: int) -> None:
    then, now = sorted((one, other))
    mark = Mark(then, then, min(known_then, len(entries)))
    changes = made(entries, None, now, mark).changes
    before = fold([each for each in entries[:mark.entries] if each.at <= then or each.kind == "corrected"], known, 60.0
                  ).all_held(then)
    closing = fold(entries, known, 60.0).all_held(now)
    assert {each.competency_id: (each.before, each.after) for each in changes.levels} == {
        each: (before.get(each, 0), closing.get(each, 0)) for each in COMPETENCIES
        if before.get(each, 0) != closing.get(each, 0)}
    new = {entry.id for number, entry in enumerate(entries, 1)
           if (number > mark.entries or entry.at > then) and (entry.at <= now or entry.kind == "corrected")}
    assert set(changes.entries) == new
    assert all(each.entries for each in changes.levels), "a level changed and no new entry concerns it"


@given(histories(), spans())
def test_two_statements_side_by_side_are_one(entries: list[Entry], span: tuple[datetime | None, datetime]) -> None:
    start, end = span
    if start is None:
        return
    first, second = made(entries, None, start - timedelta(microseconds=1)), made(entries, start, end)
    assert {level.competency_id: level.held for level in first.levels if level.held} == dict(second.opening)
    whole = made(entries, None, end)
    assert [line.entry.id for line in (*first.lines, *second.lines)] == [line.entry.id for line in whole.lines]
