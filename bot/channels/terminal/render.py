"""A reply as plain lines for a terminal: everything in it is said, and choices become numbers. The smallest channel."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any

from bot.turn import Block

_TURNING = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})


def render(reply: dict[str, Any]) -> str:
    """The text of a reply (as JSON) with its blocks below it."""
    parts = [reply["text"]]
    parts += [made for block in reply["blocks"] if (made := _block(block))]
    return clean("\n\n".join(parts))


def clean(text: str) -> str:
    """Text without signs that would steer a terminal: controls, and those that turn the direction of writing."""
    return "".join(sign for sign in text if sign == "\n" or (
        unicodedata.category(sign) not in ("Cc", "Cs", "Co")
        and unicodedata.bidirectional(sign) not in _TURNING))


def _block(block: Block) -> str:
    made = RENDERERS.get(block["type"])
    return made(block) if made else ""


def _choices(block: Block) -> str:
    return "\n".join(f"  {number}. {item['label']}" for number, item in enumerate(block["items"], 1))


def _question(block: Block) -> str:
    return "\n".join(f"  {chr(96 + number)}) {option}" for number, option in enumerate(block.get("options", ()), 1))


def _courses(block: Block) -> str:
    lines = []
    for item in block["items"]:
        more = ", ".join(part for part in (item.get("duration") or f"{item['minutes']:g} min",
                                           "/".join(item["languages"]), item.get("provider")) if part)
        lines.append(f"  [{item['id']}] {item['title']} ({more})\n      {item['why']}")
    return "\n".join(lines)


def _competencies(block: Block) -> str:
    def bar(item: dict[str, Any]) -> str:
        held, required = item["held"] or 0, item["required"] or 0
        return "■" * held + "□" * max(required - held, 0)

    width = max((len(item["label"]) for item in block["items"]), default=0)
    return "\n".join(f"  {item['label']:<{width}}  {bar(item):<5}  {item['held'] if item['held'] is not None else '–'}"
                     f" / {item['required'] if item['required'] is not None else '–'}" for item in block["items"])


def _table(block: Block) -> str:
    def cell(value: Any) -> str:
        if isinstance(value, dict):
            return "–" if value.get("suppressed") else str(value.get("label", ""))
        return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)

    rows = [[cell(value) for value in row] for row in block["rows"]]
    heads = [column["label"] for column in block["columns"]]
    kept = [place for place in range(len(heads)) if any(row[place] for row in rows)]
    return "\n".join("  " + " · ".join(row[place] for place in kept if row[place]) for row in _first(rows, 40)) + (
        f"\n  … {len(rows) - 40} more" if len(rows) > 40 else "")


def _first(rows: list[list[str]], count: int) -> Iterable[list[str]]:
    return rows[:count]


def _document(block: Block) -> str:
    # In a terminal there is no session to fetch it with: the command that writes it is told.
    return f"  {block['label']}: {block.get('command') or block['href']}"


RENDERERS = {"choices": _choices, "question": _question, "courses": _courses, "competencies": _competencies,
             "table": _table, "document": _document}
