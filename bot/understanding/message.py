"""A message taken apart into words, once, for everything that reads it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from retrieval.words import fold, stem, words

# More than this of a message is not read: nobody types it, and pasted text must not fill the memory.
LONGEST = 2000
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
# A short form in the plural: "SOs".
_SEVERAL = re.compile("[A-Z]{2,}s")
_CASED = re.compile(r"[^\W_]+(?:[\u0900-\u097f\u200c\u200d]+[^\W_]*)*")


@dataclass(frozen=True)
class Message:
    """What was said: `text` cleaned, its folded words, their stems, and which of them stood in capitals."""

    text: str
    said: tuple[str, ...]
    stems: tuple[str, ...] = field(default=())
    capitals: frozenset[int] = frozenset()
    names: frozenset[int] = frozenset()

    def without(self, covered: set[int] | frozenset[int]) -> list[str]:
        """The words that are not covered."""
        return [word for at, word in enumerate(self.said) if at not in covered]


def read_message(text: str) -> Message:
    """Cleans a message of signs that nobody sees and splits it."""
    clean = " ".join(_CONTROL.sub(" ", text[:LONGEST]).split())
    said = tuple(words(clean))
    cased = _CASED.findall(clean.replace("’s", "").replace("'s", "").replace("'", "").replace("’", ""))
    capitals: frozenset[int] = frozenset()
    names: frozenset[int] = frozenset()
    if len(cased) == len(said) and any(letter.islower() for letter in clean):
        capitals = frozenset(at for at, word in enumerate(cased)
                             if len(word) > 1 and (word.isupper() or _SEVERAL.fullmatch(word)))
        said = tuple(word[:-1] if _SEVERAL.fullmatch(written) else word
                     for word, written in zip(said, cased, strict=True))
        names = frozenset(at for at, word in enumerate(cased) if word[:1].isupper())
    return Message(clean, said, tuple(stem(word) for word in said), capitals, names)


def same(one: str, other: str) -> bool:
    """Whether two texts say the same but for letter case, signs and spaces."""
    return words(one) == words(other) and bool(fold(one))
