"""The documents behind our own addresses, made for the official to whom a message goes, with their rights of then.

Knows the addresses that replies carry, and no others.
"""

from __future__ import annotations

import json
import re
from typing import Any, Protocol
from urllib.parse import parse_qs, urlsplit

from bot.documents.contract import Document
from passbook.periods import Period

_FIGURES = re.compile(r"/api/figures/([0-9a-f]{1,64})\.(csv|xlsx|svg|png)")


class Maker(Protocol):
    """What makes documents; `Saathi` does."""

    def statement(self, official_id: str, form: str, of: str | None = None, period: Period | str | None = None,
                  language: str | None = None) -> Document:
        """The statement of a passbook."""

    def figures(self, official_id: str, identity: str, form: str) -> Document:
        """The file of an answer in figures."""

    def export(self, official_id: str) -> dict[str, Any]:
        """All that is held about a person."""


def document(maker: Maker, official_id: str, address: str) -> Document:
    """The document at an address of ours (`/api/statement?…`, `/api/figures/….png`, `/api/export`). Raises ValueError
    for any other, and what making it raises."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        raise ValueError("not an address of ours")
    asked = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    if parts.path == "/api/statement":
        return maker.statement(official_id, asked.get("format", "pdf"), asked.get("of"), asked.get("period"),
                               asked.get("language"))
    if match := _FIGURES.fullmatch(parts.path):
        return maker.figures(official_id, match[1], match[2])
    if parts.path == "/api/export":
        text = json.dumps(maker.export(official_id), ensure_ascii=False, indent=1)
        return Document("saathi-export.json", "application/json", text.encode())
    raise ValueError("not an address of a document")
