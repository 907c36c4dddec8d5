"""The on-line model under any answers: sane numbers, the right directions, nothing changed in place, and nearness to an
exact computation."""

from __future__ import annotations

import json
import math
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from passbook.mastery.belief import Belief, above, drifted, expected, learned, sigmoid
from passbook.mastery.levels import QUIZ, STEP, WIDE, beginning, holds, of_item, threshold, without_knowing
from passbook.mastery.model import SCHOOL, Answer, History, chance, learn, waited

MEANS = st.floats(-6, 6)
VARIANCES = st.floats(0.01, 4)
BELIEFS = st.tuples(MEANS, VARIANCES).map(list)
GUESSES = st.floats(0, 0.95)
FEW = settings(max_examples=150, deadline=None)
ANSWERS = st.lists(st.tuples(st.sampled_from("ABCDE"), st.sampled_from(["C1", "C2"]), st.booleans()), max_size=30)


@FEW
@given(BELIEFS, BELIEFS, GUESSES, st.booleans(), st.floats(0, 1))
def test_an_answer_moves_ability_up_or_down_and_difficulty_the_other_way(
        ability: Belief, difficulty: Belief, guess: float, right: bool, weight: float) -> None:
    before = json.dumps([ability, difficulty])
    after = learned([(ability, 1.0), (difficulty, -1.0)], right, guess, weight)
    assert json.dumps([ability, difficulty]) == before
    sign = 1 if right else -1
    assert sign * (after[0][0] - ability[0]) >= 0 >= sign * (after[1][0] - difficulty[0])
    for (_, variance), (_, earlier) in zip(after, (ability, difficulty), strict=True):
        assert 0 < variance <= earlier + 1e-12
    assert all(math.isfinite(part) for belief in after for part in belief)


@FEW
@given(BELIEFS, BELIEFS, GUESSES, st.booleans())
def test_a_lighter_answer_moves_less(ability: Belief, difficulty: Belief, guess: float, right: bool) -> None:
    moves = [abs(learned([(ability, 1.0), (difficulty, -1.0)], right, guess, weight)[0][0] - ability[0])
             for weight in (0.0, 0.5, 1.0)]
    assert moves[0] == 0 and moves == sorted(moves)


@FEW
@given(BELIEFS, BELIEFS, GUESSES)
def test_a_chance_is_one_and_not_below_guessing(ability: Belief, difficulty: Belief, guess: float) -> None:
    assert guess <= expected([(ability, 1.0), (difficulty, -1.0)], guess) <= 1


@given(st.floats(allow_nan=False))
def test_the_logistic_function_takes_any_number(value: float) -> None:
    assert 0 <= sigmoid(value) <= 1


def exact(start: Belief, told: list[tuple[float, float, bool]], at: float) -> float:
    """The chance that the ability is at least `at`, by summing over a fine grid."""
    spread = math.sqrt(start[1])
    grid = [start[0] + spread * (-6 + 12 * step / 400) for step in range(401)]
    weights = []
    for ability in grid:
        weight = math.exp(-0.5 * ((ability - start[0]) / spread) ** 2)
        for difficulty, guess, right in told:
            p = guess + (1 - guess) * sigmoid(ability - difficulty)
            weight *= p if right else 1 - p
        weights.append(weight)
    return sum(weight for weight, ability in zip(weights, grid, strict=True) if ability >= at) / sum(weights)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([0.0, STEP, 2 * STEP]), st.sampled_from([0.0, 0.07, 0.25, 0.5]),
                          st.booleans()), max_size=8))
def test_certainty_is_near_the_exact_one(told: list[tuple[float, float, bool]]) -> None:
    start = belief = [STEP, WIDE]
    for difficulty, guess, right in told:
        belief = learned([(belief, 1.0), ([difficulty, 1e-6], -1.0)], right, guess)[0]
    for at in (0.0, STEP, 2 * STEP):
        assert abs(above(belief, at) - exact(start, told, at)) < 0.12


@FEW
@given(ANSWERS)
def test_the_state_is_plain_json_and_a_fold_of_the_answers(told: list[tuple[str, str, bool]]) -> None:
    personal: dict[str, Belief] = {}
    shared: dict[str, Belief] = {}
    history = History()
    for item, competency, right in told:
        answer = Answer(item, competency, 0.25)
        kept = json.dumps([personal, shared])
        change = learn(answer, right, personal, shared, history, SCHOOL)
        assert json.dumps([personal, shared]) == kept
        assert change.expected == chance(answer, personal, shared, history, SCHOOL)
        personal, shared = {**personal, **change.personal}, {**shared, **change.shared}
        history.add(answer, right)
    state: Any = [personal, shared]
    assert json.loads(json.dumps(state)) == state
    assert all(variance > 0 and math.isfinite(mean) for part in state for mean, variance in part.values())
    assert sum(history.total) == len(told)


@given(BELIEFS, st.floats(-5, 1000))
def test_time_adds_doubt_up_to_the_first(belief: Belief, days: float) -> None:
    later = waited({"in C1": belief}, days, QUIZ)["in C1"]
    assert later[0] == belief[0] and later[1] >= belief[1] and later[1] <= max(belief[1], WIDE)
    assert drifted(belief, 0.0, WIDE)[1] == belief[1]


@FEW
@given(BELIEFS, st.floats(0, 100), st.integers(1, 8))
def test_a_higher_level_is_never_surer_than_a_lower_one(ability: Belief, mark: float, level: int) -> None:
    assert holds(ability, level + 1, mark) <= holds(ability, level, mark)
    assert threshold(level + 1, mark) - threshold(level, mark) > 0


@given(st.integers(1, 8), st.integers(1, 8), st.floats(0, 100))
def test_nothing_is_told_before_the_first_answer(level: int, target: int, mark: float) -> None:
    start = holds(beginning(level, target, mark), level, mark)
    assert start < 0.7
    assert abs(holds(beginning(target, target, mark), target, mark) - 0.5) < 1e-9


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_key_that_is_remembered_makes_any_answer_likelier(guess: float, recalled: float) -> None:
    assert guess - 1e-12 <= without_knowing(guess, recalled) <= 1


@given(st.integers(1, 8), st.none() | BELIEFS)
def test_an_item_stays_near_its_level(level: int, belief: Belief | None) -> None:
    mean, variance = of_item(level, belief)
    assert abs(mean - STEP * (level - 1)) <= STEP + 1e-9 and 0 < variance <= 0.25
