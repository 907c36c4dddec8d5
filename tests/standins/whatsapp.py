"""A stand-in of the WhatsApp Cloud API over a real socket: it takes messages, refuses what the service refuses, and
delivers signed webhooks of what its people do.

Limits, the window of 24 hours, the pair rate, templates and tokens hold as the service documents them; the clock can be
moved. What no real service would do on request, it does on request: faults.
"""

from __future__ import annotations

import asyncio
import email
import email.policy
import hashlib
import hmac
import itertools
import json
import socket
import threading
import time
from collections import defaultdict, deque
from dataclasses import dataclass
from typing import Any, Literal

import httpx
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from bot.settings import WhatsAppSettings
from tests.standins.whatsapp_people import Json, Person, payloads, wamid
from tests.standins.whatsapp_rules import ERRORS, MEDIA, Refused, Template, check

DAY = 24 * 3600
# The pair rate: so many at once to one person, and one more every so many seconds.
BURST, EVERY = 45, 6.0

FaultKind = Literal["500", "page", "cut before", "cut after", "slow", "wordless"]


@dataclass(frozen=True)
class Fault:
    """What goes wrong with a request: a code of the service's, or an accident. `headers` go with the refusal."""

    what: FaultKind | int
    on: str
    seconds: float = 0.0
    headers: tuple[tuple[str, str], ...] = ()


class WhatsAppService:
    """One number of the service, and the people who may write to it. Used as `with WhatsAppService() as service:`.

    `tells_late`: undeliverable messages and those beyond the window are taken, and fail by a status, as the service
    mostly does; else they are refused at once."""

    def __init__(self, *, phone_id: str = "106540352242922", number: str = "15550783881", port: int = 0,
                 token: str = "EAAJBtoken-of-the-stand-in", secret: str = "app-secret-of-the-stand-in",
                 verify: str = "verify-token", template: str = "saathi_note", tells_late: bool = False) -> None:
        self.phone_id, self.number, self.token, self.secret, self.verify = phone_id, number, token, secret, verify
        self.template, self.tells_late = template, tells_late
        self._lock = threading.RLock()
        self.forget()
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", port))
        self._server = uvicorn.Server(uvicorn.Config(_app(self), log_level="critical", lifespan="off"))
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._socket]}, name="whatsapp", daemon=True)

    def __enter__(self) -> WhatsAppService:
        self._thread.start()
        while not self._server.started:
            time.sleep(0.005)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()

    # ---- for tests

    def forget(self) -> None:
        """Makes it as it was when it was new: no people, no messages, no faults, the right time."""
        self.templates = {self.template: Template(("en", "hi"), "Saathi: {{1}}\nReply to go on.")}
        self.people: list[Person] = []
        self.groups: set[str] = set()
        self.media: dict[str, tuple[str, bytes]] = {}
        self.names: dict[str, str] = {}
        self.taken: list[Json] = []
        self.marked: list[Json] = []
        self.requests = 0
        self._told: list[Json] = []
        self._faults: deque[Fault] = deque()
        self._paces: dict[str, tuple[float, float]] = defaultdict(lambda: (float(BURST), self.now()))
        self._ids = itertools.count(1)
        self._moved = 0.0

    @property
    def api(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def settings(self, **other: Any) -> WhatsAppSettings:
        """Settings of a channel that talks to it."""
        return WhatsAppSettings(**({"token": self.token, "phone_id": self.phone_id, "number": self.number,
                                    "secret": self.secret, "verify": self.verify, "template": self.template,
                                    "api": self.api} | other))

    def now(self) -> float:
        """Its clock, in seconds since 1970."""
        return time.time() + self._moved

    def move(self, seconds: float) -> None:
        """Moves its clock on."""
        self._moved += seconds

    def person(self, name: str = "Asha", *, hide: bool = False, legacy: bool = False) -> Person:
        """Somebody new. With `hide` their number is not told; with `legacy` they have no id, as before 2026."""
        at = len(self.people) + 1
        made = Person(None if legacy else f"IN.13491208655{at:09d}", f"9198100{at:05d}", name, self._tell,
                      lambda: wamid(next(self._ids)), self.now, hide=hide)
        self.people.append(made)
        return made

    def fail(self, what: FaultKind | int, times: int = 1, *, on: str = "messages", seconds: float = 0.0,
             **headers: str) -> None:
        """Makes the next requests to `messages`, `media` or the `number` itself go wrong."""
        if isinstance(what, int) and what not in ERRORS:
            raise LookupError(what)
        named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
        self._faults += [Fault(what, on, seconds, named)] * times

    def batches(self, *, together: bool = True, twice: bool = False, shuffle: int | None = None) -> list[bytes]:
        """The webhook bodies of all that was not delivered yet."""
        with self._lock:
            told, self._told = self._told, []
        metadata = {"display_phone_number": self.number, "phone_number_id": self.phone_id}
        return payloads(told, metadata, together=together, twice=twice, shuffle=shuffle)

    def signature(self, raw: bytes) -> str:
        """The header that signs a body."""
        return "sha256=" + hmac.new(self.secret.encode(), raw, hashlib.sha256).hexdigest()

    def deliver(self, webhook: str, **how: Any) -> list[int]:
        """Sends all that was not delivered yet to a webhook. Returns the statuses of its answers."""
        with httpx.Client(timeout=30) as client:
            return [client.post(webhook, content=raw, headers={
                "Content-Type": "application/json", "X-Hub-Signature-256": self.signature(raw)}).status_code
                for raw in self.batches(**how)]

    def read_all(self, person: Person) -> None:
        """The person looks at all that they heard; each message is told to be read, once."""
        for message in person.heard:
            if not message.get("seen"):
                message["seen"] = True
                person.status(message["id"], "read", message.get("biz_opaque_callback_data"))

    # ---- the service

    def _tell(self, value: Json) -> None:
        with self._lock:
            self._told.append(value)

    def fault(self, on: str) -> Fault | None:
        """The fault that the next request shall have."""
        with self._lock:
            self.requests += 1
            if self._faults and self._faults[0].on == on:
                return self._faults.popleft()
            return None

    def authorise(self, header: str | None, phone_id: str) -> None:
        """Raises Refused for a wrong token or another number."""
        if header != f"Bearer {self.token}":
            raise Refused(190, "Invalid OAuth access token - Cannot parse access token")
        if phone_id != self.phone_id:
            raise Refused(100, f"Object with ID '{phone_id}' does not exist, cannot be loaded due to missing "
                               "permissions", subcode=33)

    def take(self, body: Json) -> Json:
        """Takes a message, or the sign that one was read. Raises Refused."""
        with self._lock:
            if body.get("status") == "read":
                return self._mark(body)
            kind = check(body, self.media, self.templates)
            if body.get("recipient_type") == "group":
                return self._to_group(body)
            person = self._recipient(body)
            failure = self._failure(body, kind, person)
            if failure and not self.tells_late:
                raise failure
            return self._accepted(body, person, failure)

    def keep(self, media_type: str, content: bytes, name: str) -> str:
        """Keeps an uploaded file. Raises Refused."""
        if media_type not in MEDIA:
            raise Refused(100, f"Param file must be a file with one of the following types: {', '.join(MEDIA)}. "
                               f"Received file of type '{media_type}'.")
        if len(content) > MEDIA[media_type][1]:
            raise Refused(100, "The file is larger than the maximum allowed size")
        with self._lock:
            made = str(4490709327384033 + next(self._ids))
            self.media[made], self.names[made] = (media_type, content), name
        return made

    def _recipient(self, body: Json) -> Person | None:
        # The number takes precedence where both are told.
        number = str(body.get("to") or "").lstrip("+")
        if number == self.number:
            raise Refused(131021, "Sender and recipient phone number is the same.")
        return next((each for each in self.people
                     if (number and each.number == number)
                     or (not number and each.account and each.account == body.get("recipient"))), None)

    def _failure(self, body: Json, kind: str, person: Person | None) -> Refused | None:
        if person is None:
            return Refused(131026, "Message undeliverable.")
        self._pace(person)
        if kind != "template" and (person.wrote_at is None or self.now() - person.wrote_at > DAY):
            return Refused(131047, "Message failed to send because more than 24 hours have passed since the customer "
                                   "last replied to this number.")
        return Refused(131026, "Message undeliverable.") if person.blocks else None

    def _pace(self, person: Person) -> None:
        tokens, at = self._paces[person.number]
        now = self.now()
        tokens = min(float(BURST), tokens + (now - at) / EVERY)
        if tokens < 1:
            self._paces[person.number] = (tokens, now)
            raise Refused(131056, "Message failed to send because there were too many messages sent from this phone "
                                  "number to the same phone number in a short period of time.")
        self._paces[person.number] = (tokens - 1, now)

    def _accepted(self, body: Json, person: Person | None, failure: Refused | None) -> Json:
        message = {**body, "id": wamid(next(self._ids))}
        self.taken.append(message)
        ref = body.get("biz_opaque_callback_data")
        if person is not None and failure is None:
            person.heard.append(message)
            for state in ("sent", "delivered"):
                person.status(message["id"], state, ref)
        elif failure is not None:
            error = failure.as_json()["error"]
            told = [{"code": failure.code, "title": ERRORS[failure.code][1], "message": ERRORS[failure.code][1],
                     "error_data": {"details": error["error_data"]["details"]}}]
            stranger = Person(None, str(body.get("to") or "").lstrip("+"), "", self._tell, lambda: "", self.now)
            (person or stranger).status(message["id"], "failed", ref, told)
        named = {"input": body["to"], "wa_id": str(body["to"]).lstrip("+")} if body.get("to") else \
            {"input": body["recipient"], "user_id": body["recipient"]}
        return {"messaging_product": "whatsapp", "contacts": [named], "messages": [{"id": message["id"]}]}

    def _to_group(self, body: Json) -> Json:
        if body.get("to") not in self.groups:
            raise Refused(131009, "Group ID is not valid")
        message = {**body, "id": wamid(next(self._ids))}
        self.taken.append(message)
        return {"messaging_product": "whatsapp", "contacts": [{"input": body["to"], "wa_id": body["to"]}],
                "messages": [{"id": message["id"]}]}

    def _mark(self, body: Json) -> Json:
        if not str(body.get("message_id", "")).startswith("wamid."):
            raise Refused(131009, "message_id is not valid")
        if "typing_indicator" in body and body["typing_indicator"] != {"type": "text"}:
            raise Refused(131009, "typing_indicator is not valid")
        self.marked.append(body)
        return {"success": True}


# ---- the server


class _Cut(Response):
    """An answer that breaks off: the server closes the connection when a promised body does not come."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"4096")]})
        await send({"type": "http.response.body", "body": b"{", "more_body": True})


def _app(service: WhatsAppService) -> FastAPI:
    app = FastAPI(openapi_url=None)

    @app.post("/{version}/{phone_id}/messages")
    async def messages(version: str, phone_id: str, request: Request) -> Response:
        fault = service.fault("messages")
        if (early := await _early(fault)) is not None:
            return early
        try:
            service.authorise(request.headers.get("authorization"), phone_id)
            answer = service.take(json.loads(await request.body()))
        except Refused as refused:
            return JSONResponse(refused.as_json(), refused.status)
        return _late(fault) or JSONResponse(answer)

    @app.get("/{version}/{phone_id}")
    async def number(version: str, phone_id: str, request: Request) -> Response:
        if (early := await _early(service.fault("number"))) is not None:
            return early
        try:
            service.authorise(request.headers.get("authorization"), phone_id)
        except Refused as refused:
            return JSONResponse(refused.as_json(), refused.status)
        return JSONResponse({"display_phone_number": f"+1 {service.number[1:4]}-{service.number[4:]}", "id": phone_id})

    @app.post("/{version}/{phone_id}/media")
    async def media(version: str, phone_id: str, request: Request) -> Response:
        fault = service.fault("media")
        if (early := await _early(fault)) is not None:
            return early
        try:
            service.authorise(request.headers.get("authorization"), phone_id)
            kept = service.keep(*_file(request.headers["content-type"], await request.body()))
        except Refused as refused:
            return JSONResponse(refused.as_json(), refused.status)
        return _late(fault) or JSONResponse({"id": kept})

    return app


async def _early(fault: Fault | None) -> Response | None:
    """What goes wrong before the request is looked at."""
    if fault is None or fault.what in ("cut after", "wordless"):
        return None
    if isinstance(fault.what, int):
        refused = Refused(fault.what, "on request")
        return JSONResponse(refused.as_json(), refused.status, dict(fault.headers))
    if fault.what == "500":
        return JSONResponse({"error": {"message": "An unknown error has occurred.", "type": "OAuthException",
                                       "code": 1, "is_transient": True}}, 500)
    if fault.what == "page":
        return HTMLResponse("<html><body>Bad gateway</body></html>", 502)
    if fault.what == "slow":
        await asyncio.sleep(fault.seconds)
        return None
    return _Cut()


def _late(fault: Fault | None) -> Response | None:
    """What goes wrong after it was taken."""
    if fault is None or fault.what not in ("cut after", "wordless"):
        return None
    return _Cut() if fault.what == "cut after" else HTMLResponse("<html>It went well</html>")


def _file(content_type: str, body: bytes) -> tuple[str, bytes, str]:
    """The media type, the bytes and the name of a file in a form. Raises Refused where the form lacks something."""
    form = email.message_from_bytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body,
                                    policy=email.policy.HTTP)
    parts = {str(part.get_param("name", header="content-disposition")): part for part in form.iter_parts()}
    if "messaging_product" not in parts or "file" not in parts:
        raise Refused(100, "The parameters file and messaging_product are required.")
    file = parts["file"]
    content = file.get_payload(decode=True)
    return file.get_content_type(), content if isinstance(content, bytes) else b"", str(file.get_filename())
