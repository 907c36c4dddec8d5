"""The intent classifier: what kind of wish a message is, with a probability for each kind.

The model is `logistic.py`'s, trained at import (`training.py`) and read here; refuses a model of another encoder or of
other examples.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from bot.understanding.features import Numbers, spoken
from bot.understanding.logistic import Logistic
from retrieval.encoder import Encoder


class NoClassifier(Exception):
    """No trained classifier fits; a new import makes one."""


class Classifier:
    """A trained classifier in a file."""

    def __init__(self, path: Path, encoder: Encoder) -> None:
        try:
            with np.load(path, allow_pickle=False) as stored:
                self._model = Logistic(tuple(str(each) for each in stored["intents"]), stored["meaning"],
                                       stored["meaning_bias"], stored["words"], stored["words_bias"])
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
        vector: Numbers = self._encoder.encode_deep([spoken(text)])[0]
        likely = self._model.probabilities(vector, text)
        return dict(zip(self._model.labels, (float(each) for each in likely), strict=True))

    @property
    def intents(self) -> tuple[str, ...]:
        """What it tells apart."""
        return self._model.labels
