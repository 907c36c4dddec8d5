"""Nobody is found out by the noisy counts of `demand`, asked for in every way and over all releases of a year, beyond
what the stated privacy allows; and without the noise the same attack finds everybody."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

import pytest

from passbook.insights.demand.budget import SHARES
from tests.attacks.noisy import at_best, guess, left_over, people, released, told

PEOPLE, RELEASES, PAST, ROUNDS = 600, 8, 4, 6


def plain(counts: Sequence[int], _scale: float, _reach: float) -> list[int]:
    """No noise."""
    return list(counts)


def test_whoever_knows_all_others_guesses_no_better_than_the_noise_allows() -> None:
    found, best = [], 0.0
    for seed in range(ROUNDS):
        staff = people(seed, PEOPLE, RELEASES)
        releases = released(staff, past=PAST)
        guessed = guess(staff, releases)
        found.append(guessed.right)
        best = at_best(releases)
        assert min(guessed.guesses) > 100
    print(f"right guesses {fmean(found):.3f}, at best {best:.3f}, by chance 0.5")
    assert best < 0.8
    assert fmean(found) < best + 0.06


def test_without_noise_the_same_attack_finds_everybody() -> None:
    staff = people(1, PEOPLE, RELEASES)
    assert guess(staff, released(staff, plain, PAST)).right > 0.95


@pytest.mark.parametrize("table", ["state", "language"])
def test_small_groups_are_not_what_the_told_ones_leave_of_the_whole(table: str) -> None:
    naive, noisy = list[bool](), list[bool]()
    for seed in range(ROUNDS * 4):
        staff = people(seed, PEOPLE, 1)
        naive += [count == rest for count, rest in left_over(staff, released(staff, plain), table)]
        noisy += [count == rest for count, rest in left_over(staff, released(staff), table)]
    print(f"{table}: found without noise {fmean(naive):.2f}, with it {fmean(noisy):.2f} of {len(noisy)} groups")
    assert len(noisy) >= 40 and fmean(naive) == 1
    # a guess that is as wide as the noises of the whole and of two parts together
    assert fmean(noisy) < 0.2


def test_asking_again_averages_nothing_out() -> None:
    staff = people(3, PEOPLE, 2)
    releases = released(staff)
    assert all(told(releases) == told(releases) for _ in range(5))
    first = told(releases[1:])
    assert {key: count for key, count in told(releases).items() if key in first} == first


def test_few_people_are_told_nothing_of() -> None:
    staff = people(4, PEOPLE, 2)
    releases = released(staff)
    asked = {table: releases[0].cells[table] for table in SHARES}
    assert all(asked[table][cell][0] >= 50 <= count for (_, table, cell), count in told(releases).items())
    assert any(whole < 50 for whole, _ in asked["state"].values())
