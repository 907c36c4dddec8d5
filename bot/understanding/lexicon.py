"""The small words of every language, merged: by them a message is taken apart before anything is classified.

The words stand in `prompts/lexicon/`. Knows no tenant; refuses to decide what a message means.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from prompts.loader import table
from retrieval.words import words

# Each is a file of `prompts/lexicon/`. Hinglish is a way of writing, not a language of replies.
WRITTEN: tuple[str, ...] = ("en", "hi", "hinglish")

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """Words `start` up to (not including) `end` of a message, and what they were found as."""

    start: int
    end: int
    value: Any = None


class Phrases:
    """Phrases with a value each, to be found in the words of a message; the longest at a place wins."""

    def __init__(self, pairs: Iterable[tuple[str, Any]]) -> None:
        self._values: dict[Phrase, Any] = {}
        self._longest: dict[str, int] = {}
        for text, value in pairs:
            phrase = tuple(words(text))
            if phrase and phrase not in self._values:
                self._values[phrase] = value
                self._longest[phrase[0]] = max(len(phrase), self._longest.get(phrase[0], 0))

    def at(self, said: Sequence[str], start: int) -> Span | None:
        """The longest phrase that begins at word `start`."""
        for length in range(min(self._longest.get(said[start], 0), len(said) - start), 0, -1):
            phrase = tuple(said[start:start + length])
            if phrase in self._values:
                return Span(start, start + length, self._values[phrase])
        return None

    def find(self, said: Sequence[str]) -> list[Span]:
        """All phrases in a message, from left to right, none over another."""
        found: list[Span] = []
        place = 0
        while place < len(said):
            span = self.at(said, place)
            if span is not None:
                found.append(span)
            place = span.end if span else place + 1
        return found

    def inside(self, said: Sequence[str]) -> bool:
        """Whether any phrase stands in a message."""
        return any(self.at(said, place) for place in range(len(said)))

    def whole(self, said: Sequence[str]) -> Any:
        """The value of the phrase that is the whole message, or None."""
        return self._values.get(tuple(said))

    def phrases(self) -> list[str]:
        """All phrases, folded."""
        return [" ".join(phrase) for phrase in self._values]

    def __contains__(self, word: str) -> bool:
        return (word,) in self._values


@dataclass(frozen=True)
class Lexicon:
    """Lists of phrases by key (`yes`, `only`, …), phrases with a meaning (`numbers`, `months`, …), and glosses."""

    lists: dict[str, Phrases]
    numbers: Phrases
    ordinals: Phrases
    options: Phrases
    months: Phrases
    weekdays: Phrases
    types: Phrases
    languages: Phrases
    time: dict[str, Phrases]
    marks: frozenset[str]
    gloss: dict[str, str]
    short: dict[str, str]

    def phrases(self) -> list[str]:
        """All phrases of all lists and tables."""
        tables = [*self.lists.values(), self.numbers, self.ordinals, self.months, self.weekdays, self.types,
                  self.languages, *self.time.values()]
        return [phrase for each in tables for phrase in each.phrases()]

    def proper(self) -> frozenset[str]:
        """Words that are written with a capital and are no names: months, days of the week, languages."""
        return frozenset(word for each in (self.months, self.weekdays, self.languages) for phrase in each.phrases()
                         for word in phrase.split())

    def says(self, key: str, said: Sequence[str]) -> bool:
        """Whether a phrase of the list stands in a message."""
        return self.lists[key].inside(said)

    def is_only(self, key: str, said: Sequence[str]) -> bool:
        """Whether the whole message is a phrase of the list."""
        return bool(self.lists[key].whole(said))


def _mapped(tables: Sequence[dict[str, Any]], key: str) -> Phrases:
    return Phrases((phrase, value) for table in tables for phrase, value in table[key].items())


def _reversed(tables: Sequence[dict[str, Any]], key: str) -> Phrases:
    return Phrases((phrase, value) for table in tables for value, phrases in table[key].items() for phrase in phrases)


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The merged lexicon."""
    tables = [table("lexicon", language) for language in WRITTEN]
    lists = {key: Phrases((phrase, True) for table in tables for phrase in table[key])
             for key, value in tables[0].items() if isinstance(value, list)}
    time = {key: Phrases((phrase, key) for table in tables for phrase in table["time"][key])
            for key in tables[0]["time"]}
    english = {word for phrase in tables[0]["fillers"] for word in words(phrase)} | set(tables[0]["numbers"])
    marks = frozenset(word for table in tables for mark in table["marks"] for word in words(mark)) - english
    gloss = {word: english_word for table in tables for phrase, english_word in table["gloss"].items()
             for word in words(phrase)}
    short = {word: plain for table in tables for word, plain in table["short"].items()}
    return Lexicon(lists, _mapped(tables, "numbers"), _mapped(tables, "ordinals"), _mapped(tables, "options"),
                   _mapped(tables, "months"), _mapped(tables, "weekdays"), _reversed(tables, "types"),
                   _reversed(tables, "languages"), time, marks, gloss, short)
