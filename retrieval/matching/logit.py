"""A logistic model with a penalty on its weights, fitted by Newton's method (iteratively reweighted least squares)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from retrieval.matching.ridge import Numbers

STEPS, ENOUGH = 60, 1e-4
# The penalties that are tried, and into how many parts the rows are cut for it.
PENALTIES, PARTS = (1.0, 3.0, 10.0, 30.0, 100.0, 300.0), 5


@dataclass(frozen=True)
class Logit:
    """Weights over standardised columns, with the columns' means and spreads, and the intercept."""

    weights: Numbers
    intercept: float
    means: Numbers
    spreads: Numbers

    def log_odds(self, columns: Numbers) -> Numbers:
        """The log-odds of rows of columns (… × columns)."""
        told: Numbers = ((columns - self.means) / self.spreads) @ self.weights + self.intercept
        return told

    def probability(self, columns: Numbers) -> Numbers:
        """The probability of rows of columns."""
        return sigmoid(self.log_odds(columns))


def sigmoid(log_odds: Numbers) -> Numbers:
    """1 / (1 + e^-x), without overflow."""
    made: Numbers = 0.5 * (1.0 + np.tanh(0.5 * log_odds))
    return made


def fit_best(columns: Numbers, wanted: Numbers, part: Numbers, group: Numbers | None = None) -> tuple[Logit, float]:
    """The model with the penalty under which the rows of each part (0 to PARTS - 1) are likeliest to a model of the
    others, and that penalty. With groups of rows it is the greatest that is not surely worse, that is within one
    standard error over them (Breiman et al., Classification and Regression Trees, 1984, section 3.4.3): where the
    columns of a row were learnt from the other rows, the check among them is too kind to small penalties."""
    groups, at = np.unique(np.zeros(len(wanted)) if group is None else group, return_inverse=True)
    losses = []
    for penalty in PENALTIES:
        loss = np.zeros(len(wanted))
        for each in range(PARTS):
            inside = part == each
            if inside.any() and not inside.all():
                odds = fit(columns[~inside], wanted[~inside], penalty).log_odds(columns[inside])
                loss[inside] = np.logaddexp(0.0, np.where(wanted[inside] > 0, -odds, odds))
        losses.append(np.bincount(at, weights=loss, minlength=len(groups)))
    best = min(losses, key=lambda each: float(each.sum()))
    allowed = float(best.mean() + best.std() / np.sqrt(len(groups)))
    chosen = max(penalty for penalty, loss in zip(PENALTIES, losses, strict=True) if float(loss.mean()) <= allowed)
    return fit(columns, wanted, chosen), chosen


def fit(columns: Numbers, wanted: Numbers, penalty: float) -> Logit:
    """The model of rows × columns that makes `wanted` (0 or 1) likely. `penalty`: on half the sum of squared weights,
    and none on the intercept."""
    means, spreads = columns.mean(0), columns.std(0) + 1e-9
    rows = np.column_stack([(columns - means) / spreads, np.ones(len(columns))])
    held = np.full(rows.shape[1], penalty)
    held[-1] = 1e-6
    weights = np.zeros(rows.shape[1])
    weights[-1] = np.log((wanted.sum() + 0.5) / (len(wanted) - wanted.sum() + 0.5))
    for _ in range(STEPS):
        likely = sigmoid(rows @ weights)
        slope = rows.T @ (wanted - likely) - held * weights
        bend = (rows * np.maximum(likely * (1.0 - likely), 1e-6)[:, None]).T @ rows + np.diag(held)
        step = np.linalg.solve(bend, slope)
        longest = float(np.abs(step).max())
        weights += step * min(1.0, 2.0 / longest if longest else 1.0)
        if longest < ENOUGH:
            break
    return Logit(weights[:-1], float(weights[-1]), means, spreads)
