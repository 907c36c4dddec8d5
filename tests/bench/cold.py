"""How long the first answer takes in a new process, beside a Python that does nothing and one that only imports."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

from bot.store.database import open_database
from tests.bench.apart import HEAVY
from tests.bench.homes import DEMO, ROOT, environment
from tests.bench.table import Cell, show, times
from tests.bench.timing import median, seconds

TIMES = 7
SAY = "Where am I short?"
# The command line as it is, and then what it has loaded.
LOADED = """
import sys
from bot.cli import main
sys.argv = ["saathi", "ask", "--as", {who!r}, {say!r}]
try:
    main()
except SystemExit:
    pass
print([name for name in {heavy!r} if name in sys.modules])
"""


def run(home: Path) -> None:
    """Starts processes and shows how long each took from start to end."""
    with (DEMO / "officials.csv").open(encoding="utf-8", newline="") as lines:
        who = next(csv.DictReader(lines))["id"]

    def process(*arguments: str) -> float:
        return seconds(lambda: subprocess.run([sys.executable, *arguments], env=environment(home), cwd=ROOT, check=True,
                                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))

    ask = ("-m", "bot.cli", "ask", "--as", who, SAY)
    process(*ask)
    alone, bare, imports = [], [], []
    for _ in range(TIMES):
        bare.append(process("-c", "pass"))
        imports.append(process("-c", "import bot.wiring"))
        alone.append(process(*ask))
    database = open_database(None, home)
    try:
        beside = [process(*ask) for _ in range(TIMES)]
        loaded = subprocess.run([sys.executable, "-c", LOADED.format(who=who, say=SAY, heavy=HEAVY)], cwd=ROOT,
                                env=environment(home), check=True, capture_output=True, text=True).stdout
    finally:
        database.close()

    def row(name: str, values: list[float]) -> list[Cell]:
        return [name, len(values), median(values), max(values), times(median(values), median(bare)),
                times(median(values), median(imports))]

    show("cold: seconds from the start of a process to its end", (
        "what", "n", "median", "worst", "to python", "to the import"), [
        row("saathi ask, the database started with it", alone),
        row("saathi ask, the database running already", beside),
        row("yardstick: python -c pass", bare),
        row("yardstick: python -c 'import bot.wiring'", imports)],
        [f"Heavy modules loaded by `saathi ask`: {loaded.strip().splitlines()[-1]} (torch must not be there)."])
