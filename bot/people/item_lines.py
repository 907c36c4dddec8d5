"""Lines of drafts that are quiz items: the rules of `passbook/item_checks.py` asked of them, and the bank that an
approval puts them in.

Refuses, with a sentence for each broken rule, what an author changed into something that breaks one, and what has come
to break one by the time it is submitted or approved: its section was changed, or another item asks the same by now.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import psycopg

from bot.people.draft_errors import DraftRefusal
from bot.store.drafts import Kept
from frac.drafting.review import Line, RefusedLineError
from frac.framework import Framework
from frac.store.framework import sections
from passbook import questions
from passbook.item_checks import Basis, Problem, Proposed, gist, problems, quoted
from passbook.items import Item
from prompts.loader import table

Conn = psycopg.Connection[Any]
Json = dict[str, Any]
KIND = "items"


def said_of(problem: Problem, language: str) -> str:
    """A broken rule in words, with how to mend it."""
    return str(table("page", language)["item_problem"][problem.rule]).format(**problem.facts)


def proposed_of(body: Json) -> Proposed:
    """What a line says, as the rules take it."""
    return Proposed(body["stem"], tuple(body["options"]), body["answer"], body["explanation"], body["sentence"])


def body_of(item: Proposed, competency: str, level: int | None) -> Json:
    """What a line of a proposed item says."""
    return {"competency_id": competency, "level": level, "stem": item.stem, "options": list(item.options),
            "answer": item.answer, "explanation": item.explanation, "sentence": item.sentence}


def passage(conn: Conn, section: str) -> str:
    """The text of a section (the course's id, `#`, the number from 1) as it is now; empty where it is gone."""
    course, _, number = section.rpartition("#")
    return next((text for _, at, _, text in sections(conn, [course]) if str(at) == number), "")


def bank(conn: Conn, course: str, competencies: Iterable[str], but: str = "") -> list[str]:
    """The gist of each item of a course and of competencies that is in the bank, but of those of one draft."""
    found: dict[str, Item] = {}
    for each in (*questions.of_course(conn, course),
                 *(item for which in competencies for item in questions.of_competency(conn, which))):
        if not (but and each.id.startswith(f"{but}-")):
            found[each.id] = each
    return [gist(each.stem, each.key_text()) for each in found.values()]


def check(conn: Conn, kept: Kept, every: Sequence[Line], line: str, body: Json, section: str, language: str) -> None:
    """Refuses a body that breaks a rule, beside the other lines of its draft. Raises RefusedLineError."""
    others = [gist(each.body["stem"], proposed_of(each.body).key) for each in every
              if each.line != line and each.verdict != "rejected"]
    known = bank(conn, str(kept.subject_id), [body["competency_id"]], kept.id)
    found = problems(proposed_of(body), Basis(passage(conn, section), (*known, *others)))
    if found:
        raise RefusedLineError("item", problems=" ".join(said_of(each, language) for each in found), line=line,
                               stem=body["stem"][:80])


def check_all(conn: Conn, kept: Kept, every: Sequence[Line], language: str) -> None:
    """Refuses a draft of which an accepted item breaks a rule. Raises RefusedLineError."""
    held = [each for each in every if each.holds]
    for each in held:
        check(conn, kept, held, each.line, each.body, str(each.evidence.get("section", "")), language)


def put(conn: Conn, framework: Framework, kept: Kept, every: Sequence[Line]) -> str:
    """Puts the accepted items of a draft in the bank; the id of their course. Raises DraftRefusal."""
    course = str(kept.subject_id)
    if course not in framework.courses:
        raise DraftRefusal("position_gone")
    made = []
    for each in every:
        if each.holds:
            body, section = each.body, str(each.evidence.get("section", ""))
            item = Item(f"{kept.id}-{each.line}", body["competency_id"], body["level"], course, "single", body["stem"],
                        None, tuple(body["options"]), (body["answer"],), body["explanation"], section)
            made.append((item, quoted(body["sentence"], passage(conn, section)) or body["sentence"]))
    questions.approve(conn, made, kept.id)
    return course
