"""Competencies that may be the same thing under two ids, by their words and, where it comes in, by their meaning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass

from frac.catalogue.texts import plain
from frac.framework import Competency, Framework
from frac.quality.shape import Finding, Held, Severity

# Names are near from this share of common words on (twice the common ones over all), descriptions from COPIED on where
# both have WORDS or more.
NEAR, COPIED, WORDS = 0.85, 0.8, 6
# Meanings (name, description and other names) are near from this cosine on. Within four frameworks that were made with
# care hardly any pair comes near it (0.66, 0.60, 0.76 and, for a true double, 0.78); of the competencies that two of
# them share more than half are above it, and among those above it hardly any are two things.
MEANT = 0.7
# Words of so many letters or more are compared without an s and then one of these endings: grievances, redressal.
_ENDINGS, _LONG = ("ing", "al", "ie", "e", "y"), 5
_IDLE = frozenset("a an and at by for from in of on or the to with".split())
# A word that more competencies have than this brings none together: it would make all pairs of a large framework.
_COMMON = 400


@dataclass(frozen=True, slots=True)
class _Words:
    """Of a competency: its names and all other names, as they are compared, with their words; and its description."""

    names: dict[str, frozenset[str]]
    others: dict[str, frozenset[str]]
    described: frozenset[str]


def doubles(framework: Framework, held: Held) -> Iterator[Finding]:
    """Each pair of competencies that may be one, the likest first.

    A problem where a name or another name of one is the name of the other, word for word; else worth a look: where the
    words of their names are nearly the same, where one description copies the other, or where they mean nearly the
    same. Names that differ in a number ("Level 1", "Level 2") are never the same.
    """
    words = {each.id: _words(each) for each in framework.competencies.values()}
    names = _by_word({each: one.names | one.others for each, one in words.items()})
    texts = _by_word({each: {"": one.described} for each, one in words.items()})
    meant = {pair for pair, likeness in held.alike.items() if likeness >= MEANT}
    found = list[tuple[float, Finding]]()
    for one, other in sorted({*names, *texts, *meant}):
        if one not in words or other not in words:
            continue
        why, likeness = _why(words[one], words[other], held.alike.get((one, other)))
        if why:
            grave: Severity = "problem" if why == "name" else "look"
            found.append((likeness, Finding("doubles", grave, (("competency", one), ("competency", other)), {
                "why": why, "likeness": round(likeness, 3),
                "same_type": framework.competencies[one].type == framework.competencies[other].type})))
    yield from (each for _, each in sorted(found, key=lambda pair: (
        pair[1].severity != "problem", -pair[0], pair[1].things)))


def _why(one: _Words, other: _Words, meant: float | None) -> tuple[str, float]:
    """Why two may be the same, and how like they are: "" where they are not."""
    if one.names.keys() & (other.names | other.others).keys() or other.names.keys() & one.others.keys():
        return "name", 1.0
    pairs = [(mine, theirs) for first, second in ((one.names, other.names), (one.names, other.others),
                                                  (one.others, other.names))
             for mine in first.values() for theirs in second.values() if _numbers(mine) == _numbers(theirs)]
    if not pairs:
        return "", 0.0
    nearest = max(_share(mine, theirs) for mine, theirs in pairs)
    if nearest >= NEAR:
        return "words", nearest
    copied = _share(one.described, other.described) if min(len(one.described), len(other.described)) >= WORDS else 0.0
    if copied >= COPIED:
        return "description", copied
    return ("meaning", meant) if meant is not None and meant >= MEANT else ("", 0.0)


def _words(competency: Competency) -> _Words:
    names, others = ({plain(each): _bag(each) for each in told if plain(each)} for told in (
        (competency.name, competency.name_hi or ""), competency.aliases))
    return _Words(names, others, _bag(competency.description or ""))


def _bag(text: str) -> frozenset[str]:
    return frozenset(_stem(each) for each in plain(text).split() if each not in _IDLE)


def _stem(word: str) -> str:
    if len(word) < _LONG:
        return word
    one = word if word.endswith("ss") else word.removesuffix("s")
    return next((one.removesuffix(each) for each in _ENDINGS if one.endswith(each)), one)


def _numbers(words: Set[str]) -> frozenset[str]:
    return frozenset(each for each in words if each.isdigit() or each in ("i", "ii", "iii", "iv", "v"))


def _share(one: Set[str], other: Set[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def _by_word(bags: Mapping[str, Mapping[str, frozenset[str]]]) -> set[tuple[str, str]]:
    """The pairs that share so many words that they may be near, found by words that few have."""
    having: dict[str, set[str]] = {}
    for identity, own in bags.items():
        for word in {each for bag in own.values() for each in bag}:
            having.setdefault(word, set()).add(identity)
    found = set[tuple[str, str]]()
    for identity, own in bags.items():
        for bag in own.values():
            # of near bags the smaller has at least this share of the larger, so one of the rarest few is in both
            rare = sorted(bag, key=lambda each: len(having[each]))[:int(len(bag) * (1 - COPIED / (2 - COPIED))) + 1]
            for word in rare:
                if len(having[word]) <= _COMMON:
                    found |= {(min(identity, other), max(identity, other)) for other in having[word]
                              if other != identity}
    return found
