"""Takes times: repeated calls, and what their times amount to."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence


def milliseconds(calls: Iterable[Callable[[], object]]) -> list[float]:
    """How long each call took."""
    found = []
    for call in calls:
        start = time.perf_counter()
        call()
        found.append((time.perf_counter() - start) * 1000)
    return found


def seconds(call: Callable[[], object]) -> float:
    """How long one call took."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def at(share: float, values: Sequence[float]) -> float:
    """The value below which a share of the values lies (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered) + 0.5) - 1))]


def median(values: Sequence[float]) -> float:
    """The value in the middle."""
    return at(0.5, values)
