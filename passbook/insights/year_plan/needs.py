"""Who has which open gaps, from the facts: people of one kind together; or from what the gate told, where the asker may
not see people one by one. Also the catalogue as a plan needs it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from frac.framework import Framework
from passbook.insights.facts.reader import Facts
from passbook.insights.grains import INSTANT, Sheet, Window
from passbook.insights.metrics import METRICS
from passbook.insights.query import Query, Suppressed, Table
from passbook.insights.year_plan.terms import Course, Goal, People

Cell = tuple[str | None, str | None]


def catalogue(framework: Framework) -> dict[str, Course]:
    """The live courses that are tagged with a competency at a level."""
    found = {}
    for course in framework.courses.values():
        levels = {tag.competency_id: course.level_in(tag.competency_id) for tag in course.tags}
        known = {competency: level for competency, level in levels.items() if level is not None}
        if course.live and known:
            found[course.id] = Course(course.id, known, course.minutes, course.price_inr, course.languages,
                                      course.provider_id, course.prerequisites)
    return found


def exact(facts: Facts, query: Query, courses: Mapping[str, Course], now: datetime,
          weights: Mapping[tuple[str, str], float]) -> list[People]:
    """The people of a question (its filters are of people alone) by what they need. `weights`: what a competency counts
    for a position, 1 where it is not named. Only for whoever sees these people one by one."""
    local = facts.local(now)
    sheet = Sheet(facts, query, local)
    rows = sheet.rows(METRICS["open_gaps"], [Window(None, None, local + INSTANT)])
    rows = rows.filter(rows.open).select("person", "position", "group", "competency", "required")
    goals: dict[str, list[Goal]] = defaultdict(list)
    cells: dict[str, Cell] = {}
    for row in facts.execute(rows):
        goals[row["person"]].append(Goal(row["competency"], int(row["required"]),
                                         weights.get((row["position"], row["competency"]), 1.0)))
        cells[row["person"]] = (row["position"], row["group"])
    passed = _passed(facts, sheet, courses, goals, local)
    kinds: dict[tuple[tuple[Goal, ...], frozenset[str]], Counter[Cell]] = defaultdict(Counter)
    for person, wanted in goals.items():
        kinds[tuple(sorted(wanted)), passed.get(person, frozenset())][cells[person]] += 1
    return [People(wanted, counts, done) for (wanted, done), counts in
            sorted(kinds.items(), key=lambda each: (each[0][0], sorted(each[0][1])))]


def _passed(facts: Facts, sheet: Sheet, courses: Mapping[str, Course], goals: Mapping[str, Sequence[Goal]],
            local: datetime) -> dict[str, frozenset[str]]:
    """The courses that people passed of those that bear on their goals: what would close one, and what that
    presupposes."""
    events = facts.events
    done = events.filter(events.kind == "completed", events.at <= local, events.score >= facts.pass_mark,
                         events.course.isin(sorted(courses)))
    done = done.semi_join(sheet.people(), "person").select("person", "course").distinct()
    presupposed: dict[str, set[str]] = defaultdict(set)
    for course in courses.values():
        for each in course.needs:
            presupposed[each].add(course.id)
    found: dict[str, set[str]] = defaultdict(set)
    for row in facts.execute(done):
        for course in (row["course"], *presupposed[row["course"]]):
            if any(courses[course].levels.get(goal.competency, 0) >= goal.level
                   for goal in goals.get(row["person"], ()) if course in courses):
                found[row["person"]].add(row["course"])
    return {person: frozenset(each) for person, each in found.items()}


def told(shown: Table) -> tuple[list[People], list[str]]:
    """People out of figures that were told: a row for each competency and level with how many have the gap (columns
    `competency`, `level`, `officials_with_gap`); each gap is taken to be of somebody else. Beside them the competencies
    of which a row is silent."""
    at = {column.id: place for place, column in enumerate(shown.columns)}
    people, silent = [], []
    for row in shown.rows:
        competency, level, count = (row[at[key]] for key in ("competency", "level", "officials_with_gap"))
        if isinstance(count, Suppressed):
            silent.append(str(competency))
        elif isinstance(count, (int, float)) and count > 0:
            people.append(People((Goal(str(competency), int(str(level))),), {(None, None): int(count)}))
    return people, list(dict.fromkeys(silent))


def weights_of(framework: Framework) -> dict[tuple[str, str], float]:
    """What each competency counts for each position, by the requirements' weights."""
    return {(position.id, competency): weight for position in framework.positions.values()
            for competency, weight in position.weights.items()}


def kinds_of(framework: Framework, competencies: Iterable[str] | None = None) -> dict[str, Any]:
    """Each competency's type."""
    return {each.id: each.type for each in framework.competencies.values()
            if competencies is None or each.id in set(competencies)}
