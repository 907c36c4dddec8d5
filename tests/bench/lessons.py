"""Whether a sentence is backed by a section: how many explanations of quiz items, written by people for a course, pass
for that course, and how many for another one.

The course's own explanations stand for true sentences of a lesson, those of others for sentences that the course does
not say: a hard case, since all are about the work of offices. Yardsticks: shared words alone, likeness alone.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import numpy as np

from bot import indexing
from bot.llm.bearing import Bearing
from bot.llm.teaching import BACKED, LEAST_SHARED
from bot.settings import Settings
from bot.wiring import build, silent
from frac.store import framework as store
from passbook import questions
from retrieval import passages
from tests.bench.table import Cell, show

LIKE, SHARED = (0.3, 0.4, 0.5, 0.6), (0.1, 0.2, 0.3, 0.4)

Passages = dict[str, list[tuple[Any, Bearing]]]


def run(home: Path) -> None:
    """Shows the shares at several thresholds."""
    settings = Settings(home=home)
    encoder = indexing.load_encoder(settings, silent)
    saathi = build(settings)
    try:
        with saathi.database.connection() as conn:
            taught: Passages = {}
            for course, _, _, text in store.sections(conn, None):
                vectors = np.asarray(encoder.encode(passages.sentences(text) or [text]))
                taught.setdefault(course, []).append((vectors, Bearing(text)))
            told = [(course, sentence) for course in sorted(taught) for item in questions.of_course(conn, course)
                    for sentence in passages.sentences(item.explanation)]
    finally:
        saathi.close()
    chance = random.Random(1)
    own, other = [], []
    for course, sentence in told:
        vector = np.asarray(encoder.encode([sentence]))[0]
        strange = chance.choice([each for each in sorted(taught) if each != course])
        own.append(_best(taught[course], vector, sentence))
        other.append(_best(taught[strange], vector, sentence))

    def row(what: str, like: float, shared: float) -> list[Cell]:
        return [what, *(100 * sum(any(near >= like and share >= shared for near, share in each) for each in every)
                        / len(every) for every in (own, other))]
    rows = [row(f"{use}: likeness {least:g}, {LEAST_SHARED:g} of the words", least, LEAST_SHARED)
            for use, least in BACKED.items()]
    rows += [row(f"yardstick: likeness {least:g} alone", least, 0.0) for least in LIKE]
    rows += [row(f"yardstick: {share:g} of the words alone", -1.0, share) for share in SHARED]
    show("lessons: sentences taken for backed, percent", ("by", "by their own course", "by another"), rows,
         [f"{len(told)} sentences of explanations, {len(taught)} courses with sections."])


def _best(sections: list[tuple[Any, Bearing]], vector: Any, sentence: str) -> list[tuple[float, float]]:
    """For each section the likeness of its nearest sentence, and the share of the words that stand there."""
    return [(float((vectors @ vector).max()), bearing.share(sentence)) for vectors, bearing in sections]
