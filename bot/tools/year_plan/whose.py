"""Whose needs a plan is about, as far as the asker may know them: people one by one for `hr`, and for a leader the
figures that the gate tells, so that a plan says nothing that those do not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.people.access import scope as scope_of
from bot.tools.contract import Desk, Slots
from passbook.insights.disclosure.gate import ask
from passbook.insights.query import Ids, Query
from passbook.insights.year_plan import needs
from passbook.insights.year_plan.terms import Course, People

# Whom a plan may be for, beside a place.
WHOM = ("position", "group", "state")


@dataclass(frozen=True)
class Needs:
    """What a plan rests on. `silence`: why there is nothing (`not_permitted`, `suppressed`, `nobody`,
    `no_requirements`), else None; `controlled`: whether it rests on figures that were rounded; `silent`: competencies
    of which too few people have a gap to be told; `headcount`: of the place, as it may be told."""

    places: Ids
    people: Sequence[People] = ()
    silence: str | None = None
    controlled: bool = False
    silent: Sequence[str] = ()
    headcount: float = 0


def places_of(desk: Desk, slots: Slots) -> Ids:
    """The places that a plan is about: those named, else the asker's own grant."""
    named = tuple(each for each in slots.get("organisation") or () if each in desk.framework.organisations)
    granted = [grant.organisation_id for capability in ("hr", "leader") for grant in desk.person.grants
               if grant.capability == capability and grant.organisation_id]
    return named or tuple(each for each in granted if each in desk.framework.organisations)[:1]


def needs_of(desk: Desk, slots: Slots, courses: dict[str, Course]) -> Needs:
    """The needs of the people of a plan."""
    places = places_of(desk, slots)
    if not places:
        return Needs((), silence="not_permitted")
    facts = desk.facts()
    scope = scope_of(desk.conn, desk.framework, desk.person, facts.pseudonym)
    filters = {"organisation": places, **{key: tuple(slots[key]) for key in WHOM if slots.get(key)}}
    k = desk.framework.tenant.small_cell
    base = Query(("headcount", "pairs"), filters=filters)
    answer = ask(facts, base, scope, desk.now, k)
    if answer.silence in ("not_permitted", "not_recorded") or answer.table is None:
        return Needs(places, silence="suppressed" if answer.silence == "suppressed" else "not_permitted")
    if answer.silence == "suppressed":
        return Needs(places, silence="suppressed", controlled=True)
    counted = [[value for value in row[-2:] if isinstance(value, (int, float))] for row in answer.table.rows]
    head = sum(row[0] for row in counted if row)
    if not head:
        return Needs(places, silence="nobody", controlled=answer.controlled)
    if not any(row[1:] and row[1] for row in counted) and not answer.controlled:
        return Needs(places, silence="no_requirements", headcount=head)
    if not answer.controlled:
        people = needs.exact(facts, base, courses, desk.now, needs.weights_of(desk.framework))
        return Needs(places, people, headcount=head)
    gaps = ask(facts, Query(("officials_with_gap",), ("competency", "level"), filters), scope, desk.now, k)
    if gaps.table is None or gaps.silence in ("not_permitted", "suppressed"):
        return Needs(places, silence=gaps.silence or "suppressed", controlled=True, headcount=head)
    told, silent = needs.told(gaps.table)
    return Needs(places, told, None, True, silent, head)
