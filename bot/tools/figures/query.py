"""From a question as it was read to queries: places, kinds of places, peers and default periods are settled here.

Several named places are several queries, a row each. Refuses to decide what may be seen: the gate does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, cast

from bot.people.access import Person
from bot.understanding.figures.asked import Asked
from bot.understanding.figures.concepts import STATES
from frac.framework import Framework
from passbook.insights.query import Ids, Order, Query, Scope, Threshold
from passbook.periods import Period, between, month_of, year_of

TIMES = ("month", "quarter", "year")
# Metrics that are about courses, and know no place.
PLACELESS = frozenset({"supply"})


@dataclass(frozen=True)
class Asking:
    """Queries that make one answer: one, or one for each place that is named to be compared."""

    queries: tuple[Query, ...]
    places: Ids = ()


def asking(asked: Asked, framework: Framework, person: Person, scope: Scope, today: date, me: str) -> Asking:
    """The queries of a question that names a metric or people; `me` is the asker's pseudonym, no one of their team."""
    metrics = tuple(asked.metrics) or ("headcount",)
    if asked.people == "who" and metrics[0] == "officials_with_gap":
        # the same people, each with how many gaps, or how wide the one is
        metrics = ("average_gap" if len(asked.filters.get("competency", ())) == 1 else "open_gaps", *metrics[1:])
    filters = {dimension: tuple(dict.fromkeys(ids)) for dimension, ids in asked.filters.items() if ids}
    if asked.everywhere:
        filters.pop("organisation", None)
        roots = tuple(each.id for each in framework.organisations.values() if each.parent_id is None)
        if scope.exact or scope.parts or not (scope.whole or scope.provider):
            filters["organisation"] = roots
    if asked.team:
        filters["official"] = tuple(sorted(scope.team - {me}))
        filters.pop("organisation", None)
    filters = _among(filters, asked.group_by, framework)
    places = filters.get("organisation", ())
    group_by = tuple(_dimension(each, framework, places or _granted(person)) for each in asked.group_by
                     if each != "organisation:named")
    if asked.peers:
        kinds = _kinds(places or _granted(person), framework)
        filters.pop("organisation", None)
        group_by = tuple(dict.fromkeys([*(f"kind:{kind}" for kind in kinds), *group_by]))
        places = ()
    if set(metrics) <= PLACELESS:
        filters.pop("organisation", None)
        places = ()
    periods = _periods(asked, metrics, group_by, today, framework.tenant.year_starts)
    query = Query(
        metrics=metrics, group_by=group_by, filters=filters,
        without={dimension: tuple(ids) for dimension, ids in asked.without.items()},
        level=asked.level, exact_level=asked.exact_level, periods=periods,
        having=tuple(Threshold(str(metric or metrics[0]), comparison, float(value))
                     for metric, comparison, value in asked.having),
        sort=_order(asked) or ("desc" if asked.people == "who" else None), limit=asked.limit, part=tuple(asked.part),
        change=asked.change, moved=cast(Literal["up", "down"] | None, asked.moved), by_change=asked.by_change,
        negated=asked.negated, people=_people(asked))
    if "organisation:named" in asked.group_by and len(places) > 1:
        return Asking(tuple(query.but(filters={**filters, "organisation": (place,)}) for place in places), places)
    return Asking((query,))


def _among(filters: dict[str, Ids], group_by: Sequence[str], framework: Framework) -> dict[str, Ids]:
    """"How does Finance rank among departments" is asked of all of them: a place that is itself of the kind grouped by,
    with none of it below, would be the only row."""
    kinds = {each.removeprefix("kind:") for each in group_by if each.startswith("kind:")}
    places = filters.get("organisation", ())
    if places and all(framework.organisations[place].kind in kinds and not any(
            framework.organisations[below].kind in kinds for below in framework.subtree(place) if below != place)
            for place in places):
        return {key: ids for key, ids in filters.items() if key != "organisation"}
    return filters


def _order(asked: Asked) -> Order | None:
    return "asc" if asked.sort == "asc" else "desc" if asked.sort == "desc" else None


def _people(asked: Asked) -> Literal["who", "who not"] | None:
    return "who" if asked.people == "who" else "who not" if asked.people else None


def _granted(person: Person) -> Ids:
    """The places that a person was granted anything on."""
    return tuple(dict.fromkeys(grant.organisation_id for grant in person.grants if grant.organisation_id))


def _dimension(dimension: str, framework: Framework, places: Sequence[str]) -> str:
    """A dimension as the engine has it. A kind that the tenant does not have is the kind right below the place."""
    if not dimension.startswith("?"):
        return dimension
    below = Counter(framework.organisations[child].kind for place in places or _roots(framework)
                    for child in framework.children.get(place, ()))
    kind = next((kind for kind, _ in below.most_common(1)), None)
    return f"kind:{kind}" if kind else "organisation"


def _roots(framework: Framework) -> list[str]:
    return [each.id for each in framework.organisations.values() if each.parent_id is None]


def _kinds(places: Iterable[str], framework: Framework) -> list[str]:
    return list(dict.fromkeys(framework.organisations[place].kind for place in places
                              if place in framework.organisations))


def _periods(asked: Asked, metrics: Ids, group_by: Ids, today: date, year_starts: str) -> tuple[Period, ...]:
    """The periods that are named. A trend of a state over no named time is that of the last twelve months, four
    quarters or three years."""
    named = tuple(period(each) for each in asked.periods)
    bucket = next((each for each in group_by if each in TIMES), None)
    if asked.change and not named and bucket is None:
        return (year_of(today, year_starts),)  # "which departments improved": since the year began
    if named or bucket is None or not set(metrics) <= STATES:
        return named
    months = {"month": 11, "quarter": 11, "year": 35}[bucket]
    count = today.year * 12 + today.month - 1 - months
    return (between(month_of(count // 12, count % 12 + 1).start, today + timedelta(days=1)),)


def period(stored: Mapping[str, str]) -> Period:
    """A period from its JSON."""
    return Period(date.fromisoformat(stored["start"]), date.fromisoformat(stored["end"]), stored["id"])


def year_before(today: date, year_starts: str) -> Period:
    """The financial year before the running one."""
    return year_of(year_of(today, year_starts).start - timedelta(days=1), year_starts)
