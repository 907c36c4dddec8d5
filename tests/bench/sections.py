"""Whether search finds the sections of a course by its title, and the section that answers a question.

Sections are indexed here without the course's title, which in the product stands before each: with it the title would
find itself. The questions are the golden ones in English (`tests/conversations/content.jsonl`), written apart from the
sections; the section that answers is the one with the words that the golden answer must say.
"""

from __future__ import annotations

import json
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np

from bot import indexing
from bot.settings import Settings
from retrieval.index import SECTIONS
from retrieval.lexical import LexicalIndex
from retrieval.search import WIDE, fuse
from retrieval.vectors import ChromaIndex
from tests.bench.homes import DEMO, ROOT
from tests.bench.search import by_rank
from tests.bench.table import Cell, show

FIRST = 10
QUESTIONS = ROOT / "tests" / "conversations" / "content.jsonl"
# What is asked, and the ids of the sections of which any is right.
Probe = tuple[str, set[str]]
# A section: its id, its course, and its text.
Section = tuple[str, str, str]


def run(home: Path) -> None:
    """Asks all probes in each way, and shows what was found."""
    encoder = indexing.load_encoder(Settings(home=home), lambda *_: None)
    sections = list(of_demo())
    ids, texts = [each for each, _, _ in sections], [text for _, _, text in sections]
    sets = {"title -> its sections": list(of_titles(sections)), "question -> its section": list(of_questions(sections))}
    rows: list[list[Cell]] = []
    with tempfile.TemporaryDirectory() as folder, closing(ChromaIndex(Path(folder) / "vectors")) as vectors:
        lexical = LexicalIndex(Path(folder) / "words")
        lexical.put(SECTIONS, ids, texts)
        vectors.put(SECTIONS, ids, encoder.encode(texts))
        for name, probes in sets.items():
            found: dict[str, list[list[str]]] = defaultdict(list)
            for query, _ in probes:
                dense = vectors.nearest(SECTIONS, encoder.encode([query])[0], WIDE)
                words = lexical.best(SECTIONS, query, WIDE)
                found["hybrid, as Saathi searches"].append([hit.id for hit in fuse(words, dense)])
                found["vectors alone"].append([each for each, _ in dense])
                found["BM25 alone"].append([each for each, _ in words])
                found["hybrid by reciprocal ranks"].append(by_rank(words, dense))
            rows += [[f"{name}: {way}", len(probes), *quality(lists, probes)] for way, lists in found.items()]
    show(f"sections: {len(sections)} sections, found without the titles of their courses",
         ("probes: way", "n", f"recall at {FIRST}", "first is right", "mean 1/rank"), rows)


def quality(found: list[list[str]], probes: list[Probe]) -> list[Cell]:
    """The share of the right sections in the first ten, how often the first is right, and the mean reciprocal rank."""
    ranks = [next((place for place, each in enumerate(ids, 1) if each in right), 0)
             for ids, (_, right) in zip(found, probes, strict=True)]
    whole = [len(set(ids[:FIRST]) & right) / min(len(right), FIRST)
             for ids, (_, right) in zip(found, probes, strict=True)]
    count = len(probes)
    return [f"{100 * float(np.mean(whole)):.1f} %", f"{100 * sum(rank == 1 for rank in ranks) / count:.1f} %",
            f"{sum(1 / rank for rank in ranks if rank) / count:.3f}"]


def of_demo() -> Iterator[Section]:
    """The sections of the demo's live courses."""
    for line in (DEMO / "courses.jsonl").read_text(encoding="utf-8").splitlines():
        course = json.loads(line)
        if (course.get("status") or "live") == "live":
            for number, section in enumerate(course.get("sections") or [], 1):
                yield f'{course["id"]}#{number}', course["id"], f'{section["heading"]}\n{section["text"]}'


def of_titles(sections: list[Section]) -> Iterator[Probe]:
    """The title of each course that has sections, and those."""
    of_course: dict[str, set[str]] = defaultdict(set)
    for each, course, _ in sections:
        of_course[course].add(each)
    for line in (DEMO / "courses.jsonl").read_text(encoding="utf-8").splitlines():
        course = json.loads(line)
        if course["id"] in of_course:
            yield course["title"], of_course[course["id"]]


def of_questions(sections: list[Section]) -> Iterator[Probe]:
    """The English golden questions that a section answers, and the sections that say the answer."""
    for line in QUESTIONS.read_text(encoding="utf-8").splitlines():
        turn = json.loads(line)
        gold = turn["gold"]
        if turn["lang"] == "en" and gold.get("quote_from"):
            right = {each for each, course, text in sections if course in gold["quote_from"]
                     and any(said.lower() in text.lower() for said in gold["says"])}
            if right:
                yield turn["say"], right
