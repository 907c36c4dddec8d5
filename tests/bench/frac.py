"""Matching posts and duties to competencies, on held-out positions: the demo, a second tenant and O*NET where they lie
beside this checkout. The yardsticks in the same run: BM25, plain MiniLM, their reciprocal ranks, the sum of their
standardised scores, transfer from the nearest positions, and the best blend of text and transfer, with the number of
neighbours and the weight that are best in hindsight. And how fast it is beside the encoder alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from bot.indexing import load_encoder
from bot.settings import Settings
from frac.framework import Framework
from retrieval.encoder import Encoder
from retrieval.matching.corpus import Example, at_length, of_duties, of_positions, wording
from retrieval.matching.drafting import Drafter, Post
from retrieval.matching.features import bm25, standardised, voted
from retrieval.matching.matcher import Matcher
from retrieval.matching.ridge import Numbers
from retrieval.matching.texts import encode
from tests.bench.homes import DEMO, OTHER
from tests.bench.occupations import occupations
from tests.bench.table import show, times
from tests.bench.tenants import framework_of

NEIGHBOURS, WEIGHTS, STEPS = (1, 3, 5, 10, 20, 40), (0.1, 0.25, 0.5, 1.0, 2.0), 10
# An O*NET code begins with the group of occupations.
GROUP = 2
Folds = Sequence[Numbers]


def run(home: Path) -> None:
    """A table for each framework, for posts and for duties; then the speed."""
    encoder = load_encoder(Settings(home), lambda *_: None)
    known = {"the demo": framework_of(DEMO)}
    if OTHER.is_dir():
        known["a second tenant"] = framework_of(OTHER)
    for name, of in known.items():
        count = len(of_positions(of))
        _posts(f"frac: {name}, each post from all others", of, encoder, [np.array([at]) for at in range(count)])
        _duties(f"frac: {name}, duties of every fifth post", of, encoder)
    onet = occupations()
    if onet is None:
        print("  O*NET does not lie beside this checkout: left out.")
    else:
        examples = of_positions(onet)
        _posts("frac: O*NET, every fifth occupation", onet, encoder,
               [np.arange(at, len(examples), 5) for at in range(5)])
        groups = np.array([each.id[:GROUP] for each in examples])
        _posts("frac: O*NET, groups of occupations with nobody like them", onet, encoder,
               [np.flatnonzero(groups == each) for each in sorted(set(groups))])
    _speed(known["the demo"], encoder)


def _posts(title: str, of: Framework, encoder: Encoder, folds: Folds) -> None:
    examples = of_positions(of)

    def held(test: Numbers) -> tuple[list[Example], Matcher]:
        left = {examples[at].id for at in test}
        rest = replace(of, positions={key: each for key, each in of.positions.items() if key not in left})
        return of_positions(rest), Drafter(rest, encoder).posts

    _compare(title, of, encoder, examples, folds, held)


def _duties(title: str, of: Framework, encoder: Encoder) -> None:
    duties = [each for each in of_duties(of) if each.is_duty]
    sources = sorted({each.source for each in duties})
    folds = [np.array([at for at, each in enumerate(duties) if sources.index(each.source) % 5 == fold])
             for fold in range(5)]

    def held(test: Numbers) -> tuple[list[Example], Matcher]:
        left = {duties[at].source for at in test}
        rest = replace(of, positions={key: each for key, each in of.positions.items() if key not in left})
        return of_duties(rest), Drafter(rest, encoder).texts

    _compare(title, of, encoder, duties, [each for each in folds if len(each)], held)


def _compare(title: str, of: Framework, encoder: Encoder, examples: Sequence[Example], folds: Folds,
             held: Callable[[Numbers], tuple[list[Example], Matcher]]) -> None:
    competencies = sorted(of.competencies.values(), key=lambda each: each.id)
    ids = {each.id: at for at, each in enumerate(competencies)}
    wanted, texts = _wanted(examples, ids), [each.text for each in examples]
    rows = encode(encoder, texts)
    words = bm25([at_length(each) for each in competencies])(texts)
    meaning = rows @ encode(encoder, [wording(each) for each in competencies]).T
    summed = standardised(words) + standardised(meaning)
    found = {"BM25": words, "MiniLM": meaning, "reciprocal ranks": _ranks(words) + _ranks(meaning),
             "standardised sum": summed, "ours": np.zeros_like(wanted)}
    likely, levels = np.zeros_like(wanted), np.zeros_like(wanted)
    for test in folds:
        rest, matcher = held(test)
        transfer = rows[test] @ encode(encoder, [each.text for each in rest]).T
        for count in NEIGHBOURS:
            if count < len(rest):
                told = voted(transfer, _wanted(rest, ids), count)
                found.setdefault(f"transfer from {count}", np.zeros_like(wanted))[test] = told
                for weight in WEIGHTS:
                    blend = found.setdefault(f"blend of {count}, text {weight}", np.zeros_like(wanted))
                    blend[test] = standardised(told) + weight * summed[test]
        asked = [examples[at] for at in test]
        for row, ranked in zip(test, matcher.match([each.title for each in asked], [each.text for each in asked]),
                               strict=True):
            for each in ranked:
                at = ids[each.competency]
                found["ours"][row, at], likely[row, at], levels[row, at] = each.score, each.probability, each.level
    _tell(title, found, wanted, likely, levels, examples, ids)


def _tell(title: str, found: dict[str, Numbers], wanted: Numbers, likely: Numbers, levels: Numbers,
          examples: Sequence[Example], ids: dict[str, int]) -> None:
    scores = {name: _scored(wanted, each) for name, each in found.items()}
    best = {kind: max((name for name in scores if name.startswith(kind)), key=lambda name: scores[name][0])
            for kind in ("transfer", "blend")}
    shown = [*(name for name in scores if not name.startswith(tuple(best))), *best.values()]
    shown.sort(key=lambda name: scores[name][0])
    asked = np.zeros_like(wanted)
    for row, each in enumerate(examples):
        for which, level in each.labels.items():
            asked[row, ids[which]] = level
    told = asked > 0
    error = float(np.abs(np.round(levels) - asked)[told].mean()) if told.any() else None
    show(title, ("", "MAP", "RP@5", "RP@10"), [[name, *scores[name]] for name in shown],
         [f"{len(examples)} texts, {len(ids)} competencies. Ours: calibration error {_calibration(wanted, likely):.3f}"
          + (f", level error {error:.2f}." if error is not None else ".")])


def _wanted(examples: Sequence[Example], ids: dict[str, int]) -> Numbers:
    made = np.zeros((len(examples), len(ids)))
    for row, each in enumerate(examples):
        made[row, [ids[which] for which in each.labels]] = 1.0
    return made


def _ranks(scores: Numbers) -> Numbers:
    made: Numbers = 1.0 / (61.0 + (-scores).argsort(-1, kind="stable").argsort(-1))
    return made


def _scored(wanted: Numbers, scores: Numbers) -> list[float]:
    """Mean average precision, and R-precision at 5 and 10 (hits among the first k over the most there could be)."""
    found = []
    for row, told in zip(wanted, scores, strict=True):
        if not row.any():
            continue
        hits = row[np.argsort(-told, kind="stable")]
        whole = hits.sum()
        precision = np.cumsum(hits) / np.arange(1, len(hits) + 1)
        found.append([float((precision * hits).sum() / whole),
                      *(float(hits[:count].sum() / min(count, whole)) for count in (5, 10))])
    return [float(each) for each in np.mean(found, axis=0)]


def _calibration(wanted: Numbers, likely: Numbers) -> float:
    """The expected calibration error over ten bins of equal width (Guo et al., ICML 2017)."""
    bins = np.minimum((likely * STEPS).astype(int), STEPS - 1)
    return float(sum(abs(likely[bins == each].mean() - wanted[bins == each].mean()) * (bins == each).mean()
                     for each in range(STEPS) if (bins == each).any()))


def _speed(of: Framework, encoder: Encoder) -> None:
    """Distinct made-up posts in bulk, and the encoder alone on the same texts."""
    drafter = Drafter(of, encoder)
    began = time.perf_counter()
    learned = len(drafter.posts.known.examples)
    learning = time.perf_counter() - began
    posts = [Post(f"{each.title} {at}", (each.description or "")[: 40 + at % 60])
             for at in range(12) for each in of.positions.values()]
    began = time.perf_counter()
    drafts = sum(1 for _ in drafter.draft(posts))
    drafting = time.perf_counter() - began
    texts = [f"{each.title}. {each.description} " for each in posts]
    began = time.perf_counter()
    encoder.encode(texts)
    bare = time.perf_counter() - began
    show("frac: drafting in bulk", ("", "a second", "beside"), [
        ["the encoder alone, a text each", len(texts) / bare, "1"],
        ["drafts", drafts / drafting, times(drafting, bare)]],
         [f"Learning from {learned} positions took {times(learning, bare / len(texts))} the encoding of one text."])

