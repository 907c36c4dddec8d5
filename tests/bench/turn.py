"""How long a turn takes in a warm process, beside the least that it could take: one encoding and one round trip.

The turns are those of the golden conversations of the demo, in their order, answered by `saathi ask --batch`. Each
time is the reply's own `took_ms`: from the message to the reply, its transaction committed.
"""

from __future__ import annotations

import json
import tempfile
import uuid
from collections import defaultdict
from functools import partial
from pathlib import Path
from typing import Any

import psycopg

from bot import commands, indexing
from bot.settings import Settings
from bot.store.database import open_database
from retrieval.encoder import OnnxEncoder
from tests.bench.apart import heavy
from tests.bench.homes import ROOT
from tests.bench.table import Cell, show, times
from tests.bench.timing import at, median, milliseconds

TURNS = ROOT / "tests" / "conversations" / "demo.jsonl"

Turn = dict[str, Any]


def run(home: Path) -> None:
    """Answers the turns in this process and shows their times."""
    settings = Settings(home=home)
    before = yardsticks(settings)
    turns = [json.loads(line) for line in TURNS.read_text(encoding="utf-8").splitlines()]
    warm = list({line.get("kind"): line for line in reversed(turns)}.values())
    taken = answered(settings, warm, turns)
    first, measured = taken[0], taken[len(warm):]
    loaded = heavy()
    bare = {name: values + before[name] for name, values in yardsticks(settings).items()}
    least = median(bare["encoding"]) + median(bare["round trip"])

    by_kind: dict[str, list[float]] = defaultdict(list)
    for line, took in zip(turns, measured, strict=True):
        by_kind[str(line.get("kind"))].append(took)

    def row(name: str, values: list[float], ratio: bool = True) -> list[Cell]:
        return [name, len(values), median(values), at(0.95, values), times(median(values), least) if ratio else ""]

    rows = [row("a turn, warm", measured)]
    rows += [row(f"  {kind}", values) for kind, values in sorted(by_kind.items(), key=lambda each: -len(each[1]))]
    rows += [row("yardstick: one encoding of a new short text", bare["encoding"], False),
             row("yardstick: one SQL round trip (SELECT 1)", bare["round trip"], False),
             row("for comparison: one committed INSERT", bare["commit"], False)]
    show("turn: milliseconds, in one warm process", ("what", "n", "p50", "p95", "to yardstick"), rows, [
        f"The yardstick is an encoding and a round trip together: {least:.2f} ms.",
        f"One turn of each kind came before, to warm the process; the first of them took {first:.0f} ms.",
        f"Heavy modules in the process after all turns: {', '.join(loaded) or 'none'} (torch must not be there)."])


def answered(settings: Settings, warm: list[Turn], turns: list[Turn]) -> list[float]:
    """What each turn took, in milliseconds, by the batch of the command line: those that warm first."""
    run_id = uuid.uuid4().hex[:8]
    with tempfile.TemporaryDirectory() as room:
        source, target = Path(room) / "in.jsonl", Path(room) / "out.jsonl"
        source.write_text("".join(json.dumps({
            "id": f"{place}", "as": line["as"], "say": line["say"],
            "conversation": f"bench-{run_id}-{place < len(warm)}-{line.get('conversation') or line['id']}"}) + "\n"
            for place, line in enumerate([*warm, *turns])), encoding="utf-8")
        commands.ask_batch(settings, source, target)
        return [float(json.loads(line)["took_ms"]) for line in target.read_text(encoding="utf-8").splitlines()]


def yardsticks(settings: Settings) -> dict[str, list[float]]:
    """Milliseconds of single encodings, round trips and commits, one after the other."""
    encoder = OnnxEncoder(indexing.encoder_folder(settings))
    texts = [f"what must an officer of section {number} be able to do" for number in range(200)]
    database = open_database(None, settings.home)
    try:
        with psycopg.connect(database.address, autocommit=True, prepare_threshold=2) as conn:
            conn.execute("CREATE TABLE IF NOT EXISTS bench_commits (n integer)")
            found = {
                "encoding": milliseconds(partial(encoder.encode, [text]) for text in texts),
                "round trip": milliseconds(lambda: conn.execute("SELECT 1").fetchone() for _ in range(300)),
                "commit": milliseconds(lambda: conn.execute("INSERT INTO bench_commits VALUES (1)")
                                       for _ in range(100))}
            conn.execute("DROP TABLE bench_commits")
    finally:
        database.close()
    return found
