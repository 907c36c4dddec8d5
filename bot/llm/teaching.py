"""Lessons by a model: a section explained, an example of it, a question that leads on in a quiz.

Each sentence of a lesson says what a sentence of the section says, by likeness in meaning, or it is left out; where
general knowledge is allowed it is marked as such. A hint is checked for whether it gives the answer away.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from bot.llm.bearing import Bearing
from bot.llm.grounding import Fault, Grounds, Names, sentences
from bot.llm.wording import Asked
from bot.turn import Job
from bot.understanding.gloss import glossed
from retrieval import passages
from retrieval.words import words

# From this likeness (cosine, 0-1) to a sentence of the passage on a sentence is backed by it, if so much of its words
# (0-1) stands there as well; an example tells a case of it and needs less. `make bench NAME=lessons` measures both.
BACKED: dict[str, float] = {"explain": 0.5, "example": 0.4}
LEAST_SHARED = 0.2
# So many words in a row of an option give it away, or all of a shorter one.
GIVEN_AWAY = 3
# An option of fewer letters may stand within other words by chance.
SPELT = 6
LONGEST_HINT = 45

Encode = Callable[[Sequence[str]], Any]


class Lesson:
    """What a lesson may say: `passage` is the section, `encode` makes vectors of texts, `general` allows sentences that
    nothing in the passage backs, with this mark behind each."""

    def __init__(self, use: str, passage: str, names: Names, encode: Encode, general: str | None) -> None:
        self._grounds = Grounds.of([{"text": passage, "blocks": [], "sources": []}], "", names)
        self._bearing, self._encode, self._general = Bearing(passage), encode, general
        self._least = BACKED[use]
        self._vectors = np.asarray(encode(passages.sentences(passage) or [passage]))

    def faults(self, sentence: str) -> list[Fault]:
        """Why a sentence cannot be shown at all: it says a figure or a name that the passage does not have,
        or that something was done."""
        found = self._grounds.faults(sentence)
        return found or ([Fault("place", sentence.strip()[:60])] if self._bearing.claims(sentence) else [])

    def shown(self, sentence: str) -> str:
        """The sentence as it is shown: itself where the passage backs it, with the mark where general knowledge is
        allowed, else nothing."""
        if self.backed(sentence):
            return sentence
        if self._general is None:
            return ""
        kept = sentence.rstrip()
        return f"{kept} {self._general}{sentence[len(kept):]}"

    def backed(self, sentence: str) -> bool:
        """Whether some sentence of the passage says so."""
        english = glossed(sentence) or sentence
        return self.likeness(english) >= self._least and self._bearing.share(english) >= LEAST_SHARED

    def likeness(self, sentence: str) -> float:
        """How like the nearest sentence of the passage a sentence is (cosine)."""
        vector = np.asarray(self._encode([sentence]))[0]
        return float((self._vectors @ vector).max())


def lesson(job: Job, said: str, language: str, names: Names, encode: Encode, general: str | None) -> Asked:
    """What is asked for a section to be explained, or for an example of it."""
    made = Lesson(job.use, job.passage, names, encode, general)
    allowed = "" if general is None else "Beyond it you may say what everybody in an office knows, without any figure."
    return Asked(job.use, job.use, {"language": language, "general": allowed},
                 f"MESSAGE:\n{said}\n\nSECTION:\n{job.about}\n{job.passage}", made.faults, shown=made.shown)


def hint(job: Job, language: str, names: Names) -> Asked:
    """What is asked for a question that leads on. The model is told the options, and not which is right."""
    options = "\n\nOPTIONS:\n" + "\n".join(f"- {each}" for each in job.options) if job.options else ""
    given = f"QUESTION:\n{job.about}{options}"
    told = f"{job.about}\n{job.passage}"
    grounds = Grounds.of([{"text": told, "blocks": [], "sources": []}], "", names)
    bearing = Bearing(told)

    def whole(text: str) -> list[Fault]:
        if not text.rstrip().endswith("?") or len(sentences(text)) > 1 or len(words(text)) > LONGEST_HINT:
            return [Fault("place", "no single short question")]
        return []

    def check(sentence: str) -> list[Fault]:
        found = grounds.faults(sentence) or [Fault("name", each) for each in given_away(sentence, job.never)]
        return found or whole(sentence) or ([] if bearing.bears(sentence) else [Fault("place", sentence.strip()[:60])])
    return Asked("hint", "hint", {"language": language},
                 given + (f"\n\nSECTION:\n{job.passage}" if job.passage else ""), check, whole)


def given_away(sentence: str, options: Sequence[str]) -> list[str]:
    """The options of which a sentence says too much: all of their words, so many in a row, or a figure that no other
    option has."""
    said = words(sentence)
    text = f" {' '.join(said)} "
    # however its letters are parted or turned around: "l-a-m-p"
    spelt = "".join(said)
    found = []
    for option in options:
        own = words(option)
        letters = "".join(own)
        if len(letters) >= SPELT and (letters in spelt or letters[::-1] in spelt):
            found.append(option)
            continue
        rows = [own[at:at + GIVEN_AWAY] for at in range(max(1, len(own) - GIVEN_AWAY + 1))]
        figures = {word for word in own if any(map(str.isdecimal, word))}
        if own and (any(f" {' '.join(row)} " in text for row in rows) or figures & set(said)):
            found.append(option)
    signs = {chr(97 + place) for place in range(len(options))}
    named = [word for before, word in pairwise(said) if word in signs and before in _OPTION]
    return found + named


_OPTION = frozenset({"option", "answer", "choice", "विकल्प", "उत्तर"})
