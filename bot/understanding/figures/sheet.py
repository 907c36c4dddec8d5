"""The words of a question laid out: what is named, what says when, which cues stand where, and what is explained.

The room below all rooms of reading: it finds, and concludes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.understanding.figures.asked import Asked
from bot.understanding.figures.vocabulary import Named, Vocabulary
from bot.understanding.figures.words import FigureWords, figure_words
from bot.understanding.gazetteer import Gazetteer, Mention
from bot.understanding.lexicon import Lexicon, Phrases, Span, lexicon
from bot.understanding.message import Message
from bot.understanding.times import Times, read_times

TIME_DIMENSIONS = frozenset({"month", "quarter", "year"})


@dataclass(frozen=True)
class Tenant:
    """What reading needs of one version of a tenant."""

    vocabulary: Vocabulary
    gazetteer: Gazetteer
    year_starts: str


@dataclass
class Found:
    """A cue with its place."""

    key: str
    start: int
    end: int


@dataclass
class Bound:
    """A number with a comparison: its place, and up to where the words belong to it."""

    comparison: str
    value: float
    start: int
    end: int
    until: int
    percent: bool = False


class Sheet:
    """One message, laid out. What is explained by a name, a time or a cue is no stranger."""

    def __init__(self, reader: Tenant, message: Message, mentions: Sequence[Mention],
                 people: Sequence[Mention], today: date) -> None:
        self.reader, self.message, self.today = reader, message, today
        self.said = message.said
        self.words: FigureWords = figure_words()
        self.lexicon: Lexicon = lexicon()
        self.vocabulary = reader.vocabulary
        self.made = Asked()
        # words that are explained by a name, a time, a cue
        self.named: set[int] = set()
        self.explained: set[int] = set()
        self.names = self._names(mentions)
        self.times: Times = self._times()
        for person in people:
            self.named |= set(range(person.start, person.end))
        self.explained |= self.named
        self.concepts = [found for found in self._cues(self.words.concepts) if not self._small(found)]
        self.concepts = self._undone(self.concepts)
        self.forms = self._cues(self.words.forms)
        self.taken: set[int] = set()
        self.bounds: list[Bound] = []
        self.ranks: list[Span] = []
        self.grouped: list[str] = []
        self.single = False
        self.undone = False
        self.counted_groups = False

    def _names(self, mentions: Sequence[Mention]) -> list[Named]:
        """What is named of the tenant's world, the longest first and each word once; a name of several kinds keeps them
        all. Names go before times: "The RTI Act in One Hour" is a course, "Finance Plan 2026-27" a plan."""
        everything = [True] * len(self.said)
        found = [Named(mention.kind, mention.ids, mention.start, mention.end)
                 for mention in (*self.reader.gazetteer.mentions(self.message), *mentions)
                 if mention.how != "part" and not self._is_cue(mention) and not self._of_cues(mention)]
        found += [each for each in self.vocabulary.named(self.said, everything)
                  if not self._weak(each) and (each.dimension != "language" or self._spoken(each))]
        kept: list[Named] = []
        for each in sorted(dict.fromkeys(found), key=lambda named: (named.start - named.end, named.start)):
            span = range(each.start, each.end)
            over = [other for other in kept if other.start < each.end and each.start < other.end]
            if not over or all((other.start, other.end) == (each.start, each.end) and other.dimension != each.dimension
                               for other in over):
                kept.append(each)
                self.named |= set(span)
        kept = self._wider(kept)
        kept.sort(key=lambda named: named.start)
        self.named |= {at for each in kept for at in range(each.start, each.end)}
        return kept

    def _times(self) -> Times:
        """The times in the words that are no names."""
        said = [word if at not in self.named else "_" for at, word in enumerate(self.said)]
        text = self.message.text
        for at in sorted(self.named):
            text = re.sub(rf"(?<!\w){re.escape(self.said[at])}(?!\w)", "_", text, count=1, flags=re.IGNORECASE)
        return read_times(text, said, self.today, self.reader.year_starts)

    def _is_cue(self, mention: Mention) -> bool:
        """Whether one plain word that also names something is rather a word of the question: "training", "plan"."""
        if mention.end - mention.start > 1:
            return False
        word, at = self.said[mention.start], mention.start
        before = self.said[at - 1] if at else ""
        if self.words.lists["export"].at(self.said, at) and (before in ("to", "as", "into") or (
                before in ("in", "an", "a", "me") and _SENDS & set(self.said))):
            return True  # "export it to excel" speaks of no competency
        cue = (self.words.dimensions.at(self.said, at) or self.vocabulary.kind_at(self.said, at)
               or self.words.people.at(self.said, at) or word in self.words.idiom)
        return bool(cue) and mention.start not in self.message.capitals

    def _of_cues(self, mention: Mention) -> bool:
        """Whether a name with a slip is rather the words of a question as they stand: "each department" is no
        "Health Department"."""
        return mention.how == "slip" and all(
            self.said[at] in self.words.idiom or self.vocabulary.kind_at(self.said, at) is not None
            or self.words.dimensions.at(self.said, at) is not None for at in range(mention.start, mention.end))

    def _weak(self, named: Named) -> bool:
        """One ordinary word that happens to be the core of a name: "state", "training"."""
        if named.end - named.start > 1:
            return False
        word = self.said[named.start]
        if named.dimension == "organisation" and self._as_name(named.start):
            return False  # "and for Posts?"
        return (self.words.concepts.at(self.said, named.start) is not None or word in self.words.idiom
                or self.words.dimensions.at(self.said, named.start) is not None
                or (named.dimension == "theme" and named.end - named.start == 1))

    def _spoken(self, named: Named) -> bool:
        """Whether a language is told as that of people, and not as that of a course or of the reply: "Hindi-speaking
        officers", and not "in Hindi"."""
        return any(span.end == named.start or span.start == named.end
                   for span in self.words.lists["speaks"].find(self.said))

    def _as_name(self, at: int) -> bool:
        """Whether an ordinary word is written as a name: with a capital where the words around have none, and behind
        no word that groups."""
        capitals = self.message.names
        before = self.said[at - 1] if at else ""
        return (at in capitals and at > 0 and at - 1 not in capitals
                and before not in ("by", "per", "which", "each", "every", "of all", "across", "top"))

    def _wider(self, found: list[Named]) -> list[Named]:
        """Takes the kind word beside a place's core along ("Finance department"), which also tells between several of
        that core; of places that share a name one above the others is meant."""
        made = []
        for each in found:
            if each.dimension != "organisation":
                made.append(each)
                continue
            ids, start, end = each.ids, each.start, each.end
            for at in (end, start - 1):
                span = self.vocabulary.kind_at(self.said, at) if 0 <= at < len(self.said) else None
                if span is None or (at < start and span.end != start):
                    continue
                start, end = min(start, span.start), max(end, span.end)
                of_kind = tuple(one for one in ids if self._kind(one) == span.value)
                ids = of_kind or ids
            if len(ids) > 1:
                ids = self.vocabulary.higher(ids)
            made.append(Named("organisation", ids, start, end))
        return made

    def _kind(self, place: str) -> str:
        organisation = self.vocabulary.framework.organisations.get(place)
        return organisation.kind if organisation else ""

    def _cues(self, phrases: Phrases) -> list[Found]:
        """The cues of one table in the words that are no names and no times."""
        found = []
        at = 0
        while at < len(self.said):
            span = None if at in self.named or at in self.times.covered else phrases.at(self.said, at)
            if span is not None and self.named.isdisjoint(range(span.start, span.end)):
                found.append(Found(str(span.value), span.start, span.end))
                self.explained |= set(range(span.start, span.end))
                at = span.end
            else:
                at += 1
        return found

    def _undone(self, found: list[Found]) -> list[Found]:
        """"Have done | no course": nothing was completed, and no course is looked for."""
        made: list[Found] = []
        for each in found:
            if each.key == "unserved" and made and made[-1].key == "completion" and made[-1].end == each.start:
                made[-1] = Found("undone", made[-1].start, each.end)
            else:
                made.append(each)
        return made

    def _small(self, found: Found) -> bool:
        """Whether a word that may say that something was completed is only "whole" here: "पूरे शासन में"."""
        if found.end - found.start > 1 or self.said[found.start] not in _WHOLE:
            return False
        if found.start and self.said[found.start - 1] in _VERBAL:
            return False
        if {"did", "does", "do"} & set(self.said[max(0, found.start - 6):found.start]):
            return False  # "how many courses did Finance complete"
        return not any(word in _DONE for word in self.said[found.end:found.end + 3])

    def _spans(self, phrases: Phrases) -> list[Span]:
        return [span for span in phrases.find(self.said)
                if self.named.isdisjoint(range(span.start, span.end))]

    def _number(self, at: int) -> float | None:
        """The number that a word is; none where it belongs to a time, a name or a level."""
        if not 0 <= at < len(self.said) or at in self.named or at in self.times.covered or at in self.taken:
            return None
        word = self.said[at]
        if word.isdecimal() and len(word) <= 9:
            return float(word)
        span = self.lexicon.numbers.at(self.said, at)
        return float(span.value) if span is not None and not isinstance(span.value, str) else None

    def _dimension_at(self, at: int) -> tuple[str, int] | None:
        """The dimension that a word names, a kind of places as `kind:…`, and where it ends."""
        if not 0 <= at < len(self.said) or at in self.named:
            return None
        kind = self.vocabulary.kind_at(self.said, at)
        dimension = self.words.dimensions.at(self.said, at)
        own = kind is not None and not str(kind.value).startswith("?")
        if kind is not None and own and (dimension is None or kind.end >= dimension.end):
            return f"kind:{kind.value}", kind.end
        if dimension is not None and dimension.value != "official":
            return str(dimension.value), dimension.end
        return (str(kind.value), kind.end) if kind is not None else None

    def _in_concept(self, span: Span) -> bool:
        """Whether "not" belongs to a concept ("do not meet") that says it by itself."""
        return any(found.start <= span.start < found.end for found in self.concepts)

    def _people_after(self, at: int, within: int) -> bool:
        """Whether people or holders of a post follow soon."""
        for place in range(at, min(at + within, len(self.said))):
            if self.words.people.at(self.said, place) and place not in self.named:
                return True
            if any(each.dimension == "position" and each.start == place for each in self.names):
                return True
        return False

    def _thing(self, at: int) -> bool:
        """Whether acts are named as things: completions, enrolments, gaps, courses, assignments."""
        return at in range(len(self.said)) and self.said[at] in _THINGS


# "complete" and its likes, which say "done" only before a verb of doing.
_WHOLE = frozenset("पूरे पूरी पूरा पूर्ण pure poore puri poori pura poora complete".split())
_SENDS = frozenset("export download send give show get save file sheet do".split())
_VERBAL = frozenset("to not yet must should did will who have has completed and or didn".split())
_DONE = frozenset("किया किए की हुआ हुए हुई कर करने करना करवाया kiya kiye ki hua hue hui kar karne karna karwaya the a "
                  "their this it course courses training".split())
_THINGS = frozenset("completions completion enrolments enrolment enrollments gaps gap courses course assignments "
                    "assignment hours ratings claims trainings certificates अंतर कोर्स नामांकन ghante".split())
