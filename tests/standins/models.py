"""A stand-in for a server that speaks OpenAI's chat completions, over a real socket: it answers by a script, in pieces
or in one, and refuses what a strict server refuses.

What no server would do on request, it does on request: faults, broken connections, silence, nonsense.
"""

from __future__ import annotations

import itertools
import json
import re
import socket
import struct
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

Json = dict[str, Any]
KEY = "stand-in-key-0123456789"
# Under which the headers of a request stand in `asked`: no field of a request has a sign like that in its name.
HEADERS = ":headers"


@dataclass(frozen=True)
class Says:
    """Text, word by word or in the given pieces, with a pause between them (seconds). Without `usage` the server counts
    no tokens. Raises ValueError where the pieces are not the text."""

    text: str
    pieces: Sequence[str] | None = None
    pause: float = 0.0
    usage: bool = True
    finish: str = "stop"

    def __post_init__(self) -> None:
        if self.pieces is not None and "".join(self.pieces) != self.text:
            raise ValueError("the pieces are not the text")


@dataclass(frozen=True)
class Calls:
    """A choice of a tool. Arguments that are text are sent as they are, well formed or not. Without an `id` each call
    is given one of its own."""

    name: str
    arguments: Json | str
    id: str | None = None
    finish: str = "tool_calls"


@dataclass(frozen=True)
class Faults:
    """An error of the server: its status, or an error amid a stream that has begun."""

    status: int
    message: str = "it went wrong"
    retry_after: float | None = None
    code: str | None = None


@dataclass(frozen=True)
class Drops:
    """Text whose connection is reset after so many of its pieces; in one piece, after half of what was announced."""

    text: str
    after: int = 1


@dataclass(frozen=True)
class Hangs:
    """Nothing at all for so many seconds; where nothing follows, the connection is closed then."""

    seconds: float


@dataclass(frozen=True)
class Garbles:
    """A line of a stream that is no JSON, or a body that is none."""

    text: str = "{"


@dataclass(frozen=True)
class Refuses:
    """A refusal by the model, or by what watches over it."""

    message: str = "I cannot help with that."
    finish: str = "content_filter"


@dataclass(frozen=True)
class Floods:
    """Text without end: so many tokens, or as many as the request allows if these are fewer."""

    tokens: int
    finish: str = "length"


@dataclass(frozen=True)
class Empties:
    """An answer with nothing in it."""


Step = Says | Calls | Faults | Drops | Hangs | Garbles | Refuses | Floods | Empties
# What is answered to one request: several steps make one answer together.
Steps = Step | Sequence[Step]
Script = Callable[[Json], Steps] | Sequence[Steps]


class ModelService:
    """The server; used as `with ModelService(…) as service:`. `script` says what is answered: a function of a request,
    or a list of which each request takes one, the last again and again; a script that is set begins anew.

    `asked`: the requests that came with the key, oldest first, those too that were refused, with their headers under
    `HEADERS`. `refused`: why, for all that were. What a script raises is answered as a 500, and raised on leaving."""

    def __init__(self, script: Script = (Says("Hello."),), key: str = KEY) -> None:
        self.key, self.script = key, script
        self.asked: list[Json] = []
        self.refused: list[str] = []
        self.stop = threading.Event()
        self.answers, self._calls = itertools.count(1), itertools.count(1)
        self._failed: list[Exception] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"of": self}))
        self._server.daemon_threads = True
        self._server.socket.listen(64)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> ModelService:
        self._thread.start()
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        self.stop.set()
        self._server.shutdown()
        self._server.server_close()
        if self._failed and kind is None:
            raise RuntimeError(f"the script went wrong: {self._failed[0]!r}") from self._failed[0]

    @property
    def address(self) -> str:
        """The base address, as clients take it."""
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    @property
    def script(self) -> Script:
        """What is answered next."""
        return self._script

    @script.setter
    def script(self, script: Script) -> None:
        self._script, self._taken = script, itertools.count()

    def next(self, body: Json) -> list[Step]:
        """What is answered to a request."""
        script = self._script
        try:
            found = script(body) if callable(script) else script[min(next(self._taken), len(script) - 1)]
            steps: list[Any] = [found] if isinstance(found, Step) else list(found)
            if not steps or not all(isinstance(each, Step) for each in steps):
                raise TypeError(f"no steps: {found!r}")
        except Exception as fault:
            self._failed.append(fault)
            return [Faults(500, f"the script went wrong: {fault!r}")]
        return [replace(each, id=each.id or f"call_{next(self._calls):06d}", arguments=each.arguments if isinstance(
            each.arguments, str) else _json(each.arguments)) if isinstance(each, Calls) else each for each in steps]


def _object(needed: str, **properties: Any) -> Json:
    return {"type": "object", "required": needed.split(), "properties": properties}


_TEXT, _COUNT = {"type": "string", "minLength": 1}, {"type": ["integer", "null"], "minimum": 1}
_CALL = _object("id type function", id=_TEXT, type={"const": "function"}, function=_object(
    "name arguments", name=_TEXT, arguments={"type": "string"}))
_TOOL = _object("type function", type={"const": "function"}, function=_object(
    "name parameters", name={"type": "string", "pattern": r"^[a-zA-Z0-9_-]{1,64}\Z"},
    parameters={"$ref": Draft202012Validator.META_SCHEMA["$id"], **_object(
        "type properties", type={"const": "object"})}))
_MESSAGE = _object(
    "role", role={"enum": ["system", "developer", "user", "assistant", "tool"]}, content={
        "type": ["string", "array", "null"], "minItems": 1, "items": _object("type", type=_TEXT)},
    tool_call_id={"type": ["string", "null"]}, tool_calls={"type": ["array", "null"], "minItems": 1, "items": _CALL})
_REQUEST = Draft202012Validator(_object(
    "model messages", model=_TEXT, messages={"type": "array", "minItems": 1, "items": _MESSAGE},
    tools={"type": ["array", "null"], "minItems": 1, "items": _TOOL}, max_tokens=_COUNT, max_completion_tokens=_COUNT,
    temperature={"type": ["number", "null"], "minimum": 0, "maximum": 2}, n={"enum": [1, None]},
    stream={"type": ["boolean", "null"]}, stream_options={"type": ["object", "null"]}))


def fault_of(body: Any) -> tuple[str, str] | None:
    """What a strict server finds wrong with a request: where, and what; None where nothing is."""
    fault = best_match(_REQUEST.iter_errors(body))
    if fault is not None:
        return fault.json_path.removeprefix("$."), fault.message
    waiting: set[str] = set()
    # the last message is one of whoever speaks next
    for at, each in enumerate([*body["messages"], {"role": "user", "content": ""}]):
        calls, answers = each.get("tool_calls") or [], each["role"] == "tool"
        if each.get("tool_call_id") not in waiting if answers else waiting:
            return f"messages[{at}]", "tool messages answer the calls of the assistant right before, all of them"
        waiting -= {each.get("tool_call_id")}
        if calls and each["role"] != "assistant":
            return f"messages[{at}].tool_calls", "only the assistant calls tools"
        if each.get("content") is None and not calls and not each.get("refusal"):
            return f"messages[{at}].content", "a message has content"
        waiting |= {call["id"] for call in calls}
    names = [{"name": each["function"]["name"]} for each in body.get("tools") or ()]
    allowed = ["none", "auto", "required", *({"type": "function", "function": each} for each in names)] if names else []
    if body.get("tool_choice") not in (None, *allowed):
        return "tool_choice", "none, auto, required or a tool that is there, and only with 'tools'"
    if body.get("stream_options") is not None and not body.get("stream"):
        return "stream_options", "only with 'stream'"
    return None


def tokens(text: str) -> int:
    """How the server counts: words, and signs that are neither letters nor space."""
    return len(re.findall(r"\w+|[^\w\s]", text))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _pieces(body: Json, step: Step) -> Sequence[str]:
    if isinstance(step, Floods):
        most = [body.get(name) or step.tokens for name in ("max_tokens", "max_completion_tokens")]
        return ["word "] * min(step.tokens, *most)
    if isinstance(step, Says) and step.pieces is not None:
        return step.pieces
    text = step.text if isinstance(step, Says | Drops) else step.message if isinstance(step, Refuses) else ""
    found: list[str] = re.findall(r"\s*\S+\s*|\s+", text)
    return found


def _ending(body: Json, steps: Sequence[Step]) -> tuple[str, Json]:
    """How an answer ends, which the last step says that can tell; and the field with the tokens, if counted."""
    finish = [each.finish for each in steps if isinstance(each, Says | Calls | Refuses | Floods)] or ["stop"]
    if any(isinstance(each, Says) and not each.usage for each in steps):
        return finish[-1], {}
    given = [body.get("tools"), *(each.get(part) for each in body["messages"] for part in ("content", "tool_calls"))]
    read = sum(tokens(each if isinstance(each, str) else _json(each)) for each in given if each)
    written = sum(tokens(f"{each.name} {each.arguments}" if isinstance(each, Calls) else "".join(_pieces(body, each)))
                  for each in steps)
    return finish[-1], {"usage": {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}}


def _whole(body: Json, steps: Sequence[Step], base: Json) -> str:
    """An answer in one piece."""
    for each in steps:
        if isinstance(each, Garbles):
            return each.text
    says = [piece for each in steps if isinstance(each, Says | Drops | Floods) for piece in ("", *_pieces(body, each))]
    message: Json = {"role": "assistant", "content": "".join(says) if says else None, "refusal": next(
        (each.message for each in steps if isinstance(each, Refuses)), None)}
    calls = [{"id": each.id, "type": "function", "function": {"name": each.name, "arguments": each.arguments}}
             for each in steps if isinstance(each, Calls)]
    finish, usage = _ending(body, steps)
    return _json({**base, "object": "chat.completion", **usage, "choices": [
        {"index": 0, "message": {**message, **({"tool_calls": calls} if calls else {})}, "finish_reason": finish}]})


def _lines(body: Json, steps: Sequence[Step], base: Json) -> Iterator[str | Hangs | Faults | Drops]:
    """The data lines of a stream, and what comes between them or ends it."""
    counts = bool((body.get("stream_options") or {}).get("include_usage"))
    begun, calls = False, itertools.count()

    def chunk(finish: str | None = None, /, **delta: Any) -> str:
        return _json({**base, "object": "chat.completion.chunk", **({"usage": None} if counts else {}), "choices": [
            {"index": 0, "delta": delta, "finish_reason": finish}]})

    for each in steps:
        if isinstance(each, Faults):
            yield from (each, "[DONE]")
            return
        if not begun and not isinstance(each, Hangs):
            begun = True
            yield chunk(role="assistant", content="")
        for at, piece in enumerate(_pieces(body, each)):
            if isinstance(each, Drops) and at >= each.after:
                break
            if at and isinstance(each, Says) and each.pause:
                yield Hangs(each.pause)
            yield chunk(refusal=piece) if isinstance(each, Refuses) else chunk(content=piece)
        if isinstance(each, Hangs | Drops | Garbles):
            yield each.text if isinstance(each, Garbles) else each
        if isinstance(each, Calls):
            index, written = next(calls), str(each.arguments)
            yield chunk(tool_calls=[{"index": index, "id": each.id, "type": "function",
                                     "function": {"name": each.name, "arguments": ""}}])
            for start in range(0, len(written), 7):
                yield chunk(tool_calls=[{"index": index, "function": {"arguments": written[start:start + 7]}}])
    if not isinstance(steps[-1], Hangs):
        finish, usage = _ending(body, steps)
        yield chunk(finish)
        if counts and usage:
            yield _json({**base, "object": "chat.completion.chunk", "choices": [], **usage})
        yield "[DONE]"


def _error(of: Faults, where: str | None = None) -> str:
    """A fault in OpenAI's words."""
    code = {401: "invalid_api_key", 404: "unknown_url", 429: "rate_limit_exceeded"}.get(of.status)
    kind = "server_error" if of.status >= 500 else "requests" if of.status == 429 else "invalid_request_error"
    return _json({"error": {"message": of.message, "type": kind, "param": where, "code": of.code or code}})


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    of: ModelService

    def log_message(self, *_: Any) -> None:
        pass

    def handle(self) -> None:
        with suppress(OSError):  # a client that has gone is nothing to tell
            super().handle()

    def do_GET(self) -> None:
        if self._may("/v1/models"):
            self._reply(200, '{"object":"list","data":[{"id":"stand-in","object":"model","created":1,"owned_by":""}]}')

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("content-length") or 0))
        if not self._may("/v1/chat/completions"):
            return
        body: Any = None
        with suppress(ValueError):
            body = json.loads(raw)
        if isinstance(body, dict):
            heads = {name.lower(): value for name, value in self.headers.items()}
            self.of.asked.append({**body, HEADERS: {**heads, "authorization": "(the key)"}})
        wrong = fault_of(body)
        if wrong is not None:
            self._refuse(400, f"{wrong[0]}: {wrong[1]}", wrong[0])
        else:
            self._answer(body, self.of.next(body))

    def _may(self, path: str) -> bool:
        known = self.headers.get("authorization") == f"Bearer {self.of.key}"
        if not known:
            self._refuse(401, "the API key is missing or wrong")
        elif self.path != path:
            self._refuse(404, f"there is no {self.command} {self.path}")
        return known and self.path == path

    def _answer(self, body: Json, steps: Sequence[Step]) -> None:
        base = {"id": f"chatcmpl-{next(self.of.answers)}", "created": 1_700_000_000, "model": body["model"]}
        streamed, begun = bool(body.get("stream")), False
        for each in _lines(body, steps, base):
            if self.of.stop.wait(each.seconds if isinstance(each, Hangs) else 0.0):
                self.close_connection = True
                return
            if isinstance(each, Faults) and not begun:
                heads = {} if each.retry_after is None else {"retry-after": f"{each.retry_after:g}"}
                self._reply(each.status, _error(each), heads)
                return
            if isinstance(each, Drops):
                if not streamed:
                    whole = _whole(body, steps, base)
                    self._reply(200, whole[:len(whole) // 2], {"content-length": str(len(whole.encode()))})
                # a reset, and no end; it happens when the handler lets go of the file that reads from the socket
                self.close_connection = True
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.connection.close()
                return
            if streamed and not isinstance(each, Hangs):
                if not begun:
                    begun = True
                    self._reply(200, None, {"content-type": "text/event-stream", "transfer-encoding": "chunked"})
                line = f"data: {each if isinstance(each, str) else _error(each)}\n\n".encode()
                self.wfile.write(b"%x\r\n%b\r\n" % (len(line), line))
        if isinstance(steps[-1], Hangs):
            self.close_connection = True
        elif streamed:
            self.wfile.write(b"0\r\n\r\n")
        else:
            self._reply(200, _whole(body, steps, base))

    def _refuse(self, status: int, told: str, where: str | None = None) -> None:
        self.of.refused.append(told)
        self._reply(status, _error(Faults(status, told), where))

    def _reply(self, status: int, text: str | None, heads: Mapping[str, str] | None = None) -> None:
        """Sends an answer, or only its head."""
        content = (text or "").encode()
        length = {} if text is None else {"content-length": str(len(content))}
        self.send_response(status)
        for name, value in {"content-type": "application/json", **length, **(heads or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)
