"""Persons who are named and whom nobody knows by that name: by capitals, or by "Shri" and "ji" beside a word.

Refuses to say who they are: only that somebody is meant, so that nobody gets their own data for another's.
"""

from __future__ import annotations

from collections.abc import Collection

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
