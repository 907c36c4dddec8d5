"""The blocks of a reply as lines of text, for channels that show nothing but text: everything in a block is said.

One implementation for the terminal and for chats, whose letters are of different widths: no columns by spaces here.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import Any

Block = Mapping[str, Any]
LETTERS = "abcdefghijklmnopqrstuvwxyz"
_TURNING = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})
_BLANK = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Zs"})
SUPPRESSED = "–"


def clean(text: str) -> str:
    """Text without signs that would steer a terminal or a reader's eye: controls, and those that turn the direction of
    writing. A tab is a space."""
    return "".join(sign for sign in text.replace("\t", " ") if sign == "\n" or (
        unicodedata.category(sign) not in ("Cc", "Cs", "Co")
        and unicodedata.bidirectional(sign) not in _TURNING))


def flat(text: Any) -> str:
    """Clean text on one line."""
    return " ".join(clean(str(text)).split())


def visible(text: str) -> bool:
    """Whether there is anything to be seen in a text; a service refuses a message without."""
    return any(unicodedata.category(sign) not in _BLANK for sign in text)


def says(text: str, told: str) -> bool:
    """Whether a text tells this already, however its lines are broken."""
    return " ".join(told.split()) in " ".join(text.split())


# ---- tables


def cell(value: Any, unit: str | None = None) -> str:
    """A cell of a table in words, with the sign of a rate; `–` where it is suppressed, nothing where there is none."""
    if isinstance(value, Mapping):
        return SUPPRESSED if value.get("suppressed") else flat(value.get("label") or value.get("id") or "")
    if value is None:
        return ""
    if isinstance(value, bool):
        return "✓" if value else "✗"
    if not isinstance(value, (int, float)):
        return flat(value)
    said = f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
    said = "0" if said == "-0" else said
    return f"{said} %" if unit == "%" else said


def table(block: Block) -> list[str]:
    """The rows of a table, a line each, under a line of its headings. A column with nothing in any row is left out."""
    columns = block["columns"]
    units = [column.get("unit") for column in columns]
    width = max([len(columns), *(len(row) for row in block["rows"])])
    units += [None] * (width - len(columns))
    rows = [[cell(value, unit) for value, unit in zip(row, units, strict=False)] for row in block["rows"]]
    heads = [_heading(column) for column in columns]
    kept = [place for place in range(width) if any(_at(row, place) for row in rows)] or list(range(len(heads)))
    title = [flat(block["title"])] if block.get("title") else []
    return [*title, _joined(_at(heads, place) for place in kept),
            *(_joined(_at(row, place) for place in kept) for row in rows)]


def _heading(column: Mapping[str, Any]) -> str:
    unit = column.get("unit")
    # a rate has its sign at each figure
    return flat(column["label"]) + (f" ({flat(unit)})" if unit and unit != "%" else "")


def _at(row: list[str], place: int) -> str:
    return row[place] if place < len(row) else ""


def _joined(cells: Iterable[str]) -> str:
    """Cells on a line. An empty one keeps its place, so that the next is not taken for it."""
    told = list(cells)
    while told and not told[-1]:
        told.pop()
    return " ·".join(f" {each}" if each else "" for each in told).lstrip(" ")


# ---- what a person has, and may take


def level(value: int | None) -> str:
    """A level; `–` where it is not known."""
    return "–" if value is None else str(value)


def competencies(block: Block) -> list[str]:
    """Competencies with the level held and the level required."""
    return [f"• {flat(item['label'])}: {level(item['held'])} / {level(item['required'])}" for item in block["items"]]


def course(item: Mapping[str, Any]) -> str:
    """A course with its length, languages and provider."""
    more = (item.get("duration") or f"{cell(item['minutes'])} min", "/".join(map(str, item["languages"])),
            item.get("provider"))
    return flat(f"{item['title']} ({', '.join(str(part) for part in more if part)})")


def courses(block: Block) -> list[str]:
    """Courses, and why each is there."""
    return [f"• {course(item)}" + (f"\n  {flat(item['why'])}" if item.get("why") else "") for item in block["items"]]


# ---- what is asked and answered


def sign(place: int) -> str:
    """The letter of an option at a place from 0; beyond the alphabet a number."""
    return LETTERS[place] if place < len(LETTERS) else str(place + 1)


def options(block: Block) -> list[str]:
    """The options of a question under letters."""
    return [f"{sign(place)}) {flat(option)}" for place, option in enumerate(block.get("options") or ())]


def question(block: Block) -> list[str]:
    """A question, and its options."""
    return [*([str(block["stem"])] if block["stem"] else []), *options(block)]


def choices(block: Block) -> list[str]:
    """Choices under numbers, from `first` on."""
    return [f"{number}. {flat(item['label'])}" for number, item in enumerate(block["items"], block.get("first", 1))]


def feedback(block: Block) -> list[str]:
    """Whether an answer was right, and why."""
    return [f"{'✓' if block['correct'] else '✗'} {block['explanation']}"] if block["explanation"] else []


# ---- what is to be looked at


def document(block: Block) -> list[str]:
    """Where a document is to be had: the command that writes it, where there is one, since an address wants a
    session."""
    return [f"{flat(block['label'])}: {flat(block.get('command') or block['href'])}"]


def chart(block: Block) -> list[str]:
    """What a chart shows."""
    return [str(block["alternative"])]


def graph(block: Block) -> list[str]:
    """The nodes of a map that stand alone, and what leads where."""
    nodes = {str(node.get("id")): flat(node.get("label") or node.get("id") or "")
             for node in block["nodes"] if isinstance(node, Mapping)}
    edges = [edge for edge in block["edges"] if isinstance(edge, Mapping)]
    ends = [(str(edge.get("from")), str(edge.get("to"))) for edge in edges]
    alone = set(nodes) - {end for pair in ends for end in pair}
    return [*(name for identity, name in nodes.items() if name and identity in alone),
            *(f"{nodes.get(start, start)} → {nodes.get(end, end)}" + (f" ({flat(edge['label'])})" if edge.get("label")
                                                                      else "")
              for (start, end), edge in zip(ends, edges, strict=True))]


# The lines of each kind of block.
LINES: dict[str, Callable[[Block], list[str]]] = {
    "table": table, "competencies": competencies, "courses": courses, "question": question, "choices": choices,
    "feedback": feedback, "document": document, "chart": chart, "map": graph}
