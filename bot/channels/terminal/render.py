"""A reply as plain lines for a terminal: everything in it is said, and choices become numbers.

Letters of a terminal have one width, so that levels can be drawn as bars; that is all it does unlike the chats. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.channel import Call, Part
from bot.channels.terminal.limits import LIMITS, ROWS
from bot.degrade import degrade
from bot.saying import LINES, Block, clean, course, flat, level, options, table

__all__ = ["calls", "clean", "render"]

METHOD = "print"
_NO_TURN = "0" * 32


def render(reply: Mapping[str, Any]) -> str:
    """The text of a reply (as JSON) with its blocks below it."""
    told = {"language": "en", "outcome": "answered", **reply}
    return _text(degrade(told, LIMITS, _NO_TURN, _no_words, lines=_LINES))


def calls(chat: str, parts: Sequence[Part]) -> list[Call]:
    """The one call that says these parts; none where there is nothing to say."""
    text = _text(parts)
    return [Call(METHOD, {"chat": chat, "text": text})] if text else []


def _text(parts: Sequence[Part]) -> str:
    return "\n\n".join(part.text for part in parts)


def _no_words(_key: str, **_values: Any) -> str:
    """Nothing: above a prompt, numbers say by themselves that one may be typed."""
    return ""


# ---- blocks


def _competencies(block: Block) -> list[str]:
    items = block["items"]
    width = max((len(flat(item["label"])) for item in items), default=0)
    return [f"{flat(item['label']):<{width}}  {_bar(item):<5}  {level(item['held'])} / {level(item['required'])}"
            for item in items]


def _bar(item: Mapping[str, Any]) -> str:
    held, required = item["held"] or 0, item["required"] or 0
    return "■" * held + "□" * max(required - held, 0)


def _courses(block: Block) -> list[str]:
    """Courses with their ids, by which they can be asked for."""
    return [line for item in block["items"]
            for line in (f"[{flat(item['id'])}] {course(item)}", f"    {flat(item['why'])}") if line.strip()]


def _table(block: Block) -> list[str]:
    more = len(block["rows"]) - ROWS
    return table({**block, "rows": block["rows"][:ROWS]}) + ([f"… + {more}"] if more > 0 else [])


def _indented(lines: Callable[[Block], list[str]]) -> Callable[[Block], list[str]]:
    return lambda block: [f"  {line}" for line in lines(block)]


# A question stands in the text right above its options.
_LINES = {kind: _indented(lines) for kind, lines in {
    **LINES, "competencies": _competencies, "courses": _courses, "table": _table, "question": options}.items()}
