"""Planning: the exact choice is the best there is, the near one is allowed, and plans keep every wish."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from frac.framework import Course
from frac.gaps import Pair
from retrieval.planning.exact import exact
from retrieval.planning.near import near
from retrieval.planning.problem import Goal, Option, Problem, pruned
from retrieval.recommend import Wishes, fits, plan
from tests.frameworks import competency, course, framework

GOALS = st.lists(st.builds(lambda held, more, weight: Goal(held, held + more, weight), st.integers(0, 3),
                           st.integers(1, 3), st.sampled_from([1.0, 2.0, 0.5])), min_size=1, max_size=4)


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Small problems with levels, prerequisites among earlier options, and bounds that bind."""
    goals = draw(GOALS)
    options = []
    for place in range(draw(st.integers(0, 7))):
        reaches = draw(st.dictionaries(st.integers(0, len(goals) - 1), st.integers(1, 6), max_size=3))
        useful = tuple(sorted((goal, level) for goal, level in reaches.items() if level > goals[goal].held))
        needs = draw(st.frozensets(st.integers(0, place - 1), max_size=2)) if place else frozenset()
        options.append(Option(float(draw(st.sampled_from([20, 30, 45, 60, 90, 240]))), useful, needs))
    minutes = draw(st.none() | st.sampled_from([0.0, 45.0, 90.0, 150.0, 300.0]))
    return Problem(tuple(goals), tuple(options), minutes, draw(st.integers(1, 5)))


def best_of_all(problem: Problem) -> frozenset[int]:
    """The best choice by looking at every one."""
    everything = [frozenset(chosen) for size in range(min(problem.at_most, len(problem.options)) + 1)
                  for chosen in combinations(range(len(problem.options)), size)]
    return min((choice for choice in everything if problem.allowed(choice)), key=problem.rank)


@given(problems())
@settings(max_examples=200, deadline=None)
def test_no_choice_is_better_than_the_exact_one(problem: Problem) -> None:
    found, best = exact(problem), best_of_all(problem)
    assert problem.allowed(found)
    assert problem.rank(found)[:3] == problem.rank(best)[:3]


@given(problems())
@settings(max_examples=100, deadline=None)
def test_the_near_choice_is_allowed_and_never_better(problem: Problem) -> None:
    found = near(problem)
    assert problem.allowed(found)
    assert problem.rank(found)[:3] >= problem.rank(best_of_all(problem))[:3]


@given(problems())
@settings(max_examples=100, deadline=None)
def test_what_is_pruned_is_needed_by_no_optimum(problem: Problem) -> None:
    kept = set(pruned(problem))
    best = best_of_all(problem)
    among = [frozenset(chosen) for size in range(min(problem.at_most, len(kept)) + 1)
             for chosen in combinations(sorted(kept), size)]
    again = min((choice for choice in among if problem.allowed(choice)), key=problem.rank)
    assert problem.rank(again)[:3] == problem.rank(best)[:3]


@st.composite
def catalogues(draw: st.DrawFn) -> list[Course]:
    """Courses on two competencies that presuppose others, in any order."""
    names = [f"K{number}" for number in range(draw(st.integers(1, 7)))]
    made = []
    for name in names:
        tags = [(identity, level) for identity in ("C1", "C2")
                if (level := draw(st.sampled_from([None, 1, 2, 3, 4]))) and draw(st.booleans())]
        made.append(course(name, tags=tags, minutes=float(draw(st.sampled_from([30, 60, 120]))),
                           languages=draw(st.sampled_from([("en",), ("hi",), ("en", "hi")])),
                           prerequisites=tuple(draw(st.sets(st.sampled_from(names), max_size=2)) - {name})))
    return made


@given(catalogues(), st.sampled_from([None, "hi"]), st.sampled_from([None, 60.0, 150.0]),
       st.sets(st.sampled_from(["K0", "K1", "K2"]), max_size=2))
@settings(max_examples=150, deadline=None)
def test_every_plan_keeps_every_wish(courses: list[Course], language: str | None, minutes: float | None,
                                     passed: set[str]) -> None:
    world = framework(competency("C1", "Noting"), competency("C2", "Finance"), *courses)
    wishes = Wishes(language=language, minutes=minutes)
    found = plan(world, [Pair("C1", 3, 1), Pair("C2", 4, 0)], passed, wishes)
    taken = [step.course for step in found.steps]
    assert len(taken) <= 5 and len({each.id for each in taken}) == len(taken)
    assert all(fits(each, wishes) and each.id not in passed for each in taken)
    assert minutes is None or sum(each.minutes for each in taken) <= minutes
    chosen = {each.id for each in taken}
    for each in taken:
        assert {needed for needed in each.prerequisites if needed not in passed} <= chosen
    assert found.proven
