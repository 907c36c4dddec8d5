"""What reviewers made of feedback: synonyms, examples, golden turns; with who did what, and when. Plain statements.

What holds is neither undone nor dropped; an import drops what is about something that is gone.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from bot.people.learning import KINDS, Name, owners, stems_of

Conn = psycopg.Connection[Any]
Json = dict[str, Any]

# Every name that the store has, for what a synonym must not be.
_NAMES = """
SELECT 'competency', id, unnest(array_remove(ARRAY[name, name_hi] || aliases, NULL)) FROM competencies_now
UNION ALL SELECT 'position', id, unnest(array_remove(ARRAY[title, title_hi] || aliases, NULL)) FROM positions_now
UNION ALL SELECT 'organisation', id, unnest(array_remove(ARRAY[name, name_hi] || aliases, NULL)) FROM organisations
UNION ALL SELECT 'course', id, unnest(array_remove(ARRAY[title, title_hi], NULL)) FROM courses_now
UNION ALL SELECT 'provider', id, name FROM providers"""


def stamp(conn: Conn) -> int:
    """A number that moves with every change of the synonyms that hold."""
    row = conn.execute("SELECT number FROM learned_stamp").fetchone()
    return int(row[0]) if row else 0


def synonyms(conn: Conn) -> list[Name]:
    """The synonyms that hold: kind, id, phrase."""
    return [(row[0], row[1], row[2]) for row in conn.execute(
        "SELECT body ->> 'of', body ->> 'thing', body ->> 'phrase' FROM learned "
        "WHERE kind = 'synonym' AND undone_at IS NULL AND dropped_at IS NULL ORDER BY at, id")]


def examples(conn: Conn) -> list[tuple[str, str]]:
    """The examples that hold: masked text, intent."""
    return [(row[0], row[1]) for row in conn.execute(
        "SELECT body ->> 'text', body ->> 'intent' FROM learned WHERE kind = 'example' AND undone_at IS NULL "
        "AND dropped_at IS NULL ORDER BY at, id")]


def goldens(conn: Conn) -> list[Json]:
    """The golden turns that hold, as lines of a file of them."""
    return [row[0] for row in conn.execute(
        "SELECT body FROM learned WHERE kind = 'golden' AND undone_at IS NULL AND dropped_at IS NULL ORDER BY at, id")]


def of_cases(conn: Conn, cases: Iterable[str]) -> dict[str, list[Json]]:
    """What was made of each of these cases and holds, or was dropped by an import."""
    found: dict[str, list[Json]] = {}
    with conn.cursor(row_factory=dict_row) as cursor:
        for row in cursor.execute("SELECT id, case_id, kind, body, by_id, at, dropped_at FROM learned "
                                  "WHERE case_id = ANY(%s) AND undone_at IS NULL ORDER BY at, id", (list(cases),)):
            found.setdefault(row["case_id"], []).append(row)
    return found


def add(conn: Conn, case: str, kind: str, body: Json, by: str, now: datetime) -> str:
    """Keeps what was made of a case; its id."""
    row = conn.execute("INSERT INTO learned (case_id, kind, body, by_id, at) VALUES (%s, %s, %s, %s, %s) RETURNING id",
                       (case, kind, Jsonb(body), by, now)).fetchone()
    identity = str(row[0]) if row else ""
    _moved(conn, kind)
    note(conn, case, kind, by, now, identity)
    return identity


def undo(conn: Conn, identity: str, by: str, now: datetime) -> str | None:
    """Takes back what was made; the id of its case. None where nothing of the kind holds."""
    row = conn.execute("UPDATE learned SET undone_at = %s WHERE id = %s AND undone_at IS NULL RETURNING kind, case_id",
                       (now, identity)).fetchone()
    if row is None:
        return None
    _moved(conn, row[0])
    note(conn, row[1] or "", "undone", by, now, identity)
    return str(row[1] or "")


def note(conn: Conn, case: str, did: str, by: str, now: datetime, learned: str | None = None) -> None:
    """Writes down who did what with a case."""
    conn.execute("INSERT INTO review_log (at, by_id, did, case_id, learned_id) VALUES (%s, %s, %s, %s, %s)",
                 (now, by, did, case, learned))


def log_of(conn: Conn, cases: Iterable[str]) -> dict[str, list[Json]]:
    """Who did what with each of these cases, oldest first."""
    found: dict[str, list[Json]] = {}
    for case, did, by, at in conn.execute("SELECT case_id, did, by_id, at FROM review_log WHERE case_id = ANY(%s) "
                                          "ORDER BY number", (list(cases),)):
        found.setdefault(case, []).append({"did": did, "by": by, "at": at.isoformat()})
    return found


def drop_gone(conn: Conn, now: datetime) -> list[tuple[Name, str]]:
    """Drops synonyms that a new version of the tenant leaves without sense: `gone` where what they name is no longer
    there, `taken` where another thing bears that name now. Returns them, each with which of the two."""
    held = synonyms(conn)
    if not held:
        return []
    names = [(row[0], row[1], row[2]) for row in conn.execute(_NAMES)]
    there, theirs = {(kind, identity) for kind, identity, _ in names}, owners(names)
    dropped: list[tuple[Name, str]] = []
    for kind, identity, phrase in held:
        others = [each for each in theirs.get(stems_of(phrase), ()) if each != (kind, identity)]
        if kind not in KINDS or (kind, identity) not in there or others:
            dropped.append(((kind, identity, phrase), "taken" if (kind, identity) in there else "gone"))
    for (kind, identity, phrase), _ in dropped:
        conn.execute("UPDATE learned SET dropped_at = %s WHERE kind = 'synonym' AND body ->> 'of' = %s "
                     "AND body ->> 'thing' = %s AND body ->> 'phrase' = %s AND undone_at IS NULL "
                     "AND dropped_at IS NULL",
                     (now, kind, identity, phrase))
    if dropped:
        _moved(conn, "synonym")
    return sorted(dropped)


def _moved(conn: Conn, kind: str) -> None:
    if kind == "synonym":
        conn.execute("UPDATE learned_stamp SET number = number + 1")
