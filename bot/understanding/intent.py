"""The intent classifier: what kind of wish a message is, with a probability for each kind.

Two logistic models, one on the encoder's vector and one on hashed words, whose log-odds are added. Trained at import
(`training.py`), read here; refuses a model of another encoder or of other examples.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from bot.understanding.features import Numbers, hashed, spoken
from retrieval.encoder import Encoder


class NoClassifier(Exception):
    """No trained classifier fits; a new import makes one."""


class Classifier:
    """A trained classifier in a file."""

    def __init__(self, path: Path, encoder: Encoder) -> None:
        try:
            with np.load(path, allow_pickle=False) as stored:
                self.intents: list[str] = [str(each) for each in stored["intents"]]
                self._meaning, self._meaning_bias = stored["meaning"], stored["meaning_bias"]
                self._words, self._words_bias = stored["words"], stored["words_bias"]
                self.made_of = str(stored["made_of"])
                self.talk: frozenset[str] = frozenset(str(each) for each in stored["talk"])
                self.plain: frozenset[str] = frozenset(str(each) for each in stored["plain"])
                self.usual: frozenset[str] = frozenset(str(each) for each in stored["usual"])
                self.spelled: tuple[str, ...] = tuple(str(each) for each in stored["spelled"])
                self.known: frozenset[str] = frozenset(str(each) for each in stored["known"])
        except Exception as fault:  # a damaged file makes numpy and zipfile raise almost anything
            raise NoClassifier(str(path)) from fault
        self._encoder = encoder

    def probabilities(self, text: str) -> dict[str, float]:
        """The probability of each intent for a masked text."""
        vector: Numbers = self._encoder.encode([spoken(text)])[0]
        scores = self._meaning @ vector + self._meaning_bias + self._words_bias
        for place, value in hashed(text).items():
            scores = scores + self._words[:, place] * value
        scores = np.exp(scores - scores.max())
        scores /= scores.sum()
        return dict(zip(self.intents, (float(score) for score in scores), strict=True))
