"""What releases cost and what may still be spent: arithmetic of zero-concentrated differential privacy.

A table of counts to which discrete Gaussian noise of scale s is added, where one person moves at most M cells by one
each, is (M / 2 s²)-zCDP; the costs of several tables and releases add up (Bun and Steinke 2016, propositions 1.6 and
1.8; Canonne, Kamath and Steinke 2020, theorem 4, for the discrete noise).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

# What one release costs, by table; and what may be spent in one financial year of the tenant.
SHARES: Mapping[str, float] = {"competency": 0.35, "level": 0.15, "state": 0.15, "language": 0.15}
RELEASE = sum(SHARES.values())
YEAR = 5 * RELEASE
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
    """Whether one more release may be made."""
    return left(spent, year) + SLACK >= cost


def epsilon(rho: float, delta: float = DELTA) -> float:
    """The epsilon of a cost at a delta (Bun and Steinke 2016, proposition 1.3)."""
    return rho + 2.0 * math.sqrt(rho * math.log(1.0 / delta)) if rho > 0 else 0.0


def error(scale_: float, share: float = 0.95) -> int:
    """The smallest whole number that the noise of a scale keeps to in this share of all draws."""
    reach = math.ceil(12 * scale_) + 2
    weights = [math.exp(-(n * n) / (2.0 * scale_ * scale_)) for n in range(reach)]
    whole = weights[0] + 2.0 * sum(weights[1:])
    found, width = weights[0], 0
    while found / whole < share:
        width += 1
        found += 2.0 * weights[width]
    return width
