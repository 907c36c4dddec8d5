"""Ridge regression over a kernel, with what it would say of each example had it not seen it.

Hastie, Tibshirani and Friedman, The Elements of Statistical Learning, 2009, sections 5.8 and 7.10 (equation 7.64).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]


def ridge(kernel: Numbers, wanted: Numbers, penalties: Sequence[float], groups: Sequence[Sequence[int]] = ()
          ) -> list[tuple[Numbers, Numbers]]:
    """For each penalty (times the mean of the kernel's diagonal): the weights of the examples (examples × columns), and
    the predictions for each example from all others; for those of a group, from all outside of it. `kernel` holds
    the intercept, where there is to be one: a constant added to it."""
    values, vectors = np.linalg.eigh(kernel)
    turned = vectors.T @ wanted
    scale = float(np.trace(kernel)) / max(len(kernel), 1) or 1.0
    made = []
    for penalty in penalties:
        shrunk = 1.0 / (np.maximum(values, 0.0) + penalty * scale)
        weights = vectors @ (shrunk[:, None] * turned)
        own = (vectors * vectors) @ shrunk
        without = wanted - weights / own[:, None]
        for group in groups:
            mine = vectors[list(group)]
            without[list(group)] = wanted[list(group)] - np.linalg.solve((mine * shrunk) @ mine.T, weights[list(group)])
        made.append((weights, without))
    return made
