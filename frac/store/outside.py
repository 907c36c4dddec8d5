"""Courses from catalogues outside, as they are kept: plain statements to read, keep and take them away.

Refuses to touch what the bundle brought. What a catalogue has no longer is retired only where the caller says that it
was given as a whole.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Any

import psycopg

from frac.catalogue.read import OutsideCourse
from frac.catalogue.same import Known

Conn = psycopg.Connection[Any]

_COLUMNS = "title, description, provider_id, languages, minutes, rating, price_inr, url, status, same_as"


@dataclass(frozen=True, slots=True)
class Row:
    """A course as it is kept, without its ids."""

    title: str
    description: str | None
    provider_id: str
    languages: list[str]
    minutes: float | None
    rating: float | None
    price_inr: float | None
    url: str | None
    status: str
    same_as: str | None


@dataclass(frozen=True, slots=True)
class Counts:
    """What keeping a catalogue did. `retired`: those that a whole catalogue has no longer."""

    new: int
    updated: int
    unchanged: int
    retired: int

    @property
    def changed(self) -> bool:
        """Whether anything is other than before."""
        return bool(self.new or self.updated or self.retired)


@dataclass(frozen=True, slots=True)
class Source:
    """A catalogue that is kept: how many courses of it can be taken, are the same as others, have no length, are
    retired."""

    name: str
    courses: int
    offered: int
    same: int
    without_length: int
    retired: int
    last: datetime


def row_of(course: OutsideCourse, provider_id: str, same_as: str | None) -> Row:
    """A course of a catalogue as it is kept."""
    return Row(course.title, course.description, provider_id, list(course.languages), course.minutes, course.rating,
               course.price_inr, course.url, course.status, same_as)


def course_id(source: str, source_id: str) -> str:
    """The id of a catalogue's course here."""
    return f"{source}:{source_id}"


def there(conn: Conn, source: str) -> list[Known]:
    """What can be taken already: the bundle's live courses, and those of other catalogues."""
    return [Known(*line) for line in conn.execute(
        "SELECT c.id, c.title, coalesce(p.name, ''), coalesce(b.url, o.url) FROM courses_now c "
        "LEFT JOIN providers_now p ON p.id = c.provider_id LEFT JOIN courses b ON b.id = c.id "
        "LEFT JOIN outside_courses o ON o.id = c.id AND b.id IS NULL "
        "WHERE c.status = 'live' AND o.source IS DISTINCT FROM %s ORDER BY o.id NULLS FIRST, c.id", (source,))]


def providers(conn: Conn) -> list[tuple[str, str]]:
    """All providers, those of the bundle first, as (id, name)."""
    return [(line[0], line[1]) for line in conn.execute(
        "SELECT n.id, n.name FROM providers_now n LEFT JOIN providers p ON p.id = n.id "
        "ORDER BY p.id IS NULL, n.id")]


def kept(conn: Conn, source: str) -> dict[str, Row]:
    """The courses of a catalogue, by what they are there."""
    return {line[0]: Row(*line[1:]) for line in conn.execute(
        f"SELECT source_id, {_COLUMNS} FROM outside_courses WHERE source = %s", (source,))}  # noqa: S608


def keep(conn: Conn, source: str, given: Mapping[str, Row], named: Mapping[str, str], whole: bool, now: datetime
         ) -> Counts:
    """Keeps the courses of a catalogue (by source id) and their providers (`named`: id to name). With `whole`, those
    that it has no longer are retired. The same again changes nothing."""
    before = kept(conn, source)
    changed = [(source_id, row) for source_id, row in given.items() if before.get(source_id) != row]
    used = {row.provider_id for _, row in changed}
    with conn.cursor() as cursor:
        cursor.executemany("INSERT INTO outside_providers (id, name) VALUES (%s, %s) ON CONFLICT DO NOTHING",
                           [(identity, name) for identity, name in named.items() if identity in used])
        cursor.executemany(
            f"INSERT INTO outside_courses (id, source, source_id, {_COLUMNS}, added_at) "  # noqa: S608
            "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (source, source_id) "
            f"DO UPDATE SET ({_COLUMNS}) = ROW ({', '.join(f'EXCLUDED.{each}' for each in _COLUMNS.split(', '))})",
            [(course_id(source, source_id), source, source_id, *astuple(row), now) for source_id, row in changed])
    gone = [source_id for source_id, row in before.items()
            if whole and source_id not in given and row.status != "retired"]
    conn.execute("UPDATE outside_courses SET status = 'retired' WHERE source = %s AND source_id = ANY(%s)",
                 (source, gone))
    tidy(conn)
    new = sum(source_id not in before for source_id, _ in changed)
    return Counts(new, len(changed) - new, len(given) - len(changed), len(gone))


def sources(conn: Conn) -> list[Source]:
    """The catalogues that are kept."""
    return [Source(*line) for line in conn.execute(
        "SELECT source, count(*), count(*) FILTER (WHERE status = 'live' AND same_as IS NULL AND minutes IS NOT NULL), "
        "count(*) FILTER (WHERE same_as IS NOT NULL), count(*) FILTER (WHERE minutes IS NULL), "
        "count(*) FILTER (WHERE status = 'retired'), max(added_at) FROM outside_courses GROUP BY 1 ORDER BY 1")]


def ids(conn: Conn, source: str) -> list[str]:
    """The ids here of a catalogue's courses."""
    return [line[0] for line in conn.execute("SELECT id FROM outside_courses WHERE source = %s ORDER BY id", (source,))]


def remove(conn: Conn, source: str, in_use: Collection[str]) -> tuple[int, int]:
    """Takes a catalogue away; its courses that are `in_use` are retired instead, so that what they gave stays known.
    How many were taken away, and how many were retired."""
    gone = conn.execute("DELETE FROM outside_courses WHERE source = %s AND NOT id = ANY(%s)",
                        (source, list(in_use))).rowcount
    retired = conn.execute("UPDATE outside_courses SET status = 'retired' WHERE source = %s AND status <> 'retired'",
                           (source,)).rowcount
    tidy(conn)
    return gone, retired


def tidy(conn: Conn) -> None:
    """A course that was the same as one that cannot be taken any more is one of its own again; providers without a
    course go."""
    conn.execute("UPDATE outside_courses o SET same_as = NULL WHERE same_as IS NOT NULL AND NOT EXISTS "
                 "(SELECT FROM courses_now c WHERE c.id = o.same_as AND c.status = 'live')")
    conn.execute("DELETE FROM outside_providers p WHERE NOT EXISTS "
                 "(SELECT FROM outside_courses o WHERE o.provider_id = p.id)")


def untagged(conn: Conn) -> list[tuple[str, str, str, Sequence[str]]]:
    """The live courses that no competency is tagged to, as (id, title, description, headings)."""
    return [(line[0], line[1], line[2], line[3]) for line in conn.execute(
        "SELECT id, title, coalesce(description, ''), (SELECT coalesce(array_agg(s ->> 'heading' ORDER BY n) "
        "FILTER (WHERE s ->> 'heading' IS NOT NULL), '{}') FROM jsonb_array_elements(sections) WITH ORDINALITY "
        "AS each (s, n)) FROM courses_now WHERE status = 'live' AND competencies = '[]'::jsonb ORDER BY id")]
