"""Quiz items as they stand in the store, how hard they turned out to be, and the answers that recorded quizzes hold.

The bank is what the bundle has and what authors approved. Writes what is believed of an item's difficulty and what was
approved or taken back; judges nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from passbook import keys
from passbook.entries import Entry
from passbook.items import Item
from passbook.mastery.belief import Belief
from passbook.sealing import opened

Conn = psycopg.Connection[Any]

_ITEM = ("SELECT id, competency_id, level, course_id, kind, stem, stem_hi, options, answer, explanation, source "
         "FROM questions_now ")


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
        "SELECT competency_id, count(*) FROM questions_now GROUP BY competency_id")}


def every(conn: Conn) -> list[Item]:
    """All items."""
    return [_item(row) for row in conn.execute((_ITEM + "ORDER BY competency_id, id").encode())]


def difficulties(conn: Conn, ids: Sequence[str]) -> dict[str, Belief]:
    """What answers taught of how hard these items are; items that taught nothing yet are left out."""
    return {row[0]: [float(row[1]), float(row[2])] for row in conn.execute(
        "SELECT item_id, mean, variance FROM item_difficulty WHERE item_id = ANY(%s)", (list(ids),))}


def keep_difficulties(conn: Conn, beliefs: Mapping[str, Belief]) -> None:
    """Keeps what an answer to each of these items taught, within the caller's transaction."""
    for identity, (mean, variance) in sorted(beliefs.items()):  # one order for all, so that none waits for another
        conn.execute("INSERT INTO item_difficulty AS kept (item_id, mean, variance, answers) VALUES (%s, %s, %s, 1) "
                     "ON CONFLICT (item_id) DO UPDATE SET mean = excluded.mean, variance = excluded.variance, "
                     "answers = kept.answers + 1", (identity, mean, variance))


def approve(conn: Conn, items: Sequence[tuple[Item, str]], approval: str) -> None:
    """Puts items in the bank, each with the sentence of its section (`source`) that it was made from; `approval` names
    them together. They stand beside the bundle, and outlast its imports."""
    for each, sentence in items:
        conn.execute(
            "INSERT INTO approved_items (id, competency_id, level, course_id, stem, options, answer, explanation, "
            "section, sentence, approval) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (id) DO "
            "UPDATE SET competency_id = excluded.competency_id, level = excluded.level, stem = excluded.stem, "
            "options = excluded.options, answer = excluded.answer, explanation = excluded.explanation, "
            "sentence = excluded.sentence, approval = excluded.approval",
            (each.id, each.competency_id, each.level, each.course_id, each.stem, Jsonb(list(each.options)),
             Jsonb(list(each.answer)), each.explanation, each.source, sentence, approval))


def take_back(conn: Conn, approval: str) -> None:
    """Takes out of the bank what an approval put there. What was answered stays in passbooks."""
    conn.execute("DELETE FROM approved_items WHERE approval = %s", (approval,))


# An entry that was taken back counts for nothing; a correction of a correction does not take back.
_QUIZZES = """
    SELECT e.id, e.official_id, e.kind, e.at, e.evidence, e.sealed, k.key FROM entries e
    LEFT JOIN person_keys k ON k.official_id = e.official_id AND k.number = e.key_number
    WHERE e.kind = 'assessed' AND e.source = 'quiz'
      AND NOT EXISTS (SELECT FROM entries c WHERE c.kind = 'corrected' AND c.refers_to = e.id)
    ORDER BY e.at, e.recorded_at, e.id"""


def quizzes(conn: Conn) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Who took each recorded quiz, and its answers, oldest first; those that were erased are left out. A stream."""
    with conn.transaction(), conn.cursor(name="quizzes") as cursor:
        cursor.itersize = 1000
        cursor.execute(_QUIZZES.encode())
        for identity, official_id, kind, at, evidence, sealed, key in cursor:
            stored = Entry(identity, official_id, kind, at, evidence=evidence)
            entry = opened(stored, sealed, None if key is None else keys.unwrapped(bytes(key)))
            items = (entry.evidence or {}).get("items")
            if isinstance(items, list):
                yield official_id, items
