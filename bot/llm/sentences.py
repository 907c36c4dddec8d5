"""Texts cut into sentences, whole or as they stream in; the pieces put together are the text again.

Refuses to guess ahead: an end is told only once the first sign behind it is there, so that a stream is cut like its
whole, however it comes.
"""

from __future__ import annotations

import re
from functools import lru_cache

from bot.understanding.lexicon import WRITTEN
from prompts.loader import table

_CLOSERS = "\"'”’»)]*_"
# Where a sentence may end: white space, or a danda with what closes behind it.
_MAYBE = re.compile(rf"\s+|[।॥][{re.escape(_CLOSERS)}।॥.?!]*")
_ENDS = "।॥?!"
_LINE = re.compile("[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_LAST_WORD = re.compile(r"[^\s(\[\"“'‘*]+$")
# "1." and "• 2." open an item of a list; "R." in "R. K. Das" is an initial.
_ITEM = re.compile(r"[\s\-*•·>#]*\d{1,3}")


@lru_cache(maxsize=1)
def _abbreviations() -> tuple[frozenset[str], frozenset[str]]:
    """Abbreviations whose point never ends a sentence, and those whose point does not before a number or a small
    letter."""
    tables = [table("grounding", language) for language in WRITTEN]
    titles, shortened = (frozenset(word for each in tables for word in each[key]) for key in ("titles", "shortened"))
    return titles, shortened


def sentences(text: str) -> list[str]:
    """The sentences of a text, each with the white space behind it. An end is a full stop, a question or exclamation
    mark, a danda or a line end; not the point of a decimal, an abbreviation, an initial or a number in a list."""
    feed = Feed()
    found = feed.feed(text)
    rest = feed.rest()
    return [*found, rest] if rest else found


class Feed:
    """A text that comes in pieces. Not for several threads."""

    def __init__(self) -> None:
        self._held = ""
        self._seen = 0

    def feed(self, piece: str) -> list[str]:
        """The sentences that are complete now that this piece is there too."""
        self._held += piece
        found = []
        while (end := self._end()) is not None:
            found.append(self._held[:end])
            self._held, self._seen = self._held[end:], 0
        return found

    def rest(self) -> str:
        """What is left at the end: the last sentence, perhaps an unfinished one, or nothing. The feed is empty then."""
        left, self._held, self._seen = self._held, "", 0
        return left

    def _end(self) -> int | None:
        """Where the first sentence ends; None while that cannot be told."""
        held = self._held
        for maybe in _MAYBE.finditer(held, self._seen):
            if maybe.end() == len(held):
                # what comes next decides
                self._seen = maybe.start()
                return None
            if _is_end(held, maybe):
                return maybe.end()
        # a danda begins a place to look at; what closes behind it belongs to that
        self._seen = len(held)
        return None


def _is_end(text: str, maybe: re.Match[str]) -> bool:
    if not maybe[0][0].isspace():
        return not text[maybe.end()].isspace()
    before = text[:maybe.start()]
    if not before.strip():
        return False
    if _LINE.search(maybe[0]):
        return True
    said = before.rstrip(_CLOSERS)
    if said[-1:] in _ENDS and said:
        return True
    return said.endswith(".") and not _is_point(said, text[maybe.end()])


def _is_point(said: str, after: str) -> bool:
    """Whether the last point ends no sentence; `after` is the first sign behind the white space."""
    head = said[:-1]
    if _ITEM.fullmatch(head):
        return True
    found = _LAST_WORD.search(head)
    word = found[0] if found else ""
    titles, shortened = _abbreviations()
    if word.lower() in titles:
        return True
    if len(word.split(".")[-1]) == 1 and word[-1].isupper() and after.isupper():
        return True
    return word.lower() in shortened and (after.isdecimal() or after.islower() or after in "(#§")
