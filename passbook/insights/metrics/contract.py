"""What a metric is: declared once, computed everywhere.

A metric says over which rows it is taken (its *grain*), and gives three Ibis expressions over them: its value, how
many people contribute to it, and how many it is about. The rows of each grain are made in
`passbook/insights/grains.py`; they have the columns that the metric's dimensions group and filter by.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

# Any: Ibis tables and values, whose types are not told here.
Rows = Any
Value = Any
Grain = Literal["people", "events", "pairs", "holds", "assignments", "enrolled", "supply", "closed", "claims"]
# An act is counted in a period, a state taken at an instant, a flow between two instants.
Timing = Literal["act", "state", "flow"]

PEOPLE = frozenset({"organisation", "position", "group", "state", "language", "official"})
TIMES = frozenset({"month", "quarter", "year", "period"})
COMPETENCIES = frozenset({"competency", "type", "theme"})
COURSES = frozenset({"course", "provider"})


@dataclass(frozen=True)
class Metric:
    """A metric by its id. `definition` is one sentence; `per_head` divides the value by the people of the group (`x100`
    for a rate). `weight`: the count by which a rate is divided, for whoever weighs parts of it; `as_rate`: the rate
    that tells a count of groups of any size; `money` and the like stand in `unit`."""

    id: str
    unit: str
    grain: Grain
    timing: Timing
    definition: str
    value: Callable[[Rows], Value]
    counted: Callable[[Rows], Value]
    dimensions: frozenset[str]
    base: Callable[[Rows], Value] | None = None
    per_head: Literal["", "x1", "x100"] = ""
    weight: str = ""
    as_rate: str = ""

    @property
    def rate(self) -> bool:
        """Whether it is a share or an average, and not a count or a sum."""
        return self.base is not None or bool(self.per_head)
