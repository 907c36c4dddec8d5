"""The widget for portals: its loader, the page in its frame, and the token of a portal that becomes a session.

Who may frame the page stands in `bot/http/guard.py`. In a frame on another's page there are no cookies: the session is
a bearer token, which the page holds.
"""

from __future__ import annotations

import json
import logging
from functools import cache

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from bot.http.contract import errors, gives
from bot.http.guard import FRAMED, LOADED
from bot.http.refusals import RefusedError
from bot.http.session import Bearer, Saathi
from bot.http.site import HTML, LOADER, Asset, assets, filled, serve
from bot.people.portal import PortalTokenError
from prompts.loader import LANGUAGES, table

log = logging.getLogger(__name__)
PAGE = "frame.html"
# What the loader says where its words are filled in.
WORDS_GO_HERE = b"/* words */ {}"
# A portal's pages ask for the loader again and again: it need not be asked for each time.
LOADER_KEPT = "public, max-age=600"
STATUS = {"no_portal": 404, "foreign_portal": 403, "portal_person": 403}
router = APIRouter(tags=["widget"])


class Vouching(BaseModel):
    """A portal's word for who somebody is."""

    token: str = Field(min_length=1, max_length=4096, description="The token that the portal signed (JWT, HS256): "
                       "`aud` is `saathi`, `iss` the portal's origin, `sub` the official's id, `jti` an id of its own, "
                       "`iat` and `exp` at most five minutes apart. It is taken once.")
    origin: str = Field(min_length=1, max_length=300, description="The origin of the page that shows the frame.",
                        examples=["https://portal.example.gov.in"])


@router.api_route(LOADED, methods=["GET", "HEAD"], include_in_schema=False)
async def loader(request: Request) -> Response:
    """The script by which a portal shows the widget."""
    return serve(_loader(), request, LOADER_KEPT)


@router.api_route(FRAMED, methods=["GET", "HEAD"], include_in_schema=False)
async def frame(request: Request, saathi: Saathi) -> Response:
    """The page in the widget's frame. It holds nothing of anybody."""
    return serve(_frame(saathi.settings.widget.origins), request)


@router.post("/api/widget/session", responses={200: gives("portal_session", "The session and whose it is"),
                                               **errors(400, 401, 403, 404, 413, 415, 422)})
def open_session(vouching: Vouching, saathi: Saathi, bearer: Bearer = None) -> JSONResponse:
    """Opens a session for whom a portal vouches. A session sent along goes on where it is the same person's, and ends
    where it is another's."""
    try:
        session = saathi.portal_session(vouching.token, vouching.origin, bearer.credentials if bearer else None)
    except PortalTokenError as refusal:
        log.warning("The token of a portal was refused: %s.", refusal)
        raise RefusedError(STATUS.get(refusal.key, 401), refusal.key) from None
    who = saathi.session(session)
    card = saathi.person(who) if who else None
    if card is None:
        raise RefusedError(401, "session")
    return JSONResponse({"session": session, "person": card.as_json()})


@cache
def _loader() -> Asset:
    """The loader with its few words in every language: a portal's policy would not let it fetch them."""
    words = json.dumps({language: table("page", language)["widget"] for language in LANGUAGES}).encode()
    asset = assets()[LOADER]
    assert asset.content.count(WORDS_GO_HERE) == 1
    return Asset.of(asset.content.replace(WORDS_GO_HERE, words), asset.kind)


@cache
def _frame(origins: tuple[str, ...]) -> Asset:
    """The page of the frame, which is told to whom it may speak."""
    return Asset.of(filled(PAGE, origins=" ".join(origins)).encode(), HTML)
