"""What a search costs among ten thousand courses, beside the same search among the demo's.

The courses are generated: each has a title, a description and a vector mixed from two of the demo's, so that words are
as common and vectors as crowded as in a real catalogue. What is found is not judged here.
"""

from __future__ import annotations

import json
import random
import tempfile
from collections import defaultdict
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from bot import indexing
from bot.settings import Settings
from retrieval.encoder import Encoder, Vectors
from retrieval.index import COURSES, VECTORS, WORDS
from retrieval.lexical import LexicalIndex
from retrieval.search import Search
from retrieval.vectors import ChromaIndex
from tests.bench.homes import DEMO
from tests.bench.search import of_levels
from tests.bench.table import show, times
from tests.bench.timing import at, median, milliseconds

MANY, ROUNDS, SEED = 10_000, 2, 7
BARE = "yardstick: encoding alone"


def run(home: Path) -> None:
    """Fills both indexes, asks the same questions of each in turn, and shows how long that took."""
    encoder = indexing.load_encoder(Settings(home=home), lambda *_: None)
    courses = [json.loads(line) for line in (DEMO / "courses.jsonl").read_text(encoding="utf-8").splitlines()]
    texts = [f'{course["title"]}\n{course.get("description") or ""}' for course in courses]
    vectors = encoder.encode(texts)
    mixed_texts, mixed_vectors = mixed(courses, vectors)
    with tempfile.TemporaryDirectory() as folder:
        few = _filled(Path(folder) / "few", texts, vectors, encoder)
        many = _filled(Path(folder) / "many", mixed_texts, mixed_vectors, encoder)
        took: dict[str, list[float]] = defaultdict(list)
        for turn in range(ROUNDS):
            for _, query, _ in of_levels():
                calls = {f"hybrid, {len(texts)} courses": partial(few.find, COURSES, f"{turn} few {query}"),
                         f"hybrid, {MANY:,} courses": partial(many.find, COURSES, f"{turn} many {query}"),
                         BARE: partial(encoder.encode, [f"{turn} alone {query}"])}
                for name, spent in zip(calls, milliseconds(calls.values()), strict=True):
                    took[name].append(spent)
    least = median(took[BARE])
    show("many: milliseconds a search", ("way", "n", "p50", "p95", "to yardstick"), [
        [name, len(spent), median(spent), at(0.95, spent), times(median(spent), least) if name != BARE else ""]
        for name, spent in took.items()])


def mixed(courses: list[dict[str, Any]], vectors: Vectors) -> tuple[list[str], Vectors]:
    """Texts and unit vectors of generated courses."""
    chance, noise = random.Random(SEED), np.random.default_rng(SEED)
    texts, made = [], np.empty((MANY, vectors.shape[1]), dtype=np.float32)
    for number in range(MANY):
        one, other = chance.sample(range(len(courses)), 2)
        texts.append(f'{courses[one]["title"]}, part {number}\n{courses[other].get("description") or ""}')
        vector = vectors[one] + vectors[other] + noise.normal(0, 0.02, vectors.shape[1])
        made[number] = vector / np.linalg.norm(vector)
    return texts, made


def _filled(folder: Path, texts: list[str], vectors: Vectors, encoder: Encoder) -> Search:
    ids = [f"C{number}" for number in range(len(texts))]
    with closing(ChromaIndex(folder / VECTORS)) as index:
        index.put(COURSES, ids, vectors)
    LexicalIndex(folder / WORDS).put(COURSES, ids, texts)
    search = Search(folder, encoder)
    search.find(COURSES, "warm")
    return search
