"""The figures of a reply, each under where it stands, and how those of two replies differ. Pure.

What is made afresh for each reply (choices, files, their addresses) is no figure; words without a figure are none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]
# Where something stands (a row, an item, a source), and what it says there by name.
Figures = dict[str, dict[str, Any]]

# Blocks that lead on, or are to be fetched.
_LEAD_ON = frozenset({"choices", "document", "question"})
# Addresses and commands hold ids that are made anew each time; the drawing of a chart is that of its table.
_MADE_ANEW = frozenset({"href", "command", "say", "spec", "type"})
# Words: they count where they tell a figure.
_WORDS = frozenset({"label", "title", "why", "text", "alternative", "explanation"})
# By these a thing in a list is known.
_NAMES = ("id", "competency_id", "course_id", "item")
NOT_TOLD = "not told (a small group)"
# The place of what was asked.
ASKED = "what was asked"


@dataclass(frozen=True)
class Difference:
    """A figure that is another one now: where it stands, what it is called there, what it was and what it is. Without a
    name the whole row, item or source is meant; None: it is not there."""

    place: str
    name: str
    was: Any
    now: Any

    def as_json(self) -> Json:
        """The difference as plain JSON."""
        return {"place": self.place, "name": self.name, "was": self.was, "now": self.now}


def figures(reply: Json) -> Figures:
    """All figures of a reply's JSON: numbers, levels, dates and ids of its blocks, sources and arguments."""
    found: Figures = {}
    for block in reply["blocks"]:
        for place, told in _of_block(block):
            _put(found, place, told)
    for source in reply["sources"]:
        # the instant that an answer is about stands in its receipt
        if source["kind"] != "snapshot":
            told = {name: value for name, value in source.items() if name not in ("kind", "id")}
            # a thing may be named by its id alone
            _put(found, f"{source['kind']} {source['id']}", dict(_flat(told)) or {"id": source["id"]})
    asked = dict(_flat(reply["arguments"]))
    if asked:
        found[ASKED] = asked
    return found


def count(found: Figures) -> int:
    """How many figures there are, beside those of what was asked."""
    return sum(len(told) for place, told in found.items() if place != ASKED)


def differences(was: Figures, now: Figures, *, part: bool = False) -> list[Difference]:
    """What differs, in the order of the reply that was given. `part`: only a part of it could be computed anew, so that
    what is missing now says nothing."""
    made: list[Difference] = []
    for place, told in was.items():
        if place not in now:
            if not part:
                made.append(Difference(place, "", "there", None))
            continue
        for name in dict.fromkeys((*told, *now[place])):
            before, after = told.get(name), now[place].get(name)
            if before != after and not (part and name not in now[place]):
                made.append(Difference(place, name, before, after))
    return made + [Difference(place, "", None, "there") for place in now if place not in was]


def _put(found: Figures, place: str, told: dict[str, Any]) -> None:
    """Puts figures under a place of their own."""
    if not told:
        return
    name, again = place, 1
    while name in found:
        again += 1
        name = f"{place} ({again})"
    found[name] = told


def _of_block(block: Json) -> Iterator[tuple[str, dict[str, Any]]]:
    kind = str(block["type"])
    if kind in _LEAD_ON:
        return
    if kind == "table":
        yield from _of_table(block)
        return
    whole = {}
    for name, value in block.items():
        if isinstance(value, list) and value and all(isinstance(each, dict) for each in value):
            for item in value:
                yield f"{kind}: {_label(item)}", dict(_flat(item))
        else:
            whole[name] = value
    yield kind, dict(_flat(whole))


def _of_table(block: Json) -> Iterator[tuple[str, dict[str, Any]]]:
    """A row is known by its first cell and by whatever else in it is a thing with an id."""
    names = [str(column["label"]) for column in block["columns"]]
    for row in block["rows"]:
        known = [_label(cell) for at, cell in enumerate(row) if at == 0 or _is_thing(cell)]
        place = ", ".join([f"{block.get('title') or 'table'}: {known[0] if known else ''}", *known[1:]])
        yield place, {name: _cell(cell) for name, cell in zip(names, row, strict=False)}


def _is_thing(cell: Any) -> bool:
    return isinstance(cell, dict) and "id" in cell


def _cell(cell: Any) -> Any:
    if not isinstance(cell, dict):
        return cell
    return NOT_TOLD if cell.get("suppressed") else cell.get("id")


def _label(thing: Any) -> str:
    if not isinstance(thing, dict):
        return str(thing)
    if "from" in thing and "to" in thing:  # what joins two things of a map
        return f"{thing['from']} to {thing['to']}"
    return str(thing.get("label") or thing.get("title") or next((thing[each] for each in _NAMES if each in thing), ""))


def _flat(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """The figures in a value at any depth, each by a name of words."""
    last = name.rpartition(" ")[2]
    if last in _MADE_ANEW:
        return
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _flat(each, f"{name} {key}".strip())
    elif isinstance(value, list) and any(isinstance(each, dict | list) for each in value):
        for at, each in enumerate(value, 1):
            known = next((str(each[key]) for key in _NAMES if key in each), "") if isinstance(each, dict) else ""
            yield from _flat(each, f"{name} {known or at}".strip())
    elif not (isinstance(value, str) and last in _WORDS and not any(sign.isdigit() for sign in value)):
        yield name, value
