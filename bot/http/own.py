"""What a person takes along: all that is held about them, as one JSON file. Their own, and nobody else's."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from bot.http.contract import errors
from bot.http.session import Official, Saathi

router = APIRouter(prefix="/api", tags=["person"])


@router.get("/export", responses={200: {"description": "Everything held about the session's person."}, **errors(401)})
def export(who: Official, saathi: Saathi) -> JSONResponse:
    """Everything held about the person of this session, to be saved as a file."""
    return JSONResponse(saathi.export(who), headers={
        "Content-Disposition": 'attachment; filename="saathi-export.json"', "Cache-Control": "no-store"})
