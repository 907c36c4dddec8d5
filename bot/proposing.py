"""Puts a machine's draft of a post on the authors' work list: from the page, the chat and the command line alike."""

from __future__ import annotations

from datetime import datetime

from bot.store import drafts
from bot.tools.contract import Conn
from bot.understanding.gloss import glossed
from frac.drafting import review
from frac.drafting.shape import Draft
from frac.framework import Framework, Position
from retrieval.matching.drafting import Drafter, Post


def post_of(framework: Framework, title: str, place: str | None, description: str) -> Post:
    """The post of a title; the name of its organisation is a part of what is known of it, and the English of Hindi."""
    known = framework.organisations.get(place or "")
    return Post(title, description, known.name if known else "", glossed)


def known_post(framework: Framework, position: Position, description: str = "") -> Post:
    """A known post as one to be drafted, with what its own record says of it."""
    known = ". ".join(each for each in (description, position.description or "") if each)
    return post_of(framework, position.title, position.organisation_id, known)


def drafted(framework: Framework, drafter: Drafter, position: Position, description: str = "") -> Draft:
    """The draft of a known post: what its own record says of it helps, and it is not near to itself."""
    (draft,) = drafter.draft([known_post(framework, position, description)])
    return draft


def propose(conn: Conn, framework: Framework, draft: Draft, position: Position | None, place: str | None,
            description: str, by: str | None, at: datetime) -> tuple[str, bool]:
    """Keeps a draft for the authors; its id, and whether it is new: where a draft of the same post is at work, it is
    that one."""
    lines = review.lines_of(draft, position)
    new = drafts.New("position", position.id if position else None, position.title if position else draft.title,
                     position.organisation_id if position else place, description, beside(draft, position),
                     _holders(conn, position), review.certainty(lines))
    made = drafts.add(conn, new, lines, by, at)
    if made is not None:
        return made, True
    assert position is not None  # a post that is new is never in the way of another
    at_work = drafts.at_work(conn, "position", position.id)
    if at_work is None:  # it was ended this very moment
        return propose(conn, framework, draft, position, place, description, by, at)
    return at_work, False


def beside(draft: Draft, position: Position | None) -> dict[str, object]:
    """What is kept of a draft beside its lines."""
    itself = position.id if position else None
    return {"near": [[each.position, round(each.likeness, 4)] for each in draft.near if each.position != itself],
            "reuse": [[each.position, each.organisations] for each in draft.reuse if each.position != itself],
            "unmet": list(draft.unmet), "certain": draft.certain}


def _holders(conn: Conn, position: Position | None) -> int:
    """How many officials hold a post."""
    if position is None:
        return 0
    row = conn.execute("SELECT count(*) FROM officials WHERE position_id = %s", (position.id,)).fetchone()
    return int(row[0]) if row else 0
