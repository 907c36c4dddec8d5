"""The blocks of a reply as lines of text, for channels that show nothing but text: everything in a block is said.

One implementation for the terminal and for chats. What a reply's own text says already is not said again.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Block = Mapping[str, Any]
LETTERS = "abcdefghijklmnopqrstuvwxyz"
_TURNING = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})


def clean(text: str) -> str:
    """Text without signs that would steer a terminal or a reader's eye: controls, and those that turn the direction of
    writing."""
    return "".join(sign for sign in text if sign == "\n" or (
        unicodedata.category(sign) not in ("Cc", "Cs", "Co")
        and unicodedata.bidirectional(sign) not in _TURNING))


def cell(value: Any, unit: str | None = None) -> str:
    """A cell of a table in words; `–` where it is suppressed."""
    if isinstance(value, Mapping):
        return "–" if value.get("suppressed") else str(value.get("label", ""))
    if value is None:
        return ""
    said = f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
    return f"{said}{unit}" if unit == "%" else said


def table(block: Block) -> list[str]:
    """The rows of a table, a line each, under a line of its headings."""
    units = [column.get("unit") for column in block["columns"]]
    rows = [[cell(value, unit) for value, unit in zip(row, units, strict=False)] for row in block["rows"]]
    heads = [str(column["label"]) for column in block["columns"]]
    kept = [place for place in range(len(heads)) if any(place < len(row) and row[place] for row in rows)]
    lines = [" · ".join(row[place] for place in kept if place < len(row) and row[place]) for row in rows]
    return [*([str(block["title"])] if block.get("title") else []), " · ".join(heads[place] for place in kept), *lines]


def competencies(block: Block) -> list[str]:
    """Competencies with the level held and the level required."""
    return [f"• {item['label']}: {_level(item['held'])} / {_level(item['required'])}" for item in block["items"]]


def courses(block: Block) -> list[str]:
    """Courses with their length, languages and provider, and why each is there."""
    lines = []
    for item in block["items"]:
        more = ", ".join(part for part in (item.get("duration") or f"{item['minutes']:g} min",
                                           "/".join(item["languages"]), item.get("provider")) if part)
        lines.append(f"• {item['title']} ({more})" + (f"\n  {item['why']}" if item.get("why") else ""))
    return lines


def options(block: Block) -> list[str]:
    """The options of a question under letters."""
    return [f"{LETTERS[place]}) {option}" for place, option in enumerate(block.get("options") or ())]


def feedback(block: Block) -> list[str]:
    """Why an answer was right or wrong."""
    return [str(block["explanation"])] if block.get("explanation") else []


def document(block: Block) -> list[str]:
    """Where a document is to be had."""
    return [f"{block['label']}: {block.get('command') or block['href']}"]


def chart(block: Block) -> list[str]:
    """What a chart shows."""
    return [str(block["alternative"])]


def graph(block: Block) -> list[str]:
    """The nodes of a map, and what leads where."""
    named = {node["id"]: str(node.get("label") or node["id"]) for node in block["nodes"] if isinstance(node, Mapping)}
    return [*named.values(), *(f"{named.get(edge.get('from'), edge.get('from'))} → "
                               f"{named.get(edge.get('to'), edge.get('to'))}" for edge in block["edges"]
                               if isinstance(edge, Mapping))]


# The lines of each kind of block; choices and questions are the channel's to show.
LINES: dict[str, Callable[[Block], list[str]]] = {
    "table": table, "competencies": competencies, "courses": courses, "feedback": feedback, "document": document,
    "chart": chart, "map": graph}


def unsaid(text: str, lines: Sequence[str]) -> list[str]:
    """The lines that a text does not hold already."""
    return [line for line in lines if line.removeprefix("• ") not in text]


def _level(level: int | None) -> str:
    return "–" if level is None else str(level)
