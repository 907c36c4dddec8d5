"""In which language a message is written: English, Hindi, or Hindi in Roman letters (Hinglish).

A message that shows none (a number, a name) has none; the conversation's language then holds.
"""

from __future__ import annotations

import re

from bot.understanding.lexicon import lexicon
from retrieval.words import words

_DEVANAGARI = re.compile(r"[\u0900-\u097f]")
# Roman words that both English and Hinglish have: they prove nothing alone.
_SHARED = frozenset("main is do me to par bas lo ja ho ab so he hi an hum bat sab pass na ha ho the are tab".split())


def written_in(text: str) -> str | None:
    """`en`, `hi` or `hinglish`; None where the text shows no language."""
    said = [word for word in words(text) if not word.isdecimal()]
    if all(len(word) == 1 and word.isascii() for word in said):
        return None  # letters of options, as in "a, c"
    hindi = sum(bool(_DEVANAGARI.search(word)) for word in said)
    if hindi and hindi >= 0.3 * len(said):
        return "hi"
    marks = [word for word in said if word in lexicon().marks]
    strong = sum(word not in _SHARED for word in marks)
    if strong >= 2 or (strong == 1 and (len(said) <= 4 or len(marks) >= 2)):
        return "hinglish"
    if len(said) == 1 and len(said[0]) <= 2:
        return None
    return "en"
