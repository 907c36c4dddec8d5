"""What a course costs for what it does: rupees per hour, and rupees per gap that its completions close.

A completion closes an open gap of the official's post where it is passed and the course is tagged with the competency
at the level required or above. 0 rupees is free; no price is not recorded; both are told apart. What is told of gaps is
a whole percent of enough people, and so may be shown to whoever may ask about the course, from facts of a release.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from passbook.insights.facts.reader import Facts


@dataclass(frozen=True)
class Closed:
    """Gaps closed per hundred completions of a course, to the nearest whole number. `per_gap`: the price divided by
    that share, in rupees; None where there is no price or no gap was closed."""

    per_hundred: int
    per_gap: float | None


def per_hour(price: float | None, minutes: float | None) -> float | None:
    """Rupees for an hour of a course; None where price or length is not recorded."""
    return None if price is None or not minutes else round(60.0 * price / minutes, 1)


def rank(values: dict[str, float | None], of: str) -> tuple[int, int] | None:
    """The place of one among all that have a value, the lowest first, equal ones in the same place, and how many these
    are; None where it has none itself."""
    mine = values.get(of)
    known = [value for value in values.values() if value is not None]
    return None if mine is None else (1 + sum(value < mine for value in known), len(known))


def closed(facts: Facts, courses: list[str], now: datetime, least: int) -> dict[str, Closed]:
    """For each course that enough people completed: the gaps closed, and what one costs. Over all that is recorded:
    of two periods that differ by a day, the difference would be what one person did."""
    prices = {row["course"]: row["price"] for row in facts.execute(facts.courses.select("course", "price"))}
    found = {}
    for row in facts.execute(_gaps(facts, courses, facts.local(now))):
        if row["people"] >= least:
            share = round(100 * row["closed"] / row["completions"])
            price = prices.get(row["course"])
            found[row["course"]] = Closed(share, None if price is None or not share else round(100 * price / share))
    return found


def _gaps(facts: Facts, courses: list[str], now: datetime) -> Any:
    """By course: completions, the people behind them, and the gaps that the completions closed."""
    events, credits = facts.events, facts.credits
    done = events.filter(events.kind == "completed", events.course.isin(courses), events.at <= now)
    passed = done.filter(done.score >= facts.pass_mark).select("event", "person", "course", "at")
    tags = facts.tags.group_by(["course", "competency"]).agg(reached=facts.tags.level.max())
    asked = facts.people.select("person", "position").join(facts.requirements.rename(required="level"), "position")
    pairs = passed.join(tags, "course").join(asked, ["person", "competency"])
    pairs = pairs.filter(pairs.reached >= pairs.required)
    before = credits.select(who="person", what="competency", had="level", since="since", until="until")
    met = pairs.join(before, [pairs.person == before.who, pairs.competency == before.what, before.since < pairs.at,
                              before.until.isnull() | (before.until >= pairs.at), before.had >= pairs.required])
    gaps = pairs.anti_join(met.select("event", "competency").distinct(), ["event", "competency"])
    counted = gaps.group_by("course").agg(closed=gaps.count())
    whole = done.group_by("course").agg(completions=done.count(), people=done.person.nunique())
    rows = whole.left_join(counted, "course", rname="{name}_gaps")
    return rows.select("course", "completions", "people", closed=rows.closed.fill_null(0))
