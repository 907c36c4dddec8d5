"""Cuts a long text into parts that fit: between paragraphs, else lines, sentences, words, else anywhere between signs.

Only white space at a cut is lost. A sign that people see as one (a letter with its vowel signs, a flag, an emoji of
several code points) is never cut in two, unless it alone is longer than a part may be.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

Measure = Literal["points", "utf16"]

# Where a text may be cut, best first; of each kind the last place that fits is taken. A number with a dot begins an
# item of a list and ends no sentence.
_BORDERS = (
    re.compile(r"\n\s*\n\s*"),
    re.compile(r"\n\s*"),
    re.compile(r"(?:(?<=[^\s\d][.!?:])|(?<=[।॥…])|(?<=[.!?।॥…][)\]\"'”’»]))[ \t]+"),
    re.compile(r"\s+"),
)
# A cut that leaves less than this share of the room filled is worse than one of the next kind.
_FILLED = 0.4
# A beginning keeps its last word whole where that costs no more than this share of it.
_KEPT = 0.6
_LEAST = 16

_JOINER = "\u200d"
_JOINERS = frozenset("\u200c\u200d")
_MARKS = frozenset({"Mn", "Mc", "Me"})
# Signs that bind the consonant before them to the one after: the viramas of India's scripts.
_VIRAMAS = frozenset("्্੍્୍்్್്")
_SARA_AM = frozenset("\u0e33\u0eb3")


def size(text: str, measure: Measure) -> int:
    """How long a service counts a text: in code points, or in units of UTF-16."""
    return len(text) if measure == "points" else len(text) + sum(sign > "\uffff" for sign in text)


def split(text: str, most: int, measure: Measure = "points") -> list[str]:
    """The text in parts of at most `most`, in order; none for a text of white space. Raises ValueError for a `most`
    that cannot hold a sign."""
    if most < _LEAST:
        raise ValueError("there must be room for a sign")
    parts, rest = [], text.strip()
    while size(rest, measure) > most:
        cut = _cut(rest, _fitting(rest, most, measure))
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*parts, rest] if rest else parts


def ending(text: str, most: int, measure: Measure = "points") -> tuple[str, str]:
    """What goes before, and the end of a text that fits into `most`: whole paragraphs, else whole lines, sentences or
    words. The first is empty where all of it fits."""
    if size(text, measure) <= most:
        return "", text
    begin = len(text) - _fitting(text[::-1], most, measure)
    for border in _BORDERS:
        for match in border.finditer(text, max(begin - 2, 0)):
            if begin <= match.end() < len(text) and not _within(text, match.end()):
                return text[:match.start()].rstrip(), text[match.end():]
    cut = next((place for place in range(begin, len(text)) if not _within(text, place)), begin)
    return text[:cut].rstrip(), text[cut:].lstrip()


def shorten(text: str, most: int, measure: Measure = "points") -> str:
    """The beginning of a text, with a sign that there is more; the whole text where it fits."""
    if size(text, measure) <= most:
        return text
    cut = _whole(text, _fitting(text, most - 1, measure))
    word = text.rfind(" ", 0, cut + 1)
    return text[:word if word >= cut * _KEPT else cut].rstrip() + "…"


def _fitting(text: str, most: int, measure: Measure) -> int:
    """How many code points from the beginning fit."""
    if measure == "points":
        return max(min(most, len(text)), 0)
    used = 0
    for place, sign in enumerate(text):
        used += 2 if sign > "\uffff" else 1
        if used > most:
            return place
    return len(text)


def _cut(text: str, room: int) -> int:
    for border in _BORDERS:
        places = [match for match in border.finditer(text, 0, room + 1) if match.start() > 0]
        # the border itself is lost, so that it may reach beyond the room
        if places and places[-1].end() >= room * _FILLED and not _within(text, places[-1].end()):
            return places[-1].end()
    return _whole(text, room)


def _whole(text: str, place: int) -> int:
    """The last place up to `place` that cuts no sign in two; `place` itself where one sign is longer than all that."""
    best = place
    while best > 0 and _within(text, best):
        best -= 1
    return best or place


def _within(text: str, place: int) -> bool:
    """Whether a cut before `place` would part what is seen as one sign."""
    if not 0 < place < len(text):
        return False
    before, after = text[place - 1], text[place]
    if before == _JOINER or _belongs_to_what_is_before(after):
        return True
    if _flag(before) and _flag(after):
        return _flags_before(text, place) % 2 == 1
    return _conjunct(text, place) or _jamo(before, after)


def _belongs_to_what_is_before(sign: str) -> bool:
    """Whether a sign is a mark, a joiner, the colour of a skin or a tag, and no sign of its own."""
    return (unicodedata.category(sign) in _MARKS or sign in _JOINERS or sign in _SARA_AM
            or "\U0001f3fb" <= sign <= "\U0001f3ff" or "\U000e0020" <= sign <= "\U000e007f")


def _flag(sign: str) -> bool:
    return "\U0001f1e6" <= sign <= "\U0001f1ff"


def _flags_before(text: str, place: int) -> int:
    """How many letters of flags stand before a place without a break: two make a flag."""
    start = place
    while start > 0 and _flag(text[start - 1]):
        start -= 1
    return place - start


def _conjunct(text: str, place: int) -> bool:
    """Whether a virama binds what stands before a place to the consonant after it."""
    if unicodedata.category(text[place]) != "Lo":
        return False
    at = place - 1
    while at > 0 and text[at] not in _VIRAMAS and _belongs_to_what_is_before(text[at]):
        at -= 1
    return text[at] in _VIRAMAS


def _jamo(before: str, after: str) -> bool:
    """Whether two parts of a Korean syllable belong together."""
    medial_or_final = "\u1160" <= after <= "\u11ff"
    if "\u1100" <= before <= "\u115f":
        return medial_or_final or "\u1100" <= after <= "\u115f" or "\uac00" <= after <= "\ud7a3"
    return medial_or_final and ("\u1160" <= before <= "\u11ff" or "\uac00" <= before <= "\ud7a3")
