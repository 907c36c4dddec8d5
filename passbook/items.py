"""Quiz items: what one is, what counts as a right answer to it, what chance gives, and which share a case. Pure.

Refuses to read messages: an answer comes as option indexes or, for the kind `short`, as a text.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from rapidfuzz.distance import OSA

Kind = Literal["single", "multiple", "order", "short"]

_GROUPED = re.compile(r"(?<=\d)[,،](?=\d)")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")


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

    @property
    def at(self) -> int:
        """The level that the item is for; an item without one is taken as of the lowest, the careful reading."""
        return self.level or 1

    @property
    def case(self) -> str | None:
        """The case that the item is about: the first paragraph of its stem, where a blank line and a question follow.
        Items with the same case belong together."""
        case, _ = parted(self.stem)
        return " ".join(case.split()) if case is not None else None

    @property
    def chance(self) -> float:
        """The chance (0-1) that blind guessing gives the right answer."""
        count = len(self.options)
        if self.kind == "single":
            return 1.0 / max(count, 1)
        if self.kind == "multiple":
            return 1.0 / max(2.0 ** min(count, 60) - 1.0, 1.0)
        return 1.0 / math.factorial(min(count, 12)) if self.kind == "order" else 0.0

    def key_text(self) -> str:
        """The right answer in words."""
        if self.kind == "short":
            return str(self.answer[0]) if self.answer else ""
        joint = " → " if self.kind == "order" else "; "
        return joint.join(self.options[place] for place in self.answer if 0 <= place < len(self.options))


def parted(stem: str) -> tuple[str | None, str]:
    """A stem as its case, if it has one, and its question."""
    head, *rest = _BLANK_LINE.split(stem.replace("\r\n", "\n").strip(), maxsplit=1)
    return (head, rest[0].strip()) if rest else (None, head)


def is_right(item: Item, given: Sequence[int] | str) -> bool:
    """Whether an answer is right: option indexes, in any order unless the kind is `order`, or a text."""
    if item.kind == "short":
        said = plain(str(given))
        return any(_same(said, plain(str(accepted))) for accepted in item.answer)
    if isinstance(given, str):
        return False
    if item.kind == "order":
        return list(given) == list(item.answer)
    return set(given) == set(item.answer)


def plain(text: str) -> list[str]:
    """The words of a short answer: folded, without signs; figures in Western digits, `25,000` as `25000`."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    folded = _GROUPED.sub("", "".join(str(unicodedata.digit(sign)) if sign.isdecimal() else sign for sign in folded))
    kept = "".join(sign if unicodedata.category(sign)[0] in "LMN" or sign == "." else " " for sign in folded)
    # a point stands inside a figure alone
    return [word for part in kept.split() for word in ([part] if re.fullmatch(r"\d+\.\d+", part)
                                                       else part.replace(".", " ").split())]


def _same(said: list[str], accepted: list[str]) -> bool:
    """Alike but for spelling. Whatever holds a figure must be the same; where a figure alone is asked for, a word or
    two may stand beside it."""
    if not said or not accepted:
        return False
    if len(accepted) == 1 and accepted[0].replace(".", "").isdecimal():
        figures = [word for word in said if any(sign.isdecimal() for sign in word)]
        return figures == accepted and len(said) <= 3
    if len(said) == len(accepted):
        return all(_alike(one, other) for one, other in zip(said, accepted, strict=True))
    # joined or parted words: "green ink" as "greenink"
    return _alike("".join(said), "".join(accepted))


def _alike(said: str, accepted: str) -> bool:
    """One slip of the pen in four letters, none in the first: `lawful` is not `unlawful`, `16a` is not `16b`."""
    if said == accepted:
        return True
    if any(sign.isdecimal() for sign in said + accepted) or said[0] != accepted[0]:
        return False
    return OSA.distance(said, accepted) <= len(accepted) // 4
