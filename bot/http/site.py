"""The pages, their files, and their words.

The files are read once, at start; nothing else is ever served from disk. A page is a template over `_base.html`, which
holds what all pages share; what is filled in is escaped.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.http.refusals import RefusedError
from bot.http.session import Saathi
from prompts.loader import spoken, table

PAGES = Path(__file__).parent / "pages"
# What others wrote, each with its licence beside it; served like our own.
VENDORED = PAGES / "vendor"
HTML = "text/html; charset=utf-8"
KINDS = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
PAGE = "index.html"
# The loader of the widget: `bot/http/widget.py` fills something in and serves it.
LOADER = "widget.js"
_templates = Environment(loader=FileSystemLoader(PAGES), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
                         lstrip_blocks=True, keep_trailing_newline=True)
router = APIRouter(tags=["page"])


@dataclass(frozen=True)
class Asset:
    """A file of the page, with the tag that tells its versions apart."""

    content: bytes
    kind: str
    tag: str

    @classmethod
    def of(cls, content: bytes, kind: str) -> Asset:
        """A file by what is in it."""
        return cls(content, kind, f'"{hashlib.sha256(content).hexdigest()[:20]}"')


@cache
def assets() -> dict[str, Asset]:
    """All files of the pages by name."""
    return {path.name: Asset.of(path.read_bytes(), KINDS[path.suffix])
            for path in sorted((*PAGES.iterdir(), *VENDORED.iterdir())) if path.suffix in KINDS}


@cache
def html(name: str) -> Asset:
    """A page that is the same for everybody, such as `map.html`."""
    return Asset.of(filled(name).encode(), HTML)


def filled(name: str, /, **facts: str) -> str:
    """A page with something filled in. A name that the page asks for and nobody gives raises UndefinedError."""
    return _templates.get_template(name).render(facts)


@router.api_route("/", methods=["GET", "HEAD"], include_in_schema=False)
async def page(request: Request) -> Response:
    """The chat page."""
    return serve(html(PAGE), request)


@router.api_route("/assets/{name}", methods=["GET", "HEAD"], include_in_schema=False)
async def asset(name: str, request: Request) -> Response:
    """A style sheet, script or picture of the page."""
    found = assets().get(name)
    if found is None or name == LOADER:
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
