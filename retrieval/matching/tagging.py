"""Proposals of what courses teach: competencies with their probability, the sentence that speaks for each, and a level.

Learnt from the duties for which competencies are required and from the courses that are tagged with them. A level is
proposed only where the course says it ("Level 2"), or has a word ("introduction", "advanced") that titles of tagged
courses use for one level. Likeness to other courses tells none: a catalogue has the same thing at several levels.

A catalogue from outside is mostly about what no competency is. Ranking finds something likeliest for every text, so a
competency is proposed only for what is as near to it as all but a few of the tagged courses are to theirs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from frac.framework import Framework
from retrieval.encoder import Encoder, Vectors
from retrieval.matching.corpus import as_asked, of_duties
from retrieval.matching.drafting import LONGEST, Drafter, split
from retrieval.matching.features import Known, asked, standardised, table, themselves
from retrieval.matching.logit import Logit, fit, sigmoid
from retrieval.matching.matcher import LEAST, Matcher, learn
from retrieval.matching.ridge import Numbers
from retrieval.matching.texts import encode

# Of tagged courses held out, nine of ten tags that are this likely are right; so many of a course are proposed.
LIKELY, AT_MOST = 0.5, 4
# On the weights by which courses are judged: three columns need next to none.
PENALTY = 1.0
# Of the tagged courses this share is farther from their competencies than a proposal may be; nearer than this share of
# the other competencies is near enough, where tagged courses are all but copies of each other.
FARTHEST, OTHERS = 0.05, 0.9
# So many courses are matched at a time; a sentence speaks for a competency from this cosine on.
BATCH, SPEAKS = 256, 0.25
# A kind of word tells a level where so many tags of titles with it have one, and such a share of these has that one.
TOLD, AGREED = 4, 2 / 3

_SAYS = re.compile(r"\b(?:level|स्तर)\s*[-:]?\s*(\d{1,2})\b(?!\s*[-–]\s*\d)", re.IGNORECASE)
_WORDS = {
    "low": re.compile(r"\b(?:introduct(?:ion|ory)|introducing|basics?|foundations?|foundational|fundamentals?"
                      r"|beginners?|primer|first steps|getting started|elementary|novice|orientation)\b"
                      r"|परिचय|आधारभूत|बुनियादी", re.IGNORECASE),
    "middle": re.compile(r"\bintermediate\b|मध्यवर्ती", re.IGNORECASE),
    "high": re.compile(r"\b(?:advanced|experts?|mastering|mastery|masterclass)\b|उन्नत", re.IGNORECASE)}
# In a description such a word is about the course only where it stands alone, as catalogues put it.
_ALONE = re.compile(r"(?:^|[.;])\s*(?:level:?\s*)?(\w+)(?:\s+level)?\s*(?=$|[.;])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Taught:
    """A course as it is to be tagged."""

    id: str
    title: str
    description: str
    headings: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Everything that is told of it, cut where it is too long."""
        return " ".join((as_asked(self.title, self.description), ". ".join(self.headings)))[:LONGEST].strip()


@dataclass(frozen=True, slots=True)
class Proposed:
    """A competency that a course may teach. `level` is None where nothing speaks for one, `sentence` where none
    does."""

    competency: str
    level: int | None
    probability: float
    sentence: str | None


class Tagger:
    """What is learnt of a framework for tagging; nothing is proposed where there is too little to learn from."""

    def __init__(self, drafter: Drafter) -> None:
        self._encoder, self._framework = Once(drafter.encoder), drafter.framework
        self._matcher = _matcher(self._framework, self._encoder)
        self._judge = _judge(self._matcher)
        self._nearest = nearest_allowed(self._matcher.known) if self.is_learnt else 0.0
        self._levels = levels_of_words(self._framework)

    @property
    def is_learnt(self) -> bool:
        """Whether there was enough to learn from."""
        return self._matcher.learnt is not None

    def proposals(self, courses: Sequence[Taught], likely: float = LIKELY) -> list[list[Proposed]]:
        """What each course may teach, the likeliest first."""
        made: list[list[Proposed]] = []
        for start in range(0, len(courses), BATCH):
            made += self._proposed(courses[start:start + BATCH], likely)
            self._encoder.forget()
        return made

    def _proposed(self, courses: Sequence[Taught], likely: float) -> list[list[Proposed]]:
        if not self.is_learnt:
            return [[] for _ in courses]
        texts = [each.text for each in courses]
        near = nearness(self._matcher.known, encode(self._encoder, texts))
        probable = self._probable(texts)
        ids = [each.id for each in self._matcher.known.competencies]
        found = [[(ids[at], float(row[at])) for at in np.argsort(-row, kind="stable")[:AT_MOST]
                  if row[at] >= likely and beside[at] >= self._nearest]
                 for row, beside in zip(probable, near, strict=True)]
        speaking = self._speaking([course if some else None for course, some in zip(courses, found, strict=True)])
        known = {level.level for level in self._framework.levels}
        made = []
        for course, some, sentences in zip(courses, found, speaking, strict=True):
            level = told_level(course, self._levels)
            made.append([Proposed(which, level if level in known else None, probability, sentences.get(which))
                         for which, probability in some])
        return made

    def _probable(self, texts: Sequence[str]) -> Numbers:
        """How likely each competency is for each text, by what was learnt of courses where there were enough of them.
        """
        names, columns = table(self._matcher.known, asked(self._matcher.known, [""] * len(texts), texts))
        assert self._matcher.learnt is not None
        odds = self._matcher.learnt.log_odds(columns)
        return sigmoid(odds) if self._judge is None else self._judge.probability(_evidence(names, columns, odds))

    def _speaking(self, courses: Sequence[Taught | None]) -> list[dict[str, str]]:
        """For each course and competency the sentence that is likest to it, where one is like it at all. All sentences
        of a batch are encoded together, each once."""
        told = [_sentences(course) if course else [] for course in courses]
        flat = [sentence for some in told for sentence in some]
        if not flat:
            return [{} for _ in courses]
        known = self._matcher.known
        alike, at, made = encode(self._encoder, flat) @ known.lengths.T, 0, []
        for some in told:
            rows = alike[at:at + len(some)]
            at += len(some)
            best = rows.argmax(0) if some else np.zeros(0, dtype=int)
            made.append({each.id: some[best[place]] for place, each in enumerate(known.competencies)
                         if some and rows[best[place], place] >= SPEAKS})
        return made


def proposals(drafter: Drafter, courses: Sequence[Taught]) -> list[list[Proposed]]:
    """What each course may teach, the likeliest first; nothing where there is too little to learn from."""
    return Tagger(drafter).proposals(courses)


class Once:
    """An encoder that encodes each text of a batch once, however long it is, until it is told to forget."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.name, self.dimension = encoder.name, encoder.dimension
        self._held: tuple[dict[str, Vectors], dict[str, Vectors]] = ({}, {})

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text."""
        return self._of(texts, 0)

    def encode_deep(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text from the last layers together."""
        return self._of(texts, 1)

    def forget(self) -> None:
        """Lets go of what was encoded."""
        self._held = ({}, {})

    def _of(self, texts: Sequence[str], which: int) -> Vectors:
        held, work = self._held[which], (self._encoder.encode, self._encoder.encode_deep)[which]
        new = [text for text in dict.fromkeys(texts) if text not in held]
        if new or not texts:
            rows = work(new)
            if not texts:
                return rows
            held.update(zip(new, rows, strict=True))
        return np.stack([held[text] for text in texts])


def nearness(known: Known, meaning: Numbers, place: int | None = None) -> Numbers:
    """How near texts are to each competency: to its own words at length, and to the nearest example that has it (to its
    words again, where none has). `place`: the example that a single text is itself, to which this is blind."""
    own = meaning @ known.lengths.T
    alike = meaning @ known.own.meaning.T
    if place is not None:
        alike[:, place] = -1.0
    made: Numbers = own.copy()
    for at in range(own.shape[1]):
        rows = np.flatnonzero(known.wanted[:, at])
        rows = rows[rows != place]
        made[:, at] += alike[:, rows].max(1) if len(rows) else own[:, at]
    return made


def nearest_allowed(known: Known) -> float:
    """How near all but a few of the tagged courses are to what they are tagged with, each judged without itself."""
    theirs, others = list[float](), list[float]()
    for place, example in enumerate(known.examples):
        if not example.is_duty:
            near, has = nearness(known, known.own.meaning[place:place + 1], place)[0], known.wanted[place] > 0
            theirs += near[has].tolist()
            others += near[~has].tolist()
    bounds = [float(np.quantile(some, share)) for some, share in ((theirs, FARTHEST), (others, OTHERS)) if some]
    return min(bounds, default=0.0)


def _matcher(framework: Framework, encoder: Encoder) -> Matcher:
    """The matcher of texts, its parts weighed by duties and courses alike: that of the drafter is weighed by duties
    alone, and finds of what courses teach a quarter less."""
    examples = of_duties(framework)
    competencies = sorted(framework.competencies.values(), key=lambda each: each.id)
    highest = max((each.level for each in framework.levels), default=5)
    return learn(encoder, competencies, examples, examples, highest)


def _judge(matcher: Matcher) -> Logit | None:
    """What the matcher finds, weighed anew beside plain likeness by the tagged courses alone: most of what the matcher
    learnt from are duties, whose words are shorter and say less of the name of what they need."""
    known = matcher.known
    courses = np.array([not each.is_duty for each in known.examples])
    if matcher.learnt is None or courses.sum() < LEAST:
        return None
    names, columns = table(known, themselves(known))
    evidence = _evidence(names, columns, matcher.learnt.log_odds(columns))[courses]
    return fit(evidence.reshape(-1, evidence.shape[-1]), known.wanted[courses].reshape(-1), PENALTY)


def _evidence(names: Sequence[str], columns: Numbers, odds: Numbers) -> Numbers:
    """The log-odds of the matcher, and how like the words and the meaning are to a competency's own."""
    plain = [standardised(columns[..., names.index(each)]) for each in ("bm25 at length", "wording")]
    made: Numbers = np.stack([odds, *plain], axis=-1)
    return made


def _sentences(course: Taught) -> list[str]:
    """The sentences of a course that may speak for a competency: its description's and its headings, else its title."""
    found = [*split(course.description[:LONGEST]), *course.headings]
    return list(dict.fromkeys(each for each in (*found, course.title) if each))


# ---- levels


def levels_of_words(framework: Framework) -> dict[str, int]:
    """Which level the kinds of words in titles tell, by the tagged courses: only where enough of them agree."""
    counted: dict[str, Counter[int]] = {kind: Counter() for kind in _WORDS}
    for course in framework.courses.values():
        kind = kind_of(course.title)
        if kind and course.status != "draft":
            counted[kind].update(tag.level for tag in course.tags if tag.level is not None)
    made = {}
    for kind, levels_ in counted.items():
        level, count = levels_.most_common(1)[0] if levels_ else (0, 0)
        if levels_.total() >= TOLD and count >= AGREED * levels_.total():
            made[kind] = level
    return made


def told_level(course: Taught, known: dict[str, int]) -> int | None:
    """The level that a course says it teaches; None where it says none, or several."""
    said = {int(each) for each in _SAYS.findall(course.title)}
    if said:
        return said.pop() if len(said) == 1 else None
    kind = kind_of(course.title) or _only(
        kind_of(match[1]) for match in _ALONE.finditer(course.description[:LONGEST]))
    return known.get(kind) if kind else None


def kind_of(text: str) -> str | None:
    """Whether a text says low, middle or high; None where it says none or several ("From Basic to Advanced")."""
    return _only(kind if words.search(text) else None for kind, words in _WORDS.items())


def _only(found: Iterable[str | None]) -> str | None:
    told = {each for each in found if each}
    return told.pop() if len(told) == 1 else None
