"""The manager's home: the page at /insights, and what it shows to the session's person. Decides nothing."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from bot.http.contract import errors
from bot.http.reading import Reader, plain
from bot.http.refusals import RefusedError
from bot.http.session import Official, Saathi
from bot.http.site import html, serve
from bot.insights.asked import TooManyError
from bot.insights.followed import MOST
from bot.insights.home import NoPlaceError, NotOverseerError

PAGE = "insights.html"
router = APIRouter(tags=["insights"])
Place = Annotated[str | None, Query(max_length=200, description="An organisation, by its id; without it, one's own.")]
Name = Annotated[str, Path(max_length=40, pattern="^[a-z_]+$")]


class Follow(BaseModel):
    """A figure of a place that is to be followed, or no more."""

    model_config = ConfigDict(extra="forbid")
    metric: str = Field(max_length=40, pattern="^[a-z_]+$")
    place: str = Field(max_length=200, description="An organisation, by its id; empty for the people of one's team.")
    follows: bool = True


@router.api_route("/insights", methods=["GET", "HEAD"], include_in_schema=False)
async def page(request: Request) -> Response:
    """The page. It holds no figure: those come by the API, to whom they may."""
    return serve(html(PAGE), request)


@router.get("/api/insights", responses={200: {"description": "The figures of a place"},
                                        **errors(401, 403, 404, 422)})
def home(who: Official, saathi: Saathi, language: Reader, place: Place = None) -> JSONResponse:
    """The handful of figures that matter for a place of the session's person, and which sections there are."""
    return _asked(lambda: saathi.insights.home(who, plain(place), language))


@router.get("/api/insights/below", responses={200: {"description": "The units right below a place, as tables"},
                                              **errors(401, 403, 404, 422)})
def below(who: Official, saathi: Saathi, language: Reader, place: Annotated[str, Query(max_length=200)] = ""
          ) -> JSONResponse:
    """The units right below a place, or the people of one's team, with their figures."""
    return _asked(lambda: saathi.insights.below(who, plain(place) or "", language))


@router.get("/api/insights/figures/{metric}", responses={200: {"description": "One figure in full"},
                                                         **errors(401, 403, 404, 422)})
def opened(metric: Name, who: Official, saathi: Saathi, language: Reader,
           place: Annotated[str, Query(max_length=200)] = "",
           part: Annotated[int | None, Query(ge=0, le=20, description="One part alone, from 0.")] = None
           ) -> JSONResponse:
    """One figure of a place in full: over time, by the units below, by competency; as replies with their blocks."""
    return _asked(lambda: saathi.insights.opened(who, metric, plain(place) or "", language, part))


@router.get("/api/insights/sections/{tool}", responses={200: {"description": "What a tool tells of a place"},
                                                        **errors(401, 403, 404, 422)})
def section(tool: Name, who: Official, saathi: Saathi, language: Reader, place: Place = None) -> JSONResponse:
    """A section of the page: the benchmark, the plan of the year, demand, or what courses do, as a reply."""
    return _asked(lambda: saathi.insights.section(who, tool, plain(place), language))


@router.put("/api/insights/follows", status_code=204, responses=errors(400, 401, 403, 404, 409, 413, 415, 422))
def follow(given: Follow, who: Official, saathi: Saathi) -> Response:
    """Begins or ends to follow a figure: a note comes when what is told of it changes."""
    _asked(lambda: saathi.insights.follow(who, given.metric, plain(given.place) or "", given.follows))
    return Response(status_code=204)


def _asked(call: Any) -> JSONResponse:
    """What the page's questions are answered, with their refusals as sentences."""
    try:
        return JSONResponse(call())
    except NotOverseerError:
        raise RefusedError(403, "no_insights") from None
    except NoPlaceError:
        raise RefusedError(404, "no_place") from None
    except TooManyError:
        raise RefusedError(409, "too_many_follows", most=MOST) from None
