"""The command `saathi frac tag`: drafts of what untagged courses teach. Returns its exit code.

A proposed tag is a line of a draft that waits for authors: it closes no gap, is no supply and is not in the framework
until it is approved.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from bot import indexing
from bot.commands import bars, complain, say
from bot.settings import Settings
from bot.store import drafts
from bot.store.database import open_database
from bot.wiring import clock
from frac.drafting.review import Line, certainty
from frac.framework import Framework
from frac.store import outside
from frac.store.framework import load
from retrieval.matching.drafting import Drafter
from retrieval.matching.tagging import Proposed, Tagger, Taught

# So many courses are looked at before their drafts are kept: a stopped run loses no more.
PIECE = 256
Holders = dict[str, int]


def tag(settings: Settings, limit: int | None, as_json: bool) -> int:
    """Keeps a draft for every live course without a tag for which something is found. A course of which there ever was
    a draft is left to those who decided on it."""
    database = open_database(settings.database_url, settings.home)
    made, kept = list[dict[str, Any]](), 0
    try:
        with database.connection() as conn, bars() as progress:
            framework = load(conn)
            had = drafts.ever(conn, "course")
            waiting = [Taught(*line[:3], tuple(line[3])) for line in outside.untagged(conn) if line[0] not in had]
            waiting = waiting[:limit]
            if waiting:
                tagger = Tagger(Drafter(framework, indexing.load_encoder(settings, progress)))
                if not tagger.is_learnt:
                    complain("There is too little to learn from: too few duties and courses are tagged with "
                             "competencies.")
                    return 1
                holders = _holders(conn)
                for start in range(0, len(waiting), PIECE):
                    progress("courses", start, len(waiting))
                    piece = waiting[start:start + PIECE]
                    with conn.transaction():
                        for course, found in zip(piece, tagger.proposals(piece), strict=True):
                            if found and (draft := _keep(conn, framework, holders, course, found)):
                                kept += 1
                                made.append(_told(framework, course, draft, found))
                progress("courses", len(waiting), len(waiting))
    finally:
        database.close()
    if as_json:
        say(json.dumps({"looked_at": len(waiting), "drafts": made}, ensure_ascii=False, indent=1))
    else:
        complain(f"{len(waiting)} courses without a tag were looked at; {kept} drafts wait for authors.")
    return 0


def _keep(conn: drafts.Conn, framework: Framework, holders: Holders, course: Taught, found: Sequence[Proposed]
          ) -> str | None:
    """Keeps a draft; its id, or None where one is at work meanwhile."""
    lines = []
    for number, each in enumerate(found, 1):
        body = {"competency_id": each.competency, "level": each.level}
        lines.append(Line(f"t{number}", "tag", body, proposed=body, probability=each.probability,
                          evidence={"sentence": each.sentence} if each.sentence else {}))
    wanted = {each.competency for each in found}
    officials = sum(holders.get(position.id, 0) for position in framework.positions.values()
                    if not wanted.isdisjoint(position.required))
    return drafts.add(conn, drafts.New("course", course.id, course.title, None, course.description, {}, officials,
                                       certainty(lines)), lines, None, clock())


def _holders(conn: drafts.Conn) -> Holders:
    """How many officials hold each post."""
    return {row[0]: int(row[1]) for row in conn.execute("SELECT position_id, count(*) FROM officials GROUP BY 1")}


def _told(framework: Framework, course: Taught, draft: str, found: Sequence[Proposed]) -> dict[str, Any]:
    return {"course_id": course.id, "title": course.title, "draft": draft, "tags": [
        {"competency_id": each.competency, "name": framework.competencies[each.competency].name, "level": each.level,
         "probability": round(each.probability, 4), "sentence": each.sentence} for each in found]}
