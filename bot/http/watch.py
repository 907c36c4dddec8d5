"""For those who run Saathi: whether the process lives, whether it can answer, and its counters. Tells of no person."""

from __future__ import annotations

import logging

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse

from bot.http.refusals import reader_language, sentence
from bot.http.session import Saathi

log = logging.getLogger(__name__)
CONTENT_TYPE = "text/plain; version=1.0.0; charset=utf-8"
router = APIRouter(tags=["watch"])


@router.head("/healthz", include_in_schema=False)
@router.get("/healthz")
async def healthz() -> JSONResponse:
    """200 as long as the process lives."""
    return JSONResponse({"alive": True})


@router.head("/readyz", include_in_schema=False)
@router.get("/readyz", responses={503: {"description": "Not ready; `error` says why"}})
def readyz(saathi: Saathi, request: Request) -> JSONResponse:
    """200 when Saathi can answer, 503 with the reason when it cannot."""
    try:
        health = saathi.health()
    except Exception:
        log.exception("the health could not be told")
        health = {"ready": False}
    if health.get("ready"):
        return JSONResponse(health)
    wrong = [f"{part}: {health[part]}" for part in ("database", "index") if health.get(part) not in (None, "ok")]
    language = reader_language(request.headers.get("accept-language"))
    return JSONResponse({**health, "error": sentence("not_ready", language, reason="; ".join(wrong) or "…")}, 503)


@router.get("/metrics", response_class=PlainTextResponse)
def metrics(saathi: Saathi) -> Response:
    """Counters and levels in Prometheus' text format."""
    return Response(saathi.metrics(), media_type=CONTENT_TYPE)
