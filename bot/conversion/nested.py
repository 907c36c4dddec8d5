"""JSON inside JSON: envelopes around lists, pages of results, and texts that are JSON themselves.

Refuses nothing: what is no object or list is passed over, since only the loader knows whether it was needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from bot.conversion.sources import parsed

DEEPEST = 8


def value_of(value: Any) -> Any:
    """The value, or what a text that is JSON says; the text itself where it is none."""
    if isinstance(value, str) and value.lstrip()[:1] in ("[", "{"):
        try:
            return parsed(value)
        except ValueError:
            return value
    return value


def listed(value: Any) -> list[Any]:
    """A list, or a text that holds one; one object is a list of one. Everything else is an empty list."""
    value = value_of(value)
    return value if isinstance(value, list) else [value] if isinstance(value, dict) else []


def opened(value: Any, envelopes: Sequence[str], depth: int = 0) -> Iterator[dict[str, Any]]:
    """The objects in a value: taken out of lists and of envelopes (`result.content`, …) in which they came."""
    value = value_of(value)
    if depth > DEEPEST:
        return
    if isinstance(value, list):
        for each in value:
            yield from opened(each, envelopes, depth + 1)
    elif isinstance(value, dict):
        inner = next((value[word] for word in envelopes if isinstance(value_of(value.get(word)), (list, dict))), None)
        if inner is None or "identifier" in value or "type" in value:
            yield value
        else:
            yield from opened(inner, envelopes, depth + 1)
