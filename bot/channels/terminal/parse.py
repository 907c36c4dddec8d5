"""From a line that was typed to what it means to the rest of Saathi: somebody said it, or nothing was said.

A payload is `{"id", "account", "at", "line"}`; the terminal has no service behind it, so whoever reads the line gives
it an id and a time.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.channel import Event


def events(payload: dict[str, Any]) -> list[Event]:
    """The events of a line; none where it is empty. Raises ValueError for a payload of another shape."""
    told = [payload.get(key) for key in ("id", "account", "at", "line")]
    if not all(isinstance(each, str) for each in told):
        raise ValueError("no line of a terminal")
    identity, account, at, line = map(str, told)
    said = line.strip()
    return [Event(identity, "said", account, account, datetime.fromisoformat(at), said)] if said else []
