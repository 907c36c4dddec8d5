"""What releases cost and what may still be spent: arithmetic of zero-concentrated differential privacy.

A table of counts to which discrete Gaussian noise of scale s is added, where one person moves at most M cells by one
each, is (M / 2 s²)-zCDP; the costs of several tables and releases add up (Bun and Steinke 2016, propositions 1.6 and
1.8; Canonne, Kamath and Steinke 2020, theorem 4, for the discrete noise).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

# What one release costs, by table.
SHARES: Mapping[str, float] = {"competency": 0.35, "level": 0.15, "state": 0.15, "language": 0.15}
RELEASE = sum(SHARES.values())
# What is told of a quarter that was over before the first release: a table by competency alone, with more noise.
PAST_SHARES: Mapping[str, float] = {"competency": 0.1}
PAST = sum(PAST_SHARES.values())
# How many such quarters there are.
BEFORE = 4
# What may be spent in one financial year of the tenant: its four quarters, and once the quarters before the first.
YEAR = 4 * RELEASE + BEFORE * PAST
# Told as (epsilon, delta) with this delta, far below one in a tenant's people.
DELTA = 1e-9
# Of rounding: a release is allowed where no more than this is missing.
SLACK = 1e-9


def scale(rho: float, most: int) -> float:
    """The scale of the noise of a table that may cost `rho`, where one person moves at most `most` cells."""
    return math.sqrt(max(most, 1) / (2.0 * rho))


def left(spent: Iterable[float], year: float = YEAR) -> float:
    """What may still be spent of a year's budget; never below nothing."""
    return max(0.0, year - sum(spent))


def allows(spent: Iterable[float], cost: float = RELEASE, year: float = YEAR) -> bool:
    """Whether one more release of a cost may be made."""
    return left(spent, year) + SLACK >= cost


def epsilon(rho: float, delta: float = DELTA) -> float:
    """An epsilon of a cost at a delta: the least over orders α of α rho + log(1 / (α delta)) / (α - 1) + log(1 - 1/α),
    each of which holds (Canonne, Kamath and Steinke 2020, proposition 12). Some orders are tried, so that it may be a
    little more than the least there is and never less."""
    if rho <= 0:
        return 0.0
    usual = 1.0 + math.sqrt(math.log(1.0 / delta) / rho)  # where the simpler bound is least; the best is near
    return max(0.0, min(order * rho + math.log(1.0 / (order * delta)) / (order - 1.0) + math.log1p(-1.0 / order)
                        for order in (1.0 + (usual - 1.0) * step / 100.0 for step in range(50, 151))))


def error(scale_: float, share: float = 0.95) -> int:
    """The smallest whole number that the discrete Gaussian noise of a scale keeps to in this share of all draws: its
    weight at n is proportional to exp(-n² / 2 s²) (Canonne, Kamath and Steinke 2020, definition 1)."""
    reach = math.ceil(12 * scale_) + 2
    weights = [math.exp(-(n * n) / (2.0 * scale_ * scale_)) for n in range(reach)]
    whole = weights[0] + 2.0 * sum(weights[1:])
    found, width = weights[0], 0
    while found / whole < share:
        width += 1
        found += 2.0 * weights[width]
    return width
