"""Who could act in a post: officials by how much of what the post requires they hold.

Readiness for the post is met pairs ÷ required pairs, as for one's own post. Then come fewer levels short in all, then a
present post that asks more of the same competencies. Who is still equal is told as such, for names to decide: the facts
have none. Only people whom the asker sees as individuals are ever looked at; see
`docs/decisions/who-could-act.md`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from passbook.insights.facts.reader import Facts
from passbook.insights.grains import INSTANT
from passbook.insights.query import Scope


@dataclass(frozen=True)
class Wanted:
    """The post to be filled: the levels it `required` (not empty), and for each post `near`, how many of these
    competencies it asks as well. `position` is the post whose holders are left out, None where they may come too;
    `leaving` the pseudonym of whoever is replaced; `place` an organisation in or below which the candidates serve."""

    required: Mapping[str, int]
    near: Mapping[str, int]
    position: str | None
    leaving: str | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """An official by pseudonym: how many of the required competencies they meet (`met`), by how many levels in all they
    are short of the others (`short`), and how many of them their present post asks as well (`near`)."""

    person: str
    met: int
    short: int
    near: int

    @property
    def rank(self) -> tuple[int, int, int]:
        """What orders candidates, the best first; equal ranks are told apart by name alone."""
        return -self.met, self.short, -self.near


@dataclass(frozen=True)
class Found:
    """The best matches, best first, with all who are equal to the last of them; how many people were `looked_at`; how
    many of the people seen hold the post already and so were left out (`in_post`)."""

    best: list[Candidate]
    looked_at: int
    in_post: int


def candidates(facts: Facts, scope: Scope, me: str, wanted: Wanted, now: datetime, limit: int) -> Found:
    """The best matches for a post, at least the `limit` best where there are so many: whoever holds no level in
    anything it requires is no match. `me` is the asker's pseudonym, who is nobody's report. Two queries, whatever the
    number of people."""
    import ibis

    seen = _seen(facts, scope, me, wanted)
    in_post = ibis.literal(wanted.position is not None) & (seen.position == (wanted.position or ""))
    pool = seen.filter(~in_post)
    counted = facts.execute(seen.aggregate(all=seen.count(), held=in_post.sum()))[0]
    held_already = int(counted["held"] or 0)
    end = facts.local(now) + INSTANT
    credits = facts.credits
    counting = credits.filter(credits.competency.isin(list(wanted.required)), credits.since < end,
                              credits.until.isnull() | (credits.until >= end))
    held = counting.group_by("person", "competency").agg(held=counting.level.max())
    post = ibis.memtable({"competency": list(wanted.required), "required": list(wanted.required.values())})
    pairs = pool.select("person").cross_join(post).left_join(held, ["person", "competency"], rname="{name}_held")
    level = pairs.held.fill_null(0)
    short = (pairs.required - level).clip(lower=0)
    rows = pairs.group_by("person").agg(met=(level >= pairs.required).sum(), short=short.sum())
    rows = rows.filter(rows.short < sum(wanted.required.values())).join(pool.select("person", "position"), "person")
    near = ibis.memtable({"position": ["", *wanted.near], "near": [0, *wanted.near.values()]})
    rows = rows.left_join(near, "position", rname="{name}_near")
    rows = rows.select("person", "met", "short", near=rows.near.fill_null(0))
    order = [ibis.desc(rows.met), rows.short, ibis.desc(rows.near)]
    ranked = rows.mutate(place=ibis.rank().over(order_by=order))
    best = [Candidate(row["person"], int(row["met"]), int(row["short"]), int(row["near"]))
            for row in facts.execute(ranked.filter(ranked.place < limit).order_by(["place", "person"]))]
    return Found(best, int(counted["all"]) - held_already, held_already)


def _seen(facts: Facts, scope: Scope, me: str, wanted: Wanted) -> Any:
    """The people among whom the asker may look: those of their `hr` places, and those who report to them."""
    people, places = facts.people, facts.places
    below = places.filter(places.ancestor.isin(list(scope.exact))).select("organisation").distinct()
    seen = people.semi_join(below, "organisation")
    team = sorted(scope.team - {me})
    if team:
        seen = seen.union(people.filter(people.person.isin(team)), distinct=True)
    if wanted.place is not None:
        there = places.filter(places.ancestor == wanted.place).select("organisation").distinct()
        seen = seen.semi_join(there, "organisation")
    return seen.filter(seen.person != (wanted.leaving or ""))
