"""What a field of a catalogue says, made safe to keep: text without markup, prices, languages, addresses.

Whatever comes from outside is text and stays text. Refuses addresses that are not of the web, and guesses nothing.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from frac.catalogue.mapping import Price

LONGEST_ID, LONGEST_TITLE, LONGEST_TEXT, LONGEST_URL, LONGEST_NAME = 200, 300, 4000, 1000, 200
# So much of a field is looked at: more is no description.
READ = 100_000

_NOTHING = frozenset(("", "null", "none", "nan", "n/a", "na", "-", "#n/a", "not available"))
_FREE = frozenset(("free", "0", "audit", "no cost", "मुफ़्त", "मुफ्त", "निःशुल्क", "नि:शुल्क"))
_SIGNS = {"₹": "INR", "rs": "INR", "re": "INR", "inr": "INR", "रु": "INR", "$": "USD", "us$": "USD", "usd": "USD",
          "€": "EUR", "eur": "EUR", "£": "GBP", "gbp": "GBP"}
_PRICE = re.compile(r"([^\d\s.,]{0,4}?)\.?\s*(\d[\d,]*(?:\.\d{1,4})?)\s*(?:/-|/–)?\s*([^\d\s/]{0,5})")
_WEB = re.compile(r"https?://[^\s<>\"'\\^`{|}\x00-\x20\x7f]+", re.IGNORECASE)
_PATH = re.compile(r"[\w./~%+:@=&?,;-]+", re.ASCII)
_TAG = re.compile(r"<[a-zA-Z/!?]")

TAGS = {
    "english": "en", "hindi": "hi", "assamese": "as", "bengali": "bn", "bangla": "bn", "bodo": "brx", "dogri": "doi",
    "gujarati": "gu", "kannada": "kn", "kashmiri": "ks", "konkani": "kok", "maithili": "mai", "malayalam": "ml",
    "manipuri": "mni", "marathi": "mr", "nepali": "ne", "odia": "or", "oriya": "or", "punjabi": "pa", "sanskrit": "sa",
    "santali": "sat", "sindhi": "sd", "tamil": "ta", "telugu": "te", "urdu": "ur", "हिंदी": "hi", "हिन्दी": "hi",
    "spanish": "es", "french": "fr", "german": "de", "portuguese": "pt", "russian": "ru", "chinese": "zh",
    "mandarin": "zh", "japanese": "ja", "korean": "ko", "arabic": "ar", "italian": "it", "turkish": "tr", "dutch": "nl",
    "indonesian": "id", "vietnamese": "vi", "polish": "pl", "thai": "th", "persian": "fa", "hebrew": "he"}
_KNOWN = frozenset(TAGS.values())


class _Words(HTMLParser):
    """Collects what is shown of a page; what a script or a style sheet says is not."""

    _SILENT = frozenset(("script", "style", "template", "noscript"))
    _WITHIN = frozenset("a abbr b em font i mark s small span strong sub sup u".split())

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self._silent += tag in self._SILENT
        self.words.append("" if tag in self._WITHIN else "\n")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in self._SILENT and self._silent > 0
        self.words.append("" if tag in self._WITHIN else "\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(data)


def said(value: Any) -> str:
    """A value as one line of text without control signs; "" for nothing, lists and objects."""
    if value is None or isinstance(value, (list, dict, bool)):
        return ""
    if isinstance(value, float):
        value = "" if value != value else int(value) if value.is_integer() and abs(value) < 1e15 else value
    text = "".join(" " if unicodedata.category(sign) in ("Cc", "Zl", "Zp") else sign for sign in str(value)[:READ]
                   if unicodedata.category(sign) not in ("Cf", "Cs", "Co") or sign in "\u200c\u200d")
    text = " ".join(text.split())
    return "" if text.casefold() in _NOTHING else text


def prose(value: Any, longest: int = LONGEST_TEXT) -> str:
    """A text without tags, cut at a word where it is too long."""
    raw = str(value)[:READ] if isinstance(value, str) else said(value)
    for _ in range(2):  # markup that was written as entities is markup, too
        if _TAG.search(raw):
            reader = _Words()
            reader.feed(raw)
            reader.close()
            raw = "".join(reader.words)
        elif "&" in raw:
            raw = html.unescape(raw)
    text = said(raw)
    if len(text) <= longest:
        return text
    return text[:longest].rsplit(" ", 1)[0][:longest].rstrip(" ,;:-") or text[:longest]


def plain(text: str) -> str:
    """What titles and names are compared by: their words, in small letters."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join("".join(sign if unicodedata.category(sign)[0] in "LMN" else " " for sign in folded).split())


def address(value: Any, base: str | None) -> str | None:
    """An address of the web; None where it is none. A path or a name is put behind `base`."""
    text = said(value)
    if base and text and _PATH.fullmatch(text) and not re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//", text):
        text = base.rstrip("/") + "/" + text.lstrip("/")
    if len(text) > LONGEST_URL or not _WEB.fullmatch(text):
        return None
    try:
        parts = urlsplit(text)
        if not parts.hostname or "." not in parts.hostname or parts.username is not None or parts.port == 0:
            return None
    except ValueError:
        return None
    return text


def tags_of(values: Iterable[Any]) -> tuple[list[str], list[str]]:
    """The tags of languages that are named ("English (US)", "pt_BR", "hi|en"), and what is none that is known."""
    found, unknown = list[str](), list[str]()
    for value in values:
        for part in re.split(r"[,;|/]| and |&", said(value)):
            text = part.strip().casefold()
            if not text:
                continue
            first = re.split(r"[\s(_\-–]", text, maxsplit=1)[0]
            tag = TAGS.get(text) or TAGS.get(first) or (first if first in _KNOWN else None)
            (found if tag else unknown).append(tag or said(part)[:40])
    return list(dict.fromkeys(found)), list(dict.fromkeys(unknown))


def number(value: Any) -> float | None:
    """A plain number; None otherwise."""
    if isinstance(value, bool):
        return None
    text = said(value)
    return float(text) if re.fullmatch(r"\d{1,9}(\.\d{1,9})?", text) else None


def rupees(value: Any, currency: str | None, price: Price) -> tuple[float | None, str | None]:
    """A price in rupees, or why it is not known."""
    text = said(value)
    if text.casefold() in _FREE:
        return 0.0, None
    found = list(_PRICE.finditer(text))
    if len(found) != 1 or "-" in text[:found[0].start(2)]:
        return None, "is no price"
    before, digits, after = found[0][1].casefold(), found[0][2], found[0][3].casefold()
    if re.fullmatch(r"\d+,\d\d", digits):
        digits = digits.replace(",", ".")  # as much of Europe writes it
    amount = float(digits.replace(",", ""))
    if amount == 0:
        return 0.0, None
    known = _SIGNS.get(before) or _SIGNS.get(after.strip(".")) or currency or price.currency
    if known is None:
        return None, "has no currency"
    if known == "INR":
        return round(amount, 2), None
    rate = price.rates.get(known)
    return (round(amount * rate, 2), None) if rate else (None, f"is in {known}, for which the mapping has no rate")
