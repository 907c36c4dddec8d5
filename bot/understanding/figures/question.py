"""Reads one question for figures: what is measured, of whom and where, grouped, bounded and ranked how, and when.

Works on the words of a message, what it names of the tenant's world, and its times. What it cannot explain it tells
(`strange`), so that nobody has to guess. Knows nothing of the conversation and nothing of who asks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.understanding.figures.asked import Asked
from bot.understanding.figures.concepts import COUNTS, LOW_IS_GOOD, Cues, metrics_of
from bot.understanding.figures.vocabulary import Named, Vocabulary
from bot.understanding.figures.words import FigureWords, figure_words
from bot.understanding.gazetteer import Gazetteer, Mention
from bot.understanding.lexicon import Lexicon, Phrases, Span, lexicon
from bot.understanding.message import Message
from bot.understanding.times import Times, as_json, read_times
from passbook.periods import Period, month_of
from retrieval.words import STOP

# A name in part must be told by so much of its words' weight to count.
NEAR = 0.5
TIME_DIMENSIONS = frozenset({"month", "quarter", "year"})
_DASHED = {"-": " ", "–": " ", "/": " "}


@dataclass(frozen=True)
class FiguresReader:
    """What reading needs of one version of a tenant."""

    vocabulary: Vocabulary
    gazetteer: Gazetteer
    year_starts: str

    def read(self, message: Message, mentions: Sequence[Mention], people: Sequence[Mention], today: date) -> Asked:
        """The question in a message; `mentions` and `people` are what it names."""
        return _Question(self, message, mentions, people, today).asked()


@dataclass
class _Found:
    """A cue with its place."""

    key: str
    start: int
    end: int
    near: int = field(default=0)


class _Question:
    """The reading of one message."""

    def __init__(self, reader: FiguresReader, message: Message, mentions: Sequence[Mention],
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

    # ---- the parts, in order

    def asked(self) -> Asked:
        self.concepts = [found for found in self._cues(self.words.concepts) if not self._small(found)]
        self.forms = self._cues(self.words.forms)
        self._level()
        self._limit_numbers()
        self._bounds()
        self._periods()
        self._dimensions()
        self._places()
        self._listing()
        self._metrics()
        self._filters()
        self._share()
        self._grouping()
        self._having()
        self._ranking()
        self._manner()
        self._rest()
        self._certainty()
        return self.made

    # ---- names

    def _names(self, mentions: Sequence[Mention]) -> list[Named]:
        """What is named of the tenant's world, the longest first and each word once; a name of several kinds keeps them
        all. Names go before times: "The RTI Act in One Hour" is a course, "Finance Plan 2026-27" a plan."""
        everything = [True] * len(self.said)
        found = [Named(mention.kind, mention.ids, mention.start, mention.end)
                 for mention in (*self.reader.gazetteer.mentions(self.message), *mentions)
                 if mention.how != "part" and not self._is_cue(mention)]
        found += [each for each in self.vocabulary.named(self.said, everything) if not self._weak(each)]
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
        cue = (self.words.dimensions.at(self.said, at) or self.vocabulary.kind_at(self.said, at)
               or self.words.people.at(self.said, at) or word in self.words.idiom)
        return bool(cue) and mention.start not in self.message.capitals

    def _weak(self, named: Named) -> bool:
        """One ordinary word that happens to be the core of a name: "state", "training"."""
        if named.end - named.start > 1:
            return False
        word = self.said[named.start]
        return (self.words.concepts.at(self.said, named.start) is not None or word in self.words.idiom
                or self.words.dimensions.at(self.said, named.start) is not None
                or (named.dimension == "theme" and named.end - named.start == 1))

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

    # ---- cues

    def _cues(self, phrases: Phrases) -> list[_Found]:
        """The cues of one table in the words that are no names and no times."""
        found = []
        at = 0
        while at < len(self.said):
            span = None if at in self.named or at in self.times.covered else phrases.at(self.said, at)
            if span is not None and self.named.isdisjoint(range(span.start, span.end)):
                found.append(_Found(str(span.value), span.start, span.end))
                self.explained |= set(range(span.start, span.end))
                at = span.end
            else:
                at += 1
        return found

    def _small(self, found: _Found) -> bool:
        """Whether a word that may say that something was completed is only "whole" here: "पूरे शासन में"."""
        if found.end - found.start > 1 or self.said[found.start] not in _WHOLE:
            return False
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

    def _level(self) -> None:
        """`level 2 or above`, `at level 3`, `exactly level 2`, `L3`."""
        self.taken: set[int] = set()
        levels = self.lexicon.lists["level_words"]
        for at in range(len(self.said)):
            glued = re.fullmatch(r"l(?:vl|evel)?(\d)", self.said[at])
            if glued and at not in self.named:
                self.made.level = int(glued[1])
                self.taken.add(at)
                continue
            span = levels.at(self.said, at)
            if span is None or at in self.named:
                continue
            for place in (span.end, at - 1):
                number = self._number(place)
                if number is not None and 1 <= number <= 99 and number == int(number):
                    self.made.level = int(number)
                    self.taken |= {at, place}
                    break
            else:
                for step in self.vocabulary.framework.levels:
                    if step.name.casefold() in self.said[max(0, at - 2):span.end + 2]:
                        self.made.level = step.level
        if self.made.level is not None:
            for span in self._spans(self.words.comparisons):
                near = any(abs(at - span.start) <= 3 or abs(at - span.end) <= 2 for at in self.taken)
                if near and span.value in (">=", "="):
                    self.made.exact_level = span.value == "="
                    self.taken |= set(range(span.start, span.end))
        self.explained |= self.taken

    def _limit_numbers(self) -> None:
        """`top 5`, `five lowest`, `first three`: how many rows are asked for."""
        bounds = [span for span in self._spans(self.words.comparisons) if span.end - span.start > 1]
        ranks = [span for span in self._spans(self.words.ranking)
                 if not any(bound.start <= span.start < bound.end for bound in bounds)]
        self.ranks = ranks
        for span in ranks:
            for at in (span.end, span.start - 1):
                number = self._number(at)
                if number is not None and number == int(number) and 1 <= number <= 500 and span.value != "rank":
                    self.made.limit = int(number)
                    self.taken.add(at)
                    self.explained.add(at)
                    return
        # "which five competencies have the largest …"
        if ranks:
            for at in range(len(self.said)):
                number = self._number(at)
                if number is None or number != int(number) or not 1 <= number <= 100:
                    continue
                after = self._dimension_at(at + 1)
                if after is not None and not self._bound_before(at):
                    self.made.limit = int(number)
                    self.taken.add(at)
                    self.explained.add(at)
                    return

    def _bound_before(self, at: int) -> bool:
        return any(span.end == at for span in self.words.comparisons.find(self.said)
                   if span.value not in ("none", "some"))

    # ---- when

    def _periods(self) -> None:
        """One period, or several to be compared ("this year against last year")."""
        self.explained |= self.times.covered
        sides = self._sides()
        several: list[Period] = []
        if len(sides) > 1:
            for words in sides:
                text = " ".join(words)
                period = read_times(text, words, self.today, self.reader.year_starts).period
                if period is not None and period not in several:
                    several.append(period)
        if len(several) < 2:
            several = self._years()
        if len(several) > 1:
            self.made.periods = [as_json(period) for period in several]
            self._explain_times()
            return
        period = self.times.period or self._day_period()
        if period is not None:
            self.made.periods = [as_json(period)]
        elif self._spans(self.words.lists["all_time"]):
            self.made.all_time = True

    def _explain_times(self) -> None:
        for phrases in self.lexicon.time.values():
            for span in phrases.find(self.said):
                self.explained |= set(range(span.start, span.end))

    def _years(self) -> list[Period]:
        """Financial years named one after the other: `2024-25 and 2025-26`."""
        found = []
        for match in re.finditer(r"\b(20\d\d)\s*[-–/]\s*(?:20)?(\d\d)\b(?![-/]\d)", self.message.text):
            if int(match[2]) == (int(match[1]) + 1) % 100:
                period = read_times(match[0], match[0].replace("-", " ").replace("–", " ").split(), self.today,
                                    self.reader.year_starts).period
                if period is not None and period not in found:
                    found.append(period)
        if len(found) > 1:
            self.explained |= {at for at, word in enumerate(self.said) if word.isdecimal()
                               and any(word in each.id.replace("-", " ").split() for each in found)}
            self.taken |= {at for at, word in enumerate(self.said) if word.isdecimal() and len(word) in (2, 4)}
        return found

    def _day_period(self) -> Period | None:
        """The month of a bare "as on" day is no period: states are then taken at that day."""
        day = self.times.day
        return None if day is None or day > self.today else Period(month_of(day.year, day.month).start, _after(day),
                                                                   f"{day.isoformat()}..{_after(day).isoformat()}")

    def _sides(self) -> list[list[str]]:
        """The words on either side of each word that joins."""
        sides: list[list[str]] = [[]]
        at = 0
        joins = self.words.lists["joins"]
        while at < len(self.said):
            span = joins.at(self.said, at)
            if span is not None:
                sides.append([])
                at = span.end
            else:
                sides[-1].append(self.said[at])
                at += 1
        return sides

    # ---- how it is grouped

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

    def _dimensions(self) -> None:
        """Every word for a dimension, with whether it says how to group."""
        self.grouped: list[str] = []
        self.single = False
        at = 0
        while at < len(self.said):
            found = self._dimension_at(at)
            if found is None:
                at += 1
                continue
            dimension, end = found
            if self._groups(dimension, at, end):
                if dimension not in self.grouped:
                    self.grouped.append(dimension)
                self.explained |= set(range(at, end))
            at = end
        if not any(each in TIME_DIMENSIONS for each in self.grouped) and self._spans(self.words.grouping["trend"]):
            self.grouped.append("month")
        for key in self.words.grouping:
            for span in self._spans(self.words.grouping[key]):
                self.explained |= set(range(span.start, span.end))

    def _groups(self, dimension: str, start: int, end: int) -> bool:
        """Whether a word for a dimension says how to group: "by department", "month-wise", "which post", "top 5
        courses", "courses with …", "monthly", "विभागवार"."""
        word = self.said[start]
        if _EACH & set(self.said[start:end]) or (end < len(self.said)
                                                  and self.words.grouping["wise"].at(self.said, end)):
            return True
        if any(span.start <= start < span.end for span in self.words.lists["everywhere"].find(self.said)):
            return False
        if dimension in TIME_DIMENSIONS:
            return self._time_groups(start, end)
        if word.endswith("वार") or (word.endswith(("war", "vaar")) and len(word) > 5):
            return True
        if end < len(self.said) and (span := self.words.grouping["by"].at(self.said, end)) and not word.isascii():
            self.explained |= set(range(span.start, span.end))
            return True
        if end < len(self.said) and " ".join(self.said[end:end + 3]).startswith(("ke hisab se", "ke anusar")):
            return True
        before = self._before(start)
        if before & {"by", "per", "each"}:
            return True
        if "which" in before:
            self.single = not self._many(word)
            return True
        if not self._many(word):
            return bool(before & {"ranked"}) and self.made.limit is not None
        if start and self.said[start - 1] in ("of", "for", "in"):
            return False
        return bool(before & {"ranked", "number", "start", "compare"}) or self._opens_clause(end)

    def _time_groups(self, start: int, end: int) -> bool:
        word = self.said[start]
        if start in self.times.covered and word not in _ADVERBS:
            return False
        if word in _ADVERBS or word.endswith("वार") or "मासिक" in word:
            return True
        if end < len(self.said) and self.words.grouping["by"].at(self.said, end) and not word.isascii():
            return True
        return bool(self._before(start) & {"by", "per", "each"})

    def _many(self, word: str) -> bool:
        """Whether a word stands in the plural; Hindi forms tell it less often and are taken as such with "kis"."""
        return (word.isascii() and word.endswith("s")) or word.endswith(("ों", "ियाँ", "ियां", "एँ", "एं"))

    def _before(self, start: int) -> set[str]:
        """What stands right before a word for a dimension, over a number and small words."""
        found: set[str] = set()
        at = start - 1
        skipped = 0
        while at >= 0 and skipped < 3:
            for key, name in (("by", "by"), ("which", "which"), ("compare", "compare"), ("break_up", "by")):
                for span in self.words.grouping[key].find(self.said[:at + 1]):
                    if span.end == at + 1 and self.named.isdisjoint(range(span.start, span.end)):
                        found.add({"over": "", "between": ""}.get(self.said[span.start], name) if key == "by" else name)
            if any(span.end == at + 1 for span in self.ranks):
                found.add("ranked")
            word = self.said[at]
            if self._number(at) is not None or at in self.taken:
                found.add("number")
            elif word in ("each", "every", "har", "हर", "प्रत्येक"):
                found.add("each")
            elif word not in ("the", "all", "our", "different", "various", "list", "show", "and", "performing",
                              "sabhi", "सभी"):
                break
            if word in ("and",) and self.grouped:
                found.add("by")
            at -= 1
            skipped += 1
        if at < 0:
            found.add("start")
        return found - {""}

    def _opens_clause(self, end: int) -> bool:
        """Whether a clause that bounds or ranks follows: "courses with an average rating under 3.6"."""
        return end < len(self.said) and self.said[end] in _CLAUSES

    # ---- whom and where

    def _places(self) -> None:
        """The words for the whole tenant, the asker's own place, their team, and peers."""
        for key in ("everywhere", "ours", "all_time"):
            for span in self._spans(self.words.lists[key]):
                self.explained |= set(range(span.start, span.end))
                if key == "everywhere":
                    self.made.everywhere = True
        for span in self._spans(self.words.team):
            self.made.team = True
            self.explained |= set(range(span.start, span.end))
        compares = bool(self._spans(self.words.grouping["compare"]))
        if compares and self._spans(self.words.grouping["peers"]):
            self.made.peers = True

    def _filters(self) -> None:
        """The values named, by dimension. Two or more of one dimension are compared, a row each."""
        by_dimension: dict[str, list[str]] = {}
        spans = {(each.start, each.end) for each in self.names}
        for start, end in sorted(spans):
            here = [each for each in self.names if (each.start, each.end) == (start, end)]
            chosen = self._choose(here)
            if len(chosen) > 1 or len(chosen[0].ids) > 1:
                self._unclear(chosen)
                continue
            named = chosen[0]
            excluded = any(span.end in (start, start - 1) for span in self.words.lists["except"].find(self.said)) or (
                any(span.start == end for span in self.words.lists["except"].find(self.said)
                    if not self.said[span.start].isascii() or self.said[span.start] in ("ko", "chhodkar", "ke")))
            if excluded and not self._is_not(start):
                self.made.without.setdefault(named.dimension, []).extend(named.ids)
                continue
            values = by_dimension.setdefault(named.dimension, [])
            values += [each for each in named.ids if each not in values]
        self.made.filters = by_dimension
        for span in self._spans(self.lexicon.types):
            if any(each.start <= span.start < each.end for each in self.names):
                continue
            self.made.filters.setdefault("type", []).append(str(span.value))
            self.explained |= set(range(span.start, span.end))

    def _is_not(self, start: int) -> bool:
        """"without a course" speaks of what is lacking, and leaves nothing out."""
        return start > 0 and self.said[start - 1] == "without" and bool(self.concepts)

    def _choose(self, here: list[Named]) -> list[Named]:
        """Of several kinds of things with one name the one that the words around speak of; else all."""
        if len(here) == 1:
            return here
        start = here[0].start
        before = self.said[start - 1] if start else ""
        after = self.said[here[0].end] if here[0].end < len(self.said) else ""
        kinds = {each.dimension: each for each in here}
        for word in (before, after):
            dimension = self.words.dimensions.whole([word]) if word else None
            if dimension in kinds:
                return [kinds[dimension]]
        if "organisation" in kinds and self.vocabulary.kind_at(self.said, here[0].end) if after else None:
            return [kinds["organisation"]]
        if "course" in kinds and self._course_concept():
            return [kinds["course"]]
        if "course" in kinds and len(kinds) == 2 and "competency" in kinds:
            return [kinds["competency"]]
        if {"provider", "organisation"} == set(kinds):
            offers = self._course_concept() and before in ("by", "from", "of")
            return [kinds["provider" if offers else "organisation"]]
        if {"competency", "organisation"} == set(kinds):
            wants = any(found.key in ("gap", "hold", "require", "supply", "unserved") for found in self.concepts)
            has = any(each.dimension == "competency" and each not in here for each in self.names)
            return [kinds["competency" if wants and not has else "organisation"]]
        return here

    def _course_concept(self) -> bool:
        return any(found.key in ("completion", "enrolment", "rating", "score", "pass", "overdue", "assigned")
                   for found in self.concepts)

    def _unclear(self, named: list[Named]) -> None:
        for each in named:
            self.made.unclear.setdefault(each.dimension, []).extend(each.ids)

    # ---- whether people are listed, and the metric

    def _listing(self) -> None:
        """Whether people are asked for by name, and whether it is those who have not."""
        who = self._spans(self.words.listing["who"])
        lists = self._spans(self.words.listing["list"])
        asks = [span for span in self._spans(self.words.grouping["which"])
                if self._people_after(span.end, 2)]
        listed = bool(who or asks) or any(self._people_after(span.end, 4) for span in lists)
        lacks = {"unserved"} & {found.key for found in self.concepts}
        counted = any(found.key == "count" for found in self.forms) and not self._spans(self.words.listing["who"])
        if listed and not self.grouped and not counted:
            negated = [span for span in self._spans(self.words.listing["not"]) if not self._in_concept(span)]
            concepts = {found.key for found in self.concepts}
            may = concepts & {"completion", "enrolment", "active", "hold", "pass", "rating"}
            self.made.people = "who not" if negated and may and not lacks else "who"
        for span in (*who, *lists, *asks):
            self.explained |= set(range(span.start, span.end))
        for span in self._spans(self.words.listing["not"]):
            self.explained |= set(range(span.start, span.end))
        for span in self._spans(self.words.people):
            self.explained |= set(range(span.start, span.end))

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

    def _metrics(self) -> None:
        """The metric by the cues around; those inside a bound belong to the bound."""
        inside = {at for bound in self.bounds for at in range(bound.start, bound.until)}
        concepts = {found.key for found in self.concepts if found.start not in inside}
        forms = {found.key for found in self.forms if found.start not in inside}
        if "plan" not in concepts and "completion" in concepts and any(
                each.dimension == "plan" for each in self.names) and "count" not in forms:
            concepts = concepts | {"plan"}
        people = self._counts_people(concepts)
        noun = any(self.said[at].startswith(("completion", "कम्प्लीशन", "कंप्लीशन")) for found in self.concepts
                   if found.key == "completion" for at in range(found.start, found.end))
        self.cues = Cues(concepts, forms, people, noun, self.made.people is not None)
        if not concepts and not people and not self.made.people:
            return
        self.made.metrics = metrics_of(self.cues)

    def _counts_people(self, concepts: set[str]) -> bool:
        """Whether what is counted are people: "how many officers completed", "number of Tehsildars"."""
        counts = [found for found in self.forms if found.key in ("count", "rate")]
        for found in counts:
            for at in range(found.end, min(found.end + 4, len(self.said))):
                if self.words.people.at(self.said, at) and at not in self.named:
                    return True
                if any(each.dimension in ("position", "group") and each.start <= at < each.end for each in self.names):
                    return True
                if self._thing(at):
                    break
                if self.said[at] in _VERBS and at == found.end:
                    return True
        plain = self._spans(self.words.people)
        if counts and plain and not any(found.key in ("completion", "enrolment") and self._thing(found.start)
                                        for found in self.concepts):
            return True
        return bool(plain and not concepts and not counts and self.ranks)

    def _thing(self, at: int) -> bool:
        """Whether acts are named as things: completions, enrolments, gaps, courses, assignments."""
        return at in range(len(self.said)) and self.said[at] in _THINGS

    # ---- shares

    def _share(self) -> None:
        """"What share of all officials is Group C", "percentage of this year's completions from X"."""
        if self.made.people or not self.made.metrics or "rate" not in self.cues.forms:
            return
        rates = [found for found in self.forms if found.key == "rate" and self.said[found.start] not in ("rate", "दर")]
        if not rates:
            return
        of = any(0 <= span.start - rates[0].end <= 1 for span in self.words.lists["of_all"].find(self.said)) or any(
            span.end <= rates[0].start for span in self.words.lists["of_all"].find(self.said)
            if not self.said[span.start].isascii() or self.said[span.end - 1] == "se")
        if not of:
            return
        counted = metrics_of(Cues(self.cues.concepts, (set(self.cues.forms) - {"rate"}) | {"count"}, self.cues.people,
                                  True))
        if not counted or counted[0] not in COUNTS:
            return
        if counted[0] in ("officials_with_gap", "open_gaps", "active_learners", "holders", "completers"):
            return
        behind = self._behind_part(rates[0].end)
        parts = [each.dimension for each in self.names if each.start >= behind and each.dimension in (
            "organisation", "group", "position", "state", "language", "course", "provider", "competency")]
        if not parts:
            return
        self.made.metrics = counted[:1]
        self.made.part = list(dict.fromkeys(parts))

    def _behind_part(self, start: int) -> int:
        """Where the part of a share is told: behind the last "is", "are", "came from" that has a name behind it."""
        spans = [span for span in self.words.lists["part"].find(self.said) if span.start > start]
        behind = [span.end for span in spans if any(each.start >= span.end for each in self.names)]
        return max((end for end in behind if any(each.start - end <= 2 and each.start >= end for each in self.names)),
                   default=start)

    def _grouping(self) -> None:
        """Dimensions to group by: those said so, and those of which several values are named."""
        grouped = [each for each in self.grouped if not (each == "level" and self.made.level is not None)]
        if self.made.people:
            grouped = [each for each in grouped if each not in ("competency", "course", "position")]
        for dimension, ids in self.made.filters.items():
            if len(ids) > 1 and dimension not in self.made.part and dimension != "type":
                label = "organisation:named" if dimension == "organisation" else dimension
                if label not in grouped:
                    grouped.append(label)
        if "organisation:named" in grouped:
            grouped = [each for each in grouped if not each.startswith("kind:")]
        self.made.group_by = [each for each in grouped if each not in self.made.part]

    # ---- bounds

    @dataclass
    class _Bound:
        """A number with a comparison: its place, and up to where the words belong to it."""

        comparison: str
        value: float
        start: int
        end: int
        until: int
        percent: bool = False

    def _bounds(self) -> None:
        """Bounds on figures: "below 40 %", "at least 10 ratings", "under half", "not a single …"."""
        self.bounds: list[_Question._Bound] = []
        for span in self._spans(self.words.comparisons):
            if span.start in self.taken or span.start in self.times.covered:
                continue
            if span.value in ("none", "some"):
                self._none(span)
                continue
            number, start, end = self._amount(span)
            if number is None:
                continue
            percent = end < len(self.said) and self.said[end] in _PERCENT
            sign = bool(re.search(rf"(?<!\d){re.escape(self.said[end - 1])}\s*%", self.message.text))
            end += percent
            until = min(end + 1, len(self.said))
            self.bounds.append(self._Bound(str(span.value), number, min(start, span.start), max(end, span.end), until,
                                           percent or sign))
            self.explained |= set(range(min(start, span.start), max(end, span.end)))
            self.taken |= set(range(start, end))

    def _amount(self, span: Span) -> tuple[float | None, int, int]:
        """The number of a comparison, before or behind it, and its place."""
        for at in (span.end, span.end + 1):
            fraction = self.words.fractions.at(self.said, at) if at < len(self.said) else None
            if fraction is not None:
                return float(fraction.value), fraction.start, fraction.end
            number = self._number(at)
            if number is not None:
                return self._decimal(at, number)
        for at in (span.start - 1, span.start - 2):
            if at >= 0 and at not in self.named:
                number = self._number(at)
                if number is not None:
                    found = self._decimal(at, number)
                    if at and self._number(at - 1) is not None and re.search(
                            rf"\b{self.said[at - 1]}\.{self.said[at]}\b", self.message.text):
                        return float(f"{self.said[at - 1]}.{self.said[at]}"), at - 1, at + 1
                    return found
                for fraction in self.words.fractions.find(self.said):
                    if fraction.end == at + 1:
                        return float(fraction.value), fraction.start, fraction.end
        return None, span.start, span.end

    def _decimal(self, at: int, number: float) -> tuple[float, int, int]:
        """`3.6` is two words with a point between."""
        if at + 1 < len(self.said) and self.said[at + 1].isdecimal() and re.search(
                rf"\b{self.said[at]}\.{self.said[at + 1]}\b", self.message.text):
            return float(f"{self.said[at]}.{self.said[at + 1]}"), at, at + 2
        return number, at, at + 1

    def _none(self, span: Span) -> None:
        """"not a single active learner", "no completions": a figure of nought."""
        if span.value == "some" or any(found.start <= span.start < found.end for found in self.concepts):
            return
        strong = span.end - span.start > 1 or self.said[span.start] in ("zero", "nil", "शून्य")
        follows = any(0 <= found.start - span.end <= 2 for found in self.concepts)
        if strong or follows:
            self.bounds.append(self._Bound("=", 0.0, span.start, span.end, span.end))
            self.explained |= set(range(span.start, span.end))

    def _having(self) -> None:
        """The bounds on the metric, or on what the words behind the number count."""
        for bound in self.bounds:
            metric = self._bound_metric(bound)
            if metric is None:
                continue
            self.made.having.append([metric, bound.comparison, bound.value])
            for at in range(bound.start, bound.until):
                self.explained.add(at)
        if self.made.having and not self.made.group_by and not self.made.people:
            self.made.having = []
        metric = self.made.metrics[0] if self.made.metrics else ""
        asks = any(self.words.grouping["which"].at(self.said, at) for at in range(len(self.said)))
        if asks and not self.made.having and not self.ranks and self.made.group_by and (
                metric in COUNTS or metric == "unserved_gaps") and not TIME_DIMENSIONS & set(self.made.group_by):
            self.made.having = [[metric, ">", 0.0]]

    def _bound_metric(self, bound: _Question._Bound) -> str | None:
        main = self.made.metrics[0] if self.made.metrics else None
        if bound.percent or bound.value == 0.0:
            return main
        after = self.said[bound.end] if bound.end < len(self.said) else ""
        if after and self.words.people.at(self.said, bound.end):
            near = {found.key for found in self.concepts if bound.start - 4 <= found.start <= bound.end + 5}
            if "require" in near:
                return "required_officials"
            return main if main in ("officials_with_gap", "completers", "active_learners", "holders", "headcount",
                                    "required_officials") else "headcount"
        for key, metric in _COUNTED.items():
            if after.startswith(key):
                return metric
        return main

    # ---- ranking

    def _ranking(self) -> None:
        """Sorting by the first metric: "best" and "worst" by what is good, "highest" and "lowest" by the figure."""
        low = bool(self.made.metrics) and self.made.metrics[0] in LOW_IS_GOOD
        order: str | None = None
        for span in self.ranks:
            if any(bound.start <= span.start < bound.end for bound in self.bounds):
                continue
            order = {"top": "desc", "bottom": "asc", "best": "asc" if low else "desc",
                     "worst": "desc" if low else "asc", "rank": order or ("asc" if low else "desc")}[str(span.value)]
            if span.value != "rank":
                self.made.sort = order
            self.explained |= set(range(span.start, span.end))
        self.made.sort = self.made.sort or order
        if self.made.sort and self.single and self.made.limit is None and self.made.group_by:
            self.made.superlative = True

    # ---- manner, leftovers, certainty

    def _manner(self) -> None:
        """A chart, a file, a why, a change, what leads on from before."""
        for key, form in (("chart", "chart"), ("export", "file"), ("why", "why"), ("same", "same"), ("only", "only"),
                          ("those", "those")):
            spans = self._spans(self.words.lists[key])
            if spans:
                self.made.forms.append(form)
                self.explained |= {at for span in spans for at in range(span.start, span.end)}
        changes = self._spans(self.words.lists["change"])
        if changes and self.made.metrics and self.made.metrics[0] != "gaps_closed":
            self.made.change = True
        for span in changes:
            self.explained |= set(range(span.start, span.end))

    def _rest(self) -> None:
        """What nothing explains: a topic that is never recorded, a name in part, or strange words."""
        for span in self._spans(self.words.unrecorded):
            if self.explained.isdisjoint(range(span.start, span.end)):
                self.made.unrecorded = str(span.value)
                self.explained |= set(range(span.start, span.end))
        left = [at for at in range(len(self.said)) if self._strange(at)]
        if left:
            left = self._in_part(left)
        self.made.strange = [self.said[at] for at in left]

    def _strange(self, at: int) -> bool:
        word = self.said[at]
        if at in self.explained or at in self.named or at in self.taken or at in self.times.covered:
            return False
        return not (word in self.words.idiom or word in STOP or word in self.lexicon.lists["fillers"]
                    or word.isdecimal() or word in self.lexicon.ordinals or len(word) == 1
                    or self.words.dimensions.at(self.said, at) or self.vocabulary.kind_at(self.said, at)
                    or self.words.people.at(self.said, at) or self.words.concepts.at(self.said, at)
                    or self.words.forms.at(self.said, at)
                    or any(phrases.at(self.said, at) for phrases in self.lexicon.time.values()))

    def _in_part(self, left: list[int]) -> list[int]:
        """Names told in part: the kind of thing that explains the most of the words left over."""
        covered = [at for at in range(len(self.said)) if at not in left]
        best: Mention | None = None
        best_weight = 0.0
        for kind in ("organisation", "competency", "position", "course", "provider"):
            part = self.reader.gazetteer.part(kind, self.message, covered, left)
            if part is None:
                continue
            ids = self.vocabulary.higher(part.ids) if kind == "organisation" else part.ids
            weight = part.words + (0.5 if len(ids) == 1 else 0.0) + (0.2 if kind in _EXPECTED else 0.0)
            if weight > best_weight:
                best, best_weight = Mention(kind, ids, part.start, part.end, "part", part.words), weight
        if best is None or best.words < len(left) * NEAR or len(best.ids) > 6:
            return left
        if len(best.ids) == 1:
            self.made.filters.setdefault(best.kind, []).extend(best.ids)
        else:
            self.made.unclear.setdefault(best.kind, []).extend(best.ids)
        return [] if best.words >= len(left) else left[best.words:]

    def _certainty(self) -> None:
        """How much the message speaks like a question for figures."""
        made = self.made
        points = 0.0
        points += 0.45 if made.metrics else 0.0
        points += 0.3 if made.group_by else 0.0
        points += 0.25 if {"organisation", "position", "group", "state", "plan"} & made.filters.keys() else 0.0
        points += 0.25 if {"count", "rate", "average", "per_head"} & {found.key for found in self.forms} else 0.0
        points += 0.2 if made.people else 0.0
        points += 0.2 if made.sort or made.having or made.team or made.everywhere or made.peers else 0.0
        points += 0.2 if self._spans(self.words.people) else 0.0
        points -= 0.4 if self.lexicon.says("possessive", self.said) and not (
            made.team or made.group_by or self._spans(self.words.lists["ours"])) else 0.0
        made.sure = max(0.0, min(1.0, points))
        forms, concepts = {found.key for found in self.forms}, {found.key for found in self.concepts}
        made.plain = bool(made.metrics) and bool(
            concepts & {"ready", "overdue", "plan", "active"} or (forms & {"rate", "average", "per_head"} and concepts)
            or (made.people and made.filters)
            or ("count" in forms and made.filters.keys() & {"organisation", "position", "group", "state"}))


def _after(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


# "complete" and its likes, which say "done" only before a verb of doing.
_WHOLE = frozenset("पूरे पूरी पूरा पूर्ण pure poore puri poori pura poora complete".split())
_DONE = frozenset("किया किए की हुआ हुए हुई कर करने करना करवाया kiya kiye ki hua hue hui kar karne karna karwaya the a "
                  "their this it course courses training".split())
_EXPECTED = frozenset({"organisation", "competency"})
_EACH = frozenset("wise war vaar every each har हर प्रति अनुसार".split())
_ADVERBS = frozenset("monthly quarterly yearly annually masik मासिक त्रैमासिक वार्षिक सालाना saalana salana "
                     "month-wise".split())
_CLAUSES = frozenset("with where having whose by that which below above under over required have are for wale wali "
                     "jinka jinme jinki जिनका जिनमें जिनकी in".split())
_VERBS = frozenset("have has had completed finished passed hold holds lack need enrolled are were did do took".split())
_THINGS = frozenset("completions completion enrolments enrolment enrollments gaps gap courses course assignments "
                    "assignment hours ratings claims trainings certificates अंतर कोर्स नामांकन ghante".split())
_PERCENT = frozenset({"%", "percent", "per", "pct", "प्रतिशत", "फ़ीसदी", "फीसदी", "pratishat", "fisadi"})
_COUNTED = {"rating": "ratings", "completion": "completions", "enrol": "enrolments", "gap": "open_gaps",
            "hour": "learning_hours", "active": "active_learners", "assessment": "assessments"}
