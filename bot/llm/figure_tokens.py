"""The pieces of a text that figures are read from, and what is whole in one piece: dates, financial years, times of
day, ids. Refuses to read what takes more than one piece: `dates_said.py` and `figures_said.py` do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from bot.llm.plain_text import LETTER, MARKS, folded
from passbook.periods import day_of

_TOKEN = re.compile(rf"""
    (?P<iso>(?<![\w.-])\d{{4}}-\d\d-\d\d(?:T\d\d:[\d:.]+(?:Z|[+-]\d\d:\d\d)?)?(?![\w-]))
  | (?P<dmy>(?<![\w./-])\d{{1,2}}(?P<part>[./-])\d{{1,2}}(?P=part)(?:\d{{4}}|\d\d)(?![\w/-]))
  | (?P<pair>(?<![\w.,-])(?:19|20)\d\d[ ]?[-–/][ ]?(?:(?:19|20)\d\d|\d\d)(?![\w,]|\.\d))
  | (?P<clock>(?<![\w.:])(?:\d{{1,2}}:\d\d(?::\d\d)?(?:[ ]?[AaPp]\.?[Mm]\b\.?|[ ]?बजे|[ ]baje\b)?
      |\d{{1,2}}(?:\.\d\d)?[ ]?(?:[AaPp]\.?[Mm]\b\.?|बजे|baje\b|o'clock)))(?!\w)
  | (?P<code>(?<!\w)(?!(?:INR|RS|FY)\d)[A-Z]{{1,8}}[-/#]?\d\w*(?:[#/-]\d\w*)*)
  | (?P<num>(?:(?<![\d,.])\d{{1,3}}(?:[ ]\d{{3}})+(?!\d|[,.]\d)|\d{{1,3}}(?:,\d{{2,3}})*,\d{{3}}(?!\d)|\d+)(?:\.\d+)*
      |(?<![\w.])\.\d+)
      (?P<glued>{LETTER}(?:{LETTER}|[{MARKS}]|\d)*)?
  | (?P<word>{LETTER}(?:{LETTER}|[{MARKS}])*)
  | (?P<line>\n)
  | (?P<sign>\S)
""", re.VERBOSE)
_MARKER = re.compile(r"^[ \t]*[-*•·>#]*[ \t]*(?:\*\*)?\d{1,2}[.)](?=\s|\*)", re.MULTILINE)
ORDINAL_ENDS = frozenset(folded(end) for end in ("st", "nd", "rd", "th", "वाँ", "वीं", "वें", "वा", "वी", "वे", "रा", "री",
                                                  "रे", "था", "थी", "थे", "ला", "ली", "ले", "ठा", "ठी", "ठे"))


class Token(NamedTuple):
    """A piece of a text: its kind, as it stands there, folded, and where."""

    kind: str
    text: str
    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. `kind` and `value`: number (float), share (per cent of a whole), ordinal (int), day (year or None,
    month, day), month (year or None, month), clock (minute of the day, whether the half of the day is known), years
    ("2026-27"), weekday (0 to 6), relative (language, key), code (folded), vague (a word), unread (as it stands).

    Of a number, `unit` is what it measures (a key of `UNITS`' values, "level", "word" where it counts things, "" where
    nothing tells it), `size` how much of that one is, `step` what its last digit is worth, both in the base of the
    unit; `base` is value times size of unit. `parts` are those of a duration of several units, `loose` if by "and".
    """

    kind: str
    value: Any
    start: int
    end: int
    unit: str = ""
    base: float = 0.0
    size: float = 1.0
    step: float = 1.0
    sign: str = ""
    parts: tuple[Figure, ...] = ()
    loose: bool = False


def tokens(text: str) -> list[Token]:
    """The pieces of a plain text (see `plain`), without the numbers that only count the lines of a list."""
    markers = {found.end() - 1 for found in _MARKER.finditer(text)} if any(map(str.isdecimal, text)) else set()
    return [_token(found) for found in _TOKEN.finditer(text) if not (found["num"] and found.end() in markers)]


def _token(found: re.Match[str]) -> Token:
    kind = found.lastgroup or ""
    kind = "num" if kind == "glued" else "dmy" if kind == "part" else kind
    text = found[0]
    return Token(kind, text, folded(text), found.start(), found.end())


def digits(token: Token) -> tuple[float, str]:
    """The value of a token of digits, and what is glued to it, folded."""
    return _digits(token.text)


@lru_cache(maxsize=10_000)
def _digits(text: str) -> tuple[float, str]:
    found = re.match(r"\d+(?: \d{3})+|[\d,]*(?:\.\d+)*", text)
    said = found[0] if found else ""
    whole, _, rest = said.replace(",", "").replace(" ", "").partition(".")
    return float(f"{whole or 0}.{rest.replace('.', '') or 0}"), folded(text[len(said):])


def decimals(token: Token) -> int:
    """How many decimals a number was written with."""
    found = re.match(r"[\d,]*\.(\d+)", token.text)
    return len(found[1]) if found else 0


def fixed(token: Token) -> Figure | None:
    """What is whole in one token: a date, a financial year, a time of day, an id."""
    text = token.text
    if token.kind == "iso":
        return _dated(token, int(text[:4]), int(text[5:7]), int(text[8:10]))
    if token.kind == "dmy":
        day, month, year = (int(part) for part in re.split(r"[./-]", text))
        return _dated(token, year + 2000 * (year < 100), month, day)
    if token.kind == "pair":
        return Figure("years", years(text), token.start, token.end)
    if token.kind == "clock":
        return _clock(token)
    return Figure("code", token.word, token.start, token.end)


def _dated(token: Token, year: int, month: int, day: int) -> Figure:
    if day_of(year, month, day) is None:
        return Figure("unread", token.text, token.start, token.end)
    return Figure("day", (year, month, day), token.start, token.end)


def years(text: str) -> str:
    """Two years in one form: "2026-27" for "2026–27", "2026/27", "2026 - 2027"; others keep all of their digits."""
    first, last = re.findall(r"\d+", text)
    following = int(last) % 100 == (int(first) + 1) % 100
    return f"{first}-{last[-2:]}" if following else f"{first}-{last}"


def _clock(token: Token) -> Figure:
    found = re.match(r"(\d{1,2})(?:[:.](\d\d))?", token.text)
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (0, 0)
    if hour > 24 or minute > 59:
        return Figure("unread", token.text, token.start, token.end)
    mark = re.sub(r"[^apm]", "", token.word[len(found[0]) if found else 0:]) if token.word.isascii() else ""
    known = mark in ("am", "pm") or (":" in token.text and not token.word.endswith(("बजे", "baje")))
    if mark == "pm" and hour < 12:
        hour += 12
    elif mark == "am" and hour == 12:
        hour = 0
    return Figure("clock", (hour * 60 + minute, known), token.start, token.end)
