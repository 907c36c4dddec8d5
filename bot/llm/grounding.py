"""Whether a sentence of a model says only what the tools told: each number, name, level, date and link in it.

A sentence is never mended and never partly shown; whoever asks shows it or leaves it. Refuses to judge meaning: a
sentence that joins told figures and names in a wrong way passes, and so does what is wrong without any of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from bot.llm.figure_words import figure_words
from bot.llm.figures_said import figures
from bot.llm.figures_told import FiguresTold
from bot.llm.names_said import Names, Told, strange_names
from bot.llm.plain_text import CONTROL, folded, plain, single, words_of
from bot.llm.sentences import Feed, sentences
from bot.llm.told import gather

__all__ = ["Fault", "Feed", "Grounds", "Names", "sentences"]

Kind = Literal["number", "date", "name", "link", "place"]
# No sentence for people is longer.
LONGEST = 1000

_LINK = re.compile(r"""
    (?<![\w.+%-])[\w.+%-]+@[\w-]+(?:\.[\w-]+)+
  | \b(?:[a-z][a-z0-9+.-]*://|www\.|(?:mailto|tel|javascript|data|file):)[^\s<>"]+
  | (?<![\w.-])(?:[a-z0-9-]+\.)+(?:com|org|net|in|gov|nic|edu|info|io|co|me|ly|app|dev|biz|xyz|link|site|online)\b
      (?:/[^\s<>"]*)?
  | !?\[[^\]\n]*\](?:\([^)\n]*\)|\[[^\]\n]*\]|:\s*\S+)
  | <[a-z/!?][^>\n]*>?
  | &(?:\#\d+|\#x[0-9a-f]+|[a-z]{2,8});
""", re.VERBOSE | re.IGNORECASE)
# What the mask leaves in the place of a particular, and other places that somebody forgot to fill.
_PLACE = re.compile(r"\[?\b(?i:PERSON|EMAIL|PAN|AADHAAR|PHONE)_\d+\b\]?|\[[A-Z][A-Z _]{2,}\d*\]"
                    r"|\{\{?\s*\w+\s*\}?\}")
_DATES = frozenset(("day", "month", "years", "clock", "weekday", "relative"))
# Letters of scripts in which nothing here finds numbers or names.
_UNREAD = re.compile(r"[^\x00-\u024f\u02b0-\u036f\u0900-\u097f\u1cd0-\u1cff\u1e00-\u1eff\u2000-\u2bff\ua8e0-\ua8ff]")


class Fault(NamedTuple):
    """Why a sentence may not be shown: the words `said` are a figure (`number`, ids too), a `date` or time of day, a
    `name`, a `link` (or markup) that was not told, or a `place` that nothing was put in; a sentence that is too long or
    has signs that nobody sees is a `place` as well."""

    kind: Kind
    said: str


class Grounds:
    """What was told in a turn. Not changed once it is made; may be asked by several threads."""

    def __init__(self, figures_told: FiguresTold, told: Told, links: frozenset[str]) -> None:
        self._figures, self._told, self._links = figures_told, told, links

    @staticmethod
    def of(replies: Sequence[Mapping[str, Any]], said: str = "",
           names: Names | Iterable[str | Iterable[str]] = ()) -> Grounds:
        """What `replies` (as `Reply.as_json` gives them) and the person's own message tell. `names`: all names of the
        tenant, best as `Names` that are made once for a version of it."""
        found = gather(replies)
        text = plain("\n".join(dict.fromkeys([*found.texts, said])))
        begins = figure_words().begins
        figured = "\n".join(line for line in text.split("\n") if any(map(str.isnumeric, line)) or not (
            begins.isdisjoint([folded(word) for word, _, _ in words_of(line)])))
        return Grounds(FiguresTold(figured, found.numbers, found.ids, found.counts),
                       Told.of(text, names if isinstance(names, Names) else Names.of(names)),
                       frozenset(_links(plain("\n".join((*found.texts, *found.ids))))))

    def faults(self, sentence: str) -> list[Fault]:
        """Why a sentence may not be shown; an empty list where it may."""
        if CONTROL.search(sentence) or len(sentence) > LONGEST:
            return [Fault("place", f"{CONTROL.sub('', sentence)[:40].strip()}…")]
        text = plain(sentence)
        return list(dict.fromkeys(self._faults(text)))

    def _faults(self, text: str) -> Iterator[Fault]:
        yield from (Fault("place", found[0]) for found in _PLACE.finditer(text))
        if "." in text or "<" in text or "[" in text or ":" in text or "&" in text:
            strange = [link for link in _links(text) if link not in self._links]
            yield from (Fault("link", link) for link in strange)
            text = _LINK.sub(lambda found: " " * len(found[0]), text)
        dates: list[tuple[int, int]] = []
        for figure in figures(text):
            dated = figure.kind in _DATES
            if dated:
                dates.append((figure.start, figure.end))
            if not self._figures.right(figure):
                yield Fault("date" if dated else "number", text[figure.start:figure.end])
        yield from (Fault("name", name) for name in strange_names(text, self._told, dates))
        if not text.isascii() and _UNREAD.search(text):
            yield from (Fault("name", word) for word, _, _ in words_of(text)
                        if _UNREAD.search(word) and not self._told.has(single(word)))


def _links(text: str) -> list[str]:
    return [found[0].rstrip(".,;:!?)'\"") if found[0][0] not in "[!" else found[0] for found in _LINK.finditer(text)]
