"""Reads the cells of JSON Lines that hold more than one value: competencies and sections of courses, options and
answers of questions. Each becomes JSON text in one form. Refuses shapes that the contract does not name.
"""

from __future__ import annotations

import json
from typing import Any

from frac.load.cells import a_level, an_id, as_text, shown
from frac.load.columns import Bad, Column, Context, Note, Reader


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _items(value: Any, what: str) -> list[Any]:
    if value is None or (isinstance(value, str) and not value.strip()):
        return []
    if not isinstance(value, list):
        raise Bad(f"is not a list of {what}", f"Write a JSON list of {what}.")
    return value


def competencies(column: Column, context: Context) -> Reader:
    """The competencies of a course, [{"id", "level" or null}]."""
    id_of = an_id(column, context)
    level_of = a_level(column, context)

    def read(value: Any, note: Note) -> str:
        tags = []
        for item in _items(value, '{"id", "level"}'):
            if isinstance(item, str):
                note("competencies without a level written as a text")
                item = {"id": item}
            if not isinstance(item, dict) or not (key := id_of(item.get("id") or "", note)):
                raise Bad(f"{shown(item)} names no competency", 'Write {"id": competency, "level": a level or null}.')
            level = item.get("level")
            tags.append({"id": key, "level": None if level is None else level_of(level, note)})
        return _json(tags)
    return read


def sections(_column: Column, _context: Context) -> Reader:
    """The sections of a course, [{"heading", "text"}]."""
    def read(value: Any, _note: Note) -> str:
        sections = []
        for item in _items(value, '{"heading", "text"}'):
            if not isinstance(item, dict):
                raise Bad(f"{shown(item)} is no section", 'Write {"heading": …, "text": …}.')
            heading, text = (as_text(item.get(key) or "") for key in ("heading", "text"))
            if heading or text:
                sections.append({"heading": heading, "text": text})
        return _json(sections)
    return read


def texts(_column: Column, _context: Context) -> Reader:
    """The options of a question. Their places count, so that none may be empty."""
    def read(value: Any, _note: Note) -> str:
        texts = [as_text(item if item is not None else "") for item in _items(value, "texts")]
        if not all(texts):
            raise Bad("holds an empty text", "Give every option a text: answers name options by their place.")
        return _json(texts)
    return read


def an_answer(_column: Column, _context: Context) -> Reader:
    """The answer of a question: indexes or accepted texts (which of them, its kind says)."""
    def read(value: Any, note: Note) -> str | None:
        if value is None or value == [] or value == "":
            return None
        if not isinstance(value, list):
            note("a single answer read as a list of one")
            value = [value]
        for item in value:
            if isinstance(item, bool) or not isinstance(item, (int, str)):
                raise Bad(f"{shown(item)} is no answer", "Write a list of option indexes from 0, or of accepted texts.")
        return _json([item.strip() if isinstance(item, str) else item for item in value])
    return read
