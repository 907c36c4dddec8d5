"""Tags proposed for courses whose tags are held out, beside yardsticks that may propose as many: the likeliest by words
(BM25), by meaning (MiniLM), by both, and the tags of the nearest tagged course. Each yardstick is given the bound that
makes as many proposals as ours, which nobody could know beforehand.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from bot.indexing import load_encoder
from bot.settings import Settings
from frac.framework import Course, Framework
from retrieval.encoder import Encoder
from retrieval.matching.corpus import at_length, wording
from retrieval.matching.drafting import Drafter
from retrieval.matching.features import bm25, standardised
from retrieval.matching.ridge import Numbers
from retrieval.matching.tagging import LIKELY, Proposed, Tagger, Taught
from retrieval.matching.texts import encode
from tests.bench.homes import DEMO, OTHER
from tests.bench.table import show
from tests.bench.tenants import framework_of

FOLDS = 5


def run(home: Path) -> None:
    """A table for each tenant."""
    encoder = load_encoder(Settings(home), lambda *_: None)
    for name, folder in (("the demo", DEMO), ("a second tenant", OTHER)):
        if folder.is_dir():
            _tenant(name, framework_of(folder), encoder)


def _tenant(name: str, of: Framework, encoder: Encoder) -> None:
    courses = [each for each in of.courses.values() if each.status != "draft" and each.tags]
    made: dict[str, list[Proposed]] = {}
    nearest = np.zeros((len(courses), len(of.competencies)))
    ids = {each: at for at, each in enumerate(sorted(of.competencies))}
    texts = [_taught(each).text for each in courses]
    rows = encode(encoder, texts)
    for fold in range(FOLDS):
        held = range(fold, len(courses), FOLDS)
        left = {courses[at].id for at in held}
        rest = replace(of, courses={key: replace(each, tags=()) if key in left else each
                                    for key, each in of.courses.items()})
        found = Tagger(Drafter(rest, encoder)).proposals([_taught(courses[at]) for at in held], likely=0.0)
        made.update((courses[at].id, each) for at, each in zip(held, found, strict=True))
        known = [at for at in range(len(courses)) if at not in held]
        alike = rows[list(held)] @ rows[known].T
        for at, row in zip(held, alike, strict=True):
            for tag in courses[known[int(row.argmax())]].tags:
                nearest[at, ids[tag.competency_id]] = row.max()
    competencies = [of.competencies[each] for each in ids]
    words = bm25([at_length(each) for each in competencies])(texts)
    meaning = rows @ encode(encoder, [wording(each) for each in competencies]).T
    truth = np.zeros_like(nearest)
    for at, each in enumerate(courses):
        truth[at, [ids[tag.competency_id] for tag in each.tags if tag.competency_id in ids]] = 1
    ours = np.zeros_like(nearest)
    for at, each in enumerate(courses):
        for proposed in made[each.id]:
            ours[at, ids[proposed.competency]] = proposed.probability
    count = int((ours >= LIKELY).sum())
    show(f"tagging: {name}, tags held out in {FOLDS} folds", ("", "precision", "recall", "average precision"), [
        [kind, *_scored(truth, scores, count)] for kind, scores in (
            ("BM25", words), ("MiniLM", meaning), ("standardised sum", standardised(words) + standardised(meaning)),
            ("tags of the nearest course", nearest), ("ours", ours))],
         [f"{len(courses)} courses, {int(truth.sum())} tags, {count} proposals. {_levels(courses, made)}"])


def _taught(course: Course) -> Taught:
    return Taught(course.id, course.title, course.description, course.headings)


def _scored(truth: Numbers, scores: Numbers, count: int) -> list[float]:
    """Precision and recall of the `count` best proposals, and the average precision of all that are above nothing."""
    order = np.argsort(-scores, axis=None, kind="stable")[:int((scores > 0).sum())]
    hits, whole = truth.reshape(-1)[order], float(truth.sum())
    right, precision = float(hits[:count].sum()), np.cumsum(hits) / np.arange(1, len(hits) + 1)
    return [right / max(min(count, len(hits)), 1), right / whole, float((precision * hits).sum()) / whole]


def _levels(courses: list[Course], made: dict[str, list[Proposed]]) -> str:
    """How often a level was proposed for a right tag, and how often it was that of the course."""
    told = right = 0
    for course in courses:
        levels = {tag.competency_id: tag.level for tag in course.tags}
        for each in made[course.id]:
            if each.level is not None and each.probability >= LIKELY and each.competency in levels:
                told += 1
                right += each.level == levels[each.competency]
    return f"Levels: proposed for {told} of the right tags, right for {right}."
