"""A model on this machine, by transformers: a folder with weights and a tokenizer, with or without a chat template.

Tools are told to it as JSON, and a choice is read from the JSON object that it writes; a model of this size follows no
protocol of its own that could be relied on. Loads torch, in this process, and takes an accelerator where torch finds
one: for one machine and few people.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, SystemMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import PrivateAttr

from bot.llm.thoughts import Spoken

_ROLES = {"system": "system", "human": "user", "ai": "assistant", "tool": "user"}
_CHOICE = re.compile(r"\{.*\}", re.DOTALL)
TOLD = ('You may choose one of these tools by writing nothing but a JSON object {"name": …, "arguments": {…}}:\n')
# A model whose folder does not say how much it holds is taken to hold so many tokens; an answer needs at least so many.
HOLDS, LEAST = 4096, 16


class TooLongError(Exception):
    """A conversation does not fit into the model. Asking again would not help, as with a server that says 413."""

    status_code = 413


class LocalModel(BaseChatModel):
    """A model in a folder. It is loaded when it is first asked, once, and answers one at a time; whoever stops
    listening stops it. `longest`: tokens of an answer at most."""

    folder: str
    longest: int = 800
    tools: tuple[dict[str, Any], ...] = ()
    # the tokenizer and the weights, once they are loaded; and who is at them. Shared with copies that know tools.
    _loaded: list[Any] = PrivateAttr(default_factory=list)
    _lock: Any = PrivateAttr(default_factory=threading.Lock)

    @property
    def _llm_type(self) -> str:
        return "local"

    def bind_tools(self, tools: Sequence[Any], **_: Any) -> LocalModel:
        """The same model, told of tools."""
        from langchain_core.utils.function_calling import convert_to_openai_tool

        made = self.model_copy(update={"tools": tuple(convert_to_openai_tool(each) for each in tools)})
        made._loaded, made._lock = self._loaded, self._lock
        return made

    def _parts(self) -> list[Any]:
        """The tokenizer and the model."""
        with self._lock:
            if not self._loaded:
                import torch
                from transformers import AutoModelForCausalLM, AutoTokenizer

                # in the precision that its folder says: twice that would not fit where it was meant to
                model = AutoModelForCausalLM.from_pretrained(self.folder, local_files_only=True, dtype="auto")
                found = torch.accelerator.current_accelerator(check_available=True)
                self._loaded += [AutoTokenizer.from_pretrained(self.folder, local_files_only=True),
                                 model.to(found or "cpu").eval()]
            return self._loaded

    def _generate(self, messages: list[BaseMessage], stop: list[str] | None = None,
                  run_manager: CallbackManagerForLLMRun | None = None, **kwargs: Any) -> ChatResult:
        whole: AIMessageChunk | None = None
        for piece in self._stream(messages, stop, run_manager, **kwargs):
            assert isinstance(piece.message, AIMessageChunk)
            whole = piece.message if whole is None else whole + piece.message
        made = whole or AIMessageChunk(content="")
        return ChatResult(generations=[ChatGeneration(message=AIMessage(
            content=made.text, tool_calls=made.tool_calls, usage_metadata=made.usage_metadata,
            response_metadata=made.response_metadata))])

    def _stream(self, messages: list[BaseMessage], stop: list[str] | None = None,
                run_manager: CallbackManagerForLLMRun | None = None, **_: Any) -> Iterator[ChatGenerationChunk]:
        tokenizer, model = self._parts()
        text = _written(tokenizer, self._turns(messages))
        # a template writes its own signs of a beginning
        given = tokenizer(text, return_tensors="pt", add_special_tokens=not tokenizer.chat_template)
        read = int(given["input_ids"].shape[1])
        room = min(self.longest, _holds(model) - read)
        if room < min(LEAST, self.longest):
            raise TooLongError(f"{read} tokens do not fit into the model in {self.folder}.")
        said, writing = "", _Writing(tokenizer, model, given, room)
        with self._lock, closing(writing.pieces()) as pieces:
            for piece in pieces:
                said += piece
                if stop and any(each in said for each in stop):
                    break
                # with tools it is known at the end alone whether this is text; the piece shows that it is at work
                shown = "" if self.tools else piece
                if run_manager and shown:
                    run_manager.on_llm_new_token(shown)
                yield ChatGenerationChunk(message=AIMessageChunk(content=shown))
        written = writing.tokens
        spoken = Spoken()
        chosen = _choice(spoken(said) + spoken.rest()) if self.tools else []
        yield ChatGenerationChunk(message=AIMessageChunk(
            content=said if self.tools and not chosen else "", tool_call_chunks=chosen,
            usage_metadata={"input_tokens": read, "output_tokens": written, "total_tokens": read + written},
            response_metadata={"model_name": self.folder, "finish_reason": "length" if written >= room else "stop"}))

    def _turns(self, messages: Sequence[BaseMessage]) -> list[dict[str, str]]:
        """The conversation as templates have it: who follows upon themselves has said one thing."""
        before = [SystemMessage(TOLD + json.dumps([each["function"] for each in self.tools], ensure_ascii=False))
                  ] if self.tools else []
        turns: list[dict[str, str]] = []
        for each in (*before, *messages):
            role, content = _ROLES.get(each.type, "user"), _content(each)
            if turns and turns[-1]["role"] == role:
                turns[-1]["content"] += f"\n\n{content}"
            else:
                turns.append({"role": role, "content": content})
        return turns


def _written(tokenizer: Any, turns: list[dict[str, str]]) -> str:
    """A conversation as one text, by the model's own template where it has one. Thinking is switched off where the
    template knows of it; one that knows of no system is told what that says with the first message."""
    if not tokenizer.chat_template:
        return "\n".join(f"{each['role']}: {each['content']}" for each in turns) + "\nassistant:"
    from jinja2 import TemplateError

    def filled(turns: list[dict[str, str]]) -> str:
        return str(tokenizer.apply_chat_template(turns, tokenize=False, add_generation_prompt=True,
                                                 enable_thinking=False))

    try:
        return filled(turns)
    except TemplateError:
        if len(turns) < 2 or turns[0]["role"] != "system":
            raise
        first = f"{turns[0]['content']}\n\n{turns[1]['content']}"
        return filled([{"role": "user", "content": first}, *turns[2:]])


class _Writing:
    """What a model writes upon the tokens given, piece by piece, `room` tokens at most. `tokens`: how many it wrote,
    known when it is over."""

    def __init__(self, tokenizer: Any, model: Any, given: Any, room: int) -> None:
        self._tokenizer, self._model, self._given, self._room = tokenizer, model, given, room
        self._stopped = threading.Event()
        self._fault: Exception | None = None
        self.tokens = 0

    def pieces(self) -> Generator[str]:
        """The pieces. The model is stopped, and has stopped, when this is closed. Raises what goes wrong in it."""
        from transformers import TextIteratorStreamer

        pieces = TextIteratorStreamer(self._tokenizer, skip_prompt=True, skip_special_tokens=True)
        writing = threading.Thread(target=self._write, args=(pieces,), name="local-model", daemon=True)
        writing.start()
        try:
            yield from pieces
        finally:
            self._stopped.set()
            writing.join()
        if self._fault:
            raise self._fault

    def _write(self, pieces: Any) -> None:
        try:
            made = self._model.generate(
                **self._given.to(self._model.device), max_new_tokens=self._room, do_sample=False, streamer=pieces,
                stopping_criteria=[lambda *_, **__: self._stopped.is_set()],
                pad_token_id=self._tokenizer.pad_token_id or self._tokenizer.eos_token_id)
            self.tokens = int(made.shape[1]) - int(self._given["input_ids"].shape[1])
        except Exception as fault:
            self._fault = fault
            pieces.end()


def _content(message: BaseMessage) -> str:
    if isinstance(message, AIMessage) and message.tool_calls:
        return json.dumps([{"name": each["name"], "arguments": each["args"]} for each in message.tool_calls])
    return f"Result: {message.text}" if isinstance(message, ToolMessage) else message.text


def _holds(model: Any) -> int:
    """How many tokens fit into a model: what it is told and what it says."""
    return int(getattr(model.config, "max_position_embeddings", None) or HOLDS)


def _choice(said: str) -> list[Any]:
    """The choice of a tool that a text is, as LangChain has it; none where it is none."""
    found = _CHOICE.search(said)
    try:
        made = json.loads(found[0]) if found else None
    except ValueError:
        return []
    if not isinstance(made, dict) or not isinstance(made.get("name"), str):
        return []
    return [{"name": made["name"], "args": json.dumps(made.get("arguments") or {}), "id": "local-1", "index": 0,
             "type": "tool_call_chunk"}]
