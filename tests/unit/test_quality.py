"""The checks of a framework: each with one that has the fault and one that has not, and their words."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, replace

import pytest

from bot import checking
from frac.framework import Activity, Competency, Course, Framework, Position, Requirement, Role
from frac.quality.checks import CHECKS, checked
from frac.quality.shape import Finding, Held
from frac.quality.supply import takeable
from tests.frameworks import competency, course, framework, organisation, position


@dataclass(frozen=True)
class Case:
    """A framework with the fault, what is found of it (its severity, the things it is foremost about), and one without
    the fault that is as near to it as can be."""

    check: str
    faulty: Framework
    severity: str
    things: tuple[str, ...]
    sound: Framework
    held: Held | None = None


def works(one: Position, *goals: str | None) -> Position:
    """The position with a role of one activity for each goal."""
    activities = tuple(Activity(f"{one.id}-{at}", "Works", None, goal) for at, goal in enumerate(goals))
    return replace(one, roles=(Role(f"R-{one.id}", "Role", None, activities),))


def described(one: Competency, text: str) -> Competency:
    return replace(one, description=text)


A, B, C, D, E, F, G = (competency(each, f"{name} matters") for each, name in zip(
    "ABCDEFG", ("Letter", "Money", "Road", "Water", "Forest", "School", "Prison"), strict=True))
NEED = framework(A, position("P", "Clerk", requires={"A": 3}), course("K", "", [("A", 2)]))
CLERKS = (position("P1", "Under Secretary (Admn)", requires={"A": 2, "B": 2, "C": 2}, organisation="O1"),
          position("P2", "under  secretary (administration)", requires={"E": 2, "F": 2, "G": 2}, organisation="O2"))
LONG = "Writes letters and notes that say plainly what was asked, decided and done."

CASES = (
    Case("out_of_reach", NEED, "problem", ("A", "P"), framework(A, position("P", "Clerk", requires={"A": 3}),
                                                                course("K", "", [("A", 3)])), Held({})),
    Case("out_of_reach", NEED, "look", ("A", "P"), framework(A, position("P", "Clerk", requires={"A": 2}),
                                                             course("K", "", [("A", 2)]))),
    Case("asks_nothing", framework(A, position("P", "Clerk")), "problem", ("P",), NEED),
    Case("beyond", framework(competency("A", "Letters", descriptors={1: "a", 2: "b"}),
                             position("P", "Clerk", requires={"A": 3})), "problem", ("A", "P"),
         framework(competency("A", "Letters", descriptors={1: "a", 3: "c"}),
                   position("P", "Clerk", requires={"A": 3}), position("Q", "Other", requires={"A": 1}))),
    Case("doubles", framework(competency("A", "Land Acquisition"), competency("B", "Estates", "land  acquisition")),
         "problem", ("A", "B"),
         framework(competency("A", "Project Management Level 1"), competency("B", "Project Management Level 2"),
                   competency("C", "Contract Management", "management"), competency("D", "Communication", "management"),
                   competency("E", "Community"))),
    Case("doubles", framework(competency("A", "Public Grievance Redressal"),
                              competency("B", "Public grievances redress")), "look", ("A", "B"),
         framework(competency("A", "Child Nutrition"), competency("B", "Child Protection"))),
    Case("doubles", framework(described(A, LONG), described(B, LONG + " Swiftly.")), "look", ("A", "B"),
         framework(described(A, LONG), described(B, "Counts money."))),
    Case("doubles", framework(A, B), "look", ("A", "B"), framework(A, C),
         Held(alike={("A", "B"): 0.9, ("A", "C"): 0.6})),
    Case("two_meanings", framework(position("P", "Section Officer", "SO"), position("Q", "Station Officer", "so")),
         "look", ("P", "Q"), framework(position("P", "Section Officer", "SO", organisation="O1"),
                                       position("Q", "Section officer", "SO", organisation="O2"))),
    Case("two_meanings", framework(competency("A", "Ethics"), competency("B", "Conduct", "ethics")), "problem",
         ("A", "B"), framework(competency("A", "Ethics"), competency("B", "Conduct", "behaviour"))),
    Case("same_title", framework(A, B, C, D, E, F, G, *CLERKS), "look", ("P2", "P1"),
         framework(A, B, C, D, E, F, G, CLERKS[0], replace(CLERKS[1], title="Under Secretary (Vigilance)"))),
    Case("same_title", framework(A, B, position("P1", "Clerk", requires={"A": 1, "B": 2}),
                                 position("P2", "Writer", "clerk", requires={"A": 4, "B": 2})), "look", ("P2", "P1"),
         framework(A, B, position("P1", "Clerk", requires={"A": 1, "B": 2}),
                   position("P2", "Writer", "clerk", requires={"A": 3, "B": 2}))),
    Case("circular", framework(works(position("P1", "A"), "B"), works(position("P2", "B"), "C"),
                               works(position("P3", "C"), "A")), "look", ("P1", "P2", "P3"),
         framework(works(position("P1", "A"), "B"), works(position("P2", "B"), "C"),
                   works(position("P3", "C"), "The public"))),
    Case("unneeded", framework(A, B, position("P", "Clerk", requires={"A": 1})), "look", ("B",), NEED),
    Case("no_work", framework(works(position("P", "Clerk", requires={"A": 1}))), "look", ("R-P", "P"),
         framework(works(position("P", "Clerk", requires={"A": 1}), None))),
)


def named(of: Framework) -> dict[tuple[str, str], str]:
    roles = [role for each in of.positions.values() for role in each.roles]
    return {**{("position", each.id): each.title for each in of.positions.values()},
            **{("competency", each.id): each.name for each in of.competencies.values()},
            **{("course", each.id): each.title for each in of.courses.values()},
            **{("role", each.id): each.title for each in roles},
            **{("activity", one.id): one.description for each in roles for one in each.activities}}


def found(check: str, of: Framework, held: Held | None = None) -> list[Finding]:
    return checked(of, held, [each for each in CHECKS if each.id == check])


@pytest.mark.parametrize("case", CASES, ids=lambda each: f"{each.check}, {each.severity}")
def test_a_fault_is_found_and_its_absence_is_not(case: Case) -> None:
    (one,) = found(case.check, case.faulty, case.held)
    assert (one.check, one.severity) == (case.check, case.severity)
    assert tuple(identity for _, identity in one.things)[:len(case.things)] == case.things
    assert found(case.check, case.sound, case.held) == []


def test_every_check_has_a_case_and_words_and_findings_that_can_be_written() -> None:
    ids = [each.id for each in CHECKS]
    assert len(set(ids)) == len(ids) and {each.check for each in CASES} == set(ids) == set(checking.WORDS)
    for case in CASES:
        every = checked(case.faulty, case.held)
        assert {each.check for each in every} >= {case.check}
        text = "\n".join(checking.told(case.faulty, every))
        assert all(f"({each}" in text for each in case.things)
        made = checking.as_plain(case.faulty, every)
        assert json.loads(json.dumps(made))["counts"][case.check] == 1
        known = named(case.faulty)
        assert all(thing["name"] == known.get((thing["kind"], thing["id"]), thing["id"]) for one in made["findings"]
                   for thing in one["things"])
    assert list(checking.told(NEED, [])) == [f"Testland: {len(CHECKS)} checks, and nothing found."]
    assert checked(framework()) == []


def test_of_many_findings_the_first_few_are_told() -> None:
    of = framework(*(position(f"P{at:02}", f"Clerk {at}") for at in range(14)))
    lines = list(checking.told(of, checked(of)))
    assert "  and 4 more (--json lists all)" in lines and sum(each.startswith("  ! ") for each in lines) == 10


# ---- what cannot be met


def test_what_somebody_holds_can_be_met() -> None:
    assert found("out_of_reach", NEED, Held({"A": 3})) == []
    (short,) = found("out_of_reach", NEED, Held({"A": 2}))
    assert short.facts["nobody_holds"] is True and short.facts["reached"] == 2
    (untold,) = found("out_of_reach", NEED)
    assert untold.facts["nobody_holds"] is None


def test_only_posts_that_ask_more_than_anybody_holds_are_told() -> None:
    of = framework(A, position("P", "Clerk", requires={"A": 3}), position("Q", "Head", requires={"A": 5}))
    (one,) = found("out_of_reach", of, Held({"A": 4}))
    assert one.facts["levels"] == {"Q": 5} and one.facts["reached"] is None


@pytest.mark.parametrize("courses", [
    (course("K", "", [("A", None)]),), (course("K", "", [("A", 3)], status="retired"),),
    (course("K", "", [("A", 3)], prerequisites=("L",)), course("L", "", status="retired")),
    (course("K", "", [("A", 3)], prerequisites=("L",)), course("L", "", prerequisites=("M",)),
     course("M", "", status="draft"))])
def test_a_course_that_cannot_be_taken_or_tells_no_level_teaches_none(courses: tuple[Course, ...]) -> None:
    of = framework(A, position("P", "Clerk", requires={"A": 3}), *courses)
    (one,) = found("out_of_reach", of, Held({}))
    assert one.facts["reached"] is None
    told = next(each for each in checking.told(of, [one]) if each.startswith("  ! "))
    assert ("without a level" in told) == (of.courses["K"].tags[0].level is None)
    assert ("what comes before" in told) == bool(of.courses["K"].prerequisites)


def test_what_the_catalogue_does_not_know_binds_nobody() -> None:
    of = framework(course("K", "", prerequisites=("elsewhere",)), course("L", "", prerequisites=("K",)))
    assert takeable(of) == {"K", "L"}


# ---- posts of one title


def test_what_is_usual_in_a_framework_is_not_strange() -> None:
    """Where posts of one title mostly share a third of what they ask, one that shares as much is as the others."""
    shared = {"A": 2, "B": 2}
    of = [position(f"{title}{at}", title, requires={**shared, **{f"{title}{at}{each}": 2 for each in range(2)}})
          for title in ("Vv", "Ww", "Xx", "Yy", "Zz", "Uu") for at in range(2)]
    names = {each: competency(each, f"{each} knowing") for post in of for each in post.required}
    assert found("same_title", framework(*of, *names.values())) == []
    odd = replace(of[0], requirements=tuple(Requirement(f"Vv0{each}", 2, None, None, 1.0) for each in range(2)))
    (one,) = found("same_title", framework(odd, *of[1:], *names.values()))
    assert {each for _, each in one.things} == {"Vv0", "Vv1"} and one.facts["usual"] == pytest.approx(0.333)


def test_the_one_among_many_is_told_once_and_not_each_pair() -> None:
    same = [position(f"P{at}", "Clerk", requires={"A": 2, "B": 2}) for at in range(8)]
    of = framework(A, B, C, *same, position("Q", "Clerk", "clerk", requires={"C": 2}))
    assert [each.things[0][1] for each in found("same_title", of)] == ["Q"]


# ---- names, and all of it


def test_places_are_told_beside_posts_and_no_check_takes_long() -> None:
    whole = framework(
        organisation("O", "Ministry of Testing"),
        *(competency(f"C{at}", f"{chr(97 + at % 26) * 3}{at} handling of affairs") for at in range(1500)),
        *(position(f"P{at}", f"Clerk {at % 700}", "clerk", organisation="O", requires={
            f"C{(at * 7 + each) % 1500}": 1 + each % 5 for each in range(12)}) for at in range(2500)),
        *(course(f"K{at}", "", [(f"C{at % 1500}", 1 + at % 5)]) for at in range(3000)))
    begun = time.process_time()
    every = checked(whole)
    assert time.process_time() - begun < 60
    assert "Ministry of Testing" in "\n".join(checking.told(whole, every))


def test_pairs_of_near_meaning_are_found_whatever_their_order() -> None:
    from tests.unit.test_matching import WordsEncoder

    of = framework(competency("A", "Keeping old records in order"), competency("B", "Water"),
                   competency("C", "Keeping records in order"))
    near = checking.alike(WordsEncoder(), of)
    assert list(near) == [("A", "C")] and near[("A", "C")] > 0.7
