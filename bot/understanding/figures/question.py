"""Reads one question for figures: what is measured, of whom and where, grouped, bounded and ranked how, and when.

Works on the words of a message, what it names of the tenant's world, and its times. What it cannot explain it tells
(`strange`), so that nobody has to guess. Knows nothing of the conversation and nothing of who asks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from bot.understanding.figures.asked import Asked
from bot.understanding.figures.concepts import (
    LOW_IS_GOOD,
    NEGATED,
    OVERVIEW,
    STATES,
)
from bot.understanding.figures.measures import Measures
from bot.understanding.figures.sheet import TIME_DIMENSIONS, Tenant
from bot.understanding.figures.unused import unused
from bot.understanding.gazetteer import Mention
from bot.understanding.lexicon import Span
from bot.understanding.message import Message, read_message
from passbook.periods import as_json, before_of, month_of, quarter_of, year_of


@dataclass(frozen=True)
class FiguresReader(Tenant):
    """Reads questions for one version of a tenant."""

    def read(self, message: Message, mentions: Sequence[Mention], people: Sequence[Mention], today: date) -> Asked:
        """The question in a message; `mentions` and `people` are what it names."""
        asked = _Question(self, message, mentions, people, today).asked()
        return (self._of_both(message, people, today) if asked.strange else None) or asked

    def _of_both(self, message: Message, people: Sequence[Mention], today: date) -> Asked | None:
        """People of whom two things must hold: "who have a gap in noting and have not completed any course". None where
        either half is not plain by itself."""
        said = message.said
        for at in range(2, len(said) - 2):
            if said[at] not in _BOTH:
                continue
            halves = [read_message(" ".join(part)) for part in (said[:at], ("who", *said[at + 1:]))]
            first, second = (_Question(self, half, (), people, today) for half in halves)
            one, other = first.asked(), second.asked()
            if not one.people and one.metrics[:1] and one.metrics[0] in _OF_PEOPLE and "count" in first.cues.forms:
                one.people, one.counted = "who", True  # "how many completed it and have a gap"
            plain = all(each.people and each.metrics and not (
                each.strange or each.unclear or each.unrecorded or each.group_by) for each in (one, other))
            if plain and one.metrics != ["headcount"] and other.metrics != ["headcount"]:
                for dimension in ("organisation", "position", "group", "state", "language"):
                    if one.filters.get(dimension):
                        other.filters.setdefault(dimension, one.filters[dimension])
                other.team = one.team
                one.also = [other.as_json()]
                return one
        return None


class _Question(Measures):
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


_BOTH = frozenset("and but aur और तथा एवं par पर lekin".split())
_OF_TODAY = frozenset({"overdue", "overdue_rate", "plan_completion", "due", "done"})
_UNCHANGING = frozenset({"headcount", "required_officials", "pairs", "supply", "due"})
_MOST_ROWS = 50
_WHO_ARE = frozenset("who that which whose but जो jo".split())
_OF_PEOPLE = frozenset({"completers", "completions", "active_learners", "holders", "officials_with_gap", "enrolments"})
