"""One version of the tenant as a process holds it in memory: the framework, the search index, and what reads messages.

Built from the store and the home; a process that notices a newer version loads that one.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from bot.people.learning import Name
from bot.understanding.figures.question import FiguresReader
from bot.understanding.figures.vocabulary import Values, Vocabulary
from bot.understanding.gazetteer import Gazetteer
from bot.understanding.intent import Classifier
from bot.understanding.read import Reader
from bot.understanding.spelling import Spelling
from bot.understanding.strangers import words_of
from frac.framework import Framework
from retrieval.encoder import Encoder
from retrieval.index import current, is_current
from retrieval.search import Search
from retrieval.words import stem, words

if TYPE_CHECKING:
    from retrieval.matching.drafting import Drafter


# The vectors of what posts and texts are matched with, in the home.
MATCHING = "matching.npz"


class NoIndex(Exception):
    """There is no search index of this version."""


@dataclass
class Tenancy:
    """The framework of one version, and what was made of it. `learned` is the stamp of the synonyms in it."""

    framework: Framework
    reader: Reader
    encoder: Encoder
    index: Path
    learned: int = 0
    _search: Search | None = None
    _drafter: Drafter | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _learning: threading.Lock = field(default_factory=threading.Lock)

    def search(self) -> Search:
        """The search index, opened when it is first needed. Raises NoIndex where it is missing, damaged or not this
        tenant's."""
        with self._lock:
            if self._search is None:
                folder = current(self.index)
                number, mark = self.framework.stamp
                if folder is None or not is_current(self.index, number, self.encoder.name, mark):
                    raise NoIndex(str(self.index))
                self._search = Search(folder, self.encoder)
            return self._search

    @property
    def drafts_already(self) -> bool:
        """Whether somebody had something drafted by this version."""
        return self._drafter is not None

    def drafter(self) -> Drafter:
        """What drafts posts and matches texts: learnt of this framework, with all that was approved, when it is first
        needed."""
        with self._learning:
            if self._drafter is None:
                self._drafter = learnt(self.framework, self.encoder, self.index.parent / MATCHING)
            return self._drafter


def learnt(framework: Framework, encoder: Encoder, file: Path) -> Drafter:
    """What drafts by a framework, with its learning done; the vectors of its texts are kept in a file for the next
    time, so that after an approval only what is new is read."""
    from retrieval.matching.drafting import Drafter
    from retrieval.matching.kept import KeptEncoder

    kept = KeptEncoder(encoder, file)
    made = Drafter(framework, kept)
    _ = made.posts  # the learning itself
    kept.save()
    return made


def _names(framework: Framework, values: Values) -> frozenset[str]:
    """The words of all names of the tenant's world but those of people."""
    named: list[str | None] = [*values.groups, *values.states, *values.languages, *(values.plans or {}).values()]
    for place in framework.organisations.values():
        named += [place.name, place.name_hi, *place.aliases]
    for position in framework.positions.values():
        named += [position.title, position.title_hi, *position.aliases]
    for each in framework.competencies.values():
        named += [each.name, each.name_hi, each.theme, *each.aliases]
    named += [name for course in framework.courses.values() for name in (course.title, course.title_hi)]
    named += [provider.name for provider in framework.providers.values()]
    return words_of(named)


def tenancy(framework: Framework, values: Values, encoder: Encoder, classifier: Classifier, index: Path,
            synonyms: Sequence[Name] = (), learned: int = 0) -> Tenancy:
    """The tenancy of a framework; `values` are what people and plans bring to the words of questions, `synonyms` what
    was learned, with its stamp."""
    gazetteer = Gazetteer(framework, classifier.talk, synonyms)
    vocabulary = Vocabulary(_with_aliases(framework, synonyms), values)
    figures = FiguresReader(vocabulary, gazetteer, framework.tenant.year_starts)
    phrases = [phrase for _, _, phrase in synonyms]
    # what is a name now is no slip of the pen
    known = classifier.known | {stem(word) for phrase in phrases for word in words(phrase)}
    reader = Reader(framework, gazetteer, classifier, Spelling(classifier.spelled, known, framework), figures,
                    _names(framework, values) | words_of(phrases))
    return Tenancy(framework, reader, encoder, index, learned)


def learned_anew(held: Tenancy, values: Values, synonyms: Sequence[Name], learned: int) -> Tenancy:
    """The tenancy with other synonyms: the same framework, classifier and index."""
    made = tenancy(held.framework, values, held.encoder, held.reader.classifier, held.index, synonyms, learned)
    made._search, made._drafter = held._search, held._drafter
    return made


def _with_aliases(framework: Framework, synonyms: Sequence[Name]) -> Framework:
    """The framework whose organisations have the synonyms as aliases: by these, questions for figures name them."""
    told: dict[str, list[str]] = {}
    for kind, identity, phrase in synonyms:
        if kind == "organisation" and identity in framework.organisations:
            told.setdefault(identity, []).append(phrase)
    places = {identity: replace(framework.organisations[identity], aliases=(
        *framework.organisations[identity].aliases, *phrases)) for identity, phrases in told.items()}
    return replace(framework, organisations={**framework.organisations, **places}) if places else framework
