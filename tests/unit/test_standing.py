"""Standing, rule by rule, as the contract's semantics define it."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from passbook.entries import Entry
from passbook.standing import Standing, fold, void

START = datetime(2026, 1, 1, 9, 0, tzinfo=UTC)
MARK = 60.0
# Course to its competencies with a known level; K3's tag has none and is therefore not told.
TAGS = {"K1": [("C1", 2), ("C2", 3)], "K2": [("C1", 4)], "K3": []}


def day(number: float) -> datetime:
    return START + timedelta(days=number)


def entry(identity: str, kind: str, at: float, **more: Any) -> Entry:
    return Entry(identity, "U1", kind, day(at), **more)


def standing(*entries: Entry, mark: float = MARK) -> Standing:
    return fold(entries, lambda course: TAGS.get(course, []), mark)


def completed(identity: str, at: float, score: float | None, course: str = "K1") -> Entry:
    return entry(identity, "completed", at, course_id=course, score=score)


def assessed(identity: str, at: float, level: int, score: float = 90, competency: str = "C1") -> Entry:
    return entry(identity, "assessed", at, competency_id=competency, level=level, score=score)


def verified(identity: str, at: float, level: int, competency: str = "C1") -> Entry:
    return entry(identity, "verified", at, competency_id=competency, level=level)


def claimed(identity: str, at: float, level: int, competency: str = "C1") -> Entry:
    return entry(identity, "claimed", at, competency_id=competency, level=level)


def lapsed(identity: str, at: float, competency: str = "C1") -> Entry:
    return entry(identity, "lapsed", at, competency_id=competency)


def corrected(identity: str, at: float, refers_to: str) -> Entry:
    return entry(identity, "corrected", at, refers_to=refers_to)


# ---- credits


def test_nothing_is_held_without_entries() -> None:
    assert standing().held("C1", day(9)) == 0
    assert standing().all_held(day(9)) == {}
    assert standing().basis("C1", day(9)) is None


@pytest.mark.parametrize(("score", "level"), [(59.9, 0), (60, 2), (60.0001, 2), (100, 2), (0, 0), (None, 0)])
def test_a_course_credits_from_the_pass_mark_on(score: float | None, level: int) -> None:
    found = standing(completed("E1", 1, score))
    assert found.held("C1", day(9)) == level
    assert ("K1" in found.passed) == bool(level)


@pytest.mark.parametrize(("score", "level"), [(59.9, 0), (60, 3), (None, 0)])
def test_an_assessment_credits_from_the_pass_mark_on(score: float | None, level: int) -> None:
    made = entry("E1", "assessed", 1, competency_id="C1", level=3, score=score)
    assert standing(made).held("C1", day(9)) == level


def test_the_pass_mark_is_the_tenants() -> None:
    assert standing(completed("E1", 1, 45), mark=40).held("C1", day(9)) == 2
    assert standing(completed("E1", 1, 75), mark=80).held("C1", day(9)) == 0


def test_a_course_credits_each_competency_it_is_tagged_with() -> None:
    assert standing(completed("E1", 1, 80)).all_held(day(9)) == {"C1": 2, "C2": 3}


def test_a_tag_without_a_level_credits_nothing_though_the_course_is_passed() -> None:
    found = standing(completed("E1", 1, 100, "K3"))
    assert found.all_held(day(9)) == {}
    assert list(found.passed) == ["K3"]


def test_a_course_the_catalogue_does_not_know_credits_nothing() -> None:
    assert standing(completed("E1", 1, 100, "gone")).all_held(day(9)) == {}


def test_a_verification_credits_without_a_score() -> None:
    assert standing(verified("E1", 1, 4)).held("C1", day(9)) == 4


@pytest.mark.parametrize("kind", ["enrolled", "progressed", "rated", "claimed", "disputed"])
def test_other_kinds_credit_nothing(kind: str) -> None:
    made = entry("E1", kind, 1, course_id="K1", competency_id="C1", level=5, score=100)
    assert standing(made).all_held(day(9)) == {}


def test_the_highest_level_is_held_whatever_came_last() -> None:
    entries = [assessed("E1", 1, 4), assessed("E2", 2, 2), assessed("E3", 3, 3)]
    for order in itertools.permutations(entries):
        assert standing(*order).held("C1", day(9)) == 4


def test_a_credit_counts_from_its_own_instant() -> None:
    found = standing(assessed("E1", 2, 3))
    assert found.held("C1", day(2) - timedelta(microseconds=1)) == 0
    assert found.held("C1", day(2)) == 3


def test_instants_are_compared_and_not_clock_faces() -> None:
    india = timezone(timedelta(hours=5, minutes=30))
    made = Entry("E1", "U1", "verified", datetime(2026, 1, 2, 5, 0, tzinfo=india), competency_id="C1", level=2)
    found = standing(made)
    assert found.held("C1", datetime(2026, 1, 1, 23, 30, tzinfo=UTC)) == 2
    assert found.held("C1", datetime(2026, 1, 1, 23, 29, tzinfo=UTC)) == 0


def test_the_basis_is_a_credit_of_the_level_held() -> None:
    found = standing(assessed("E1", 1, 4), assessed("E2", 2, 4), verified("E3", 3, 2))
    basis = found.basis("C1", day(9))
    assert basis is not None and basis.level == 4 and basis.entry.id == "E2"
    earlier = found.basis("C1", day(1.5))
    assert earlier is not None and earlier.entry.id == "E1"


def test_passed_tells_the_first_pass_and_no_failure() -> None:
    found = standing(completed("E1", 1, 20), completed("E2", 2, 70), completed("E3", 3, 95))
    assert found.passed == {"K1": day(2)}


# ---- lapsed


def test_a_lapse_voids_from_its_own_instant_only() -> None:
    found = standing(assessed("E1", 1, 3), lapsed("E2", 5))
    assert found.held("C1", day(4)) == 3
    assert found.held("C1", day(5) - timedelta(microseconds=1)) == 3
    assert found.held("C1", day(5)) == 0
    assert found.held("C1", day(9)) == 0


def test_a_lapse_leaves_later_credits_and_those_of_its_instant() -> None:
    assert standing(assessed("E1", 1, 3), lapsed("E2", 5), assessed("E3", 6, 2)).held("C1", day(9)) == 2
    assert standing(lapsed("E1", 5), assessed("E2", 5, 2)).held("C1", day(9)) == 2


def test_a_lapse_voids_its_own_competency_alone() -> None:
    found = standing(completed("E1", 1, 80), lapsed("E2", 5, "C2"))
    assert found.all_held(day(9)) == {"C1": 2}


def test_a_lapse_does_not_undo_the_pass_of_a_course() -> None:
    assert list(standing(completed("E1", 1, 80), lapsed("E2", 5)).passed) == ["K1"]


def test_a_second_lapse_voids_what_was_credited_between() -> None:
    found = standing(assessed("E1", 1, 3), lapsed("E2", 2), assessed("E3", 3, 2), lapsed("E4", 4))
    assert [found.held("C1", day(at)) for at in (1, 2, 3, 4)] == [3, 0, 2, 0]


# ---- corrected


def test_a_corrected_entry_counts_for_nothing_at_any_time() -> None:
    found = standing(assessed("E1", 1, 3), corrected("E2", 5, "E1"))
    assert [found.held("C1", day(at)) for at in (0, 1, 4, 5, 9)] == [0, 0, 0, 0, 0]


def test_a_corrected_completion_is_no_pass() -> None:
    assert standing(completed("E1", 1, 80), corrected("E2", 2, "E1")).passed == {}
    again = standing(completed("E1", 1, 80), completed("E3", 3, 80), corrected("E2", 2, "E1"))
    assert again.passed == {"K1": day(3)}


def test_a_corrected_lapse_voids_nothing() -> None:
    found = standing(assessed("E1", 1, 3), lapsed("E2", 5), corrected("E3", 6, "E2"))
    assert found.held("C1", day(5)) == 3


def test_a_correction_of_a_correction_counts_for_nothing() -> None:
    found = standing(assessed("E1", 1, 3), corrected("E2", 2, "E1"), corrected("E3", 3, "E2"))
    assert found.held("C1", day(9)) == 0


def test_corrections_hold_in_whatever_order_they_come() -> None:
    entries = [assessed("E1", 3, 3), corrected("E2", 1, "E1"), corrected("E3", 2, "E2")]
    for order in itertools.permutations(entries):
        assert standing(*order).held("C1", day(9)) == 0
        assert void(order) == {"E1"}


def test_a_correction_of_nothing_known_changes_nothing() -> None:
    assert standing(assessed("E1", 1, 3), corrected("E2", 2, "gone")).held("C1", day(9)) == 3


# ---- claims


def pending(*entries: Entry) -> list[str]:
    return [claim.entry.id for claim in standing(*entries).pending]


def test_a_claim_is_pending_and_counts_for_nothing() -> None:
    found = standing(claimed("E1", 1, 3))
    assert found.held("C1", day(9)) == 0
    assert [(claim.competency_id, claim.level) for claim in found.pending] == [("C1", 3)]


@pytest.mark.parametrize(("level", "settled"), [(2, False), (3, True), (5, True)])
def test_a_claim_is_settled_by_a_later_verification_of_that_level_or_above(level: int, settled: bool) -> None:
    assert pending(claimed("E1", 1, 3), verified("E2", 2, level)) == ([] if settled else ["E1"])


def test_a_claim_is_not_settled_by_an_earlier_verification() -> None:
    assert pending(verified("E1", 1, 4), claimed("E2", 2, 3)) == ["E2"]


def test_a_claim_is_not_settled_by_another_competency_or_another_kind() -> None:
    assert pending(claimed("E1", 1, 3), verified("E2", 2, 5, "C2")) == ["E1"]
    assert pending(claimed("E1", 1, 3), assessed("E2", 2, 5)) == ["E1"]


def test_a_corrected_claim_is_not_pending_and_a_corrected_verification_settles_nothing() -> None:
    assert pending(claimed("E1", 1, 3), corrected("E2", 2, "E1")) == []
    assert pending(claimed("E1", 1, 3), verified("E2", 2, 3), corrected("E3", 3, "E2")) == ["E1"]


def test_a_dispute_changes_no_level() -> None:
    disputed = entry("E2", "disputed", 2, refers_to="E1")
    assert standing(assessed("E1", 1, 3), disputed).held("C1", day(9)) == 3
