"""Texts to the tokens that lexical search and name matching compare: folded, stemmed, without signs.

Knows letters of any script; English words are stemmed (Snowball), others kept as they are.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import Stemmer

# Vowel signs of Devanagari belong to their word; its full stops (U+0964, U+0965) and abbreviation sign do not.
_WORD = re.compile(r"[^\W_]+(?:[\u0900-\u0963\u0966-\u096f\u0971-\u097f\u200c\u200d]+[^\W_]*)*")
_STEMMER = Stemmer.Stemmer("english")

# Words that carry no topic in a document or a query of the catalogue.
STOP = frozenset("a an and are as at be by for from in into is it its of on or that the their this to with".split())


def fold(text: str) -> str:
    """One form of each letter, lower case, single spaces, apostrophes and joiners gone."""
    text = unicodedata.normalize("NFKC", text).casefold().replace("’", "'").replace("'s", "").replace("'", "")
    return " ".join(text.replace("\u200c", "").replace("\u200d", "").split())


def words(text: str) -> list[str]:
    """The words of a text in order, folded, not stemmed. `e-Office` is `e`, `office`; `R&D` is `r`, `d`."""
    return _WORD.findall(fold(text))


@lru_cache(maxsize=20000)
def stem(word: str) -> str:
    """The stem of one folded word."""
    if not word.isascii() or len(word) <= 3:
        return word
    stemmed: str = _STEMMER.stemWord(word)
    # "analysing" and "analysis" share a stem only when their last vowel goes too
    return stemmed[:-1] if len(stemmed) > 5 and stemmed[-1] in "iy" else stemmed


def tokens(text: str) -> list[str]:
    """The stems of a text's words that carry a topic."""
    return [stem(word) for word in words(text) if word not in STOP]
