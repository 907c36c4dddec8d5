"""The encoder: texts to unit vectors, by onnxruntime and a tokenizer file. Never loads torch.

Refuses to run without an exported model; `retrieval.export` makes one.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from retrieval.export import LAYERS, EncoderUnavailable

Vectors = npt.NDArray[np.float32]
BATCH = 32
# So many texts are remembered, those of up to so many characters.
REMEMBERED, LONGEST = 2048, 2000


class Encoder(Protocol):
    """Turns texts into vectors of length one, so that a dot product is a cosine."""

    name: str
    dimension: int

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row of `dimension` numbers for each text."""
        ...

    def encode_deep(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text from the last layers together: LAYERS times as many numbers. What learns from few
        examples learns more from these; what compares texts compares the others."""
        ...


class OnnxEncoder:
    """The exported model in `folder`. Remembers the last few thousand short texts."""

    def __init__(self, folder: Path, threads: int = 2) -> None:
        try:
            about = json.loads((folder / "encoder.json").read_text(encoding="utf-8"))
            import onnxruntime
            from tokenizers import Tokenizer

            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = threads
            options.inter_op_num_threads = 1
            self._session: Any = onnxruntime.InferenceSession(str(folder / "encoder.onnx"), options,
                                                              providers=["CPUExecutionProvider"])
            self._tokenizer: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as fault:  # onnxruntime and tokenizers raise classes of their own for a damaged file
            raise EncoderUnavailable(f"The exported encoder in {folder} is missing or damaged: delete that folder, "
                                     "and the next start exports it again.") from fault
        if about.get("layers") != LAYERS:
            raise EncoderUnavailable(f"The exported encoder in {folder} is of an older version: delete that folder, "
                                     "and the next start exports it again.")
        self.name: str = about["model"]
        self.dimension: int = about["dimension"]
        self._tokenizer.enable_truncation(max_length=about["max_tokens"])
        self._tokenizer.enable_padding(length=None)
        self._known: dict[str, tuple[Vectors, Vectors]] = {}

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text; batches of similar length, so that padding costs little."""
        return self._encoded(texts, 0, self.dimension)

    def encode_deep(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text from the last layers together."""
        return self._encoded(texts, 1, self.dimension * LAYERS)

    def _encoded(self, texts: Sequence[str], which: int, width: int) -> Vectors:
        """The first or the second output of the model; both are remembered, for a run gives both."""
        result = np.zeros((len(texts), width), dtype=np.float32)
        wanted = []
        for place, text in enumerate(texts):
            known = self._known.get(text)
            if known is None:
                wanted.append(place)
            else:
                result[place] = known[which]
        wanted.sort(key=lambda place: len(texts[place]))
        for start in range(0, len(wanted), BATCH):
            places = wanted[start:start + BATCH]
            tokens = self._tokenizer.encode_batch([texts[place] for place in places])
            ids = np.array([token.ids for token in tokens], dtype=np.int64)
            mask = np.array([token.attention_mask for token in tokens], dtype=np.int64)
            made = self._session.run(["vectors", "layers"], {"input_ids": ids, "attention_mask": mask})
            for place, vector, layers in zip(places, *made, strict=True):
                result[place] = layers if which else vector
                if len(texts[place]) < LONGEST:
                    self._known[texts[place]] = (vector, layers)
        while len(self._known) > REMEMBERED:
            self._known.pop(next(iter(self._known)))
        return result
