"""Hints to quiz items: something that helps to think and never gives the answer away. Pure.

A hint is a kind and its values; the words are those of the reply. Where nothing can be said that leaves the answer
open, there is no hint.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from passbook.items import Item, is_right, plain

Kind = Literal["not", "many", "first", "letter", "figure", "sentence"]

_SENTENCE = re.compile(r"(?<=[.?!।])\s+")
# A sentence that shares so many words with the question speaks of its matter.
_SHARED = 2


@dataclass(frozen=True)
class Hint:
    """A hint: `not` (an `option` that is wrong), `many` (`right` of `of` options are right), `first` (the `option` that
    comes first), `letter` (of a short answer, with how many `letters` or `words`), `figure` (a figure of so many
    `digits`), `sentence` (from a course, `text`)."""

    kind: Kind
    values: dict[str, Any] = field(default_factory=dict)


def hint(item: Item, sections: Iterable[str] = ()) -> Hint | None:
    """The hint to an item, always the same one; None where none leaves the answer open. `sections` are the texts of the
    course that the item goes with."""
    if item.kind == "single" and len(item.options) >= 3:
        wrong = [place for place in range(len(item.options)) if place not in item.answer]
        place = min(wrong, key=lambda each: hashlib.sha256(f"{item.id}:{each}".encode()).hexdigest())
        return Hint("not", {"place": place, "option": item.options[place]})
    if item.kind == "multiple" and len(item.options) >= 3 and 0 < len(item.answer) < len(item.options):
        return Hint("many", {"right": len(item.answer), "of": len(item.options)})
    if item.kind == "order" and len(item.options) >= 3:
        return Hint("first", {"place": item.answer[0], "option": item.options[item.answer[0]]})
    if item.kind == "short" and item.answer:
        return _of_short(item)
    return _sentence(item, sections)


def _of_short(item: Item) -> Hint | None:
    words = plain(str(item.answer[0]))
    if len(words) == 1 and words[0].isdecimal():
        return Hint("figure", {"digits": len(words[0])}) if len(words[0]) > 1 else None
    # vowel signs of Indian scripts belong to their letters
    letters = sum(unicodedata.category(sign)[0] in "LN" for sign in "".join(words))
    if letters < 3:
        return None
    return Hint("letter", {"letter": words[0][0].upper(), "words": len(words), "letters": letters})


def _sentence(item: Item, sections: Iterable[str]) -> Hint | None:
    """The sentence of the course that shares most words with the question and holds no option of it."""
    asked = {word for word in plain(item.stem) if len(word) > 3}
    best: tuple[int, str] | None = None
    for text in sections:
        for sentence in _SENTENCE.split(" ".join(text.split())):
            shared = len(asked & set(plain(sentence)))
            if shared >= _SHARED and not _tells(item, sentence) and (best is None or shared > best[0]):
                best = shared, sentence
    return Hint("sentence", {"text": best[1]}) if best else None


def _tells(item: Item, sentence: str) -> bool:
    """Whether a sentence holds the answer, or most words of any option."""
    words = set(plain(sentence))
    texts = [str(text) for text in (item.options if item.kind != "short" else item.answer)]
    return any(2 * len(words & set(plain(text))) > len(set(plain(text))) for text in texts) or (
        item.kind == "short" and is_right(item, sentence))
