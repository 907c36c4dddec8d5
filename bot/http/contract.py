"""The shapes that `/openapi.json` describes: the reply as the interface's schema has it, events, cards and errors.

Requests are checked by pydantic models beside their routes; replies are checked by tests, not on their way out.
"""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from bot.http.companion import Card

Schema = dict[str, Any]
REF = "#/components/schemas/"


def _object(required: str, /, **properties: Any) -> Schema:
    return {"type": "object", "required": required.split(), "properties": properties}


def _block(kind: str, required: str, /, **properties: Any) -> Schema:
    return {"properties": {"type": {"const": kind}, **properties}, "required": required.split()}


def _list(of: Schema, **more: Any) -> Schema:
    return {"type": "array", "items": of, **more}


TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": ["integer", "null"]}

REPLY = {
    "title": "A reply of Saathi, as interface.md describes it",
    **_object(
        "id outcome tool arguments text language blocks sources entries took_ms",
        id=TEXT,
        outcome={"enum": ["answered", "clarify", "zero", "suppressed", "not_permitted", "not_recorded", "out_of_scope",
                          "refused", "handed_over", "error"]},
        tool={"enum": ["show_role", "show_standing", "check_gaps", "recommend", "find_course", "explain_competency",
                       "answer_from_content", "quiz", "show_passbook", "record_claim", "dispute", "set_reminder",
                       "help_desk", "ask_workforce", "look_up_official", "plan_year", "benchmark", "demand",
                       "course_impact", "draft_frac", "show_map", "find_mentor", "small_talk", "settings", None]},
        arguments={"type": "object"},
        text={"type": "string", "minLength": 1},
        language={"type": "string", "pattern": "^[a-z]{2,3}(-[A-Za-z0-9]+)*$"},
        understood={"type": ["string", "null"]},
        blocks=_list({"$ref": REF + "block"}),
        sources=_list(_object("kind id", kind=TEXT, id=TEXT)),
        entries=_list(TEXT),
        took_ms={"type": "number", "minimum": 0},
    ),
}
ENTITY = _object("id label", id=TEXT, label=TEXT)
CELL = {"anyOf": [
    {"type": ["string", "number", "boolean", "null"]},
    {"$ref": REF + "entity"},
    {**_object("suppressed", suppressed={"const": True}), "additionalProperties": False},
]}
COURSE = _object("id title minutes languages closes why", closes=_list(_object("competency_id from to")))
COMPETENCY = _object("id label required held gap", required=WHOLE, held=WHOLE, gap=WHOLE)
BLOCK = {**_object("type"), "oneOf": [
    _block("table", "columns rows", columns=_list(_object("id label"), minItems=1),
           rows=_list(_list({"$ref": REF + "cell"}))),
    _block("chart", "spec alternative", spec={"type": "object"}, alternative={"type": "string", "minLength": 1}),
    _block("courses", "items", items=_list(COURSE)),
    _block("competencies", "items", items=_list(COMPETENCY)),
    _block("question", "id stem", id=TEXT, stem=TEXT, options=_list(TEXT)),
    _block("feedback", "item correct explanation", item=TEXT, correct={"type": "boolean"}, explanation=TEXT),
    _block("choices", "items", items=_list(_object("id label say"), minItems=1)),
    _block("document", "href media_type label", href=TEXT, media_type=TEXT, label=TEXT),
    _block("map", "nodes edges", nodes={"type": "array"}, edges={"type": "array"}),
]}
CARD = _object(" ".join(Card.__annotations__), **{**dict.fromkeys(Card.__annotations__, TEXT),
                                                  "insights": {"type": "boolean"}})
SCHEMAS: Schema = {
    "reply": REPLY, "block": BLOCK, "cell": CELL, "entity": ENTITY, "card": CARD,
    "person": _object("person", person={"$ref": REF + "card"}),
    "portal_session": _object("session person", session=TEXT, person={"$ref": REF + "card"}),
    "people": _object("people more", people=_list({"$ref": REF + "card"}), more={"type": "boolean"}),
    "links": _object("channels links", channels=_list(TEXT), links=_list(
        _object("id channel since agreed", id=TEXT, channel=TEXT, since=TEXT, agreed={"type": "boolean"}))),
    "invitation": _object("channel code address qr expires_at", channel=TEXT, code=TEXT, address=TEXT, qr=_list(TEXT),
                          expires_at=TEXT),
    "error": {**_object("error", error=TEXT), "description": "One sentence, in the language of Accept-Language."},
}

EVENTS = """`start` `{"id"}` at once; `text` `{"text"}` sentence by sentence (joined they are the reply's text; one
with `"start": true` takes away those before it, which a language model wrote and which do not count); `block`
for each block; `reply` with the whole reply; `error` `{"error"}` instead of these if the answer fails. All but
`error` have an `id`: the same request again, with the same Idempotency-Key and that id as `Last-Event-ID`, gives what
comes after it. A comment line every ten seconds keeps the connection alive."""


def gives(schema: str, description: str) -> Schema:
    """The documentation of a JSON answer."""
    return {"description": description, "content": {"application/json": {"schema": {"$ref": REF + schema}}}}


def errors(*statuses: int) -> dict[int | str, Schema]:
    """The documentation of the refusals of a route."""
    said = {400: "Malformed JSON", 401: "No valid session",
            403: "A request from another site, or for what is not this person's to see",
            404: "Nothing and nobody with this id, or nothing that is set up here", 413: "A body over 256 KB",
            409: "It would be more than is kept for one person",
            415: "A body that is not application/json", 422: "A field is missing or cannot be used",
            429: "Too many messages; `Retry-After` says how long to wait", 503: "Too much waits; it may be sent again"}
    return {status: gives("error", said[status]) for status in statuses}


def describe(app: FastAPI) -> None:
    """Makes the app's OpenAPI document carry the schemas of this file."""

    def document() -> Schema:
        if app.openapi_schema is None:
            made = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
            made.setdefault("components", {}).setdefault("schemas", {}).update(SCHEMAS)
            app.openapi_schema = made
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]
