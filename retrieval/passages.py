"""Passages: which sentence of the courses' sections supports an answer to a question, and how well.

Each sentence is indexed by itself and together with its course and heading. Support is likeness in meaning plus the
share of the question's telling words that stand there; what is told is always the sentence itself, word for word.
Refuses to compose an answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from retrieval.index import SENTENCES, SENTENCES_IN_PLACE
from retrieval.search import Search
from retrieval.words import tokens, words

WIDE = 40
# How much the share of telling words counts beside the cosine (both 0-1).
WORDS_COUNT = 0.5
# A word of the heading or of the course's title counts so much of one of the sentence itself.
IN_HEADING, IN_TITLE = 0.6, 0.25
# What a question for a figure or a time loses where the sentence holds none.
NONE_SUCH = 0.2
# The likeness of a sentence in another script than Latin: the encoder finds all of them alike, so their words decide.
UNREAD = 0.4

_END = re.compile(r"(?<=[.?!।])[\"'”’)\]]*\s+(?=[\"'“‘(\[]?[A-Z0-9\u0900-\u097f])")
_SHORT = re.compile(r"(?:\b(?:no|nos|rs|sh|smt|dr|mr|mrs|ms|st|vs|e\.g|i\.e|viz|art|sec|cl|para|fig|approx|govt"
                    r"|dept|ltd|co|vol|ch|pp|cf|ed|al|[a-z])|^\d+)\.$", re.IGNORECASE)
_NUMBER_WORDS = frozenset(
    "half two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand lakh crore "
    "quarter".split())
_UNITS = frozenset("hour hours day days week weeks fortnight month months year years minute minutes working calendar "
                   "january february march april may june july august september october november december "
                   "घंटे दिन दिनों सप्ताह माह महीने महीनों वर्ष साल".split())


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a section (`section`: the course's id, `#`, the number from 1) and its place there, from 0."""

    section: str
    place: int
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Support:
    """How well a sentence supports an answer: `score`, made of `cosine` (to the question) and `cover`, the share of
    the question's telling words that stand there."""

    sentence: Sentence
    score: float
    cosine: float
    cover: float


# Sentence ids to sentences, as they stand in the store.
Lookup = Callable[[Sequence[str]], dict[str, Sentence]]


def sentences(text: str) -> list[str]:
    """The sentences of a text, in order, as they stand. An abbreviation or an initial ends none."""
    found: list[str] = []
    for paragraph in text.splitlines():
        begun = ""
        for piece in _END.split(paragraph.strip()):
            begun = f"{begun} {piece}" if begun else piece
            if not _SHORT.search(begun):
                found.append(begun)
                begun = ""
        if begun:
            found.append(begun)
    return [each for each in found if words(each)]


def sentence_id(section: str, place: int) -> str:
    """The id under which a sentence is indexed."""
    return f"{section}/{place}"


def of_sections(sections: Iterable[tuple[str, int, str, str]]) -> dict[str, Sentence]:
    """All sentences of sections (course, number, heading, text), by their ids."""
    return {sentence_id(f"{course}#{number}", place): Sentence(f"{course}#{number}", place, heading, text)
            for course, number, heading, whole in sections for place, text in enumerate(sentences(whole))}


def supports(search: Search, questions: Sequence[str], telling: Sequence[str], wants: str | None, lookup: Lookup,
             title: Callable[[str], str], as_said: Sequence[str] = ()) -> list[Support]:
    """The sentences that support an answer best, best first.

    `questions`: ways of putting the question (itself, a gloss in another language); `telling`: its words that say what
    it is about; `wants`: whether it asks for a `figure` or a `time`;
    `title`: a section's course title; `as_said`: the telling words in the language of the question, where `telling`
    are those of its gloss.
    """
    cosines: dict[str, float] = {}
    for question in questions:
        vector = search.vector(question)
        for shelf in (SENTENCES, SENTENCES_IN_PLACE):
            for each, cosine in search.vectors.nearest(shelf, vector, WIDE):
                cosines[each] = max(cosines.get(each, 0.0), cosine)
        for each, _ in search.lexical.best(SENTENCES_IN_PLACE, question, WIDE):
            cosines.setdefault(each, 0.0)
    rarities = [_rarities(search, said, wants) for said in (telling, as_said)]
    found = []
    for each, sentence in lookup(list(cosines)).items():
        here = set(tokens(sentence.text))
        above, over = set(tokens(sentence.heading)), set(tokens(title(sentence.section)))
        # A sentence is in one language: it holds the words of the gloss or those that were said.
        cover = max(sum(rare * (1.0 if token in here else IN_HEADING if token in above
                                else IN_TITLE if token in over else 0.0)
                        for token, rare in rarity.items()) / (sum(rarity.values()) or 1.0) for rarity in rarities)
        cosine = cosines[each] if _latin(sentence.text) else min(cosines[each], UNREAD)
        score = cosine + WORDS_COUNT * cover
        if wants is not None and not holds(wants, sentence.text):
            score -= NONE_SUCH
        found.append(Support(sentence, score, cosine, cover))
    return sorted(found, key=lambda support: (-support.score, support.sentence.section, support.sentence.place))


def _rarities(search: Search, telling: Sequence[str], wants: str | None) -> dict[str, float]:
    """How rare each token of the telling words is. The units of a time that is asked for tell nothing of the topic."""
    return {token: search.lexical.rarity(SENTENCES_IN_PLACE, token)
            for word in telling if wants != "time" or word not in _UNITS for token in tokens(word)}


def _latin(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    return 2 * sum(letter < "\u0250" for letter in letters) >= len(letters)


def holds(kind: str, text: str) -> bool:
    """Whether a text holds a `figure` (a number above one in digits or words), or a `time` (one with its unit)."""
    said = words(text)
    figures = [at for at, word in enumerate(said)
               if word in _NUMBER_WORDS or (any(sign.isdecimal() for sign in word) and word != "1")]
    if kind == "figure":
        return bool(figures)
    ones = [at for at, word in enumerate(said) if word in ("one", "1")]
    return any(not _UNITS.isdisjoint(said[at + 1:at + 4]) or (at and said[at - 1] in _UNITS)
               for at in [*figures, *ones])
