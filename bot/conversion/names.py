"""What a cell or a field says: text without signs that nobody sees, ids, and the kinds of competencies.

Whatever comes from a file is text and stays text: it never becomes a path, a formula or markup. Refuses to guess: an id
that is none is None. Ids made from names depend on the name alone, so that every run makes the same.
"""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata
from html.parser import HTMLParser
from typing import Any

LONGEST_ID = 200
# Room for the 1000 characters that the bundle allows a name.
LONGEST_NAME = 900
LONGEST_TEXT = 100_000
# A spreadsheet computes what begins with one of these; an apostrophe is how it hides that a cell is text.
_COMPUTED = re.compile(r"^[=+@'|\s\-–—•●▪·*]+")
_NUMBERED = re.compile(r"^\s*(\(?\d{1,2}[.)]|\(?[a-zA-Z][.)])\s+")
_NOTHING = frozenset(("", "#n/a", "#ref!", "#name?", "#value!", "#div/0!", "#null!", "#num!", "null", "none", "nan",
                      "n/a", "\\n", "not available", "no records"))
# Marks that turn the direction of text, and the byte-order mark: never part of a name.
_UNSEEN = dict.fromkeys([0xFEFF, 0x200B, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])

TYPES = {
    "behavioural": ("behavioural", "behavioral", "behaviour", "behavior", "व्यवहारिक", "व्यावहारिक", "व्यवहारगत",
                    "व्यवहार"),
    "functional": ("functional", "function", "कार्यात्मक", "प्रकार्यात्मक"),
    "domain": ("domain", "डोमेन", "कार्यक्षेत्र"),
}
_TYPE = {word: kind for kind, words in TYPES.items() for word in words}


def said(value: Any) -> str:
    """A value as text on lines of its own, without control signs; "" for nothing, lists, objects and error cells."""
    if value is None or isinstance(value, (list, dict)):
        return ""
    if isinstance(value, float):
        value = "" if value != value else int(value) if value.is_integer() and abs(value) < 1e15 else value
    text = str(value)[:LONGEST_TEXT].translate(_UNSEEN)
    text = "".join(sign if sign == "\n" or unicodedata.category(sign) not in ("Cc", "Cs") else " "
                   for sign in text.replace("\r\n", "\n").replace("\r", "\n"))
    return "" if text.strip().casefold() in _NOTHING else text.strip()


def name(value: Any) -> str:
    """A name on one line that no spreadsheet computes; "" where there is none."""
    return _COMPUTED.sub("", " ".join(said(value).split()))[:LONGEST_NAME].rstrip()


class _Words(HTMLParser):
    """Collects the text between tags."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.silent += tag in ("script", "style")
        self.words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("script", "style") and self.silent > 0
        self.words.append(" ")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(data)


def prose(value: Any) -> str:
    """A description: its text without tags, on one line, and no start of a formula."""
    text = said(value)
    if re.search(r"<[a-zA-Z/!]", text):
        reader = _Words()
        reader.feed(text)
        reader.close()
        text = "".join(reader.words)
    elif "&" in text:
        text = html.unescape(text)
    return _COMPUTED.sub("", " ".join(said(text).split()))


def parts(value: Any) -> list[str]:
    """The names in a cell that holds several: on lines of their own, or parted by ; or |. A comma parts nothing.

    Names of competencies hold commas ("Planning, Budgeting and Audit"). Numbers and dots before a line are no name.
    """
    found = (name(_NUMBERED.sub("", part)) for part in re.split(r"[\n;|]+", said(value)))
    return list(dict.fromkeys(part for part in found if part))


def source_id(value: Any) -> str | None:
    """An id as the source has it; None where it is empty, overlong or begins like a formula."""
    text = said(value)
    one_line = text == " ".join(text.split()) and len(text) <= LONGEST_ID
    return text if text and one_line and text[0] not in "=+-@'" and not isinstance(value, bool) else None


def key(*words: str) -> str:
    """What names are compared by: letter case, width and spaces are no matter."""
    return "\n".join(" ".join(unicodedata.normalize("NFKC", word).casefold().split()) for word in words)


def heading(value: Any) -> str:
    """What headings of columns are compared by: their letters and digits alone."""
    folded = unicodedata.normalize("NFKC", said(value)).casefold()
    return "".join(sign for sign in folded if unicodedata.category(sign)[0] in "LMN")


def made_id(title: str, *within: str) -> str:
    """An id made from a name: its letters and digits, and eight digits of a hash where these do not say all of it.

    `within` are the names that tell it apart from others of the same name (theme, organisation). The same names give
    the same id in every run and on every machine.
    """
    plain = key(title)
    letters = "".join(sign if unicodedata.category(sign)[0] in "LMN" else " " for sign in plain)
    slug = "-".join(letters.split())[:60].strip("-")
    if slug and not within and slug.replace("-", " ") == plain:
        return slug
    digest = hashlib.sha256(key(title, *within).encode()).hexdigest()[:8]
    return f"{slug}-{digest}" if slug else digest


def kind_of(area: Any) -> str:
    """The type of competencies that an area names; the area itself where it is none of the three."""
    text = name(area)
    first = re.split(r"[\s\-–/(,:]", key(text), maxsplit=1)[0]
    return _TYPE.get(first, text)


def level_of(value: Any) -> int | None:
    """The number of a level ("Level 3", "3", 3); None where it is a word, a range or nothing."""
    match = re.fullmatch(r"(?:level|l|स्तर)?[\s\-:]*(\d{1,2})", key(said(value)))
    return int(match[1]) if match and int(match[1]) > 0 else None
