"""What two positions ask differently: new, higher, the same, lower, no longer."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from frac.compare import ORDER, differences

LEVELS = st.dictionaries(st.sampled_from(["C1", "C2", "C3", "C4", "C5"]), st.integers(1, 5))


def test_each_move_is_told_and_what_is_more_to_learn_comes_first() -> None:
    before = {"C1": 2, "C2": 2, "C3": 4, "C4": 1}
    after = {"C1": 2, "C2": 3, "C3": 1, "C5": 2, "C6": 4}
    assert [(each.competency_id, each.before, each.after, each.move) for each in differences(before, after)] == [
        ("C6", None, 4, "new"), ("C5", None, 2, "new"), ("C2", 2, 3, "higher"), ("C1", 2, 2, "same"),
        ("C3", 4, 1, "lower"), ("C4", 1, None, "gone")]


@given(LEVELS, LEVELS)
def test_every_requirement_of_either_stands_once(before: dict[str, int], after: dict[str, int]) -> None:
    found = differences(before, after)
    assert [each.competency_id for each in found] == list(dict.fromkeys(each.competency_id for each in found))
    assert {each.competency_id: each.before for each in found if each.before is not None} == before
    assert {each.competency_id: each.after for each in found if each.after is not None} == after


@given(LEVELS, LEVELS)
def test_back_again_is_the_opposite(before: dict[str, int], after: dict[str, int]) -> None:
    opposite = {"new": "gone", "gone": "new", "higher": "lower", "lower": "higher", "same": "same"}
    there = {each.competency_id: each.move for each in differences(before, after)}
    back = {each.competency_id: each.move for each in differences(after, before)}
    assert back == {each: opposite[move] for each, move in there.items()}
    assert all(move in ORDER for move in there.values())
