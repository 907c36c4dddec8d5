"""A decision on a message, and what it rests on: the shapes that the rules of routing share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.understanding.lexicon import Lexicon, lexicon
from bot.understanding.message import Message
from bot.understanding.reading import Reading
from frac.framework import Framework
from passbook.items import Item

# How likely an intent must be: far ahead of all others; at all; more likely than a follow-up; beyond doubt.
FAINT, LEAST, LIKELY, SURE, ATTACK = 0.2, 0.30, 0.5, 0.75, 0.5
# A message of so many words is no answer to a question with options.
LONG = 7

Memory = dict[str, Any]


@dataclass
class Decision:
    """What to do: run `tool` with `slots`, or say the fixed outcome `say`; `guesses` are wishes to choose from.

    `fact`: the message may ask for a fact instead, so that a section of a course that states it goes first. `corrects`:
    it says what the message before meant.
    """

    tool: str | None = None
    slots: dict[str, Any] = field(default_factory=dict)
    say: str | None = None
    guesses: list[str] = field(default_factory=list)
    fact: bool = False
    corrects: bool = False

    def as_json(self) -> dict[str, Any]:
        """The decision as plain JSON."""
        return {"tool": self.tool, "slots": self.slots, "say": self.say, "guesses": self.guesses,
                "fact": self.fact, "corrects": self.corrects}


@dataclass
class Routing:
    """What a decision rests on. `item` is the quiz item that waits for an answer, `granted` what the person may ask,
    `today` the day of the turn (None: the tenant's own)."""

    message: Message
    reading: Reading
    memory: Memory
    framework: Framework
    item: Item | None
    granted: Callable[[str], bool]
    today: date | None = None

    @property
    def lexicon(self) -> Lexicon:
        """The small words."""
        return lexicon()

    @property
    def frame(self) -> dict[str, Any] | None:
        """The wish answered last."""
        return self.memory.get("frame")
