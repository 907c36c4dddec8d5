"""Drafts of posts by what a matcher says of them: the texts of a post, what is near, which sentence speaks for what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from frac.drafting.compose import compose
from frac.drafting.shape import Draft, Likely, Near
from frac.framework import Competency, Framework
from retrieval.encoder import Encoder
from retrieval.matching.corpus import Example, as_asked, of_duties, of_positions
from retrieval.matching.features import asked
from retrieval.matching.matcher import Matcher, learn
from retrieval.matching.texts import encode

# So many posts are matched at a time; so many positions are looked at as near; a sentence speaks for a competency from
# this cosine on; longer descriptions are cut.
BATCH, LOOKED_AT, SPEAKS, LONGEST = 256, 12, 0.35, 6000
_SENTENCE = re.compile(r"(?<=[.;!?।])\s+|\n+|\s*[•▪‣]\s*|\s*\(\w{1,3}\)\s+")
_WORDS = 3


@dataclass(frozen=True, slots=True)
class Post:
    """A post to be drafted: its title, and a description or a list of duties."""

    title: str
    description: str = ""


@dataclass(frozen=True)
class Drafter:
    """What is learnt of a framework, when it is first needed."""

    framework: Framework
    encoder: Encoder

    @cached_property
    def posts(self) -> Matcher:
        """Learnt from positions, for posts."""
        return learn(self.encoder, self._competencies, of_positions(self.framework), self._duties, self._highest)

    @cached_property
    def texts(self) -> Matcher:
        """Learnt from duties and courses, for single texts."""
        return learn(self.encoder, self._competencies, self._duties, self._duties, self._highest,
                     [each.is_duty for each in self._duties])

    @cached_property
    def _competencies(self) -> list[Competency]:
        return sorted(self.framework.competencies.values(), key=lambda each: each.id)

    @cached_property
    def _duties(self) -> list[Example]:
        return of_duties(self.framework)

    @property
    def _highest(self) -> int:
        return max((each.level for each in self.framework.levels), default=5)

    def draft(self, posts: Sequence[Post]) -> Iterator[Draft]:
        """A draft for each post, in order."""
        for start in range(0, len(posts), BATCH):
            yield from self._drafted(posts[start:start + BATCH])

    def _drafted(self, posts: Sequence[Post]) -> Iterator[Draft]:
        titles = [each.title for each in posts]
        texts = [as_asked(each.title, each.description[:LONGEST]) for each in posts]
        ranked = self.posts.match(titles, texts)
        near = self._near(titles, texts)
        for post, found, beside in zip(posts, ranked, near, strict=True):
            sentences = split(post.description[:LONGEST])
            likely = [Likely(each.competency, each.probability, each.level) for each in found]
            yield compose(self.framework, post.title, sentences if len(sentences) > 1 else (), likely, beside,
                          self._speaking(sentences))

    def _near(self, titles: Sequence[str], texts: Sequence[str]) -> list[list[Near]]:
        """The known positions by the mean of the likenesses of title and text."""
        known = self.posts.known
        if not known.examples:
            return [[] for _ in texts]
        of = asked(known, titles, texts).written
        alike = (of.title @ known.own.title.T + of.meaning @ known.own.meaning.T) / 2
        return [[Near(known.examples[at].id, float(row[at])) for at in np.argsort(-row, kind="stable")[:LOOKED_AT]]
                for row in alike]

    def _speaking(self, sentences: Sequence[str]) -> dict[str, str]:
        """For each competency the sentence that is likest to it, where one is like it at all."""
        known = self.posts.known
        if not sentences or not known.competencies:
            return {}
        alike = encode(self.encoder, sentences) @ known.lengths.T
        best = alike.argmax(0)
        return {each.id: sentences[best[at]] for at, each in enumerate(known.competencies)
                if alike[best[at], at] >= SPEAKS}


def split(text: str) -> list[str]:
    """The sentences or points of a text, those of a few words or more, each once."""
    found = [" ".join(each.split()) for each in _SENTENCE.split(text) if each]
    return [each for each in dict.fromkeys(found) if len(each.split()) >= _WORDS]
