"""A stand-in of the Telegram Bot API over a real socket: it takes messages, refuses what the service refuses, and
delivers what its people do, by webhook or to `getUpdates`.

What no real service would do on request, it does on request: faults. `python-telegram-bot` talks to it unmodified.
"""

from __future__ import annotations

import asyncio
import email
import email.policy
import itertools
import json
import socket
import threading
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import parse_qsl

import httpx
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response

from bot.settings import TelegramSettings
from tests.standins.telegram_rules import Json, Refused, check, wrong

FaultKind = Literal["500", "cut before", "cut after", "slow", "slow after", "429"]
# Of these something stays in a chat.
_KEPT = frozenset({"sendMessage", "sendPoll", "sendPhoto", "sendDocument"})


@dataclass
class Message:
    """A message of the bot in a chat: its id, the method, the body, and the sizes of its files."""

    id: int
    method: str
    body: Json
    files: dict[str, int] = field(default_factory=dict)
    poll: str | None = None

    @property
    def text(self) -> str:
        """What it says."""
        return str(self.body.get("text") or self.body.get("caption") or self.body.get("question") or "")

    @property
    def buttons(self) -> list[tuple[str, str]]:
        """What it says and sends back, for each of its buttons."""
        return [(each["text"], each["callback_data"])
                for line in self.body.get("reply_markup", {}).get("inline_keyboard", []) for each in line]


class TelegramService:
    """A bot of the service, and the people who may write to it. Used as `with TelegramService() as service:`."""

    def __init__(self, token: str = "7000000001:stand-in-token", secret: str = "stand-in-secret-of-the-webhook",
                 bot: str = "saathi_bot", port: int = 0) -> None:
        self.token, self.secret, self.bot = token, secret, bot
        self._lock = threading.RLock()
        self._ids, self._updates, self._polls = itertools.count(1), itertools.count(5_000_001), itertools.count(1)
        self.chats: dict[int, list[Message]] = defaultdict(list)
        self.calls: list[tuple[str, Json]] = []
        self.blocked: set[int] = set()
        self.commands: dict[str, list[Json]] = {}
        self.webhook: Json = {}
        self.waiting: deque[Json] = deque()
        self.made: list[Json] = []
        self._faults: deque[tuple[FaultKind, str, float]] = deque()
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", port))
        self._server = uvicorn.Server(uvicorn.Config(_app(self), log_level="critical", lifespan="off"))
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True)

    def __enter__(self) -> TelegramService:
        self._thread.start()
        while not self._server.started:
            time.sleep(0.005)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()

    @property
    def address(self) -> str:
        """Where it listens, as the settings take it."""
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def settings(self) -> TelegramSettings:
        """The settings of a Saathi that talks to it."""
        return TelegramSettings(self.token, self.secret, self.bot, self.address)

    def fail(self, what: FaultKind, times: int = 1, on: str = "", seconds: float = 0.0) -> None:
        """Makes the next requests (to a method, where one is named) go wrong. `429` asks to wait `seconds`; `cut
        before` and `cut after` break the connection before or after the request was carried out, `slow` and `slow
        after` wait `seconds` before and after it."""
        with self._lock:
            self._faults.extend([(what, on, seconds)] * times)

    # ---- people

    def person(self, identity: int, name: str = "Asha", language: str = "en") -> Person:
        """Somebody with an account."""
        return Person(self, identity, name, language)

    def deliver(self, url: str, update: Json, secret: str | None = None) -> int:
        """Delivers an update to a webhook; the HTTP status of its answer."""
        answer = httpx.post(url, json=update, headers={
            "X-Telegram-Bot-Api-Secret-Token": self.secret if secret is None else secret}, timeout=30)
        return answer.status_code

    def update(self, kind: str, what: Json) -> Json:
        """An update of the next number, which also waits for `getUpdates`."""
        with self._lock:
            made = {"update_id": next(self._updates), kind: what}
            self.waiting.append(made)
            self.made.append(made)
            return made

    def next_id(self) -> int:
        """The next number of a message."""
        with self._lock:
            return next(self._ids)

    # ---- the service

    def fault(self, method: str) -> tuple[FaultKind, float] | None:
        """The accident that is due for a request, if any."""
        with self._lock:
            if self._faults and self._faults[0][1] in ("", method):
                what, _, seconds = self._faults.popleft()
                return what, seconds
        return None

    def answer(self, method: str, body: Json, files: dict[str, int]) -> Any:
        """What the service answers to a request. Raises Refused."""
        with self._lock:
            self.calls.append((method, body))
            if method == "getMe":
                return {"id": int(self.token.split(":")[0]), "is_bot": True, "first_name": "Saathi",
                        "username": self.bot}
            if method == "getUpdates":
                return self._get_updates(int(body.get("offset") or 0))
            if method in ("setWebhook", "deleteWebhook"):
                self.webhook = body if method == "setWebhook" else {}
                return True
            if method == "setMyCommands":
                self.commands[str(body.get("language_code") or "")] = body["commands"]
                return True
            if method in ("answerCallbackQuery", "sendChatAction"):
                return True
            check(method, body, files)
            chat = int(body.get("chat_id") or 0)
            if chat in self.blocked:
                raise Refused(403, "Forbidden: bot was blocked by the user")
            if chat <= 0:
                raise wrong("chat not found")
            if method == "sendMessageDraft":
                return True
            if method in _KEPT:
                return self._keep(chat, method, body, files)
            raise Refused(404, "Not Found")

    def _get_updates(self, offset: int) -> list[Json]:
        while self.waiting and self.waiting[0]["update_id"] < offset:
            self.waiting.popleft()
        return list(self.waiting)[:100]

    def _keep(self, chat: int, method: str, body: Json, files: dict[str, int]) -> Json:
        message = Message(self.next_id(), method, body, files)
        answer: Json = {"message_id": message.id, "date": int(time.time()), "chat": {"id": chat, "type": "private"},
                        "from": {"id": 1, "is_bot": True, "first_name": "Saathi"}}
        if method == "sendPoll":
            message.poll = str(9_000_000 + next(self._polls))
            answer["poll"] = {"id": message.poll, "question": body["question"], "options": [
                {**each, "voter_count": 0, "persistent_id": str(place)} for place, each in enumerate(body["options"])],
                "total_voter_count": 0, "is_closed": False, "is_anonymous": False, "type": body.get("type", "regular"),
                "allows_multiple_answers": False, "allows_revoting": False, "members_only": False}
        else:
            answer["text"] = message.text
        self.chats[chat].append(message)
        return answer


@dataclass(frozen=True)
class Person:
    """Somebody with an account: what they do becomes updates, as the service words them."""

    service: TelegramService
    id: int
    name: str
    language: str

    @property
    def user(self) -> Json:
        """The person, as the service tells them."""
        return {"id": self.id, "is_bot": False, "first_name": self.name, "language_code": self.language}

    @property
    def chat(self) -> Json:
        """Their chat with the bot."""
        return {"id": self.id, "first_name": self.name, "type": "private"}

    @property
    def messages(self) -> list[Message]:
        """What the bot said to them."""
        return list(self.service.chats[self.id])

    def _message(self, **content: Any) -> Json:
        return {"message_id": self.service.next_id(), "from": self.user, "chat": self.chat, "date": int(time.time()),
                **content}

    def says(self, text: str) -> Json:
        """A text, or a command."""
        return self.service.update("message", self._message(text=text))

    def sends(self, **content: Any) -> Json:
        """A message that holds something else (`voice={…}`)."""
        return self.service.update("message", self._message(**content))

    def edits(self, update: Json, text: str) -> Json:
        """Another text in place of one said before."""
        return self.service.update("edited_message", {**update["message"], "text": text,
                                                      "edit_date": int(time.time())})

    def presses(self, message: Message, data: str) -> Json:
        """A button under a message of the bot."""
        return self.service.update("callback_query", {
            "id": str(message.id * 7), "from": self.user, "chat_instance": "1", "data": data,
            "message": {"message_id": message.id, "chat": self.chat, "date": int(time.time()), "text": message.text}})

    def votes(self, message: Message, option: int) -> Json:
        """An option of a poll."""
        return self.service.update("poll_answer", {"poll_id": message.poll, "user": self.user, "option_ids": [option],
                                                   "option_persistent_ids": [str(option)]})

    def reacts(self, message: Message, emoji: str) -> Json:
        """An emoji on a message of the bot."""
        return self.service.update("message_reaction", {
            "chat": self.chat, "message_id": message.id, "user": self.user, "date": int(time.time()),
            "old_reaction": [], "new_reaction": [{"type": "emoji", "emoji": emoji}] if emoji else []})

    def blocks(self, gone: bool = True) -> Json:
        """Blocking the bot, or letting it write again."""
        (self.service.blocked.add if gone else self.service.blocked.discard)(self.id)
        bot = {"id": 1, "is_bot": True, "first_name": "Saathi", "username": self.service.bot}
        states = [{"user": bot, "status": state, **({"until_date": 0} if state == "kicked" else {})}
                  for state in (("member", "kicked") if gone else ("kicked", "member"))]
        return self.service.update("my_chat_member", {
            "chat": self.chat, "from": self.user, "date": int(time.time()), "old_chat_member": states[0],
            "new_chat_member": states[1]})

    def says_in_a_group(self, text: str, group: int = -100500) -> Json:
        """A text in a group that the bot is in."""
        return self.service.update("message", {**self._message(text=text), "chat": {
            "id": group, "title": "Section", "type": "supergroup"}})


def _app(service: TelegramService) -> FastAPI:
    app = FastAPI()

    @app.post("/bot{token}/{method}")
    async def call(token: str, method: str, request: Request) -> Response:
        body, files = await _read(request)
        if token != service.token:
            return _refusal(Refused(401, "Unauthorized"))
        accident = service.fault(method)
        if accident is not None:
            what, seconds = accident
            if what == "500":
                return _refusal(Refused(500, "Internal Server Error"))
            if what == "429":
                return _refusal(Refused(429, f"Too Many Requests: retry after {seconds:g}",
                                        retry_after=int(seconds) or 1))
            if what == "cut before":
                return _Cut()
            if what == "slow":
                await asyncio.sleep(seconds)
        try:
            answer = service.answer(method, body, files)
        except Refused as refused:
            return _refusal(refused)
        if method == "getUpdates" and not answer:
            await asyncio.sleep(0.05)  # a real one waits for as long as it is asked to
        if accident is not None and accident[0] == "cut after":
            return _Cut()
        if accident is not None and accident[0] == "slow after":
            await asyncio.sleep(accident[1])
        return JSONResponse({"ok": True, "result": answer})

    return app


def _refusal(refused: Refused) -> Response:
    body = {"ok": False, "error_code": refused.status, "description": refused.description}
    if refused.parameters:
        body["parameters"] = refused.parameters
    return JSONResponse(body, refused.status)


class _Cut(Response):
    """A connection that ends without an answer."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"100")]})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _read(request: Request) -> tuple[Json, dict[str, int]]:
    """The parameters of a request, as JSON, and the sizes of its files. The library sends forms, in which everything
    that is no text is written as JSON."""
    raw, kind = await request.body(), request.headers.get("content-type", "")
    if kind.startswith("application/x-www-form-urlencoded"):
        return {name: _value(name, value) for name, value in parse_qsl(raw.decode(), keep_blank_values=True)}, {}
    if not kind.startswith("multipart/form-data"):
        return dict(json.loads(raw or b"{}")), {}
    body: Json = {}
    files: dict[str, int] = {}
    parsed = email.message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + raw, policy=email.policy.HTTP)
    for part in parsed.iter_parts():
        name = str(part.get_param("name", header="content-disposition"))
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        if part.get_filename():
            files[name] = len(content)
        else:
            body[name] = _value(name, content.decode())
    # the library names uploads anew where they stand inside other parameters
    for name in ("photo", "document"):
        if str(body.get(name, "")).startswith("attach://"):
            files[name] = files.pop(str(body[name]).removeprefix("attach://"), 0)
    return body, files


# Parameters that are texts, whatever they look like.
_TEXTS = frozenset({"text", "caption", "question", "explanation", "url", "secret_token", "language_code", "type",
                    "callback_query_id"})


def _value(name: str, value: str) -> Any:
    if name in _TEXTS:
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value
