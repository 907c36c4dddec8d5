"""What comes in and what goes out: one message of one person, and the reply to it.

The shapes here are those of the interface's `reply.schema.json`; every face (terminal, web, batch) and every channel
speaks them. Nothing here decides anything.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

Outcome = Literal["answered", "clarify", "zero", "suppressed", "not_permitted", "not_recorded", "out_of_scope",
                  "refused", "handed_over", "error"]
Block = dict[str, Any]
# Is told the text of a reply piece by piece, as far as it may be shown already.
Heard = Callable[[str], None]
# What a language model may do with an answer: word it, teach a section (explain, example), lead on in a quiz (hint).
Use = Literal["word", "explain", "example", "hint"]


@dataclass(frozen=True)
class Incoming:
    """One message: who (`official_id`) says what, in which conversation (None: the running one), by which channel.

    `language` is a wish that overrides what the message's own words suggest. `id` names the turn; with
    `once`, a message that repeats the id of the one before is not answered again but gets its reply.
    """

    id: str
    official_id: str
    say: str
    conversation: str | None = None
    language: str | None = None
    channel: str = "terminal"
    once: bool = False


@dataclass(frozen=True)
class Offer:
    """A next step or a choice: what it is called, what choosing it means in words, and the wish that it stands for."""

    id: str
    label: str
    say: str
    tool: str
    slots: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The offer as a conversation remembers it."""
        return {"id": self.id, "label": self.label, "say": self.say, "tool": self.tool, "slots": self.slots}


@dataclass(frozen=True)
class Job:
    """What a model may do with an answer: `part`, a part of its text or all of it, is said in other words, with `note`
    on a line behind them. `passage` is what a lesson must keep to, `about` what it is about, `options` those of a
    question, `never` what a hint must not give away."""

    use: Use
    part: str
    passage: str = ""
    about: str = ""
    options: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        """The job as plain JSON."""
        return {"use": self.use, "part": self.part, "passage": self.passage, "about": self.about,
                "options": list(self.options), "never": list(self.never), "note": self.note}

    @staticmethod
    def from_json(kept: dict[str, Any]) -> Job:
        """A job from its JSON."""
        return Job(**{**kept, "options": tuple(kept["options"]), "never": tuple(kept["never"])})


@dataclass
class Reply:
    """The answer to one message. `blocks`, `sources` and `arguments` are plain JSON, as the interface has them.

    `offers` become a block of choices. `focus` is what the answer was about, for messages that go on from it. `job` is
    what a language model may make of the text, where a tool says so. None of them leaves the process as it stands here.
    """

    outcome: Outcome
    text: str
    tool: str | None = None
    arguments: dict[str, Any] = field(default_factory=dict)
    language: str = "en"
    understood: str | None = None
    blocks: list[Block] = field(default_factory=list)
    sources: list[dict[str, Any]] = field(default_factory=list)
    entries: list[str] = field(default_factory=list)
    id: str = ""
    took_ms: float = 0.0
    offers: list[Offer] = field(default_factory=list)
    focus: dict[str, Any] = field(default_factory=dict)
    job: Job | None = None

    def as_json(self) -> dict[str, Any]:
        """The reply as the interface's JSON object."""
        return {
            "id": self.id, "outcome": self.outcome, "tool": self.tool, "arguments": self.arguments,
            "text": self.text, "language": self.language, "understood": self.understood, "blocks": self.blocks,
            "sources": self.sources, "entries": self.entries, "took_ms": round(self.took_ms, 1),
        }
