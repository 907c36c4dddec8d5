"""How the web says no: a status, and one sentence in the reader's language as `{"error": sentence}`.

The sentences stand in `prompts/page`; what went wrong inside is logged and never shown.
"""

from __future__ import annotations

import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from prompts.loader import LANGUAGES, spoken, table

log = logging.getLogger(__name__)
# The sentence for statuses that the framework itself raises.
BY_STATUS = {400: "bad_json", 401: "session", 403: "foreign", 404: "not_found", 405: "method", 413: "too_large",
             415: "media_type"}


class RefusedError(Exception):
    """A request that is not served; `key` names the sentence, `facts` fill its places."""

    def __init__(self, status: int, key: str, **facts: object) -> None:
        super().__init__(key)
        self.status, self.key, self.facts = status, key, facts


def reader_language(accept_language: str | None) -> str:
    """The first of our languages that an Accept-Language header names, or the first language."""
    for part in (accept_language or "").split(","):
        tag = part.split(";")[0].strip()
        if tag.split("-")[0].lower() in LANGUAGES:
            return spoken(tag)
    return LANGUAGES[0]


def sentence(key: str, language: str, **facts: object) -> str:
    """The words for a refusal."""
    return str(table("page", language)["errors"][key]).format(**facts)


def response(refusal: RefusedError, request: Request) -> JSONResponse:
    """The answer that carries a refusal."""
    language = reader_language(request.headers.get("accept-language"))
    headers = {"Retry-After": str(refusal.facts["seconds"])} if "seconds" in refusal.facts else None
    return JSONResponse({"error": sentence(refusal.key, language, **refusal.facts)}, refusal.status, headers)


def install(app: FastAPI) -> None:
    """Makes every error of the app one sentence."""

    def refused(request: Request, failure: Exception) -> JSONResponse:
        assert isinstance(failure, RefusedError)
        return response(failure, request)

    def raised(request: Request, failure: Exception) -> JSONResponse:
        assert isinstance(failure, HTTPException)
        answer = response(RefusedError(failure.status_code, BY_STATUS.get(failure.status_code, "server")), request)
        answer.headers.update(failure.headers or {})
        return answer

    def invalid(request: Request, failure: Exception) -> JSONResponse:
        assert isinstance(failure, RequestValidationError)
        return response(_of_validation(failure), request)

    app.add_exception_handler(RefusedError, refused)
    app.add_exception_handler(HTTPException, raised)
    app.add_exception_handler(RequestValidationError, invalid)


def _of_validation(failure: RequestValidationError) -> RefusedError:
    first = failure.errors()[0]
    kind, place = first["type"], first["loc"]
    if kind == "json_invalid" or tuple(place) == ("body",):
        return RefusedError(400, "bad_json")
    field = str(place[-1])
    if field == "say" and kind == "missing":
        return RefusedError(422, "empty")
    return RefusedError(422, "bad_field", field=field)
