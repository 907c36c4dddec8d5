"""Files to fetch: the statement of a passbook, an answer in figures with its chart; for the session's person and as
far as the access table allows.

Decides nothing: Saathi says who may see whom. Every file goes out as a download, so that none is ever shown as a page
of this site.
"""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Response

from bot.charts.picture import MEDIA_TYPES
from bot.documents import FORMS
from bot.documents.figures import NothingKeptError, NothingToDrawError
from bot.documents.statements import NotYoursError, PeriodError
from bot.http.chat import Language
from bot.http.contract import errors
from bot.http.refusals import RefusedError
from bot.http.session import Official, Saathi

router = APIRouter(prefix="/api", tags=["documents"])
Suffix = Literal["pdf", "csv", "json", "html"]


@router.get("/statement", response_class=Response, responses={
    200: {"description": "The file, as a download",
          "content": {form.media_type.split(";")[0]: {"schema": {"type": "string", "format": "binary"}}
                      for form in FORMS.values()}}, **errors(401, 403, 422)})
def statement(
    who: Official, saathi: Saathi, language: Language = None,
    form: Annotated[Suffix, Query(alias="format", description="The form of the file.")] = "pdf",
    period: Annotated[str | None, Query(max_length=30, description="A month (`2026-01`), a quarter (`2025-26-Q4`), a "
                                        "year (`2025-26`), or two days (`2026-01-01..2026-02-01`, the last one not "
                                        "within it); without it, everything.")] = None,
    of: Annotated[str | None, Query(min_length=1, max_length=200, description="Another official's id, where you may "
                                    "see them.")] = None,
) -> Response:
    """The passbook statement of the session's person, or of somebody whom they may see. It is remembered that it was
    made, so that the next one can tell what changed since."""
    try:
        made = saathi.statement(who, form, of.replace("\0", " ") if of else None, period, language)
    except NotYoursError:
        raise RefusedError(403, "not_yours") from None
    except PeriodError:
        raise RefusedError(422, "bad_field", field="period") from None
    return Response(made.content, media_type=made.media_type,
                    headers={"Content-Disposition": f'attachment; filename="{made.name}"'})


@router.get("/figures/{identity}.{form}", response_class=Response, responses={
    200: {"description": "The chart as a picture, or the figures as a file to be saved", "content": {
        kind: {"schema": {"type": "string", "format": "binary"}} for kind in (
            *MEDIA_TYPES.values(), "text/csv", "application/pdf",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")}},
    **errors(401, 404, 422)})
def figures(who: Official, saathi: Saathi,
            identity: Annotated[str, Path(max_length=64, pattern="^[0-9a-f]+$", description="The answer, by its id.")],
            form: Literal["csv", "xlsx", "pdf", "svg", "png"]) -> Response:
    """An answer in figures that was given to the session's person, asked anew with the rights of now."""
    try:
        made = saathi.figures(who, identity, form)
    except (NothingKeptError, NothingToDrawError):
        raise RefusedError(404, "no_figures") from None
    # A picture is shown inside the page; whatever opens its address by itself saves it.
    return Response(made.content, media_type=made.media_type, headers={
        "Content-Disposition": f'attachment; filename="{made.name}"', "Cache-Control": "private, no-store"})
