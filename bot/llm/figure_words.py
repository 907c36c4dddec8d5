"""The words by which figures are read in what was told and in what a model says, of all languages together.

They stand in `prompts/grounding/` and, for times, months and days of the week, in `prompts/lexicon/`. Refuses to read
anything: `figures_said.py` does.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import product
from typing import Any

from bot.llm.plain_text import folded
from bot.understanding import money
from bot.understanding.lexicon import WRITTEN, lexicon
from prompts.loader import table
from retrieval.words import words

# What a unit measures and how much of it one is: seconds, months, per cent, a currency.
UNITS: dict[str, tuple[str, float]] = {
    "second": ("time", 1), "minute": ("time", 60), "hour": ("time", 3600), "day": ("time", 86_400),
    "week": ("time", 604_800), "fortnight": ("time", 1_209_600), "month": ("months", 1), "quarter": ("months", 3),
    "year": ("months", 12), "percent": ("%", 1), "rupees": ("₹", 1), "dollars": ("$", 1), "euros": ("€", 1),
    "stars": ("stars", 1)}
# Only right behind the digits: "30m", "2d".
GLUED = {"m": UNITS["minute"], "s": UNITS["second"], "d": UNITS["day"], "w": UNITS["week"], "y": UNITS["year"]}
# Hindi and Hindi in Latin letters are one language: "kal" repeats "कल".
LANGUAGE_OF = {"hinglish": "hi"}

Phrase = tuple[str, ...]
Unit = tuple[str, float]


@dataclass(frozen=True)
class FigureWords:
    """Folded words by what they do; see the comments of `prompts/grounding/en.toml`. `phrases` are relative days by
    their first word, with language and key."""

    numbers: dict[str, float]
    doubtful: dict[str, float]
    hindi: frozenset[str]
    ordinals: dict[str, int]
    doubtful_ordinals: dict[str, int]
    denominators: dict[str, int]
    hindi_parts: frozenset[str]
    scales: dict[str, float]
    added: dict[str, float]
    units: dict[Phrase, Unit]
    level: frozenset[str]
    months: dict[str, int]
    weekdays: dict[str, int]
    relative: dict[str, list[tuple[Phrase, tuple[str, str]]]]
    lists: dict[str, frozenset[str]]
    of_them: frozenset[Phrase]

    @cached_property
    def begins(self) -> frozenset[str]:
        """Words that may begin a figure without a digit, or stand in one."""
        return frozenset((*self.numbers, *self.doubtful, *self.ordinals, *self.doubtful_ordinals, *self.denominators,
                          *self.scales, *self.added, *self.months, *self.weekdays, *self.relative,
                          *self.lists["vague"], *self.lists["whole_hour"]))


def _folded(phrase: str) -> Phrase:
    return tuple(folded(word) for word in phrase.split())


def _merged(tables: Iterable[dict[str, Any]], key: str) -> dict[str, Any]:
    return {folded(word): value for each in tables for word, value in each[key].items()}


def _relative(language: str, told: dict[str, list[str]]) -> Iterable[tuple[Phrase, tuple[str, str]]]:
    """Days and periods by their distance from now: those of the grounding words, and what the lexicon makes of "this",
    "last", "next" with a week, month, quarter or year."""
    time = table("lexicon", language)["time"]
    of = LANGUAGE_OF.get(language, language)
    for key in ("today", "tomorrow", "yesterday"):
        yield from ((_folded(phrase), (of, key)) for phrase in (*time[key], *told[key]))
    yield from ((_folded(phrase), (of, "two_days")) for phrase in told["two_days"])
    for mark, unit in product(("this", "last", "next"), ("week", "month", "quarter", "year")):
        for one, other in product(time[mark], time[unit]):
            yield _folded(f"{one} {other}"), (of, f"{mark} {unit}")


def _units(tables: list[dict[str, Any]]) -> dict[Phrase, Unit]:
    found = {_folded(phrase): UNITS[name] for each in tables for name, phrases in each["units"].items()
             for phrase in phrases if name in UNITS}
    found |= {_folded(phrase): UNITS[name] for name in ("minute", "hour", "day", "week", "month", "quarter", "year")
              for phrase in lexicon().time[name].phrases()}
    return found | {_folded(sign.rstrip(".")): UNITS["rupees"] for sign in money.RUPEES} | {("%",): UNITS["percent"]}


@lru_cache(maxsize=1)
def figure_words() -> FigureWords:
    """The words of all languages."""
    tables = [table("grounding", language) for language in WRITTEN]
    lists = {key: frozenset(folded(word) for each in tables for word in each[key])
             for key, value in tables[0].items() if isinstance(value, list) and key != "of_them"}
    relative: dict[str, list[tuple[Phrase, tuple[str, str]]]] = {}
    for language, each in zip(WRITTEN, tables, strict=True):
        for phrase, key in _relative(language, each["relative"]):
            relative.setdefault(phrase[0], []).append((phrase, key))
    for found in relative.values():
        found.sort(key=lambda pair: -len(pair[0]))
    small = lexicon()
    return FigureWords(
        _merged(tables, "numbers"), _merged(tables, "doubtful"),
        frozenset(folded(word) for word in (*tables[-1]["numbers"], *tables[-1]["doubtful"])),
        _merged(tables, "ordinals"), _merged(tables, "doubtful_ordinals"),
        _merged(tables, "denominators"),
        frozenset(folded(word) for word in tables[-1]["denominators"]),
        {folded(word): value for word, value in money.UNITS.items()} | _merged(tables, "scales"),
        _merged(tables, "added"), _units(tables),
        frozenset(folded(word) for each in tables for word in each["units"]["level"]),
        {folded(name): int(small.months.whole(words(name))) for name in small.months.phrases()},
        {folded(name): int(small.weekdays.whole(words(name))) for name in small.weekdays.phrases()},
        relative, lists, frozenset(_folded(phrase) for each in tables for phrase in each["of_them"]))
