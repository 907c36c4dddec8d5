"""English words written in Devanagari: `नोटिंग` is `noting`. Compared by their consonants, as they sound.

A word is reduced to a skeleton of consonant classes; two words of one skeleton sound alike. Refuses short words, whose
skeletons many share.
"""

from __future__ import annotations

from functools import lru_cache

_SIGNS = {
    "क": "k", "ख": "k", "ग": "g", "घ": "g", "ङ": "n", "च": "c", "छ": "c", "ज": "j", "झ": "j", "ञ": "n", "ट": "t",
    "ठ": "t", "ड": "d", "ढ": "d", "ण": "n", "त": "t", "थ": "t", "द": "d", "ध": "d", "न": "n", "प": "p", "फ": "f",
    "ब": "b", "भ": "b", "म": "m", "य": "", "र": "r", "ल": "l", "व": "v", "श": "s", "ष": "s", "स": "s", "ह": "",
    "ं": "n", "ँ": "n", "ळ": "l",
}
_LETTERS = {"b": "b", "d": "d", "f": "f", "g": "g", "j": "j", "k": "k", "l": "l", "m": "m", "n": "n", "p": "p",
            "q": "k", "r": "r", "s": "s", "t": "t", "v": "v", "w": "v", "x": "ks", "z": "j"}
_PAIRS = {"ch": "c", "sh": "s", "ph": "f", "th": "t", "dh": "d", "kh": "k", "gh": "", "ck": "k", "ce": "s", "ci": "s",
          "cy": "s", "ge": "j", "gi": "j", "ti": "s", "wr": "r", "kn": "n"}
# Fewer consonants than these say too little.
LEAST = 3


@lru_cache(maxsize=20000)
def skeleton(word: str) -> str | None:
    """The consonants of a folded word as classes, repeated ones once; None where they are too few to tell."""
    if any("\u0900" <= sign <= "\u097f" for sign in word):
        made = "".join(_SIGNS.get(sign, "") for sign in word)
    elif word.isascii() and word.isalpha():
        made = _of_latin(word)
    else:
        return None
    once = "".join(sign for at, sign in enumerate(made) if at == 0 or sign != made[at - 1])
    return once if len(once) >= LEAST else None


def _of_latin(word: str) -> str:
    made, at = [], 0
    while at < len(word):
        pair = word[at:at + 2]
        # "ti" sounds as s before a vowel alone (station), "g" is soft less often than hard in what is borrowed
        if pair in _PAIRS and not (pair == "ti" and word[at + 2:at + 3] not in ("o", "a")) and pair not in ("ge", "gi"):
            made.append(_PAIRS[pair])
            at += 2 if pair[1] not in "eiy" else 1
            continue
        made.append("k" if word[at] == "c" else _LETTERS.get(word[at], ""))
        at += 1
    return "".join(made)
