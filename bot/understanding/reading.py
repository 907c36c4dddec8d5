"""What was read in one message: the shape that the reader makes and the rules of routing ask. Plain JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import Any

from bot.understanding.message import Message
from retrieval.words import stem


@dataclass
class Reading:
    """What was read. `ranking`: intents with probabilities, likeliest first. `slots`: what the message itself says.

    `bare`: it holds nothing but names, levels, times and small words; `alone`: of small words one at most. `follows`:
    it begins like a message that goes on from another. `points`: it says "it". `part`: competencies that fit in part,
    `part_sure` whether all topic words do, `part_likely` whether most do. `known`: some word of it is known at all.
    `topic`: the words that name its topic. `names`: where names stand in it, as places of words (start, end).
    `timed`: the places of its words of time. `said` and `text`: its words and its text with slips of the pen mended.
    `unknown`: its words that nobody ever said to Saathi and that name nothing. `figures`: the message read as a
    question for figures. `masked`: the message with names as placeholders. `meant`: what was meant, of a message that
    corrects the reading before ("no, I meant …"); then the reading is of that alone.
    """

    language: str | None
    ranking: list[tuple[str, float]]
    slots: dict[str, Any] = field(default_factory=dict)
    bare: bool = False
    alone: bool = False
    follows: bool = False
    points: bool = False
    part: list[str] = field(default_factory=list)
    part_sure: bool = False
    part_likely: bool = False
    known: bool = True
    topic: str = ""
    short: bool = False
    names: list[tuple[int, int]] = field(default_factory=list)
    timed: list[int] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    text: str = ""
    unknown: str = ""
    figures: dict[str, Any] = field(default_factory=dict)
    masked: str = ""
    meant: str = ""

    @property
    def intent(self) -> str:
        """The likeliest intent."""
        return self.ranking[0][0]

    @property
    def sure(self) -> float:
        """Its probability."""
        return self.ranking[0][1]

    def spelt(self, message: Message) -> Message:
        """The message with the words as they were understood; its text stays as it was typed."""
        if len(self.said) != len(message.said):
            return message
        return replace(message, said=tuple(self.said), stems=tuple(stem(word) for word in self.said))

    def as_json(self) -> dict[str, Any]:
        """The reading as plain JSON."""
        return asdict(self)


def from_json(stored: dict[str, Any]) -> Reading:
    """A reading from its JSON."""
    return Reading(**{**stored, "ranking": [(str(intent), float(p)) for intent, p in stored["ranking"]]})
