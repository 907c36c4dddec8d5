"""What a conversation remembers and what one turn passes from step to step: plain JSON alone.

Services travel in the graph's context, never in the state.
"""

from __future__ import annotations

from typing import Any, TypedDict


class State(TypedDict, total=False):
    """`memory` lives from turn to turn; the rest is of one turn, whose id is `turn` (`answered`: that of the turn whose
    reply stands in `reply`). Of a message that holds two wishes, `parts` are those that wait, `said` is the one
    answered now and `first` the answer before it.

    memory: `language` (wished for), `spoken` (of the last message), `frame` (the wish answered last: tool, slots),
    `focus` (what the last answer was about), `offers` (shown last), `asked` (whether they answer a question), `quiz`.
    """

    memory: dict[str, Any]
    turn: str
    answered: str
    say: str
    wished: str | None
    reading: dict[str, Any]
    parts: list[dict[str, Any]]
    said: str
    first: dict[str, Any] | None
    decision: dict[str, Any]
    reply: dict[str, Any]
    language: str
