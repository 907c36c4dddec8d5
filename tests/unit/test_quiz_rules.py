"""The rules of a quiz: the choice of items, what is certain, when it is enough, and what a result says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from passbook.entries import Entry
from passbook.items import Item
from passbook.mastery.levels import WIDE, place, threshold
from passbook.quiz import (
    AFTER_HINT,
    ENOUGH,
    MOST,
    TELLING,
    USUAL,
    Given,
    Setting,
    about,
    certainty,
    difficulties,
    enough,
    estimate,
    evidence,
    left_by,
    main_competency,
    next_item,
    result,
    score,
    sure_of,
)

AT = datetime(2026, 1, 1, tzinfo=UTC)


def item(identity: str = "Q1", level: int | None = 2, kind: Any = "single", competency: str = "C1", stem: str = "Stem?",
         options: tuple[str, ...] = ("one", "two", "three", "four")) -> Item:
    return Item(identity, competency, level, None, kind, stem, None, options if kind != "short" else (), (0,),
                "Because.", None)


def setting(target: int = 2, **more: Any) -> Setting:
    return Setting(60.0, target, **more)


def given(*told: tuple[int, bool], hinted: bool = False) -> list[Given]:
    return [Given(item(f"Q{number}", level), right, hinted) for number, (level, right) in enumerate(told)]


# ---- results


@pytest.mark.parametrize("count", range(ENOUGH))
def test_fewer_than_enough_answers_prove_nothing(count: int) -> None:
    assert result(setting(), given(*[(2, True)] * count)) is None


def test_all_right_passes_the_level_asked_with_full_score() -> None:
    found = result(setting(), given(*[(2, True)] * 3))
    assert found is not None
    assert (found.level, found.score, found.passed, found.right, found.asked) == (2, 100.0, True, 3, 3)
    assert found.sure >= TELLING


def test_all_wrong_fails_the_lowest_level_asked() -> None:
    found = result(setting(3), given((2, False), (3, False), (2, False)))
    assert found is not None
    assert (found.level, found.score, found.passed, found.right) == (2, 0.0, False, 0)


def test_easy_items_prove_no_high_level() -> None:
    found = result(setting(5), given(*[(1, True)] * 9))
    assert found is not None and found.level == 1


def test_one_lucky_hard_answer_proves_nothing_high() -> None:
    found = result(setting(4), given((4, True), (4, False), (4, False), (3, False), (3, False)))
    assert found is not None and not (found.passed and found.level >= 3)


def test_two_of_three_pass_the_level_below() -> None:
    found = result(setting(), given((2, True), (2, True), (2, False)))
    assert found is not None
    assert (found.level, found.passed) == (1, True)


def test_two_of_three_at_the_lowest_level_are_too_contrary_to_tell() -> None:
    assert result(setting(1), given((1, True), (1, True), (1, False))) is None


def test_wrong_answers_to_harder_items_do_not_take_a_level_away() -> None:
    easy = given(*[(2, True)] * 4)
    harder = [*easy, *[Given(item(f"H{number}", 4), False) for number in range(3)]]
    assert score(easy, 2) == score(harder, 2) == 100.0
    found = result(setting(), harder)
    assert found is not None and (found.level, found.passed) == (2, True)


@pytest.mark.parametrize(("answers", "level", "share"), [
    ([(2, True), (2, False)], 2, 50.0), ([(3, True), (2, False), (1, True)], 2, 50.0), ([(1, True)], 2, 0.0),
    ([(3, False), (2, True)], 2, 100.0), ([], 1, 0.0), ([(2, True), (2, True), (1, False)], 2, 66.7)])
def test_the_score_is_the_share_that_speaks_for_a_level(answers: Any, level: int, share: float) -> None:
    assert score(given(*answers), level) == share


def test_a_right_answer_after_a_hint_counts_half() -> None:
    plain, hinted = given((2, True), (2, False)), [Given(item("Q0"), True, True), Given(item("Q1"), False)]
    assert score(hinted, 2) == pytest.approx(100 * AFTER_HINT / (1 + AFTER_HINT), abs=0.05)
    assert sure_of(setting(), hinted, 2) < sure_of(setting(), plain, 2)
    assert Given(item(), False, True).weight == 1.0


def test_an_item_without_a_level_proves_the_lowest_alone() -> None:
    found = result(setting(3), [Given(item(f"Q{number}", None), True) for number in range(5)])
    assert found is not None and found.level == 1


def test_answers_to_items_whose_key_is_remembered_tell_little() -> None:
    answers = given(*[(2, True)] * 3)
    fresh = result(setting(), answers)
    again = sure_of(setting(recalled=dict.fromkeys(("Q0", "Q1", "Q2"), 1.0)), answers, 2)
    assert fresh is not None and again < fresh.sure
    failed = setting(start=[threshold(2, 60) - 1.5, 1.0], recalled=dict.fromkeys(("Q0", "Q1", "Q2"), 1.0))
    assert result(failed, answers) is None


@pytest.mark.parametrize("mark", [0.0, 1.0, 25.0, 60.0, 99.0, 100.0])
def test_any_pass_mark_can_be_judged_by(mark: float) -> None:
    for answers in (given(*[(2, True)] * 5), given(*[(2, False)] * 5)):
        found = result(Setting(mark, 2), answers)
        assert found is None or found.passed == (found.score >= mark)


# ---- certainty and the end


def test_nothing_is_certain_before_the_first_answer() -> None:
    assert certainty(setting(), []) is None


def test_certainty_speaks_of_levels_that_were_asked_and_grows() -> None:
    sure = []
    for count in range(1, 6):
        found = certainty(setting(), given(*[(2, True)] * count))
        assert found is not None and (found.level, found.held) == (2, True)
        sure.append(found.sure)
    assert sure == sorted(sure) and sure[0] >= 0.5
    low = certainty(setting(), given(*[(2, False)] * 4))
    assert low is not None and not low.held and low.level == 2


def test_a_quiz_is_over_when_certain_or_too_long() -> None:
    assert not enough(setting(), given((2, True), (2, True)))
    assert enough(setting(), given(*[(2, True)] * 5))
    mixed = given(*[(2, bool(number % 2)) for number in range(MOST)])
    assert not enough(setting(), mixed[:4]) and enough(setting(), mixed)


@pytest.mark.parametrize(("answered", "left", "told"), [
    (0, 3, 3), (0, 20, USUAL), (2, 20, USUAL), (6, 20, MOST), (6, 2, 8), (8, 3, 9), (2, 1, 3), (3, 0, 3), (0, 1, 1)])
def test_about_how_many_questions(answered: int, left: int, told: int) -> None:
    assert about(answered, left) == told


# ---- the choice of the next item


def bank(levels: Sequence[int] = (1, 2, 3, 4)) -> list[Item]:
    return [item(f"Q{number}", levels[number % len(levels)]) for number in range(24)]


def chosen(items: Sequence[Item], answers: Sequence[Given] = (), **more: Any) -> Item | None:
    made = more.pop("setting", setting(more.pop("target", 2)))
    return next_item(items, [each.item for each in answers], more.pop("skipped", set()), made, estimate(made, answers),
                     more.pop("seed", "s"), more.pop("first", frozenset()))


@pytest.mark.parametrize("target", [1, 2, 3, 4])
def test_the_first_item_is_near_the_level_asked_about(target: int) -> None:
    found = chosen(bank(), target=target)
    assert found is not None and found.at == target


def test_the_next_item_is_harder_after_right_and_easier_after_wrong_answers() -> None:
    up = chosen(bank(), given(*[(2, True)] * 5))
    down = chosen(bank(), given(*[(2, False)] * 5))
    assert up is not None and down is not None
    assert up.at > down.at


def test_no_item_comes_twice_and_skipped_ones_do_not_come() -> None:
    items = bank()
    first = chosen(items)
    assert first is not None
    second = chosen(items, [Given(first, True)], skipped={"Q2"})
    assert second is not None and second.id not in {first.id, "Q2"}
    assert chosen([first], [Given(first, True)]) is None
    assert chosen([first], skipped={first.id}) is None
    assert chosen([]) is None


def test_items_seen_before_come_only_where_fresh_ones_are_missing() -> None:
    items = [item(f"Q{number}") for number in range(4)]
    seen = setting(recalled=dict.fromkeys(("Q0", "Q1", "Q2"), 0.1))
    found = chosen(items, setting=seen)
    assert found is not None and found.id == "Q3"
    again = chosen(items[:3], setting=seen)
    assert again is not None and again.id in seen.recalled


def test_what_is_to_be_revised_comes_first() -> None:
    found = chosen(bank(), first={"Q3"}, setting=setting(recalled={"Q3": 0.5}))
    assert found is not None and found.id == "Q3"


def test_the_choice_depends_on_its_seed_alone() -> None:
    items = bank((2,))
    assert chosen(items) == chosen(list(reversed(items)))
    assert len({chosen(items, seed=str(number)) for number in range(20)}) > 1


def test_items_of_one_case_are_asked_together() -> None:
    case = "A clerk finds a lamp.\n\nWhat first?", "A  clerk finds\na lamp.\n \nWhat then?", "Another lamp.\n\nAnd now?"
    items = [item("A1", 2, stem=case[0]), item("A2", 4, stem=case[1]), item("B1", 2, stem=case[2]),
             *[item(f"Q{number}", 2) for number in range(9)]]
    found = chosen(items, [Given(items[0], True)])
    assert found is not None and found.id == "A2"
    after = chosen(items, [Given(items[0], True), Given(items[1], True)])
    assert after is not None and after.case != items[0].case


def test_the_main_competency_is_that_of_most_items() -> None:
    assert main_competency([item("Q1"), item("Q2", competency="C2"), item("Q3", competency="C2")]) == "C2"
    assert main_competency([item("Q1", competency="C2"), item("Q2")]) == "C1"


# ---- what answers teach, and what the passbook keeps of them


def test_answers_move_the_difficulty_of_fresh_items_alone() -> None:
    answers = given((2, True), (2, False))
    learnt = difficulties(setting(recalled={"Q1": 1.0}), answers)
    assert learnt.keys() == {"Q0"}
    assert learnt["Q0"][0] < place(2) and learnt["Q0"][1] > 0
    wrong = difficulties(setting(), given((2, False)))
    assert wrong["Q0"][0] > place(2)


def test_a_difficulty_stays_near_the_level_of_its_item() -> None:
    strange = setting(difficulties={"Q0": [99.0, 1e-9]})
    mean, variance = strange.difficulty(item("Q0"))
    assert place(1) <= mean <= place(3) and variance > 1e-3


def entry(identity: str, days: float, estimated: Any, **more: Any) -> Entry:
    return Entry(identity, "U1", more.pop("kind", "assessed"), AT - timedelta(days=days),
                 competency_id=more.pop("competency", "C1"), evidence={"estimate": estimated}, **more)


def test_the_last_quiz_is_where_the_next_one_starts_and_its_doubt_grows_with_time() -> None:
    told = {"mean": 1.5, "variance": 0.8}
    fresh, month = (left_by([entry("E1", days, told)], "C1", AT) for days in (0, 30))
    assert fresh is not None and month is not None
    assert fresh == [1.5, 0.8] and month[0] == 1.5 and 0.8 < month[1] < WIDE
    assert left_by([entry("E1", 400, told)], "C1", AT) is None
    newer = entry("E2", 1, {"mean": -1.0, "variance": 0.5})
    after = left_by([newer, entry("E1", 5, told)], "C1", AT)
    assert after is not None and after[0] == -1.0


def test_what_was_taken_back_or_is_about_something_else_tells_nothing() -> None:
    told = {"mean": 1.5, "variance": 0.8}
    void = Entry("E2", "U1", "corrected", AT, refers_to="E1")
    assert left_by([entry("E1", 1, told), void], "C1", AT) is None
    assert left_by([entry("E1", 1, told, competency="C2")], "C1", AT) is None
    assert left_by([entry("E1", -1, told)], "C1", AT) is None
    for odd in (None, 7, {"mean": 1.0}, "x"):
        assert left_by([entry("E1", 1, odd)], "C1", AT) is None


def test_evidence_is_plain_and_reads_back_as_it_was() -> None:
    import json

    answers = given(*[(2, True)] * 4)
    made = setting(recalled={"Q1": 0.9})
    found = result(made, answers)
    assert found is not None
    kept = evidence(made, answers, found)
    assert json.loads(json.dumps(kept)) == kept
    assert "-0.0" not in json.dumps(evidence(setting(start=[-0.00001, 1.0]), answers, found))
    assert kept["seen_before"] == ["Q1"]
