"""When, and how a question is grouped: by which dimensions, in which buckets of time, over which periods."""

from __future__ import annotations

import re
from datetime import date

from bot.understanding.figures.bounds import Bounds
from bot.understanding.figures.sheet import TIME_DIMENSIONS
from bot.understanding.times import as_json, read_times
from passbook.periods import Period, before_of


class Grouping(Bounds):
    """Reads periods and dimensions."""

    def _periods(self) -> None:
        """One period, or several to be compared ("this year against last year")."""
        self.explained |= self.times.covered
        several: list[Period] = self._years()
        sides = self._sides() if len(several) < 2 and not self._range() else []
        if len(sides) > 1:
            several = []
            for words in sides:
                period = read_times(" ".join(words), words, self.today, self.reader.year_starts).period
                if period is not None and period not in several:
                    several.append(period)
        days = [each for each in several if (each.end - each.start).days == 1]
        if len(days) == 2 and days[0].start > days[1].start and _BETWEEN & set(self.said):
            # the wrong way round
            self.made.strange.append(f"{days[0].start.isoformat()} – {days[1].start.isoformat()}")
            self._explain_times()
            return
        if len(several) > 1:
            self.made.periods = [as_json(period) for period in several]
            self._explain_times()
            return
        for span in self._spans(self.words.lists["ahead"]):
            unit = self.words.dimensions.at(self.said, span.end) if span.end < len(self.said) else None
            if unit is not None and unit.value in TIME_DIMENSIONS:
                self.made.unrecorded = "future"
                return
        period = self.times.period or self._day_period()
        if period is not None:
            self.made.periods = [as_json(period)]
            spans = self._spans(self.words.lists["before_it"])
            if spans:  # "this quarter compared with the last one"
                self.made.periods.append(as_json(before_of(period, self.reader.year_starts)))
                self.explained |= {at for span in spans for at in range(span.start, span.end)}
        elif self._spans(self.words.lists["all_time"]):
            self.made.all_time = True

    def _range(self) -> bool:
        """Whether "and" ends a stretch of time: "between 1 April and 30 June"."""
        whole = self.times.period
        if whole is None or ".." not in whole.id:
            return False
        first = _BETWEEN & set(self.said)
        days = sum(word.isdecimal() and len(word) <= 2 for word in self.said)
        return bool(first) and days >= 2

    def _explain_times(self) -> None:
        self.explained |= {at for at, word in enumerate(self.said) if re.fullmatch(r"q[1-4]|20\d\d", word)
                           or self.lexicon.months.at(self.said, at)}
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
        """A day as a period: what was done on it, and states at its end."""
        day = self.times.day
        return None if day is None or day > self.today else Period(day, _after(day),
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

    def _dimensions(self) -> None:
        """Every word for a dimension, with whether it says how to group."""
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
        word = self.said[end - 1] if self.said[end - 1].isascii() else self.said[start]
        if any(bound.end == start for bound in self.bounds):
            return False  # "at least 3 courses" counts courses
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
        if end < len(self.said) and (span := self.words.grouping["which"].at(self.said, end)) and (
                not word.isascii() or self.said[end] in _WHICH_BEHIND):
            self.single = span.end - span.start > 1
            return True  # "वह विभाग कौन सा है", "sabse kam readiness wala vibhag kaun sa hai"
        if end < len(self.said) and " ".join(self.said[end:end + 3]).startswith(("ke hisab se", "ke anusar")):
            return True
        if start and self.said[start - 1] in _WALE and (self.bounds or self.ranks):
            return True  # "3 से कम औसत रेटिंग वाले कोर्स"
        before = self._before(start)
        if before & {"by", "per", "each"}:
            return True
        if "which" in before:
            self.single = not self._many(word)
            return True
        if "counted" in before and self.bounds:
            self.counted_groups = True
            return True
        adjacent = [span for span in self.ranks if span.end == start and span.value != "rank"]
        if adjacent and not self._many(word) and word.isascii() and self.made.limit is None:
            self.single = True
            return True  # "strongest competency in …"
        if not self._many(word):
            return bool(before & {"ranked"}) and self.made.limit is not None
        behind = start - 1
        while behind > 0 and self.said[behind] in ("all", "the", "our", "various", "different"):
            behind -= 1
        if start and self.said[behind] in ("of", "for", "in"):
            # "readiness of all ministries, worst first", and not "number of ministries"
            return dimension.startswith(("kind:", "?", "position")) and any(
                found.end == behind for found in (*self.concepts, *self.forms) if found.key != "count")
        return bool(before & {"ranked", "number", "start", "compare"}) or self._opens_clause(end)

    def _time_groups(self, start: int, end: int) -> bool:
        word = self.said[start]
        if end - start > 1 and self.said[start] == self.said[end - 1]:
            return True  # "month on month"
        if any(span.end == start and span.value != "rank" for span in self.ranks):
            self.single = not self._many(word)
            return True  # "busiest month"
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
        if self.said[max(0, start - 3):start - 1] == ("which", "of"):
            return {"which"}  # "which of our courses"
        while at >= 0 and skipped < 3:
            for key, name in (("by", "by"), ("which", "which"), ("compare", "compare"), ("break_up", "by")):
                for span in self.words.grouping[key].find(self.said[:at + 1]):
                    if span.end == at + 1 and self.named.isdisjoint(range(span.start, span.end)):
                        found.add({"over": "", "between": ""}.get(self.said[span.start], name) if key == "by" else name)
            if any(span.end == at + 1 for span in self.ranks):
                found.add("ranked")
            if any(cue.key == "count" and cue.end == at + 1 for cue in self.forms):
                found.add("counted")
                break
            over = next((found for found in self.concepts if found.end == at + 1), None)
            if over is not None and not self.grouped and any(span.end == over.start for span in self.ranks):
                found.add("ranked")  # "most completed courses"
                break
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

    def _over(self) -> str | None:
        """The buckets of a stretch told in several of them: "how has it changed over the last 4 quarters"."""
        through = any(word == "over" and {at + 1, at + 2} & self.times.covered for at, word in enumerate(self.said))
        if not (self._spans(self.words.lists["change"]) or through) or len(self.made.periods) != 1:
            return None
        for at, word in enumerate(self.said):
            if at in self.times.covered and word in _BUCKETS and any(
                    place in self.times.covered and self.said[place].isalnum() for place in (at - 1,)):
                return _BUCKETS[word]
        return None

    def _grouping(self) -> None:
        """Dimensions to group by: those said so, and those of which several values are named."""
        grouped = [each for each in self.grouped if not (each == "level" and self.made.level is not None)]
        if self.made.metrics == ["supply"]:
            grouped = [each for each in grouped if each != "course"]
        if self.made.people:
            grouped = [each for each in grouped if each not in ("competency", "course", "position")]
        for dimension, ids in self.made.filters.items():
            if len(ids) > 1 and dimension not in self.made.part and dimension != "type":
                label = "organisation:named" if dimension == "organisation" else dimension
                if label not in grouped:
                    grouped.append(label)
        if not grouped and not self.made.people and (bucket := self._over()):
            grouped = [bucket]
        if "organisation:named" in grouped:
            grouped = [each for each in grouped if not each.startswith("kind:")]
        self.made.groups_counted = self.counted_groups
        self.made.group_by = [each for each in grouped if each not in self.made.part]


def _after(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


_WHICH_BEHIND = frozenset("kaun kaunsa kaunsi kaunse konsa konsi konse".split())
_WALE = frozenset("वाले वाली वाला wale wali wala".split())
_BETWEEN = frozenset({"between", "from", "के", "se"})
_BUCKETS = {"months": "month", "quarters": "quarter", "years": "year", "महीनों": "month", "तिमाहियों": "quarter",
            "mahino": "month", "saalo": "year"}
_EACH = frozenset("wise war vaar every each har हर प्रति अनुसार".split())
_ADVERBS = frozenset("monthly quarterly yearly annually masik मासिक त्रैमासिक वार्षिक सालाना saalana salana "
                     "month-wise".split())
_CLAUSES = frozenset("with where having whose by that which below above under over required have are for wale wali "
                     "jinka jinme jinki जिनका जिनमें जिनकी in".split())
