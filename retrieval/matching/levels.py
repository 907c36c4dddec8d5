"""At which level a text asks for a competency: the level that its examples ask on the whole, moved by how senior the
text is beside them, and by what the nearest that ask for the same competency say.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from retrieval.matching.features import KERNELS, NOBODY, Asked, Known
from retrieval.matching.ridge import Numbers, ridge

# So much a mean over few is drawn to the mean over all; the penalty of the regression on seniority; the weight of what
# the nearest say, and how fast it falls with likeness.
SHRUNK, PENALTY, NEAR, SHARP = 2.0, 1.0, 0.5, 12.0


@dataclass(frozen=True)
class Levels:
    """Levels asked by the examples (0: not asked, or not told), the mean of each competency, and the weights by which
    the seniority of a text is told from its likeness to the examples."""

    known: Known
    told: Numbers
    means: Numbers
    seniority: Numbers
    without: Numbers
    highest: int

    def of(self, texts: Asked) -> Numbers:
        """The expected level for each text and competency, 1 up to the highest of the scale."""
        blind = texts.is_blind
        offset = self.without if blind else _kernel(texts, self.known) @ self.seniority
        expected = self.means + offset[:, None]
        likeness = _kernel(texts, self.known)
        rows = np.flatnonzero(texts.place >= 0)
        likeness[rows, texts.place[rows]] = NOBODY
        weights = np.exp(SHARP * (likeness - likeness.max(1, keepdims=True)))
        has = (self.told > 0).astype(float)
        near = weights @ has
        said = weights @ (self.told * has) / np.maximum(near, 1e-9)
        share = NEAR * near / (near + 1.0)
        made: Numbers = np.clip((1 - share) * expected + share * said, 1.0, float(self.highest))
        return made


def learn_levels(known: Known, highest: int) -> Levels:
    """Learns levels from the examples."""
    ids = {each.id: at for at, each in enumerate(known.competencies)}
    told = np.zeros((len(known.examples), len(ids)))
    for row, example in enumerate(known.examples):
        for which, level in example.labels.items():
            if which in ids:
                told[row, ids[which]] = level
    has = told > 0
    overall = float(told[has].mean()) if has.any() else (1 + highest) / 2
    means = (told.sum(0) + SHRUNK * overall) / (has.sum(0) + SHRUNK)
    beyond = np.where(has, told - means, 0.0).sum(1) / (has.sum(1) + SHRUNK)
    if len(known.examples) > 1:
        kernel = sum((of(known.own, known.own) for of in (KERNELS["meaning"], KERNELS["title"])), np.zeros(1)) / 2
        weights, without = ridge(kernel, beyond[:, None], (PENALTY,))[0]
        return Levels(known, told, means, weights[:, 0], without[:, 0], highest)
    return Levels(known, told, means, np.zeros(len(known.examples)), np.zeros(len(known.examples)), highest)


def _kernel(texts: Asked, known: Known) -> Numbers:
    made: Numbers = (KERNELS["meaning"](texts.written, known.own) + KERNELS["title"](texts.written, known.own)) / 2
    return made
