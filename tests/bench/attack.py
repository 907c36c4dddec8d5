"""The attack on disclosure control, larger than the tests': how many questions, how many small groups found out.

The yardstick is a gate that silences small cells and rounds as ours does, and looks no further, under the same attack.
Both are told to whoever knows which post everybody holds, and solved in whole numbers.
"""

from __future__ import annotations

import time
from pathlib import Path

from tests.attacks.learning import Learning
from tests.attacks.world import tenant
from tests.bench.table import Cell, show

SEEDS = range(100, 112)
SIZES = ((2, 26, 5), (3, 40, 10))


def run(_home: Path) -> None:
    """Attacks tenants of two sizes."""
    rows: list[list[Cell]] = []
    for departments, most, small_cell in SIZES:
        for naive in (False, True):
            people = asked = told = silent = found = 0
            started = time.perf_counter()
            for seed in SEEDS:
                attack = Learning(tenant(seed, departments, most), small_cell, naive)
                found += len(attack.recovered())
                people += len(attack.tenant.people)
                asked, told, silent = asked + attack.asked, told + attack.told, silent + attack.silent
            rows.append([f"small_cell {small_cell}, {'yardstick: small cells alone' if naive else 'the gate'}",
                         len(SEEDS), people, asked, told, silent, found, time.perf_counter() - started])
    show("attack: small groups found out by legal questions", (
        "gate", "tenants", "people", "questions", "figures told", "silent", "groups found out", "seconds"), rows)
