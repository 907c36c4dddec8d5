"""`python -m tests.bench [NAME]`: runs one measurement, or all of them, each in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.bench import (
    attack,
    benchmark,
    cold,
    demand,
    events,
    faults,
    frac,
    home,
    homes,
    impact,
    importing,
    insights,
    judging,
    lessons,
    local,
    many,
    mastery,
    memory,
    models,
    plan,
    plan_year,
    question,
    rights,
    router,
    search,
    sections,
    tagging,
    turn,
    typos,
    webhook,
    wordings,
    workers,
)
from tests.bench.table import machine

BENCHES: dict[str, Callable[[Path], None]] = {
    "turn": turn.run, "cold": cold.run, "import": importing.run, "memory": memory.run, "search": search.run,
    "sections": sections.run, "many": many.run, "events": events.run, "typos": typos.run, "mastery": mastery.run,
    "judging": judging.run, "plan": plan.run, "plan_year": plan_year.run, "benchmark": benchmark.run,
    "demand": demand.run,
    "router": router.run,
    "attack": attack.run, "rights": rights.run, "insights": insights.run,
    "question": question.run, "impact": impact.run, "home": home.run, "frac": frac.run, "tagging": tagging.run,
    "models": models.run, "local": local.run, "lessons": lessons.run,
    "wordings": wordings.run,
    "webhook": webhook.run, "workers": workers.run, "faults": faults.run}
# Those that need no tenant.
ALONE = frozenset({"mastery", "impact", "plan_year", "benchmark", "judging", "plan", "router", "attack",
                   "local"})


def main(arguments: list[str]) -> int:
    """Runs what was named. 2 where there is no such measurement, 1 where one of them failed."""
    if len(arguments) > 1 or not set(arguments) <= BENCHES.keys():
        sys.stderr.write(f"Usage: python -m tests.bench [{'|'.join(BENCHES)}]\n")
        return 2
    if arguments and arguments[0] in ALONE:
        BENCHES[arguments[0]](Path())
        return 0
    if arguments:
        with homes.prepared() as home:
            BENCHES[arguments[0]](home)
        return 0
    print(machine())
    with homes.prepared() as home:
        environment = {**os.environ, homes.VARIABLE: str(home)}
        codes = [subprocess.run([sys.executable, "-m", "tests.bench", name], env=environment, check=False).returncode
                 for name in BENCHES]
    return int(any(codes))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
