"""Sums of money in a message: "20 lakh", "₹ 5,00,000", "1.5 crore rupees", "बीस लाख", "half a crore", "dedh lakh".

A bare number is no money: a unit, a sign or a word for rupees has to stand beside it. Refuses to guess a currency.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.understanding.lexicon import lexicon

# Rupees in a unit, and the words for them.
UNITS: dict[str, float] = {
    "thousand": 1e3, "k": 1e3, "hazar": 1e3, "hazaar": 1e3, "hajar": 1e3, "हज़ार": 1e3, "हजार": 1e3,
    "lakh": 1e5, "lakhs": 1e5, "lac": 1e5, "lacs": 1e5, "laakh": 1e5, "लाख": 1e5,
    "million": 1e6, "crore": 1e7, "crores": 1e7, "cr": 1e7, "karod": 1e7, "karor": 1e7, "करोड़": 1e7, "करोड": 1e7}
RUPEES = ("₹", "rs", "rs.", "inr", "rupee", "rupees", "rupaye", "rupaya", "rupay", "रुपये", "रुपए", "रुपया", "रु", "रु.")

# Parts of a unit that are said before it: "half a crore", "dedh lakh"; and the words that may stand between.
PARTS: dict[str, float] = {"half": 0.5, "aadha": 0.5, "adha": 0.5, "आधा": 0.5, "dedh": 1.5, "डेढ़": 1.5, "डेढ": 1.5,
                           "dhai": 2.5, "dhaai": 2.5, "adhai": 2.5, "ढाई": 2.5}
_ARTICLES = ("a", "an")

_DIGITS = str.maketrans("०१२३४५६७८९", "0123456789")
_UNIT = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
_SIGN = "|".join(sorted(map(re.escape, RUPEES), key=len, reverse=True))
_SUM = re.compile(rf"(?<![\w.])(?P<sign>(?:{_SIGN})\s*)?(?P<number>\d[\d,]*(?:\.\d+)?)\s*(?P<unit>(?:{_UNIT})(?!\w))?"
                  rf"\s*(?P<after>(?:{_SIGN})(?!\w))?", re.IGNORECASE)


def rupees(text: str, said: Sequence[str]) -> float | None:
    """The sum that a message names, in rupees; the last where there are several, None where there is none. `said`: its
    words, for numbers that are written out."""
    found = None
    for match in _SUM.finditer(text.translate(_DIGITS)):
        if match["unit"] or match["sign"] or match["after"]:
            found = float(match["number"].replace(",", "")) * UNITS.get((match["unit"] or "").lower(), 1.0)
    return _in_words(said) if found is None else found


def _in_words(said: Sequence[str]) -> float | None:
    """"twenty lakh", "zero rupees": a number in words with a unit or a word for rupees behind it."""
    for at, word in enumerate(said):
        rest = [each for each in said[at + 1:at + 3] if each not in _ARTICLES]
        if word in PARTS and rest and rest[0] in UNITS:
            return (PARTS[word] + _whole(said[:at])) * UNITS[rest[0]]
        if word in _ARTICLES and rest[:1] == list(said[at + 1:at + 2]) and rest[0] in UNITS:
            return UNITS[rest[0]]
    for span in lexicon().numbers.find(said):
        behind = said[span.end] if span.end < len(said) else ""
        if behind in UNITS:
            return float(span.value) * UNITS[behind]
        if behind in RUPEES:
            return float(span.value)
    return None


def _whole(before: Sequence[str]) -> float:
    """The number before "and a half"; 0 without one."""
    if tuple(before[-2:]) != ("and", "a") or len(before) < 3:
        return 0.0
    said = before[-3]
    return float(said) if said.isdecimal() else float(next((each.value for each in lexicon().numbers.find([said])), 0))


def number(text: str, said: Sequence[str]) -> float | None:
    """The only number of a message, in digits or in words; None where there is none or several."""
    digits = re.findall(r"(?<![\w.])\d[\d,]*(?:\.\d+)?", text.translate(_DIGITS))
    if len(digits) == 1:
        return float(digits[0].replace(",", ""))
    spans = lexicon().numbers.find(said)
    return float(spans[0].value) if not digits and len(spans) == 1 else None
