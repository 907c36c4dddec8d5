"""`benchmark`: whether the interval of ranks covers the true rank, and how wide it is, beside the naive rank: over
made-up units whose true figures are known, and by drawing officials anew."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random
from statistics import fmean

from passbook.insights.benchmark.components import Unit, alone
from passbook.insights.benchmark.ranks import rank
from tests.bench.table import show

DRAWS, PAIRS = 500, 5


def coverage(units: int, spread: float, correlated: float, rounded: bool) -> tuple[float, float, float]:
    """The share of (draw, unit) whose interval holds the true rank, the mean width of the interval in ranks, and the
    share of naive ranks that are right. A unit's people each have `PAIRS` requirements, met with the unit's chance, and
    with a person's own leaning (`correlated`)."""
    covered, widths, right = 0, [], 0
    chance = Random(units * 1000 + round(100 * spread))
    truth = [50.0 + spread * (each - (units - 1) / 2) for each in range(units)]
    sizes = [chance.choice([40, 80, 150, 300, 600]) for _ in range(units)]
    places = {at: 1 + sum(other > value for other in truth) for at, value in enumerate(truth)}
    for _ in range(DRAWS):
        estimates = []
        for at, value in enumerate(truth):
            met = 0
            for _person in range(sizes[at]):
                leaning = min(max(value / 100.0 + chance.gauss(0.0, correlated), 0.0), 1.0)
                met += sum(chance.random() < leaning for _ in range(PAIRS))
            figure = 100.0 * met / (sizes[at] * PAIRS)
            figure = float(round(figure)) if rounded else figure
            made = alone(Unit(str(at), float(sizes[at]), {"readiness": figure}), "readiness", "%", 1.0 if rounded else
                         0.0)
            assert made is not None
            estimates.append(made)
        ranked = rank(estimates)
        for place, each in enumerate(ranked, 1):
            true = places[int(each.id)]
            assert each.low is not None and each.high is not None
            covered += each.low <= true <= each.high
            widths.append(each.high - each.low + 1)
            right += place == true
    whole = DRAWS * units
    return covered / whole, fmean(widths), right / whole


def run(_home: Path) -> None:
    """Prints the table."""
    rows = []
    for units, spread, correlated, rounded in ((8, 2.0, 0.0, False), (8, 2.0, 0.25, False), (8, 2.0, 0.25, True),
                                               (8, 6.0, 0.25, True), (23, 1.0, 0.25, True)):
        covered, width, right = coverage(units, spread, correlated, rounded)
        rows.append([f"{units} units, {spread:g} points apart", f"{correlated:g}", "to 1 %" if rounded else "exact",
                     f"{100 * covered:.1f} %", f"{width:.1f} of {units}", f"{100 * right:.1f} %"])
    show(f"Ranks: {DRAWS} draws of each world", ["world", "people lean by", "figures",
         "true rank in the interval", "width", "naive rank is right"], rows)
    sys.stdout.flush()
