"""Which chat accounts are the person's: a code to link one, what is linked, unlinking. Signed in is who has a session.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from bot.http.contract import errors, gives
from bot.http.refusals import RefusedError
from bot.http.session import Official, Saathi

router = APIRouter(prefix="/api/links", tags=["links"])


class Wanted(BaseModel):
    """Which channel an account is to be linked of."""

    channel: str = Field(max_length=30, description="The channel.", examples=["telegram"])
    language: str | None = Field(None, max_length=35, description="The language of the prefilled message.",
                                 examples=["hi"])


@router.get("", responses={200: gives("links", "The channels there are, and this person's accounts"), **errors(401)})
def links(who: Official, saathi: Saathi) -> JSONResponse:
    """The channels that are set up here, and the accounts of this person."""
    return JSONResponse(saathi.links(who))


@router.post("", responses={200: gives("invitation", "The code; it is shown this once"),
                            **errors(400, 401, 403, 404, 413, 415, 422)})
def invite(wanted: Wanted, who: Official, saathi: Saathi) -> JSONResponse:
    """A one-time code for linking an account, as an address that opens the chat and as the rows of a QR code. It works
    once, for ten minutes."""
    try:
        return JSONResponse(saathi.invite(who, wanted.channel, wanted.language or "en").as_json())
    except KeyError:
        raise RefusedError(404, "no_channel") from None


@router.delete("/{identity}", status_code=204, responses=errors(401, 403, 404))
def unlink(identity: Annotated[str, Path(max_length=64, pattern="^[0-9a-f]+$", description="The link, by its id.")],
           who: Official, saathi: Saathi) -> Response:
    """Ends the link of one of this person's accounts."""
    if not saathi.unlink(who, identity):
        raise RefusedError(404, "no_link")
    return Response(status_code=204)
