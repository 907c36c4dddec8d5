"""Persons who are named and whom nobody knows by that name: by capitals, or by "Shri" and "ji" beside a word.

Refuses to say who they are: only that somebody is meant, so that nobody gets their own data for another's.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bot.understanding.lexicon import lexicon
from bot.understanding.message import Message


def by_capitals(message: Message, covered: Collection[int], known: Collection[str]) -> tuple[int, int] | None:
    """Two or three words in a row that are written like a name and are no other name (start, end). `covered`: places
    that are spoken for; `known`: stems that requests are made of."""
    at = 0
    while at < len(message.said):
        end = at
        while (end < len(message.said) and end in message.names and end not in covered
               and end not in message.capitals and message.stems[end] not in known):
            end += 1
        if 2 <= end - at <= 3:
            return at, end
        at = max(end, at + 1)
    return None


def by_honour(message: Message, covered: Collection[int], known: Collection[str]) -> tuple[int, int] | None:
    """A word that no request has, with "Shri" before it or "ji" behind it."""
    lists = lexicon().lists
    for at, word in enumerate(message.said):
        before = at > 0 and message.said[at - 1] in lists["honour_before"]
        after = at + 1 < len(message.said) and message.said[at + 1] in lists["honour_after"]
        if ((before or after) and at not in covered and not word.isdecimal() and len(word) > 2
                and message.stems[at] not in known and word not in lists["fillers"]):
            return at - before, at + 1 + after
    return None


def perhaps_names(said: Sequence[str], typed: Sequence[str]) -> dict[str, list[tuple[int, int]]]:
    """The runs of two to six words of a message that may be somebody's name, as mended and as typed, and the single
    words that may be an id ("rp00018"), each with its places."""
    spans: dict[str, list[tuple[int, int]]] = {}
    for length in (6, 5, 4, 3, 2):
        for start in range(len(said) - length + 1):
            if any(said[at].isdecimal() for at in range(start, start + length)):
                continue
            for words in {tuple(said[start:start + length]), tuple(typed[start:start + length])}:
                spans.setdefault(" ".join(words), []).append((start, start + length))
    for at, word in enumerate(typed):
        if any(sign.isdigit() for sign in word) and any(sign.isalpha() for sign in word):
            spans.setdefault(word, []).append((at, at + 1))
    return spans
