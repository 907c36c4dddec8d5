"""An encoder that remembers the texts of a framework in a file, so that learning from it anew takes seconds.

The file holds digests and vectors and no text. One that is damaged, or of another model, counts as none.
"""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from retrieval.encoder import Encoder, Vectors

log = logging.getLogger(__name__)
# So many texts are kept; a framework that has more than that is learnt from all the same.
MOST = 60_000
# So many bytes of a digest tell texts apart.
WIDTH = 16


class KeptEncoder:
    """An encoder in front of another: what it encodes between `KeptEncoder(...)` and `save` is there the next time."""

    def __init__(self, encoder: Encoder, file: Path) -> None:
        self._encoder, self._file = encoder, file
        self.name, self.dimension = encoder.name, encoder.dimension
        self._known: dict[str, dict[bytes, Vectors]] = {"plain": {}, "deep": {}}
        self._used: dict[str, set[bytes]] = {"plain": set(), "deep": set()}
        self._is_new = self._is_over = False
        self._read()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text."""
        return self._encoded("plain", self._encoder.encode, texts)

    def encode_deep(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text from the last layers together."""
        return self._encoded("deep", self._encoder.encode_deep, texts)

    def save(self) -> None:
        """Writes what was used since this was made; what was not is forgotten, and nothing more is remembered. A file
        that cannot be written is for the log alone: everything works without it."""
        if self._is_new or any(self._known[kind].keys() != self._used[kind] for kind in self._known):
            self._write()
        self._is_over = True
        for kind in self._known:
            self._known[kind], self._used[kind] = {}, set()

    def _write(self) -> None:
        made: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.generic]]] = {"model": np.array(self.name)}
        for kind, known in self._known.items():
            keys = sorted(self._used[kind])[:MOST]
            made[f"{kind}_keys"] = np.frombuffer(b"".join(keys), dtype=np.uint8).reshape(len(keys), WIDTH)
            made[kind] = np.stack([known[key] for key in keys]) if keys else np.zeros((0, 1), np.float32)
        fresh = self._file.with_suffix(f".{os.getpid()}.npz")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with fresh.open("wb") as file:
                np.savez(file, **made)  # type: ignore[arg-type]
            fresh.replace(self._file)
        except OSError as fault:
            log.warning("What was learnt could not be kept: %s", fault.strerror)

    def _encoded(self, kind: str, encode: Callable[[Sequence[str]], Vectors], texts: Sequence[str]) -> Vectors:
        if self._is_over:
            return encode(texts)
        keys = [hashlib.sha256(text.encode("utf-8", "replace")).digest()[:WIDTH] for text in texts]
        known = self._known[kind]
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if missing:
            known.update(zip(missing, encode(list(missing.values())), strict=True))
            self._is_new = True
        self._used[kind].update(keys)
        return np.stack([known[key] for key in keys]) if keys else encode([])

    def _read(self) -> None:
        try:
            with np.load(self._file, allow_pickle=False) as found:
                if str(found["model"]) != self.name:
                    return
                for kind, known in self._known.items():
                    known.update((key.tobytes(), row) for key, row in zip(found[f"{kind}_keys"], found[kind],
                                                                          strict=True))
        except (OSError, ValueError, KeyError, EOFError, BadZipFile):
            for known in self._known.values():
                known.clear()
