"""The rules of a quiz: which items, what counts as right, what a result says. Pure functions.

A result is told for the level that at least half of the items asked have or exceed, so that easy items never prove a
high level; fewer than `ENOUGH` answers prove nothing, and nothing is recorded then.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Any, Literal

from rapidfuzz import fuzz

from passbook.entries import Entry

LENGTH = 5
ENOUGH = 3
# How alike (0-100) a short answer must be to an accepted text: spelling is not what is tested.
ALIKE = 85

Kind = Literal["single", "multiple", "order", "short"]


@dataclass(frozen=True)
class Item:
    """A quiz item. `answer` holds option indexes from 0 (in order, where the kind is `order`), or accepted texts."""

    id: str
    competency_id: str
    level: int | None
    course_id: str | None
    kind: Kind
    stem: str
    stem_hi: str | None
    options: tuple[str, ...]
    answer: tuple[Any, ...]
    explanation: str
    source: str | None

    def key_text(self) -> str:
        """The right answer in words."""
        if self.kind == "short":
            return str(self.answer[0]) if self.answer else ""
        joint = " → " if self.kind == "order" else "; "
        return joint.join(self.options[place] for place in self.answer if 0 <= place < len(self.options))


def pick(items: Sequence[Item], target: int, seen: Set[str], seed: str, length: int = LENGTH) -> list[Item]:
    """The items of a quiz: fresh ones first, near the target level, in an order that depends on `seed` alone; easier
    ones are asked before harder ones."""
    def rank(item: Item) -> tuple[bool, int, str]:
        away = abs((item.level or 1) - target)
        return item.id in seen, away, hashlib.sha256(f"{seed}:{item.id}".encode()).hexdigest()

    chosen = sorted(items, key=rank)[:length]
    return sorted(chosen, key=lambda item: ((item.level or 1), rank(item)))


def main_competency(items: Sequence[Item]) -> str:
    """The competency that most of the items are about."""
    return min(Counter(item.competency_id for item in items).items(), key=lambda each: (-each[1], each[0]))[0]


def is_right(item: Item, given: Sequence[int] | str) -> bool:
    """Whether an answer is right: option indexes, in any order unless the kind is `order`, or a text."""
    if item.kind == "short":
        said = _plain(str(given))
        return any(_same(said, _plain(str(accepted))) for accepted in item.answer)
    if isinstance(given, str):
        return False
    if item.kind == "order":
        return list(given) == list(item.answer)
    return set(given) == set(item.answer)


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s]", " ", text.casefold()).split())


def _same(said: str, accepted: str) -> bool:
    """Alike but for spelling; figures must be the same figures."""
    if re.findall(r"\d+", said) != re.findall(r"\d+", accepted):
        return False
    return bool(said) and fuzz.ratio(said, accepted) >= ALIKE


@dataclass(frozen=True)
class Result:
    """What a finished quiz says: `score` 0-100, the `level` it is told for, how many were `right` of `asked`."""

    score: float
    level: int
    right: int
    asked: int


def result(asked: Sequence[tuple[Item, bool]]) -> Result | None:
    """The result of the items answered (item, whether right); None where they are too few to tell anything."""
    if len(asked) < ENOUGH:
        return None
    right = sum(correct for _, correct in asked)
    levels = sorted((item.level or 1 for item, _ in asked), reverse=True)
    level = levels[(len(levels) + 1) // 2 - 1]
    return Result(round(100 * right / len(asked), 1), level, right, len(asked))


def answered_before(entries: Sequence[Entry]) -> set[str]:
    """Ids of the items that a person answered in earlier quizzes, by the evidence of their entries."""
    return {str(answer["item"]) for entry in entries if entry.evidence
            for answer in entry.evidence.get("items", ()) if "item" in answer}
