"""Numbers of a question: levels, how many rows, and bounds on figures ("below 40 %", "from at least 10 ratings")."""

from __future__ import annotations

import re

from bot.understanding.figures.concepts import COUNTS
from bot.understanding.figures.sheet import TIME_DIMENSIONS, Bound, Sheet
from bot.understanding.lexicon import Span


class Bounds(Sheet):
    """Reads the numbers."""

    def _level(self) -> None:
        """`level 2 or above`, `at level 3`, `exactly level 2`, `L3`."""
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

    def _bounds(self) -> None:
        """Bounds on figures: "below 40 %", "at least 10 ratings", "under half", "not a single …"."""
        self._between()
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
            self.bounds.append(Bound(str(span.value), number, min(start, span.start), max(end, span.end), until,
                                           percent or sign))
            self.explained |= set(range(min(start, span.start), max(end, span.end)))
            self.taken |= set(range(start, end))

    def _between(self) -> None:
        """"Between 30 and 40 percent": two bounds."""
        for at, word in enumerate(self.said):
            if word not in ("between", "from") or at + 3 >= len(self.said) or self.said[at + 2] not in ("and", "to"):
                continue
            low, high = self._number(at + 1), self._number(at + 3)
            if low is None or high is None:
                continue
            end = at + 4 + (at + 4 < len(self.said) and self.said[at + 4] in _PERCENT)
            for comparison, value in ((">=", min(low, high)), ("<=", max(low, high))):
                self.bounds.append(Bound(comparison, value, at, end, end, percent=True))
            self.explained |= set(range(at, end))
            self.taken |= set(range(at, end))

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
            self.bounds.append(Bound("=", 0.0, span.start, span.end, span.end))
            self.explained |= set(range(span.start, span.end))

    def _having(self) -> None:
        """The bounds on the metric, or on what the words behind the number count."""
        for bound in self.bounds:
            metric = self._bound_metric(bound)
            if metric == "headcount" and self._of_competencies():
                metric = "required_officials"
            if metric is None and self.made.people:
                continue
            self.made.having.append([metric, bound.comparison, bound.value])
            for at in range(bound.start, bound.until):
                self.explained.add(at)
        if self.made.people and self.made.metrics in ([], ["headcount"]) and self.made.having:
            self.made.metrics = [str(self.made.having[0][0])]  # "officers with more than 3 open gaps"
        if self.made.having and self.made.metrics and not self.made.group_by and not self.made.people:
            self.made.having = []
        metric = self.made.metrics[0] if self.made.metrics else ""
        asks = any(self.words.grouping["which"].at(self.said, at) for at in range(len(self.said)))
        if asks and not self.made.having and not self.ranks and self.made.group_by and (
                metric in COUNTS or metric == "unserved_gaps") and not TIME_DIMENSIONS & set(self.made.group_by):
            self.made.having = [[metric, ">", 0.0]]

    def _of_competencies(self) -> bool:
        """Whether the question is about competencies: the officials of a bound are then those who need them."""
        return bool({"competency", "type", "theme"} & {*self.made.filters, *self.made.group_by})

    def _bound_metric(self, bound: Bound) -> str | None:
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
        behind = self.said[bound.end:bound.end + 2]
        for word in behind[:2 if behind[:1] and behind[0] in _ADJECTIVES else 1]:
            for key, metric in _COUNTED.items():
                if word.startswith(key):
                    bound.until = max(bound.until, min(bound.end + 2, len(self.said)))
                    return metric
        return main


_PERCENT = frozenset({"%", "percent", "per", "pct", "प्रतिशत", "फ़ीसदी", "फीसदी", "pratishat", "fisadi"})
_ADJECTIVES = frozenset("open live course plan learning training pending overdue".split())
_COUNTED = {"rating": "ratings", "course": "completions", "training": "completions", "completion": "completions",
            "enrol": "enrolments", "gap": "open_gaps",
            "hour": "learning_hours", "active": "active_learners", "assessment": "assessments"}
