"""Thumbs on answers, and the review list of them: what was said, how it was understood, and what may be learned of it.

A thumb is for a turn of one's own alone. The list is for `admin` and `author`, which Saathi asks and not the route.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from bot.http.contract import errors
from bot.http.reading import Reader, Strict, plain
from bot.http.refusals import RefusedError
from bot.http.session import Official, Saathi
from bot.http.site import html, serve
from bot.people.learning import LearnRefusal
from bot.people.review_list import NoCaseError, NotReviewerError
from bot.store.feedback import REASON, Wanted

PAGE = "review.html"
router = APIRouter(tags=["feedback"])

Key = Annotated[str, Path(max_length=64, pattern="^[0-9a-zA-Z-]+$", description="The case, by its id.")]
Kind = Annotated[Literal["up", "down", "meant"] | None, Query(description="Thumbs up, thumbs down, or corrections; "
                                                                          "without it, the last two.")]
State = Annotated[Literal["open", "learned", "dismissed", "all"], Query(description="What became of the cases.")]
Short = Annotated[str | None, Query(max_length=64, pattern="^[a-zA-Z0-9_-]*$")]
Text = Annotated[str | None, Field(max_length=2000)]


class Thumb(BaseModel):
    """A thumb on an answer."""

    turn: str = Field(min_length=1, max_length=200, description="The answer, by the `id` of its reply.")
    thumb: Literal["up", "down"]
    reason: str | None = Field(None, max_length=REASON, description="Why, in a few words.")


class Learn(Strict):
    """What is to be made of a case. A synonym has `phrase`, `of` and `thing`, an example `intent`, a golden turn `tool`
    and `outcome`; `text` and `say` replace the message, `as` says who says a golden turn."""

    kind: Literal["synonym", "example", "golden"]
    phrase: Text = None
    of: Text = None
    thing: Text = None
    text: Text = None
    intent: Text = None
    say: Text = None
    tool: Text = None
    outcome: Text = None
    as_: Text = Field(None, alias="as")


class Undo(BaseModel):
    """What is to be taken back: what was learned, by its id; without it, that the case was dismissed."""

    learned: str | None = Field(None, max_length=64)


@router.post("/api/feedback", status_code=204, responses=errors(400, 401, 403, 404, 413, 415, 422))
def feedback(given: Thumb, who: Official, saathi: Saathi) -> Response:
    """Keeps a thumb, and a reason, on an answer that the session's person was given; another one on the same answer
    takes its place."""
    if not saathi.rate(who, given.turn, given.thumb, given.reason, "web"):
        raise RefusedError(404, "no_turn")
    return Response(status_code=204)


@router.api_route("/review", methods=["GET", "HEAD"], include_in_schema=False)
async def page(request: Request) -> Response:
    """The page of the review list. It holds no case: those come by the API, to whom they may."""
    return serve(html(PAGE), request)


def _asked(call: Any, *given: Any) -> JSONResponse:
    """What the list answers, with its refusals as sentences."""
    try:
        return JSONResponse(call(*given))
    except NotReviewerError:
        raise RefusedError(403, "no_review") from None
    except NoCaseError:
        raise RefusedError(404, "no_case") from None
    except LearnRefusal as refusal:
        raise RefusedError(422, refusal.key, **refusal.facts) from None


@router.get("/api/review", responses={200: {"description": "Cases, newest first"}, **errors(401, 403, 422)})
def cases(who: Official, saathi: Saathi, language: Reader, kind: Kind = None, tool: Short = None,
          written: Short = None, state: State = "open", before: Short = None) -> JSONResponse:
    """Cases, newest first: thumbs down and corrections that are open, or what `kind`, `tool`, `written` (the language
    of the message) and `state` ask for; `before` is the id of the last case that is known already."""
    wanted = Wanted(kind, tool or None, written or None, None if state == "all" else state, before or None)
    return _asked(saathi.reviews.cases, who, wanted, language)


@router.get("/api/review/choices", responses={200: {"description": "What a list may be narrowed to"},
                                              **errors(401, 403)})
def choices(who: Official, saathi: Saathi) -> JSONResponse:
    """What the list may be narrowed to, and what a case may become."""
    return _asked(saathi.reviews.choices, who)


@router.get("/api/review/things", responses={200: {"description": "What a synonym may be of"}, **errors(401, 403, 422)})
def things(who: Official, saathi: Saathi, language: Reader, q: Annotated[str, Query(max_length=200)] = ""
           ) -> JSONResponse:
    """Competencies, positions, organisations and courses by some words of their names."""
    text = plain(q)
    return _asked(lambda: {"things": saathi.reviews.things(who, text, language)})


@router.get("/api/review/export", response_class=Response, responses={
    200: {"description": "The file, as a download", "content": {kind: {"schema": {"type": "string", "format": "binary"}}
                                                                for kind in ("text/csv", "application/jsonl")}},
    **errors(401, 403, 422)})
async def export(who: Official, saathi: Saathi, form: Literal["csv", "jsonl"] = "csv",
                 what: Literal["cases", "golden"] = "cases") -> Response:
    """All cases as CSV or JSON Lines, or the golden turns that were made of them (JSON Lines, for `saathi eval`)."""
    try:
        made = await run_in_threadpool(saathi.reviews.export, who, form, what)
    except NotReviewerError:
        raise RefusedError(403, "no_review") from None
    return Response(made.content, media_type=made.media_type,
                    headers={"Content-Disposition": f'attachment; filename="{made.name}"'})


@router.post("/api/review/{case}/learn", responses={200: {"description": "The case as it is then"},
                                                   **errors(400, 401, 403, 404, 413, 415, 422)})
def learn(case: Key, given: Learn, who: Official, saathi: Saathi, language: Reader) -> JSONResponse:
    """Makes a synonym, an example of an intent, or a golden turn of a case."""
    told = {key: plain(value) for key, value in given.model_dump(by_alias=True, exclude={"kind"}).items()
            if value is not None}
    return _asked(saathi.reviews.learn, who, case, given.kind, told, language)


@router.post("/api/review/{case}/dismiss", responses={200: {"description": "The case as it is then"},
                                                     **errors(400, 401, 403, 404, 415)})
def dismiss(case: Key, who: Official, saathi: Saathi, language: Reader) -> JSONResponse:
    """Closes a case of which nothing is to be learned. The body is an empty object."""
    return _asked(saathi.reviews.dismiss, who, case, language)


@router.post("/api/review/{case}/undo", responses={200: {"description": "The case as it is then"},
                                                  **errors(400, 401, 403, 404, 413, 415, 422)})
def undo(case: Key, given: Undo, who: Official, saathi: Saathi, language: Reader) -> JSONResponse:
    """Takes back what was learned of a case, or its dismissal."""
    return _asked(saathi.reviews.undo, who, case, given.learned, language)
