"""What a conversation remembers and what one turn passes from step to step: plain JSON alone.

Services travel in the graph's context, never in the state.
"""

from __future__ import annotations

from typing import Any, TypedDict


class State(TypedDict, total=False):
    """`memory` lives from turn to turn; the rest is of one turn, whose id is `turn`. Of a message that holds two
    wishes, `parts` are those that wait, `said` is the one answered now and `first` the answer before it. `corrected` is
    the turn of which this one says what was meant. `served` are the wishes that were answered (tool, slots), and `job`
    is what a model may make of the reply.

    memory: `language` (wished for), `spoken` (of the last message), `frame` (the wish answered last: tool, slots),
    `focus` (what the last answer was about), `offers` (shown last), `asked` (whether they answer a question), `quiz`,
    `answered` (the turn of the last answer, which a thumb is about), `reason_asked` (in which turn a thumb's reason is
    waited for).
    """

    memory: dict[str, Any]
    turn: str
    say: str
    wished: str | None
    reading: dict[str, Any]
    parts: list[dict[str, Any]]
    said: str
    first: dict[str, Any] | None
    corrected: str | None
    decision: dict[str, Any]
    served: list[dict[str, Any]]
    job: dict[str, Any] | None
    reply: dict[str, Any]
    language: str
