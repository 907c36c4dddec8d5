"""What a form of a document is: it makes bytes of contents, and of nothing else.

Contents are plain JSON with every word and figure in them (see `contents.py`); a form chooses no facts, asks no store
and must not let any text become markup of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Contents = dict[str, Any]


@dataclass(frozen=True)
class Form:
    """A form by its name, which is also the suffix of its files; `make` gives the file of some contents."""

    name: str
    media_type: str
    make: Callable[[Contents], bytes]


@dataclass(frozen=True)
class Document:
    """A file that was made: its name (plain ASCII), its media type and its bytes."""

    name: str
    media_type: str
    content: bytes
