"""Drafts of posts, of course tags and of quiz items: the page at /drafts, and what its authors decide there.

The page and its words are for everybody; what stands in a draft is for `author`, which Saathi asks and not the route.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import Field

from bot.http.contract import errors
from bot.http.reading import Reader, Strict, plain
from bot.http.refusals import RefusedError
from bot.http.session import Official, Saathi
from bot.http.site import html, serve
from bot.people.draft_list import DraftRefusal, NoDraftError, NotAuthorError
from frac.drafting.review import RefusedLineError

PAGE = "drafts.html"
router = APIRouter(tags=["drafts"])
Json = dict[str, Any]

# The longest reason that is kept, the longest description of work that a post is drafted from, and the longest text of
# a line that is taken in at all: how long a line may be its rules say, with a sentence.
REASON, DESCRIPTION, TEXT = 500, 20_000, 5_000
NUMBERS = 2**31 - 1
# So many quiz items are drafted at a time; the command drafts more.
MOST_ITEMS = 5

Draft = Annotated[str, Path(max_length=64, pattern="^[0-9a-zA-Z-]+$", description="The draft, by its id.")]
LineId = Annotated[str, Path(max_length=64, pattern="^[0-9a-zA-Z-]+$", description="The line, by its name.")]
Version = Annotated[int, Query(ge=1, le=NUMBERS, description="A version, by its number.")]
Text = Annotated[str | None, Field(max_length=TEXT)]
Id = Annotated[str | None, Field(max_length=200)]
Reason = Annotated[str | None, Field(max_length=REASON, description="Why, in a few words.")]


class Body(Strict):
    """What a line says: a role has `title` and `description`, an activity `description`, `receives_from` and
    `submits_to`, a competency or tag `competency_id` and `level`; a new competency has `name` instead of its id. A quiz
    item has `competency_id`, `level`, `stem`, `options`, `answer` (the right option's place from 0), `explanation` and
    `sentence`, the one of its section that shows the answer."""

    title: Text = None
    description: Text = None
    receives_from: Text = None
    submits_to: Text = None
    competency_id: Id = None
    name: Text = None
    type: Annotated[str | None, Field(max_length=40)] = None
    level: Annotated[int | None, Field(ge=-NUMBERS, le=NUMBERS)] = None
    stem: Text = None
    options: Annotated[list[Annotated[str, Field(max_length=TEXT)]] | None, Field(max_length=20)] = None
    answer: Annotated[int | None, Field(ge=-NUMBERS, le=NUMBERS)] = None
    explanation: Text = None
    sentence: Text = None

    def told(self) -> Json:
        """What was given of it."""
        given = self.model_dump(exclude_none=True)
        return {key: plain(value) if isinstance(value, str) else [plain(each) for each in value]
                if isinstance(value, list) else value for key, value in given.items()}


class Make(Strict):
    """A post of which a draft is to be made: a known one by its id, or a new one by its title."""

    title: Text = None
    place: Annotated[str | None, Field(max_length=200, description="The organisation, by its id.")] = None
    description: Annotated[str | None, Field(max_length=DESCRIPTION, description="The work, in sentences.")] = None
    position: Annotated[str | None, Field(max_length=200, description="A known post, by its id.")] = None


class Items(Strict):
    """Quiz items to be drafted: of a course, of one of its sections or of all."""

    course: Annotated[str, Field(max_length=200, description="The course, by its id.")]
    section: Annotated[int | None, Field(ge=1, le=NUMBERS, description="The section, by its number from 1.")] = None
    count: Annotated[int, Field(ge=1, le=MOST_ITEMS, description="How many.")] = 3


class Add(Strict):
    """A line that a person adds; `under` is the line of the role that an activity belongs to."""

    kind: Literal["role", "activity", "competency", "tag"]
    under: Annotated[str | None, Field(max_length=64, pattern="^[0-9a-zA-Z-]+$")] = None
    body: Body
    reason: Reason = None


class Decide(Strict):
    """What becomes of a line; `open` takes a decision back. `changed` has a `body` and a `reason`, `rejected` a
    `reason`."""

    verdict: Literal["accepted", "changed", "rejected", "open"]
    body: Body | None = None
    reason: Reason = None


class Why(Strict):
    """Why a step is made; returning, withdrawing and revoking need it."""

    reason: Reason = None


def _one(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The documentation of a route that answers with the draft as it is then."""
    return {200: {"description": "The draft as it is then"}, **errors(*statuses)}


@router.api_route("/drafts", methods=["GET", "HEAD"], include_in_schema=False)
async def page(request: Request) -> Response:
    """The page. It holds no draft: those come by the API, to whom they may."""
    return serve(html(PAGE), request)


@router.get("/api/drafts", responses={200: {"description": "Drafts, what to look at first on top"},
                                      **errors(401, 403, 422)})
def listed(who: Official, saathi: Saathi, language: Reader,
           state: Annotated[Literal["open", "submitted", "approved", "withdrawn", "all"],
                            Query(description="What became of the drafts.")] = "open",
           kind: Annotated[Literal["position", "course", "items"] | None,
                           Query(description="What they are of.")] = None,
           q: Annotated[str, Query(max_length=200, description="Some words of a title or a place.")] = "",
           skip: Annotated[int, Query(ge=0, le=10**6, description="So many are known already.")] = 0) -> JSONResponse:
    """Drafts, first those that concern many officials and are least certain."""
    return _asked(lambda: saathi.drafts.listed(who, state, kind, plain(q), skip, language))


@router.get("/api/drafts/choices", responses={200: {"description": "What a line or a new draft may name"},
                                              **errors(401, 403, 422)})
def choices(who: Official, saathi: Saathi, language: Reader) -> JSONResponse:
    """Levels, competencies, organisations and positions to choose from."""
    return _asked(lambda: saathi.drafts.choices(who, language))


@router.get("/api/drafts/{draft}", responses={200: {"description": "The draft"}, **errors(401, 403, 404, 422)})
def one(draft: Draft, who: Official, saathi: Saathi, language: Reader) -> JSONResponse:
    """A draft in full: its lines and what they rest on, what the session's person may do with it, and its history."""
    return _asked(lambda: saathi.drafts.one(who, draft, language))


@router.get("/api/drafts/{draft}/versions", responses={200: {"description": "What differs"},
                                                       **errors(401, 403, 404, 422)})
def versions(draft: Draft, who: Official, saathi: Saathi, language: Reader, before: Version, after: Version
             ) -> JSONResponse:
    """What differs between two versions of a draft, line by line."""
    return _asked(lambda: saathi.drafts.compare(who, draft, before, after, language))


@router.post("/api/drafts", responses={200: {"description": "The draft; `again` where one was at work already"},
                                       **errors(400, 401, 403, 404, 413, 415, 422)})
def make(given: Make, who: Official, saathi: Saathi, language: Reader) -> JSONResponse:
    """Has a post drafted, or opens the draft of it that is at work already."""
    title, place, description, position = (_text(each) for each in (given.title, given.place, given.description,
                                                                    given.position))
    return _asked(lambda: saathi.drafts.make(who, title, place or None, description, position or None,
                                             language))


@router.post("/api/drafts/items", responses={
    200: {"description": "The draft; `drafting`: what was written, kept and left out"},
    **errors(400, 401, 403, 413, 415, 422)})
def items(given: Items, who: Official, saathi: Saathi, language: Reader) -> JSONResponse:
    """Has a language model write quiz items of a course, where one is set up. They wait on the list like all drafts."""
    return _asked(lambda: saathi.drafts.items(who, plain(given.course), given.section, given.count, language))


@router.post("/api/drafts/{draft}/lines", responses=_one(400, 401, 403, 404, 413, 415, 422))
def add(draft: Draft, given: Add, who: Official, saathi: Saathi, language: Reader) -> JSONResponse:
    """Adds a line that nobody proposed."""
    return _asked(lambda: saathi.drafts.add(who, draft, given.kind, given.under, given.body.told(),
                                            _text(given.reason), language))


@router.post("/api/drafts/{draft}/lines/{line}", responses=_one(400, 401, 403, 404, 413, 415, 422))
def decide(draft: Draft, line: LineId, given: Decide, who: Official, saathi: Saathi, language: Reader) -> JSONResponse:
    """Accepts, changes or rejects a line, or takes that back."""
    body = given.body.told() if given.body else None
    return _asked(lambda: saathi.drafts.decide(who, draft, line, given.verdict, body, _text(given.reason),
                                               language))


@router.post("/api/drafts/{draft}/rest", responses=_one(400, 401, 403, 404, 415, 422))
def rest(draft: Draft, who: Official, saathi: Saathi, language: Reader) -> JSONResponse:
    """Accepts every line that nobody decided yet. The body is an empty object."""
    return _asked(lambda: saathi.drafts.rest(who, draft, language))


@router.post("/api/drafts/{draft}/{step}", responses=_one(400, 401, 403, 404, 413, 415, 422))
def step(draft: Draft, step: Literal["submit", "return", "approve", "withdraw", "revoke"], given: Why, who: Official,
         saathi: Saathi, language: Reader) -> JSONResponse:
    """Submits a draft, returns it for more work, approves it (somebody else's alone), withdraws it, or revokes an
    approval. What is approved takes effect a while later: `taking_effect`."""
    return _asked(lambda: saathi.drafts.step(who, draft, step, _text(given.reason), language))


def _asked(call: Callable[[], Json]) -> JSONResponse:
    """What the page's questions are answered, with their refusals as sentences."""
    try:
        return JSONResponse(call())
    except NotAuthorError:
        raise RefusedError(403, "no_drafts") from None
    except NoDraftError:
        raise RefusedError(404, "no_draft") from None
    except (DraftRefusal, RefusedLineError) as refusal:
        raise RefusedError(422, f"draft_{refusal.key}", **refusal.facts) from None


def _text(text: str | None) -> str:
    return plain(text or "").strip()
