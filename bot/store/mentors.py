"""Who offered to help others, and introductions. Plain statements, for the owner's rights alone; no clock here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg

Conn = psycopg.Connection[Any]

# A request that is not answered for so long goes to the next; who declined is not asked by the same person for so long.
PATIENCE = timedelta(days=7)
RESPITE = timedelta(days=90)
# So many open requests one mentor has at most.
MOST_OPEN = 3

_FIELDS = "id, asker, mentor, competency_id, state, asked_at, level, language"
# A request has nobody to answer it any more where its mentor ended the offer, left or was erased.
_ALONE = ("NOT EXISTS (SELECT FROM mentors m JOIN officials o ON o.id = m.official_id "
          "WHERE m.official_id = i.mentor AND m.competency_id = i.competency_id)")


@dataclass(frozen=True, slots=True)
class Introduction:
    """A request of `asker` to `mentor` for help with a competency; `level` and `language`: what the asker wished."""

    id: str
    asker: str
    mentor: str
    competency_id: str
    state: str
    asked_at: datetime
    level: int | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Offering:
    """Somebody who offered help, where they serve, their language, and how many requests wait for them."""

    official_id: str
    organisation_id: str
    language: str | None
    waiting: int


# ---- offers


def offer(conn: Conn, official_id: str, competency_id: str, now: datetime) -> bool:
    """Notes that somebody offers to help; False where they do already."""
    return conn.execute("INSERT INTO mentors (official_id, competency_id, since) VALUES (%s, %s, %s) "
                        "ON CONFLICT DO NOTHING", (official_id, competency_id, now)).rowcount == 1


def withdraw(conn: Conn, official_id: str, competency_id: str | None) -> list[str]:
    """Ends an offer, or all (None); the competencies that it was for."""
    return sorted(row[0] for row in conn.execute(
        "DELETE FROM mentors WHERE official_id = %s AND (%s::text IS NULL OR competency_id = %s) "
        "RETURNING competency_id", (official_id, competency_id, competency_id)))


def offers(conn: Conn, official_id: str) -> list[str]:
    """The competencies with which somebody offers to help."""
    return [row[0] for row in conn.execute("SELECT competency_id FROM mentors WHERE official_id = %s "
                                           "ORDER BY since, competency_id", (official_id,))]


def anybody(conn: Conn, competency_id: str | None = None) -> bool:
    """Whether anybody at all offers help (with a competency)."""
    row = conn.execute("SELECT EXISTS (SELECT FROM mentors WHERE %s::text IS NULL OR competency_id = %s)",
                       (competency_id, competency_id)).fetchone()
    return bool(row and row[0])


def offering(conn: Conn, competency_id: str, asker: str, now: datetime) -> list[Offering]:
    """Who offers to help with a competency and may be asked by this person now."""
    return [Offering(row[0], row[1], row[2], int(row[3])) for row in conn.execute(
        "SELECT o.id, o.organisation_id, o.language, (SELECT count(*) FROM introductions i "
        "WHERE i.mentor = m.official_id AND state = 'asked') "
        "FROM mentors m JOIN officials o ON o.id = m.official_id WHERE m.competency_id = %(what)s "
        "AND m.official_id <> %(asker)s AND NOT EXISTS (SELECT FROM introductions i WHERE i.mentor = m.official_id "
        "AND i.asker = %(asker)s AND i.competency_id = %(what)s AND (i.state IN ('asked', 'accepted') "
        "OR i.asked_at > %(since)s)) ORDER BY m.official_id",
        {"what": competency_id, "asker": asker, "since": now - RESPITE})]


# ---- introductions


def ask(conn: Conn, made: Introduction) -> bool:
    """Keeps a request; False where one for the same competency waits already."""
    return conn.execute(
        "INSERT INTO introductions (id, asker, mentor, competency_id, state, asked_at, level, language) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
        (made.id, made.asker, made.mentor, made.competency_id, made.state, made.asked_at, made.level,
         made.language)).rowcount == 1


def found(conn: Conn, identity: str, mentor: str) -> Introduction | None:
    """A request to this mentor by its id."""
    return _one(conn, "i.id = %s AND i.mentor = %s", (identity, mentor))


def waiting(conn: Conn, asker: str, competency_id: str) -> Introduction | None:
    """What somebody asked and waits for."""
    return _one(conn, "i.asker = %s AND i.competency_id = %s AND i.state = 'asked'", (asker, competency_id))


def asked(conn: Conn, asker: str) -> list[Introduction]:
    """All that somebody asked and waits for, oldest first."""
    return _all(conn, "i.asker = %s AND i.state = 'asked'", (asker,))


def to_answer(conn: Conn, mentor: str) -> list[Introduction]:
    """The requests that wait for this mentor, oldest first."""
    return _all(conn, "i.mentor = %s AND i.state = 'asked'", (mentor,))


def met(conn: Conn, official_id: str, competency_id: str | None = None) -> list[Introduction]:
    """The introductions of a person, on either side, that nobody ended."""
    return _all(conn, "%s IN (i.asker, i.mentor) AND i.state = 'accepted' AND (%s::text IS NULL "
                      "OR i.competency_id = %s)", (official_id, competency_id, competency_id))


def settle(conn: Conn, identity: str, state: str, now: datetime, before: str = "asked") -> bool:
    """Ends a request that waits (or, with `before`, is accepted); False where it does not any more."""
    return conn.execute("UPDATE introductions SET state = %s, answered_at = %s WHERE id = %s AND state = %s",
                        (state, now, identity, before)).rowcount == 1


def overdue(conn: Conn, now: datetime) -> list[Introduction]:
    """Requests that nobody answered for too long, or that nobody is there to answer; nobody else gets them while this
    transaction lasts."""
    return _all(conn, f"i.state = 'asked' AND (i.asked_at < %s OR {_ALONE})", (now - PATIENCE,),
                "LIMIT 100 FOR UPDATE OF i SKIP LOCKED")


def unsay(conn: Conn, identity: str, kind: str, now: datetime) -> None:
    """Takes back what was to be said of a request and was not said yet."""
    conn.execute("UPDATE notes SET dropped_at = %s WHERE kind = %s AND split_part(id, ' ', 2) = %s "
                 "AND said_at IS NULL AND dropped_at IS NULL", (now, kind, identity))


def _one(conn: Conn, condition: str, values: Sequence[Any]) -> Introduction | None:
    found_ = _all(conn, condition, values)
    return found_[0] if found_ else None


def _all(conn: Conn, condition: str, values: Sequence[Any], more: str = "") -> list[Introduction]:
    return [Introduction(*row) for row in conn.execute(
        f"SELECT {_FIELDS} FROM introductions i WHERE {condition} ORDER BY asked_at, id {more}".encode(),  # noqa: S608
        tuple(values))]


# ---- people


def contact(conn: Conn, official_id: str) -> str | None:
    """How somebody who agreed is reached: their e-mail address as imported."""
    row = conn.execute("SELECT email FROM officials WHERE id = %s", (official_id,)).fetchone()
    return row[0] if row else None


def crowd(conn: Conn, most: int, within: Iterable[str] | None, without: Iterable[str] = ()) -> int:
    """How many officials serve in these organisations (None: in any) and not in those; counted up to `most`."""
    row = conn.execute(
        "SELECT count(*) FROM (SELECT FROM officials WHERE (%(all)s OR organisation_id = ANY(%(within)s::text[])) "
        "AND organisation_id <> ALL(%(without)s::text[]) LIMIT %(most)s) AS counted",
        {"all": within is None, "within": sorted(within or ()), "without": sorted(without), "most": most}).fetchone()
    return int(row[0]) if row else 0


def erase(conn: Conn, official_id: str) -> None:
    """Removes the offers and the introductions of a person, on either side, with what others were to be told of them. A
    request that waits for them stays without their id, and goes to the next."""
    conn.execute("DELETE FROM mentors WHERE official_id = %s", (official_id,))
    conn.execute("DELETE FROM notes WHERE kind LIKE 'mentor%%' AND split_part(id, ' ', 2) IN "
                 "(SELECT id FROM introductions WHERE asker = %s OR mentor = %s)", (official_id, official_id))
    conn.execute("UPDATE introductions SET mentor = '' WHERE mentor = %s AND state = 'asked'", (official_id,))
    conn.execute("DELETE FROM introductions WHERE asker = %s OR mentor = %s", (official_id, official_id))
