"""What stands in plain JSON, at any depth. Keys are left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def leaves(value: Any) -> Iterator[Any]:
    """Every text, number, truth value and None in a value, from left to right."""
    if isinstance(value, Mapping):
        for each in value.values():
            yield from leaves(each)
    elif isinstance(value, list):
        for each in value:
            yield from leaves(each)
    else:
        yield value


def texts(value: Any) -> Iterator[str]:
    """Every text in a value, from left to right."""
    return (each for each in leaves(value) if isinstance(each, str))
