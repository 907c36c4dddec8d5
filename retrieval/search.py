"""Hybrid search: BM25 and vectors, fused by the sum of their standardised scores.

Says how sure it is of each hit (its cosine and its BM25 score), so that the caller can tell a find from a mere nearest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from retrieval.encoder import Encoder, Vectors
from retrieval.index import COURSES, HELP, SENTENCES, SENTENCES_IN_PLACE, VECTORS, WORDS
from retrieval.lexical import LexicalIndex
from retrieval.vectors import ChromaIndex, VectorIndex
from retrieval.words import tokens

WIDE = 60


@dataclass(frozen=True, slots=True)
class Hit:
    """A document found: its fused score (comparable within one search only), its cosine to the query (-1..1; 0 where
    the vectors did not bring it) and its BM25 score."""

    id: str
    score: float
    cosine: float
    bm25: float


def fuse(lexical: Sequence[tuple[str, float]], dense: Sequence[tuple[str, float]]) -> list[Hit]:
    """Adds the standardised scores of two result lists; a document that one list lacks gets that list's least."""
    words, meaning = dict(lexical), dict(dense)
    ids = list(dict.fromkeys([*words, *meaning]))
    if not ids:
        return []
    total = np.zeros(len(ids))
    for scores in (words, meaning):
        if not scores:
            continue
        least = min(scores.values())
        column = np.array([scores.get(each, least if scores is meaning else 0.0) for each in ids])
        spread = float(column.std())
        total += (column - column.mean()) / spread if spread > 1e-9 else 0.0
    hits = [Hit(each, float(score), meaning.get(each, 0.0), words.get(each, 0.0))
            for each, score in zip(ids, total, strict=True)]
    return sorted(hits, key=lambda hit: (-hit.score, hit.id))


class Search:
    """Search over the shelves of one built index (`folder`). Opens each half when it is first needed."""

    def __init__(self, folder: Path, encoder: Encoder,
                 open_vectors: Callable[[Path], VectorIndex] = ChromaIndex) -> None:
        self._folder = folder
        self._encoder = encoder
        self._open_vectors = open_vectors
        self._vectors: VectorIndex | None = None
        self.lexical = LexicalIndex(folder / WORDS)

    @property
    def vectors(self) -> VectorIndex:
        """The vector half."""
        if self._vectors is None:
            self._vectors = self._open_vectors(self._folder / VECTORS)
        return self._vectors

    def vector(self, text: str) -> Vectors:
        """The vector of a text."""
        vector: Vectors = self._encoder.encode([text])[0]
        return vector

    def find(self, shelf: str, query: str, count: int = 10, vector: Vectors | None = None) -> list[Hit]:
        """The best documents of a shelf for a query, fused, best first. `vector`: the query's, if it is known."""
        if vector is None:
            vector = self.vector(query)
        dense = self.vectors.nearest(shelf, vector, WIDE)
        lexical = self.lexical.best(shelf, query, WIDE)
        return fuse(lexical, dense)[:count]

    def nearest(self, shelf: str, query: str, count: int = 10) -> list[tuple[str, float]]:
        """The documents nearest in meaning alone, with their cosines."""
        return self.vectors.nearest(shelf, self.vector(query), count)

    def warm(self) -> None:
        """Opens everything now, so that the first question need not."""
        for shelf in (COURSES, HELP, SENTENCES, SENTENCES_IN_PLACE):
            self.find(shelf, "warm", 1)


def shared_words(query: str, text: str) -> float:
    """The share of the query's topic words that stand in the text (0-1)."""
    wanted = set(tokens(query))
    return len(wanted & set(tokens(text))) / len(wanted) if wanted else 0.0
