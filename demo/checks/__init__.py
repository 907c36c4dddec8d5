"""The checks of the demo content, one file a subject; the table of them stands in demo/check.py.

A check is a function that takes what people wrote and yields what it finds wrong, each with the way to mend it.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from demo.authored import Authored, Item


class Problem(NamedTuple):
    where: str
    what: str
    mend: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}. {self.mend}."


Problems = Iterator[Problem]


def entries(authored: Authored) -> Iterator[tuple[str, list[Item]]]:
    """Every authored file but the tenant's, by name, with its entries."""
    for name, rows in authored.tables.items():
        yield f"{name}.csv", [dict(row) for row in rows]
    for name, items in authored.lists.items():
        yield f"{name}.jsonl", items


def is_live(course: Item) -> bool:
    return (course.get("status") or "live") == "live"


def plain(text: str) -> str:
    """The words and numbers alone, in small letters."""
    return " ".join(re.findall(r"[\w%₹]+", text.casefold()))


def devanagari(file: str, entry: str, field: str, text: str | None) -> Problems:
    letters = [letter for letter in text or "" if letter.isalpha()]
    if not letters:
        yield Problem(f"{file} {entry}", f"it has no {field}", "Write the Hindi name")
    elif sum("\u0900" <= letter <= "\u097f" for letter in letters) < len(letters) / 2:
        yield Problem(f"{file} {entry}", f"{field} is not in Devanagari: {text!r}", "Write it in Devanagari")
