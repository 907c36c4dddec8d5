"""What an official wants to be reminded of: the message without its words of time and of asking, with "it" named. Pure.

Refuses to reword: what is left stands as it was typed.
"""

from __future__ import annotations

import re
from typing import Any

from bot.conversation.decision import Routing
from bot.understanding.lexicon import Phrases
from frac.framework import named
from retrieval.words import words

# What an English reminder is about stands behind one of these.
_ABOUT = re.compile(r"\b(?:to|about|that)\s+(?=\D)", re.IGNORECASE)
# Something between blanks, with the signs that hang on it.
_PIECE = re.compile(r"\S+")


def reminder(given: Routing) -> dict[str, Any]:
    """What a message says of a reminder beside its day: to list or to cancel, else what it is about."""
    said = given.message.said
    if given.lexicon.says("cancels", said):
        return {"cancel": True}
    if given.lexicon.says("reminders", said) and not {"day", "until", "no_day"} & given.reading.slots.keys():
        return {"list": True}
    told = _about(given)
    return {"about": told} if told else {}


def _about(given: Routing) -> str:
    """The words of the message that are neither of time nor of asking to be reminded."""
    text, said, lists = given.reading.text or given.message.text, given.message.said, given.lexicon.lists
    begins = _ABOUT.search(text)
    first = len(words(text[:begins.end()])) if begins else 0
    gone = set(given.reading.timed) | _asking(lists["reminds"], said) | set(range(first))
    for at in sorted(gone):
        # the small words that hang on a time: "on" Monday, Monday "ko"
        if at in given.reading.timed:
            gone |= _hanging(lists["time_before"], said, at, -1) | _hanging(lists["time_after"], said, at, 1)
    named_as = {span.start: span for span in lists["it"].find(said)}
    it, kept, place = _it(given), [], 0
    for piece in _PIECE.findall(text):
        inside = range(place, place + len(words(piece)))
        place = inside.stop
        if not inside or set(inside) <= gone:
            continue
        span = next((named_as[at] for at in inside if at in named_as), None)
        if it and span:
            kept.append(it)
            gone |= set(range(span.start, span.end))
        else:
            kept.append(piece)
    return " ".join(kept).strip(" ,;:.-–।?!")


def _asking(reminds: Phrases, said: tuple[str, ...]) -> set[int]:
    return {at for span in reminds.find(said) for at in range(span.start, span.end)}


def _hanging(small: Phrases, said: tuple[str, ...], at: int, step: int) -> set[int]:
    beside = at + step
    return {beside} if 0 <= beside < len(said) and said[beside] in small else set()


def _it(given: Routing) -> str | None:
    """The name of what the answer before was about, in the message's language: one course, else a competency."""
    focus, framework = given.memory.get("focus") or {}, given.framework
    language = "hi" if given.reading.language == "hi" else "en"
    shown = focus.get("courses") or []
    course = framework.courses.get(focus.get("course") or (shown[0] if len(shown) == 1 else ""))
    if course is not None:
        return named(language, course.title, course.title_hi)
    competency = framework.competencies.get(focus.get("competency") or "")
    return named(language, competency.name, competency.name_hi) if competency is not None else None
