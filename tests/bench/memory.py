"""How much memory the server needs, beside a bare web server; and whether an import needs more for a larger file."""

from __future__ import annotations

import csv
import gzip
import http.cookiejar
import json
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psutil

from bot.importing import import_bundle
from bot.store.database import open_database
from bot.wiring import clock
from tests.bench import homes
from tests.bench.apart import apart
from tests.bench.table import show, times
from tests.bench.turn import TURNS

MB = 1024 * 1024
SIZES = (150_000, 600_000)
BARE = """
import uvicorn
from fastapi import FastAPI
app = FastAPI()
@app.get("/healthz")
def healthz() -> dict[str, bool]:
    return {{"alive": True}}
uvicorn.run(app, host="127.0.0.1", port={port}, log_level="warning")
"""


def run(home: Path) -> None:
    """Both measurements."""
    _server(home)
    _import()


# ---- the server


def _server(home: Path) -> None:
    with _serving(home, "-c", BARE) as (bare, _):
        plain = _resident(bare)
    with _serving(home, "-m", "bot.cli", "serve", "--pick-person", "--port", "{port}") as (server, address):
        fresh = _resident(server)
        _talk(address)
        used = _resident(server)
        database = sum(each.memory_full_info().pss for each in psutil.process_iter()
                       if _of_database(each, home)) / MB
        loaded = _maps(server)
    show("memory: MB resident", ("what", "MB", "to yardstick"), [
        ["saathi serve with the demo, ready", fresh, times(fresh, plain)],
        ["saathi serve after the golden turns", used, times(used, plain)],
        ["yardstick: FastAPI and uvicorn with one route", plain, ""],
        ["its embedded PostgreSQL, all processes (PSS)", database, times(database, plain)]],
        [f"Heavy libraries mapped into the server: {', '.join(loaded) or 'none'} (torch must not be there)."])


@contextmanager
def _serving(home: Path, *command: str) -> Iterator[tuple[psutil.Process, str]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen([sys.executable, *(part.format(port=port) for part in command)], cwd=homes.ROOT,
                               env=homes.environment(home), stdout=subprocess.DEVNULL)
    address = f"http://localhost:{port}"
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(f"{address}/healthz", timeout=5).close()
                break
            except OSError:
                if process.poll() is not None:
                    raise RuntimeError("the server did not start") from None
                time.sleep(0.1)
        yield psutil.Process(process.pid), address
    finally:
        process.terminate()
        process.wait(timeout=30)


def _resident(process: psutil.Process) -> float:
    return float(process.memory_info().rss) / MB


def _of_database(process: psutil.Process, home: Path) -> bool:
    try:
        parents = [process, *process.parents()]
        return any("postgres" in each.name() and str(home / "pg") in " ".join(each.cmdline()) for each in parents)
    except psutil.Error:
        return False


def _maps(process: psutil.Process) -> list[str]:
    """Which of the heavy libraries' files are mapped into a process."""
    paths = " ".join(each.path for each in process.memory_maps())
    return [name for name in ("libtorch", "sklearn") if name in paths]


def _talk(address: str) -> None:
    """The golden turns over HTTP, each as its own person."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def post(path: str, body: dict[str, Any]) -> None:
        request = urllib.request.Request(address + path, json.dumps(body).encode(),
                                         {"Content-Type": "application/json"})
        opener.open(request, timeout=60).close()

    who = None
    for line in map(json.loads, TURNS.read_text(encoding="utf-8").splitlines()):
        if line["as"] != who:
            post("/api/session", {"as": line["as"]})
            who = line["as"]
        post("/api/chat", {"say": line["say"], "conversation": f"bench-{line.get('conversation')}"})


# ---- the import


def _import() -> None:
    rows = []
    least: float | None = None
    for count in SIZES:
        with tempfile.TemporaryDirectory(prefix="saathi-bench-") as room:
            folder = Path(room) / "bundle"
            size = make_bundle(folder, count)
            found = apart("tests.bench.memory", "load", str(folder), str(Path(room) / "home"))
        least = least or found.peak
        rows.append([f"import of {count:,} events ({size / MB:.0f} MB unpacked)", count, found.result["seconds"],
                     count / found.result["seconds"], found.peak, times(found.peak, least)])
    show("memory: peak of an import, in MB, by the size of its events file", (
        "what", "events", "seconds", "events a second", "peak MB", "to the smaller"), rows,
         ["The process of the import alone; the staged rows are on the database's disk."])


def load(folder: str, home: str) -> dict[str, float]:
    """Imports a bundle into a new home, without an index; seconds."""
    database = open_database(None, Path(home))
    try:
        with database.connection() as conn:
            start = time.perf_counter()
            report = import_bundle(conn, Path(folder), now=clock())
            if not report.ok:
                raise RuntimeError("\n".join(map(str, report.problems[:5])))
            return {"seconds": time.perf_counter() - start}
    finally:
        database.close()


def make_bundle(folder: Path, count: int) -> int:
    """The demo with an events file of so many made-up completions; returns its size before packing."""
    shutil.copytree(homes.DEMO, folder, ignore=shutil.ignore_patterns("events*", "__pycache__", "*.py", "generator",
                                                                      "checks", "*.md"))
    people = [row["id"] for row in _rows(folder / "officials.csv")]
    courses = [json.loads(line)["id"] for line in (folder / "courses.jsonl").read_text(encoding="utf-8").splitlines()]
    start, size = datetime(2023, 1, 2, 9, tzinfo=UTC), 0
    with gzip.open(folder / "events.csv.gz", "wt", encoding="utf-8", compresslevel=1) as out:
        out.write("id,official_id,kind,at,course_id,score,minutes\n")
        for number in range(count):
            at = start + timedelta(minutes=2 * number)
            size += out.write(f"E{number},{people[number * 7 % len(people)]},completed,{at.isoformat()},"
                              f"{courses[number % len(courses)]},{40 + number % 60},{10 + number % 200}\n")
    return size


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)
