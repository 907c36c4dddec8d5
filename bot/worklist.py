"""`saathi frac propose`: drafts of many posts onto the authors' list. What is there already is not put there twice.

Returns its exit code. Refuses to put there what the matcher cannot tell, and posts that are in the framework under the
same title; both are counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from bot import indexing, proposing
from bot.commands import bars, complain, say
from bot.drafting import PIECE, BadInputError, posts_of
from bot.settings import Settings
from bot.store import drafts
from bot.store.database import open_database
from bot.tenant import MATCHING, learnt
from bot.tools.contract import Conn
from bot.wiring import clock
from frac.framework import Framework, Position
from frac.store.framework import load
from retrieval.matching.drafting import Drafter

# What became of a post, in the order in which it is told.
SAID = {"kept": "drafts are on the authors' list", "at_work": "posts had a draft at work already",
        "there": "posts are in the framework under the same title: propose them by their id to draft them anew",
        "cannot_tell": "posts are like nothing in the framework: add what they do"}


def propose(settings: Settings, source: Path | None) -> int:
    """Drafts the posts of a file with the columns of `positions.csv`, or without one all posts of the framework that
    require nothing yet, and puts the drafts on the authors' list."""
    database = open_database(settings.database_url, settings.home)
    told: Counter[str] = Counter()
    try:
        with bars() as progress, database.connection() as conn:
            framework = load(conn)
            rows = _named(framework, source)
            drafter = learnt(framework, indexing.load_encoder(settings, progress), settings.index.parent / MATCHING)
            for start in range(0, len(rows), PIECE):
                progress("drafts", start, len(rows))
                with conn.transaction():  # a stop loses no more than a piece
                    _piece(conn, framework, drafter, rows[start:start + PIECE], told)
            progress("drafts", len(rows), len(rows))
    except BadInputError as fault:
        complain(str(fault))
        return 1
    finally:
        database.close()
    for what, words in SAID.items():
        if told[what] or what == "kept":
            say(f"{told[what]:>7} {words}")
    return 0


Row = tuple[Position | None, dict[str, str]]


def _named(framework: Framework, source: Path | None) -> list[Row]:
    """The posts, each with the known one that it is by its id."""
    if source is None:
        return [(each, {}) for each in framework.positions.values() if not each.requirements]
    return [(framework.positions.get(row["id"]), row) for row in posts_of(source)]


def _piece(conn: Conn, framework: Framework, drafter: Drafter, rows: Sequence[Row], told: Counter[str]) -> None:
    waiting = [(position, row) for position, row in rows if not _is_at_work(conn, position, row, told)]
    made = drafter.draft([proposing.known_post(framework, position, row.get("description") or "") if position
                          else proposing.post_of(framework, row["title"], row.get("organisation_id"),
                                                 row.get("description") or "") for position, row in waiting])
    for (position, row), draft in zip(waiting, made, strict=True):
        if position is None and draft.same:
            told["there"] += 1
        elif not draft.certain:
            told["cannot_tell"] += 1
        else:
            place = row.get("organisation_id") or ""
            _, is_new = proposing.propose(conn, framework, draft, position,
                                          place if place in framework.organisations else None,
                                          row.get("description") or "", None, clock())
            told["kept" if is_new else "at_work"] += 1


def _is_at_work(conn: Conn, position: Position | None, row: dict[str, str], told: Counter[str]) -> bool:
    found = (drafts.at_work(conn, "position", position.id) if position
             else drafts.at_work_by_title(conn, row["title"], row.get("organisation_id") or None))
    told["at_work"] += found is not None
    return found is not None
