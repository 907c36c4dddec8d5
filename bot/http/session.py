"""Who is asking: the session (a cookie, or a bearer token), the picker of people, and the person's card.

Picking a person is for demos on one's own machine: where `settings.pick_person` is off these routes do not exist.
"""

from __future__ import annotations

from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends, Query, Request, Response, Security
from fastapi.responses import JSONResponse
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, Field

from bot.http.companion import SESSION_SECONDS, Companion
from bot.http.contract import errors, gives
from bot.http.refusals import RefusedError

COOKIE = "saathi_session"
SHOWN = 12
router = APIRouter(prefix="/api", tags=["person"])
_cookie = APIKeyCookie(name=COOKIE, auto_error=False, description="The session cookie that POST /api/session sets.")
_bearer = HTTPBearer(auto_error=False, description="The session that POST /api/widget/session gives, for pages in "
                     "frames, which have no cookies.")


def companion(request: Request) -> Companion:
    """The Saathi that this app serves."""
    return cast(Companion, request.app.state.saathi)


Saathi = Annotated[Companion, Depends(companion)]
Bearer = Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)]


def session_token(bearer: Bearer = None, cookie: Annotated[str | None, Security(_cookie)] = None) -> str | None:
    """The token of the session: the bearer token where there is one, and else the cookie."""
    return bearer.credentials if bearer else cookie


Token = Annotated[str | None, Depends(session_token)]


def official(saathi: Saathi, token: Token) -> str:
    """The official whose session this is; refuses with 401 without one."""
    found = saathi.session(token) if token else None
    if found is None:
        raise RefusedError(401, "session")
    return found


def picking(saathi: Saathi) -> None:
    """Refuses where nobody may be picked."""
    if not saathi.settings.pick_person:
        raise RefusedError(404, "not_found")


Official = Annotated[str, Depends(official)]


class Picked(BaseModel):
    """Whom to talk as."""

    as_: str = Field(alias="as", min_length=1, max_length=100, description="The official's id.", examples=["RP00020"])


@router.get("/people", dependencies=[Depends(picking)], responses={200: gives("people", "People"), **errors(404, 422)})
def people(saathi: Saathi, q: Annotated[str, Query(max_length=200, description="Part of a name or an id.")] = "",
           ) -> JSONResponse:
    """People by name or id, or a varied handful where `q` is empty. Only where people may be picked."""
    found = saathi.people(q.replace("\0", "").strip(), SHOWN + 1)
    return JSONResponse({"people": [card.as_json() for card in found[:SHOWN]], "more": len(found) > SHOWN})


@router.post("/session", dependencies=[Depends(picking)],
             responses={200: gives("person", "The person, and the cookie"), **errors(400, 403, 404, 413, 415, 422)})
def open_session(picked: Picked, saathi: Saathi, request: Request, token: Token = None) -> JSONResponse:
    """Opens a session as a person and sets its cookie. Only where people may be picked."""
    card = saathi.person(picked.as_.replace("\0", ""))
    if card is None:
        raise RefusedError(404, "no_person")
    if token:
        saathi.close_session(token)
    answer = JSONResponse({"person": card.as_json()})
    answer.set_cookie(COOKIE, saathi.open_session(card.id), max_age=SESSION_SECONDS, **cookie_rules(request))
    return answer


@router.delete("/session", status_code=204, responses=errors(403))
def close_session(saathi: Saathi, request: Request, token: Token = None) -> Response:
    """Ends the session and removes its cookie; without a session it does nothing."""
    if token:
        saathi.close_session(token)
    answer = Response(status_code=204)
    answer.delete_cookie(COOKIE, **cookie_rules(request))
    return answer


@router.get("/me", responses={200: gives("person", "The person of this session"), **errors(401)})
def me(who: Official, saathi: Saathi) -> JSONResponse:
    """The person of this session."""
    card = saathi.person(who)
    if card is None:
        raise RefusedError(401, "session")
    return JSONResponse({"person": card.as_json()})


def cookie_rules(request: Request) -> dict[str, Any]:
    """How the session's cookie is set and removed: out of reach of scripts, sent by this site's own pages alone, and
    where people reach it by https, by https alone."""
    secure = request.url.scheme == "https" or (companion(request).settings.public_url or "").startswith("https:")
    return {"path": "/", "httponly": True, "samesite": "strict", "secure": secure}
