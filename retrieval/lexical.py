"""The lexical index: BM25 over stemmed words, by bm25s, one shelf a kind of document."""

from __future__ import annotations

import json
import logging
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from retrieval.words import tokens


class LexicalIndex:
    """BM25 scores over the documents of named shelves, kept in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._shelves: dict[str, tuple[list[str], Any]] = {}

    def put(self, shelf: str, ids: Sequence[str], texts: Sequence[str]) -> None:
        """Fills a shelf and writes it to its file."""
        import bm25s

        room = self._folder / shelf
        room.mkdir(parents=True, exist_ok=True)
        (room / "ids.json").write_text(json.dumps(list(ids), ensure_ascii=False), encoding="utf-8")
        corpus = [tokens(text) for text in texts]
        if any(corpus):
            logging.getLogger("bm25s").setLevel(logging.WARNING)
            index = bm25s.BM25()
            index.index(corpus, show_progress=False)
            index.save(str(room))

    def best(self, shelf: str, query: str, count: int) -> list[tuple[str, float]]:
        """The documents that share words with the query, with their scores, best first."""
        ids, index = self._open(shelf)
        wanted = tokens(query)
        if index is None or not wanted:
            return []
        scores = index.get_scores(wanted)
        top = np.argsort(-scores, kind="stable")[:count]
        return [(ids[place], float(scores[place])) for place in top if scores[place] > 0]

    def rarity(self, shelf: str, token: str) -> float:
        """How much a token tells: ln(1 + documents / documents with it), a token that no document has counting as
        in half of one (inverse document frequency, Sparck Jones 1972)."""
        ids, index = self._open(shelf)
        if index is None:
            return 0.0
        place = index.vocab_dict.get(token)
        starts = index.scores["indptr"]
        count = float(starts[place + 1] - starts[place]) if place is not None else 0.0
        return math.log(1 + len(ids) / max(count, 0.5))

    def _open(self, shelf: str) -> tuple[list[str], Any]:
        if shelf not in self._shelves:
            room = self._folder / shelf
            ids: list[str] = []
            index = None
            if (room / "ids.json").is_file():
                ids = json.loads((room / "ids.json").read_text(encoding="utf-8"))
            if any(room.glob("*.npy")):
                import bm25s

                index = bm25s.BM25.load(str(room), load_corpus=False)
            self._shelves[shelf] = (ids, index)
        return self._shelves[shelf]
