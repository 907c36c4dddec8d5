"""The files about people, as data: officials, what they may see, what plans ask of them, what happened.

Nothing here acts. Decisions where the contract is silent: an `assessed` event without a score is refused (an
assessment without a result would read like one with); a `completed` event needs none (it credits no level then).
Columns that a kind of event does not need are kept where they are given. An event after `as_of` is a notice. A group
that a plan names must be the group of some official or position.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from frac.load.columns import Column, Context
from frac.load.contract import Check, Complaint, Derived, Reference, Table
from passbook.people import name_key

CAPABILITIES = ("hr", "leader", "analyst", "provider", "author", "admin")

# What an event of each kind must name. `disputed` is written by Saathi alone.
NEEDS: dict[str, tuple[str, ...]] = {
    "enrolled": ("course_id",),
    "progressed": ("course_id",),
    "completed": ("course_id",),
    "rated": ("course_id", "score"),
    "assessed": ("competency_id", "level", "score"),
    "claimed": ("competency_id", "level"),
    "verified": ("competency_id", "level"),
    "lapsed": ("competency_id",),
    "corrected": ("refers_to",),
}


def event_is_whole(row: dict[str, Any], _context: Context) -> Iterator[Complaint]:
    """An event must name what its kind needs, and its score must lie on the kind's scale."""
    kind, score = row["kind"], row["score"]
    for column in NEEDS[kind]:
        if row[column] is None:
            yield column, f"an event of kind {kind} needs it", f"Fill {column}, or leave the event out."
    if score is not None:
        low, high = (1, 5) if kind == "rated" else (0, 100)
        if not low <= score <= high:
            yield ("score", f"{score:g} is outside {low}-{high}, the scale of {kind} events",
                   f"Write a score from {low} to {high}.")
    if row["refers_to"] is not None and row["refers_to"] == row["id"]:
        yield "refers_to", "the event refers to itself", "Name another event."


def grant_names_its_place(row: dict[str, Any], _context: Context) -> Iterator[Complaint]:
    """hr and leader are granted on an organisation, provider for a provider."""
    if row["capability"] in ("hr", "leader") and row["organisation_id"] is None:
        yield ("organisation_id", f"{row['capability']} is granted on no organisation",
               "Name the organisation at the top of what may be seen.")
    if row["capability"] == "provider" and row["provider_id"] is None:
        yield "provider_id", "provider is granted for no provider", "Name the provider."


OFFICIALS = Table(
    "officials", "officials",
    (Column("id", "id", required=True), Column("name", "name", required=True),
     Column("position_id", "id", required=True), Column("organisation_id", "id", required=True),
     Column("reports_to", "id"), Column("group", "word", into="grp"), Column("state", "word"),
     Column("language", "language"), Column("joined_on", "date"), Column("email"), Column("phone")),
    parquet=True,
    references=(Reference("position_id", "positions"), Reference("organisation_id", "organisations"),
                Reference("reports_to", "officials")),
    trees=("reports_to",), derived=(Derived("name_key", "text", lambda row: name_key(row["name"])),))

GRANTS = Table(
    "grants", "grants",
    (Column("official_id", "id", required=True),
     Column("capability", "choice", required=True, choices=CAPABILITIES), Column("organisation_id", "id"),
     Column("provider_id", "id")),
    key=(), rules=(grant_names_its_place,),
    references=(Reference("official_id", "officials"), Reference("organisation_id", "organisations"),
                Reference("provider_id", "providers")))

PLANS = Table(
    "plans", "plans",
    (Column("id", "id", required=True), Column("name", "name", required=True),
     Column("organisation_id", "id", required=True), Column("course_id", "id", required=True),
     Column("assigned_to", "target", required=True, choices=("position", "group", "official")),
     Column("due_on", "date", required=True), Column("apar", "flag")),
    key=(),
    references=(Reference("organisation_id", "organisations"), Reference("course_id", "courses"),
                Reference("assigned_to", "positions", "position:"), Reference("assigned_to", "officials", "official:")),
    checks=(Check("assigned_to", """
        SELECT p.line, substr(p.assigned_to, 7) FROM stage_plans p WHERE starts_with(p.assigned_to, 'group:')
        AND NOT EXISTS (SELECT 1 FROM stage_officials o WHERE 'group:' || o.grp = p.assigned_to)
        AND NOT EXISTS (SELECT 1 FROM stage_positions q WHERE 'group:' || q.grp = p.assigned_to)""",
                  "no official and no position is in group '", "'",
                  "Name a group as it stands in officials.csv."),))

EVENTS = Table(
    "events", "entries",
    (Column("id", "id", required=True), Column("official_id", "id", required=True),
     Column("kind", "choice", required=True, choices=tuple(NEEDS)), Column("at", "instant", required=True),
     Column("course_id", "id"), Column("competency_id", "id"), Column("level", "level"), Column("score", "number"),
     Column("minutes", "number", low=0), Column("refers_to", "id"), Column("note")),
    parquet=True, ledger=True, rules=(event_is_whole,),
    references=(Reference("official_id", "officials"), Reference("course_id", "courses"),
                Reference("competency_id", "competencies"), Reference("refers_to", "events", stored="entries")),
    checks=(
        Check("refers_to", """
            SELECT e.line, e.refers_to FROM stage_events e JOIN (
                SELECT id, official_id FROM stage_events UNION ALL SELECT id, official_id FROM entries) other
            ON other.id = e.refers_to WHERE e.refers_to IS NOT NULL
            GROUP BY e.line, e.refers_to, e.official_id HAVING NOT bool_or(other.official_id = e.official_id)""",
              "event ", " is of another official", "Refer to an event of the same official."),
        Check("id", """
            SELECT s.line, s.id FROM stage_events s JOIN entries e ON e.id = s.id
            LEFT JOIN known_notes n ON n.id = e.id
            WHERE s.problem IS NULL
            AND ((s.official_id, s.kind, s.at, s.course_id, s.competency_id, s.level, s.score, s.minutes, s.refers_to)
                 IS DISTINCT FROM (e.official_id, e.kind, e.at, e.course_id, e.competency_id, e.level, e.score,
                                   e.minutes, e.refers_to)
                 OR (e.sealed IS NULL OR n.id IS NOT NULL) AND s.note IS DISTINCT FROM coalesce(n.note, e.note))""",
              "event ", " is in the ledger already, with other content",
              "An event never changes: give it a new id, or add a corrected event that refers to the old one."),
        Check("at", """
            SELECT line, id FROM stage_events WHERE at >= %(tomorrow)s""",
              "event ", " lies after as_of", "", notice=True)))

TABLES = (OFFICIALS, GRANTS, PLANS, EVENTS)
