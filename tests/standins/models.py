"""A stand-in for a server that speaks OpenAI's chat completions, over a real socket: it answers by a script, behaves
badly where the script says so, and refuses what a strict server refuses.
"""

from __future__ import annotations

import json
import re
import socket
import struct
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Json = dict[str, Any]
KEY = "stand-in-key-0123456789"
ROLES = frozenset({"system", "developer", "user", "assistant", "tool"})


@dataclass(frozen=True)
class Says:
    """Text, word by word or in the given pieces, with a pause between (seconds)."""

    text: str
    pieces: tuple[str, ...] | None = None
    pause: float = 0.0
    usage: bool = True
    finish: str = "stop"


@dataclass(frozen=True)
class Calls:
    """A choice of a tool; arguments that are text are sent as they are, well formed or not."""

    name: str
    arguments: Json | str
    id: str = "call_1"


@dataclass(frozen=True)
class Faults:
    """An error of the server."""

    status: int
    message: str = "it went wrong"
    retry_after: float | None = None


@dataclass(frozen=True)
class Drops:
    """Text whose connection is reset after so many pieces."""

    text: str
    after: int = 1


@dataclass(frozen=True)
class Hangs:
    """Nothing at all for so many seconds."""

    seconds: float


@dataclass(frozen=True)
class Garbles:
    """A line of a stream that is no JSON."""

    text: str = "{"


@dataclass(frozen=True)
class Refuses:
    """A refusal by what watches over the model."""

    message: str = "I cannot help with that."


@dataclass(frozen=True)
class Floods:
    """Text without end, until so many tokens or as many as were asked for."""

    tokens: int


@dataclass(frozen=True)
class Empties:
    """An answer with nothing in it."""


Step = Says | Calls | Faults | Drops | Hangs | Garbles | Refuses | Floods | Empties
Steps = Step | tuple[Calls, ...]
Script = Callable[[Json], Steps] | Sequence[Steps]


class ModelService:
    """The server. `script`: what is answered, by the body of a request or one step a request (the last again and
    again); `asked`: the bodies that were taken, oldest first."""

    def __init__(self, script: Script = (Says("Hello."),)) -> None:
        self.script: Script = script
        self.asked: list[Json] = []
        self.stop = threading.Event()
        service = self

        class Handler(_Handler):
            of = service

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def key(self) -> str:
        """The key that requests must carry."""
        return KEY

    @property
    def address(self) -> str:
        """The base address, as clients take it."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def next(self, body: Json) -> Steps:
        """What is answered to a request."""
        self.asked.append(body)
        if callable(self.script):
            return self.script(body)
        return self.script[min(len(self.asked), len(self.script)) - 1]

    def __enter__(self) -> ModelService:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    of: ModelService

    def log_message(self, *_: Any) -> None:
        """Says nothing."""

    def do_GET(self) -> None:
        """The list of models."""
        if self._may() and self.path == "/v1/models":
            self._json(200, {"object": "list", "data": [{"id": "stand-in", "object": "model"}]})

    def do_POST(self) -> None:
        """One answer."""
        raw = self.rfile.read(int(self.headers.get("content-length") or 0))
        if not self._may():
            return
        try:
            body = json.loads(raw)
            wrong = "no such path" if self.path != "/v1/chat/completions" else fault_of(body)
        except ValueError:
            wrong = "the body is no JSON"
        if wrong:
            self._error(400, wrong)
            return
        with suppress(OSError):
            self._answer(body, self.of.next(body))

    def _may(self) -> bool:
        if self.headers.get("authorization") == f"Bearer {KEY}":
            return True
        self._error(401, "Incorrect API key provided.")
        return False

    def _answer(self, body: Json, step: Steps) -> None:
        if isinstance(step, Faults):
            self._error(step.status, step.message, step.retry_after)
        elif isinstance(step, Hangs):
            self.of.stop.wait(step.seconds)
            self.close_connection = True
        elif body.get("stream"):
            self._stream(body, step)
        else:
            self._json(200, whole(body, step))

    def _stream(self, body: Json, step: Steps) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("connection", "close")
        self.end_headers()
        self.close_connection = True
        for number, (line, pause) in enumerate(lines(body, step)):
            if isinstance(step, Drops) and number > step.after:
                # a reset and no clean end
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.connection.close()
                return
            self.wfile.write(f"data: {line}\n\n".encode())
            self.wfile.flush()
            if pause and self.of.stop.wait(pause):
                return

    def _json(self, status: int, value: Json, retry_after: float | None = None) -> None:
        content = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        if retry_after is not None:
            self.send_header("retry-after", f"{retry_after:g}")
        self.end_headers()
        self.wfile.write(content)

    def _error(self, status: int, message: str, retry_after: float | None = None) -> None:
        self._json(status, {"error": {"message": message, "type": "stand_in", "code": None}}, retry_after)


def fault_of(body: Any) -> str | None:
    """What a strict server finds wrong with a request; None where nothing is."""
    messages = body.get("messages") if isinstance(body, dict) else None
    if not isinstance(messages, list) or not messages:
        return "messages: at least one is needed"
    called: set[str] = set()
    for each in messages:
        if each.get("role") not in ROLES:
            return f"messages: '{each.get('role')}' is no role"
        called |= {call["id"] for call in each.get("tool_calls") or ()}
        if each["role"] == "tool" and each.get("tool_call_id") not in called:
            return "messages: a tool message answers no call"
    for tool in body.get("tools") or ():
        function = tool.get("function") or {}
        if not re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", str(function.get("name"))):
            return "tools: a name is 1 to 64 letters, digits, _ and -"
        if (function.get("parameters") or {}).get("type") != "object":
            return f"tools: the parameters of {function['name']} are no object"
    most = body.get("max_completion_tokens", body.get("max_tokens", 1))
    return None if isinstance(most, int) and most > 0 else "max_tokens: a whole number above 0"


def _texts(body: Json, step: Steps) -> tuple[str, ...]:
    if isinstance(step, Says):
        return step.pieces or tuple(re.findall(r"\S+\s*", step.text))
    if isinstance(step, Drops):
        return tuple(re.findall(r"\S+\s*", step.text + " and so on"))
    if isinstance(step, Floods):
        most = body.get("max_completion_tokens") or body.get("max_tokens") or step.tokens
        return ("word ",) * min(step.tokens, most)
    return ()


def _calls(step: Steps) -> list[Calls]:
    return [step] if isinstance(step, Calls) else list(step) if isinstance(step, tuple) else []


def _finish(body: Json, step: Steps) -> str:
    if isinstance(step, Says):
        return step.finish
    return ("tool_calls" if _calls(step) else "content_filter" if isinstance(step, Refuses)
            else "length" if isinstance(step, Floods) else "stop")


def _written(call: Calls) -> str:
    return call.arguments if isinstance(call.arguments, str) else json.dumps(call.arguments, ensure_ascii=False)


def _used(body: Json, step: Steps) -> Json:
    read = sum(len(re.findall(r"\w+|[^\w\s]", str(each.get("content")))) for each in body["messages"])
    written = len(_texts(body, step)) + sum(len(_written(each)) // 4 + 4 for each in _calls(step))
    return {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}


def whole(body: Json, step: Steps) -> Json:
    """An answer in one piece."""
    message: Json = {"role": "assistant", "content": "".join(_texts(body, step)) or None}
    if isinstance(step, Refuses):
        message["refusal"] = step.message
    if _calls(step):
        message["tool_calls"] = [{"id": f"{each.id}-{at}", "type": "function", "function": {
            "name": each.name, "arguments": _written(each)}} for at, each in enumerate(_calls(step))]
    return {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": body.get("model", "stand-in"),
            "choices": [{"index": 0, "message": message, "finish_reason": _finish(body, step)}],
            "usage": _used(body, step)}


def lines(body: Json, step: Steps) -> Iterator[tuple[str, float]]:
    """The data lines of a stream, each with the pause after it."""
    if isinstance(step, Garbles):
        yield step.text, 0.0
        return

    def chunk(delta: Json, finish: str | None = None) -> str:
        return json.dumps({"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1,
                           "model": body.get("model", "stand-in"),
                           "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]})
    pause = step.pause if isinstance(step, Says) else 0.0
    yield chunk({"role": "assistant", "content": ""}), 0.0
    for text in _texts(body, step):
        yield chunk({"content": text}), pause
    for at, each in enumerate(_calls(step)):
        written = _written(each)
        yield chunk({"tool_calls": [{"index": at, "id": f"{each.id}-{at}", "type": "function",
                                     "function": {"name": each.name, "arguments": ""}}]}), 0.0
        for start in range(0, len(written), 12):
            yield chunk({"tool_calls": [{"index": at, "function": {"arguments": written[start:start + 12]}}]}), 0.0
    yield chunk({"refusal": step.message} if isinstance(step, Refuses) else {}, _finish(body, step)), 0.0
    if (body.get("stream_options") or {}).get("include_usage") and not (isinstance(step, Says) and not step.usage):
        yield json.dumps({"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "choices": [],
                          "model": body.get("model", "stand-in"), "usage": _used(body, step)}), 0.0
    yield "[DONE]", 0.0
