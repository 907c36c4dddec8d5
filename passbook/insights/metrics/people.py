"""Metrics of people and of what they hold against what their posts require."""

from __future__ import annotations

from passbook.insights.metrics.contract import COMPETENCIES, PEOPLE, TIMES, Metric

_OF_PAIRS = PEOPLE | COMPETENCIES | TIMES | {"level"}


def _people(rows):  # type: ignore[no-untyped-def]
    return rows.person.nunique()


PEOPLE_METRICS: tuple[Metric, ...] = (
    Metric("headcount", "officials", "people", "state", "Officials.", _people, _people, PEOPLE),
    Metric("holders", "officials", "holds", "state",
           "Officials who hold the competency at the level or above (1 where none is named).", _people, _people,
           PEOPLE | COMPETENCIES | TIMES | {"level"}, as_rate="holders_rate"),
    Metric("holders_rate", "%", "holds", "state",
           "Officials who hold the competency at the level or above (1 where none is named) ÷ everybody in the group.",
           _people, _people, PEOPLE | COMPETENCIES | TIMES, per_head="x100", weight="headcount"),
    Metric("required_officials", "officials", "pairs", "state", "Officials whose position requires the competency.",
           _people, _people, _OF_PAIRS),
    Metric("officials_with_gap", "officials", "pairs", "state",
           "Officials with an open gap in the competency, in any where none is named.",
           lambda rows: rows.person.nunique(where=rows.open), lambda rows: rows.person.nunique(where=rows.open),
           _OF_PAIRS, as_rate="gap_rate"),
    Metric("gap_rate", "%", "pairs", "state",
           "Officials with an open gap ÷ officials whose position requires the competency (any where none is named).",
           lambda rows: 100.0 * rows.person.nunique(where=rows.open) / rows.person.nunique(),
           lambda rows: rows.person.nunique(where=rows.open), _OF_PAIRS, base=_people, weight="required_officials"),
    Metric("open_gaps", "gaps", "pairs", "state", "Pairs of an official and a required competency with an open gap.",
           lambda rows: rows.open.sum(), lambda rows: rows.person.nunique(where=rows.open), _OF_PAIRS,
           as_rate="gaps_per_official"),
    Metric("average_gap", "levels", "pairs", "state", "Mean of required − held over open gaps.",
           lambda rows: (rows.required - rows.held).mean(where=rows.open),
           lambda rows: rows.person.nunique(where=rows.open), _OF_PAIRS,
           base=lambda rows: rows.person.nunique(where=rows.open), weight="open_gaps"),
    Metric("gaps_per_official", "gaps per official", "pairs", "state", "Open gaps ÷ everybody in the group.",
           lambda rows: rows.open.sum(), lambda rows: rows.person.nunique(where=rows.open), _OF_PAIRS, per_head="x1",
           weight="headcount"),
    Metric("readiness", "%", "pairs", "state", "Met pairs ÷ required pairs.",
           lambda rows: 100.0 * (~rows.open).sum() / rows.count(), lambda rows: rows.person.nunique(where=~rows.open),
           _OF_PAIRS, base=_people, weight="pairs"),
    Metric("pairs", "pairs", "pairs", "state", "Pairs of an official and a required competency.",
           lambda rows: rows.count(), _people, _OF_PAIRS),
    Metric("unserved_gaps", "gaps", "pairs", "state",
           "Open gaps for which no live course is tagged with the competency at the level required or above.",
           lambda rows: (rows.open & ~rows.served).sum(),
           lambda rows: rows.person.nunique(where=rows.open & ~rows.served),
           _OF_PAIRS),
    Metric("gaps_closed", "gaps", "closed", "flow", "Pairs open at the start of the period and met at its end.",
           lambda rows: rows.count(), _people, _OF_PAIRS - {"level"}),
    Metric("claims_pending", "claims", "claims", "state", "Claims that no later verification settles.",
           lambda rows: rows.count(), _people, PEOPLE | COMPETENCIES | {"level"}),
)
