"""What it costs a turn that the database itself keeps what its asker may read, beside the same turns without.

The turns are those of `turn`, answered in one process: rounds with and without the role of a turn take each other's
place, so that a busy machine is busy for both.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bot.settings import Settings
from bot.store import rights
from tests.bench.table import show, times
from tests.bench.timing import at, median
from tests.bench.turn import TURNS, answered

ROUNDS = 4


@contextmanager
def _without(conn: Any, _asker: str) -> Iterator[None]:
    """A transaction with the owner's rights."""
    with conn.transaction():
        yield


def run(home: Path) -> None:
    """Answers the turns in rounds of both kinds."""
    settings = Settings(home=home)
    turns = [json.loads(line) for line in TURNS.read_text(encoding="utf-8").splitlines()]
    warm = list({line.get("kind"): line for line in reversed(turns)}.values())
    kept, found = rights.turn, {True: list[float](), False: list[float]()}
    try:
        for number in range(2 * ROUNDS):
            secured = number % 4 in (0, 3)
            rights.turn = kept if secured else _without
            found[secured] += answered(settings, warm, turns)[len(warm):]
    finally:
        rights.turn = kept
    least = median(found[False])
    show("rights: milliseconds of a turn", ("what", "n", "p50", "p95", "to yardstick"), [
        ["with the role of a turn", len(found[True]), median(found[True]), at(0.95, found[True]),
         times(median(found[True]), least)],
        ["yardstick: with the owner's rights", len(found[False]), least, at(0.95, found[False]), ""]])
