"""`benchmark`: whether the interval of ranks covers the true rank, and how wide it is, beside the naive rank: over
made-up units whose true figures are known, and by drawing officials anew."""

from __future__ import annotations

import sys
import tomllib
from datetime import datetime, time
from pathlib import Path
from random import Random
from statistics import fmean
from typing import Any

from passbook.insights.benchmark.components import LEAST, Estimate, Unit, alone
from passbook.insights.benchmark.ranks import rank
from tests.bench.table import show
from tests.insights.views import views

DEMO = Path(__file__).parents[2] / "demo"
DRAWS, PAIRS, PASS_MARK = 500, 5, 60


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
            estimates.append(_estimate(str(at), sizes[at], sizes[at] * PAIRS, figure, rounded))
        ranked = rank(estimates)
        for place, each in enumerate(ranked, 1):
            true = places[int(each.id)]
            assert each.low is not None and each.high is not None
            covered += each.low <= true <= each.high
            widths.append(each.high - each.low + 1)
            right += place == true
    whole = DRAWS * units
    return covered / whole, fmean(widths), right / whole


def _estimate(unit: str, people: int, cases: int, figure: float, rounded: bool) -> Estimate:
    made = alone(Unit(unit, float(people), {"readiness": figure}, {"readiness": float(cases)}), "readiness", "%",
                 1.0 if rounded else 0.0)
    assert made is not None
    return made


def resampled(cases: dict[str, list[tuple[int, int]]], rounded: bool) -> tuple[float, float, float]:
    """The same shares where the officials of each unit are drawn anew, with replacement, and the figures of all of them
    are the truth. `cases`: for each official of a unit how many cases, and how many of them count."""
    chance = Random(len(cases))
    known = {unit: 100.0 * sum(good for _, good in people) / sum(count for count, _ in people)
             for unit, people in cases.items()}
    places = {unit: 1 + sum(other > value for other in known.values()) for unit, value in known.items()}
    covered, widths, right = 0, [], 0
    for _ in range(DRAWS):
        estimates = []
        for unit, people in cases.items():
            drawn = chance.choices(people, k=len(people))
            count = sum(each for each, _ in drawn)
            figure = 100.0 * sum(good for _, good in drawn) / max(count, 1)
            estimates.append(_estimate(unit, len(drawn), count, float(round(figure)) if rounded else figure, rounded))
        for place, each in enumerate(rank(estimates), 1):
            assert each.low is not None and each.high is not None
            covered += each.low <= places[each.id] <= each.high
            widths.append(each.high - each.low + 1)
            right += place == places[each.id]
    whole = DRAWS * len(cases)
    return covered / whole, fmean(widths), right / whole


def _of_demo(con: Any, figure: str, kind: str) -> dict[str, list[tuple[int, int]]]:
    """Cases and those of them that count, by official, for the demo's units of a kind with people enough."""
    met, table = {"readiness": ("NOT open", "pairs"), "pass rate": (f"score >= {PASS_MARK}", "scored")}[figure]
    rows = con.execute(f"SELECT unit, count(*), count(*) FILTER (WHERE {met}) FROM {table} "
                       "JOIN units USING (official) WHERE units.kind = ? GROUP BY unit, official ORDER BY ALL",
                       [kind]).fetchall()
    found: dict[str, list[tuple[int, int]]] = {}
    for unit, count, good in rows:
        found.setdefault(unit, []).append((count, good))
    return {unit: people for unit, people in found.items() if len(people) >= LEAST}


def demo() -> list[list[str]]:
    """The rows for the demo's units, their officials drawn anew."""
    tenant = tomllib.loads((DEMO / "tenant.toml").read_text(encoding="utf-8"))
    con = views(DEMO, PASS_MARK, datetime.combine(tenant["as_of"], time.max))
    con.execute("CREATE VIEW scored AS SELECT * FROM ev WHERE kind IN ('completed', 'assessed') AND score IS NOT NULL; "
                "CREATE TABLE units AS SELECT w.id AS official, a.over AS unit, a.kind FROM who w "
                "JOIN above a ON a.id = w.org")
    kinds = [kind for kind, _ in con.execute("SELECT kind, count(DISTINCT unit) FROM units GROUP BY 1 "
                                             "HAVING count(DISTINCT unit) > 2 ORDER BY 2").fetchall()]
    rows = []
    for figure in ("readiness", "pass rate"):
        for kind in kinds[:2]:
            cases = _of_demo(con, figure, kind)
            if len(cases) < 3:
                continue
            for rounded in (False, True):
                covered, width, right = resampled(cases, rounded)
                rows.append([f"{figure}, {len(cases)} of kind {kind}", "to 1 %" if rounded else "exact",
                             f"{100 * covered:.1f} %", f"{width:.1f} of {len(cases)}", f"{100 * right:.1f} %"])
    return rows


def run(_home: Path) -> None:
    """Prints the tables."""
    rows = []
    for units, spread, correlated, rounded in ((8, 2.0, 0.0, False), (8, 2.0, 0.25, False), (8, 2.0, 0.25, True),
                                               (8, 6.0, 0.25, True), (23, 1.0, 0.25, True)):
        covered, width, right = coverage(units, spread, correlated, rounded)
        rows.append([f"{units} units, {spread:g} points apart", f"{correlated:g}", "to 1 %" if rounded else "exact",
                     f"{100 * covered:.1f} %", f"{width:.1f} of {units}", f"{100 * right:.1f} %"])
    show(f"Ranks: {DRAWS} draws of each world", ["world", "people lean by", "figures",
         "true rank in the interval", "width", "naive rank is right"], rows)
    show(f"Ranks in the demo: its officials drawn anew {DRAWS} times", [
        "figure and units", "figures", "true rank in the interval", "width", "naive rank is right"], demo())
    sys.stdout.flush()
