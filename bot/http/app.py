"""The web server: puts the guard, the routes and the refusals together around one Saathi. Knows no rule of its own."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from fastapi import FastAPI
from starlette.middleware.trustedhost import TrustedHostMiddleware

from bot.http import chat, contract, documents, own, refusals, session, site, watch
from bot.http.companion import Companion
from bot.http.guard import Guard

ABOUT = """The learning companion for a government's officials. A person's session (a cookie) comes first; then
`POST /api/chat` answers one message at a time. Every error is `{"error": sentence}` in the language of
`Accept-Language`. Bodies are JSON of at most 256 KB; requests that change something are refused where they come from a
page of another site."""


def create_app(saathi: Companion) -> FastAPI:
    """The app that serves this Saathi."""
    app = FastAPI(title="Saathi", version=_version(), description=ABOUT, docs_url=None, redoc_url=None)
    app.state.saathi = saathi
    refusals.install(app)
    for part in (site, session, chat, documents, own, watch):
        app.include_router(part.router)
    contract.describe(app)
    app.add_middleware(Guard)
    if saathi.settings.loopback:
        # A page elsewhere must not reach this machine's server by a name of its own that points here.
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=["localhost", "127.0.0.1", "[::1]"])
    return app


def _version() -> str:
    try:
        return version("saathi")
    except PackageNotFoundError:
        return "0"
