"""Nobody is found out by legal questions; and the same attacks get through a gate that only silences small cells."""

from __future__ import annotations

import pytest

from tests.attacks.attack import Attack
from tests.attacks.learning import Learning
from tests.attacks.standing import Standing
from tests.attacks.sums import Sums
from tests.attacks.world import MONTHS, tenant

SMALL = 5


def standing(seed: int, naive: bool = False, months: int = 1) -> Attack:
    return Standing(tenant(seed, departments=2), SMALL, naive, months=MONTHS[-months:])


def sums(seed: int, metric: str, naive: bool = False) -> Attack:
    return Sums(tenant(seed, departments=2), SMALL, naive, metric=metric)


def learning(seed: int, naive: bool = False) -> Attack:
    return Learning(tenant(seed, departments=2), SMALL, naive)


# Among them those by which each mend was found: whoever is left beside the parts (1, 4), readiness beside gap rates
# (2, 3), gaps of all competencies beside those of each (5, 8), and one person with nearly all hours of a unit (10).
ATTACKS = {
    "learning 1": lambda naive: learning(1, naive), "learning 4": lambda naive: learning(4, naive),
    "standing 2": lambda naive: standing(2, naive), "standing 3": lambda naive: standing(3, naive),
    "standing 5": lambda naive: standing(5, naive), "standing 8": lambda naive: standing(8, naive),
    "standing 2, by month": lambda naive: standing(2, naive, months=3),
    "hours 2": lambda naive: sums(2, "learning_hours", naive),
    "hours 10": lambda naive: sums(10, "learning_hours", naive),
    "scores 1": lambda naive: sums(1, "average_score", naive),
    "scores 2": lambda naive: sums(2, "average_score", naive)}


@pytest.mark.parametrize("name", ATTACKS)
def test_no_small_group_is_found_out(name: str) -> None:
    attack = ATTACKS[name](False)
    found = attack.recovered()
    print(f"{name}: {attack.asked} questions, {attack.refused} refused, {len(found)} groups recovered")
    assert found == []
    assert attack.told


@pytest.mark.parametrize("name", ["learning 4", "standing 2", "hours 2", "scores 1"])
def test_the_attack_gets_through_a_gate_that_only_silences_small_cells(name: str) -> None:
    attack = ATTACKS[name](True)
    found = attack.recovered()
    print(f"{name}, naive: {attack.asked} questions, {len(found)} groups recovered")
    assert found
