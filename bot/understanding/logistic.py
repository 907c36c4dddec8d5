"""What kind a text is of, learnt from few examples of each kind: two logistic models whose log-odds are added.

One reads the last layers of the encoder, the other hashed words and pieces of words. The name of a kind counts as one
more example of it. Learning needs scikit-learn; telling needs numpy alone. Knows no tenant and no intent of Saathi's:
what it is measured on (tests/bench/router.py) are other people's intents.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bot.understanding.features import WIDTH, Numbers, hashed

# Inverse strengths of the penalties over the examples of a kind (chosen on the validation part of the bench's data),
# and what they do not fall below where examples are many (chosen on the golden turns of the demo).
MEANING, WORDING = 500.0, 200.0
LEAST_MEANING, LEAST_WORDING = 8.0, 12.0
# With so many examples of a kind words weigh half of what meaning does: few examples hold few of the words that come.
HALFWAY = 10
# What the sum of the log-odds is multiplied with, so that probabilities are not surer than they are right.
COOLED = 0.75


@dataclass(frozen=True)
class Logistic:
    """A learnt model: `labels` in the order of the rows of its weights."""

    labels: tuple[str, ...]
    meaning: Numbers
    meaning_bias: Numbers
    words: Numbers
    words_bias: Numbers

    def scores(self, vector: Numbers, text: str) -> Numbers:
        """The log-odds of each label for a text and its deep vector, up to a constant."""
        scores: Numbers = self.meaning @ vector + self.meaning_bias + self.words_bias
        for place, value in hashed(text).items():
            scores = scores + self.words[:, place] * value
        return scores

    def probabilities(self, vector: Numbers, text: str) -> Numbers:
        """The probability of each label."""
        scores = self.scores(vector, text)
        likely = np.exp(scores - scores.max())
        return np.asarray(likely / likely.sum(), dtype=np.float32)


def named(label: str) -> str:
    """A label as people would say it: `quiz_stop` is `quiz stop`."""
    return label.replace("_", " ")


def fit(texts: Sequence[str], vectors: Numbers, labels: Sequence[str], names: Numbers) -> Logistic:
    """Learns from texts with their deep vectors and labels; `names` are the deep vectors of `named` of the sorted
    labels."""
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    kinds = sorted(set(labels))
    said = [*texts, *(named(kind) for kind in kinds)]
    truth = np.array([*(kinds.index(label) for label in labels), *range(len(kinds))])
    rows, places, values = [], [], []
    for row, text in enumerate(said):
        for place, value in hashed(text).items():
            rows.append(row)
            places.append(place)
            values.append(value)
    sparse = csr_matrix((values, (rows, places)), shape=(len(said), WIDTH), dtype=np.float32)
    each = len(texts) / len(kinds)
    meaning: Any = LogisticRegression(C=max(MEANING / each, LEAST_MEANING), max_iter=200, tol=1e-3).fit(
        np.concatenate([vectors, names]), truth)
    wording: Any = LogisticRegression(C=max(WORDING / each, LEAST_WORDING), max_iter=200, tol=1e-3).fit(sparse, truth)
    weight = COOLED * each / (each + HALFWAY)
    return Logistic(tuple(kinds), *_rows(meaning, COOLED), *_rows(wording, weight))


def _rows(model: Any, weight: float) -> tuple[Numbers, Numbers]:
    """Weights and biases, a row for each label: of two labels scikit-learn keeps the second's alone."""
    coefficients, biases = model.coef_.astype(np.float32), model.intercept_.astype(np.float32)
    if len(coefficients) == 1:
        coefficients, biases = np.concatenate([-coefficients, coefficients]), np.concatenate([-biases, biases])
    return weight * coefficients, weight * biases
