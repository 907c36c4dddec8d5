"""What a question measures: one figure by the cues around, several side by side, the part of a share, and what goes
without saying.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from bot.understanding.figures.concepts import COUNTS, OVERVIEW, Cues, metrics_of, unmeasured
from bot.understanding.figures.parts import NEEDS, Parts
from bot.understanding.figures.sheet import Found
from passbook.periods import as_json, year_of


class Measures(Parts):
    """Reads figures."""

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
        if self.made.metrics == ["headcount"] and {"competency", "course"} & {each.dimension for each in self.names}:
            # "how many need procurement training"; else which figure of it is wanted is asked
            self.made.metrics = ["officials_with_gap"] if NEEDS & set(self.said) else []
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
        whole = not (self.made.people or (self.cues.people and not self.cues.noun)) and (
            len(sides) > 1 and all(sides) and 1 < len(metrics) <= _MOST_METRICS)
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


_DID = frozenset("किया किए कराया करवाया kiya kiye karaya karwaya".split())
# Acts named as things, and not done by somebody.
_NOUNS = ("completion", "कम्प्लीशन", "कंप्लीशन", "enrolment", "enrollment", "registration", "नामांकन", "पूर्णता")
# So many figures stand beside each other at most.
_MOST_METRICS = 4
_GAPS = (("open", "gaps"), ("खुले", "अंतर"), ("khule", "gap"), ("khule", "gaps"), ("khule", "antar"))
_FARES = frozenset({"doing", "performing", "faring"})
_AND = frozenset("and aur और तथा एवं & the".split())
_SHARE = frozenset("share proportion percentage percent contribution hissa हिस्सा हिस्सेदारी प्रतिशत".split())
