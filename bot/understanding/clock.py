"""The time of day that a message tells, and how often something is to come again. Refuses a bare number."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.understanding.lexicon import Span, lexicon
from retrieval.words import words

_CLOCK = re.compile(r"\b(\d{1,2})(?:[:.](\d\d))?\s*(am|pm|a\.m\.?|p\.m\.?|बजे|baje)?(?!\w|[-/:]\d)", re.IGNORECASE)
# The hour of a part of the day where no other is told.
_PARTS = {"morning": "09:00", "afternoon": "14:00", "evening": "17:00"}


def clock_in(text: str, said: Sequence[str]) -> Span | None:
    """A time of day, `HH:MM` as the value of its words: `at 10 am`, `5 pm`, `16:30`, `10 बजे`, `subah`; None where none
    is told."""
    part = next((Span(span.start, span.end, key) for key in _PARTS for span in lexicon().time[key].find(said)), None)
    for match in _CLOCK.finditer(text):
        hour, minute, mark = int(match[1]), int(match[2] or 0), (match[3] or "").lower().replace(".", "")
        if not (mark or (match[2] and ":" in match[0])) or hour > 23 or minute > 59:
            continue
        later = mark == "pm" or (mark in ("बजे", "baje") and part and part.value in ("afternoon", "evening"))
        hour += 12 if later and hour < 12 else -12 if mark == "am" and hour == 12 else 0
        start = len(words(text[:match.start()]))
        end = min(len(words(text[:match.end()])), len(said))
        if part and start - 1 <= part.end and part.start <= end + 1:
            start, end = min(start, part.start), max(end, part.end)
        return Span(start, end, f"{hour:02d}:{minute:02d}")
    return Span(part.start, part.end, _PARTS[part.value]) if part else None


def every_in(said: Sequence[str]) -> Span | None:
    """`every day`, `har hafte`, `हर महीने`: the words, with `day`, `week` or `month`."""
    for key in ("day", "week", "month"):
        for span in lexicon().time[f"every_{key}"].find(said):
            return Span(span.start, span.end, key)
    return None
