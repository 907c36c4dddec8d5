"""Metrics of what people do: enrolling, completing, learning, being assessed, rating."""

from __future__ import annotations

from typing import Any

from passbook.insights.metrics.contract import COMPETENCIES, COURSES, PEOPLE, TIMES, Metric

_OF_EVENTS = PEOPLE | COMPETENCIES | COURSES | TIMES | {"level"}
ACTIVE = ("enrolled", "progressed", "completed", "assessed")


def _kind(rows: Any, *kinds: str) -> Any:
    return rows.kind.isin(kinds)


def _scored(rows: Any) -> Any:
    return rows.kind.isin(("completed", "assessed")) & rows.score.notnull()


ACT_METRICS: tuple[Metric, ...] = (
    Metric("enrolments", "enrolments", "events", "act", "Enrolled events.",
           lambda rows: rows.count(where=_kind(rows, "enrolled")),
           lambda rows: rows.person.nunique(where=_kind(rows, "enrolled")), _OF_EVENTS,
           as_rate="enrolments_per_official"),
    Metric("enrolled_officials", "officials", "events", "act",
           "Officials with an enrolled event (of the named course).",
           lambda rows: rows.person.nunique(where=_kind(rows, "enrolled")),
           lambda rows: rows.person.nunique(where=_kind(rows, "enrolled")), _OF_EVENTS),
    Metric("completions", "completions", "events", "act", "Completed events.",
           lambda rows: rows.count(where=_kind(rows, "completed")),
           lambda rows: rows.person.nunique(where=_kind(rows, "completed")), _OF_EVENTS,
           as_rate="completions_per_official"),
    Metric("enrolments_per_official", "enrolments per official", "events", "act",
           "Enrolments ÷ everybody in the group.", lambda rows: rows.count(where=_kind(rows, "enrolled")),
           lambda rows: rows.person.nunique(where=_kind(rows, "enrolled")), _OF_EVENTS, per_head="x1",
           weight="headcount"),
    Metric("completions_per_official", "completions per official", "events", "act",
           "Completions ÷ everybody in the group.", lambda rows: rows.count(where=_kind(rows, "completed")),
           lambda rows: rows.person.nunique(where=_kind(rows, "completed")), _OF_EVENTS, per_head="x1",
           weight="headcount"),
    Metric("completers", "officials", "events", "act", "Officials with a completed event (of the named course).",
           lambda rows: rows.person.nunique(where=_kind(rows, "completed")),
           lambda rows: rows.person.nunique(where=_kind(rows, "completed")), _OF_EVENTS, as_rate="completers_rate"),
    Metric("completers_rate", "%", "events", "act",
           "Officials with a completed event (of the named course) ÷ everybody in the group.",
           lambda rows: rows.person.nunique(where=_kind(rows, "completed")),
           lambda rows: rows.person.nunique(where=_kind(rows, "completed")), _OF_EVENTS, per_head="x100",
           weight="headcount"),
    Metric("completion_rate", "%", "enrolled", "act",
           "Of the (official, course) pairs enrolled in the period, the share with a completed event up to now.",
           lambda rows: 100.0 * rows.done.sum() / rows.count(), lambda rows: rows.person.nunique(where=rows.done),
           _OF_EVENTS - {"level"}, base=lambda rows: rows.person.nunique(), weight="enrolled_pairs"),
    Metric("enrolled_pairs", "pairs", "enrolled", "act", "Pairs of an official and a course enrolled in the period.",
           lambda rows: rows.count(), lambda rows: rows.person.nunique(), _OF_EVENTS - {"level"}),
    Metric("learning_hours", "hours", "events", "act", "Σ minutes ÷ 60 over all events.",
           lambda rows: rows.minutes.sum().fill_null(0.0) / 60.0,
           lambda rows: rows.person.nunique(where=rows.minutes.fill_null(0.0) > 0), _OF_EVENTS,
           as_rate="hours_per_official"),
    Metric("hours_per_official", "hours", "events", "act", "Learning hours ÷ everybody in the group.",
           lambda rows: rows.minutes.sum().fill_null(0.0) / 60.0,
           lambda rows: rows.person.nunique(where=rows.minutes.fill_null(0.0) > 0), _OF_EVENTS, per_head="x1",
           weight="headcount"),
    Metric("active_learners", "officials", "events", "act",
           "Officials with an enrolled, progressed, completed or assessed event.",
           lambda rows: rows.person.nunique(where=_kind(rows, *ACTIVE)),
           lambda rows: rows.person.nunique(where=_kind(rows, *ACTIVE)), _OF_EVENTS, as_rate="active_rate"),
    Metric("active_rate", "%", "events", "act", "Active learners ÷ everybody in the group.",
           lambda rows: rows.person.nunique(where=_kind(rows, *ACTIVE)),
           lambda rows: rows.person.nunique(where=_kind(rows, *ACTIVE)), _OF_EVENTS, per_head="x100",
           weight="headcount"),
    Metric("average_score", "points", "events", "act", "Mean score of completed and assessed events that have one.",
           lambda rows: rows.score.mean(where=_scored(rows)), lambda rows: rows.person.nunique(where=_scored(rows)),
           _OF_EVENTS, base=lambda rows: rows.person.nunique(where=_scored(rows)), weight="assessments"),
    Metric("pass_rate", "%", "events", "act", "Share of those scores that reach the pass mark.",
           lambda rows: 100.0 * rows.passed.mean(where=_scored(rows)),
           lambda rows: rows.person.nunique(where=_scored(rows)), _OF_EVENTS,
           base=lambda rows: rows.person.nunique(where=_scored(rows)), weight="assessments"),
    Metric("average_rating", "stars", "events", "act", "Mean score of rated events.",
           lambda rows: rows.score.mean(where=_kind(rows, "rated")),
           lambda rows: rows.person.nunique(where=_kind(rows, "rated")), _OF_EVENTS,
           base=lambda rows: rows.person.nunique(where=_kind(rows, "rated")), weight="ratings"),
    Metric("ratings", "ratings", "events", "act", "Rated events.",
           lambda rows: rows.count(where=_kind(rows, "rated")),
           lambda rows: rows.person.nunique(where=_kind(rows, "rated")), _OF_EVENTS),
    Metric("assessments", "results", "events", "act", "Completed and assessed events that have a score.",
           lambda rows: rows.count(where=_scored(rows)), lambda rows: rows.person.nunique(where=_scored(rows)),
           _OF_EVENTS),
)
