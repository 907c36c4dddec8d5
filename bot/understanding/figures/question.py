"""Reads one question for figures: what is measured, of whom and where, grouped, bounded and ranked how, and when.

Works on the words of a message, what it names of the tenant's world, and its times. What it cannot explain it tells
(`strange`), so that nobody has to guess. Knows nothing of the conversation and nothing of who asks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.understanding.figures.asked import Asked
from bot.understanding.figures.concepts import COUNTS, LOW_IS_GOOD, Cues, metrics_of
from bot.understanding.figures.sheet import Tenant
from bot.understanding.figures.whom import Whom
from bot.understanding.gazetteer import Mention
from bot.understanding.message import Message
from retrieval.words import STOP

# A name in part must be told by so much of its words' weight to count.
NEAR = 0.5


@dataclass(frozen=True)
class FiguresReader(Tenant):
    """Reads questions for one version of a tenant."""

    def read(self, message: Message, mentions: Sequence[Mention], people: Sequence[Mention], today: date) -> Asked:
        """The question in a message; `mentions` and `people` are what it names."""
        return _Question(self, message, mentions, people, today).asked()


class _Question(Whom):
    """Puts the parts together, in order."""

    def asked(self) -> Asked:
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
        self._negated()
        self._rest()
        self._certainty()
        return self.made

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
        if self.grouped and self.said[rates[0].start] in _SHARE:
            self.made.metrics, self.made.shares = counted[:1], True
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
        changes = self._spans(self.words.lists["change"])
        if changes and self.made.metrics and self.made.metrics[0] != "gaps_closed":
            if self.made.periods or self.made.group_by:
                self.made.change = True
            else:
                self.made.group_by = ["month"]  # "is it going up": how it went, month by month
        for span in changes:
            self.explained |= set(range(span.start, span.end))

    def _negated(self) -> None:
        """"how many have not completed", "without any gap": those whom the metric does not count. What cannot be
        counted so is asked back, and never counted the other way round."""
        made = self.made
        if not made.metrics or made.people:
            return
        nots = [span for span in self._spans(self.words.listing["not"]) if not self._in_concept(span) and any(
            0 <= found.start - span.end <= 2 or 0 <= span.start - found.end <= 2 for found in self.concepts)]
        if not nots and not any(bound.value == 0.0 and bound.comparison == "=" for bound in self.bounds):
            return
        if made.group_by or made.having:
            if nots and made.metrics[0] in _OF_PEOPLE and not made.having:
                made.strange.append(self.said[nots[0].start])
            return
        if made.metrics[0] in _OF_PEOPLE and "rate" not in self.cues.forms:
            made.people, made.counted = "who not", True
        elif made.metrics[0] in ("gap_rate", "active_rate", "completion_rate", *_OF_PEOPLE):
            made.strange.append(self.said[nots[0].start] if nots else self.said[self.bounds[0].start])

    def _rest(self) -> None:
        """What nothing explains: a topic that is never recorded, a name in part, or strange words."""
        concepts = {found.key for found in self.concepts}
        if {"hold", "require"} <= concepts and self.made.metrics[:1] == ["holders"]:
            self.made.strange.append(next(self.said[found.start] for found in self.concepts if found.key == "require"))
        for at in range(len(self.said) - 1):
            span = self.words.dimensions.at(self.said, at)
            if span is not None and span.value == "group" and span.end < len(self.said) and at not in self.named:
                after = self.said[span.end]
                if len(after) == 1 and after.isalpha() and after not in ("a",) and span.end not in self.named:
                    self.made.strange.append(f"{self.said[at]} {after}")
        for span in self._spans(self.words.unrecorded):
            if span.start not in self.explained:
                self.made.unrecorded = str(span.value)
                self.explained |= set(range(span.start, span.end))
        left = [at for at in range(len(self.said)) if self._strange(at)]
        if left:
            left = self._in_part(left)
        self.made.strange += [self.said[at] for at in left]

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


_OF_PEOPLE = frozenset({"completers", "completions", "active_learners", "holders", "officials_with_gap", "enrolments"})
_EXPECTED = frozenset({"organisation", "competency"})
_SHARE = frozenset("share proportion percentage percent contribution hissa हिस्सा हिस्सेदारी प्रतिशत".split())
