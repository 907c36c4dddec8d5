"""Finds what a message names of the tenant's world: competencies, positions, courses, organisations, providers.

By whole names, aliases and acronyms first, then by slips of the pen, then by parts of names. Where several fit equally
all are told, and the caller asks back. Knows only what the tenant's framework holds.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from bot.understanding.lexicon import lexicon
from bot.understanding.message import Message
from bot.understanding.sounds import skeleton
from frac.framework import Framework
from retrieval.words import STOP, stem, words

KINDS = ("competency", "position", "course", "organisation", "provider")
_SLIP = 86
_LONGEST = 14


@dataclass(frozen=True, slots=True)
class Mention:
    """Words `start` to `end` that name something: its kind, the ids that fit equally, and how it was found.

    `how` is `name` (name, alias or acronym in full), `slip` (the same with a slip of the pen) or `part`; then `words`
    tells how many topic words of the message belong to the name.
    """

    kind: str
    ids: tuple[str, ...]
    start: int
    end: int
    how: str
    words: int = 0

    @property
    def sure(self) -> bool:
        """Whether one thing was named in full."""
        return len(self.ids) == 1 and self.how != "part"


@dataclass(frozen=True, slots=True)
class _Form:
    kind: str
    id: str
    stems: tuple[str, ...]
    text: str
    acronym: bool
    alias: bool
    made: bool = False


class Gazetteer:
    """The names of one version of a framework. `talk` are stems of ordinary requests, which name a topic less;
    `synonyms` are further names: kind, id, phrase."""

    def __init__(self, framework: Framework, talk: frozenset[str] = frozenset(),
                 synonyms: Iterable[tuple[str, str, str]] = ()) -> None:
        self._talk = talk | {stem(word) for word in STOP}
        self._forms = [*_forms(framework), *_learned(synonyms)]
        self._exact: dict[tuple[str, ...], list[_Form]] = defaultdict(list)
        self._longest: dict[str, int] = defaultdict(int)
        for form in self._forms:
            self._exact[form.stems].append(form)
            self._longest[form.stems[0]] = max(self._longest[form.stems[0]], len(form.stems))
        self._slips = {form.text: form for form in self._forms if len(form.text) >= 5 and not form.acronym}
        self._slip_texts = list(self._slips)
        self._parts = {kind: _Parts([form for form in self._forms if form.kind == kind and not form.acronym])
                       for kind in KINDS}
        # the words of competencies' names as they stand
        self.competency_words = frozenset(word for form in self._forms if form.kind == "competency"
                                          for word in form.text.split() if word not in STOP)
        self.courses_of: dict[str, list[str]] = {
            competency: [course.id for course in found] for competency, found in
            framework.courses_by_competency.items()}

    # ---- in full

    def mentions(self, message: Message, covered: Iterable[int] = ()) -> list[Mention]:
        """What is named in full or with a slip, from left to right. Longer names win over what stands inside them."""
        taken = set(covered)
        found: list[Mention] = []
        spans: list[tuple[int, int, list[_Form]]] = []
        for start in range(len(message.stems)):
            for length in range(min(self._longest.get(message.stems[start], 0), len(message.stems) - start), 0, -1):
                forms = [form for form in self._exact.get(message.stems[start:start + length], ())
                         if self._stands(form, message, start)]
                # What the tenant itself calls something goes before an acronym that we made.
                forms = [form for form in forms if not form.made] or forms
                if forms:
                    spans.append((start, start + length, forms))
        for start, end, forms in sorted(spans, key=lambda each: (each[0] - each[1], each[0])):
            if taken.isdisjoint(range(start, end)):
                taken |= set(range(start, end))
                found += _by_kind(forms, start, end, "name")
        found += self._with_slips(message, taken)
        return sorted(found, key=lambda mention: mention.start)

    def _stands(self, form: _Form, message: Message, start: int) -> bool:
        """Whether a short form is meant: one that is also an ordinary word (US, AS, SO) only in capitals."""
        word = message.said[start]
        if len(form.stems) == 1 and not form.acronym and word.isascii():
            # one word must be the word itself: "meet" is not "meetings", though they share a stem; an alias that is
            # also a small word ("DoES") is meant in its own letters alone
            if form.alias and word in lexicon().lists["fillers"] and start not in message.capitals:
                return False
            return word == form.text or word + "s" == form.text or word == form.text + "s"
        if not form.acronym and not (form.alias and len(form.text) <= 3):
            return True
        small = lexicon()
        ordinary = (len(word) == 2 or word in STOP or word in small.lists["fillers"] or word in small.marks
                    or word in _ORDINARY)
        if not ordinary:
            return True
        after = message.said[start - 1] if start else ""
        last = start == len(message.said) - 1
        return start in message.capitals or (last and after in ("of", "as", "for", "an", "a"))

    def _with_slips(self, message: Message, taken: set[int]) -> list[Mention]:
        found: list[Mention] = []
        for length in (4, 3, 2, 1):
            for start in range(len(message.said) - length + 1):
                span = range(start, start + length)
                if not taken.isdisjoint(span) or all(message.stems[at] in self._talk for at in span):
                    continue
                said = " ".join(message.said[start:start + length])
                if len(said) < 5 or said.isdecimal():
                    continue
                best = process.extractOne(said, self._slip_texts, scorer=fuzz.ratio, score_cutoff=_SLIP)
                if best is None or abs(len(best[0]) - len(said)) > 3 or (length == 1 and self._ordinary(said)):
                    continue
                form = self._slips[best[0]]
                if form.kind == "course" and length < 3:
                    continue
                twins = [other for other in self._exact[form.stems] if other.kind == form.kind]
                found += _by_kind(twins, start, start + length, "slip")
                taken |= set(span)
        return found

    def _ordinary(self, word: str) -> bool:
        """Whether a single word is an ordinary one, which a name with one other letter must not swallow."""
        return stem(word) in self._talk

    # ---- in part

    def part(self, kind: str, message: Message, covered: Iterable[int] = (),
             topical: Iterable[int] | None = None) -> Mention | None:
        """What the words that are left name in part; several ids where they fit equally, None where nothing does.

        `topical`: the places of words that may name a topic; without it, all that are not words of ordinary requests.
        """
        places = frozenset(topical) if topical is not None else None
        return self._parts[kind].best(kind, message, frozenset(covered), self._talk, topical=places)

    def title(self, message: Message) -> Mention | None:
        """A course whose title the message tells for the most part."""
        return self._parts["course"].best("course", message, frozenset(), self._talk, least_cover=0.6, least_words=2)


# Words that are acronyms of posts somewhere and ordinary in a message.
_ORDINARY = frozenset("us as so am pm is it do go me he an or if in on at by to be no we my up ad hi ok all are can "
                      "may add act aid arm art bad bit box cap dos mos sos ops".split())


def _by_kind(forms: Sequence[_Form], start: int, end: int, how: str) -> list[Mention]:
    ids: dict[str, list[str]] = {}
    for kind in KINDS:
        of_kind = [form for form in forms if form.kind == kind]
        # A name says more than an alias, and an alias more than an acronym that we made.
        named = ([form for form in of_kind if not form.alias] or [form for form in of_kind if not form.acronym]
                 or of_kind)
        if named:
            ids[kind] = list(dict.fromkeys(form.id for form in named))
    return [Mention(kind, tuple(found), start, end, how) for kind, found in ids.items()]


def _forms(framework: Framework) -> Iterable[_Form]:
    def of(kind: str, identity: str, names: Iterable[str | None], aliases: Iterable[str]) -> Iterable[_Form]:
        seen: set[tuple[str, ...]] = set()
        for text, alias in [*((name, False) for name in names), *((each, True) for each in aliases)]:
            said = tuple(words(text or ""))
            stems = tuple(stem(word) for word in said)
            if not stems or stems in seen or len(stems) > _LONGEST:
                continue
            seen.add(stems)
            short = len(said) == 1 and (text or "").isupper() and len(said[0]) <= 5
            yield _Form(kind, identity, stems, " ".join(said), short, alias)
        for name in names:
            made = _acronym(name or "")
            if made and (stem(made),) not in seen and kind != "course":
                seen.add((stem(made),))
                yield _Form(kind, identity, (stem(made),), made, True, True, True)

    for each in framework.competencies.values():
        yield from of("competency", each.id, (each.name, each.name_hi), each.aliases)
    for position in framework.positions.values():
        yield from of("position", position.id, (position.title, position.title_hi), position.aliases)
    for course in framework.courses.values():
        yield from of("course", course.id, (course.title, course.title_hi), ())
    for organisation in framework.organisations.values():
        yield from of("organisation", organisation.id, (organisation.name, organisation.name_hi), organisation.aliases)
    for provider in framework.providers.values():
        yield from of("provider", provider.id, (provider.name,), ())


def _learned(synonyms: Iterable[tuple[str, str, str]]) -> Iterable[_Form]:
    for kind, identity, phrase in synonyms:
        said = tuple(words(phrase))
        if said:
            yield _Form(kind, identity, tuple(stem(word) for word in said), " ".join(said), False, True)


def _glossed(word: str) -> list[str]:
    """The stems of the English words for a word of another language."""
    return [stem(each) for each in lexicon().gloss.get(word, "").lower().split() if each not in STOP]


def _acronym(name: str) -> str | None:
    """The first letters of a name's words that say something: `Right to Information` is `rti` and not `ri`."""
    said = [word for word in words(name) if word.isascii()]
    if len(said) < 2 or len(said) > 6 or len(said) != len(words(name)):
        return None
    made = "".join(word[0] for word in said if word not in ("of", "the", "and", "for", "in"))
    return made if 2 <= len(made) <= 6 and made.isalpha() else None


class _Parts:
    """Names of one kind, to be found by some of their words; rare words weigh more."""

    def __init__(self, forms: Sequence[_Form]) -> None:
        self._forms = forms
        owners: dict[str, set[str]] = defaultdict(set)
        for form in forms:
            for word in form.stems:
                if word not in STOP:
                    owners[word].add(form.id)
        total = len({form.id for form in forms}) or 1
        self._weight = {word: math.log(1 + total / len(ids)) for word, ids in owners.items()}
        self._forms_with: dict[str, list[_Form]] = defaultdict(list)
        for form in forms:
            for word in set(form.stems):
                self._forms_with[word].append(form)
        self._long = [word for word in self._weight if len(word) >= 5]
        self._sounding: dict[str, str] = {}
        for form in forms:
            for word, plain in zip(form.stems, form.text.split(), strict=False):
                sound = skeleton(plain) if plain.isascii() else None
                if sound and word in self._weight:
                    self._sounding.setdefault(sound, word)

    def best(self, kind: str, message: Message, covered: frozenset[int], talk: frozenset[str], least_cover: float = 0.0,
             least_words: int = 1, topical: frozenset[int] | None = None) -> Mention | None:
        places: dict[str, int] = {}
        # every place of a name's word: "टिप्पण (noting)" says one thing twice, and both words speak of it
        said_at: dict[str, set[int]] = defaultdict(set)
        weights: dict[int, float] = {}
        for at, word in enumerate(message.stems):
            if at in covered or word in STOP:
                continue
            for each in (word, *_glossed(message.said[at])):
                known = each if each in self._weight else self._near(each)
                if known is None and not each.isascii():
                    known = self._sounding.get(skeleton(message.said[at]) or "")
                if known is not None:
                    places.setdefault(known, at)
                    said_at[known].add(at)
                    # a word and its English gloss are one thing, as rare as the commoner of the two
                    weights[at] = min(self._weight[known], weights.get(at, math.inf))
        if topical is None:
            topical = frozenset(at for at, word in enumerate(message.stems) if word not in talk)
        topics = [word for word, at in places.items() if at in topical]
        scores: dict[str, tuple[float, float]] = {}
        spoken: dict[str, int] = {}
        for form in {form for word in places for form in self._forms_with[word]}:
            shared = [word for word in set(form.stems) if word in places]
            # A name of ordinary words alone ("data analysis") must stand there whole.
            whole_name = len(shared) >= 2 and len(shared) == len(set(form.stems) - STOP)
            if not (whole_name or any(word in topics for word in shared)) or len(shared) < least_words:
                continue
            matched = sum(weights[at] * (1.0 if at in topical else 0.3)
                          for at in {places[word] for word in shared})
            # the very word says more than another word of its stem: "noting" is rather Noting than Notes
            matched *= 1.1 if any(message.said[places[word]] in form.text.split() for word in shared) else 1.0
            whole = sum(self._weight.get(word, 0.0) for word in set(form.stems)) or 1.0
            cover = sum(self._weight[word] for word in shared) / whole
            if cover >= least_cover and (matched, cover) > scores.get(form.id, (0.0, 0.0)):
                scores[form.id] = (matched, cover)
                spoken[form.id] = len({at for word in shared for at in said_at[word]
                                         if at in topical or (whole_name and at == places[word])})
        if not scores:
            return None
        top = max(matched for matched, _ in scores.values())
        best = sorted(identity for identity, (matched, _) in scores.items() if matched >= top * 0.95)
        whole_ones = [identity for identity in best if scores[identity][1] > 0.99]
        chosen = tuple(whole_ones if len(whole_ones) == 1 else best)
        spoken_at = sorted(places[word] for word in topics or places)
        matched_words = max(spoken[identity] for identity in chosen)
        return Mention(kind, chosen, spoken_at[0], spoken_at[-1] + 1, "part", matched_words)

    def _near(self, word: str) -> str | None:
        if len(word) < 5 or not word.isascii():
            return None
        found = process.extractOne(word, self._long, scorer=fuzz.ratio, score_cutoff=_SLIP)
        return str(found[0]) if found and str(found[0])[0] == word[0] else None
