"""Thumbs, reasons and corrections as cases of a review list. Plain statements; no clock of its own.

A case is written without what tells who spoke or of whom: names are masked on the way in. Whose it is stands beside it,
so that the person can see and erase it, and is told to no reviewer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from bot.people.learning import hidden, people_in, perhaps_names, understanding
from bot.store.levels import Levels
from bot.understanding.language import written_in
from passbook.people import name_key
from retrieval.words import words

Conn = psycopg.Connection[Any]
Json = dict[str, Any]

THUMBS = ("up", "down")
REASON = 500
# How long a case is kept.
KEPT = timedelta(days=180)

_CASE = ("SELECT id, channel, at, thumb, reason, language, said, understood, meant, state FROM feedback ")
# A thumb that turns down, and a correction, ask for another look.
_THUMB = """
INSERT INTO feedback (turn, official_id, channel, at, thumb, reason, language, said, understood)
VALUES (%(turn)s, %(who)s, %(channel)s, %(now)s, %(thumb)s, %(reason)s, %(language)s, %(said)s, %(understood)s)
ON CONFLICT (turn) DO UPDATE SET
    thumb = excluded.thumb, at = excluded.at, channel = excluded.channel,
    reason = COALESCE(excluded.reason, CASE WHEN feedback.thumb = excluded.thumb THEN feedback.reason END),
    state = CASE WHEN excluded.thumb = 'down' AND feedback.thumb IS DISTINCT FROM 'down' THEN 'open'
                 ELSE feedback.state END
WHERE feedback.official_id = excluded.official_id"""
_MEANT = """
INSERT INTO feedback (turn, official_id, channel, at, language, said, understood, meant)
VALUES (%(turn)s, %(who)s, %(channel)s, %(now)s, %(language)s, %(said)s, %(understood)s, %(meant)s)
ON CONFLICT (turn) DO UPDATE SET meant = excluded.meant, at = excluded.at, state = 'open'
WHERE feedback.official_id = excluded.official_id"""
_AGAIN = """
UPDATE feedback SET thumb = %(thumb)s, at = %(now)s,
    reason = COALESCE(%(reason)s, CASE WHEN thumb = %(thumb)s THEN reason END),
    state = CASE WHEN %(thumb)s = 'down' AND thumb IS DISTINCT FROM 'down' THEN 'open' ELSE state END
WHERE turn = %(turn)s AND official_id = %(who)s"""


@dataclass(frozen=True)
class Wanted:
    """Which cases: by `kind` (up, down, meant; None: what went wrong), tool, language and state; those before the case
    `before`."""

    kind: str | None = None
    tool: str | None = None
    language: str | None = None
    state: str | None = "open"
    before: str | None = None


# ---- what people say


def rate(conn: Conn, official_id: str, turn: str, thumb: str, reason: str | None, channel: str | None, now: datetime
         ) -> bool:
    """Keeps a thumb on an answer; another one on the same answer takes its place. False where the official was given no
    such answer, or it is too long ago. `channel`: by which it was rated (None: the one by which it was given). A reason
    is cut at 500 signs. Raises ValueError for what is no thumb."""
    if thumb not in THUMBS:
        raise ValueError(f"a thumb is up or down, not {thumb!r}")
    row = conn.execute("SELECT said, reading, reply, channel FROM turns WHERE id = %s AND official_id = %s",
                       (turn, official_id)).fetchone()
    told = masked(conn, reason or "", official_id)[:REASON].strip() or None
    given = {"turn": turn, "who": official_id, "now": now, "thumb": thumb, "reason": told}
    if row is None:  # swept, while what was said of it is still here
        return conn.execute(_AGAIN, given).rowcount == 1
    return conn.execute(_THUMB, {**given, "channel": channel or row[3], **_of_turn(conn, official_id, *row[:3])}
                        ).rowcount == 1


def correct(conn: Conn, official_id: str, before: str, after: str, channel: str, now: datetime) -> bool:
    """Keeps that the turn `after` said what was meant by the turn `before`. False where they are not this official's.
    """
    rows = {row[0]: row[1:] for row in conn.execute(
        "SELECT id, said, reading, reply FROM turns WHERE id = ANY(%s) AND official_id = %s",
        ([before, after], official_id))}
    if before == after or len(rows) != 2:
        return False
    said = str(rows[after][1].get("meant") or rows[after][0])
    then = _of_turn(conn, official_id, said, *rows[after][1:])
    meant = Jsonb({"said": then["said"], "understood": then["understood"].obj})
    return conn.execute(_MEANT, {"turn": before, "who": official_id, "channel": channel, "now": now, "meant": meant,
                                 **_of_turn(conn, official_id, *rows[before])}).rowcount == 1


def _of_turn(conn: Conn, official_id: str, said: str, reading: Json, reply: Json) -> Json:
    """What a case keeps of a turn."""
    secret = secret_words(conn, said, official_id) | people_in(reading, said)
    language = reading.get("language") or written_in(said) or reply.get("language")
    return {"said": hidden(said, secret), "language": language,
            "understood": Jsonb(understanding(reading, reply, secret))}


def masked(conn: Conn, text: str, official_id: str | None = None) -> str:
    """A text with names of officials masked."""
    return hidden(text, secret_words(conn, text, official_id)) if text.strip() else ""


def secret_words(conn: Conn, text: str, official_id: str | None = None) -> set[str]:
    """The words of a text by which it names an official: a whole name, a part of one, an id. Rather too many."""
    runs, single = perhaps_names(text)
    whole = {name_key(run): run for run in runs}
    found = {word for row in conn.execute("SELECT DISTINCT name_key FROM officials WHERE name_key = ANY(%s)",
                                          (list(whole),)) for word in words(whole[row[0]])}
    parts = {name_key(word): word for word in single}
    found |= {parts[row[0]] for row in conn.execute(
        "SELECT DISTINCT part FROM officials, unnest(string_to_array(name_key, ' ')) AS part "
        "WHERE string_to_array(name_key, ' ') && %(parts)s::text[] AND part = ANY(%(parts)s)", {"parts": list(parts)})}
    ids = [form for word in text.split() for bare in (word.strip(".,;:!?।()'\""),) if any(map(str.isdigit, bare))
           for form in (bare, bare.upper())]
    for row in conn.execute("SELECT id FROM officials WHERE id = ANY(%s)", ([*ids, *([official_id] if official_id
                                                                                     else [])],)):
        found |= {word for word in words(row[0]) if any(map(str.isdigit, word)) or len(word) > 2}
    return found


# ---- the review list


def cases(conn: Conn, wanted: Wanted, limit: int) -> list[Json]:
    """Cases, newest first. None of them tells whose it is."""
    where, given = _where(wanted)
    with conn.cursor(row_factory=dict_row) as cursor:
        return cursor.execute((_CASE + where + " ORDER BY at DESC, id DESC LIMIT %(limit)s").encode(),
                              {**given, "limit": limit}).fetchall()


def case(conn: Conn, identity: str) -> Json | None:
    """A case by its id."""
    with conn.cursor(row_factory=dict_row) as cursor:
        return cursor.execute((_CASE + "WHERE id = %s").encode(), (identity,)).fetchone()


def settle(conn: Conn, identity: str, state: str) -> None:
    """Sets the state of a case: open, learned, dismissed."""
    conn.execute("UPDATE feedback SET state = %s WHERE id = %s", (state, identity))


def _where(wanted: Wanted) -> tuple[str, Json]:
    kinds = {"up": "thumb = 'up'", "down": "thumb = 'down'", "meant": "meant IS NOT NULL"}
    parts = [kinds.get(wanted.kind or "", "(thumb = 'down' OR meant IS NOT NULL)")]
    for key, column in (("state", "state"), ("language", "language")):
        if getattr(wanted, key):
            parts.append(f"{column} = %({key})s")
    if wanted.tool:
        parts.append("COALESCE(understood ->> 'tool', 'none') = %(tool)s")
    if wanted.before:
        parts.append("(at, id) < (SELECT at, id FROM feedback WHERE id = %(before)s)")
    keys = ("state", "language", "tool", "before")
    return "WHERE " + " AND ".join(parts), {key: getattr(wanted, key) for key in keys}


def choices(conn: Conn) -> dict[str, list[str]]:
    """Which tools and languages cases have: what a list of them may be narrowed to."""
    tools = [row[0] for row in conn.execute(
        "SELECT DISTINCT COALESCE(understood ->> 'tool', 'none') FROM feedback ORDER BY 1")]
    languages = [row[0] for row in conn.execute(
        "SELECT DISTINCT language FROM feedback WHERE language IS NOT NULL ORDER BY 1")]
    return {"tools": tools, "languages": languages}


def open_cases(conn: Conn) -> int:
    """How many cases wait: thumbs down and corrections that nobody looked at."""
    row = conn.execute("SELECT count(*) FROM feedback WHERE state = 'open' AND (thumb = 'down' OR meant IS NOT NULL)"
                       ).fetchone()
    return int(row[0]) if row else 0


# ---- counts, and the end


def trend(conn: Conn) -> Levels:
    """Thumbs by direction and corrections as they were ever given (a thumb that changes counts again), and how many
    cases wait: for `/metrics`."""
    found: Levels = {("saathi_feedback_total", (("kind", kind),)): float(count)
                     for kind, count in conn.execute("SELECT kind, count FROM feedback_counts")}
    found["saathi_feedback_open", ()] = float(open_cases(conn))
    return found


def erase(conn: Conn, official_id: str) -> int:
    """Removes what a person said of answers; how many cases that were. What was learned of them names nobody, and
    stays."""
    return conn.execute("DELETE FROM feedback WHERE official_id = %s", (official_id,)).rowcount


def sweep(conn: Conn, now: datetime) -> int:
    """Removes cases of more than half a year ago; returns how many."""
    return conn.execute("DELETE FROM feedback WHERE at < %s", (now - KEPT,)).rowcount


def ids_in(case: Json) -> Sequence[str]:
    """The ids that a case shows, to be told by their names."""
    parts = [case["understood"], *([case["meant"]["understood"]] if case["meant"] else [])]
    found: dict[str, None] = {}
    for part in parts:
        for values in (part["slots"], part["arguments"]):
            for value in values.values():
                found.update(dict.fromkeys(each for each in (value if isinstance(value, list) else [value])
                                           if isinstance(each, str)))
    return list(found)
