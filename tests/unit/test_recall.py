"""What is about to be forgotten: due days and what is still known, from entries alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from passbook.entries import Entry
from passbook.recall import Trace, answered, remembered, traces

AT = datetime(2026, 3, 1, 12, tzinfo=timezone(timedelta(hours=5, minutes=30)))
TAUGHT = {"K1": ["C1", "C2"]}


def quiz(identity: str, days: float, *told: tuple[str, bool], competency: str = "C1", **more: Any) -> Entry:
    items = [{"item": item, "answer": [0], "correct": right, **more} for item, right in told]
    return Entry(identity, "U1", "assessed", AT - timedelta(days=days), competency_id=competency, level=2, score=70.0,
                 source="quiz", evidence={"items": items})


def course(days: float, score: float | None = 80.0) -> Entry:
    return Entry(f"K-{days}", "U1", "completed", AT - timedelta(days=days), course_id="K1", score=score)


def found(*entries: Entry, at: datetime = AT) -> list[Trace]:
    return traces(list(entries), lambda each: TAUGHT.get(each, []), 60.0, at)


def one(*entries: Entry, at: datetime = AT) -> Trace:
    (trace,) = found(*entries, at=at)
    return trace


def test_nothing_learnt_leaves_no_trace() -> None:
    assert found() == []
    assert found(course(3, 40.0), course(2, None)) == []


def test_an_answer_is_a_trace_of_its_item_and_fades() -> None:
    known = [one(quiz("E1", days, ("Q1", True))).known for days in (0, 1, 10, 100)]
    assert known == sorted(known, reverse=True) and known[0] == 1.0 and known[-1] < 0.9
    assert one(quiz("E1", 0, ("Q1", True))).due > AT
    assert one(quiz("E1", 60, ("Q1", True))).due < AT


def test_a_wrong_answer_comes_sooner_than_a_hinted_one_and_that_sooner_than_a_right_one() -> None:
    wrong, hinted, right = (one(quiz("E1", 0, ("Q1", correct), **more)).due for correct, more in (
        (False, {}), (True, {"hint": True}), (True, {})))
    assert wrong <= hinted <= right and wrong < right


def test_what_was_known_again_later_comes_later() -> None:
    once = one(quiz("E1", 20, ("Q1", True))).due - (AT - timedelta(days=20))
    twice = one(quiz("E1", 40, ("Q1", True)), quiz("E2", 20, ("Q1", True))).due - (AT - timedelta(days=20))
    assert twice > once


def test_a_passed_course_is_a_trace_of_what_it_teaches() -> None:
    assert {trace.competency_id for trace in found(course(30))} == {"C1", "C2"}
    assert all(trace.item_id is None and trace.due < AT for trace in found(course(30)))


def test_a_competency_with_answered_items_is_told_by_them() -> None:
    traced = found(course(200), quiz("E1", 0, ("Q1", True)))
    assert [(trace.competency_id, trace.item_id) for trace in traced] == [("C2", None), ("C1", "Q1")]


def test_a_result_without_answers_is_a_trace_of_its_competency() -> None:
    plain = Entry("E1", "U1", "assessed", AT - timedelta(days=9), competency_id="C1", level=1, score=80.0)
    assert (one(plain).competency_id, one(plain).item_id) == ("C1", None)


def test_what_was_taken_back_or_lies_ahead_leaves_none() -> None:
    entry = quiz("E1", 5, ("Q1", True))
    assert found(entry, Entry("X", "U1", "corrected", AT, refers_to="E1")) == []
    assert found(entry, at=AT - timedelta(days=6)) == []


def test_the_order_of_entries_and_the_zone_of_the_clock_do_not_matter() -> None:
    entries = [quiz("E1", 20, ("Q1", True)), quiz("E2", 10, ("Q1", False)), course(15)]
    assert found(*entries) == found(*reversed(entries)) == found(*entries, at=AT.astimezone(UTC))


def test_odd_evidence_is_passed_over() -> None:
    for odd in (None, {}, {"items": "x"}, {"items": ["x", 3, {}, {"correct": True}]}):
        entry = Entry("E1", "U1", "assessed", AT, competency_id="C1", evidence=odd)
        assert answered(entry) == []


def test_keys_of_items_are_remembered_by_item() -> None:
    kept = remembered(found(course(3), quiz("E1", 0, ("Q1", True), ("Q2", False))))
    assert kept == {"Q1": 1.0, "Q2": 1.0}
