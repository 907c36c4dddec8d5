"""One question to a language model, within what it may take: time, tokens and rupees, with a second model for when the
first fails.

Particulars are hidden before and put back after. What goes wrong has one of a few names, and nothing of what was asked
or of a key stands in it. Refuses to wait longer than the turn has patience for.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Any, Literal

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage, HumanMessage, ToolMessage

from bot.llm.masking import Mask
from bot.llm.models import LONGEST, open_model
from bot.llm.thoughts import Spoken
from bot.settings import ModelName, ModelSettings

log = logging.getLogger("saathi.models")
Why = Literal["over_budget", "slow", "down", "busy", "refused", "garbled", "empty", "resting"]
# After so many faults in a row a model rests for so many seconds: turns are not held up by one that is down.
FAULTS, REST = 3, 30.0
# A fault of the moment is tried again so often, after so many seconds; no longer than the server asks for, within what
# is left of the patience.
TRIES, PAUSE = 2, 0.3
# Without a count by the server a token is taken to be so many signs, which is few: better too much counted.
SIGNS = 3


class SilentError(Exception):
    """No model answered: why."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why: Why = why


@dataclass(frozen=True)
class Wish:
    """A tool that a model chose, with the arguments as it wrote them, particulars put back; `fault`: why they cannot be
    read."""

    tool: str
    arguments: dict[str, Any]
    id: str
    fault: str | None = None


@dataclass(frozen=True)
class Heard:
    """What a model answered: text, tools that it chose, which model it was, tokens read and written, seconds until the
    first piece and until the last. `message`: as it came, for what is said next."""

    text: str
    wishes: tuple[Wish, ...]
    model: str
    tokens: tuple[int, int]
    first: float
    seconds: float
    message: AIMessageChunk

    def sent_back(self, told: str) -> list[BaseMessage]:
        """What is said next of an answer that does not fit, and why: to each tool that was chosen, or else as a
        message. `told` is hidden already."""
        calls, said = self.message.tool_calls, f"That does not work: {told}"
        if not calls or self.message.invalid_tool_calls:
            return [HumanMessage(content=said)]
        return [self.message, *(ToolMessage(content=said, tool_call_id=str(each["id"])) for each in calls)]


class Budget:
    """What may be taken. `left` raises SilentError where nothing is left of what a person or all may take today; `note`
    is told of each call. This one has no bounds and forgets."""

    def left(self, person: str, tokens: int) -> None:
        """Raises SilentError("over_budget") where a call of so many tokens would go beyond a bound."""

    def note(self, person: str, of: ModelName, read: int, written: int) -> None:
        """Adds a call."""


@dataclass
class _Served:
    """A model of this process and how it does."""

    of: ModelName
    model: BaseChatModel
    faults: int = 0
    rests_until: float = 0.0


@dataclass
class Models:
    """The models of a process. Thread-safe. `told`: is called with (model, result) after each call; `timed` with
    (model, seconds until the first piece, until the last) after each that was answered."""

    settings: ModelSettings
    budget: Budget
    told: Callable[[str, str], None] = lambda _model, _result: None
    timed: Callable[[str, float, float], None] = lambda _model, _first, _seconds: None
    _served: list[_Served] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._served = [_Served(each, open_model(each, self.settings.patience)) for each in self.settings.models]

    def until(self) -> float:
        """The instant (of the monotonic clock) until which a turn that begins now waits for models."""
        return time.monotonic() + self.settings.patience

    def ask(self, person: str, messages: Sequence[BaseMessage], mask: Mask, until: float, *,
            tools: Sequence[dict[str, Any]] = (), heard: Callable[[str], None] | None = None) -> Heard:
        """The answer of the first model that gives one. `messages` are hidden already by `mask`; `heard` gets the text
        piece by piece, still hidden, and none from a second try after the first piece. Raises SilentError."""
        guess = sum(len(str(each.content)) for each in messages) // SIGNS + LONGEST
        self.budget.left(person, guess)
        why: Why = "resting"
        for place, served in enumerate(self._served):
            # a model that is slow leaves time for those after it
            now = time.monotonic()
            share = now + (until - now) / (len(self._served) - place)
            for attempt in range(TRIES):
                if served.rests_until > time.monotonic():
                    break
                said = _Said(heard)
                try:
                    found = self._one(served, person, messages, mask, share, tools, said)
                except SilentError as fault:
                    why = fault.why
                    self._failed(served, why)
                    if said.any or time.monotonic() >= until:
                        raise
                    again = why in ("busy", "down", "garbled", "empty") and time.monotonic() < share
                    if not again or attempt + 1 == TRIES:
                        break
                    time.sleep(min(PAUSE, max(0.0, until - time.monotonic())))
                else:
                    served.faults = 0
                    self.told(served.of.name, "answered")
                    self.timed(served.of.name, found.first, found.seconds)
                    return found
        raise SilentError(why)

    def _failed(self, served: _Served, why: Why) -> None:
        self.told(served.of.name, why)
        log.warning("The model %s gave no answer: %s.", served.of.name, why)
        with self._lock:
            served.faults += why in ("slow", "down", "busy")
            if served.faults >= FAULTS:
                served.faults, served.rests_until = 0, time.monotonic() + REST

    def _one(self, served: _Served, person: str, messages: Sequence[BaseMessage], mask: Mask, until: float,
             tools: Sequence[dict[str, Any]], said: _Said) -> Heard:
        asked: Any = served.model.bind_tools(list(tools)) if tools else served.model
        begun = time.monotonic()
        whole: AIMessageChunk | None = None
        first, spoken, text = 0.0, Spoken(), ""
        try:
            for piece in _within(lambda: asked.stream(list(messages)), until):
                first = first or time.monotonic() - begun
                whole = piece if whole is None else whole + piece
                if len(whole.text) > LONGEST * 2 * SIGNS:
                    raise SilentError("garbled")
                said(now := spoken(piece.text))
                text += now
            said(now := spoken.rest())
            text += now
        finally:
            # what broke off was paid for as well
            read, written = _counted(whole, messages)
            if whole is not None:
                self.budget.note(person, served.of, read, written)
        if whole is None or (not text.strip() and not whole.tool_calls and not whole.invalid_tool_calls):
            raise SilentError("refused" if whole is not None and _refused(whole) else "empty")
        if _refused(whole):
            raise SilentError("refused")
        return Heard(mask.restore(text), _wishes(whole, mask), served.of.name, (read, written), first,
                     time.monotonic() - begun, whole)


class _Said:
    """Hands on pieces, and knows whether there were any."""

    def __init__(self, heard: Callable[[str], None] | None) -> None:
        self._heard, self.any = heard, False

    def __call__(self, piece: str) -> None:
        if piece and self._heard is not None:
            self.any = True
            self._heard(piece)


def _within(begin: Callable[[], Iterator[AIMessageChunk]], until: float) -> Iterator[AIMessageChunk]:
    """The pieces of a stream as they come, until an instant. The stream runs in a thread of its own: a server that is
    silent holds up nobody longer than that. Raises SilentError."""
    pieces: SimpleQueue[AIMessageChunk | Exception | None] = SimpleQueue()
    stop = threading.Event()

    def run() -> None:
        try:
            for piece in begin():
                pieces.put(piece)
                if stop.is_set():
                    return
            pieces.put(None)
        except Exception as fault:
            pieces.put(fault)

    threading.Thread(target=run, name="model", daemon=True).start()
    try:
        while True:
            piece = None
            try:
                piece = pieces.get(timeout=max(0.0, until - time.monotonic()))
            except Empty:
                raise SilentError("slow") from None
            if piece is None:
                return
            if isinstance(piece, Exception):
                raise SilentError(_why(piece)) from None
            yield piece
    finally:
        stop.set()


def _why(fault: Exception) -> Why:
    """What a fault of a library comes to: by its status where it has one, and else by its kind."""
    status = getattr(fault, "status_code", None)
    if isinstance(status, int):
        return "busy" if status == 429 else "down" if status >= 500 or status in (408, 409, 425) else "refused"
    kinds = " ".join(each.__name__.lower() for each in type(fault).__mro__)
    if "timeout" in kinds:
        return "slow"
    if isinstance(fault, ValueError | KeyError | TypeError | AttributeError | IndexError):
        return "garbled"
    return "down"


def _refused(whole: AIMessageChunk) -> bool:
    """Whether a model, or what watches over it, would not answer."""
    ended = whole.response_metadata.get("finish_reason")
    return ended == "content_filter" or bool(whole.additional_kwargs.get("refusal"))


def _counted(whole: AIMessageChunk | None, messages: Sequence[BaseMessage]) -> tuple[int, int]:
    """The tokens read and written, as the server counts them, or guessed where it does not."""
    used = whole.usage_metadata if whole is not None else None
    if used:
        return used["input_tokens"], used["output_tokens"]
    return sum(len(str(each.content)) for each in messages) // SIGNS, len(whole.text) // SIGNS if whole else 0


def _wishes(whole: AIMessageChunk, mask: Mask) -> tuple[Wish, ...]:
    """The tools chosen. Their arguments are read from what was written, strictly: LangChain completes what breaks off,
    and half an argument is none."""
    if not whole.tool_call_chunks:
        return tuple(Wish(each["name"], _restored(each["args"], mask), str(each["id"] or ""))
                     for each in whole.tool_calls)
    found = []
    for each in whole.tool_call_chunks:
        arguments, fault = _object(each["args"])
        found.append(Wish(str(each["name"] or ""), _restored(arguments, mask), str(each["id"] or ""), fault))
    return tuple(found)


def _object(written: str | None) -> tuple[dict[str, Any], str | None]:
    try:
        made = json.loads(written or "{}")
    except ValueError:
        made = None
    return (made, None) if isinstance(made, dict) else ({}, "the arguments are no JSON object")


def _restored(value: Any, mask: Mask) -> Any:
    """Arguments with particulars put back, however deep."""
    if isinstance(value, str):
        return mask.restore(value)
    if isinstance(value, dict):
        return {key: _restored(each, mask) for key, each in value.items()}
    return [_restored(each, mask) for each in value] if isinstance(value, list) else value

