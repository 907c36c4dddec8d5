"""Who could act in a post: officials by how much of what the post requires they hold.

Readiness for the post is met pairs ÷ required pairs, as for one's own post; then come fewer levels short in all, then
the pseudonym's order, which says nothing. Only people whom the asker sees as individuals are ever looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from passbook.insights.facts.reader import Facts
from passbook.insights.grains import INSTANT
from passbook.insights.query import Scope


@dataclass(frozen=True)
class Candidate:
    """An official by pseudonym: how many of the required competencies they meet, and by how many levels in all they are
    short of the others."""

    person: str
    met: int
    short: int


def candidates(facts: Facts, scope: Scope, required: Mapping[str, int], position: str, place: str | None, now: datetime,
               limit: int) -> tuple[list[Candidate], int]:
    """The best matches for a post that requires these levels, at most `limit`, and how many people were looked at.

    `position`: whoever holds it already is left out. `place`: they serve in it or below. One query whatever the number
    of people; competencies are few.
    """
    import ibis

    people = facts.people.filter(facts.people.position != position)
    places = facts.places
    seen = places.filter(places.ancestor.isin(list(scope.exact))).select("organisation").distinct()
    within = people.semi_join(seen, "organisation") if scope.exact else people.filter(ibis.literal(False))
    if scope.team:
        within = within.union(people.filter(people.person.isin(sorted(scope.team)))).distinct()
    if place is not None:
        below = places.filter(places.ancestor == place).select("organisation").distinct()
        within = within.semi_join(below, "organisation")
    end = facts.local(now) + INSTANT
    credits = facts.credits
    counting = credits.filter(credits.competency.isin(list(required)), credits.since < end,
                              credits.until.isnull() | (credits.until >= end))
    held = counting.group_by("person", "competency").agg(held=counting.level.max())
    wanted = ibis.memtable({"competency": list(required), "required": list(required.values())})
    pairs = within.select("person").cross_join(wanted).left_join(held, ["person", "competency"], rname="{name}_held")
    level = pairs.held.fill_null(0)
    short = (pairs.required - level).clip(lower=0)
    rows = pairs.group_by("person").agg(met=(level >= pairs.required).sum(), short=short.sum())
    ordered = rows.order_by([ibis.desc("met"), "short", "person"])
    count = int(facts.execute(within.agg(n=within.person.nunique()))[0]["n"])
    return [Candidate(row["person"], int(row["met"]), int(row["short"]))
            for row in facts.execute(ordered.limit(limit))], count
