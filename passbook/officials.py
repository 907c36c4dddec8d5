"""Officials as the passbook needs them: who they are, where they serve, who reports to them, what they were granted.

Reads only. Contact data (e-mail, phone) stays in the store: no answer needs it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import psycopg

Conn = psycopg.Connection[Any]


@dataclass(frozen=True, slots=True)
class Official:
    """A person of the tenant, under the position and organisation of the day."""

    id: str
    name: str
    position_id: str
    organisation_id: str
    reports_to: str | None
    group: str | None
    state: str | None
    language: str | None
    joined_on: date | None


@dataclass(frozen=True, slots=True)
class Grant:
    """What a person may ask: a capability, on an organisation's subtree or for a provider."""

    capability: str
    organisation_id: str | None
    provider_id: str | None


@dataclass(frozen=True, slots=True)
class Duty:
    """A course that a plan asks of a person, until a day."""

    plan_id: str
    plan: str
    course_id: str
    due_on: date


_PERSON = ("SELECT id, name, position_id, organisation_id, reports_to, grp, state, language, joined_on "
           "FROM officials ")
_GRANTED_FIRST = "ORDER BY position_id, (id IN (SELECT official_id FROM grants)) DESC, id"
_DOWN = ("WITH RECURSIVE down (id) AS (SELECT id FROM officials WHERE reports_to = %(asker)s "
         "UNION SELECT o.id FROM officials o JOIN down ON o.reports_to = down.id) ")
_PARTLY_NAMED = ("WHERE string_to_array(name_key, ' ') && %(parts)s::text[] AND id <> %(asker)s "
                 "AND (organisation_id = ANY(%(places)s) OR id IN (SELECT id FROM down)) "
                 "ORDER BY name, id LIMIT %(limit)s")
_VARIED = _PERSON.replace("SELECT ", "SELECT DISTINCT ON (position_id) ", 1)


def by_id(conn: Conn, official_id: str) -> Official | None:
    """The official with this id, or None."""
    row = conn.execute((_PERSON + "WHERE id = %s").encode(), (official_id,)).fetchone()
    return Official(*row) if row else None


def by_names(conn: Conn, keys: Sequence[str], limit: int = 20) -> list[Official]:
    """Officials whose whole name (as a key, see `passbook.people.name_key`) is one of `keys`."""
    if not keys:
        return []
    # those whom the asker of the turn may see come first: many may have a common name
    rows = conn.execute((_PERSON + "WHERE name_key = ANY(%s) ORDER BY may_see(id) DESC NULLS LAST, name_key, id "
                         "LIMIT %s").encode(), (list(keys), limit))
    return [Official(*row) for row in rows]


def by_ids(conn: Conn, ids: Sequence[str]) -> list[Official]:
    """The officials with these ids."""
    if not ids:
        return []
    return [Official(*row) for row in conn.execute((_PERSON + "WHERE id = ANY(%s) ORDER BY id").encode(), (list(ids),))]


def by_part(conn: Conn, parts: Sequence[str], asker: str, places: Sequence[str], limit: int = 20) -> list[Official]:
    """Officials with one of these words in their name, among those who report to `asker`, directly or over others, or
    serve in one of the organisations `places`; by name. `asker` is never among them."""
    if not parts:
        return []
    rows = conn.execute((_DOWN + _PERSON + _PARTLY_NAMED).encode(), {
        "asker": asker, "parts": list(parts), "places": list(places), "limit": limit})
    return [Official(*row) for row in rows]


def search(conn: Conn, text: str, limit: int) -> list[Official]:
    """Officials whose name starts with or holds `text`, or whose id it is; for pickers, never for answers."""
    pattern = "%" + text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_") + "%"
    rows = conn.execute((_PERSON + "WHERE name ILIKE %s OR id = %s ORDER BY (name ILIKE %s) DESC, name, id LIMIT %s"
                         ).encode(), (pattern, text, pattern[1:], limit))
    return [Official(*row) for row in rows]


def grants_of(conn: Conn, official_id: str) -> list[Grant]:
    """What was granted to a person, in the order of the file."""
    return [Grant(*row) for row in conn.execute(
        "SELECT capability, organisation_id, provider_id FROM grants WHERE official_id = %s ORDER BY number",
        (official_id,))]


def anybody_has(conn: Conn, capability: str) -> bool:
    """Whether a capability was granted to anybody."""
    return conn.execute("SELECT FROM grants WHERE capability = %s LIMIT 1", (capability,)).fetchone() is not None


def is_above(conn: Conn, senior_id: str, junior_id: str) -> bool:
    """Whether the junior reports to the senior, directly or over others."""
    row = conn.execute(
        "WITH RECURSIVE up (id) AS (SELECT reports_to FROM officials WHERE id = %(junior)s "
        "UNION SELECT o.reports_to FROM officials o JOIN up ON o.id = up.id) "
        "SELECT EXISTS (SELECT 1 FROM up WHERE id = %(senior)s)", {"junior": junior_id, "senior": senior_id}).fetchone()
    return bool(row and row[0]) and senior_id != junior_id


def below(conn: Conn, official_id: str) -> list[str]:
    """The ids of all who report to a person, directly or over others; the person never among them."""
    rows = conn.execute(
        "WITH RECURSIVE down (id) AS (SELECT id FROM officials WHERE reports_to = %(senior)s "
        "UNION SELECT o.id FROM officials o JOIN down ON o.reports_to = down.id) "
        "SELECT id FROM down WHERE id <> %(senior)s ORDER BY id", {"senior": official_id})
    return [row[0] for row in rows]


def reports_of(conn: Conn, official_id: str, limit: int = 200) -> list[Official]:
    """The officials who report to a person directly, by name."""
    return [Official(*row) for row in conn.execute((_PERSON + "WHERE reports_to = %s ORDER BY name, id LIMIT %s"
                                                    ).encode(), (official_id, limit))]


def duties_of(conn: Conn, official: Official, organisations: Sequence[str]) -> list[Duty]:
    """The courses that plans ask of a person. `organisations`: the person's organisation and all above it."""
    return [Duty(*row) for row in conn.execute(
        "SELECT id, name, course_id, due_on FROM plans WHERE organisation_id = ANY(%s) AND assigned_to = ANY(%s) "
        "ORDER BY due_on, number",
        (list(organisations), ["all", f"position:{official.position_id}", f"group:{official.group}",
                               f"official:{official.id}"]))]


def posts_of(conn: Conn, ids: Sequence[str]) -> dict[str, tuple[str, str]]:
    """The position and organisation of officials, by their id."""
    return {row[0]: (row[1], row[2]) for row in conn.execute(
        "SELECT id, position_id, organisation_id FROM officials WHERE id = ANY(%s)", (list(ids),))}


def count(conn: Conn) -> int:
    """How many officials there are."""
    row = conn.execute("SELECT count(*) FROM officials").fetchone()
    return int(row[0]) if row else 0


def varied(conn: Conn, limit: int) -> list[Official]:
    """A handful of officials of different positions, those with a grant first; for pickers."""
    rows = conn.execute((_VARIED + _GRANTED_FIRST).encode())
    return [Official(*row) for row in rows][:limit]


def values(conn: Conn) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], dict[str, str]]:
    """What occurs among the officials and plans: groups, states, languages, and plans by id with their names."""
    def distinct(query: str) -> tuple[str, ...]:
        return tuple(row[0] for row in conn.execute(query).fetchall())

    return (distinct("SELECT DISTINCT grp FROM officials WHERE grp IS NOT NULL ORDER BY 1"),
            distinct("SELECT DISTINCT state FROM officials WHERE state IS NOT NULL ORDER BY 1"),
            distinct("SELECT DISTINCT language FROM officials WHERE language IS NOT NULL ORDER BY 1"),
            dict(conn.execute("SELECT DISTINCT ON (id) id, name FROM plans ORDER BY id, number").fetchall()))
