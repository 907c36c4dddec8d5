"""The names of a tenant, and what in a sentence is written like a name.

A tenant's names are found in any letter case and script, by whole words; other names by their capitals, in Latin
letters alone. Refuses to look for names that nobody knows in Devanagari, which has no capitals, but behind "श्री".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from bot.llm.figure_words import figure_words
from bot.llm.plain_text import folded, phrase, plain, single, words_of
from bot.understanding.lexicon import lexicon
from prompts.loader import LANGUAGES, table

_LONGEST = 20
# Behind these a sentence begins; behind the others a word may have its capital from its place or be a name.
_BEGINS, _OPENS = frozenset(".?!।\n"), frozenset(":\"'“(")
# What stands between the words of one name.
_LINKS = frozenset(("", " ", "-", "&", " & ", ". ", "."))


@lru_cache(maxsize=1)
def _own_words() -> frozenset[str]:
    """The words of Saathi's own replies in small letters: where a name is one of them, the word is no name."""
    found: set[str] = set()
    waiting: list[object] = [table("replies", language) for language in LANGUAGES]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each
        else:
            found |= {single(word) for word, _, _ in words_of(plain(str(each))) if not word[0].isupper()}
    return frozenset(found)


@dataclass(frozen=True)
class Names:
    """All names of a tenant, made once for a version of it (`Names.of`) and shared by all turns.

    `phrases`: each name, folded, with the numbers of the things that it names; `lengths`: how many words the names have
    that begin with a word, the longest first; `alike`: for each thing, the names by which it is told as a whole,
    folded, but for single words in Latin letters, which are ordinary words in any other case.
    """

    phrases: dict[str, tuple[int, ...]] = field(default_factory=dict)
    lengths: dict[str, tuple[int, ...]] = field(default_factory=dict)
    alike: tuple[tuple[str, ...], ...] = ()

    @staticmethod
    def of(named: Iterable[str | Iterable[str]]) -> Names:
        """The names; those of one thing (its languages, its aliases) may come together as one entry: where one of them
        is told, the others may be said. An alias in small letters tells nothing, and of one word ("minutes" for Meeting
        Management) it is no name at all."""
        phrases: dict[str, list[int]] = {}
        lengths: dict[str, set[int]] = {}
        alike: list[tuple[str, ...]] = []
        for entry in named:
            tells = []
            for name in (entry,) if isinstance(entry, str) else entry:
                said, capital = phrase(name), any(map(str.isupper, name))
                count, latin = said.count(" ") + 1, said.isascii()
                if not said or count > _LONGEST or (count == 1 and (said in _own_words() or (latin and not capital))):
                    continue
                phrases.setdefault(said, []).append(len(alike))
                lengths.setdefault(said.partition(" ")[0], set()).add(count)
                if capital or not latin:
                    tells.append(plain(name).strip() if count == 1 and latin else said)
            alike.append(tuple(tells))
        return Names({said: tuple(found) for said, found in phrases.items()},
                     {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}, tuple(alike))


@dataclass(frozen=True)
class Told:
    """What names may be told by: the words of all that was told with a space around each (see `phrase`), the words with
    capitals as they stood there, and the tenant's names."""

    words: str
    capitals: frozenset[str]
    names: Names

    @staticmethod
    def of(text: str, names: Names) -> Told:
        """What a plain text tells."""
        said = [word for word, _, _ in words_of(text)]
        return Told(f" {' '.join([single(word) for word in said])} ",
                    frozenset(word for word in said if not word.islower()), names)

    def has(self, said: str) -> bool:
        """Whether a folded phrase was told, word for word."""
        return f" {said} " in self.words

    def tells(self, name: str) -> bool:
        """Whether one of the tenant's names was told: itself, or another name of the same thing."""
        return self.has(name) or self._otherwise(name)

    def acronym(self, said: str) -> bool:
        """Whether letters in capitals were told: so, in any case where they are no ordinary word ("IT", "US"), or by
        another name of the same thing."""
        bare = said.removesuffix("s") if said[:-1].isupper() else said
        small = single(bare)
        if said in self.capitals or bare in self.capitals or self._otherwise(small):
            return True
        return len(small) > 2 and small not in _own_words() and self.has(small)

    def _otherwise(self, name: str) -> bool:
        return any(other in self.capitals if other.isascii() and " " not in other else self.has(other)
                   for thing in self.names.phrases.get(name, ()) for other in self.names.alike[thing])


@dataclass(frozen=True, slots=True)
class _Word:
    """A word, as it stands there and folded; `begins` a sentence, or only `opens` what may begin with a capital."""

    text: str
    word: str
    start: int
    end: int
    begins: bool
    opens: bool

    @property
    def capital(self) -> bool:
        """Whether it has a capital; ids are asked elsewhere."""
        return not self.text.islower() and any(map(str.isupper, self.text)) and self.text.isalpha()

    @property
    def short(self) -> bool:
        """Whether it is written in capitals as RTI and CMOs are."""
        return len(self.text) > 1 and self.text.removesuffix("s").isupper() and len(self.text.removesuffix("s")) > 1

    @property
    def mixed(self) -> bool:
        """Whether capitals stand inside it, as in eOffice and PoSH."""
        return any(map(str.isupper, self.text[1:])) and not self.short


def _words(text: str) -> list[_Word]:
    found: list[_Word] = []
    first, titles = True, figure_words().lists["titles"]
    for word, start, end in words_of(text):
        before = text[found[-1].end if found else 0:start].strip(" \t*_)”»")[-1:]
        # the point of "Dr." and "R." opens nothing
        abbreviated = bool(found) and (len(found[-1].text) == 1 or found[-1].word in titles)
        begins = first or (before in _BEGINS and not (before == "." and abbreviated))
        found.append(_Word(word, single(word), start, end, begins, before in _OPENS and before != ""))
        first = (first and word.isdecimal()) or word == "\n"
    return found


def strange_names(text: str, told: Told, taken: Iterable[tuple[int, int]] = ()) -> Iterator[str]:
    """The names in a plain text that were not told, as they stand there; `taken` are places that are something else,
    such as dates."""
    words = _words(text)
    covered, faults = _tenant_names(words, told)
    yield from (text[words[start].start:words[end - 1].end] for start, end in faults)
    spoken_for = {at for at, word in enumerate(words)
                  if any(start <= word.start < end for start, end in taken)}
    at_fault = {at for start, end in faults for at in range(start, end)}
    yield from (text[words[start].start:words[end - 1].end]
                for start, end in _by_capitals(text, words, told, covered, spoken_for)
                if at_fault.isdisjoint(range(start, end)))
    yield from _by_honour(text, words, told)


def _tenant_names(words: list[_Word], told: Told) -> tuple[set[int], list[tuple[int, int]]]:
    """The places of the tenant's names that stand in a text (told or not), and the spans of those not told."""
    names, covered, faults = told.names, set[int](), list[tuple[int, int]]()
    until = 0
    for at, word in enumerate(words):
        for count in names.lengths.get(word.word, ()):
            end = at + count
            if end > len(words) or end <= until:
                continue
            said = " ".join([each.word for each in words[at:end]])
            if said not in names.phrases:
                continue
            # one Latin word: in small letters it is an ordinary word, in capitals the acronyms are asked
            if count == 1 and said.isascii() and (not word.capital or word.short):
                break
            if told.tells(said):
                until = end
            else:
                faults.append((at, end))
            covered |= set(range(at, end))
            break
    return covered, faults


def _by_honour(text: str, words: list[_Word], told: Told) -> Iterator[str]:
    """A word behind "श्री" and the like that was not told; capitals show the others."""
    lists = lexicon().lists
    for before, word in pairwise(words):
        if not before.word.isascii() and before.text in lists["honour_before"] and not told.has(word.word):
            yield text[before.start:word.end]


# ---- by capitals


def _by_capitals(text: str, words: list[_Word], told: Told, covered: set[int],
                 taken: set[int]) -> Iterator[tuple[int, int]]:
    """The spans of runs of capitals that were not told."""
    at = 0
    while at < len(words):
        if at in taken or not words[at].capital:
            at += 1
            continue
        end = _run(text, words, at, taken)
        if not covered.issuperset(range(at, end)) and not _known(words, at, end, told):
            yield at, end
        at = end


def _run(text: str, words: list[_Word], at: int, taken: set[int]) -> int:
    """Where a run of words with capitals ends; small words may stand between them ("Ministry of the Interior")."""
    small = figure_words().lists["within"] | figure_words().lists["joins"]
    end = at + 1
    while end < len(words):
        here = end
        while here < len(words) and here - end < 2 and words[here].word in small and _linked(text, words, here):
            here += 1
        if here == len(words) or here in taken or not words[here].capital or not _linked(text, words, here):
            break
        end = here + 1
    return end


def _linked(text: str, words: list[_Word], at: int) -> bool:
    """Whether a word goes on with the one before it: a space, a hyphen, or the point of an initial between them."""
    between = text[words[at - 1].end:words[at].start]
    point = between.startswith(".")
    return between in _LINKS and (not point or len(words[at - 1].text) == 1 or (
        words[at - 1].word in figure_words().lists["titles"]))


def _known(words: list[_Word], start: int, end: int, told: Told) -> bool:
    """Whether a run can be taken apart into what was told, words of every day, and the capital of a beginning.

    Two told pieces may only meet at a small word that joins ("and", "in", "से"), or where both are whole names of the
    tenant: parts of two people's names side by side are nobody.
    """
    lists = figure_words().lists
    # what may end at a place: "told" (a piece of what was told), "name" (a whole name), "free" (needs no telling)
    ends: dict[int, set[str]] = {start: {"free"}}
    for at in range(start, end):
        kinds = ends.get(at)
        if not kinds:
            continue
        word = words[at]
        joins = word.word in lists["joins"] or ("free" in kinds and word.word in lists["within"])
        if joins and at > start and not word.capital:
            ends.setdefault(at + 1, set()).add("free")
        placed = at == start and not word.short and not word.mixed and (
            word.begins or (word.opens and word.word in _own_words()))
        if placed or folded(word.text) in lists["everyday"]:
            ends.setdefault(at + 1, set()).add("free")
        if len(word.text) == 1 and (end - start == 1 or at + 1 == end):
            ends.setdefault(at + 1, set()).add("free")
        for until in range(end, at, -1):
            piece = " ".join([each.word for each in words[at:until]])
            if not _piece(words[at:until], piece, told):
                continue
            name = told.tells(piece) and piece in told.names.phrases
            if "free" in kinds or ("name" in kinds and name):
                ends.setdefault(until, set()).add("name" if name else "told")
    return end in ends


def _piece(words: list[_Word], piece: str, told: Told) -> bool:
    if len(words) == 1 and words[0].short:
        return told.acronym(words[0].text)
    if any(word.short and not told.acronym(word.text) for word in words):
        return False
    return told.has(piece) or (piece in told.names.phrases and told.tells(piece))
