"""The statement, rule by rule: what an entry moved, what became of it and by which rule, and what is new."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from passbook.entries import Chained, Entry
from passbook.statement import Level, Mark, Move, Statement, statement
from tests.unit.test_standing import (
    TAGS,
    assessed,
    claimed,
    completed,
    corrected,
    day,
    entry,
    lapsed,
    verified,
)

REQUIRED = {"C1": 3, "C2": 1}


def made(*entries: Entry, start: float | None = None, end: float = 99, **more: Any) -> Statement:
    chain = [Chained(number, bytes([number]) * 32, each) for number, each in enumerate(entries, 1)]
    return statement("U1", chain, lambda course: TAGS.get(course, []), 60.0, REQUIRED,
                     starts_at=None if start is None else day(start), closes_at=day(end), **more)


def fates(told: Statement) -> dict[str, tuple[str, str, str | None]]:
    return {line.entry.id: (line.status, line.rule, line.by) for line in told.lines}


def level(told: Statement, competency: str) -> Level:
    return next(each for each in told.levels if each.competency_id == competency)


def test_an_empty_passbook_still_says_what_is_required() -> None:
    told = made()
    assert (told.lines, told.opening, told.chain, told.last_hash) == ((), (), 0, b"")
    assert [(level.competency_id, level.required, level.held, level.gap, level.basis) for level in told.levels] == [
        ("C1", 3, 0, 3, None), ("C2", 1, 0, 1, None)]
    assert (told.met, told.required) == (0, 2)


def test_a_course_moves_each_of_its_competencies_and_a_lower_one_none() -> None:
    told = made(completed("E1", 1, 80), assessed("E2", 2, 1), completed("E3", 3, 90, "K2"))
    assert [line.moves for line in told.lines] == [
        (Move("C1", 0, 2), Move("C2", 0, 3)), (), (Move("C1", 2, 4),)]
    assert {level.competency_id: (level.held, level.basis) for level in told.levels} == {
        "C1": (4, "E3"), "C2": (3, "E1")}


@pytest.mark.parametrize(("given", "fate"), [
    (completed("E1", 1, 80), ("counted", "passed", None)),
    (completed("E1", 1, 59.9), ("recorded", "below_mark", None)),
    (completed("E1", 1, None), ("recorded", "no_score", None)),
    (completed("E1", 1, 80, "K3"), ("recorded", "no_level", None)),
    (assessed("E1", 1, 2), ("counted", "assessed", None)),
    (assessed("E1", 1, 2, score=10), ("recorded", "below_mark", None)),
    (verified("E1", 1, 2), ("counted", "verified", None)),
    (claimed("E1", 1, 2), ("pending", "claim", None)),
    (lapsed("E1", 1), ("counted", "lapse", None)),
    (entry("E1", "enrolled", 1, course_id="K1"), ("recorded", "learning", None)),
    (entry("E1", "progressed", 1, course_id="K1"), ("recorded", "learning", None)),
    (entry("E1", "rated", 1, course_id="K1", score=5), ("recorded", "rating", None)),
    (entry("E1", "disputed", 1, refers_to="gone"), ("recorded", "dispute", None)),
    (corrected("E1", 1, "gone"), ("recorded", "correction", None)),
], ids=lambda value: value.kind if isinstance(value, Entry) else value[1])
def test_an_entry_alone_has_the_fate_of_its_kind(given: Entry, fate: tuple[str, str, str | None]) -> None:
    assert fates(made(given)) == {"E1": fate}


def test_a_correction_takes_an_entry_back_also_before_it_was_made() -> None:
    told = made(completed("E1", 1, 80), corrected("E2", 50, "E1"), end=10)
    assert fates(told) == {"E1": ("corrected", "corrected", "E2")}
    assert told.lines[0].moves == () and all(level.held == 0 for level in told.levels)
    assert told.minutes == 0


def test_a_correction_of_a_correction_counts_for_nothing() -> None:
    told = made(completed("E1", 1, 80), corrected("E2", 2, "E1"), corrected("E3", 3, "E2"))
    assert fates(told)["E1"][0] == "corrected"
    assert fates(told)["E3"] == ("recorded", "void_correction", None)


def test_a_lapse_takes_the_level_away_and_names_itself() -> None:
    told = made(verified("E1", 1, 3), lapsed("E2", 5), assessed("E3", 5, 2))
    assert fates(told)["E1"] == ("lapsed", "lapsed", "E2")
    assert [line.moves for line in told.lines] == [(Move("C1", 0, 3),), (Move("C1", 3, 0),), (Move("C1", 0, 2),)]
    before = made(verified("E1", 1, 3), lapsed("E2", 5), end=4)
    assert fates(before)["E1"] == ("counted", "verified", None)


def test_a_claim_is_settled_by_a_later_word_and_pending_until_then() -> None:
    entries = (claimed("E1", 1, 2), verified("E2", 5, 3))
    assert fates(made(*entries))["E1"] == ("settled", "settled", "E2")
    early = made(*entries, end=4)
    assert [each.id for each in early.pending] == ["E1"]
    assert made(*entries).pending == ()


def test_a_claim_from_before_the_period_is_still_pending() -> None:
    told = made(claimed("E1", 1, 2), start=5)
    assert (told.lines, [each.id for each in told.pending]) == ((), ["E1"])


def test_a_disputed_entry_keeps_its_level_until_it_is_ruled_on() -> None:
    dispute = entry("E2", "disputed", 2, refers_to="E1")
    told = made(verified("E1", 1, 3), dispute)
    assert fates(told)["E1"] == ("disputed", "verified", "E2")
    assert level(told, "C1").held == 3
    upheld = made(verified("E1", 1, 3), dispute, corrected("E3", 3, "E1"))
    assert fates(upheld)["E1"] == ("corrected", "corrected", "E3")
    rejected = made(verified("E1", 1, 3), dispute, corrected("E3", 3, "E2"))
    assert fates(rejected)["E1"] == ("counted", "verified", None)


def test_a_period_opens_with_what_was_held_before_its_first_instant() -> None:
    told = made(verified("E1", 1, 2), verified("E2", 5, 3), verified("E3", 9, 4), start=5, end=8)
    assert told.opening == (("C1", 2),)
    assert [(line.number, line.entry.id) for line in told.lines] == [(2, "E2")]
    assert (level(told, "C1").opening, level(told, "C1").held) == (2, 3)
    assert told.chain == 3 and told.last_hash == bytes([3]) * 32, "the chain is that of all entries"


def test_competencies_that_are_not_required_come_last_and_have_no_gap() -> None:
    told = made(verified("E1", 1, 5, "C7"), verified("E2", 1, 1, "C2"))
    assert [(level.competency_id, level.gap) for level in told.levels] == [("C1", 3), ("C2", 0), ("C7", None)]
    assert told.met == 1


def mark(at: float, entries: int) -> Mark:
    return Mark(day(at), day(at) + timedelta(hours=1), entries)


def test_what_changed_since_an_earlier_statement_goes_by_what_it_could_know() -> None:
    late = completed("E2", 1, 80)  # happened before the mark, and was written down after it
    told = made(verified("E1", 1, 1), late, verified("E3", 9, 5, "C7"), mark=mark(5, 1))
    assert [(each.competency_id, each.before, each.after, each.entries) for each in told.changes.levels] == [
        ("C1", 1, 2, ("E2",)), ("C2", 0, 3, ("E2",)), ("C7", 0, 5, ("E3",))]
    assert told.changes.entries == ("E2", "E3")


def test_a_correction_after_an_earlier_statement_is_told_as_a_change() -> None:
    told = made(verified("E1", 1, 3), corrected("E2", 9, "E1"), mark=mark(5, 1))
    assert [(each.before, each.after, each.entries) for each in told.changes.levels] == [(3, 0, ("E2",))]


def test_nothing_new_is_no_change() -> None:
    told = made(verified("E1", 1, 3), mark=mark(5, 1))
    assert (told.changes.levels, told.changes.entries) == ((), ())


def test_without_an_earlier_statement_changes_are_those_of_the_period() -> None:
    told = made(verified("E1", 1, 2), verified("E2", 5, 3), start=4)
    assert [(each.before, each.after, each.entries) for each in told.changes.levels] == [(2, 3, ("E2",))]
    assert told.changes.mark is None


def test_minutes_of_entries_that_stand_are_added_up() -> None:
    told = made(entry("E1", "progressed", 1, course_id="K1", minutes=30.5), entry(
        "E2", "completed", 2, course_id="K1", score=80, minutes=60), entry("E3", "completed", 3, course_id="K2",
                                                                          score=80, minutes=90),
                corrected("E4", 4, "E3"))
    assert told.minutes == 90.5
    assert told.counts == {"counted": 1, "recorded": 2, "pending": 0, "settled": 0, "corrected": 1, "lapsed": 0,
                           "disputed": 0}


def test_the_order_is_that_of_what_happened_not_of_what_was_written_down() -> None:
    told = made(verified("E9", 5, 3), verified("E1", 1, 2))
    assert [line.entry.id for line in told.lines] == ["E1", "E9"]
    assert isinstance(told.closes_at, datetime)
