"""What demand under differential privacy costs and keeps: whether the stated error holds, whether a year's budget is
ever exceeded, how much the strongest attack finds, and how long a release takes; beside the plain count, without noise.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from statistics import fmean

from bot.store.database import open_database
from frac.store import framework as framework_store
from passbook.insights.demand import budget
from passbook.insights.demand.count import Counts, count
from passbook.insights.demand.keeping import due
from passbook.insights.demand.release import Release, gaussian, make
from passbook.insights.facts.extract import read_manifest
from passbook.insights.facts.reader import Facts, Keeper
from tests.attacks.noisy import at_best, guess, left_over, people, released
from tests.bench.insights import repeated
from tests.bench.table import Cell, show, times
from tests.bench.timing import median, milliseconds

DRAWS, ASKS, YEARS = 1_000, 2_000, 3
SEEDS, OFFICIALS, RELEASES, GROUPS = range(6), 600, 8, range(100, 124)
SIZE, ROUNDS = 50_000, 3


def run(home: Path) -> None:
    """All four."""
    _coverage()
    _budget()
    _attack()
    _time(home)


def plain(counts: Sequence[int], _scale: float, _reach: float) -> list[int]:
    """The yardstick: the plain count."""
    return list(counts)


def _coverage() -> None:
    """How often a released count lies within the stated error of the true one."""
    rows: list[list[Cell]] = []
    for most in (4, 7, 15):
        for table, rho in [*budget.SHARES.items(), ("competency, past", budget.PAST_SHARES["competency"])]:
            if table in ("state", "language"):
                continue  # as the table by level
            scale = budget.scale(rho, most)
            stated = budget.error(scale)
            off = [abs(each - 200) for each in gaussian([200] * DRAWS, scale, most ** 0.5)]
            rows.append([f"by {table}, {most} competencies a post", DRAWS, scale, stated,
                         100 * fmean(each <= stated for each in off), max(off)])
    rows.append(["yardstick: the plain count", DRAWS, 0.0, 0, 100.0, 0])
    show("demand: the stated error (95 %)", ("table", "draws", "scale", "stated ±", "held, %", "furthest"), rows)


def _budget() -> None:
    """What is spent where people ask and import at any time for some years."""
    chance, known = Random(5), list[Release]()
    start = datetime.fromisoformat("2026-04-01T10:00:00+05:30")
    for day in sorted(chance.randrange(365 * YEARS) for _ in range(ASKS)):
        now = start + timedelta(days=day)
        for each in due(known, now, "04-01"):
            counts = Counts({name: {("A", "1"): 90} for name in each.shares}, {name: {} for name in each.shares},
                            chance.randint(1, 9))
            known.append(Release(each.quarter, each.as_of, make(counts, each.quarter, now, plain, each.shares).rho,
                                 dict.fromkeys(each.shares, 3.0), {}, each.year))
    rows: list[list[Cell]] = []
    for year in sorted({each.charged_to for each in known}):
        spent = sum(each.rho for each in known if each.charged_to == year)
        rows.append([year, sum(each.charged_to == year for each in known), spent, budget.YEAR, budget.epsilon(spent),
                     budget.RELEASE * ASKS / YEARS])
    show(f"demand: the budget over {YEARS} years of {ASKS:,} asks", (
        "year", "releases", "spent (rho)", "budget (rho)", "epsilon, delta 1e-9", "if each ask were released"), rows,
         [f"One release: rho {budget.RELEASE:.2f}, epsilon {budget.epsilon(budget.RELEASE):.1f}."])


def _attack() -> None:
    """Whoever knows how everybody else stands guesses one gap of one person; and small groups as what is left over."""
    rows: list[list[Cell]] = []
    for name, draw in (("with the noise", None), ("yardstick: the plain count", plain)):
        right, found, best = list[float](), list[bool](), 1.0
        for seed in SEEDS:
            staff = people(seed, OFFICIALS, RELEASES)
            releases = released(staff, draw, past=budget.BEFORE)
            right.append(guess(staff, releases).right)
            best = at_best(releases) if draw is None else 1.0
        for seed in GROUPS:
            staff = people(seed, OFFICIALS, 1)
            releases = released(staff, draw)
            found += [count == rest for table in ("state", "language")
                      for count, rest in left_over(staff, releases, table)]
        rows.append([name, len(SEEDS), OFFICIALS, 100 * fmean(right), 100 * best, len(found), 100 * fmean(found)])
    show(f"demand: the attack over {RELEASES} releases", (
        "counts", "tenants", "people", "right guesses, %", "at best, %", "small groups", "found out, %"), rows,
         ["Chance is 50 %. A post of these tenants requires at most 3 competencies; with 7 the best there is after a "
          f"year is {100 * _best(7):.0f} %."])


def _best(most: int) -> float:
    scales = [{name: budget.scale(rho, most) for name, rho in shares.items()}
              for shares in [budget.SHARES] * 4 + [budget.PAST_SHARES] * budget.BEFORE]
    return at_best([Release("", datetime.min, 0.0, each, {}) for each in scales])  # noqa: DTZ901 - of no day


def _time(home: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="saathi-bench-") as room:
        database = open_database(None, home)
        try:
            with database.connection() as conn:
                world = framework_store.load(conn)
                facts = Keeper(Path(room) / "facts").current(conn, world.stamp, world.tenant)
                facts.close()
        finally:
            database.close()
        large = Path(room) / "large"
        entries = repeated(Path(room) / "facts", large, SIZE, float(world.tenant.pass_mark))
        manifest = read_manifest(large)
        if manifest is None:
            raise RuntimeError("there are no facts")
        facts = Facts(large, manifest, b"", world.tenant)
        now = datetime.combine(world.tenant.as_of, datetime.max.time())
        counts = count(facts, now)
        counting = milliseconds([lambda: count(facts, now)] * ROUNDS)
        noise = milliseconds([lambda: make(counts, "Q", now)] * ROUNDS)
        facts.close()
    cells = sum(len(each) for each in counts.asked.values())
    least = median(counting)
    show(f"demand: milliseconds a release, {SIZE:,} officials, {entries:,} entries, {cells:,} cells", (
        "part", "n", "p50", "slowest", "to yardstick"), [
        ["yardstick: counting alone", ROUNDS, least, max(counting), ""],
        ["counting and noise", ROUNDS, least + median(noise), max(counting) + max(noise),
         times(least + median(noise), least)]])
