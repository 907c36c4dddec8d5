"""All that replies tell, taken out of their text, blocks and sources: texts, ids, and numbers with the unit that their
place tells.

Refuses what only shapes a reply: sizes in the drawing of a chart, places on a map, the reply's own id and time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from bot.llm.dates_said import Dates
from bot.llm.figure_words import UNITS, Unit, figure_words
from bot.llm.plain_text import folded, plain

# Strings that name something to machines, and what of a block is drawn and not told.
_IDS = frozenset(("id", "competency_id", "entity", "entry", "item", "href", "media_type", "kind", "type", "languages"))
_DRAWN = frozenset(("config", "width", "height", "layer", "encoding", "mark", "$schema", "x", "y", "radius", "color"))
_LEVELS = frozenset(("required", "held", "from", "to", "level"))
# Parts of keys and ids of figures that tell a unit: "minutes_shorter", "price_inr".
_KEYS: Mapping[str, Unit] = {
    "minutes": UNITS["minute"], "minute": UNITS["minute"], "hours": UNITS["hour"], "days": UNITS["day"],
    "weeks": UNITS["week"], "months": UNITS["month"], "years": UNITS["year"], "inr": UNITS["rupees"],
    "rupees": UNITS["rupees"], "cost": UNITS["rupees"], "budget": UNITS["rupees"], "price": UNITS["rupees"],
    "rating": UNITS["stars"], "percent": UNITS["percent"], "share": UNITS["percent"], "confidence": UNITS["percent"],
    **dict.fromkeys(("score", "gap", "number", "of", "rows", "place", "courses", "count"), ("word", 1))}
_LISTS = frozenset(("rows", "items", "options", "nodes", "edges"))
_WHOLE_DATE = re.compile(r"\d{4}-\d\d(?:-\d\d)?.*|\d{4}", re.DOTALL)
_BULLET = re.compile(r"[ \t]*(?:[•·*-]|\d{1,2}[.)])[ \t]")


@dataclass
class Gathered:
    """What replies tell: texts as they stand there, ids, numbers with the unit that their place tells ("" without), and
    how many things the lists hold that are shown."""

    texts: list[str] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    numbers: set[tuple[float, str, float]] = field(default_factory=set)
    counts: set[int] = field(default_factory=set)


def gather(replies: Sequence[Mapping[str, Any]]) -> Gathered:
    """What the replies tell, as `Reply.as_json` gives them."""
    found = Gathered()
    for reply in replies:
        for key in ("text", "understood"):
            if isinstance(reply.get(key), str):
                found.texts.append(reply[key])
                found.counts |= set(_bullets(reply[key]))
        for block in reply.get("blocks") or ():
            if block.get("type") == "table":
                _table(found, block)
            elif block.get("type") == "choices" and reply.get("outcome") != "clarify":
                # next steps are no list of anything; what one may mean is one
                _walk(found, {"choices": block.get("items")}, "")
            else:
                _walk(found, block, "")
        for source in reply.get("sources") or ():
            _source(found, source)
    return found


def _bullets(text: str) -> Iterable[int]:
    """How many items each list in a text has."""
    run = 0
    for line in [*text.split("\n"), ""]:
        if _BULLET.match(line):
            run += 1
        elif run:
            yield run
            run = 0


def _walk(found: Gathered, value: Any, key: str, unit: Unit = ("", 1)) -> None:
    """Takes in a value that stands under a key, however deep."""
    if isinstance(value, str):
        if key in _IDS or (key in ("from", "to") and " " not in value):
            _id(found, value)
        else:
            found.texts.append(value)
    elif isinstance(value, bool) or value is None:
        return
    elif isinstance(value, int | float):
        found.numbers.add((float(value), *(unit if unit[0] else _unit_of(key))))
    elif isinstance(value, Mapping):
        for name, each in value.items():
            if name not in _DRAWN or (name == "y" and key.startswith("data-")):
                if name in _LISTS and isinstance(each, list):
                    found.counts.add(len(each))
                _walk(found, each, name, unit)
    elif isinstance(value, Sequence):
        for each in value:
            _walk(found, each, key, unit)


def _id(found: Gathered, value: str) -> None:
    """An id is told as it is; one that is a day or a period tells that too."""
    found.ids.add(folded(value))
    if _WHOLE_DATE.fullmatch(value):
        found.texts.append(value)
    else:
        found.ids |= {folded(part) for part in re.split(r"[:?=&#]", value) if any(map(str.isdecimal, part))}


def _unit_of(key: str) -> Unit:
    if key.split(":")[0] in _LEVELS:
        return "level", 1
    return next((_KEYS[part] for part in re.split(r"[_:]", key) if part in _KEYS), ("", 1))


def _table(found: Gathered, block: Mapping[str, Any]) -> None:
    """A table: the cells of a column have its unit."""
    columns, rows = block.get("columns") or [], block.get("rows") or []
    found.counts.add(len(rows))
    units = [_column(each) for each in columns]
    for column in columns:
        _walk(found, {key: each for key, each in column.items() if key != "id"}, "")
    for row in rows:
        for cell, unit in zip(row, units, strict=False):
            _walk(found, cell, "", unit)
    _walk(found, {key: each for key, each in block.items() if key not in ("columns", "rows")}, "")


def _column(column: Mapping[str, Any]) -> Unit:
    if column.get("id") == "level" or folded(str(column.get("label"))) in figure_words().level:
        return "level", 1
    for said in (column.get("unit"), column.get("label")):
        if isinstance(said, str):
            pieces = Dates(plain(said))
            unit = next((unit for at, token in enumerate(pieces.tokens) if token.kind in ("word", "sign")
                         and (unit := pieces.unit(at)) and not (at and pieces.tokens[at - 1].kind == "num")), None)
            if unit:
                return unit[0]
    return _unit_of(str(column.get("id")))


def _source(found: Gathered, source: Mapping[str, Any]) -> None:
    """A source: its figure has the unit that its id tells; a period tells its last day too."""
    key = str(source.get("id", ""))
    _id(found, key)
    for name, value in source.items():
        if name in ("id", "kind"):
            continue
        _walk(found, value, key if name == "value" and source.get("kind") == "figure" else name)
    end = source.get("end")
    if source.get("kind") == "period" and isinstance(end, str):
        try:
            found.texts.append((date.fromisoformat(end) - timedelta(days=1)).isoformat())
        except (ValueError, OverflowError):
            return
