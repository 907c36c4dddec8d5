"""Texts as numbers, in the ways that they are compared: meaning, its last layers, title, and weighed words."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from retrieval.encoder import Encoder
from retrieval.matching.ridge import Numbers
from retrieval.words import tokens


class Weigher:
    """Words weighed by how few texts have them (inverse document frequency), rows of length one."""

    def __init__(self, texts: Sequence[str]) -> None:
        counted: Counter[str] = Counter(word for text in texts for word in set(tokens(text)))
        self._places = {word: at for at, word in enumerate(sorted(counted))}
        self._rarity = np.array([math.log((1 + len(texts)) / (1 + counted[word])) + 1.0 for word in sorted(counted)])

    def weigh(self, texts: Sequence[str]) -> Any:
        """A sparse matrix, texts × words."""
        from scipy.sparse import csr_matrix

        values, columns, starts = list[float](), list[int](), [0]
        for text in texts:
            row = {self._places[word]: 1.0 + math.log(count) for word, count in Counter(tokens(text)).items()
                   if word in self._places}
            weighed = {at: value * self._rarity[at] for at, value in row.items()}
            length = math.sqrt(sum(value * value for value in weighed.values())) or 1.0
            columns += weighed
            values += [value / length for value in weighed.values()]
            starts.append(len(columns))
        return csr_matrix((values, columns, starts), shape=(len(texts), max(len(self._places), 1)))


@dataclass(frozen=True)
class Written:
    """Texts, with or without titles, as numbers: one row a text."""

    texts: tuple[str, ...]
    meaning: Numbers
    deep: Numbers
    title: Numbers
    words: Any


def write(encoder: Encoder, weigher: Weigher, titles: Sequence[str], texts: Sequence[str]) -> Written:
    """Distinct texts are encoded once. Where there is no title, the text stands for it."""
    titles = [title or text for title, text in zip(titles, texts, strict=True)]
    return Written(tuple(texts), encode(encoder, texts), _distinct(encoder.encode_deep, texts),
                   encode(encoder, titles), weigher.weigh(texts))


def encode(encoder: Encoder, texts: Sequence[str]) -> Numbers:
    """The meanings of texts."""
    return _distinct(encoder.encode, texts)


def _distinct(encoded: Any, texts: Sequence[str]) -> Numbers:
    known = list(dict.fromkeys(texts))
    rows = np.asarray(encoded(known), dtype=np.float64)
    places = {text: at for at, text in enumerate(known)}
    made: Numbers = rows[[places[text] for text in texts]]
    return made
