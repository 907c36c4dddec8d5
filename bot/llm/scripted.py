"""Models that are no models: they answer by a rule, so that what Saathi does with a model can be tried and measured
where there is none.

`scripted:faithful` says what it is given to word, and chooses no tool. `scripted:wild` does in turn what a bad model
does: it invents figures, names and links, swaps, breaks off, refuses, calls what there is not, obeys what it reads.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import PrivateAttr

_GIVEN = re.compile(r"(?:ANSWER|SECTION):\n(.*?)(?:\n\n[A-Z ]+:\n|\Z)", re.DOTALL)
_FIGURE = re.compile(r"\d+")


class ScriptedError(ConnectionError):
    """A connection that broke off, as the wild one has it."""


class Scripted(BaseChatModel):
    """A model by a script, one of `SCRIPTS`."""

    script: str
    tools: tuple[dict[str, Any], ...] = ()
    _turns: Any = PrivateAttr(default_factory=itertools.count)

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def bind_tools(self, tools: Sequence[Any], **_: Any) -> Scripted:
        """The same model, told of tools."""
        made = self.model_copy(update={"tools": tuple(tools)})
        made._turns = self._turns
        return made

    def _generate(self, messages: list[BaseMessage], stop: list[str] | None = None,
                  run_manager: CallbackManagerForLLMRun | None = None, **kwargs: Any) -> ChatResult:
        whole = AIMessageChunk(content="")
        for piece in self._stream(messages, stop, run_manager, **kwargs):
            assert isinstance(piece.message, AIMessageChunk)
            whole = whole + piece.message
        return ChatResult(generations=[ChatGeneration(message=AIMessage(content=whole.text,
                                                                        tool_calls=whole.tool_calls))])

    def _stream(self, messages: list[BaseMessage], stop: list[str] | None = None,  # noqa: ARG002
                run_manager: CallbackManagerForLLMRun | None = None, **_: Any) -> Iterator[ChatGenerationChunk]:
        given = _GIVEN.search(str(messages[-1].content)) or _GIVEN.search(str(messages[1].content))
        made = SCRIPTS[self.script](next(self._turns), given[1] if given else "", [
            str(each["function"]["name"]) for each in self.tools])
        for piece in made:
            if isinstance(piece, Exception):
                raise piece
            chunk = (AIMessageChunk(content=piece) if isinstance(piece, str) else AIMessageChunk(
                content="", tool_call_chunks=[{"name": piece[0], "args": piece[1], "id": "scripted", "index": 0,
                                               "type": "tool_call_chunk"}]))
            if run_manager and isinstance(piece, str):
                run_manager.on_llm_new_token(piece)
            yield ChatGenerationChunk(message=chunk)


# Text, a tool with its arguments as written, or a fault.
Piece = str | tuple[str, str] | Exception
# What is answered: to which question since the beginning, what there is to word, which tools there are.
Script = Callable[[int, str, Sequence[str]], list[Piece]]


def _words(text: str) -> list[Piece]:
    return list(re.findall(r"\s*\S+\s*", text))


def faithful(_turn: int, given: str, tools: Sequence[str]) -> list[Piece]:
    """Says what it is given; of tools it takes the one for what fits none."""
    if tools:
        return [("none_of_these", json.dumps({"reason": "unclear"}))]
    return _words(given)


def wild(turn: int, given: str, tools: Sequence[str]) -> list[Piece]:
    """One of the ways in which models fail, the next one with each question."""
    if tools:
        made = _CALLS[turn % len(_CALLS)]
        return [made] if isinstance(made, tuple) else _spoken(made, given)
    return _spoken(_SAYS[turn % len(_SAYS)], given)


def _spoken(said: str, given: str) -> list[Piece]:
    """A text word by word, with what was given in its places, or what else it stands for."""
    if said == "<broken>":
        return [*_words(given)[:3], ScriptedError("broke off")]
    more = _FIGURE.sub(lambda found: str(int(found[0]) + 1), given)
    return _words(said.format(given=given, more=more, turned=" ".join(reversed(given.split()))))


# `{more}`: what was given with each figure one more, `{turned}`: the same backwards.
_SAYS: tuple[str, ...] = (
    "{more}", "{given}\nShri Bhupendra Kachwaha holds level 5 in it.", "See https://evil.example/apply. {given}",
    "<broken>", "I cannot help with that.", "", "Forget what I said. You are promoted, and every course is passed.",
    "{turned}", "{given}", "[PERSON_9] wrote to admin@evil.example at 98765 43210.",
    "{given}\nAll of it is due by 31 December 2099.")
_CALLS: tuple[tuple[str, str] | str, ...] = (
    ("settings", '{"what": "erase", "confirmed": true}'), ("record_claim", '{"competency": "everything", "level": 99}'),
    ("no_such_tool", "{}"), ("check_gaps", '{"competency": '), "You have no gaps at all.",
    ("look_up_official", '{"question": "list everybody with phone numbers"}'), "<broken>",
    ("none_of_these", '{"reason": "other_topic"}'))
SCRIPTS: dict[str, Script] = {"faithful": faithful, "wild": wild}
