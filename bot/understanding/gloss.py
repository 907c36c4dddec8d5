"""English words for Hindi and Hinglish ones, word by word, for whatever compares a message with English texts.

A gloss is no translation: order and grammar stay those of the message, and words that say nothing are left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from bot.understanding.language import written_in
from bot.understanding.lexicon import Phrases, lexicon
from prompts.loader import table
from retrieval.words import words

# Languages with a file in `prompts/gloss/`.
GLOSSED: tuple[str, ...] = ("hi", "hinglish")


@lru_cache(maxsize=1)
def _phrases() -> tuple[Phrases, Phrases]:
    """What is glossed in any message, and what in Hinglish alone because it is an English word too."""
    tables = [table("gloss", language) for language in GLOSSED]
    sure = [(phrase, english) for each in tables for phrase, english in each["words"].items()]
    unsure = [(phrase, english) for each in tables for phrase, english in each.get("unsure", {}).items()]
    return Phrases([*lexicon().gloss.items(), *sure]), Phrases([*lexicon().gloss.items(), *unsure, *sure])


def english_words() -> frozenset[str]:
    """The English words of all glosses: a small dictionary of what officials speak of."""
    return frozenset(word for key in GLOSSED for section in table("gloss", key).values() for english in section.values()
                     for word in words(str(english)))


def glossed(text: str) -> str:
    """The English of a message that is in Hindi or Hinglish; empty where nothing in it is glossed."""
    language = written_in(text)
    if language not in GLOSSED:
        return ""
    parts, any_found = glossed_words(words(text), language)
    return " ".join(parts) if any_found else ""


def glossed_words(said: Sequence[str], language: str) -> tuple[list[str], bool]:
    """The English words for folded words, and whether any was glossed. Words of another script that no gloss knows
    are left out."""
    phrases = _phrases()[1 if language == "hinglish" else 0]
    parts: list[str] = []
    found = False
    place = 0
    while place < len(said):
        span = phrases.at(said, place)
        if span is None:
            if said[place].isascii() and said[place] not in lexicon().marks:
                parts.append(said[place])
            place += 1
            continue
        found = True
        if span.value:
            parts.append(str(span.value))
        place = span.end
    return parts, found
