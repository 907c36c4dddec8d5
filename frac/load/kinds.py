"""The kinds of columns: for each its type in the database and the function that reads its cells. A table, no more."""

from __future__ import annotations

from collections.abc import Callable
from typing import LiteralString

from frac.load import cells, nested
from frac.load.columns import Column, Context, Reader

KINDS: dict[str, tuple[LiteralString, Callable[[Column, Context], Reader]]] = {
    "id": ("text", cells.an_id),
    "name": ("text", cells.a_name),
    "text": ("text", cells.free_text),
    "language": ("text", cells.a_language),
    "word": ("text", cells.a_word),
    "list": ("text[]", cells.a_list),
    "number": ("double precision", cells.a_number),
    "integer": ("integer", cells.an_integer),
    "level": ("integer", cells.a_level),
    "date": ("date", cells.a_date),
    "instant": ("timestamptz", cells.an_instant),
    "choice": ("text", cells.a_choice),
    "flag": ("boolean", cells.a_flag),
    "target": ("text", cells.a_target),
    "tags": ("jsonb", nested.competencies),
    "sections": ("jsonb", nested.sections),
    "texts": ("jsonb", nested.texts),
    "answer": ("jsonb", nested.an_answer),
}
