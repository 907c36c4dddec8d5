"""Persons who are named and whom nobody knows by that name: by capitals, or by "Shri" and "ji" beside a word.

Refuses to say who they are: only that somebody is meant, so that nobody gets their own data for another's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache

from bot.understanding.gazetteer import Mention
from bot.understanding.lexicon import lexicon
from bot.understanding.message import Message
from retrieval.words import words

# A number of so many digits may be an id, and is no year.
_LONG_NUMBER = 5


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


def by_first_name(message: Message, covered: Collection[int], free: Collection[int]) -> tuple[int, int] | None:
    """The one word inside a sentence that is written like a name and that nothing explains, where the sentence asks
    what one asks of people: how far their plan is, what they acquired. `free`: places of unexplained words."""
    lists = lexicon().lists
    if not any(lists[key].inside(message.said) for key in ("acquired", "plan_status", "acts_as", "learnt", "learning")):
        return None
    found = [at for at in free if at in message.names and at not in message.capitals and at not in covered]
    few = 2 * len(message.names) <= len(message.said)
    return (found[0], found[0] + 1) if len(found) == 1 and found[0] > 0 and few else None


@lru_cache(maxsize=1)
def _small_words() -> frozenset[str]:
    """Every word of the lexicon."""
    return frozenset(word for phrase in lexicon().phrases() for word in phrase.split())


def unexplained(typed: Message, covered: Collection[int], known: Collection[str], names: Collection[str]) -> list[int]:
    """The places of words that nobody ever said to Saathi and that no name of the tenant's world has, so that they may
    be a part of somebody's name. `known`: stems that requests are made of; `names`: words of other names."""
    return [at for at, word in enumerate(typed.said) if at not in covered and len(word) > 2 and not word.isdecimal()
            and typed.stems[at] not in known and word not in names and word not in _small_words()]


def in_runs(typed: Message, places: Sequence[int], ids_of: Mapping[str, list[str]]) -> list[Mention]:
    """Parts of names that stand beside each other as one ("Asha Rao" of Asha Devi Rao): those who have all of the
    parts. `ids_of`: who has a word in their name."""
    runs: list[tuple[int, int, list[str]]] = []
    for at in places:
        ids = ids_of.get(typed.said[at])
        if not ids:
            continue
        both = [each for each in ids if each in runs[-1][2]] if runs and runs[-1][1] == at else []
        if both:
            runs[-1] = (runs[-1][0], at + 1, both)
        else:
            runs.append((at, at + 1, ids))
    return [Mention("person", tuple(ids), start, end, "part") for start, end, ids in runs]


def words_of(texts: Iterable[str | None]) -> frozenset[str]:
    """The words of texts, folded."""
    return frozenset(word for text in texts if text for word in words(text))


def perhaps_names(said: Sequence[str], typed: Message) -> dict[str, list[tuple[int, int]]]:
    """The runs of two to six words of a message that may be somebody's name, as mended and as typed, and the words that
    may be an id ("rp00018", "emp-17", "100234"), each with its places."""
    spans: dict[str, list[tuple[int, int]]] = {}
    for length in (6, 5, 4, 3, 2):
        for start in range(len(said) - length + 1):
            if any(said[at].isdecimal() for at in range(start, start + length)):
                continue
            for run in {tuple(said[start:start + length]), tuple(typed.said[start:start + length])}:
                spans.setdefault(" ".join(run), []).append((start, start + length))
    text = typed.text.casefold()
    for at, word in enumerate(typed.said):
        digits = any(sign.isdigit() for sign in word)
        if digits and (any(sign.isalpha() for sign in word) or len(word) >= _LONG_NUMBER):
            spans.setdefault(word, []).append((at, at + 1))
        for sign in "-_/." if digits and at else "":
            joined = f"{typed.said[at - 1]}{sign}{word}"
            if joined in text:
                spans.setdefault(joined, []).append((at - 1, at + 1))
    return spans
