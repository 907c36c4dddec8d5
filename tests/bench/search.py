"""Whether hybrid search finds more than either half of it, and what it costs, on probes made from the demo.

No probe stands in the text that it must find: a sentence on what a person at a level does must find the courses that
teach that competency, the stem of a quiz question its course, the first sentence of a help answer its question.
"""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from bot import indexing
from bot.settings import Settings
from retrieval.encoder import OnnxEncoder
from retrieval.index import COURSES, HELP, current
from retrieval.lexical import LexicalIndex
from retrieval.search import WIDE, Search, fuse
from tests.bench.homes import DEMO
from tests.bench.table import Cell, show, times
from tests.bench.timing import at, median, milliseconds

FIRST = 5
BARE, FUSING = "yardstick: encoding alone", f"fusing two lists of {WIDE} alone"
# A probe: the shelf, what is asked, and the ids of which any is right.
Probe = tuple[str, str, set[str]]
Way = Callable[[str, str], list[str]]


def run(home: Path) -> None:
    """Asks all probes in each way, and shows what was found and how fast."""
    settings = Settings(home=home)
    encoder = OnnxEncoder(indexing.encoder_folder(settings))
    folder = current(settings.index)
    assert folder is not None
    searching, lexical = Search(folder, encoder), LexicalIndex(folder / "bm25")
    searching.warm()

    def halves(shelf: str, query: str) -> tuple[list[tuple[str, float]], list[tuple[str, float]]]:
        vector = encoder.encode([query])[0]
        return lexical.best(shelf, query, WIDE), searching.vectors.nearest(shelf, vector, WIDE)

    ways: dict[str, Way] = {
        "hybrid, as Saathi searches": lambda shelf, query: [hit.id for hit in searching.find(shelf, query)],
        "vectors alone": lambda shelf, query: [each for each, _ in searching.nearest(shelf, query)],
        "BM25 alone": lambda shelf, query: [each for each, _ in lexical.best(shelf, query, 10)],
        "hybrid by reciprocal ranks": lambda shelf, query: by_rank(*halves(shelf, query)),
    }
    sets = {"levels": list(of_levels()), "questions": list(of_questions()), "help": list(of_help())}
    rows: list[list[Cell]] = []
    for name, probes in sets.items():
        for way, find in ways.items():
            found = [find(shelf, query) for shelf, query, _ in probes]
            rows.append([f"{name}: {way}", len(probes), *quality(found, probes)])
    show("search: how often the right one is found", ("probes: way", "n", f"right in first {FIRST}", "first is right",
                                                      f"share of all in first {FIRST}", "mean 1/rank"), rows)
    _speed(encoder, ways, sets["levels"])


def _speed(encoder: OnnxEncoder, ways: dict[str, Way], probes: list[Probe]) -> None:
    """Latencies. The ways take turns at each probe, so that a busy moment hits all of them; the probe is said a little
    otherwise each time, so that no vector is remembered."""
    lists = [(str(n), 1.0 / (n + 1)) for n in range(WIDE)], [(str(n + 20), 0.9 - n / 100) for n in range(WIDE)]
    took: dict[str, list[float]] = defaultdict(list)
    for shelf, query, _ in probes:
        calls = {way: partial(find, shelf, f"{number} {query}") for number, (way, find) in enumerate(ways.items())}
        timed: dict[str, Callable[[], object]] = {
            **calls, BARE: partial(encoder.encode, [f"encode {query}"]), FUSING: partial(fuse, *lists)}
        for name, spent in zip(timed, milliseconds(timed.values()), strict=True):
            took[name].append(spent)
    least = median(took[BARE])
    show("search: milliseconds a query", ("way", "n", "p50", "p95", "to yardstick"), [
        [name, len(spent), median(spent), at(0.95, spent), times(median(spent), least) if name != BARE else ""]
        for name, spent in took.items()])


def quality(found: list[list[str]], probes: list[Probe]) -> list[Cell]:
    """Shares in percent of any in the first five, the first right, all in the first five; mean reciprocal rank."""
    ranks = [next((place for place, each in enumerate(ids, 1) if each in right), 0)
             for ids, (_, _, right) in zip(found, probes, strict=True)]
    whole = [len(set(ids[:FIRST]) & right) / min(len(right), FIRST)
             for ids, (_, _, right) in zip(found, probes, strict=True)]
    count = len(probes)
    return [f"{100 * sum(0 < rank <= FIRST for rank in ranks) / count:.1f} %",
            f"{100 * sum(rank == 1 for rank in ranks) / count:.1f} %", f"{100 * float(np.mean(whole)):.1f} %",
            f"{sum(1 / rank for rank in ranks if rank) / count:.3f}"]


def by_rank(lexical: list[tuple[str, float]], dense: list[tuple[str, float]]) -> list[str]:
    """The usual other fusion: the sum of 1 / (60 + rank)."""
    scores: dict[str, float] = defaultdict(float)
    for ranked in (lexical, dense):
        for rank, (each, _) in enumerate(ranked, 1):
            scores[each] += 1 / (60 + rank)
    return sorted(scores, key=lambda each: (-scores[each], each))[:10]


# ---- probes


def of_levels() -> Iterator[Probe]:
    """What a person at a level does, and the live courses tagged with that competency."""
    teaching: dict[str, set[str]] = defaultdict(set)
    for course in _lines("courses.jsonl"):
        if (course.get("status") or "live") == "live":
            for tag in course["competencies"]:
                teaching[tag["id"]].add(course["id"])
    with (DEMO / "competency_levels.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if teaching[row["competency_id"]]:
                yield COURSES, row["descriptor"], teaching[row["competency_id"]]


def of_questions() -> Iterator[Probe]:
    """What a quiz asks, and the course that it goes with."""
    live = {course["id"] for course in _lines("courses.jsonl") if (course.get("status") or "live") == "live"}
    for question in _lines("questions.jsonl"):
        if question.get("course_id") in live:
            yield COURSES, question["stem"], {question["course_id"]}


def of_help() -> Iterator[Probe]:
    """How an answer of the help desk begins, and its question."""
    for item in _lines("help.jsonl"):
        yield HELP, re.split(r"(?<=[.!?])\s", item["answer"])[0], {item["id"]}


def _lines(name: str) -> Iterator[dict[str, Any]]:
    for line in (DEMO / name).read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield json.loads(line)
