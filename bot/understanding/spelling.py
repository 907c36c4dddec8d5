"""Mends slips of the pen and short writing before a message is read: `shw my gpas` is `show my gaps`, `wud` is `would`.

Only words that nothing knows are mended, into ordinary words or words of the tenant's names, and only where one letter
too many, too few, wrong or out of place explains them. Names in capitals, numbers and short words stay; a doubtful word
stays. The text that was typed is kept for whatever quotes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.understanding.figures.words import figure_words
from bot.understanding.gloss import english_words
from bot.understanding.lexicon import lexicon
from bot.understanding.message import Message
from frac.framework import Framework
from retrieval.words import STOP, stem, words

# Shorter words have too many neighbours; from the longer ones on two slips are mended.
SHORT, LONG = 4, 9
# Single letters are short writing only in a message of some words; elsewhere they are an answer.
FEW = 3
_RUN = re.compile(r"([a-z])\1{2,}")


class Spelling:
    """Mends messages. `ordinary`: words of ordinary requests, the most frequent first; `known`: stems that are right
    whatever they mean."""

    def __init__(self, ordinary: Sequence[str], known: Iterable[str], framework: Framework) -> None:
        small = lexicon()
        self._kept = frozenset(known) | {stem(word) for word in _of_framework(framework)} | {
            stem(word) for word in english_words()}
        # In the order of preference between words that are equally near.
        names = dict.fromkeys(word for text in _names(framework) for word in words(text))
        listed = [word for phrase in (*small.phrases(), *figure_words().phrases()) for word in words(phrase)]
        self.targets = [word for word in dict.fromkeys([*ordinary, *listed, *names])
                         if len(word) >= SHORT and word.isascii() and word.isalpha()]
        self._words = frozenset([*ordinary, *listed, *names])
        # What one writes in capitals and yet may mend: months, days, languages.
        self._proper = [word for word in self.targets if word in small.proper()]

    def mend(self, message: Message) -> Message:
        """The message with its slips mended: words, stems and text; its capitals stay where they stand."""
        said = [self._mended(message, at) for at in range(len(message.said))]
        if tuple(said) == message.said:
            return message
        text = message.text
        for old, new in zip(message.said, said, strict=True):
            if old != new:
                text = re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", new, text, count=1, flags=re.IGNORECASE)
        return replace(message, text=text, said=tuple(said), stems=tuple(stem(word) for word in said))

    def _mended(self, message: Message, at: int) -> str:
        word = message.said[at]
        short = lexicon().short.get(word)
        if short and (len(word) > 1 or len(message.said) > FEW):
            return short
        if not (word.isascii() and word.isalpha()) or at in message.capitals:
            return word
        if len(word) < SHORT or not self._unknown(word):
            return word
        for drawn in (_RUN.sub(r"\1", word), _RUN.sub(r"\1\1", word)):
            if drawn in self._words:
                return drawn  # "quizzzz", "pleeease"
        targets = self._proper if at in message.names and at else self.targets
        return nearest(word, targets) or word

    def _unknown(self, word: str) -> bool:
        return word not in self._words and word not in STOP and stem(word) not in self._kept


def nearest(word: str, targets: Sequence[str]) -> str | None:
    """The one target that a slip or two of the pen explain (restricted Damerau-Levenshtein distance); the first of
    equally near ones. None where there is none."""
    most = 2 if len(word) >= LONG else 1
    found = process.extract(word, targets, scorer=OSA.distance, score_cutoff=most, limit=8)
    fitting = [(distance, place, target) for target, distance, place in found if _begins_alike(word, target)]
    return min(fitting)[2] if fitting else None


def _begins_alike(word: str, target: str) -> bool:
    """Whether the first letter is right or has changed places with the second: people seldom miss it otherwise."""
    return word[0] == target[0] or (len(word) > 1 and len(target) > 1 and word[:2] == target[1::-1])


def _names(framework: Framework) -> Iterable[str]:
    for competency in framework.competencies.values():
        yield from (competency.name, *competency.aliases)
    for position in framework.positions.values():
        yield from (position.title, *position.aliases)
    for course in framework.courses.values():
        yield course.title
    for organisation in framework.organisations.values():
        yield organisation.name
    for provider in framework.providers.values():
        yield provider.name


def _of_framework(framework: Framework) -> frozenset[str]:
    """The words of the tenant's descriptions."""
    texts = [*_names(framework)]
    for competency in framework.competencies.values():
        texts += [competency.description or "", *competency.descriptors.values()]
    for course in framework.courses.values():
        texts += [course.description or "", *course.headings]
    return frozenset(word for text in texts for word in words(text))
