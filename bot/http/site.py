"""The page itself, its files, and its words.

The files are read once, at start; nothing else is ever served from disk.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse

from bot.http.refusals import RefusedError
from bot.http.session import Saathi
from prompts.loader import spoken, table

PAGES = Path(__file__).parent / "pages"
# What others wrote, each with its licence beside it; served like our own.
VENDORED = PAGES / "vendor"
KINDS = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
         ".html": "text/html; charset=utf-8"}
PAGE = "index.html"
# The page in the frame of the widget, and its loader: `bot/http/widget.py` fills something in and serves them.
FRAME, LOADER = "frame.html", "widget.js"
router = APIRouter(tags=["page"])


@dataclass(frozen=True)
class Asset:
    """A file of the page, with the tag that tells its versions apart."""

    content: bytes
    kind: str
    tag: str


@cache
def assets() -> dict[str, Asset]:
    """All files of the page by name."""
    found = {}
    for path in sorted((*PAGES.iterdir(), *VENDORED.iterdir())):
        if path.suffix in KINDS:
            content = path.read_bytes()
            found[path.name] = Asset(content, KINDS[path.suffix], f'"{hashlib.sha256(content).hexdigest()[:20]}"')
    return found


@router.api_route("/", methods=["GET", "HEAD"], include_in_schema=False)
async def page(request: Request) -> Response:
    """The chat page."""
    return serve(assets()[PAGE], request)


@router.api_route("/assets/{name}", methods=["GET", "HEAD"], include_in_schema=False)
async def asset(name: str, request: Request) -> Response:
    """A style sheet, script or picture of the page."""
    found = assets().get(name)
    if found is None or name in (PAGE, FRAME, LOADER):
        raise RefusedError(404, "not_found")
    return serve(found, request)


@router.get("/favicon.ico", include_in_schema=False)
async def favicon(request: Request) -> Response:
    """The picture that browsers ask for unasked."""
    return serve(assets()["icon.svg"], request)


@router.get("/api/words")
def words(saathi: Saathi,
          language: Annotated[str | None, Query(max_length=35, description="A language tag, such as `hi`.")] = None,
          ) -> JSONResponse:
    """The labels of the page in one language, the tenant's name, whether people may be picked, and by which name a
    provider lets them sign in (an empty one where it has none; null where they cannot)."""
    chosen, sign_in = spoken(language), saathi.settings.sign_in
    return JSONResponse({"language": chosen, "tenant": str(saathi.health().get("tenant") or ""),
                         "pick_person": saathi.settings.pick_person,
                         "sign_in": (sign_in.name or "") if sign_in else None, "words": table("page", chosen)})


def serve(found: Asset, request: Request, kept: str = "public, no-cache") -> Response:
    """The file, or 304 where the browser holds this version: it asks each time, so versions never mix, unless `kept`
    says otherwise."""
    headers = {"ETag": found.tag, "Cache-Control": kept}
    if found.tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(found.content, media_type=found.kind, headers=headers)
