"""How routes read what a request says: the reader's language, bodies that hold nothing else, text without NUL."""

from __future__ import annotations

from typing import Annotated, TypeVar

from fastapi import Depends, Request
from pydantic import BaseModel, ConfigDict

from bot.http.chat import Language
from bot.http.refusals import reader_language


class Strict(BaseModel):
    """A body that holds what it says and nothing else."""

    model_config = ConfigDict(extra="forbid")


def reader(request: Request, language: Language = None) -> str:
    """The language that a request asks for, and else the browser's."""
    return language or reader_language(request.headers.get("accept-language"))


Reader = Annotated[str, Depends(reader)]


_Text = TypeVar("_Text", str, str | None)


def plain(text: _Text) -> _Text:
    """Text without NUL, which no store takes."""
    return text.replace("\0", " ") if text else text
