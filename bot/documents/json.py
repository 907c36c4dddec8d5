"""A statement as JSON: the whole structure, for programs."""

from __future__ import annotations

import json

from bot.documents.contract import Contents, Form


def make(contents: Contents) -> bytes:
    """All contents but the words of the printed forms; `</` is written so that no browser can be led astray by it."""
    told = {key: value for key, value in contents.items() if key not in ("labels", "unreadable")}
    text = json.dumps(told, ensure_ascii=False, indent=1, allow_nan=False)
    return (text.replace("</", "<\\/") + "\n").encode()


FORM = Form("json", "application/json; charset=utf-8", make)
