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


SMALL_WORDS = frozenset("""
    a about above after again all also an and any are as at be because been before being below between both but by can
    could did do does down during each few for from further had has have having he her here his how if in into is it its
    just may might more most must no nor not now of off on once one only or other our out over own per same shall she
    should so some such than that the their them then there these they this those through to too two under until up upon
    was were what when where which while who whom whose why will with would you your
""".split())


def content_words(text: str) -> set[str]:
    """The words that carry meaning, in small letters and without common endings; figures are words too."""
    found = set()
    for word in plain(text).split():
        if word in SMALL_WORDS or (len(word) < 3 and not word.isdigit() and word.isascii()):
            continue
        for ending in ("ings", "ing", "ies", "ied", "ed", "es", "s", "y", "e"):
            if word.isascii() and word.endswith(ending) and len(word) - len(ending) >= 3:
                word = word[: -len(ending)]
                break
        found.add(word)
    return found


def single_choice(authored: Authored) -> list[tuple[Item, list[str], int]]:
    """Each item with one right option that is there: the item, its options and the place of the key."""
    return [
        (question, options, answer[0])
        for question in authored.questions
        for options, answer in [(question.get("options") or [], question.get("answer") or [])]
        if question.get("kind") == "single"
        and len(answer) == 1
        and isinstance(answer[0], int)
        and 0 <= answer[0] < len(options)
    ]


def devanagari(file: str, entry: str, field: str, text: str | None) -> Problems:
    letters = [letter for letter in text or "" if letter.isalpha()]
    if not letters:
        yield Problem(f"{file} {entry}", f"it has no {field}", "Write the Hindi name")
    elif sum("\u0900" <= letter <= "\u097f" for letter in letters) < len(letters) / 2:
        yield Problem(f"{file} {entry}", f"{field} is not in Devanagari: {text!r}", "Write it in Devanagari")
