"""Drafts of posts by what a matcher says of them: the texts of a post, what is near, which sentence speaks for what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from frac.drafting.compose import compose
from frac.drafting.orders import points
from frac.drafting.shape import Draft, Likely, Near
from frac.drafting.titles import expanded
from frac.framework import Competency, Framework
from retrieval.encoder import Encoder
from retrieval.matching.corpus import Example, as_asked, of_duties, of_positions
from retrieval.matching.features import asked
from retrieval.matching.matcher import Matcher, learn
from retrieval.matching.ridge import Numbers
from retrieval.matching.texts import encode

# So many posts are matched at a time; so many positions are looked at as near; a sentence speaks for a competency from
# this cosine on; longer descriptions are cut.
BATCH, LOOKED_AT, SPEAKS, LONGEST = 256, 12, 0.35, 6000


@dataclass(frozen=True, slots=True)
class Post:
    """A post to be drafted: its title, a description or a list of duties, and the name of its organisation, which says
    something of the post and is no duty. `gloss`: gives the English of what is in another language, or ""."""

    title: str
    description: str = ""
    place: str = ""
    gloss: Callable[[str], str] | None = None

    @property
    def known(self) -> str:
        """All that is known of it beside its title, with the English of it."""
        return ". ".join(each for each in (self.english(self.description[:LONGEST]), self.place) if each)

    def english(self, text: str) -> str:
        """What the encoder reads of a text: its English, where it is in another script, with it where it is in another
        language, and the text itself where nothing is known of it."""
        told = self.gloss(text) if self.gloss is not None and text else ""
        if not told:
            return text
        return f"{text}. {told}" if is_latin(text) else told


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
        titles = [self._named(each) for each in posts]
        texts = [as_asked(title, each.known) for title, each in zip(titles, posts, strict=True)]
        ranked = self.posts.match(titles, texts)
        nearest = self._near(titles, texts)
        fitting = self._fitting(texts, [beside for beside, _ in nearest])
        for post, title, found, (beside, alike), fits in zip(posts, titles, ranked, nearest, fitting, strict=True):
            if not (is_latin(title) or is_latin(post.english(post.description[:LONGEST]))):
                # to the encoder every text in foreign letters is like every other
                found, beside, alike = [], [], []
            sentences = split(post.description[:LONGEST])
            likely = [Likely(each.competency, each.probability, each.level) for each in found]
            speaking, unmet = self._speaking(sentences, [post.english(each) for each in sentences])
            yield compose(self.framework, post.title, sentences if len(sentences) > 1 else (), likely, beside, speaking,
                          unmet, alike, fits)

    def _named(self, post: Post) -> str:
        """A title written out: as the framework has it where it is another name of one of its posts, else as usage
        has it."""
        return expanded(self._aliases.get(post.title.strip()) or post.english(post.title))

    @cached_property
    def _aliases(self) -> dict[str, str]:
        """The other names that only one position has, to its title."""
        named = [(name, each.title) for each in self.framework.positions.values()
                 for name in {*each.aliases, each.title_hi or ""} if name]
        counted = Counter(name for name, _ in named)
        return {name: title for name, title in named if counted[name] == 1}

    def _near(self, titles: Sequence[str], texts: Sequence[str]) -> list[tuple[list[Near], list[Near]]]:
        """The known positions by the mean of the likenesses of title and text, and by that of the title alone."""
        known = self.posts.known
        if not known.examples:
            return [([], []) for _ in texts]
        of = asked(known, titles, texts).written
        by_title = of.title @ known.own.title.T
        whole = (by_title + of.meaning @ known.own.meaning.T) / 2

        def nearest(row: Numbers) -> list[Near]:
            return [Near(known.examples[at].id, float(row[at])) for at in np.argsort(-row, kind="stable")[:LOOKED_AT]]

        return [(nearest(row), nearest(title)) for row, title in zip(whole, by_title, strict=True)]

    def _fitting(self, texts: Sequence[str], near: Sequence[Sequence[Near]]) -> list[dict[str, float]]:
        """For each text how like the roles of its near positions are to it."""
        roles = {role.id: ". ".join((role.title, *(act.description for act in role.activities)))
                 for each in near for one in each for role in self.framework.positions[one.position].roles}
        new = {key: text for key, text in roles.items() if key not in self._roles}
        if new:
            self._roles.update(zip(new, encode(self.encoder, list(new.values())), strict=True))
        rows = encode(self.encoder, texts)
        return [{role.id: float(self._roles[role.id] @ row) for one in each
                 for role in self.framework.positions[one.position].roles}
                for each, row in zip(near, rows, strict=True)]

    @cached_property
    def _roles(self) -> dict[str, Numbers]:
        """The meanings of the roles that drafts were made from so far."""
        return {}

    def _speaking(self, sentences: Sequence[str], english: Sequence[str]) -> tuple[dict[str, str], list[str]]:
        """For each competency the sentence that is likest to it, where one is like it at all; and the sentences that
        are like none. What is in a script that the encoder cannot read is not called that: nobody knows."""
        known = self.posts.known
        if not sentences or not known.competencies:
            return {}, []
        alike = encode(self.encoder, english) @ known.lengths.T
        alike[[not is_latin(each) for each in english]] = 0.0
        best = alike.argmax(0)
        return ({each.id: sentences[best[at]] for at, each in enumerate(known.competencies)
                 if alike[best[at], at] >= SPEAKS},
                [each for each, most in zip(sentences, alike.max(1), strict=True) if most < SPEAKS and is_latin(each)])


def is_latin(text: str) -> bool:
    """Whether most letters of a text are Latin ones, which are all that the encoder reads."""
    letters = [each for each in text if each.isalpha()]
    return 2 * sum(each < "\u0250" for each in letters) > len(letters)


def split(text: str) -> list[str]:
    """The sentences or points of a text, those of a few words or more, each once."""
    return points(text)
