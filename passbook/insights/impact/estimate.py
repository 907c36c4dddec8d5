"""The effect of a course on those who took it, from a sample, with an interval that covers two ways of being selected.

Two estimates are made, each doubly robust and cross-fitted (a regression of what others' scores did, and weights that
make others look like takers):

- of the *change* between the two assessments (difference in differences: Sant'Anna and Zhao, Journal of Econometrics
  219, 2020): right where takers differ by what stays, such as ability;
- of the *second score given the first* (Robins, Rotnitzky and Zhao, JASA 89, 1994): right where takers were chosen by
  that first score itself.

If either is right, the truth lies between the two in expectation (Ding and Li, Political Analysis 27, 2019). The first
is told; the interval goes from the lower to the upper end of both intervals.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

from passbook.insights.impact.sample import Sample

FOLDS = 5
# Ridge penalties of the two models, a standardised covariate each; no weight of anybody beyond this chance of taking.
RIDGE, LOGISTIC, MOST_LIKELY = 1.0, 1.0, 0.95
# So many takers with both results, and comparable people, an effect needs at least.
LEAST = 30

Why = Literal["few_takers", "few_later", "few_before", "few_others", "no_overlap"]


@dataclass(frozen=True)
class Effect:
    """An effect in points (or as a share of 1, for passing) with its 95 % interval, beside the plain difference of
    later results, and what was found given the first score (`adjusted`)."""

    value: float
    low: float
    high: float
    naive: float
    adjusted: float


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


def impact(sample: Sample, least: int = LEAST) -> Impact | Why:
    """What a course does, or why that cannot be told."""
    import numpy as np

    took = np.array(sample.took, dtype=bool)
    for enough, why in ((sample.takers, "few_takers"), (sample.later, "few_later"), (int(took.sum()), "few_before"),
                        (int((~took).sum()), "few_others")):
        if enough < least:
            return why  # type: ignore[return-value]
    fold = np.array([each % FOLDS for each in sample.fold])
    known = np.array(sample.known, dtype=float)
    before = np.array(sample.before, dtype=float)
    plain, full = _features(known), _features(np.column_stack([before, known]))
    everybody = np.ones(len(took), dtype=bool)
    chances = [_crossed(each, took.astype(float), fold, everybody, _logistic) for each in (plain, full)]
    keep = ~took | (np.maximum(chances[0], chances[1]) <= MOST_LIKELY)
    if int((keep & took).sum()) < least:
        return "no_overlap"
    found = []
    for first, second in ((before, np.array(sample.after, dtype=float)),
                          (np.array(sample.passed_before, dtype=float), np.array(sample.passed_after, dtype=float))):
        change = _estimate(second - first, plain, chances[0], took, fold, keep)
        given = _estimate(second, full, chances[1], took, fold, keep)
        naive = float(second[took].mean() - second[~took].mean())
        found.append(Effect(change[0], min(change[0] - 1.96 * change[1], given[0] - 1.96 * given[1]),
                            max(change[0] + 1.96 * change[1], given[0] + 1.96 * given[1]), naive, given[0]))
    return Impact(found[0], found[1], sample.takers, int((keep & took).sum()), int((~took).sum()),
                  int((took & ~keep).sum()))


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
    return float(of_takers - of_others), math.sqrt(float((influence ** 2).sum()))


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
