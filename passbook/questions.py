"""Quiz items as they stand in the store. Reads only."""

from __future__ import annotations

from typing import Any

import psycopg

from passbook.quiz import Item

Conn = psycopg.Connection[Any]

_ITEM = ("SELECT id, competency_id, level, course_id, kind, stem, stem_hi, options, answer, explanation, source "
         "FROM questions ")


def _item(row: tuple[Any, ...]) -> Item:
    return Item(*[*row[:7], tuple(row[7] or ()), tuple(row[8]), *row[9:]])


def item(conn: Conn, item_id: str) -> Item | None:
    """One item, or None."""
    row = conn.execute((_ITEM + "WHERE id = %s").encode(), (item_id,)).fetchone()
    return _item(row) if row else None


def of_competency(conn: Conn, competency_id: str) -> list[Item]:
    """The items of a competency."""
    return [_item(row) for row in conn.execute((_ITEM + "WHERE competency_id = %s ORDER BY id").encode(),
                                               (competency_id,))]


def of_course(conn: Conn, course_id: str) -> list[Item]:
    """The items that go with a course."""
    return [_item(row) for row in conn.execute((_ITEM + "WHERE course_id = %s ORDER BY id").encode(), (course_id,))]


def counts(conn: Conn) -> dict[str, int]:
    """Competency id to how many items there are."""
    return {row[0]: int(row[1]) for row in conn.execute(
        "SELECT competency_id, count(*) FROM questions GROUP BY competency_id")}
