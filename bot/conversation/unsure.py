"""Messages that grammar and classifier are unsure of, which a language model may know to read.

No model is waited for within a transaction: the turn is left with what it is unsure of, and begun anew with what a
model made of it, or with nothing where none answered.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.conversation.decision import SURE, Decision
from bot.understanding.reading import Reading


class UnsureError(Exception):
    """A turn that was left: what was said, in which language it is answered, what the conversation remembers, and which
    words of it are names of officials."""

    def __init__(self, said: str, language: str, memory: dict[str, Any], names: tuple[str, ...]) -> None:
        super().__init__("unsure")
        self.said, self.language, self.memory, self.names = said, language, memory, names


@dataclass(frozen=True)
class Suggestion:
    """What a model made of a message, and by which prompt and model."""

    decision: Decision
    chosen: dict[str, Any]


def is_unsure(decision: Decision, reading: Reading) -> bool:
    """Whether a message was not understood, or taken for another topic without being sure of it."""
    return decision.say == "unclear" or (decision.say == "out_of_scope" and reading.sure < SURE)
