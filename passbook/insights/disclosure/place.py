"""Whose figures a question is about, and whether its asker may have them: exact, controlled, or not at all.

Fills in the asker's own grant where a question names no place. Whatever no grant allows is refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from passbook.insights.disclosure.population import ATTRIBUTES, Population
from passbook.insights.query import Query, Scope

# What a superior may know of the people who report to them: where they stand and how their plans stand.
OF_A_TEAM = frozenset({
    "headcount", "holders", "required_officials", "officials_with_gap", "gap_rate", "open_gaps", "average_gap", "pairs",
    "readiness", "unserved_gaps", "claims_pending", "plan_completion", "overdue", "due", "done", "holders_rate",
    "overdue_rate", "gaps_per_official"})
# What a provider may know of their own courses, and of what the tenant asks for and has. What is needed they are told
# with noise alone (passbook/insights/demand/): the same figure without it, rounded or not, would undo that.
OF_OWN_COURSES = frozenset({"completions", "completers", "completion_rate", "average_rating", "ratings"})
OF_DEMAND = frozenset({"required_officials", "supply"})
_DEMAND_BY = frozenset({"competency", "type", "theme", "level"})
_COURSES_BY = frozenset({"course", "provider", "month", "quarter", "year"})
# Demand is told to providers from so many people up.
DEMAND_CELL = 50


@dataclass(frozen=True)
class Ruling:
    """The question as it may be computed and how; `query` is None where it may not. `small_cell`: of how many people a
    figure must be, where it is controlled. `kept`: rows to be kept, by dimension."""

    query: Query | None
    how: Literal["exact", "controlled"] | None
    small_cell: int
    why: str | None = None


def rule(query: Query, scope: Scope, population: Population, small_cell: int) -> Ruling:
    """What an asker with this scope gets of a question."""
    named = _places(query, population)
    people = _individuals(query)
    if named:
        return _of_named(query, scope, population, small_cell, named, people)
    if "official" in query.filters:
        return _of_team(query, scope, small_cell)
    if scope.exact:
        return Ruling(_about(query, scope.exact), "exact", small_cell)
    if people and scope.any:  # whoever is told of groups asks for their team by name
        return Ruling(None, None, small_cell, "individuals")
    if scope.whole:
        return Ruling(query, "controlled", small_cell)
    if scope.parts:
        peers = any(f"kind:{population.kinds.get(part)}" in query.group_by for part in scope.parts)
        return Ruling(query if peers and _compares(query) else _about(query, scope.parts), "controlled", small_cell)
    if scope.provider is not None:
        return _of_provider(query, scope.provider, small_cell)
    return _of_team(query.but(filters={**query.filters, "official": tuple(sorted(scope.team))}), scope, small_cell)


def place_dimensions(population: Population) -> frozenset[str]:
    """The dimensions that name places: `organisation` and, as `kind:NAME`, the tenant's kinds of organisation."""
    return frozenset({"organisation", *(f"kind:{kind}" for kind in population.kinds.values())})


def _places(query: Query, population: Population) -> tuple[str, ...]:
    return tuple(place for key in place_dimensions(population) for place in query.filters.get(key, ()))


def _individuals(query: Query) -> bool:
    asked = {*query.group_by, *query.filters, *query.without, *query.part}
    return query.people is not None or "official" in asked


def _about(query: Query, places: Iterable[str]) -> Query:
    return query.but(filters={**query.filters, "organisation": tuple(places)})


def _of_named(query: Query, scope: Scope, population: Population, small_cell: int, named: tuple[str, ...],
              people: bool) -> Ruling:
    def all_in(places: Iterable[str]) -> bool:
        return all(any(population.within(place, above) for above in places) for place in named)

    if all_in(scope.exact):
        return Ruling(query, "exact", small_cell)
    if not people and (scope.whole or all_in(scope.parts) or _with_peers(query, scope, population, named)):
        return Ruling(query, "controlled", small_cell)
    return Ruling(None, None, small_cell, "place")


def _with_peers(query: Query, scope: Scope, population: Population, named: tuple[str, ...]) -> bool:
    """Whether named places are compared with one of the asker's own, of the same kind."""
    if not _compares(query) or len(named) < 2:
        return False
    return any(own in named and all(population.kinds.get(place) == population.kinds.get(own) for place in named)
               for own in scope.parts)


def _compares(query: Query) -> bool:
    """Whether a question is one row a place: nothing else about strangers is asked along."""
    return not (set(query.group_by) & set(ATTRIBUTES)) and not query.part


def _of_team(query: Query, scope: Scope, small_cell: int) -> Ruling:
    asked = set(query.filters.get("official", ()))
    metrics = {*query.metrics, *(each.metric for each in query.having)}
    if not asked or not asked <= scope.team or not metrics <= OF_A_TEAM:
        return Ruling(None, None, small_cell, "individuals" if _individuals(query) else "grant")
    return Ruling(query, "exact", small_cell)


def _of_provider(query: Query, provider: str, small_cell: int) -> Ruling:
    asked = {*query.metrics, *(each.metric for each in query.having)}
    by = {*query.group_by, *query.filters, *query.without, *query.part}
    if asked <= OF_OWN_COURSES and by <= _COURSES_BY and query.filters.get("provider", (provider,)) == (provider,):
        return Ruling(query.but(filters={**query.filters, "provider": (provider,)}), "controlled", small_cell)
    if asked <= OF_DEMAND and by <= _DEMAND_BY:
        return Ruling(query, "controlled", max(small_cell, DEMAND_CELL))
    return Ruling(None, None, small_cell, "provider")
