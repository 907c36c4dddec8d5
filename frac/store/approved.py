"""What was approved, as it is stored beside the bundle: plain statements. What may be approved is decided elsewhere."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from frac.drafting.review import Settled

Conn = psycopg.Connection[Any]


def put_position(conn: Conn, position: str, own: bool, title: str, place: str | None, description: str | None,
                 made: Settled, approval: str) -> None:
    """Puts a post in force, in the place of what held for it; `own`: the bundle does not have it. New competencies come
    with it."""
    for each in made.competencies:
        conn.execute("INSERT INTO approved_competencies (id, name, type, description, approval) "
                     "VALUES (%s, %s, %s, %s, %s) ON CONFLICT (id) DO UPDATE SET name = excluded.name, "
                     "description = excluded.description, approval = excluded.approval",
                     (each["id"], each["name"], each["type"], each.get("description"), approval))
    conn.execute(
        "INSERT INTO approved_positions (id, own, title, organisation_id, description, roles, requirements, approval) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (id) DO UPDATE SET title = excluded.title, "
        "organisation_id = excluded.organisation_id, description = excluded.description, roles = excluded.roles, "
        "requirements = excluded.requirements, approval = excluded.approval",
        (position, own, title, place, description, Jsonb(made.roles), Jsonb(made.requirements), approval))


def put_tags(conn: Conn, course: str, made: Settled, approval: str) -> None:
    """Puts what a course teaches in force, besides what the bundle says of it."""
    conn.execute("DELETE FROM approved_tags WHERE course_id = %s", (course,))
    for tag in made.tags:
        conn.execute("INSERT INTO approved_tags (course_id, competency_id, level, approval) VALUES (%s, %s, %s, %s)",
                     (course, tag["competency_id"], tag["level"], approval))


def take_back(conn: Conn, approval: str) -> None:
    """Takes out of force what an approval put there."""
    conn.execute("DELETE FROM approved_positions WHERE approval = %s", (approval,))
    conn.execute("DELETE FROM approved_tags WHERE approval = %s", (approval,))
    conn.execute("DELETE FROM approved_competencies WHERE approval = %s", (approval,))


def new_version(conn: Conn, now: datetime, what: dict[str, Any]) -> None:
    """Makes every process notice that the framework is another; `what` says why, for the record."""
    conn.execute("INSERT INTO imports (at, lenient, report) VALUES (%s, false, %s)", (now, Jsonb(what)))
