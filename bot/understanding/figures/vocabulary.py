"""The tenant's own values that questions for figures name beside competencies, courses and providers.

Places by the core of their names ("Finance" for the Finance Department), kinds of places, posts in the plural, groups,
states, languages, themes and plans.

Made once for a version of the tenant; refuses to guess: where several fit equally, all are told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.understanding.figures.words import figure_words
from bot.understanding.lexicon import Phrases, Span, lexicon
from frac.framework import Framework
from retrieval.words import words

# Words of names of places that say what kind of place it is, and nothing more.
_PLAIN = frozenset("of the for and to office department ministry directorate government dept".split())


@dataclass(frozen=True, slots=True)
class Values:
    """What the people and plans of a tenant bring to its vocabulary: the groups, states and languages that occur, and
    plans by id with their names."""

    groups: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    plans: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """Words `start` up to `end` that name values of a dimension; several ids fit equally."""

    dimension: str
    ids: tuple[str, ...]
    start: int
    end: int


class Vocabulary:
    """The values of one version of a tenant."""

    def __init__(self, framework: Framework, values: Values) -> None:
        self.framework, self.values = framework, values
        self.kinds = tuple(dict.fromkeys(each.kind for each in framework.organisations.values()))
        self._kinds = Phrases(self._kind_phrases())
        self._phrases = {dimension: Phrases((phrase, tuple(ids)) for phrase, ids in found.items())
                         for dimension, found in self._named().items()}
        self._groups = {group.casefold(): group for group in values.groups}

    # ---- kinds of places

    def _kind_phrases(self) -> Iterable[tuple[str, str]]:
        """The tenant's kinds in singular and plural, then the usual words for those of its kinds that are usual."""
        for kind in self.kinds:
            for form in (kind, _plural(kind)):
                yield form, kind
        known = {kind.casefold(): kind for kind in self.kinds}
        for phrase in figure_words().kinds.phrases():
            kind = str(figure_words().kinds.whole(phrase.split()))
            yield phrase, known.get(kind, f"?{kind}")

    def kind_at(self, said: Sequence[str], at: int) -> Span | None:
        """A word for a kind of places; its value begins with `?` where the tenant has no such kind."""
        return self._kinds.at(said, at)

    # ---- values

    def _named(self) -> dict[str, dict[str, list[str]]]:
        found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for place in self.framework.organisations.values():
            for name in (place.name, place.name_hi, *place.aliases):
                for form in _cores(name or "", self.kinds):
                    _add(found["organisation"], form, place.id)
        for position in self.framework.positions.values():
            for name in (position.title, position.title_hi):
                for form in _plurals(name or ""):
                    _add(found["position"], form, position.id)
        for state in self.values.states:
            _add(found["state"], state, state)
        for phrase in lexicon().languages.phrases():
            tag = str(lexicon().languages.whole(phrase.split()))
            if tag in self.values.languages:
                _add(found["language"], phrase, tag)
        for identity, name in (self.values.plans or {}).items():
            for form in (name, *_without_year(name)):
                _add(found["plan"], form, identity)
        for competency in self.framework.competencies.values():
            if competency.theme:
                _add(found["theme"], competency.theme, competency.theme)
        return found

    def named(self, said: Sequence[str], free: Sequence[bool]) -> list[Named]:
        """The values named in the words that are free, the longest first at each place."""
        spans: list[Named] = []
        for dimension, phrases in self._phrases.items():
            for at in range(len(said)):
                span = phrases.at(said, at)
                if span is not None and all(free[span.start:span.end]):
                    spans.append(Named(dimension, span.value, span.start, span.end))
        spans += self._groups_in(said, free)
        taken: set[int] = set()
        found: list[Named] = []
        for each in sorted(spans, key=lambda named: (named.start - named.end, named.start)):
            if taken.isdisjoint(range(each.start, each.end)):
                taken |= set(range(each.start, each.end))
                found.append(each)
        return sorted(found, key=lambda named: named.start)

    def _groups_in(self, said: Sequence[str], free: Sequence[bool]) -> list[Named]:
        """`group B`, `groups A, B and C`, `Group C`: letters or names behind the word, or right before it."""
        found: list[Named] = []
        words_for = figure_words().dimensions
        for at in range(len(said)):
            span = words_for.at(said, at)
            if span is None or span.value != "group" or not free[at]:
                continue
            place = span.end
            while place < len(said) and (said[place] in self._groups or said[place] in ("and", "aur", "और", "or", "&")):
                if said[place] in self._groups and free[place]:
                    found.append(Named("group", (self._groups[said[place]],), place if found else at, place + 1))
                place += 1
            if place == span.end and at and said[at - 1] in self._groups and free[at - 1]:
                found.append(Named("group", (self._groups[said[at - 1]],), at - 1, span.end))
        return found

    def plans_with(self, said: Sequence[str]) -> tuple[str, ...]:
        """The plans whose names hold all of these words."""
        return tuple(identity for identity, name in (self.values.plans or {}).items()
                     if said and set(said) <= set(words(name)))

    def higher(self, ids: Sequence[str]) -> tuple[str, ...]:
        """Of places that share a name the one above all others, where there is one; else all of them."""
        for each in ids:
            below = self.framework.subtree(each)
            if all(other in below for other in ids):
                return (each,)
        return tuple(ids)


def _add(found: dict[str, list[str]], name: str, identity: str) -> None:
    form = " ".join(words(name))
    if form and identity not in found[form]:
        found[form].append(identity)


def _plural(word: str) -> str:
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "ch", "sh", "x")) else "s")


def _plurals(title: str) -> list[str]:
    """A title of a post, and as people say it of several: "Patwaris", "तहसीलदारों"."""
    if not title:
        return []
    if title.isascii():
        head, of, rest = title.partition(" of ")
        return [title, f"{_plural(head)}{of}{rest}" if of else _plural(title)]  # "Inspectors of Income Tax"
    forms = [title, title + "ों"]
    if title.endswith("ी"):
        forms.append(title[:-1] + "ियों")
    if title.endswith("ा"):
        forms += [title[:-1] + "ों", title[:-1] + "े"]
    return forms


def _cores(name: str, kinds: Iterable[str]) -> list[str]:
    """A place's name, and without the words for its kind: "Finance" of "Finance Department"."""
    if not name:
        return []
    said = words(name)
    usual = {word for phrase in figure_words().kinds.phrases() for word in phrase.split()}
    plain = _PLAIN | usual | {word for kind in kinds for word in words(kind)}
    start, end = 0, len(said)
    while start < end and said[start] in plain:
        start += 1
    while end > start and said[end - 1] in plain:
        end -= 1
    core = " ".join(said[start:end])
    ordinary = core in figure_words().idiom or core in lexicon().lists["fillers"] or len(core) < 3
    forms = [name] if ordinary or not core else [name, core]
    if core and not ordinary and "and" in said[start:end]:
        forms.append(" ".join(word for word in said[start:end] if word != "and"))
    return forms


def _without_year(name: str) -> list[str]:
    """A plan's name without the year at its end, and without what follows a comma."""
    said = words(name)
    bare = [word for word in said if not word.isdecimal()]
    return [" ".join(bare)] if bare and bare != said else []
