"""The facts, table by table: the query that gives each, and the types of its columns.

Instants are naive, in the tenant's time zone, so that months are the tenant's months. `{person}` stands for the
pseudonym of an official's id.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

# The pseudonym in SQL: the first 16 bytes of a hash of the id between the key twice.
PSEUDONYM = ("encode(substr(sha256((SELECT key FROM facts_key) || convert_to({id}, 'UTF8') "
             "|| (SELECT key FROM facts_key)), 1, 16), 'hex')")


@dataclass(frozen=True)
class Fact:
    """A table of facts: the query, its columns with their Arrow types, and whether it follows the ledger (else it is
    written anew with each version of the framework)."""

    name: str
    query: str
    columns: Mapping[str, str]
    grows: bool = False


def person(column: str) -> str:
    """The pseudonym of a column of ids."""
    return PSEUDONYM.format(id=column)


# ruff: noqa: S608 - the queries are put together from texts of this file alone
FACTS: tuple[Fact, ...] = (
    Fact("people", f"""SELECT {person('id')} AS person, position_id AS position, organisation_id AS organisation,
                       grp AS "group", state, language FROM officials""",
         {"person": "string", "position": "string", "organisation": "string", "group": "string", "state": "string",
          "language": "string"}),
    Fact("places", """WITH RECURSIVE up AS (
                          SELECT id AS organisation, id AS ancestor, kind, parent_id, 0 AS steps FROM organisations
                          UNION ALL
                          SELECT up.organisation, o.id, o.kind, o.parent_id, up.steps + 1
                          FROM up JOIN organisations o ON o.id = up.parent_id WHERE up.steps < 60)
                      SELECT organisation, ancestor, kind, steps FROM up""",
         {"organisation": "string", "ancestor": "string", "kind": "string", "steps": "int32"}),
    Fact("requirements", """SELECT position_id AS position, competency_id AS competency, max(level) AS level,
                            max(weight) AS weight FROM requirements_now GROUP BY 1, 2""",
         {"position": "string", "competency": "string", "level": "int32", "weight": "float64"}),
    Fact("competencies", "SELECT id AS competency, type, theme FROM competencies_now",
         {"competency": "string", "type": "string", "theme": "string"}),
    Fact("courses", "SELECT id AS course, provider_id AS provider, status, minutes, price_inr AS price "
                    "FROM courses_now",
         {"course": "string", "provider": "string", "status": "string", "minutes": "float64", "price": "float64"}),
    # every tag with a level is a credit of its own, also where a course names a competency twice
    Fact("tags", """SELECT DISTINCT c.id AS course, tag ->> 'id' AS competency, (tag ->> 'level')::integer AS level
                    FROM courses_now c, jsonb_array_elements(c.competencies) AS tag""",
         {"course": "string", "competency": "string", "level": "int32"}),
    Fact("assignments", f"""
         WITH RECURSIVE below AS (
             SELECT id AS top, id AS organisation, 0 AS steps FROM organisations
             UNION ALL
             SELECT below.top, o.id, below.steps + 1 FROM below JOIN organisations o ON o.parent_id = below.organisation
             WHERE below.steps < 60)
         SELECT DISTINCT ON (p.id, p.course_id, o.id) p.id AS plan, p.course_id AS course, {person('o.id')} AS person,
                p.due_on
         FROM plans p JOIN below ON below.top = p.organisation_id
         JOIN officials o ON o.organisation_id = below.organisation
         WHERE p.assigned_to = 'all' OR p.assigned_to = 'position:' || o.position_id
            OR p.assigned_to = 'group:' || coalesce(o.grp, '') OR p.assigned_to = 'official:' || o.id
         ORDER BY p.id, p.course_id, o.id, p.due_on""",
         {"plan": "string", "course": "string", "person": "string", "due_on": "date32"}),
    Fact("ledger", f"""SELECT id AS event, {person('official_id')} AS person, kind, at AT TIME ZONE %(zone)s AS at,
                       course_id AS course, competency_id AS competency, level, score, minutes, refers_to,
                       mark FROM entries WHERE mark >= %(from)s AND mark < %(to)s""",
         {"event": "string", "person": "string", "kind": "string", "at": "timestamp", "course": "string",
          "competency": "string", "level": "int32", "score": "float64", "minutes": "float64", "refers_to": "string",
          "mark": "int64"},
         grows=True),
)

# What the files are made by: those of another version are made anew.
VERSION = hashlib.sha256(repr(FACTS).encode()).hexdigest()[:16]
