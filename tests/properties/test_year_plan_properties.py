"""A plan of a year beside the best there is: found by trying everything, on small cases."""

from __future__ import annotations

from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from passbook.insights.year_plan.choose import choose
from passbook.insights.year_plan.menus import Menus
from passbook.insights.year_plan.terms import Course, Goal, People

COMPETENCIES = "AB"
courses = st.lists(st.builds(
    lambda levels, minutes, rupees: (levels, minutes, rupees),
    st.dictionaries(st.sampled_from(COMPETENCIES), st.integers(1, 2), min_size=1),
    st.sampled_from([30.0, 60.0, 90.0]), st.sampled_from([0.0, 40.0, 100.0, 130.0])), min_size=1, max_size=4)
goals = st.lists(st.builds(Goal, st.sampled_from(COMPETENCIES), st.integers(1, 2), st.sampled_from([1.0, 2.0])),
                 min_size=1, max_size=2, unique_by=lambda goal: goal.competency)
crowds = st.lists(st.tuples(goals, st.integers(1, 2)), min_size=1, max_size=2)


def best(people: list[People], catalogue: dict[str, Course], budget: float | None, hours: float | None) -> float:
    """The most worth of any choice of courses for everybody."""
    options = []
    for each in people:
        found = set()
        for size in range(len(catalogue) + 1):
            for chosen in combinations(sorted(catalogue), size):
                taken = [catalogue[one] for one in chosen]
                if hours is not None and sum(one.minutes for one in taken) > hours * 60:
                    continue
                worth = sum(goal.weight for goal in each.goals
                            if any(one.levels.get(goal.competency, 0) >= goal.level for one in taken))
                found.add((sum(one.rupees or 0.0 for one in taken), worth))
        options += [sorted(found)] * each.size
    return max(sum(worth for _, worth in choice) for choice in product(*options)
               if budget is None or sum(cost for cost, _ in choice) <= budget + 1e-9)


@settings(max_examples=60, deadline=None)
@given(courses, crowds, st.sampled_from([None, 0.0, 60.0, 150.0, 260.0]), st.sampled_from([None, 1.0, 1.5]))
def test_a_plan_keeps_its_limits_and_comes_close_to_the_best(
        made: list[tuple[dict[str, int], float, float]], crowd: list[tuple[list[Goal], int]], budget: float | None,
        hours: float | None) -> None:
    catalogue = {f"K{number}": Course(f"K{number}", levels, minutes, rupees)
                 for number, (levels, minutes, rupees) in enumerate(made)}
    people = [People(tuple(sorted(goals)), {("P", None): size}) for goals, size in crowd]
    choice = choose(people, Menus(catalogue), budget, hours)
    optimum = best(people, catalogue, budget, hours)
    assert choice.worth <= optimum + 1e-6 <= choice.most + 2e-6
    if budget is None:
        assert choice.worth == optimum
    else:
        assert choice.rupees <= budget + 1e-6
        largest = max(sum(goal.weight for goal in each.goals) for each in people)
        assert choice.worth >= optimum - largest  # at most one person's goals are lost to what does not fit
    for each, given_ in zip(people, choice.given, strict=True):
        assert sum(count for _, count in given_) == each.size
        assert hours is None or all(bundle.minutes <= hours * 60 + 1e-6 for bundle, _ in given_)
