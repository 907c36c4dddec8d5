"""The vector index: four methods over Chroma, our own vectors passed in. Chroma never embeds, filters or serves."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from retrieval.encoder import Vectors

_BATCH = 2000


class VectorIndex(Protocol):
    """What search needs of a vector store; `shelf` names a collection."""

    def put(self, shelf: str, ids: Sequence[str], vectors: Vectors) -> None:
        """Fills a new shelf."""
        ...

    def nearest(self, shelf: str, vector: Vectors, count: int) -> list[tuple[str, float]]:
        """The ids nearest to one vector with their cosines, best first."""
        ...

    def size(self, shelf: str) -> int:
        """How many vectors a shelf holds; 0 for an unknown one."""
        ...

    def close(self) -> None:
        """Lets go of the files."""
        ...


class ChromaIndex:
    """Chroma in a folder of its own, embedded in this process."""

    def __init__(self, folder: Path) -> None:
        import chromadb
        from chromadb.config import Settings

        self._client: Any = chromadb.PersistentClient(
            path=str(folder), settings=Settings(anonymized_telemetry=False, is_persistent=True))
        self._shelves: dict[str, Any] = {}

    def _shelf(self, shelf: str) -> Any:
        if shelf not in self._shelves:
            self._shelves[shelf] = self._client.get_or_create_collection(
                shelf, embedding_function=None, configuration={"hnsw": {"space": "cosine", "ef_search": 200}})
        return self._shelves[shelf]

    def put(self, shelf: str, ids: Sequence[str], vectors: Vectors) -> None:
        """Fills a new shelf."""
        for start in range(0, len(ids), _BATCH):
            self._shelf(shelf).add(ids=list(ids[start:start + _BATCH]), embeddings=vectors[start:start + _BATCH])

    def nearest(self, shelf: str, vector: Vectors, count: int) -> list[tuple[str, float]]:
        """The ids nearest to one vector with their cosines, best first."""
        size = self.size(shelf)
        if size == 0:
            return []
        found = self._shelf(shelf).query(query_embeddings=[vector], n_results=min(count, size),
                                         include=["distances"])
        return [(str(each), 1.0 - float(distance))
                for each, distance in zip(found["ids"][0], found["distances"][0], strict=True)]

    def size(self, shelf: str) -> int:
        """How many vectors a shelf holds."""
        return int(self._shelf(shelf).count())

    def close(self) -> None:
        """Lets go of the files: Chroma keeps one system a path until its cache is cleared."""
        self._client.clear_system_cache()
