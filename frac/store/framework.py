"""Reads the framework as it holds (the bundle and what was approved) from PostgreSQL, with one query a
table. Refuses a database without a tenant.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg.rows import TupleRow

from frac.framework import (
    Activity,
    Competency,
    Course,
    Framework,
    Level,
    Organisation,
    Position,
    Provider,
    Requirement,
    Role,
    Tag,
    Tenant,
)


class NoTenant(Exception):
    """Nothing was imported yet."""


def version(conn: psycopg.Connection[Any]) -> int:
    """The number of the last import that changed something; 0 where there was none."""
    return stamp(conn)[0]


def stamp(conn: psycopg.Connection[Any]) -> tuple[int, str]:
    """The number and the random mark of the last import that changed something; 0 and nothing where there was none."""
    row = conn.execute("SELECT number, mark FROM imports ORDER BY number DESC LIMIT 1").fetchone()
    return (int(row[0]), str(row[1])) if row else (0, "")


def load(conn: psycopg.Connection[TupleRow]) -> Framework:
    """The whole framework. Raises NoTenant where the database holds none."""
    # Read first: where an import ends meanwhile, what was read is stamped as stale and will be read again.
    number, mark = stamp(conn)
    row = conn.execute("SELECT name, as_of, timezone, languages, pass_mark, year_starts, small_cell FROM tenant"
                       ).fetchone()
    if row is None:
        raise NoTenant
    tenant = Tenant(row[0], row[1], row[2], tuple(row[3]), row[4], row[5], row[6])
    levels = tuple(Level(*line) for line in conn.execute("SELECT level, name, name_hi FROM levels ORDER BY level"))
    organisations = {line[0]: Organisation(*[*line[:5], tuple(line[5])]) for line in conn.execute(
        "SELECT id, name, name_hi, kind, parent_id, aliases FROM organisations ORDER BY id")}
    providers = {line[0]: Provider(*line) for line in conn.execute("SELECT id, name FROM providers_now ORDER BY id")}
    return Framework(number, tenant, levels, organisations, _competencies(conn), _positions(conn), _courses(conn),
                     providers, mark)


def _competencies(conn: psycopg.Connection[TupleRow]) -> dict[str, Competency]:
    descriptors: dict[str, dict[int, str]] = defaultdict(dict)
    for competency_id, level, text in conn.execute(
            "SELECT competency_id, level, descriptor FROM competency_levels ORDER BY competency_id, level"):
        descriptors[competency_id][level] = text
    return {line[0]: Competency(*[*line[:6], tuple(line[6]), descriptors.get(line[0], {})])
            for line in conn.execute("SELECT id, name, name_hi, type, theme, description, aliases "
                                     "FROM competencies_now ORDER BY id")}


def _positions(conn: psycopg.Connection[TupleRow]) -> dict[str, Position]:
    activities: dict[str, list[Activity]] = defaultdict(list)
    for role_id, *line in conn.execute("SELECT role_id, id, description, receives_from, submits_to FROM activities_now "
                                       "ORDER BY role_id, ord NULLS LAST, id"):
        activities[role_id].append(Activity(*line))
    roles: dict[str, list[Role]] = defaultdict(list)
    for position_id, role_id, title, description in conn.execute(
            "SELECT position_id, id, title, description FROM roles_now ORDER BY position_id, ord NULLS LAST, id"):
        roles[position_id].append(Role(role_id, title, description, tuple(activities[role_id])))
    requirements: dict[str, list[Requirement]] = defaultdict(list)
    for position_id, *line in conn.execute("SELECT position_id, competency_id, level, role_id, activity_id, weight "
                                           "FROM requirements_now ORDER BY number"):
        requirements[position_id].append(Requirement(*line))
    return {line[0]: Position(*[*line[:6], tuple(line[6]), tuple(roles[line[0]]), tuple(requirements[line[0]])])
            for line in conn.execute("SELECT id, title, title_hi, organisation_id, grp, description, aliases "
                                     "FROM positions_now ORDER BY id")}


def _courses(conn: psycopg.Connection[TupleRow]) -> dict[str, Course]:
    found = {}
    for line in conn.execute(
            "SELECT id, title, title_hi, coalesce(description, ''), provider_id, languages, minutes, rating, "
            "price_inr, competencies, prerequisites, "
            "(SELECT coalesce(array_agg(s ->> 'heading' ORDER BY n), '{}') "
            " FROM jsonb_array_elements(sections) WITH ORDINALITY AS each (s, n)), "
            "status FROM courses_now ORDER BY id"):
        tags = tuple(Tag(tag["id"], tag.get("level")) for tag in line[9])
        found[line[0]] = Course(*[*line[:5], tuple(line[5]), *line[6:9], tags, tuple(line[10]), tuple(line[11]),
                                   line[12]])
    return found


def sections(conn: psycopg.Connection[TupleRow], courses: Sequence[str] | None = None
             ) -> list[tuple[str, int, str, str]]:
    """The teaching sections of every live course, or of these, as (course id, number from 1, heading, text)."""
    return [(line[0], int(line[1]), line[2], line[3]) for line in conn.execute(
        "SELECT c.id, n, coalesce(s ->> 'heading', ''), coalesce(s ->> 'text', '') FROM courses_now c, "
        "jsonb_array_elements(c.sections) WITH ORDINALITY AS each (s, n) WHERE c.status = 'live' "
        "AND (%s::text[] IS NULL OR c.id = ANY(%s)) ORDER BY c.id, n", (courses, courses))]
