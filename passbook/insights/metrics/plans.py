"""Metrics of plans and of the catalogue."""

from __future__ import annotations

from passbook.insights.metrics.contract import COMPETENCIES, COURSES, PEOPLE, Metric

_OF_PLANS = PEOPLE | COURSES | COMPETENCIES | {"plan"}

PLAN_METRICS: tuple[Metric, ...] = (
    Metric("plan_completion", "%", "assignments", "state", "Plan assignments with a completed event ÷ assignments.",
           lambda rows: 100.0 * rows.done.sum() / rows.count(), lambda rows: rows.person.nunique(where=rows.done),
           _OF_PLANS, base=lambda rows: rows.person.nunique(), weight="due"),
    Metric("overdue", "assignments", "assignments", "state",
           "Plan assignments not completed whose due date is before today.",
           lambda rows: rows.overdue.sum(), lambda rows: rows.person.nunique(where=rows.overdue), _OF_PLANS,
           as_rate="overdue_rate"),
    Metric("overdue_rate", "%", "assignments", "state",
           "Officials with an assignment not completed whose due date is before today ÷ everybody in the group.",
           lambda rows: rows.person.nunique(where=rows.overdue), lambda rows: rows.person.nunique(where=rows.overdue),
           _OF_PLANS, per_head="x100", weight="headcount"),
    Metric("due", "assignments", "assignments", "state", "Plan assignments.",
           lambda rows: rows.count(), lambda rows: rows.person.nunique(), _OF_PLANS),
    Metric("done", "assignments", "assignments", "state", "Plan assignments with a completed event.",
           lambda rows: rows.done.sum(), lambda rows: rows.person.nunique(where=rows.done), _OF_PLANS,
           as_rate="plan_completion"),
    Metric("supply", "courses", "supply", "state",
           "Live courses tagged with the competency (at a level at or above the named one).",
           lambda rows: rows.course.nunique(), lambda rows: rows.course.nunique(),
           COMPETENCIES | COURSES | {"level"}),
)
