"""Whether a sentence bears on what was told, by its words: what shares none with it, or is full of words that neither
it nor Saathi uses, is about something else.

Refuses to judge what a sentence means; figures and names are `grounding.py`'s.
"""

from __future__ import annotations

from functools import lru_cache

from bot.leaves import texts
from bot.understanding.lexicon import WRITTEN, lexicon
from prompts.loader import LANGUAGES, table
from retrieval.words import stem, words

# Of the telling words of a sentence so many (0-1) may be strange, and so many must have been told.
MOST_STRANGE, LEAST_TOLD = 0.34, 0.2
# Words of so few letters tell nothing.
SMALL = 2


class Bearing:
    """What was told, as words."""

    def __init__(self, told: str) -> None:
        self._told = frozenset(_telling(told))

    def share(self, sentence: str) -> float:
        """The share (0-1) of a sentence's telling words that were told; 1 for a sentence without any."""
        found = _telling(sentence)
        return sum(each in self._told for each in found) / len(found) if found else 1.0

    def strange(self, sentence: str) -> float:
        """The share (0-1) of a sentence's telling words that were not told and that Saathi never uses itself."""
        found = _telling(sentence)
        own = _own()
        return sum(each not in self._told and each not in own for each in found) / len(found) if found else 0.0

    def claims(self, sentence: str) -> bool:
        """Whether a sentence says that something was done of which nothing was told."""
        return any(each in _done() and each not in self._told for each in _telling(sentence))

    def bears(self, sentence: str) -> bool:
        """Whether a sentence is about what was told: by its words, or by a figure where it is in another language."""
        told = self.share(sentence) >= LEAST_TOLD or any(map(str.isdecimal, sentence))
        return told and not self.claims(sentence) and self.strange(sentence) <= MOST_STRANGE


def _telling(text: str) -> list[str]:
    small = lexicon().lists["fillers"]
    return [stem(word) for word in words(text) if len(word) > SMALL and word not in small and not word.isdecimal()]


@lru_cache(maxsize=1)
def _done() -> frozenset[str]:
    """The stems of words for what was done: that is for tools to say, and where none said so, no sentence does."""
    told = [word for language in WRITTEN for word in table("grounding", language)["done"]]
    return frozenset(stem(each) for each in words(" ".join(told)))


@lru_cache(maxsize=1)
def _own() -> frozenset[str]:
    """The stems of all words that Saathi says or expects to hear."""
    tables = [*(table("replies", each) for each in LANGUAGES),
              *(table(kind, each) for kind in ("lexicon", "intents") for each in WRITTEN)]
    return frozenset(stem(word) for text in texts(tables) for word in words(text))
