"""Standing against a second implementation, written straight from the semantics and as plainly as possible."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from passbook.entries import Entry
from passbook.standing import fold

START = datetime(2026, 1, 1, tzinfo=UTC)
COMPETENCIES = ("C1", "C2")
TAGS: dict[str, list[tuple[str, int | None]]] = {
    "K1": [("C1", 2)], "K2": [("C1", 4), ("C2", 1)], "K3": [("C2", None)], "K4": [("C2", 5), ("C1", None)]}
KINDS = ("enrolled", "progressed", "completed", "rated", "assessed", "claimed", "verified", "lapsed", "corrected",
         "disputed")
MARKS = (0.0, 50.0, 60.0, 100.0)


def known(course: str) -> list[tuple[str, int]]:
    return [(competency, level) for competency, level in TAGS.get(course, []) if level is not None]


@st.composite
def histories(draw: st.DrawFn) -> list[Entry]:
    """A person's entries: few instants, so that many coincide, and corrections of anything else of theirs."""
    count = draw(st.integers(0, 9))
    entries = []
    for number in range(count):
        kind = draw(st.sampled_from(KINDS))
        more: dict[str, Any] = {}
        if kind in ("enrolled", "progressed", "completed", "rated"):
            more["course_id"] = draw(st.sampled_from([*TAGS, "gone"]))
        if kind in ("assessed", "claimed", "verified", "lapsed"):
            more["competency_id"] = draw(st.sampled_from(COMPETENCIES))
        if kind in ("assessed", "claimed", "verified"):
            more["level"] = draw(st.integers(1, 5))
        if kind in ("completed", "assessed"):
            more["score"] = draw(st.sampled_from([None, 0.0, 49.9, 50.0, 59.9, 60.0, 99.0, 100.0]))
        if kind in ("corrected", "disputed"):
            others = [f"E{other}" for other in range(count) if other != number] or ["gone"]
            more["refers_to"] = draw(st.sampled_from(others))
        at = START + timedelta(hours=draw(st.integers(0, 8)))
        entries.append(Entry(f"E{number}", "U1", kind, at, **more))
    return entries


# ---- the second implementation


def counts(entries: list[Entry], entry: Entry) -> bool:
    """An event that a corrected event refers to counts for nothing; a correction of a correction counts for nothing."""
    return entry.kind == "corrected" or not any(
        other.kind == "corrected" and other.refers_to == entry.id for other in entries)


def credits_of(entry: Entry, mark: float) -> list[tuple[str, int]]:
    passed = entry.score is not None and entry.score >= mark
    if entry.kind == "completed":
        return known(entry.course_id or "") if passed else []
    if entry.kind == "assessed" and not passed:
        return []
    if entry.kind in ("assessed", "verified"):
        return [(str(entry.competency_id), int(entry.level or 0))]
    return []


def held(entries: list[Entry], mark: float, competency: str, at: datetime) -> int:
    """held(official, competency, T), sentence by sentence."""
    best = 0
    for entry in entries:
        if entry.at > at or not counts(entries, entry):
            continue
        voided = any(lapse.kind == "lapsed" and lapse.competency_id == competency and counts(entries, lapse)
                     and entry.at < lapse.at <= at for lapse in entries)
        for credited, level in credits_of(entry, mark):
            if credited == competency and not voided:
                best = max(best, level)
    return best


def pending(entries: list[Entry]) -> set[str]:
    """Claims without a later verification of the same competency at that level or above."""
    return {claim.id for claim in entries if claim.kind == "claimed" and counts(entries, claim) and not any(
        word.kind == "verified" and counts(entries, word) and word.competency_id == claim.competency_id
        and (word.level or 0) >= (claim.level or 0) and word.at >= claim.at for word in entries)}


def passed_courses(entries: list[Entry], mark: float) -> set[str]:
    return {str(entry.course_id) for entry in entries if entry.kind == "completed" and counts(entries, entry)
            and entry.score is not None and entry.score >= mark}


INSTANTS = [START + timedelta(minutes=30 * step) for step in range(-1, 18)]


@given(histories(), st.sampled_from(MARKS))
def test_the_fold_agrees_with_the_semantics(entries: list[Entry], mark: float) -> None:
    found = fold(entries, known, mark)
    for at in INSTANTS:
        expected = {each: level for each in COMPETENCIES if (level := held(entries, mark, each, at))}
        assert found.all_held(at) == expected
        for each in COMPETENCIES:
            assert found.held(each, at) == expected.get(each, 0)
            basis = found.basis(each, at)
            assert (basis.level if basis else 0) == expected.get(each, 0)
            if basis:
                assert (each, basis.level) in credits_of(basis.entry, mark)
    assert {claim.entry.id for claim in found.pending} == pending(entries)
    assert set(found.passed) == passed_courses(entries, mark)


@given(st.data(), histories(), st.sampled_from(MARKS))
def test_the_order_in_which_entries_come_changes_nothing(data: st.DataObject, entries: list[Entry],
                                                         mark: float) -> None:
    other = data.draw(st.permutations(entries))
    one, two = fold(entries, known, mark), fold(other, known, mark)
    assert one.credits.keys() == two.credits.keys()
    assert one.passed == two.passed
    assert [claim.entry.id for claim in one.pending] == [claim.entry.id for claim in two.pending]
    for at in INSTANTS:
        assert one.all_held(at) == two.all_held(at)
        assert [one.basis(each, at) for each in COMPETENCIES] == [two.basis(each, at) for each in COMPETENCIES]


@given(histories(), st.sampled_from(MARKS), st.integers(0, 17))
def test_what_comes_later_changes_nothing_earlier_but_corrections(entries: list[Entry], mark: float, step: int) -> None:
    at = INSTANTS[step]
    so_far = [entry for entry in entries if entry.at <= at or entry.kind == "corrected"]
    assert fold(so_far, known, mark).all_held(at) == fold(entries, known, mark).all_held(at)
