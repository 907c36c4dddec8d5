"""The effect of a course on those who took it, from a sample, with an interval that covers two ways of being selected.

Two doubly robust, cross-fitted estimates: of the *change* between the two assessments (Sant'Anna and Zhao, Journal of
Econometrics 219, 2020), right where takers differ by what stays, such as ability; and of the *second score given the
first* (Robins, Rotnitzky and Zhao, JASA 89, 1994), right where that first score decided. If either is right, the truth
lies between them in expectation (Ding and Li, Political Analysis 27, 2019): their middle is told, with an interval that
covers the truth wherever between them it lies (Imbens and Manski, Econometrica 72, 2004).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any, Literal

from passbook.insights.impact.sample import Sample

FOLDS = 5
# Ridge penalties of the two models, a standardised covariate each; no weight of anybody beyond this chance of taking.
RIDGE, LOGISTIC, MOST_LIKELY = 1.0, 1.0, 0.95
# So many takers with both results, and comparable people, an effect needs at least.
LEAST = 50
CONFIDENCE = 0.95

Why = Literal["few_takers", "few_later", "few_before", "few_others", "no_overlap"]


@dataclass(frozen=True)
class Effect:
    """An effect in points (or as a share of 1, for passing) with its 95 % interval, beside the plain difference of
    later results."""

    value: float
    low: float
    high: float
    naive: float


@dataclass(frozen=True)
class Impact:
    """What a course does: the effect on the later score and on passing, and how many people it rests on: takers,
    takers with both results, others, and takers whom nobody is like (left out)."""

    score: Effect
    passing: Effect
    takers: int
    results: int
    others: int
    unlike: int


def impact(sample: Sample, pass_mark: float, least: int = LEAST) -> Impact | Why:
    """What a course does, or why that cannot be told."""
    import numpy as np

    took = np.array(sample.took, dtype=bool)
    reasons: tuple[tuple[int, Why], ...] = (
        (sample.takers, "few_takers"), (sample.later, "few_later"), (int(took.sum()), "few_before"),
        (int((~took).sum()), "few_others"))
    short = next((why for enough, why in reasons if enough < least), None)
    if short is not None:
        return short
    fold = np.array([each % FOLDS for each in sample.fold])
    known, before, after = (np.array(each, dtype=float) for each in (sample.known, sample.before, sample.after))
    plain, full = _features(known), _features(np.column_stack([before, known]))
    everybody = np.ones(len(took), dtype=bool)
    chances = [_crossed(each, took.astype(float), fold, everybody, _logistic) for each in (plain, full)]
    keep = ~took | (np.maximum(chances[0], chances[1]) <= MOST_LIKELY)
    if int((keep & took).sum()) < least:
        return "no_overlap"
    value, low, high = _between(_estimate(after - before, plain, chances[0], took, fold, keep),
                                _estimate(after, full, chances[1], took, fold, keep))
    score = Effect(value, low, high, float(after[took].mean() - after[~took].mean()))
    reached = after >= pass_mark
    scores = after[keep & took]
    lifted, least_, most = (_passing(scores, pass_mark, each) for each in (value, low, high))
    passing = Effect(lifted, least_, most, float(reached[took].mean() - reached[~took].mean()))
    return Impact(score, passing, sample.takers, int((keep & took).sum()), int((~took).sum()),
                  int((took & ~keep).sum()))


def _between(one: tuple[float, float], other: tuple[float, float]) -> tuple[float, float, float]:
    """The middle of two estimates (each with its standard error) between which the truth lies, and an interval that
    covers it wherever there it lies: each end beyond its estimate by the two-sided critical value, which is never less
    than what Imbens and Manski (2004) ask."""
    (low, low_error), (high, high_error) = sorted((one, other))
    critical = NormalDist().inv_cdf((1.0 + CONFIDENCE) / 2.0)
    return (low + high) / 2.0, low - critical * low_error, high + critical * high_error


def _passing(scores: Any, pass_mark: float, effect: float) -> float:
    """By how much an effect in points lifts the share of takers that pass: those whom the mark divides from where they
    would have been."""
    return float((scores >= pass_mark).mean() - (scores - effect >= pass_mark).mean())


def _estimate(outcome: Any, known: Any, chance: Any, took: Any, fold: Any, keep: Any) -> tuple[float, float]:
    """The average effect on takers and its standard error, by the influence of each person. Weights of others sum to
    one, as takers' do."""
    import numpy as np

    residual = (outcome - _crossed(known, outcome, fold, ~took, _ridge))[keep]
    takers, likely = took[keep], np.minimum(chance[keep], MOST_LIKELY)
    odds = np.where(takers, 0.0, likely / (1.0 - likely))
    count, weight = takers.sum(), odds.sum()
    of_takers, of_others = residual[takers].mean(), (odds * residual).sum() / weight
    influence = np.where(takers, residual - of_takers, 0.0) / count - odds * (residual - of_others) / weight
    # as many degrees of freedom as the models took are lost
    free = len(residual) / max(len(residual) - 2 * known.shape[1], len(residual) / 4)
    return float(of_takers - of_others), math.sqrt(free * float((influence ** 2).sum()))


def _features(known: Any) -> Any:
    """The covariates and their squares, standardised, with a constant; what is the same of everybody is left out."""
    import numpy as np

    made = np.hstack([known, known ** 2])
    spread = made.std(axis=0)
    made = (made - made.mean(axis=0)) / np.where(spread > 1e-9, spread, 1.0)
    return np.hstack([np.ones((len(made), 1)), made[:, spread > 1e-9]])


def _crossed(known: Any, target: Any, fold: Any, trains: Any, fit: Any) -> Any:
    """Predictions for everybody by models that were fitted without their fold, on those of `trains`."""
    import numpy as np

    made = np.zeros(len(target))
    for number in range(FOLDS):
        rows = trains & (fold != number)
        made[fold == number] = fit(known[rows], target[rows], known[fold == number])
    return made


def _ridge(known: Any, target: Any, at: Any) -> Any:
    """Ridge regression; the constant is not penalised."""
    import numpy as np

    penalty = RIDGE * np.eye(known.shape[1])
    penalty[0, 0] = 1e-9
    return at @ np.linalg.solve(known.T @ known + penalty, known.T @ target)


def _logistic(known: Any, target: Any, at: Any) -> Any:
    """Penalised logistic regression by Newton's method."""
    import numpy as np

    penalty = LOGISTIC * np.eye(known.shape[1])
    penalty[0, 0] = 1e-6
    weights = np.zeros(known.shape[1])
    for _ in range(30):
        chance = 1.0 / (1.0 + np.exp(-np.clip(known @ weights, -30, 30)))
        slope = known.T @ (chance - target) + penalty @ weights
        bend = (known * (chance * (1.0 - chance))[:, None]).T @ known + penalty
        step = np.linalg.solve(bend, slope)
        weights -= step
        if float(np.abs(step).max()) < 1e-8:
            break
    return 1.0 / (1.0 + np.exp(-np.clip(at @ weights, -30, 30)))
