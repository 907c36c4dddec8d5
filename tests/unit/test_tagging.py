"""Proposed tags: which competencies, which sentence speaks for each, that no level is guessed; without a model file."""

from __future__ import annotations

from dataclasses import replace

import pytest

from frac.framework import Course, Framework, Tag
from retrieval.matching.drafting import Drafter
from retrieval.matching.tagging import (
    AT_MOST,
    LIKELY,
    Tagger,
    Taught,
    kind_of,
    levels_of_words,
    proposals,
    told_level,
)
from tests.frameworks import competency, course, framework
from tests.unit.test_matching import NAMES, WordsEncoder, made

WORK = ("drafting letters and notes", "public buying of goods by tender", "keeping records and files",
        "leading people of a section", "planning the supply of water")


def tenant(count: int = 30) -> Framework:
    """The posts of the matching tests, and courses that teach what these do."""
    of = made(20)
    courses = {}
    for at in range(count):
        one = course(f"K{at:02}", f"{'Introduction to' if at < 10 else 'Course in'} {WORK[at % 5]} {at}",
                     [(f"C{at % 5}", 1 if at < 10 else 2 + at % 3)])
        courses[one.id] = replace(one, description=f"How {WORK[at % 5]} is done in offices.")
    return replace(of, courses=courses)


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger(Drafter(tenant(), WordsEncoder()))


def test_what_a_course_teaches_is_proposed_with_the_sentence_that_speaks_for_it(tagger: Tagger) -> None:
    asked = [Taught("N1", "Goods for offices", "Public procurement by tender is taught. There are videos.",
                    ("Tender papers",)),
             Taught("N2", "Xyzzy plugh", "Quux frobnicates the wibble."), Taught("N3", "", "")]
    buying, nonsense, nothing = tagger.proposals(asked)
    assert tagger.is_learnt and buying[0].competency == "C1" and buying[0].probability >= LIKELY
    assert buying[0].sentence == "Public procurement by tender is taught."
    assert nonsense == [] and nothing == []
    assert all(len(some) <= AT_MOST and all(each.probability >= LIKELY for each in some)
               for some in tagger.proposals(asked))
    assert tagger.proposals([]) == []


def test_in_bulk_each_is_proposed_what_it_would_be_alone(tagger: Tagger) -> None:
    asked = [Taught(f"N{at}", f"Course {at} in {WORK[at % 5]}", f"On {WORK[at % 5]}.") for at in range(300)]
    together = tagger.proposals(asked)
    assert [some[0].competency for some in together] == [f"C{at % 5}" for at in range(300)]
    alone = tagger.proposals(asked[299:])[0]
    assert [each.competency for each in alone] == [each.competency for each in together[299]]


def test_with_too_little_to_learn_from_nothing_is_proposed() -> None:
    bare = framework(*[competency(f"C{at}", name) for at, name in enumerate(NAMES)])
    drafter = Drafter(bare, WordsEncoder())
    assert proposals(drafter, [Taught("N1", "Public procurement", "Public procurement.")]) == [[]]
    assert not Tagger(drafter).is_learnt


# ---- levels


def titled(*of: tuple[str, int | None]) -> dict[str, int]:
    """What titles tell by courses with these titles and levels."""
    courses: list[Course] = [course(f"K{at}", title, []) for at, (title, _) in enumerate(of)]
    tagged = [replace(each, tags=(Tag("C1", level),)) for each, (_, level) in zip(courses, of, strict=True)]
    return levels_of_words(framework(competency("C1", "Noting"), *tagged))


def test_a_word_tells_a_level_where_enough_titles_agree() -> None:
    assert titled(*[("Introduction to X", 1)] * 4) == {"low": 1}
    assert titled(*[("Introduction to X", 1)] * 3) == {}
    assert titled(*[("Advanced X", 3)] * 3, *[("Advanced X", 4)] * 3) == {}
    assert titled(*[("Advanced X", 4)] * 4, ("Advanced X", 3), *[("Basics", None)] * 9) == {"high": 4}


@pytest.mark.parametrize(("title", "about", "level"), [
    ("Introduction to Noting", "", 1), ("Advanced Noting", "", 4), ("Noting", "", None),
    ("Noting, Level 3", "", 3), ("Noting level 2-4", "", None), ("Level 1 and Level 2", "", None),
    ("From Basic to Advanced Noting", "", None), ("Intermediate Noting", "", None),
    ("Noting", "Take photos. Beginner Level", 1), ("Noting", "Notes. Computer Science. Introductory", 1),
    ("Noting", "Not for beginners who have advanced tools. An advanced topic is the basics of law.", None),
    ("Noting", "All Levels", None), ("नोटिंग का परिचय", "", 1)])
def test_a_level_is_what_the_course_says_and_is_never_guessed(title: str, about: str, level: int | None) -> None:
    assert told_level(Taught("N", title, about), {"low": 1, "high": 4}) == level


def test_a_level_that_the_scale_does_not_have_is_none(tagger: Tagger) -> None:
    asked = [Taught("N", f"Public buying of goods by tender, level {level}", "") for level in (2, 9)]
    assert [some[0].level for some in tagger.proposals(asked)] == [2, None]
    assert kind_of("Advanced") == "high" and kind_of("Mastering the basics") is None
    assert tagger.proposals([Taught("N", "Introduction to public buying of goods by tender", "")])[0][0].level == 1
