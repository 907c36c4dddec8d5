"""The web server: puts the guard, the routes and the refusals together around one Saathi. Knows no rule of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import PackageNotFoundError, version

from fastapi import FastAPI
from starlette.middleware.trustedhost import TrustedHostMiddleware

from bot.delivery.intake import Intake
from bot.http import (
    chat,
    contract,
    documents,
    drafts,
    insights,
    links,
    map,
    own,
    refusals,
    reviews,
    session,
    sign_in,
    site,
    watch,
    webhooks,
    widget,
)
from bot.http.companion import Companion
from bot.http.guard import Guard

ABOUT = """The learning companion for a government's officials. A person's session (a cookie) comes first; then
`POST /api/chat` answers one message at a time. Every error is `{"error": sentence}` in the language of
`Accept-Language`. Bodies are JSON of at most 256 KB; requests that change something are refused where they come from a
page of another site."""


def create_app(saathi: Companion, intake: Intake | None = None) -> FastAPI:
    """The app that serves this Saathi; `intake` takes in what services deliver, where channels are set up."""
    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        if intake is not None:
            await intake.open()
        yield
        if intake is not None:
            await intake.close()

    app = FastAPI(title="Saathi", version=_version(), description=ABOUT, docs_url=None, redoc_url=None,
                  lifespan=lifespan)
    app.state.saathi, app.state.intake = saathi, intake
    refusals.install(app)
    for part in (site, session, sign_in, chat, documents, own, reviews, drafts, insights, map, links, widget,
                 webhooks, watch):
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
