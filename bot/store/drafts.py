"""Drafts of posts, of what courses teach and of quiz items, with their lines, versions and history. Plain statements;
no clock of its own, and no rule: what may become of a draft is `frac/drafting/review.py`'s."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from frac.drafting.review import Line

Conn = psycopg.Connection[Any]
Json = dict[str, Any]

_COLUMNS = ("kind, subject_id, title, place_id, description, beside, officials, certainty, id, state, version, "
            "made_by, made_at, state_by, state_at")
# What to look at first: many officials times little certainty; a post that nobody holds yet counts as one of one.
_FIRST = "greatest(officials, 1) * (1 - certainty)"


@dataclass(frozen=True, slots=True)
class New:
    """A draft to be kept, without its lines. `subject_id`: the post or course that it is of."""

    kind: str
    subject_id: str | None
    title: str
    place_id: str | None
    description: str
    beside: Json
    officials: int
    certainty: float


@dataclass(frozen=True, slots=True)
class Kept(New):
    """A draft as it is kept."""

    id: str
    state: str
    version: int
    made_by: str | None
    made_at: datetime
    state_by: str | None
    state_at: datetime | None


def add(conn: Conn, new: New, lines: Sequence[Line], by: str | None, at: datetime) -> str | None:
    """Keeps a draft with its first version; its id, or None where a draft of the same post or course is at work."""
    row = conn.execute(
        "INSERT INTO drafts (kind, subject_id, title, place_id, description, beside, officials, certainty, made_by, "
        "made_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING RETURNING id",
        (new.kind, new.subject_id, new.title, new.place_id, new.description, Jsonb(new.beside), new.officials,
         new.certainty, by, at)).fetchone()
    if row is None:
        return None
    draft = str(row[0])
    _insert(conn, draft, lines, 0)
    snapshot(conn, draft, 1, lines, by, at)
    note(conn, draft, "made", 1, by, at)
    return draft


def _insert(conn: Conn, draft: str, lines: Sequence[Line], first: int) -> None:
    with conn.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO draft_lines (draft_id, line, ord, kind, under, proposed, body, probability, evidence, "
            "verdict) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [(draft, line.line, number, line.kind, line.under, Jsonb(line.proposed), Jsonb(line.body),
              line.probability, Jsonb(line.evidence), line.verdict) for number, line in enumerate(lines, first)])


def add_proposed(conn: Conn, draft: str, more: Sequence[Line], by: str, at: datetime) -> None:
    """Keeps proposed lines after those of a draft that is open, for whoever had them made."""
    _insert(conn, draft, more, _next(conn, draft))
    kept = one(conn, draft)
    for line in more:
        note(conn, draft, "added", kept.version if kept else 1, by, at, line.line, None, line.body)


def add_at_once(conn: Conn, draft: str, more: Sequence[Line]) -> None:
    """Keeps proposed lines of a draft that is made in this very transaction, as a part of its first version."""
    _insert(conn, draft, more, _next(conn, draft))
    conn.execute("UPDATE draft_versions SET lines = lines || %s WHERE draft_id = %s AND version = 1",
                 (Jsonb([asdict(line) for line in more]), draft))


def _next(conn: Conn, draft: str) -> int:
    row = conn.execute("SELECT coalesce(max(ord), -1) + 1 FROM draft_lines WHERE draft_id = %s", (draft,)).fetchone()
    return int(row[0]) if row else 0


def at_work(conn: Conn, kind: str, subject: str) -> str | None:
    """The draft of a post or course that is open or submitted, by its id."""
    row = conn.execute("SELECT id FROM drafts WHERE kind = %s AND subject_id = %s AND state IN ('open', 'submitted')",
                       (kind, subject)).fetchone()
    return str(row[0]) if row else None


def withdraw_of(conn: Conn, kind: str, subjects: Collection[str], reason: str, at: datetime) -> None:
    """Withdraws the drafts that are at work of posts or courses that are gone."""
    for draft, number in conn.execute("SELECT id, version FROM drafts WHERE kind = %s AND subject_id = ANY(%s) "
                                      "AND state IN ('open', 'submitted')", (kind, list(subjects))).fetchall():
        move(conn, draft, "withdrawn", number, None, at)
        note(conn, draft, "withdrawn", number, None, at, reason=reason)


def at_work_by_title(conn: Conn, title: str, place: str | None) -> str | None:
    """The draft of a new post with this title in a place that is open or submitted, by its id."""
    row = conn.execute("SELECT id FROM drafts WHERE kind = 'position' AND subject_id IS NULL AND lower(title) = "
                       "lower(%s) AND place_id IS NOT DISTINCT FROM %s AND state IN ('open', 'submitted')",
                       (title, place)).fetchone()
    return str(row[0]) if row else None


def ever(conn: Conn, kind: str) -> set[str]:
    """The posts or courses that any draft is of, whatever became of it."""
    return {str(row[0]) for row in conn.execute(
        "SELECT DISTINCT subject_id FROM drafts WHERE kind = %s AND subject_id IS NOT NULL", (kind,))}


def one(conn: Conn, draft: str, locked: bool = False) -> Kept | None:
    """A draft; `locked`: nobody else changes it until the transaction ends."""
    row = conn.execute(f"SELECT {_COLUMNS} FROM drafts WHERE id = %s {'FOR UPDATE' if locked else ''}",  # noqa: S608
                       (draft,)).fetchone()
    return Kept(*row) if row else None


def listed(conn: Conn, state: str | None, kind: str | None, words: str, skip: int, limit: int
           ) -> list[tuple[Kept, int, int]]:
    """Drafts, those first that many officials hold and of which little is certain, each with how many lines it has and
    how many wait for a word. `words`: a part of the title."""
    return [(Kept(*row[:-2]), int(row[-2]), int(row[-1])) for row in conn.execute(
        f"SELECT {_COLUMNS}, (SELECT count(*) FROM draft_lines l WHERE l.draft_id = d.id), "  # noqa: S608
        "(SELECT count(*) FROM draft_lines l WHERE l.draft_id = d.id AND l.verdict = 'open') FROM drafts d "
        "WHERE (%(state)s::text IS NULL OR state = %(state)s) AND (%(kind)s::text IS NULL OR kind = %(kind)s) "
        f"AND strpos(lower(title), lower(%(words)s)) > 0 ORDER BY {_FIRST} DESC, made_at, id "
        "OFFSET %(skip)s LIMIT %(limit)s",
        {"state": state, "kind": kind, "words": words, "skip": skip, "limit": limit})]


def counts(conn: Conn) -> dict[str, int]:
    """How many drafts there are of each state."""
    return {str(row[0]): int(row[1]) for row in conn.execute("SELECT state, count(*) FROM drafts GROUP BY 1")}


def lines(conn: Conn, draft: str) -> list[Line]:
    """The lines of a draft, in order."""
    return [Line(*row) for row in conn.execute(
        "SELECT line, kind, body, under, proposed, probability, evidence, verdict, reason, by_id FROM draft_lines "
        "WHERE draft_id = %s ORDER BY ord", (draft,))]


def add_line(conn: Conn, draft: str, line: Line, by: str, at: datetime) -> None:
    """Keeps a line that a person added, after the others."""
    conn.execute(
        "INSERT INTO draft_lines (draft_id, line, ord, kind, under, body, verdict, reason, by_id, at) "
        "SELECT %s, %s, coalesce(max(ord), -1) + 1, %s, %s, %s, %s, %s, %s, %s FROM draft_lines WHERE draft_id = %s",
        (draft, line.line, line.kind, line.under, Jsonb(line.body), line.verdict, line.reason, by, at, draft))


def decide(conn: Conn, draft: str, line: str, verdict: str, body: Json, reason: str | None, by: str | None,
           at: datetime | None) -> None:
    """Writes the word on a line."""
    conn.execute("UPDATE draft_lines SET verdict = %s, body = %s, reason = %s, by_id = %s, at = %s "
                 "WHERE draft_id = %s AND line = %s", (verdict, Jsonb(body), reason, by, at, draft, line))


def move(conn: Conn, draft: str, state: str, version: int, by: str | None, at: datetime) -> None:
    """Brings a draft to a state."""
    conn.execute("UPDATE drafts SET state = %s, version = %s, state_by = %s, state_at = %s WHERE id = %s",
                 (state, version, by, at, draft))


def snapshot(conn: Conn, draft: str, version: int, made: Sequence[Line], by: str | None, at: datetime) -> None:
    """Keeps the lines as they stand, as a version."""
    conn.execute("INSERT INTO draft_versions (draft_id, version, at, by_id, lines) VALUES (%s, %s, %s, %s, %s)",
                 (draft, version, at, by, Jsonb([asdict(line) for line in made])))


def versions(conn: Conn, draft: str) -> list[tuple[int, datetime, str | None]]:
    """The versions of a draft: number, when, by whom."""
    return [(int(row[0]), row[1], row[2]) for row in conn.execute(
        "SELECT version, at, by_id FROM draft_versions WHERE draft_id = %s ORDER BY version", (draft,))]


def version(conn: Conn, draft: str, number: int) -> list[Json] | None:
    """The lines of a version, as JSON."""
    row = conn.execute("SELECT lines FROM draft_versions WHERE draft_id = %s AND version = %s", (draft, number)
                       ).fetchone()
    return list(row[0]) if row else None


def note(conn: Conn, draft: str, did: str, number: int, by: str | None, at: datetime, line: str | None = None,
         before: Json | None = None, after: Json | None = None, reason: str | None = None) -> None:
    """Writes into the history of a draft."""
    conn.execute(
        "INSERT INTO draft_history (draft_id, at, by_id, did, version, line, before, after, reason) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (draft, at, by, did, number, line, Jsonb(before) if before else None, Jsonb(after) if after else None, reason))


def history(conn: Conn, draft: str) -> list[Json]:
    """What was done with a draft, oldest first."""
    return [{"at": row[0].isoformat(), "by": row[1], "did": row[2], "version": row[3], "line": row[4],
             "before": row[5], "after": row[6], "reason": row[7]} for row in conn.execute(
        "SELECT at, by_id, did, version, line, before, after, reason FROM draft_history WHERE draft_id = %s "
        "ORDER BY number", (draft,))]


def proposed_tags(conn: Conn) -> list[tuple[str, str, int | None]]:
    """What courses may teach by drafts that are open or submitted, as (course, competency, level), each once."""
    return [(str(row[0]), str(row[1]), row[2]) for row in conn.execute(
        "SELECT d.subject_id, l.body ->> 'competency_id', max((l.body ->> 'level')::integer) FROM drafts d "
        "JOIN draft_lines l ON l.draft_id = d.id WHERE d.kind = 'course' AND d.state IN ('open', 'submitted') "
        "AND d.subject_id IS NOT NULL AND l.kind = 'tag' AND l.verdict <> 'rejected' GROUP BY 1, 2 ORDER BY 1, 2")]
