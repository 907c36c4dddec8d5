"""Nobody is found out by legal questions; and the same attack gets through a gate that only silences small cells."""

from __future__ import annotations

import pytest

from tests.attacks.learning import Learning
from tests.attacks.world import tenant


@pytest.mark.parametrize("seed", [1, 2, 8, 13])
def test_no_small_group_is_found_out(seed: int) -> None:
    attack = Learning(tenant(seed, departments=2), small_cell=5)
    found = attack.recovered()
    print(f"seed {seed}: {attack.asked} questions, {attack.refused} refused, {len(found)} groups recovered")
    assert found == []


@pytest.mark.parametrize("seed", [1, 2, 8])
def test_the_attack_gets_through_a_gate_that_only_silences_small_cells(seed: int) -> None:
    attack = Learning(tenant(seed, departments=2), small_cell=5, naive=True)
    found = attack.recovered()
    print(f"seed {seed}, naive: {attack.asked} questions, {len(found)} groups recovered")
    assert found
