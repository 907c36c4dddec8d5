"""The page of metrics is what the declarations and their words make."""

from __future__ import annotations

from bot.metrics_page import PAGE, ROWS, page
from passbook.insights.metrics import METRICS


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m bot.metrics_page"


def test_every_grain_is_told() -> None:
    assert {metric.grain for metric in METRICS.values()} == ROWS.keys()
