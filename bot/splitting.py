"""Cuts a long text into parts that fit: between paragraphs, else sentences, else words, else anywhere between signs.

Only white space at a cut is lost. A sign that people see as one (a letter with its vowel signs, an emoji of several
code points) is never cut in two.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

Measure = Literal["points", "utf16"]

# Where a text may be cut, best first; of each kind the last place that fits is taken.
_BORDERS = (re.compile(r"\n\s*\n"), re.compile(r"(?<=[.!?।…:])[ \t]+|\n"), re.compile(r"\s+"))
# A cut that leaves less than this share of the room filled is worse than one of the next kind.
_FILLED = 0.4
_JOINER = "‍"
_VIRAMA = frozenset("्্੍્୍்్್്")


def size(text: str, measure: Measure) -> int:
    """How long a service counts a text: in code points, or in units of UTF-16."""
    return len(text) if measure == "points" else len(text) + sum(sign > "￿" for sign in text)


def split(text: str, most: int, measure: Measure = "points") -> list[str]:
    """The text in parts of at most `most`, in order; none for a text of white space. Raises ValueError for a `most`
    that cannot hold a sign."""
    if most < 16:
        raise ValueError("there must be room for a sign")
    parts, rest = [], text.strip()
    while size(rest, measure) > most:
        room = _fitting(rest, most, measure)
        cut = _cut(rest, room)
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*parts, rest] if rest else parts


def shorten(text: str, most: int, measure: Measure = "points") -> str:
    """The beginning of a text, with a sign that there is more; the whole text where it fits."""
    if size(text, measure) <= most:
        return text
    return text[:_whole(text, _fitting(text, max(most - 1, 1), measure))].rstrip() + "…"


def _fitting(text: str, most: int, measure: Measure) -> int:
    """How many code points from the beginning fit."""
    if measure == "points":
        return min(most, len(text))
    used = 0
    for place, sign in enumerate(text):
        used += 2 if sign > "￿" else 1
        if used > most:
            return place
    return len(text)


def _cut(text: str, room: int) -> int:
    for border in _BORDERS:
        places = [match.end() for match in border.finditer(text, 0, room + 1) if 0 < match.start() <= room]
        if places and places[-1] >= room * _FILLED:
            return min(places[-1], len(text))
    return _whole(text, room)


def _whole(text: str, place: int) -> int:
    """The last place up to `place` that cuts no sign in two; `place` itself where one sign is longer than all that."""
    best = place
    while best > 0 and _within(text, best):
        best -= 1
    return best or place


def _within(text: str, place: int) -> bool:
    """Whether a cut before `place` would part what is seen as one sign."""
    if place >= len(text):
        return False
    before, after = text[place - 1], text[place]
    if unicodedata.category(after) in ("Mn", "Mc", "Me") or after in (_JOINER, "️") or before == _JOINER:
        return True
    if before in _VIRAMA and unicodedata.category(after) == "Lo":
        return True
    if "\U0001f3fb" <= after <= "\U0001f3ff":
        return True
    flags = "\U0001f1e6", "\U0001f1ff"
    return flags[0] <= before <= flags[1] and flags[0] <= after <= flags[1]
