"""Personal particulars, taken out of a text before a model sees it and put back after.

Found are Aadhaar numbers (twelve digits whose check digit is right), PANs, e-mail addresses, phone numbers and names
that the caller knows. Refuses to guess names: which they are stands in the tenant's data, and the caller says them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

# The multiplication of the dihedral group D5 and the permutation of positions, as Verhoeff gives them (1969).
_TIMES = ((0, 1, 2, 3, 4, 5, 6, 7, 8, 9), (1, 2, 3, 4, 0, 6, 7, 8, 9, 5), (2, 3, 4, 0, 1, 7, 8, 9, 5, 6),
          (3, 4, 0, 1, 2, 8, 9, 5, 6, 7), (4, 0, 1, 2, 3, 9, 5, 6, 7, 8), (5, 9, 8, 7, 6, 0, 4, 3, 2, 1),
          (6, 5, 9, 8, 7, 1, 0, 4, 3, 2), (7, 6, 5, 9, 8, 2, 1, 0, 4, 3), (8, 7, 6, 5, 9, 3, 2, 1, 0, 4),
          (9, 8, 7, 6, 5, 4, 3, 2, 1, 0))
_PERMUTED = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)

_GAP = r"[\s.\-\u2010-\u2015]?"
_EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
# Three letters, the kind of holder, the first letter of the name, four digits, a check letter.
_PAN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{3}[ABCFGHJLPTabcfghjlpt][A-Za-z]\d{4}[A-Za-z](?![A-Za-z0-9])")
_TWELVE = re.compile(rf"(?<!\d)[2-9](?:{_GAP}\d){{11}}(?!\d)")
# A mobile number with or without +91 or 0; a fixed line with its area code; a number of another country.
_PHONES = (re.compile(rf"(?<![\w+])(?:(?:\+|00){_GAP}91{_GAP}|91{_GAP}|0)?[6-9](?:{_GAP}\d){{9}}(?!\d)"),
           re.compile(r"(?<![\w+])\(?0\d{2,4}\)?[\s-]{0,2}\d{3,4}[\s-]?\d{3,4}(?!\d)"),
           re.compile(rf"(?<!\w)\+\d(?:{_GAP}\d){{6,14}}(?!\d)"))
# What stands for something in a text; the words are the model's to carry along, never to read.
_PLACE = re.compile(r"\[(?:PERSON|EMAIL|PAN|AADHAAR|PHONE)_\d+\]")


def aadhaar(digits: str) -> bool:
    """Whether twelve digits are an Aadhaar number: the first is 2 to 9, and Verhoeff's check holds."""
    return len(digits) == 12 and digits[0] > "1" and _check(digits) == 0


def check_digit(digits: str) -> int:
    """The digit that Verhoeff's scheme puts behind these."""
    return _TIMES[_check(digits + "0")].index(0)


def _check(digits: str) -> int:
    check = 0
    for place, digit in enumerate(reversed(digits)):
        turned = int(digit)
        for _ in range(place % 8):
            turned = _PERMUTED[turned]
        check = _TIMES[check][turned]
    return check


@dataclass
class Mask:
    """What is hidden in one conversation with a model. `names` are the names to hide; the same particular gets the same
    place each time, so that a model can tell two people apart."""

    names: tuple[str, ...] = ()
    _places: dict[str, str] = field(default_factory=dict)
    _hidden: dict[str, str] = field(default_factory=dict)
    _counts: dict[str, int] = field(default_factory=dict)

    def hide(self, text: str) -> str:
        """The text with a place in square brackets for each particular. Brackets that look like one are made round, so
        that nobody can write a place of somebody else."""
        text = _PLACE.sub(lambda found: f"({found[0][1:-1]})", text)
        digits = _western(text)
        spans: list[tuple[int, int, str]] = []
        for kind, pattern, holds in _PATTERNS:
            spans += [(*found.span(), kind) for found in pattern.finditer(digits) if holds(found[0])]
        if self.names:
            spans += [(*found.span(), "PERSON") for found in _any_of(self.names).finditer(text)]
        made, at = [], 0
        for start, end, kind in sorted(spans, key=lambda span: (span[0], -span[1])):
            if start >= at:
                made += [text[at:start], self._place(kind, text[start:end])]
                at = end
        return "".join([*made, text[at:]])

    def restore(self, text: str) -> str:
        """The text with the particulars back in their places."""
        return _PLACE.sub(lambda found: self._hidden.get(found[0], found[0]), text)

    def strange(self, text: str) -> list[str]:
        """Places in a text for which nothing was hidden: a model made them up."""
        return [found for found in _PLACE.findall(text) if found not in self._hidden]

    def _place(self, kind: str, said: str) -> str:
        key = f"{kind} {_key(kind, said)}"
        if key not in self._places:
            self._counts[kind] = self._counts.get(kind, 0) + 1
            self._places[key] = f"[{kind}_{self._counts[kind]}]"
            self._hidden[self._places[key]] = said
        return self._places[key]


def particulars(text: str) -> frozenset[str]:
    """The particulars in a text that are found without knowing names, each in one form."""
    mask = Mask()
    mask.hide(text)
    return frozenset(mask._places)


def _western(text: str) -> str:
    """The same text with the digits of every script as 0 to 9, sign by sign."""
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)


def _key(kind: str, said: str) -> str:
    if kind in ("PHONE", "AADHAAR"):
        digits = "".join(sign for sign in _western(said) if sign.isdigit())
        return digits[-10:] if kind == "PHONE" else digits
    return " ".join(said.casefold().split())


def _any_of(names: Iterable[str]) -> re.Pattern[str]:
    """Any of the names as whole words, whatever the case and the spaces between; longer ones first."""
    parts = sorted({r"\s+".join(map(re.escape, name.split())) for name in names if name.strip()}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts) or '(?!)'})(?!\w)", re.IGNORECASE)


def _is_aadhaar(said: str) -> bool:
    return aadhaar("".join(sign for sign in said if sign.isdigit()))


_PATTERNS: tuple[tuple[str, re.Pattern[str], Callable[[str], bool]], ...] = (
    ("EMAIL", _EMAIL, bool), ("PAN", _PAN, bool), ("AADHAAR", _TWELVE, _is_aadhaar),
    *(("PHONE", pattern, bool) for pattern in _PHONES))
