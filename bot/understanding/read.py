"""Reads one message: its language, what it names, the times and wishes in it, and what kind of wish it probably is.

Knows the tenant's names and nothing of the conversation, which is `conversation/route.py`'s. It returns plain JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.understanding.features import masked
from bot.understanding.figures.question import FiguresReader
from bot.understanding.files import wished_file
from bot.understanding.gazetteer import Gazetteer, Mention
from bot.understanding.intent import Classifier
from bot.understanding.language import written_in
from bot.understanding.lexicon import Lexicon, Span, lexicon
from bot.understanding.message import Message, read_message
from bot.understanding.reading import Reading
from bot.understanding.spelling import Spelling
from bot.understanding.strangers import by_capitals, by_first_name, by_honour, in_runs, perhaps_names, unexplained
from bot.understanding.times import Times, as_json, read_times
from frac.framework import Framework

# Words that hint at an intent, by how much they make it likelier, and the intent that must not be likely then.
HINTS = (("lacks", "check_gaps", 2.5, "recommend"), ("course_words", "find_course", 2.5, "show_passbook"),
         ("course_words", "recommend", 2.0, "show_passbook"), ("changed", "show_passbook", 2.5, "compare_positions"),
         ("reply_in", "language", 4.0, "content_question"))
# Phrases that say what is wanted, and name no topic.
SPOKEN_FOR = ("work", "plan", "lacks", "course_words", "level_words", "it", "most", "why", "reply_in",
              "question_kinds")
# What somebody wants to do, though it may name a topic as well: then "in", "on", "about" stands beside it.
VERBS = ("contests",)
# Finds officials by the whole names among some texts: pairs of name and ids.
_NOT = frozenset({"not", "नहीं", "nahi"})
FindPeople = Callable[[Sequence[str]], dict[str, list[str]]]


@dataclass(frozen=True)
class Reader:
    """What reading needs of one version of a tenant."""

    framework: Framework
    gazetteer: Gazetteer
    classifier: Classifier
    spelling: Spelling
    figures: FiguresReader
    # the words of the tenant's names, of people apart
    names: frozenset[str] = frozenset()

    def read(self, text: str, today: date, find_people: FindPeople) -> Reading:
        """Reads a message of somebody on a day."""
        one = _One(self, read_message(text), today, find_people)
        reading = one.reading()
        named = [person for person in one.people if person.ids]
        reading.figures = self.figures.read(one.message, one.mentions, named, today).as_json()
        return reading


class _One:
    """The reading of one message."""

    def __init__(self, reader: Reader, message: Message, today: date, find_people: FindPeople) -> None:
        self.typed = message
        self.reader, self.message = reader, reader.spelling.mend(message)
        message = self.message
        self.lexicon: Lexicon = lexicon()
        self.said = message.said
        self.language = written_in(message.text)
        self.times: Times = read_times(message.text, self.said, today, reader.framework.tenant.year_starts)
        form, places = wished_file(self.said)
        self.slots: dict[str, Any] = {"document": form} if form else {}
        self.covered: set[int] = self.times.covered | places
        self.mentions = reader.gazetteer.mentions(message, self.covered)
        self._add_title()
        for mention in self.mentions:
            self.covered |= set(range(mention.start, mention.end))
        self.people = self._people(find_people)

    def reading(self) -> Reading:
        self._name_slots()
        self._time_slots()
        self._level()
        self._wishes()
        left = [at for at in range(len(self.said)) if at not in self.covered]
        topical = self._topical(left)
        part, share = self._part(topical)
        part_sure = share >= 1.0
        ranking = self._ranking(topical if part_sure else [])
        reading = Reading(self.language, ranking, self.slots)
        small = [at for at in left if self.said[at] not in self.lexicon.lists["fillers"] and not self._small(at)]
        reading.bare = bool(self.said) and not small and bool(self.slots)
        reading.alone = reading.bare and len(left) <= 1
        reading.follows = bool(self.said) and self.lexicon.lists["follow"].at(self.said, 0) is not None
        reading.points = self.lexicon.says("it", self.said)
        usual = {at for at in topical if not self._names(at)
                 and f"{ranking[0][0]}:{self.message.stems[at]}" in self.reader.classifier.usual}
        if part and usual:
            again, share = self._part([at for at in topical if at not in usual])
            part = again if share else []
        reading.part, reading.part_sure, reading.part_likely = part, part_sure and bool(part), share >= 0.5
        if part and not reading.bare and not self.slots.get("competency"):
            others = [at for at in small if at not in topical]
            reading.bare = part_sure and not others
            reading.alone = reading.bare and len(left) - len(topical) <= 1
        known = self.reader.classifier.known
        reading.known = bool(self.mentions or self.people or part or self.slots) or any(
            word in known for word in self.message.stems)
        reading.topic = self._topic()
        reading.unknown = self._unknown(left, ranking[0][0])
        reading.short = len(self.said) <= 8
        reading.said, reading.text = list(self.said), self.message.text
        reading.masked = masked(self.message, [*self.people, *self.mentions])
        reading.timed = sorted(self.times.covered | self.times.clocked)
        reading.names = [(mention.start, mention.end) for mention in [*self.mentions, *self.people]]
        return reading

    # ---- names

    def _add_title(self) -> None:
        """A course whose title is told nearly whole, where nothing longer stands at that place."""
        if any(mention.kind == "course" for mention in self.mentions):
            return
        title = self.reader.gazetteer.title(self.message)
        if title is None:
            return
        whole = max((mention.end - mention.start for mention in self.mentions if mention.how == "name"
                     and mention.start < title.end and title.start < mention.end), default=0)
        if title.end - title.start >= 3 and len(title.ids) == 1 and title.words > whole:
            self.mentions = [mention for mention in self.mentions
                             if mention.end <= title.start or mention.start >= title.end] + [title]

    def _people(self, find_people: FindPeople) -> list[Mention]:
        """Officials named by their whole names or their ids; a name that nobody has is told by its capitals."""
        spans = perhaps_names(self.said, self.typed)
        found = find_people(list(spans)) if spans else {}
        people: list[Mention] = []
        for name, ids in sorted(found.items(), key=lambda each: -len(each[0])):
            for start, end in spans.get(name, ()):
                if not any(mention.start < end and start < mention.end for mention in people):
                    people.append(Mention("person", tuple(ids), start, end, "name"))
        for person in people:
            self.mentions = [mention for mention in self.mentions
                             if mention.end <= person.start or mention.start >= person.end]
            self.covered |= set(range(person.start, person.end))
        known = self.reader.classifier.known
        free = [] if people else unexplained(self.typed, self.covered, known, self.reader.names)
        ids_of = find_people([self.typed.said[at] for at in free]) if free else {}
        people += in_runs(self.typed, free, ids_of)
        self.covered |= {at for person in people for at in range(person.start, person.end)}
        run = None
        if not people and not self.lexicon.says("mine", self.said):
            run = by_capitals(self.message, self.covered, known)
        if not people and not run and not self.lexicon.says("possessive", self.said):
            run = by_honour(self.typed, self.covered, known)
            run = run or by_first_name(self.typed, self.covered, free)
        return [Mention("person", (), *run, "part")] if run else people

    def _name_slots(self) -> None:
        for kind in ("competency", "position", "course", "organisation"):
            of_kind = [mention for mention in self.mentions if mention.kind == kind]
            clear = [mention.ids[0] for mention in of_kind if len(mention.ids) == 1]
            unclear = [mention.ids for mention in of_kind if len(mention.ids) > 1]
            if kind == "competency" and clear:
                self.slots[kind] = list(dict.fromkeys(clear))
            elif clear:
                self.slots[kind] = clear[0]
                if kind == "position" and len(set(clear)) > 1:
                    self.slots["positions"] = list(dict.fromkeys(clear))
            elif unclear:
                self.slots[f"{kind}_unclear"] = list(unclear[0])
        if self.people:
            ids = self.people[0].ids
            self.slots["official"] = list(ids)
        self._provider()

    def _provider(self) -> None:
        providers = [mention for mention in self.mentions if mention.kind == "provider"]
        without = self.lexicon.lists["without"].find(self.said)
        if not providers and (without or any(self.lexicon.lists["by_provider"].at(self.said, at)
                                             for at in range(len(self.said)))):
            after = without[0].end if without else 0
            part = self.reader.gazetteer.part("provider", self.message,
                                              self.covered | set(range(after)))
            if part is not None and len(part.ids) == 1:
                providers = [part]
                self.covered |= set(range(part.start, part.end))
        if providers:
            self.slots["provider"] = list(dict.fromkeys(each for mention in providers for each in mention.ids))
            if without:
                self.slots["without_provider"] = True
                behind = [each.ids for each in providers if each.start >= without[0].end]
                before = [each.ids for each in providers if each.end <= without[0].start]
                if behind and before and set(behind[0]) == set(before[0]):
                    self.slots["with_and_without"] = True

    def _topical(self, left: list[int]) -> list[int]:
        """The places of words that may name a topic: no small words, and ordinary ones only where a postposition or
        preposition makes them one ("in noting", "noting me")."""
        small = self.lexicon.lists["fillers"]
        spoken_for = {at for key in SPOKEN_FOR for span in self.lexicon.lists[key].find(self.said)
                      for at in range(span.start, span.end)}
        verbs = {at for key in VERBS for span in self.lexicon.lists[key].find(self.said)
                 for at in range(span.start, span.end)}
        found = []
        for at in left:
            word = self.said[at]
            if (at in spoken_for or word in small or word.isdecimal() or word in self.lexicon.ordinals
                    or self.lexicon.types.at(self.said, at)):
                continue
            marked = ((at and self.lexicon.lists["topic_after"].at(self.said, at - 1))
                      or (at + 1 < len(self.said) and self.lexicon.lists["topic_before"].at(self.said, at + 1)))
            if at in verbs and not marked:
                continue
            if marked or self._names(at) or self.message.stems[at] not in self.reader.classifier.talk:
                found.append(at)
        return found

    def _names(self, at: int) -> bool:
        """Whether a word as it stands is one of a competency's name, and no ordinary one."""
        word = self.said[at]
        return word in self.reader.gazetteer.competency_words and word not in self.reader.classifier.plain

    def _part(self, topical: list[int]) -> tuple[list[str], float]:
        """Competencies named in part, and which share of the message's topic words speaks of them."""
        if self.slots.get("competency") or self.slots.get("competency_unclear"):
            return [], 0.0
        small = {at for at, word in enumerate(self.said)
                 if word in self.lexicon.lists["fillers"] or word in self.lexicon.ordinals}
        part = self.reader.gazetteer.part("competency", self.message, self.covered | small, topical)
        if part is None or len(part.ids) > 6:
            return [], 0.0
        return list(part.ids), part.words / max(len(topical), 1)

    # ---- times, levels, wishes

    def _time_slots(self) -> None:
        times = self.times
        for key in ("minutes", "each", "per_week"):
            value = getattr(times, key)
            if value is not None:
                self.slots[key] = value
        if times.until is not None:
            self.slots["until"] = times.until.isoformat()
        if times.day is not None:
            self.slots["day"] = times.day.isoformat()
            for key in ("clock", "every"):
                if getattr(times, key) is not None:
                    self.slots[key] = getattr(times, key)
        elif times.every is not None:
            self.slots["every"] = times.every
        if times.no_day is not None:
            self.slots["no_day"] = times.no_day
        if times.period is not None:
            self.slots["period"] = as_json(times.period)
        elif spans := self.lexicon.time["before_that"].find(self.said):
            self.slots["period_step"] = -1
            self.covered |= {at for span in spans for at in range(span.start, span.end)}

    def _level(self) -> None:
        levels, names = self.lexicon.lists["level_words"], self._in_names()
        top = max((step.level for step in self.reader.framework.levels), default=5)
        if self.lexicon.says("top_level", self.said):
            self.slots["level"] = top
            return
        for at in range(len(self.said)):
            word = levels.at(self.said, at)
            if word is None or at in names:
                continue
            for place in (word.end, at - 1):
                number = self._number(place)
                if number is not None and 1 <= number <= 99 and place not in self.times.covered:
                    self.slots["level"] = number
                    self.covered |= {at, place}
                    return
        for key, step in (("next_level", 1), ("previous_level", -1)):
            for span in self.lexicon.lists[key].find(self.said):
                self.slots["level_step"] = step
                self.covered |= set(range(span.start, span.end))
        for named in self.reader.framework.levels:
            if named.name.lower() in self.said and self.lexicon.says("level_words", self.said):
                self.slots.setdefault("level", named.level)

    def _number(self, at: int) -> int | None:
        if not 0 <= at < len(self.said):
            return None
        word = self.said[at]
        if word.isdecimal() and len(word) <= 2:
            return int(word)
        if word in self.lexicon.marks and self.language != "hinglish":
            return None  # "do" is two in Hinglish alone
        span: Span | None = self.lexicon.numbers.at(self.said, at) or self.lexicon.ordinals.at(self.said, at)
        return int(span.value) if span and span.value == int(span.value) and span.value > 0 else None

    def _wishes(self) -> None:
        says = self.lexicon.says
        types = [span for span in self.lexicon.types.find(self.said)
                 if not set(range(span.start, span.end)) & self._in_names()]
        wanted = [span for span in types if not _NOT & set(self.said[max(0, span.start - 2):span.start])]
        if wanted:
            self.slots["type"] = wanted[0].value
        for span in types:
            self.covered |= set(range(span.start, span.end))
        tongues: list[str] = []
        for span in self.lexicon.languages.find(self.said):
            if not set(range(span.start, span.end)) & self._in_names():
                self.slots["language"] = span.value
                tongues.append(str(span.value))
                self.covered |= set(range(span.start, span.end))
        if len(set(tongues)) > 1 and len(self.lexicon.lists["strictly"].find(self.said)) > 1:
            self.slots["languages"] = list(dict.fromkeys(tongues))
        for key in ("free", "shorter"):
            if says(key, self.said):
                self.slots[key] = True
                for span in self.lexicon.lists[key].find(self.said):
                    self.covered |= set(range(span.start, span.end))
        if says("work", self.said):
            self.slots["work"] = True
        if says("changed", self.said):
            self.slots["changed"] = True
            self.covered |= {at for span in self.lexicon.lists["changed"].find(self.said)
                             for at in range(span.start, span.end)}
        for key, kinds in (("completed", ["completed"]), ("claimed", ["claimed"]), ("enrolled", ["enrolled"]),
                           ("assessed", ["assessed"])):
            if says(key, self.said):
                self.slots.setdefault("kinds", kinds)

    def _in_names(self) -> set[int]:
        return {at for mention in (*self.mentions, *self.people) for at in range(mention.start, mention.end)}

    # ---- what kind of wish

    def _ranking(self, part: list[int]) -> list[tuple[str, float]]:
        """Probabilities of the message with its names masked. Where it is less than certain that words are a name (one
        ordinary word that is also an alias, or a name in part, at the places `part`), the readings with and without
        are averaged."""
        if not self.said:
            return [("unclear", 1.0)]
        classifier = self.reader.classifier
        probabilities = classifier.probabilities(masked(self.message, [*self.people, *self.mentions]))
        weak = [mention for mention in self.mentions if mention.end - mention.start == 1
                and mention.start not in self.message.capitals and mention.kind != "course"]
        if weak:
            strong = [mention for mention in self.mentions if mention not in weak]
            plain = classifier.probabilities(masked(self.message, [*self.people, *strong]))
            probabilities = {intent: (p + plain[intent]) / 2 for intent, p in probabilities.items()}
        if part:
            named = Mention("competency", (), part[0], part[-1] + 1, "part")
            other = classifier.probabilities(masked(self.message, [*self.people, *self.mentions, named]))
            probabilities = {intent: (p + 2 * other[intent]) / 3 for intent, p in probabilities.items()}
        self._hint(probabilities, bool(part))
        total = sum(probabilities.values())
        probabilities = {intent: p / total for intent, p in probabilities.items()}
        return sorted(probabilities.items(), key=lambda each: (-each[1], each[0]))[:5]

    def _hint(self, probabilities: dict[str, float], part: bool) -> None:
        """Makes intents likelier for which a word of the message speaks. `part`: a competency is named in part."""
        about = part or bool(self.slots.get("competency") or self.slots.get("competency_unclear"))
        for key, intent, factor, over in HINTS:
            if self.lexicon.says(key, self.said) and probabilities.get(over, 0.0) < 0.2:
                probabilities[intent] *= factor
        if about and self.lexicon.says("level_words", self.said) and "level" not in self.slots:
            probabilities["show_standing"] *= 2.0
        if self.lexicon.says("level_words", self.said) and not self.lexicon.says("why", self.said):
            probabilities["why_level"] *= 0.4  # "what is my level" is no "why is it my level"

    def _small(self, at: int) -> bool:
        return any(self.lexicon.lists[key].at(self.said, at) for key in ("only", "without", "follow", "it", "yes", "no",
                                                                         "inside", "by_provider"))

    def _unknown(self, left: list[int], intent: str) -> str:
        """Words that nobody ever said to Saathi and that name nothing, with those beside them that the intent does not
        explain: "underwater welding" in "quiz me on underwater welding"."""
        classifier = self.reader.classifier
        open_ones = [at for at in left if self.said[at].isalpha() and self.said[at] not in self.lexicon.lists["fillers"]
                     and f"{intent}:{self.message.stems[at]}" not in classifier.usual]
        strange = [at for at in open_ones if self.message.stems[at] not in classifier.known]
        if not strange:
            return ""
        start = end = strange[0]
        while start - 1 in open_ones:
            start -= 1
        while end + 1 in open_ones:
            end += 1
        return " ".join(self.typed.said[start:end + 1])

    def _topic(self) -> str:
        """The words that name a topic, as they stand; names of competencies and courses belong to it."""
        named = {at for mention in self.mentions if mention.kind in ("competency", "course", "organisation", "position")
                 for at in range(mention.start, mention.end)}
        times = {at for phrases in self.lexicon.time.values() for span in phrases.find(self.said)
                 for at in range(span.start, span.end)}
        usual = self.reader.classifier.usual
        kept = [at for at, word in enumerate(self.said)
                if at in named or (at not in self.covered and at not in times
                                   and f"seek:{self.message.stems[at]}" not in usual
                                   and word not in self.lexicon.lists["fillers"])]
        return " ".join(self.said[at] for at in kept)
