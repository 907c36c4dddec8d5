"""Why a search found these courses: the tag or the words that each has in common with what was asked, and their order.

Tells what the search did and adds no reason of its own.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.tools.contract import Desk, Slots
from bot.words import lines
from frac.framework import Course
from retrieval.words import STOP, stem, words

SHOWN = 5


def searched_text(desk: Desk, course: Course) -> str:
    """The words of a course that are compared with a topic: title, description, names of its competencies."""
    names = " ".join(desk.framework.competencies[tag.competency_id].name for tag in course.tags
                     if tag.competency_id in desk.framework.competencies)
    return f"{course.title} {course.title_hi or ''} {course.description} {names}"


def why(desk: Desk, slots: Slots, shown: Sequence[Course], topic: str) -> str:
    """One line for each course shown, after the rule by which they were found and put in order."""
    if slots.get("course"):
        return desk.words("found.named", title=desk.words.course(shown[0]))
    named = slots.get("competency") or []
    query = str(slots.get("topic") or "")
    rule = "found.by_tag" if named else "found.by_words" if query else "found.by_wish"
    return lines([desk.words(rule, topic=topic),
                  *(desk.words("found.line", title=desk.words.course(course), why=_one(desk, course, named, query))
                    for course in shown[:SHOWN] if named or query)])


def _one(desk: Desk, course: Course, named: Sequence[str], query: str) -> str:
    tags = [desk.words("courses.tag" if tag.level is not None else "courses.tag_unknown",
                       competency=desk.name(tag.competency_id), level=tag.level)
            for tag in course.tags if tag.competency_id in named]
    if tags:
        return desk.words("found.tagged", tags=desk.words.listed(tags))
    there = {stem(word) for word in words(searched_text(desk, course))}
    shared = [word for word in dict.fromkeys(words(query)) if word not in STOP and stem(word) in there]
    if shared:
        return desk.words("found.shares", words=desk.words.listed(f"“{word}”" for word in shared))
    return desk.words("found.near")
