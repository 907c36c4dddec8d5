"""What a course does, in made-up worlds whose truth is known: bias, coverage of the 95 % interval and its width, beside
the naive comparison and a plain regression on the earlier score. The same fifty seeds for each, and six ways of
choosing who takes the course: by recorded scores or by what people can do, the able or the weak, with or without
eagerness.
"""

from __future__ import annotations

import math
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np

from passbook.insights.impact.estimate import impact
from passbook.insights.impact.sample import Sample
from tests.bench.table import show

SEEDS, PEOPLE, EFFECT, PASS_MARK = 50, 900, 6.0, 60.0
# What people can do, how exact the test before and the one after are, and what a second attempt is worth, in points.
ABLE, BEFORE, AFTER, AGAIN = 8.5, 6.0, 4.0, 1.5
Array = np.ndarray[Any, Any]
# Who takes the course: log-odds from ability, the recorded score against its mean, and eagerness.
CHOOSES: dict[str, tuple[float, float, float]] = {
    "the able and eager": (0.13, 0.0, 0.5), "high scores": (0.0, 0.13, 0.5), "both": (0.08, 0.06, 0.4),
    "the weak": (-0.13, 0.0, 0.0), "low scores": (0.0, -0.14, 0.0), "low scores, if eager": (0.0, -0.10, 0.6)}


def run(_home: Path) -> None:
    """A table for each way of choosing."""
    for name in CHOOSES:
        found: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
        for seed in range(SEEDS):
            for way, each in _ways(world(seed, name)).items():
                found[way].append(each)
        rows: list[list[str | float | int | None]] = []
        for way, told in found.items():
            points = np.array(told)
            covers = (points[:, 1] <= EFFECT) & (points[:, 2] >= EFFECT)
            rows.append([way, float(points[:, 0].mean()) - EFFECT, float(points[:, 0].std()),
                         100 * float(covers.mean()), float((points[:, 2] - points[:, 1]).mean())])
        show(f"impact: who takes the course: {name}", ("way", "bias", "spread", "covers %", "width"), rows,
             [f"{SEEDS} worlds of {PEOPLE} officials each; the truth is {EFFECT:g} points."])


def world(seed: int, name: str) -> Sample:
    """A made-up sample: ability and eagerness of each, a noisy score, who took the course, and a later score."""
    chance = np.random.default_rng([seed, list(CHOOSES).index(name)])
    able, eager = chance.normal(0, ABLE, PEOPLE), chance.normal(0, 1, PEOPLE)
    before = _score(61 + able + chance.normal(0, BEFORE, PEOPLE))
    of_able, of_score, of_eager = CHOOSES[name]
    odds = of_able * able + of_score * (before - 61) + of_eager * eager - 0.5
    took = chance.random(PEOPLE) < 1 / (1 + np.exp(-odds))
    after = _score(61 + AGAIN + able + EFFECT * took + chance.normal(0, AFTER, PEOPLE))
    return Sample(took.tolist(), before.tolist(), after.tolist(), _known(chance, able, eager).tolist(),
                  chance.integers(0, 1 << 30, PEOPLE).tolist(), int(took.sum()), int(took.sum()))


def _score(exact: Array) -> Array:
    return np.clip(np.round(exact), 0, 100)


def _known(chance: np.random.Generator, able: Array, eager: Array) -> Array:
    """What is recorded of each beside the score: other scores, levels, hours, courses, times; in COVARIATES' order."""
    others = chance.integers(0, 5, PEOPLE)
    mean = 62 + 0.7 * able + chance.normal(0, 8, PEOPLE) / np.sqrt(np.maximum(others, 1))
    level = chance.integers(1, 5, PEOPLE)
    return np.column_stack([np.where(others > 0, mean, 0.0), others == 0, np.zeros(PEOPLE), level, level, level,
                            np.minimum(np.exp(chance.normal(1 + 0.5 * eager, 0.6)), 200),
                            chance.poisson(np.exp(0.4 + 0.4 * eager)), chance.integers(60, 300, PEOPLE),
                            chance.uniform(0, 3, PEOPLE)]).astype(float)


def _ways(sample: Sample) -> dict[str, tuple[float, float, float]]:
    """The effect and its interval: the product's, the naive difference, and a plain regression."""
    told = impact(sample, PASS_MARK, 30)
    if isinstance(told, str):
        raise RuntimeError(told)
    took, after = np.array(sample.took), np.array(sample.after)
    error = math.sqrt(after[took].var() / took.sum() + after[~took].var() / (~took).sum())
    naive = float(after[took].mean() - after[~took].mean())
    columns = np.column_stack([np.ones(len(took)), took, sample.before, np.array(sample.known)])
    columns = columns[:, (columns.std(axis=0) > 1e-9) | (np.arange(columns.shape[1]) == 0)]
    weights, *_ = np.linalg.lstsq(columns, after, rcond=None)
    left = after - columns @ weights
    spread = math.sqrt(np.linalg.pinv(columns.T @ columns)[1, 1] * (left @ left) / (len(left) - columns.shape[1]))
    return {"course_impact": (told.score.value, told.score.low, told.score.high),
            "naive": (naive, naive - 1.96 * error, naive + 1.96 * error),
            "regression": (float(weights[1]), float(weights[1]) - 1.96 * spread, float(weights[1]) + 1.96 * spread)}
