"""Reads one question for figures: what is measured, of whom and where, grouped, bounded and ranked how, and when.

Works on the words of a message, what it names of the tenant's world, and its times. What it cannot explain it tells
(`strange`), so that nobody has to guess. Knows nothing of the conversation and nothing of who asks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from bot.understanding.figures.asked import Asked
from bot.understanding.figures.concepts import (
    COUNTS,
    LOW_IS_GOOD,
    NEGATED,
    OVERVIEW,
    STATES,
    Cues,
    metrics_of,
    unmeasured,
)
from bot.understanding.figures.parts import Parts
from bot.understanding.figures.sheet import TIME_DIMENSIONS, Found, Tenant
from bot.understanding.figures.unused import unused
from bot.understanding.gazetteer import Mention
from bot.understanding.lexicon import Span
from bot.understanding.message import Message
from passbook.periods import as_json, before_of, month_of, quarter_of, year_of


@dataclass(frozen=True)
class FiguresReader(Tenant):
    """Reads questions for one version of a tenant."""

    def read(self, message: Message, mentions: Sequence[Mention], people: Sequence[Mention], today: date) -> Asked:
        """The question in a message; `mentions` and `people` are what it names."""
        return _Question(self, message, mentions, people, today).asked()


class _Question(Parts):
    """Puts the parts together, in order."""

    def asked(self) -> Asked:
        self._level()
        self._limit_numbers()
        self._bounds()
        self._periods()
        self._dimensions()
        self._places()
        self.kinded()
        self._cues_explained()
        self._parts()
        self._listing()
        self._metrics()
        self._filters()
        self._share()
        self._grouping()
        self._rank_of()
        self._having()
        self._ranking()
        self._manner()
        self._negated()
        self._rest()
        self._certainty()
        return self.made

    def _metrics(self) -> None:
        """The metric by the cues around; those inside a bound belong to the bound."""
        inside = {at for bound in self.bounds for at in range(bound.start, bound.until)}
        concepts = {found.key for found in self.concepts if found.start not in inside}
        forms = {found.key for found in self.forms if found.start not in inside}
        free = "unserved" in concepts and not concepts & {"gap", "require"} and self._people_before("unserved")
        self.undone = "undone" in concepts or free  # "have done no course", "officers without any course"
        if self.undone:
            concepts = (concepts - {"undone", "unserved"}) | {"completion"}
        if "plan" in self.grouped and concepts == {"completion"} and "count" not in forms:
            concepts = {"plan", "completion"}
        if "plan" not in concepts and "completion" in concepts and any(
                each.dimension == "plan" for each in self.names) and "count" not in forms:
            concepts = concepts | {"plan"}
        if any(found.key == "gap" and self.said[found.start:found.end] in _GAPS for found in self.concepts):
            forms = forms | {"gaps"}  # "open gaps by department": the gaps themselves are counted
        people = self._counts_people(concepts)
        noun = any(self.said[at].startswith(_NOUNS) and not (at + 1 < len(self.said) and self.said[at + 1] in _DID)
                   for found in self.concepts if found.key in ("completion", "enrolment")
                   for at in range(found.start, found.end))
        self.cues = Cues(concepts, forms, people, noun, self.made.people is not None)
        if not concepts and not people and not self.made.people:
            self.made.metrics = self._unsaid()
            return
        self.made.metrics = metrics_of(self.cues)
        if self.made.metrics == ["supply"] and "unserved" in concepts:
            self.made.having = [["supply", "=", 0.0]]
            self.grouped = self.grouped or ["competency"]
        if "overview" in concepts and not self.made.periods:
            self.made.periods = [as_json(year_of(self.today, self.reader.year_starts))]
        self._side_by_side()

    def _unsaid(self) -> list[str]:
        """The figure of a question that names none but says by what it goes: a bound's own ("courses with fewer than 10
        completions"), people by a dimension, the weakest competency, the plans most behind."""
        for bound in self.bounds:
            metric = self._bound_metric(bound)
            if metric is not None:
                return [metric]
        if any(each.dimension == "plan" for each in self.names):
            return ["plan_completion"]  # "status of the annual plan"
        if any(each.dimension == "competency" for each in self.names) and (
                self.ranks or self._spans(self.words.grouping["compare"])) and len(self.names) > 1:
            return ["gap_rate"]  # "is DoPT better than DARPG in noting"
        if self.ranks and self.grouped in (["competency"], ["plan"]):
            return ["gap_rate" if self.grouped == ["competency"] else "plan_completion"]
        if self.said[:1] == ("how",) and set(self.said) & _FARES and any(
                each.dimension == "organisation" for each in self.names):
            self.made.periods = self.made.periods or [as_json(year_of(self.today, self.reader.year_starts))]
            return list(OVERVIEW)  # "how is Finance doing"
        people = self._spans(self.words.people)
        return ["headcount"] if self.grouped and people and people[0].start <= 2 else []

    def _side_by_side(self) -> None:
        """"Enrolments and completions by month": figures that a word joins stand beside each other. What is spoken of
        and not measured is strange."""
        left = unmeasured(self.cues)
        spoken = sorted((found for found in self.concepts if found.key in self.cues.concepts),
                        key=lambda found: found.start)
        sides: list[list[str]] = []
        for words in self._stretches([found.start for found in spoken]):
            concepts = {found.key for found in spoken if found.start in words}
            forms = {found.key for found in self.forms if found.start in words} or (
                self.cues.forms - {"rate", "per_head", "size"} if not self.made.people else set())
            sides.append(metrics_of(Cues(concepts, forms, False, True)))
        metrics = list(dict.fromkeys(metric for side in sides for metric in side))
        whole = not self.made.people and len(sides) > 1 and all(sides) and 1 < len(metrics) <= _MOST_METRICS
        if whole and (left or (self._listed(spoken) and len(sides) == len(spoken) == len(metrics))):
            self.made.metrics = metrics
            return
        self.made.strange += [" ".join(self.said[found.start:found.end]) for found in spoken if found.key in left]

    def _stretches(self, places: Sequence[int]) -> list[range]:
        """The words around places, parted at each word that joins or sign that lists between two of them."""
        cuts = [0]
        for one, other in pairwise(places):
            joins = [at for at in range(one, other) if self.words.lists["joins"].at(self.said, at)
                     or self._comma_before(at + 1)]
            if joins:
                cuts.append(joins[0] + 1)
        return [range(start, end) for start, end in pairwise([*cuts, len(self.said)])]

    def _listed(self, spoken: Sequence[Found]) -> bool:
        """Whether figures are listed with nothing but a joining word between: "completions and learning hours"."""
        cues = {at for each in (*self.forms, *spoken) for at in range(each.start, each.end)}
        return all(self._comma_before(at) or self.said[at] in _AND or at in cues
                   for one, other in pairwise(spoken) for at in range(one.end, other.start))

    def _comma_before(self, at: int) -> bool:
        """Whether a comma stands before a word."""
        return at < len(self.said) and bool(re.search(rf",\s*{re.escape(self.said[at])}", self.message.text.casefold()))

    def _share(self) -> None:
        """"What share of all officials is Group C", "percentage of this year's completions from X"."""
        if self.made.people or not self.made.metrics or "rate" not in self.cues.forms:
            return
        of_people = self.made.metrics[0] in ("completers_rate", "holders_rate", "overdue_rate")
        rates = [found for found in self.forms if found.key == "rate" and self.said[found.start] not in ("rate", "दर")]
        if not rates:
            return
        if of_people and not self._part_behind(rates[0].end):
            return  # "what percentage of Section Officers have completed it"
        spans = self.words.lists["of_all"].find(self.said)
        of = (self.said[rates[0].end - 1] == "of" or any(0 <= span.start - rates[0].end <= 1 for span in spans)
              or any(span.end <= rates[0].start for span in spans
                     if not self.said[span.start].isascii() or self.said[span.end - 1] == "se"))
        if not of:
            return
        counted = metrics_of(Cues(self.cues.concepts, (set(self.cues.forms) - {"rate"}) | {"count"}, self.cues.people,
                                  True))
        if not counted or counted[0] not in COUNTS:
            return
        gaps = counted[0] == "officials_with_gap" and "gaps" in self.said and not self.cues.people
        counted = ["open_gaps"] if gaps or "gaps" in self.cues.forms else counted
        if counted[0] in ("officials_with_gap", "active_learners", "holders", "completers"):
            return
        if self.grouped and self.said[rates[0].start] in _SHARE:
            self.made.metrics, self.made.shares = counted[:1], True
            return
        behind = self._behind_part(rates[0].end)
        parts = [each.dimension for each in self.names if each.start >= behind and each.dimension in (
            "organisation", "group", "position", "state", "language", "course", "provider", "competency")]
        within = {each.dimension for each in self.names if each.dimension == "organisation" and each.start
                  and {*self.said[max(0, each.start - 2):each.start]} & {"among", "in", "within", "of"}}
        if set(parts) - within and "from" not in self.said:
            parts = [each for each in parts if each not in within]  # "Tehsildars among Revenue officials"
        parts += ["type" for span in self._spans(self.lexicon.types) if span.start >= behind]
        if not parts:
            return
        self.made.metrics = counted[:1]
        self.made.part = list(dict.fromkeys(parts))

    def _part_behind(self, start: int) -> bool:
        """Whether the part of a share is told behind its whole: "… are from Finance"."""
        return any(span.start > start and any(0 <= each.start - span.end <= 2 for each in self.names)
                   and self.said[span.start] not in ("in", "by", "due") for span in
                   self.words.lists["part"].find(self.said))

    def _behind_part(self, start: int) -> int:
        """Where the part of a share is told: behind the last "is", "are", "came from" that has a name behind it."""
        spans = [span for span in self.words.lists["part"].find(self.said) if span.start > start]
        behind = [span.end for span in spans if any(each.start >= span.end for each in self.names)]
        return max((end for end in behind if any(each.start - end <= 2 and each.start >= end for each in self.names)),
                   default=start)

    def _rank_of(self) -> None:
        """"What is the rank of Finance": it is set among all of its kind; "second best": that row alone."""
        made = self.made
        places = made.filters.get("organisation", [])
        asks = [span for span in self.ranks if span.value == "rank"]
        if asks and len(places) == 1 and not made.group_by and not made.people:
            made.group_by = [f"kind:{self._kind(places[0])}"]
        for span in self.ranks:
            ordinal = self.lexicon.ordinals.at(self.said, span.start - 1) if span.start else None
            if ordinal is not None and ordinal.end == span.start and int(ordinal.value) > 1 and self.single:
                made.nth = int(ordinal.value)
                self.explained.add(span.start - 1)

    def _as_it_was(self) -> None:
        """What cannot be told of another day: how plans stood, what was done "as on" a day, or up to a month."""
        made, said = self.made, self.said
        first = min(self.times.covered, default=None)
        over = bool(made.periods) and made.periods[0]["end"] <= self.today.isoformat()
        if over and set(made.metrics) & _OF_TODAY and not made.unrecorded:
            made.unrecorded = "plan_past"
        if first is None or not made.metrics or set(made.metrics) <= STATES:
            return
        before = set(said[max(0, first - 2):first + 1])
        if "as" in before and {"on", "of"} & before and made.periods:
            if made.periods[0]["start"] == self.today.isoformat():
                made.periods = []
            else:
                made.strange.append(" ".join(said[max(0, first - 2):max(self.times.covered) + 1]))
        elif {"upto", "till", "until"} & before or ("up" in before and "to" in before):
            made.strange.append(" ".join(said[max(0, first - 2):max(self.times.covered) + 1]))

    def _ranking(self) -> None:
        """Sorting by the first metric: "best" and "worst" by what is good, "highest" and "lowest" by the figure."""
        low = bool(self.made.metrics) and self.made.metrics[0] in LOW_IS_GOOD
        order: str | None = None
        changes = self._spans(self.words.lists["change"])
        for span in self.ranks:
            if any(bound.start <= span.start < bound.end for bound in self.bounds):
                continue
            if any(change.start <= span.start < change.end for change in changes):
                continue  # "getting better"
            order = {"top": "desc", "bottom": "asc", "best": "asc" if low else "desc",
                     "worst": "desc" if low else "asc", "rank": order or ("asc" if low else "desc")}[str(span.value)]
            if span.value != "rank":
                self.made.sort = order
                self.made.judged = span.value in ("best", "worst")
            self.explained |= set(range(span.start, span.end))
        self.made.sort = self.made.sort or order
        if self.made.sort and self.single and self.made.limit is None and self.made.group_by:
            self.made.superlative = True

    def _manner(self) -> None:
        """A chart, a file, a why, a change, what leads on from before."""
        for span in self._spans(self.words.lists["except"]):
            self.explained |= set(range(span.start, span.end))
        for key, form in (("chart", "chart"), ("export", "file"), ("why", "why"), ("same", "same"), ("only", "only"),
                          ("those", "those")):
            spans = self._spans(self.words.lists[key])
            if spans:
                self.made.forms.append(form)
                self.explained |= {at for span in spans for at in range(span.start, span.end)}
        for part in ("metric", "place", "period", "by"):
            spans = self._spans(self.words.lists[f"other_{part}"])
            if spans:
                self.made.ask = part
                self.explained |= {at for span in spans for at in range(span.start, span.end)}
        self.made.compares = bool(self._spans(self.words.grouping["compare"]))
        self.made.rated = not self.made.metrics and bool({"rate", "per_head"} & set(self.cues.forms))
        self._changed()

    def _changed(self) -> None:
        """A change against the period before; which groups moved which way, and which moved the most."""
        made, lists = self.made, self.words.lists
        changes = self._spans(lists["change"])
        if not changes or not made.metrics or made.metrics[0] == "gaps_closed":
            return
        if made.metrics[0] in _UNCHANGING:  # posts are those of today, also when the past is asked about
            made.strange.append(" ".join(self.said[changes[0].start:changes[0].end]))
            return
        if not made.periods and not made.group_by:
            made.group_by = ["month"]  # "is it going up": how it went, month by month
            return
        if any(each in TIME_DIMENSIONS for each in made.group_by):
            return  # a trend shows it
        self._since()
        made.change = True
        low = made.metrics[0] in LOW_IS_GOOD
        ways = {"up": "up", "down": "down", "better": "down" if low else "up", "worse": "up" if low else "down"}
        way = next((ways[key] for key in ways if self._spans(lists[key])), None)
        if not made.group_by:
            return
        near = [span for span in self.ranks if span.value != "rank" and any(
            abs(span.start - change.end) <= 2 or abs(change.start - span.end) <= 2 for change in changes)]
        asks = any(self.words.grouping["which"].at(self.said, at) for at in range(len(self.said)))
        if near or asks:
            made.by_change = True
            least = any(span.value == "bottom" for span in near)
            made.moved = way if not least else None
            made.sort = "asc" if (way == "down") != least else "desc"

    def _since(self) -> None:
        """"How much did it rise against last year": the year after it is told, beside it."""
        if len(self.made.periods) != 1 or not self._spans(self.words.grouping["compare"]):
            return
        year = year_of(self.today, self.reader.year_starts)
        month = month_of(self.today.year, self.today.month)
        for period in (year, *(quarter_of(year, number) for number in range(1, 5)), month):
            before = as_json(before_of(period, self.reader.year_starts))
            if period.start <= self.today and before == self.made.periods[0]:
                self.made.periods = [as_json(period)]
                return

    def _negated(self) -> None:
        """"how many have not completed", "without any gap": those whom the metric does not count. What cannot be
        counted so is asked back, and never counted the other way round."""
        made = self.made
        if made.people == "who" and any(bound[1:] == ["=", 0.0] for bound in made.having):
            made.people, made.having = "who not", []  # "names of Tehsildars with no gap"
            return
        if not made.metrics or made.people:
            return
        undone = [Span(found.start, found.end) for found in self.concepts if found.key in ("undone", "unserved")
                  and self.undone]
        nots = undone + [span for span in self._spans(self.words.listing["not"]) if not self._in_concept(span) and any(
            0 <= found.start - span.end <= 2 or 0 <= span.start - found.end <= 2 for found in self.concepts)]
        if not nots and not any(bound.value == 0.0 and bound.comparison == "=" for bound in self.bounds):
            return
        if made.having:
            return
        bare = [bound for bound in self.bounds if bound.value == 0.0 and bound.comparison == "="]
        if not made.group_by and made.metrics[0] in _OF_PEOPLE and "rate" not in self.cues.forms:
            made.people, made.counted = "who not", True
        elif made.metrics[0] in NEGATED and len(made.metrics) == 1 and (nots or not made.group_by):
            made.negated = True
        elif made.metrics[0] in _OF_PEOPLE or not made.group_by:
            made.strange.append(self.said[nots[0].start] if nots else self.said[bare[0].start])

    def _rest(self) -> None:
        """What nothing explains, and what had no effect."""
        concepts = {found.key for found in self.concepts}
        if {"hold", "require"} <= concepts and self.made.metrics[:1] == ["holders"]:
            self.made.strange.append(next(self.said[found.start] for found in self.concepts if found.key == "require"))
        for at in range(len(self.said) - 1):
            span = self.words.dimensions.at(self.said, at)
            if span is not None and span.value == "group" and span.end < len(self.said) and at not in self.named:
                after = self.said[span.end]
                if len(after) == 1 and after.isalpha() and after not in ("a",) and span.end not in self.named:
                    self.made.strange.append(f"{self.said[at]} {after}")
        self._number_alone()
        if self.times.no_day is not None:
            self.made.strange.append(str(self.times.no_day))  # "31 February"
        self._as_it_was()
        self._contradicting()
        self.made.strange += [self.said[at] for at in range(len(self.said)) if self._strange(at)]
        self.made.strange += [word for word in unused(self) if word not in self.made.strange]

    def _number_alone(self) -> None:
        """"Which posts are the best? Give three.": a number beside a ranking is how many are asked for."""
        made = self.made
        left = [at for at in range(len(self.said)) if self._strange(at) and self._number(at)] + [
            at for at in range(len(self.said)) if at not in self.explained and at not in self.taken
            and self.lexicon.numbers.at(self.said, at) and self._number(at)]
        if len(set(left)) == 1 and self.ranks and made.group_by and made.limit is None:
            number = self._number(left[0])
            if number and number == int(number) and number <= _MOST_ROWS:
                made.limit, made.superlative = int(number), False
                self.explained.add(left[0])

    def _contradicting(self) -> None:
        """What can hold of nobody: "group A officers who are in group B", "in Finance and not in Finance"; a level that
        there is not."""
        made = self.made
        for dimension, ids in made.filters.items():
            if set(ids) & set(made.without.get(dimension, ())):
                made.strange.append(self.said[self.names[-1].start])
        for one, other in pairwise(self.names):
            between = self.said[one.end:other.start]
            if one.dimension == other.dimension and one.ids != other.ids and _WHO_ARE & set(between):
                made.strange.append(" ".join(self.said[one.start:other.end]))
        top = max((step.level for step in self.vocabulary.framework.levels), default=0)
        if made.level is not None and top and made.level > top:
            made.strange.append(str(made.level))

    def _certainty(self) -> None:
        """How much the message speaks like a question for figures."""
        made = self.made
        points = 0.0
        points += 0.45 if made.metrics else 0.0
        points += 0.3 if made.group_by else 0.0
        points += 0.25 if {"organisation", "position", "group", "state", "plan"} & made.filters.keys() else 0.0
        measures = {"count", "rate", "average", "per_head", "size"}
        points += 0.25 if measures & {found.key for found in self.forms} else 0.0
        points += 0.2 if made.people else 0.0
        points += 0.2 if made.sort or made.having or made.team or made.everywhere or made.peers else 0.0
        points += 0.2 if self._spans(self.words.people) else 0.0
        points += 0.3 if len(made.periods) > 1 and made.metrics else 0.0
        points -= 0.4 if self.lexicon.says("possessive", self.said) and not (
            made.team or made.group_by or self._spans(self.words.lists["ours"])) else 0.0
        points += 0.2 if made.ours and made.metrics else 0.0
        made.term = bool(made.metrics) and any(found.end - found.start > 1 for found in self.concepts)
        points += 0.2 if "supply" in {found.key for found in self.concepts} and made.filters else 0.0
        made.sure = max(0.0, min(1.0, points))
        forms, concepts = {found.key for found in self.forms}, {found.key for found in self.concepts}
        made.plain = bool(made.metrics) and self._plain(concepts, forms)

    def _plain(self, concepts: set[str], forms: set[str]) -> bool:
        """Whether the figure is named in words that mean nothing else."""
        made = self.made
        if made.metrics == list(OVERVIEW) or (made.people and made.filters) or "plan" in made.filters:
            return True
        if concepts & {"ready", "overdue", "plan", "active", "overview", "hours", "results", "pairs"}:
            return True
        if concepts & {"supply", "gap"} and (forms | self.cues.forms) & {"count", "gaps"}:
            return True
        if forms & {"rate", "average", "per_head", "size"} and concepts:
            return True
        places = made.filters.keys() & {"organisation", "position", "group", "state"}
        return bool(self.cues.noun or ("count" in forms and places))


_DID = frozenset("किया किए कराया करवाया kiya kiye karaya karwaya".split())
# Acts named as things, and not done by somebody.
_NOUNS = ("completion", "कम्प्लीशन", "कंप्लीशन", "enrolment", "enrollment", "registration", "नामांकन", "पूर्णता")
_OF_TODAY = frozenset({"overdue", "overdue_rate", "plan_completion", "due", "done"})
_UNCHANGING = frozenset({"headcount", "required_officials", "pairs", "supply", "due"})
_MOST_ROWS = 50
# So many figures stand beside each other at most.
_MOST_METRICS = 4
_GAPS = (("open", "gaps"), ("खुले", "अंतर"), ("khule", "gap"), ("khule", "gaps"), ("khule", "antar"))
_FARES = frozenset({"doing", "performing", "faring"})
_WHO_ARE = frozenset("who that which whose but जो jo".split())
_AND = frozenset("and aur और तथा एवं & the".split())
_OF_PEOPLE = frozenset({"completers", "completions", "active_learners", "holders", "officials_with_gap", "enrolments"})
_SHARE = frozenset("share proportion percentage percent contribution hissa हिस्सा हिस्सेदारी प्रतिशत".split())
