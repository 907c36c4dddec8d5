"""Whose figures the page may show to a person: the places of their grants, or the people who report to them.

The team of somebody without a place stands for one under the id `TEAM`, which no organisation can have. What may be
told of a place in the end, the gate decides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import psycopg

from bot.people.access import Person, scope
from frac.framework import Framework
from passbook.insights.disclosure.place import OF_A_TEAM

if TYPE_CHECKING:  # tools ask this room in turn
    from bot.tools.contract import Desk

Conn = psycopg.Connection[Any]
# The id of an organisation is never empty.
TEAM = ""


def places_of(framework: Framework, person: Person) -> list[str]:
    """The places that a person oversees or leads, or the roots for whoever sees the whole tenant."""
    granted = [grant.organisation_id for capability in ("hr", "leader") for grant in person.grants
               if grant.capability == capability and grant.organisation_id in framework.organisations]
    if person.has("analyst"):
        granted += [each.id for each in framework.organisations.values() if each.parent_id is None]
    return [each for each in dict.fromkeys(granted) if each]


def team(desk: Desk) -> tuple[str, ...]:
    """The pseudonyms of those who report to a person, directly or not."""
    facts = desk.facts()
    mine = scope(desk.conn, desk.framework, desk.person, facts.pseudonym)
    return tuple(sorted(mine.team - {facts.pseudonym(desk.person.id)}))


def about(desk: Desk, place: str) -> dict[str, tuple[str, ...]]:
    """The filter of a place's figures: the place, or the people of the team."""
    return {"official": team(desk)} if place == TEAM else {"organisation": (place,)}


def told_of(metrics: Sequence[str], place: str) -> tuple[str, ...]:
    """Those of some metrics that may be told of a place; of a team, less is."""
    return tuple(each for each in metrics if place != TEAM or each in OF_A_TEAM)


def kinds_below(framework: Framework, place: str) -> list[str]:
    """The kinds of the units right below a place, the most frequent first."""
    found = Counter(framework.organisations[each].kind for each in framework.children.get(place, ()))
    return [kind for kind, _ in found.most_common()]
