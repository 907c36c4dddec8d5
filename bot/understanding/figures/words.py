"""The cues of questions for figures, merged over the languages: what is measured, grouped, ranked and bounded.

They stand in `prompts/figures/`. Knows no tenant.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.understanding.lexicon import WRITTEN, Phrases, Span
from prompts.loader import table
from retrieval.words import words


@dataclass(frozen=True)
class FigureWords:
    """Phrases by what they are cues for. Each holds as values the keys of its table: `concepts` "gap", …"""

    concepts: Phrases
    forms: Phrases
    people: Phrases
    team: Phrases
    dimensions: Phrases
    kinds: Phrases
    grouping: dict[str, Phrases]
    ranking: Phrases
    comparisons: Phrases
    fractions: Phrases
    listing: dict[str, Phrases]
    lists: dict[str, Phrases]
    unrecorded: Phrases
    idiom: frozenset[str]

    def says(self, key: str, said: Sequence[str]) -> bool:
        """Whether a phrase of one of the single lists (`chart`, `why`, …) stands in a message."""
        return self.lists[key].inside(said)

    def find(self, key: str, said: Sequence[str]) -> list[Span]:
        """The phrases of one of the single lists in a message."""
        return self.lists[key].find(said)

    def phrases(self) -> list[str]:
        """All phrases, for whatever must know the words of questions."""
        tables = [self.concepts, self.forms, self.people, self.team, self.dimensions, self.kinds, self.ranking,
                  self.comparisons, self.fractions, self.unrecorded, *self.grouping.values(), *self.listing.values(),
                  *self.lists.values()]
        return [phrase for each in tables for phrase in each.phrases()]


@lru_cache(maxsize=1)
def figure_words() -> FigureWords:
    """The merged cues."""
    tables = [table("figures", language) for language in WRITTEN]

    def keyed(name: str) -> Phrases:
        return Phrases((phrase, key) for each in tables for key, phrases in each[name].items() for phrase in phrases)

    def by_key(name: str) -> dict[str, Phrases]:
        return {key: Phrases((phrase, key) for each in tables for phrase in each[name][key]) for key in tables[0][name]}

    nouns = by_key("nouns")
    lists = by_key("words")
    idiom = frozenset(word for each in tables for phrase in each["words"]["idiom"] for word in words(phrase))
    fractions = Phrases((phrase, value) for each in tables for phrase, value in each["fractions"].items())
    return FigureWords(keyed("concepts"), keyed("forms"), nouns["people"], nouns["team"], keyed("dimensions"),
                       keyed("kinds"), by_key("grouping"), keyed("ranking"), keyed("comparisons"), fractions,
                       by_key("listing"), lists, keyed("unrecorded"), idiom)
