"""For those who run Saathi: whether the process lives, whether it can answer, and its counters. Tells of no person."""

from __future__ import annotations

import logging
import re

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, PlainTextResponse

from bot.http.refusals import reader_language, sentence
from bot.http.session import Saathi

log = logging.getLogger(__name__)
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
def metrics(saathi: Saathi) -> PlainTextResponse:
    """The counters in Prometheus' text format; a name may carry labels, as in `replies_total{outcome="zero"}`."""
    lines: list[str] = []
    described: set[str] = set()
    for name, value in sorted(saathi.tally().items()):
        base, brace, labels = name.partition("{")
        metric = "saathi_" + re.sub(r"[^a-zA-Z0-9_]", "_", base)
        if metric not in described:
            described.add(metric)
            lines.append(f"# TYPE {metric} {'counter' if metric.endswith('_total') else 'gauge'}")
        lines.append(f"{metric}{brace}{labels} {value:.15g}")
    return PlainTextResponse("\n".join(lines) + "\n", media_type="text/plain; version=0.0.4")
