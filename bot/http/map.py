"""The system map: the page at /map, and what it shows to the session's person. Decides nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Protocol, cast

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import JSONResponse

from bot.http.contract import errors
from bot.http.reading import Reader, plain
from bot.http.refusals import RefusedError
from bot.http.session import Official
from bot.http.site import html, serve
from bot.map.views import DEEPEST, USUAL, NoNodeError

PAGE = "map.html"
router = APIRouter(tags=["map"])
Json = dict[str, Any]
# A node is named by its kind and its id.
Node = Annotated[str, Query(max_length=300, description="A node: its kind, a colon, its id; empty for all.")]
Id = Annotated[str, Query(max_length=200)]
Place = Annotated[str | None, Query(max_length=200, description="Whose figures: an organisation, by its id; without it "
                                                                "one's own, empty for one's team.")]


class Map(Protocol):
    """The map as the web sees it (`bot/map/asked.py`). Every method raises NoNodeError."""

    def start(self, who: str, language: str) -> Json:
        """What the page begins with."""

    def search(self, who: str, text: str, language: str) -> Json:
        """Nodes by some words of their name, as `found`."""

    def view(self, who: str, about: str, depth: int, layers: Sequence[str], language: str) -> Json:
        """The `nodes` and `links` in view."""

    def overlay(self, who: str, name: str, place: str | None, of: str, language: str) -> Json:
        """What is laid over, as `columns` and `rows`."""

    def compare(self, who: str, one: str, other: str, language: str) -> Json:
        """Two organisations, as a `reply`."""

    def suppose(self, who: str, course: str, people: int | None, position: str | None, place: str | None,
                language: str) -> Json:
        """A supposed course, as a `reply`."""

    def path(self, who: str, one: str, other: str, language: str) -> Json:
        """The way of work between two positions, as a `reply`."""


def the_map(request: Request) -> Map:
    """The map of the Saathi that this app serves."""
    return cast(Map, request.app.state.saathi.map)


Held = Annotated[Map, Depends(the_map)]


@router.api_route("/map", methods=["GET", "HEAD"], include_in_schema=False)
async def page(request: Request) -> Response:
    """The page. It holds no name and no figure: those come by the API, to whom they may."""
    return serve(html(PAGE), request)


@router.get("/api/map", responses={200: {"description": "What can be chosen on the page"}, **errors(401, 422)})
def start(who: Official, held: Held, language: Reader) -> JSONResponse:
    """What the page begins with: layers, overlays, places whose figures may be chosen, and one's own post."""
    return _asked(lambda: held.start(who, language))


@router.get("/api/map/search", responses={200: {"description": "Nodes by name"}, **errors(401, 422)})
def search(who: Official, held: Held, language: Reader, q: Annotated[str, Query(max_length=200)] = "") -> JSONResponse:
    """Nodes by some words of their name."""
    return _asked(lambda: held.search(who, plain(q), language))


@router.get("/api/map/view", responses={200: {"description": "Nodes and links"}, **errors(401, 404, 422)})
def view(who: Official, held: Held, language: Reader, about: Node = "",
         depth: Annotated[int, Query(ge=1, le=DEEPEST)] = 1,
         layers: Annotated[str, Query(max_length=100, pattern="^[a-z,]*$")] = ",".join(USUAL)) -> JSONResponse:
    """The neighbourhood of a node, an organisation from inside, or everything in some layers."""
    return _asked(lambda: held.view(who, plain(about), depth, [each for each in layers.split(",") if each],
                                    language))


@router.get("/api/map/overlays/{name}", responses={200: {"description": "What is laid over the map"},
                                                   **errors(401, 404, 422)})
def overlay(name: Annotated[str, Path(max_length=40, pattern="^[a-z_]+$")], who: Official, held: Held,
            language: Reader, place: Place = None,
            of: Annotated[str, Query(max_length=40, pattern="^[a-z]+$")] = "position") -> JSONResponse:
    """The figures of an overlay, for one kind of nodes, as far as they are told to the session's person."""
    return _asked(lambda: held.overlay(who, name, None if place is None else plain(place), of,
                                       language))


@router.get("/api/map/compare", responses={200: {"description": "Two organisations, as a reply"},
                                           **errors(401, 404, 422)})
def compare(who: Official, held: Held, language: Reader, one: Id, other: Id) -> JSONResponse:
    """Two organisations side by side, as systems."""
    return _asked(lambda: held.compare(who, plain(one), plain(other), language))


@router.get("/api/map/what-if", responses={200: {"description": "A supposed course, as a reply"},
                                           **errors(401, 404, 422)})
def suppose(who: Official, held: Held, language: Reader, course: Id,
            people: Annotated[int | None, Query(ge=1, le=10**7)] = None,
            position: Annotated[str | None, Query(max_length=200)] = None, place: Place = None) -> JSONResponse:
    """What would be at most if some people of a position or a place finished a course. Nothing is written."""
    return _asked(lambda: held.suppose(who, plain(course), people, plain(position) if position else None,
                                       None if place is None else plain(place), language))


@router.get("/api/map/path", responses={200: {"description": "A way of work, as a reply"}, **errors(401, 404, 422)})
def path(who: Official, held: Held, language: Reader, one: Id, other: Id) -> JSONResponse:
    """The shortest way of work between two positions."""
    return _asked(lambda: held.path(who, plain(one), plain(other), language))


def _asked(call: Callable[[], Json]) -> JSONResponse:
    """What the page's questions are answered; what the map does not have is refused with a sentence."""
    try:
        return JSONResponse(call())
    except NoNodeError:
        raise RefusedError(404, "no_node") from None
