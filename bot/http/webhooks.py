"""Where services deliver what people write: verified first, taken in whole, answered at once. Reads no meaning.

A request that does not prove who sent it is refused, also where nobody set a secret to prove it by.
"""

from __future__ import annotations

import json
import logging
from typing import Annotated, Any

import psycopg
from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import PlainTextResponse
from psycopg_pool import PoolTimeout

from bot.channels.telegram.webhook import genuine as from_telegram
from bot.channels.whatsapp.webhook import genuine as from_whatsapp
from bot.channels.whatsapp.webhook import handshake
from bot.delivery.intake import FullError, Intake
from bot.http.contract import errors
from bot.http.refusals import RefusedError
from bot.http.session import Saathi

log = logging.getLogger(__name__)
router = APIRouter(prefix="/webhooks", tags=["webhooks"])
TAKEN: dict[int | str, dict[str, Any]] = {200: {"description": "Taken in"}, **errors(400, 403, 404, 503)}


@router.post("/telegram", responses=TAKEN)
async def telegram(request: Request, saathi: Saathi, secret: Annotated[str | None, Header(
        alias="X-Telegram-Bot-Api-Secret-Token", description="The secret that the webhook was set with.")] = None,
                   ) -> Response:
    """An update of the Telegram Bot API."""
    settings = saathi.settings.telegram
    if settings is None:
        raise RefusedError(404, "not_found")
    if not from_telegram(settings.secret, secret):
        saathi.watch.update("telegram", "refused")
        raise RefusedError(403, "not_genuine")
    return await _take(request, "telegram")


@router.get("/whatsapp", response_class=PlainTextResponse, responses=errors(403, 404))
async def whatsapp_handshake(
    saathi: Saathi, mode: Annotated[str | None, Query(alias="hub.mode", max_length=100)] = None,
    token: Annotated[str | None, Query(alias="hub.verify_token", max_length=500)] = None,
    challenge: Annotated[str | None, Query(alias="hub.challenge", max_length=500)] = None,
) -> PlainTextResponse:
    """The handshake with which WhatsApp makes sure that this webhook is ours."""
    settings = saathi.settings.whatsapp
    if settings is None:
        raise RefusedError(404, "not_found")
    answer = handshake(settings.verify, mode, token, challenge)
    if answer is None:
        raise RefusedError(403, "not_genuine")
    return PlainTextResponse(answer)


@router.post("/whatsapp", responses=TAKEN)
async def whatsapp(request: Request, saathi: Saathi, signature: Annotated[str | None, Header(
        alias="X-Hub-Signature-256", description="HMAC-SHA256 of the body, with the app's secret.")] = None,
                   ) -> Response:
    """A batch of messages and statuses of the WhatsApp Cloud API."""
    settings = saathi.settings.whatsapp
    if settings is None:
        raise RefusedError(404, "not_found")
    if not from_whatsapp(settings.secret, await request.body(), signature):
        saathi.watch.update("whatsapp", "refused")
        raise RefusedError(403, "not_genuine")
    return await _take(request, "whatsapp")


async def _take(request: Request, name: str) -> Response:
    """Takes a genuine body in. 503 where it cannot be now: the service sends it again."""
    intake: Intake | None = request.app.state.intake
    if intake is None or name not in intake.channels:
        raise RefusedError(404, "not_found")
    try:
        payload = json.loads(await request.body())
    except (ValueError, RecursionError):
        raise RefusedError(400, "bad_json") from None
    if not isinstance(payload, dict):
        raise RefusedError(400, "bad_json")
    try:
        await intake.take(name, payload)
    except (FullError, PoolTimeout, psycopg.OperationalError) as fault:
        log.warning("An update by %s could not be taken in (%s); the service will send it again.", name,
                    type(fault).__name__)
        raise RefusedError(503, "busy") from None
    return Response(status_code=200)
