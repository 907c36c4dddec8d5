"""Titles of posts as officials write them: what is short is written out, and when two titles are the same post. Pure.

"Dir (Vig)" is "Director (Vigilance)". Refuses to guess: what may be a word of its own ("US", "SO", "as") is written out
only in capitals and where it can be nothing but the post, and whatever no table knows stays as it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from frac.drafting.abbreviations import (
    BEFORE,
    BEFORE_OF,
    BY_PLACE,
    CAPITALS,
    DOTTED,
    FIRST,
    GRADES,
    IDLE,
    NOUNS,
    OTHERWISE,
    RANKS,
    SHARED,
    SPELLINGS,
    SUBJECTS,
    WORDS,
)

# D.G., E&M, O/o, Secy.; a word of any script; a mark. Vowel signs of Indian scripts belong to their word.
_LETTERS = r"(?:[^\W_]|[\u0300-\u036f\u0900-\u0963\u0971-\u0dff\u200c\u200d])+"
_TOKEN = re.compile(rf"(?:[A-Z]\.){{2,}}[A-Z]?|{_LETTERS}(?:(?:\s&\s|[&/]){_LETTERS})*\.?|[^\w\s]|_")
_WORD = re.compile(rf"{_LETTERS}\+?")  # Scientific Officer-H+
_NUMBER = re.compile(r"[ivx]{1,4}|\d{1,3}(?:[a-z]{1,2}\d?)?|[a-h]\+?", re.IGNORECASE)
_BRACKET = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_UNIT = re.compile(r",\s*(.+)$|\s[-–—]\s(.+)$|\bin\s+the\s+(.+)$|"
                   r"\b((?:ministry|department|directorate|office|division|section|branch|cell)\s+of\b.+)$",
                   re.IGNORECASE)
_OF_INDIA = re.compile(r"\s*\bto\s+(?:the\s+)?government(?:\s+of\s+india)?\b", re.IGNORECASE)
LONGEST = 300
# From these cosines on titles are nearly the same: of the same words in another order (words by their first letters:
# administration, administrative), and of other words: below that, nearly all pairs of iGOT's list are two posts.
SAME_WORDS, ALIKE, _STEM = 0.85, 0.95, 6


@dataclass(frozen=True, slots=True)
class Title:
    """What a title says. `rank`: a known rank in full ("" for none) with its `seniority` (1 is the highest, None where
    there is no rank); `function`: what the post is for, as its bracket says; `unit`: where; `words`: all of it in plain
    words, for comparing."""

    rank: str
    seniority: int | None
    function: str
    unit: str
    words: tuple[str, ...]


@lru_cache(maxsize=50_000)
def expanded(title: str) -> str:
    """A title with what is short in it written out; what is not known to be short stays as it is."""
    title = " ".join(unicodedata.normalize("NFC", title[:LONGEST]).split())
    found = list(_TOKEN.finditer(title))
    told = [each.group() for each in found]
    is_loud = title.isupper() and any(len(each) > 4 and each.isalpha() and each not in CAPITALS for each in told)
    made, end = list[str](), 0
    for at, each in enumerate(found):
        full = _full(told, at)
        made.append(title[end:each.start()])
        if full is None:
            made.append(each.group())
        else:
            is_first = not any(piece.strip() for piece in made)
            made.append(full.upper() if is_loud else _capital(full, is_first or each.group()[0].isupper()))
            if title[each.end():each.end() + 1].isalnum():  # "Dy.Secretary"
                made.append(" ")
        end = each.end()
    return "".join((*made, title[end:]))


def _capital(text: str, is_wanted: bool) -> str:
    if not is_wanted:
        return text
    return " ".join(each if each in IDLE or each == "on" else each.capitalize() for each in text.split())


def _full(told: Sequence[str], at: int) -> str | None:
    """What the word at a place stands for, None where it stands for itself."""
    token = told[at].replace(" ", "")
    bare = token.replace(".", "")
    short = bare.casefold()
    after = told[at + 1].rstrip(".").casefold() if at + 1 < len(told) else ""
    if bare.isupper() and bare in CAPITALS:
        return CAPITALS[bare]
    if short in WORDS:
        return WORDS[short].removesuffix(" the") if after == "the" else WORDS[short]
    if short in BY_PLACE and len(told) > 1:
        return BY_PLACE[short][0 if after in NOUNS else 1]
    if short in BEFORE_OF:
        return BEFORE_OF[short] if after == "of" else None
    if token == "Pr." and not at:
        return "principal"
    loud = bare.upper()
    is_written = token.endswith(".") if loud in DOTTED else bare.isupper()
    return SHARED[loud] if is_written and loud in SHARED and _is_post(told, at) else None


def _is_post(told: Sequence[str], at: int) -> bool:
    """Whether a word that may mean something else is the post here: by what is before and after it."""
    after = told[at + 1] if at + 1 < len(told) else ""
    before = [each.rstrip(".").casefold() for each in told[:at]]
    is_led = all(WORDS.get(each, each) in BEFORE or each == "pr" for each in before)
    if after == "(":
        return True
    if not is_led and before[-1] not in ("to", "o/o") and before[-2:] != ["of", "the"]:
        return False
    if after in ("", ",", "-", "–", "—", "/", "&", ":", "to", "of"):
        return bool(after != "of" or told[at].endswith("."))
    rest = [each.rstrip(".").casefold() for each in told[at + 1:]]
    return all(each in SUBJECTS or _NUMBER.fullmatch(each) or not each[0].isalnum() for each in rest)


@lru_cache(maxsize=50_000)
def understood(title: str) -> Title:
    """What a title says."""
    full = expanded(title)
    plain = _OF_INDIA.sub("", full) if _ranked(_words(_OF_INDIA.sub("", full))) else full
    brackets = _BRACKET.findall(plain)
    head = _BRACKET.sub(" ", plain)
    unit = _UNIT.search(head)
    place = next((each.strip() for each in unit.groups() if each), "") if unit else ""
    said = _words(head[:unit.start()] if unit else head, is_spelt=True)
    rank = _ranked(said)
    rest = said[:]
    for word in rank.split():
        if word in rest:
            rest.remove(word)
    function = ", ".join(each.strip() for each in brackets if each.strip()) or " ".join(
        each for each in rest if each not in IDLE)
    return Title(rank, RANKS.get(rank), function, place, tuple(
        each for each in _words(plain, is_spelt=True) if each not in IDLE))


def _words(text: str, is_spelt: bool = False) -> list[str]:
    folded = _WORD.findall(unicodedata.normalize("NFKC", text).casefold().replace("'", "").replace("’", ""))
    return " ".join(SPELLINGS.get(each, each) for each in folded).split() if is_spelt else folded


def _ranked(said: Sequence[str]) -> str:
    """The longest rank that the words hold, the first of those; who works "to" another has not the other's. After a
    word that makes a rank another one there is none that is known (a deputy chief vigilance officer is none)."""
    count = said.index("to") if "to" in said else len(said)
    first = next((at for at, each in enumerate(said[:count]) if each in OTHERWISE), count)
    spans = [" ".join(said[start:end]) for start in range(min(first + 1, count))
             for end in range(start + 1, min(start + 7, count + 1)) if _may_be(said, start, end)]
    return max((each for each in spans if each in RANKS), key=lambda each: len(each.split()), default="")


def _may_be(said: Sequence[str], start: int, end: int) -> bool:
    """Whether words are a rank by what is beside them: none is a joint director before "general", an assistant before
    another noun (an assistant librarian), a secretary after one (a press secretary)."""
    after = said[end] if end < len(said) else ""
    if end > start + 1:
        return after != "general"
    if said[start] in FIRST and not all(each == "senior" for each in said[:start]):
        return False
    is_last = not after or after in IDLE or after in ("to", "grade") or bool(_NUMBER.fullmatch(after))
    return after != "general" and (said[start] not in OTHERWISE or is_last)


def same_post(one: str, other: str) -> bool:
    """Whether two titles are the same post: the same rank and the same words, written out."""
    return key_of(one) == key_of(other)


@lru_cache(maxsize=100_000)
def key_of(title: str) -> tuple[str, ...]:
    """What is equal for titles of the same post. A title without words is like itself alone."""
    found = understood(title)
    return (found.rank, *found.words) if found.words else (" ".join(title.casefold().split()),)


@lru_cache(maxsize=100_000)
def grades_of(title: str) -> frozenset[str]:
    """The words that say how high a post is, with numbers and single letters (Scientist-C): where these differ, the
    posts do."""
    return frozenset(each for each in understood(title).words if each in GRADES or _NUMBER.fullmatch(each))


def are_near(one: str, other: str, likeness: float) -> bool:
    """Whether two titles are nearly the same, by the cosine of their meanings and their words. Where they differ in a
    word of rank or a number they never are, nor where one says more than the other: a Divisional Security Officer is
    no Divisional Officer, however near."""
    if grades_of(one) != grades_of(other):
        return False
    said, also = (frozenset(each[:_STEM] for each in understood(title).words) for title in (one, other))
    return likeness >= SAME_WORDS if said == also else likeness >= ALIKE and not (said < also or also < said)
