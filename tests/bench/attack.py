"""The attacks on disclosure control, larger than the tests': how many questions, how many small groups found out.

The yardstick is a gate that silences small cells and rounds as ours does, and looks no further, under the same attack.
Both are told to whoever knows which post everybody holds. Learning and standing are solved in whole numbers, hours and
scores as sums.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from tests.attacks.attack import Attack
from tests.attacks.learning import Learning
from tests.attacks.standing import Standing
from tests.attacks.sums import Sums
from tests.attacks.world import MONTHS, Tenant, tenant
from tests.bench.table import Cell, show

SEEDS = range(100, 106)
SIZES = ((2, 26, 5), (3, 40, 10))
Start = Callable[[Tenant, int, bool], Attack]
ATTACKS: dict[str, Start] = {
    "who learned": Learning,
    "gaps and holders": Standing,
    "the same by month": lambda people, small_cell, naive: Standing(people, small_cell, naive, months=MONTHS),
    "hours": Sums,
    "scores": lambda people, small_cell, naive: Sums(people, small_cell, naive, metric="average_score"),
}


def run(_home: Path) -> None:
    """Attacks tenants of two sizes."""
    rows: list[list[Cell]] = []
    for departments, most, small_cell in SIZES:
        for name, start in ATTACKS.items():
            for naive in (False, True):
                people = asked = told = silent = found = 0
                started = time.perf_counter()
                for seed in SEEDS:
                    attack = start(tenant(seed, departments, most), small_cell, naive)
                    found += len(attack.recovered())
                    people += len(attack.tenant.people)
                    asked, told, silent = asked + attack.asked, told + attack.told, silent + attack.silent
                rows.append([f"{name}, small_cell {small_cell}, "
                             f"{'yardstick: small cells alone' if naive else 'the gate'}",
                             len(SEEDS), people, asked, told, silent, found, time.perf_counter() - started])
    show("attack: small groups found out by legal questions", (
        "attack, gate", "tenants", "people", "questions", "figures told", "silent", "groups found out", "seconds"),
        rows)
