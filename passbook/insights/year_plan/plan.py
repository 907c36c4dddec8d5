"""Makes the plan of a year out of what people need, what courses there are and what is wished."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from passbook.insights.year_plan.choose import Choice, choose
from passbook.insights.year_plan.menus import Menus
from passbook.insights.year_plan.quarters import lay
from passbook.insights.year_plan.terms import Course, Goal, Left, People, Terms, YearPlan
from passbook.periods import Period, quarter_of, year_of


def make(people: Sequence[People], courses: Mapping[str, Course], kinds: Mapping[str, str], terms: Terms,
         quarters: Sequence[Period]) -> YearPlan:
    """The plan. `people`: all who have open gaps, also in what is skipped; `kinds`: each competency's type; `quarters`:
    those that may be planned, in order. Raises ValueError where there is none."""
    if not quarters:
        raise ValueError("a plan needs a quarter that is not over")
    usable = {each.id: each for each in courses.values() if terms.why_not(each) is None}
    menus = Menus(usable)
    wanted = [replace(each, goals=tuple(goal for goal in each.goals if terms.wants_goal(
        goal.competency, kinds.get(goal.competency)))) for each in people]
    choice = choose(wanted, menus, terms.budget, terms.hours)
    lines = lay(wanted, choice, menus, courses, terms, quarters)
    unpriced = tuple(dict.fromkeys(line.course for line in lines if line.rupees is None))
    return YearPlan(tuple(quarters), lines, _left(people, wanted, choice, menus, courses, terms),
                    _open(people), sum(each.size for each in people), choice.worth, choice.most, unpriced)


def coming(today: date, year_starts: str, year: Period | None = None) -> tuple[Period, ...]:
    """The quarters of a financial year that are not over; without a year those of the running one, or of the next where
    the running year is in its last quarter. Empty where the year is over."""
    whole = year or year_of(today, year_starts)
    found = tuple(each for number in (1, 2, 3, 4) if (each := quarter_of(whole, number)).end > today)
    if year is None and len(found) < 2:
        return coming(today, year_starts, year_of(whole.end + timedelta(days=1), year_starts))
    return found


def _open(people: Sequence[People]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for each in people:
        for goal in each.goals:
            found[goal.competency] += each.size
    return dict(found)


def _left(people: Sequence[People], wanted: Sequence[People], choice: Choice, menus: Menus,
          courses: Mapping[str, Course], terms: Terms) -> tuple[Left, ...]:
    """The goals that stay open, by competency, level and reason; most first."""
    found: Counter[tuple[str, int, str]] = Counter()
    reasons: dict[tuple[Goal, frozenset[str]], str] = {}
    for all_, some, given in zip(people, wanted, choice.given, strict=True):
        planned = set(some.goals)
        for goal in all_.goals:
            if goal not in planned:
                found[goal.competency, goal.level, "skipped"] += all_.size
        for bundle, count in given:
            closed = set(menus.closed(some.goals, bundle.courses))
            for goal in some.goals:
                if goal in closed:
                    continue
                key = (goal, some.passed)
                if key not in reasons:
                    reasons[key] = _why(goal, some, menus, courses, terms)
                found[goal.competency, goal.level, reasons[key]] += count
    return tuple(Left(competency, level, gaps, why) for (competency, level, why), gaps in
                 sorted(found.items(), key=lambda each: (-each[1], each[0])))


def _why(goal: Goal, people: People, menus: Menus, courses: Mapping[str, Course], terms: Terms) -> str:
    """Why a goal that was wanted is not closed."""
    able = menus.closers(goal, people.passed)
    if able:
        if terms.hours is not None and min(courses[each].minutes for each in able) > terms.hours * 60.0:
            return "hours"
        return "budget" if terms.budget is not None and all((courses[each].rupees or 0) > 0 for each in able) else (
            "hours" if terms.hours is not None else "budget")
    others = [terms.why_not(each) for each in courses.values()
              if each.levels.get(goal.competency, 0) >= goal.level and each.id not in people.passed]
    return next((each for each in ("no_price", "language", "skipped") if each in others), "no_course")
