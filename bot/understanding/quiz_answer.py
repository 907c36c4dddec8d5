"""Reads a message as the answer to a quiz item: letters, numbers, ordinals, or the text of an option.

None where it is none of these; then it may be another wish. For a short answer any text will do.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from bot.understanding.lexicon import Span, lexicon
from passbook.quiz import Item
from retrieval.words import fold, words

_ALIKE = 88


def read_answer(item: Item, text: str) -> list[int] | str | None:
    """Option indexes from 0, or the text of a short answer; None where the message answers nothing."""
    if item.kind == "short":
        return text.strip() or None
    chosen = _by_text(item.options, text)
    if chosen is None:
        chosen = _by_signs(text, len(item.options))
    if chosen is None or any(not 0 <= place < len(item.options) for place in chosen):
        return None
    if item.kind == "single":
        return chosen if len(chosen) == 1 else None
    if item.kind == "order":
        return chosen if sorted(chosen) == list(range(len(item.options))) else None
    return sorted(set(chosen))


def _by_text(options: Sequence[str], text: str) -> list[int] | None:
    """The option whose text was typed, whole or nearly so."""
    said = " ".join(words(text))
    if len(said) < 2:
        return None
    plain = [" ".join(words(option)) for option in options]
    if said in plain:
        return [plain.index(said)]
    if len(said) < 6:
        return None
    scores = [fuzz.ratio(said, option) for option in plain]
    best = max(range(len(scores)), key=scores.__getitem__)
    inside = [place for place, option in enumerate(plain) if len(said) >= 12 and said in option]
    if scores[best] >= _ALIKE:
        return [best]
    return inside if len(inside) == 1 else None


# What may stand around the signs of an answer.
_AROUND = frozenset("option options answer ans is the my i choose think it its pick select and no number wala wali "
                    "wale vala hai uttar jawab mera meri विकल्प उत्तर है मेरा वाला वाली नंबर और jawaab ji one would say "
                    "go with for".split())


def _by_signs(text: str, count: int) -> list[int] | None:
    """`b`, `(b)`, `option 2`, `pehla wala`, `a, c`, `b a c`, `bac` (where letters alone are meant)."""
    said = words(text)
    known = lexicon()
    places: list[int] = []
    at = 0
    while at < len(said):
        word = said[at]
        sign: Span | None = known.options.at(said, at) or known.ordinals.at(said, at)
        # "a" is a letter of an answer, unless it is the article of a sentence
        if sign is not None and not (word == "a" and len(said) > 3 and at + 1 < len(said)
                                     and not known.options.at(said, at + 1) and said[at + 1] not in ("and",)):
            places.append(count - 1 if sign.value == -1 else int(sign.value) - 1)
            at = sign.end
            # "the second one" names one place, not two
            at += at < len(said) and said[at] == "one" and len(word) > 1
            continue
        number = known.numbers.at(said, at)
        if word.isdecimal() and len(word) <= 2:
            places.append(int(word) - 1)
        elif number is not None and number.value == int(number.value):
            places.append(int(number.value) - 1)
        elif re.fullmatch(rf"[a-{chr(96 + max(count, 1))}]{{2,6}}", word) and len(set(word)) == len(word) == len(
                fold(text)):
            places += [ord(letter) - 97 for letter in word]
        elif word not in _AROUND:
            return None
        at += 1
    return places or None
