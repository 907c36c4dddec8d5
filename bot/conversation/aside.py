"""What of a turn is done aside from it, by language models: a message is read that nothing else understood, an answer
is worded.

No model is waited for within a transaction: the turn is left with what is wanted, and begun anew with what came of it,
or with nothing where no model answered.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.conversation.decision import SURE, Decision
from bot.turn import Job
from bot.understanding.reading import Reading

# Which of the settings allows a use.
ALLOWED_BY: dict[str, str] = {"understand": "understand", "word": "word", "explain": "teach", "example": "teach",
                              "hint": "teach"}


@dataclass(frozen=True)
class Suggestion:
    """What a model made of a message that was not understood."""

    decision: Decision


@dataclass(frozen=True)
class Wording:
    """The words of a model in the place of `part` of a text that was `text`."""

    text: str
    part: str
    words: str

    def put_into(self, text: str) -> str:
        """The text with these words; a text that is another one by now stays as it is."""
        return text.replace(self.part, self.words, 1) if text == self.text else text


@dataclass
class Aside:
    """What models were asked for in a turn, and what came of it. `may`: what they may be asked for at all. `records`:
    for each use the prompt, the model and what came of it, for the receipt. `until`: how long all of it may take (an
    instant of the monotonic clock); `began`: when the turn did (of the performance counter)."""

    may: frozenset[str] = frozenset()
    done: set[str] = field(default_factory=set)
    suggestion: Suggestion | None = None
    wording: Wording | None = None
    records: list[dict[str, Any]] = field(default_factory=list)
    until: float | None = None
    began: float = 0.0

    def wants(self, use: str) -> bool:
        """Whether a model is still to be asked for this."""
        return ALLOWED_BY[use] in self.may and use not in self.done


class LeftError(Exception):
    """A turn that was left for a model; `official_id` is who speaks, `aside` what was found before."""

    official_id: str = ""
    aside: Aside


class UnsureError(LeftError):
    """A message that grammar and classifier are unsure of: what was said, in which language it is answered, what the
    conversation remembers, and which words of it are names of officials."""

    def __init__(self, said: str, language: str, memory: dict[str, Any], names: tuple[str, ...]) -> None:
        super().__init__("unsure")
        self.said, self.language, self.memory, self.names = said, language, memory, names


class UnwordedError(LeftError):
    """An answer that a model may word: what for, the reply as it is without, what was said and in which manner it was
    written (en, hi, hinglish), and which words of it are names of officials."""

    def __init__(self, job: Job, reply: dict[str, Any], said: str, written: str, names: tuple[str, ...]) -> None:
        super().__init__("unworded")
        self.job, self.reply, self.said, self.written, self.names = job, reply, said, written, names


def is_unsure(decision: Decision, reading: Reading) -> bool:
    """Whether a message was not understood, or taken for another topic without being sure of it."""
    return decision.say == "unclear" or (decision.say == "out_of_scope" and reading.sure < SURE)
