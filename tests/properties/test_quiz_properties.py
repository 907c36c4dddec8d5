"""The rules of a quiz under any bank, answers and marks: what a result may say, and what never happens."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from passbook.hints import hint
from passbook.items import Item, is_right
from passbook.quiz import ENOUGH, MOST, Given, Setting, certainty, enough, estimate, next_item, result, score

KINDS: dict[Any, tuple[int, ...]] = {"single": (2, 3, 4, 5), "multiple": (2, 3, 4), "order": (2, 3, 4), "short": (0,)}


@st.composite
def items(draw: st.DrawFn, number: int = 0) -> Item:
    """An item that an import would take."""
    kind = draw(st.sampled_from(sorted(KINDS)))
    count = draw(st.sampled_from(KINDS[kind]))
    if kind == "single":
        answer: tuple[Any, ...] = (draw(st.integers(0, count - 1)),)
    elif kind == "multiple":
        answer = tuple(draw(st.lists(st.integers(0, count - 1), min_size=1, max_size=count, unique=True)))
    elif kind == "order":
        answer = tuple(draw(st.permutations(range(count))))
    else:
        answer = (draw(st.sampled_from(["2005", "green ink", "सूचना", "7", "ab", "25,000"])),)
    stem = draw(st.sampled_from(["Who?", "A case.\n\nWho?", "A case.\n\nWhen?"]))
    return Item(f"Q{number}", "C1", draw(st.none() | st.integers(1, 5)), None, kind, stem, None,
                tuple(f"option {place}" for place in range(count)), answer, "So.", None)


@st.composite
def banks(draw: st.DrawFn, most: int = 14) -> list[Item]:
    return [draw(items(number)) for number in range(draw(st.integers(1, most)))]


SETTINGS = st.builds(Setting, st.sampled_from([0.0, 33.0, 60.0, 75.0, 100.0]), st.integers(1, 5),
                     st.none() | st.tuples(st.floats(-3, 6), st.floats(0.2, 2)).map(list))


@settings(max_examples=120, deadline=None)
@given(banks(), SETTINGS, st.lists(st.booleans(), min_size=20, max_size=20), st.data())
def test_a_quiz_ends_without_repeats_in_a_result_that_holds_together(
        bank: list[Item], setting: Setting, luck: list[bool], data: st.DataObject) -> None:
    answers: list[Given] = []
    skipped: set[str] = set()
    for turn in range(3 * len(bank) + 1):
        asked = [each.item for each in answers]
        item = None if enough(setting, answers) else next_item(bank, asked, skipped, setting,
                                                               estimate(setting, answers), "seed")
        if item is None:
            break
        assert item.id not in {each.id for each in asked} | skipped
        if data.draw(st.integers(0, 9)) == 0:
            skipped.add(item.id)
        else:
            answers.append(Given(item, luck[turn % 20], data.draw(st.booleans())))
    else:
        raise AssertionError("the quiz does not end")
    assert len(answers) <= MOST
    found = result(setting, answers)
    told = certainty(setting, answers)
    assert (told is None) == (not answers)
    if told is not None:
        assert 0.5 <= told.sure <= 1 and told.level <= max(each.item.at for each in answers)
    if len(answers) < ENOUGH:
        assert found is None
    if found is not None:
        assert found.passed == (found.score >= setting.pass_mark)
        assert found.score == score(answers, found.level) and 0 <= found.score <= 100
        assert 1 <= found.level <= max(each.item.at for each in answers)
        assert found.passed <= any(each.right and each.item.at >= found.level for each in answers)
        assert found.passed or any(each.item.at == found.level for each in answers)
        assert found.sure >= 0.7 and found.asked == len(answers)


@settings(max_examples=120, deadline=None)
@given(banks(9), SETTINGS, st.lists(st.booleans(), min_size=9, max_size=9), st.integers(0, 8))
def test_a_right_answer_in_place_of_a_wrong_one_never_lowers_a_result(
        bank: list[Item], setting: Setting, luck: list[bool], place: int) -> None:
    answers = [Given(item, right) for item, right in zip(bank, luck, strict=False)]
    place %= len(answers)
    worse, better = ([*answers[:place], Given(answers[place].item, right), *answers[place + 1:]]
                     for right in (False, True))
    for level in range(1, 6):
        assert score(better, level) >= score(worse, level)
    before, after = result(setting, worse), result(setting, better)
    if before is not None and before.passed:
        assert after is not None and after.passed and after.level >= before.level


@given(banks(9), st.lists(st.booleans(), min_size=9, max_size=9))
def test_the_score_falls_as_the_level_rises(bank: list[Item], luck: list[bool]) -> None:
    answers = [Given(item, right) for item, right in zip(bank, luck, strict=False)]
    scores = [score(answers, level) for level in range(1, 7)]
    assert scores == sorted(scores, reverse=True)


@settings(max_examples=200)
@given(items())
def test_a_hint_leaves_more_than_one_answer_open(item: Item) -> None:
    found = hint(item)
    assert found == hint(item)
    if found is None:
        return
    if found.kind == "not":
        assert found.values["place"] not in item.answer and len(item.options) - 1 > 1
    elif found.kind == "many":
        assert 0 < found.values["right"] < found.values["of"]
    elif found.kind == "first":
        assert len(item.options) > 2
    else:
        assert not is_right(item, " ".join(str(value) for value in found.values.values()))
