"""One turn over HTTP: the greeting, and the message with its reply as JSON or as server-sent events.

Decides nothing: it hands an Incoming to Saathi in a worker thread and passes on what comes back.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import math
import re
import secrets
from collections.abc import AsyncIterator, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, Field, field_validator
from starlette.concurrency import run_in_threadpool

from bot.http.companion import Companion
from bot.http.contract import EVENTS, errors, gives
from bot.http.refusals import RefusedError, reader_language, sentence
from bot.http.session import Official, Saathi
from bot.turn import Incoming, Reply

log = logging.getLogger(__name__)
HEARTBEAT_SECONDS = 10.0
TAG = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$"
EVENT_STREAM = "text/event-stream"
MOST_EVENTS = 100_000
_sentence_ends = re.compile(r"(?<=[.!?।…])(?=\s)|(?<=\n)(?=[^\n])")
_controls = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
router = APIRouter(prefix="/api", tags=["chat"])

Language = Annotated[str | None, Query(max_length=35, pattern=TAG, description="A language tag, such as `hi`.")]


class Said(BaseModel):
    """One message of the person."""

    say: str = Field(description="The message.", examples=["Where am I short?"])
    conversation: str | None = Field(
        None, min_length=1, max_length=200, description="A conversation's key; without it, the person's running one.")
    language: str | None = Field(
        None, max_length=35, pattern=TAG,
        description="The language to reply in; without it, that of the message.", examples=["hi"])

    @field_validator("say")
    @classmethod
    def _text(cls, say: str) -> str:
        say.encode()  # refuses half a sign (a lone surrogate)
        return say

    @field_validator("conversation")
    @classmethod
    def _printable(cls, key: str | None) -> str | None:
        return key and _controls.sub("", key)


@router.get("/greeting", responses={200: gives("reply", "The first words"), **errors(401, 422)})
def greeting(who: Official, saathi: Saathi, language: Language = None) -> JSONResponse:
    """The first words to this person, with suggested choices. Writes nothing."""
    return JSONResponse(saathi.greet(who, language).as_json())


@router.post("/chat", responses={
    200: {**gives("reply", f"The reply. With `Accept: text/event-stream` a stream instead: {EVENTS}"),
          "content": {"application/json": {"schema": {"$ref": "#/components/schemas/reply"}},
                      EVENT_STREAM: {"schema": {"type": "string"}}}},
    **errors(400, 401, 403, 413, 415, 422, 429)})
async def chat(
    said: Said, who: Official, saathi: Saathi, request: Request,
    idempotency_key: Annotated[str | None, Header(
        min_length=8, max_length=100, description="A message sent again with the same key is answered once.")] = None,
    last_event_id: Annotated[int | None, Header(
        ge=0, le=MOST_EVENTS, description="The `id` of the last event that came of this stream before it broke off: "
        "what comes after it is sent. Only with an Idempotency-Key.")] = None,
) -> Response:
    """Answers one message of the session's person, as JSON or as a stream (`Accept: text/event-stream`)."""
    incoming = Incoming(id=_turn_id(who, idempotency_key), official_id=who, say=said.say,
                        conversation=said.conversation, language=said.language, channel="web",
                        once=True)
    seconds = await run_in_threadpool(saathi.wait, who, incoming.id)
    if seconds:
        raise RefusedError(429, "too_many", seconds=math.ceil(seconds), most=saathi.settings.per_minute)
    if EVENT_STREAM not in request.headers.get("accept", ""):
        return JSONResponse((await run_in_threadpool(saathi.answer, incoming)).as_json())
    broken = sentence("server", reader_language(request.headers.get("accept-language")))
    after = last_event_id if idempotency_key is not None else None
    return StreamingResponse(_stream(saathi, incoming, broken, after), media_type=EVENT_STREAM,
                             headers={"X-Accel-Buffering": "no"})


def _turn_id(official_id: str, key: str | None) -> str:
    """The turn's id: of the person and the key, so that nobody reaches another's turn by its key."""
    if key is None:
        return secrets.token_hex(16)
    return hashlib.sha256(f"{official_id}\n{key}".encode()).hexdigest()[:32]


async def _stream(saathi: Companion, incoming: Incoming, broken: str, after: int | None = None) -> AsyncIterator[str]:
    """The events of a turn; with `after`, those that come after the one of this number."""
    yield event("start", {"id": incoming.id}, 0) if after is None else ": going on\n\n"
    loop, pieces, shown = asyncio.get_running_loop(), asyncio.Queue[str | None](), list[str]()

    def heard(piece: str) -> None:
        loop.call_soon_threadsafe(pieces.put_nowait, piece)

    answering = asyncio.create_task(run_in_threadpool(saathi.answer, incoming, heard))
    answering.add_done_callback(lambda _done: pieces.put_nowait(None))
    while True:
        try:
            piece = await asyncio.wait_for(pieces.get(), HEARTBEAT_SECONDS)
        except TimeoutError:
            yield ": still at it\n\n"
            continue
        if piece is None:
            break
        shown.append(piece)
        if after is None:
            yield event("text", {"text": piece}, len(shown))
    try:
        events = told(answering.result(), after or 0, shown, anew=bool(after) and saathi.settings.model is not None)
    except Exception:
        log.exception("the turn failed")
        events = [event("error", {"error": broken})]
    for each in events:
        yield each


def told(reply: Reply, after: int = 0, shown: Sequence[str] = (), anew: bool = False) -> list[str]:
    """A reply as events, numbered from 1: its sentences, its blocks, then the whole of it. Those up to number `after`
    are left out, but the whole is always told.

    `shown` are the pieces that were sent already while a model wrote. Where the reply says something else in the end,
    or `anew`, its first piece has `"start": true`: what came before it is to be taken away, and numbers go on."""
    before = "".join(shown)
    before = before if reply.text.startswith(before) else before.rstrip()
    goes_on = not anew and reply.text.startswith(before)
    rest = reply.text[len(before):] if goes_on else reply.text
    texts: list[dict[str, Any]] = [{"text": piece} for piece in _sentence_ends.split(rest) if piece]
    if texts and not goes_on:
        texts[0]["start"] = True
    events: list[tuple[str, Any]] = [*(("text", each) for each in texts),
                                     *(("block", block) for block in reply.blocks), ("reply", reply.as_json())]
    if anew:
        return [event(name, data, after + number) for number, (name, data) in enumerate(events, 1)]
    return [event(name, data, number) for number, (name, data) in enumerate(events, len(shown) + 1)
            if number > min(after, len(events) - 1)]


def event(name: str, data: Any, number: int | None = None) -> str:
    """One server-sent event; with `number` as its id it can be gone on from."""
    numbered = "" if number is None else f"id: {number}\n"
    return f"event: {name}\n{numbered}data: {json.dumps(data, ensure_ascii=False, allow_nan=False)}\n\n"
