"""Who took a course between two assessments, who was assessed twice without it, and what was known of each before.

One row a person: two assessments in one competency that the course teaches, the later one at most `HORIZON` days after
the course. Of takers the last before and the first after it; of others two that follow each other, of those the pair
that a fixed hash picks. Whoever completed another course that teaches the competency between the two is left out.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from statistics import fmean
from typing import Any

from passbook.insights.facts.reader import Facts

# Results count as later within so many days of the course.
HORIZON = 540
# Folds are dealt by a number up to this; what is left of the number picks pairs.
FOLDED = 1 << 30
# What was known of a person at the first of the two assessments, in order; see `_known`.
COVARIATES = ("mean of other scores", "no other score", "level held", "level required", "level of the first assessment",
              "level of the second", "hours in the year before", "courses completed", "days between",
              "years since the first entry")


@dataclass(frozen=True)
class Sample:
    """People by whether they took the course, their two scores, and what was known at the first (a row of
    `COVARIATES` each). `fold`: a fixed number by person, for cross-fitting. `takers`: all who completed the course;
    `later`: those of them with a later result, be there an earlier one or not."""

    took: Sequence[bool]
    before: Sequence[float]
    after: Sequence[float]
    known: Sequence[Sequence[float]]
    fold: Sequence[int]
    takers: int
    later: int


@dataclass(frozen=True, slots=True)
class Result:
    """A scored assessment, or a passed or failed course's score, in a competency."""

    at: datetime
    competency: str
    level: int
    score: float


@dataclass(frozen=True)
class Histories:
    """What the facts say of people: their assessments in the competencies of a course in order of time; all their
    scores; when they spent minutes, and whether a course ended then; when they completed this course, and others that
    teach the same; what their posts require."""

    results: Mapping[str, Sequence[Result]]
    scored: Mapping[str, Sequence[Result]]
    spent: Mapping[str, Sequence[tuple[datetime, float, bool]]]
    done: Mapping[str, datetime]
    others: Mapping[tuple[str, str], Sequence[datetime]]
    required: Mapping[tuple[str, str], int]


def sample(facts: Facts, course: str, competencies: Sequence[str], now: datetime) -> Sample:
    """The sample of a course that teaches these competencies."""
    return of_histories(histories(facts, course, competencies, facts.local(now)), facts.pass_mark)


def of_histories(told: Histories, pass_mark: float) -> Sample:
    """The sample that people's histories make."""
    first = min((each[0].at for each in told.results.values() if each), default=datetime.max)  # noqa: DTZ901 - naive
    rows, later = [], 0
    for person, results in told.results.items():
        at = told.done.get(person)
        if at is not None and any(at < each.at <= at + timedelta(days=HORIZON) for each in results):
            later += 1
        dealt = _dealt(results)
        pair = _around(results, at) if at is not None else _picked(dealt // FOLDED, results)
        if pair is None:
            continue
        one, two = pair
        if any(one.at < when <= two.at for when in told.others.get((person, one.competency), ())):
            continue
        rows.append((at is not None, one, two, _known(told, person, one, two, first, pass_mark), dealt % FOLDED))
    return Sample([row[0] for row in rows], [row[1].score for row in rows], [row[2].score for row in rows],
                  [row[3] for row in rows], [row[4] for row in rows], len(told.done), later)


def _around(results: Sequence[Result], at: datetime) -> tuple[Result, Result] | None:
    """The last result before an instant and the first after it in the same competency, within the horizon."""
    for competency in dict.fromkeys(each.competency for each in results):
        mine = [each for each in results if each.competency == competency]
        after = bisect_left([each.at for each in mine], at + timedelta(microseconds=1))
        if 0 < after < len(mine) and mine[after].at <= at + timedelta(days=HORIZON):
            return mine[after - 1], mine[after]
    return None


def _dealt(results: Sequence[Result]) -> int:
    """A number by when a person was assessed in what: the same in every installation that has the same records, and
    nothing of how the person did. (By their pseudonym it would be another after each import.)"""
    said = "|".join(f"{each.at.isoformat()} {each.competency}" for each in results)
    return int.from_bytes(sha256(said.encode()).digest()[:8])


def _picked(dealt: int, results: Sequence[Result]) -> tuple[Result, Result] | None:
    """One of a person's pairs of results that follow each other in one competency, always the same."""
    pairs = []
    for competency in dict.fromkeys(each.competency for each in results):
        mine = [each for each in results if each.competency == competency]
        pairs += list(zip(mine, mine[1:], strict=False))  # noqa: RUF007 - pairs of a list
    return pairs[dealt % len(pairs)] if pairs else None


def _known(told: Histories, person: str, one: Result, two: Result, first: datetime, pass_mark: float) -> list[float]:
    """What was known of a person at the first of two assessments."""
    before = [each for each in told.scored.get(person, ()) if each.at < one.at]
    held = max((each.level for each in before if each.competency == one.competency and each.score >= pass_mark),
               default=0)
    spent = told.spent.get(person, ())
    year = one.at - timedelta(days=365)
    return [fmean(each.score for each in before) if before else 0.0, float(not before), float(held),
            float(told.required.get((person, one.competency), 0)), float(one.level), float(two.level),
            min(sum(minutes for at, minutes, _ in spent if year <= at < one.at) / 60.0, 200.0),
            float(min(sum(ended for at, _, ended in spent if at < one.at), 30)), float((two.at - one.at).days),
            (one.at - first).days / 365.25]


def histories(facts: Facts, course: str, competencies: Sequence[str], local: datetime) -> Histories:
    """People's histories, as the facts tell them up to an instant (naive, in the tenant's zone)."""
    events = facts.events.filter(facts.events.at <= local)
    assessed = events.filter(events.kind == "assessed", events.score.notnull())
    results: dict[str, list[Result]] = defaultdict(list)
    for row in facts.execute(assessed.filter(assessed.competency.isin(list(competencies))).order_by("at", "event")):
        results[row["person"]].append(_result(row))
    finished = events.filter(events.kind == "completed").drop("competency", "level")
    taught = finished.join(facts.tags, "course")
    scored: dict[str, list[Result]] = defaultdict(list)
    for rows in (assessed, taught.filter(taught.score.notnull())):
        for row in facts.execute(rows.select("person", "at", "competency", "level", "score").order_by("at", "score")):
            if row["person"] in results:
                scored[row["person"]].append(_result(row))
    spent: dict[str, list[tuple[datetime, float, bool]]] = defaultdict(list)
    acts = events.filter(events.kind.isin(("progressed", "completed"))).select("person", "at", "kind", "minutes")
    for row in facts.execute(acts.order_by("at")):
        if row["person"] in results:
            spent[row["person"]].append((row["at"], row["minutes"] or 0.0, row["kind"] == "completed"))
    taken = finished.filter(finished.course == course)
    done = {row["person"]: row["first"] for row in facts.execute(taken.group_by("person").agg(first=taken.at.min()))}
    others: dict[tuple[str, str], list[datetime]] = defaultdict(list)
    beside = taught.filter(taught.course != course, taught.competency.isin(list(competencies)))
    for row in facts.execute(beside.select("person", "competency", "at")):
        others[row["person"], row["competency"]].append(row["at"])
    return Histories(results, scored, spent, done, others, _required(facts, competencies))


def _result(row: Mapping[str, Any]) -> Result:
    return Result(row["at"], row["competency"], int(row["level"] or 0), float(row["score"]))


def _required(facts: Facts, competencies: Sequence[str]) -> dict[tuple[str, str], int]:
    asked = facts.people.join(facts.requirements, "position")
    return {(row["person"], row["competency"]): int(row["level"]) for row in facts.execute(
        asked.filter(asked.competency.isin(list(competencies))).select("person", "competency", "level"))}
