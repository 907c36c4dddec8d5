"""Texts in one form of signs, so that what a model wrote and what was told can be laid beside each other.

Digits of every script become 0 to 9, words are folded. Refuses to guess: a sign that stands for a number and is no
digit, or a letter of a script that nothing here reads, stays as it is for the check to refuse.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

MARKS = r"\u0300-\u036f\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963"
LETTER = r"[^\W\d_]"
# A word may have digits in it; vowel signs of Devanagari belong to their word.
_WORD = re.compile(rf"[^\W_](?:[^\W_]|[{MARKS}])*|\n")
# Nobody sees these, or only as a part of the sign before, and they could part a number or a name: joiners, soft
# hyphens, selectors, fillers, combining marks outside of Devanagari.
_UNSEEN = re.compile("[\u00ad\u0300-\u036f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u1ab0-\u1aff\u1dc0-\u1dff"
                     "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20d0-\u20ff\u3164\ufe00-\ufe0f\ufe20-\ufe2f\ufeff\uffa0"
                     "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]+")
# Digits that stand together all the same: with a thin space or with marks of bold type between them.
_THIN = re.compile(r"(?<=\d)[\u2006\u2008-\u200a\u202f\u205f]+(?=\d)")
_BOLD = re.compile(r"(?<=\d)[*_`~]+(?=\d)")
_SAME = {0x2019: "'", 0x2018: "'", 0x02bc: "'", 0x2010: "-", 0x2011: "-", 0x2212: "-", 0x2012: "–", 0x201c: '"',
         0x201d: '"'}
_HALVES = {"½": "5", "¼": "25", "¾": "75"}
_HALF = re.compile(r"(\d*)([½¼¾])")
_DIGIT = re.compile(r"(?![0-9])\d")
_POSSESSIVE = re.compile(r"(?<=\w)'s\b")
# Folded away: accents of Latin letters, nukta; chandrabindu is anusvara.
_FOLDED = {**dict.fromkeys(range(0x300, 0x370)), 0x93c: None, 0x901: "\u0902"}
# Control characters but for line ends and tabs, and signs that turn the direction of writing.
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff"
                     r"\ue000-\uf8ff\ufff9-\uffff\U000e0000-\U000e0fff]")
_LINES = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")


def plain(text: str) -> str:
    """The text in one form: unseen signs gone, digits 0 to 9, one kind of quotes and line ends, no possessive 's."""
    if not text.isascii():
        text = _HALF.sub(lambda found: f"{found[1] or 0}.{_HALVES[found[2]]}", _THIN.sub("", text))
        text = _UNSEEN.sub("", unicodedata.normalize("NFKC", text.translate(_SAME)).translate(_SAME))
        text = _DIGIT.sub(lambda found: str(unicodedata.decimal(found[0])), text)
    if "\r" in text or not text.isprintable():
        text = _LINES.sub("\n", text)
    text = _BOLD.sub("", text)
    return _POSSESSIVE.sub("", text) if "'" in text else text


@lru_cache(maxsize=50_000)
def folded(word: str) -> str:
    """A word for comparing: lower case, without accents and nukta."""
    if word.isascii():
        return word.lower()
    return unicodedata.normalize("NFKD", word.casefold()).translate(_FOLDED)


@lru_cache(maxsize=50_000)
def single(word: str) -> str:
    """A word of a name for comparing: folded, and in the singular where it is English ("Officers" is "Officer")."""
    word = folded(word)
    if len(word) > 3 and word[-1] == "s" and word[-2] != "s" and word.isascii():
        return word[:-3] + "y" if word.endswith("ies") and len(word) > 4 else word[:-1]
    return word


def words_of(text: str) -> list[tuple[str, int, int]]:
    """The words of a plain text as they stand there, with their places; a line end is a word of its own."""
    return [(found[0], found.start(), found.end()) for found in _WORD.finditer(text)]


def phrase(text: str) -> str:
    """The words of a text for comparing, with a space between them; a line end is a word that no name has."""
    return " ".join([single(word) for word in _WORD.findall(plain(text))])
