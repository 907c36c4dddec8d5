"""The metrics: one table. To add one, declare it in the file of its family and give it its words in `prompts/`."""

from __future__ import annotations

from passbook.insights.metrics.acts import ACT_METRICS
from passbook.insights.metrics.contract import Metric
from passbook.insights.metrics.people import PEOPLE_METRICS
from passbook.insights.metrics.plans import PLAN_METRICS

METRICS: dict[str, Metric] = {metric.id: metric for metric in (*PEOPLE_METRICS, *ACT_METRICS, *PLAN_METRICS)}
