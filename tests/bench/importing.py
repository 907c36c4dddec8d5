"""How long an import takes, beside plain reading of the same files with Python's csv and json.

What each import does is timed by its parts: read, check, load, chain the events, build the index, train the classifier.
Exporting the encoder and encoding the classifier's examples happen once a machine; one line shows the whole with them.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import tempfile
import time
from pathlib import Path

from bot import indexing
from bot.importing import import_bundle
from bot.settings import Settings
from bot.store.database import open_database
from bot.wiring import clock, silent
from tests.bench import homes
from tests.bench.apart import apart
from tests.bench.table import Cell, show, times
from tests.bench.timing import seconds


def run(home: Path) -> None:
    """Imports the demo, and another tenant where there is one."""
    bundles = [("demo", homes.DEMO)]
    if homes.OTHER.is_dir():
        bundles.append(("another tenant", homes.OTHER))
    rows: list[list[Cell]] = []
    for name, folder in bundles:
        with homes.empty(home) as room:
            found = apart("tests.bench.importing", "timed", str(folder), str(room)).result
        plain = apart("tests.bench.importing", "read_plainly", str(folder)).result
        for what, key in (("read, check and load", "load"), ("the same bundle again", "again"),
                          ("index and classifier", "index")):
            rate = found["rows"] / found[key] if key != "index" else None
            rows.append([f"{name}: {what}", found["rows"] if key != "index" else found["texts"], found[key], rate,
                         times(found[key], plain["seconds"])])
        rows.append([f"{name}: yardstick, plain reading", plain["rows"], plain["seconds"],
                     plain["rows"] / plain["seconds"], ""])
    with tempfile.TemporaryDirectory(prefix="saathi-bench-") as room:
        whole = seconds(lambda: homes.saathi(Path(room), "import", str(homes.DEMO)))
    rows.append(["demo: saathi import, the first on a machine", None, whole, None, None])
    show("import: seconds", ("what", "rows or texts", "seconds", "rows a second", "to yardstick"), rows,
         ["Plain reading keeps nothing and checks nothing."])


def timed(folder: str, room: str) -> dict[str, float]:
    """Loads a bundle into an empty home, twice, then makes its index: seconds of each, and how much there was."""
    settings = Settings(home=Path(room))
    database = open_database(None, settings.home)
    try:
        with database.connection() as conn:
            start = time.perf_counter()
            report = import_bundle(conn, Path(folder), now=clock())
            load = time.perf_counter() - start
            if not report.ok:
                raise RuntimeError("\n".join(map(str, report.problems[:5])))
            start = time.perf_counter()
            import_bundle(conn, Path(folder), now=clock())
            again = time.perf_counter() - start
            encoder = indexing.load_encoder(settings, silent)
            start = time.perf_counter()
            indexing.prepare(conn, settings, encoder, silent)
            index = time.perf_counter() - start
    finally:
        database.close()
    texts = sum(len(json.loads(path.read_text(encoding="utf-8"))) for path in settings.index.glob("v*/bm25/*/ids.json"))
    return {"rows": sum(counts.read for counts in report.counts.values()), "load": load, "again": again, "index": index,
            "texts": texts}


def read_plainly(folder: str) -> dict[str, float]:
    """Reads every table of a bundle row by row, and only counts."""
    start, rows = time.perf_counter(), 0
    for path in sorted(Path(folder).iterdir()):
        name = path.name.removesuffix(".gz")
        if not name.endswith((".csv", ".jsonl")):
            continue
        packed = path.suffix == ".gz"
        with io.TextIOWrapper(gzip.open(path, "rb") if packed else path.open("rb"), "utf-8", newline="") as lines:
            if name.endswith(".csv"):
                rows += sum(1 for _ in csv.DictReader(lines))
            else:
                rows += sum(1 for line in lines if json.loads(line))
    return {"rows": rows, "seconds": time.perf_counter() - start}
