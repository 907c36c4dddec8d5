"""A model on this machine, by transformers: a folder with weights and a tokenizer, with or without a chat template.

Tools are told to it as JSON, and a choice is read from the JSON object that it writes; a model of this size follows no
protocol of its own that could be relied on. Loads torch, in this process: for one machine and few people.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, SystemMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import PrivateAttr

_ROLES = {"system": "system", "human": "user", "ai": "assistant", "tool": "user"}
_CHOICE = re.compile(r"\{.*\}", re.DOTALL)
TOLD = ('You may choose one of these tools by writing nothing but a JSON object {"name": …, "arguments": {…}}:\n')


class LocalModel(BaseChatModel):
    """A model in a folder. It is loaded when it is first asked, once, and answers one at a time."""

    folder: str
    longest: int = 800
    tools: tuple[dict[str, Any], ...] = ()
    _loaded: Any = PrivateAttr(default=None)
    _lock: Any = PrivateAttr(default_factory=threading.Lock)

    @property
    def _llm_type(self) -> str:
        return "local"

    def bind_tools(self, tools: Sequence[Any], **_: Any) -> LocalModel:
        """The same model, told of tools."""
        from langchain_core.utils.function_calling import convert_to_openai_tool

        made = self.model_copy(update={"tools": tuple(convert_to_openai_tool(each) for each in tools)})
        made._loaded, made._lock = self._parts(), self._lock
        return made

    def _parts(self) -> Any:
        with self._lock:
            if self._loaded is None:
                from transformers import AutoModelForCausalLM, AutoTokenizer

                self._loaded = (AutoTokenizer.from_pretrained(self.folder, local_files_only=True),
                                AutoModelForCausalLM.from_pretrained(self.folder, local_files_only=True).eval())
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
        from transformers import TextIteratorStreamer

        tokenizer, model = self._parts()
        text = self._written(tokenizer, messages)
        given = tokenizer(text, return_tensors="pt", truncation=True, max_length=_room(model, self.longest))
        pieces = TextIteratorStreamer(tokenizer, skip_prompt=True, skip_special_tokens=True)
        with self._lock:
            run = threading.Thread(target=model.generate, daemon=True, kwargs={
                **given, "max_new_tokens": self.longest, "do_sample": False, "streamer": pieces,
                "pad_token_id": tokenizer.pad_token_id or tokenizer.eos_token_id})
            run.start()
            said = ""
            for piece in pieces:
                said += piece
                if stop and any(each in said for each in stop):
                    break
                # with tools it is known at the end alone whether this is text
                if piece and not self.tools:
                    if run_manager:
                        run_manager.on_llm_new_token(piece)
                    yield ChatGenerationChunk(message=AIMessageChunk(content=piece))
            run.join()
        read, written = int(given["input_ids"].shape[1]), len(tokenizer(said)["input_ids"])
        yield ChatGenerationChunk(message=AIMessageChunk(
            content=said if self.tools and not _choice(said) else "",
            tool_call_chunks=_choice(said) if self.tools else [],
            usage_metadata={"input_tokens": read, "output_tokens": written, "total_tokens": read + written},
            response_metadata={"model_name": self.folder, "finish_reason": "stop"}))

    def _written(self, tokenizer: Any, messages: Sequence[BaseMessage]) -> str:
        """The conversation as one text, by the model's own template where it has one."""
        before = [SystemMessage(TOLD + json.dumps([each["function"] for each in self.tools], ensure_ascii=False))
                  ] if self.tools else []
        turns = [{"role": _ROLES.get(each.type, "user"), "content": _content(each)} for each in (*before, *messages)]
        if tokenizer.chat_template:
            return str(tokenizer.apply_chat_template(turns, tokenize=False, add_generation_prompt=True))
        return "\n".join(f"{each['role']}: {each['content']}" for each in turns) + "\nassistant:"


def _content(message: BaseMessage) -> str:
    if isinstance(message, AIMessage) and message.tool_calls:
        return json.dumps([{"name": each["name"], "arguments": each["args"]} for each in message.tool_calls])
    return f"Result: {message.text}" if isinstance(message, ToolMessage) else message.text


def _room(model: Any, longest: int) -> int:
    """How many tokens of a conversation fit, beside the answer."""
    whole = getattr(model.config, "max_position_embeddings", None) or 4096
    return max(16, int(whole) - longest)


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
