"""Makes a release: noise for every cell of every table, by OpenDP, drawn once.

Cells are those that the staff list and the framework make, whether anybody has a gap or not, so that which cells there
are tells nothing. A figure is kept between none and all who are asked, which costs no privacy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from passbook.insights.demand.budget import SHARES, scale
from passbook.insights.demand.count import Cell, Counts

# Adds the noise of a scale to counts, of which one person moves all together by some L2 distance.
Draw = Callable[[Sequence[int], float, float], list[int]]


@dataclass(frozen=True)
class Release:
    """What was released: of which quarter (its id) and instant, at which cost; for each table the scale of its noise;
    for each cell how many are asked (exact) and the noisy count of open gaps. `charged_to`: the financial year whose
    budget paid, once it is kept."""

    quarter: str
    as_of: datetime
    rho: float
    scales: Mapping[str, float]
    cells: Mapping[str, Mapping[Cell, tuple[int, int]]]
    charged_to: str = ""

    @property
    def whole(self) -> bool:
        """Whether it has all tables, as the release of a running quarter has."""
        return SHARES.keys() <= self.scales.keys()


def make(counts: Counts, quarter: str, as_of: datetime, draw: Draw | None = None,
         shares: Mapping[str, float] = SHARES) -> Release:
    """A release of counts, with the tables that have a share of its cost. `draw` adds the noise (default: OpenDP's
    discrete Gaussian, from its secure source)."""
    adds = draw or gaussian
    reach = float(max(counts.most, 1)) ** 0.5
    scales = {name: scale(rho, counts.most) for name, rho in shares.items()}
    cells: dict[str, dict[Cell, tuple[int, int]]] = {}
    for name in shares:
        keys = sorted(counts.asked[name])
        noisy = adds([counts.open[name].get(key, 0) for key in keys], scales[name], reach) if keys else []
        cells[name] = {key: (asked, min(max(value, 0), asked)) for key, value, asked in zip(
            keys, noisy, (counts.asked[name][key] for key in keys), strict=True)}
    return Release(quarter, as_of, sum(shares.values()), scales, cells)


def gaussian(counts: Sequence[int], scale_: float, reach: float) -> list[int]:
    """Counts with discrete Gaussian noise of a scale. `reach`: the L2 distance that one person can move them; OpenDP's
    own map has to give the cost that the scale was chosen for. Raises ValueError where it does not."""
    import opendp.prelude as dp

    dp.enable_features("contrib")
    measured: Any = dp.m.make_gaussian(dp.vector_domain(dp.atom_domain(T=int)), dp.l2_distance(T=float), scale_)
    if measured.map(reach) > reach * reach / (2.0 * scale_ * scale_) * (1 + 1e-9):
        raise ValueError("the noise is less than what it was said to cost")
    return [int(each) for each in measured([int(each) for each in counts])]
