"""What a button sends back when it is pressed: which turn it stood under, and what it was. At most 64 bytes.

A button never carries words or ids of persons: what it means is looked up, with the rights of whoever presses it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["choice", "option", "thumb"]

_SIGNS: dict[str, Kind] = {"c": "choice", "o": "option", "t": "thumb"}
_FORM = re.compile(r"([cot]):([0-9a-f]{32}):(\+|-|[1-9][0-9]{0,2})", re.ASCII)


@dataclass(frozen=True)
class Press:
    """A button: of a `choice` or an `option` (`value`: its place from 1), or a `thumb` (`+` or `-`), under the reply of
    a turn (32 hexadecimal digits)."""

    kind: Kind
    turn: str
    value: str


def data(press: Press) -> str:
    """The button's data. Raises ValueError for what cannot be read again."""
    text = f"{press.kind[0]}:{press.turn}:{press.value}"
    if read(text) != press:
        raise ValueError("no such button")
    return text


def read(text: str) -> Press | None:
    """The button of some data; None where it is none of ours."""
    match = _FORM.fullmatch(text)
    if match is None or (match[1] == "t") != (match[3] in "+-"):
        return None
    return Press(_SIGNS[match[1]], match[2], match[3])
