"""What the page at /insights shows to one person: cards, the units below, and which further sections they may open.

A card's figure is what the gate tells for the place; where it is silent the card says so, and why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from bot.insights.followed import followed
from bot.people.access import GRANTED, scope
from bot.tools import TOOLS
from bot.tools.contract import Desk
from bot.tools.figures.told import Told, rounded
from bot.turn import Reply
from bot.understanding.figures.asked import Asked
from passbook.insights.disclosure.gate import ask
from passbook.insights.metrics import METRICS
from passbook.insights.query import Answer, Query, Suppressed, Value
from passbook.periods import Period, quarter_of, year_of

Json = dict[str, Any]
# The figures of the cards, and which of them are set beside the end of the quarter before.
CARDS = ("readiness", "open_gaps", "plan_completion", "overdue", "gaps_closed")
SINCE = frozenset({"readiness", "open_gaps"})
# The columns of the table of units below.
BELOW = ("headcount", "readiness", "open_gaps", "overdue")
# Tools that are sections of the page, in order.
SECTIONS = ("benchmark", "plan_year", "demand", "course_impact")
# So many answers are kept.
ANSWERS = 512
# What courses do is a section for whoever has courses, or sees all of them.
_OPENS = {"course_impact": ("provider", "analyst")}


class NotOverseerError(Exception):
    """Somebody who oversees nobody, leads nothing and provides no courses."""


class NoPlaceError(Exception):
    """A place that there is not, or that is not this person's to see."""


def home(desk: Desk, place: str | None) -> Json:
    """The page for a place; without one, for the person's own. Raises NotOverseerError and NoPlaceError."""
    sections = [tool for tool in SECTIONS if tool in TOOLS and desk.person.has(*_OPENS.get(tool, GRANTED[tool]))]
    own = places_of(desk)
    if not own and not sections:
        raise NotOverseerError
    told = Told(desk)
    made: Json = {"language": desk.words.language, "as_of": desk.now.isoformat(), "day": desk.words.day(desk.now),
                  "sections": sections, "places": [_thing(told, each) for each in own], "place": None, "cards": [],
                  "crumbs": [], "below": None, "controlled": False}
    where = place or (own[0] if own else None)
    if where is None:
        return made
    if where not in desk.framework.organisations:
        raise NoPlaceError(where)
    answer = _ask(desk, Query(CARDS[:4], filters={"organisation": (where,)}))
    if answer.silence in ("not_permitted", "not_recorded"):
        raise NoPlaceError(where)
    return {**made, "place": _thing(told, where), "crumbs": _crumbs(desk, told, where, own),
            "controlled": answer.controlled, "small_cell": desk.framework.tenant.small_cell,
            "cards": _cards(desk, told, where, answer), "below": _below(desk, told, where)}


def places_of(desk: Desk) -> list[str]:
    """The places that a person oversees or leads, or the roots for whoever sees the whole tenant."""
    framework = desk.framework
    granted = [grant.organisation_id for capability in ("hr", "leader") for grant in desk.person.grants
               if grant.capability == capability and grant.organisation_id in framework.organisations]
    if desk.person.has("analyst"):
        granted += [each.id for each in framework.organisations.values() if each.parent_id is None]
    return [each for each in dict.fromkeys(granted) if each]


def opened(desk: Desk, metric: str, place: str) -> list[Reply]:
    """One figure in full: over the last months, and by the units below; with files to take along. Raises NoPlaceError.
    """
    if metric not in CARDS or place not in desk.framework.organisations:
        raise NoPlaceError(place)
    kind = _kind_below(desk, place)
    asked = [Asked(metrics=[metric], filters={"organisation": [place]}, group_by=["month"], forms=["chart", "file"])] \
        if metric in SINCE or METRICS[metric].timing != "state" else []
    if kind:
        asked.append(Asked(metrics=[metric], filters={"organisation": [place]}, group_by=[f"kind:{kind}"], sort="desc",
                           forms=["file"]))
    if metric in ("readiness", "open_gaps"):
        asked.append(Asked(metrics=["open_gaps"], filters={"organisation": [place]}, group_by=["competency"],
                           sort="desc", limit=10))
    return [TOOLS["ask_workforce"].run(desk, {"asked": each.as_json()}) for each in asked]


def section(desk: Desk, tool: str, place: str | None) -> Reply:
    """A section of the page: what a tool tells this person of the place. Raises NoPlaceError."""
    if tool not in SECTIONS or tool not in TOOLS or not desk.person.has(*GRANTED.get(tool, ())):
        raise NoPlaceError(tool)
    slots: Json = {"organisation": [place]} if place and tool in ("benchmark", "plan_year") else {}
    return TOOLS[tool].run(desk, slots)


def value_of(desk: Desk, metric: str, place: str) -> Value:
    """What the gate tells of one figure of a place now; None where it tells nothing at all."""
    period = (_quarter(desk),) if metric == "gaps_closed" else ()
    answer = _ask(desk, Query((metric,), filters={"organisation": (place,)}, periods=period))
    if answer.table is None or not answer.table.rows:
        return None
    return answer.table.rows[0][-1]


# ---- cards


def _cards(desk: Desk, told: Told, place: str, answer: Answer) -> list[Json]:
    now = _values(answer)
    now["gaps_closed"] = value_of(desk, "gaps_closed", place)
    quarter = _quarter(desk)
    before = quarter_before(desk)
    then = _values(_ask(desk, Query(tuple(sorted(SINCE)), filters={"organisation": (place,)}, periods=(before,))))
    follows = followed(desk.conn, desk.person.id)
    name = told.label("organisation", place)
    cards = []
    for metric in CARDS:
        value, unit = now.get(metric), METRICS[metric].unit
        change = _change(value, then.get(metric)) if metric in SINCE else None
        cards.append({
            "metric": metric, "label": told.metric(metric), "means": told.means(metric),
            "value": _plain(value, unit), "suppressed": isinstance(value, Suppressed),
            "said": told.figure(value, unit), "followed": (metric, place) in follows,
            "change": change, "change_said": told.figure(change, "pp" if unit == "%" else unit, signed=True)
            if change is not None else None,
            "since": before.id.replace("-Q", " Q") if metric in SINCE else None,
            "period": quarter.id.replace("-Q", " Q") if metric == "gaps_closed" else None,
            "ask": told.example(metric, name, "").strip()})
    return cards


def _plain(value: Value, unit: str | None) -> float | int | None:
    return rounded(value, unit) if isinstance(value, (int, float)) else None


def _change(now: Value, before: Value) -> float | None:
    if not isinstance(now, (int, float)) or not isinstance(before, (int, float)):
        return None
    return round(float(now) - float(before), 1)


def _values(answer: Answer) -> dict[str, Value]:
    """The figures of an answer of one row, by metric."""
    if answer.table is None or not answer.table.rows:
        return {}
    return {column.id: value for column, value in zip(answer.table.columns, answer.table.rows[0], strict=True)
            if column.kind == "metric"}


# ---- units below


def _below(desk: Desk, told: Told, place: str) -> Json | None:
    """The units right below a place with their figures, as rows; None where there are none."""
    kind = _kind_below(desk, place)
    if kind is None:
        return None
    answer = _ask(desk, Query(BELOW, (f"kind:{kind}",), {"organisation": (place,)}))
    children = set(desk.framework.children.get(place, ()))
    rows = [row for row in (answer.table.rows if answer.table else ()) if str(row[0]) in children]
    rows.sort(key=lambda row: told.label("organisation", str(row[0])))
    return {"kind": told.dimension(f"kind:{kind}"), "columns": [{"id": each, "label": told.metric(each),
                                                                 "unit": told.sign(METRICS[each].unit)}
                                                                for each in BELOW],
            "rows": [{**_thing(told, str(row[0])), "opens": bool(desk.framework.children.get(str(row[0]))),
                      "cells": [{"suppressed": True} if isinstance(value, Suppressed) else _plain(
                          value, METRICS[metric].unit) for metric, value in zip(BELOW, row[1:], strict=True)]}
                     for row in rows]}


def _kind_below(desk: Desk, place: str) -> str | None:
    kinds = Counter(desk.framework.organisations[each].kind for each in desk.framework.children.get(place, ()))
    return kinds.most_common(1)[0][0] if kinds else None


def _crumbs(desk: Desk, told: Told, place: str, own: Sequence[str]) -> list[Json]:
    """The way from the person's own place down to this one."""
    way = []
    for each in desk.framework.ancestors(place):
        way.append(_thing(told, each))
        if each in own:
            break
    return list(reversed(way))


def _thing(told: Told, place: str) -> Json:
    return {"id": place, "label": told.label("organisation", place)}


# ---- time and the gate


def _quarter(desk: Desk) -> Period:
    """The running quarter of the financial year."""
    year = year_of(desk.today, desk.framework.tenant.year_starts)
    return next(each for number in (4, 3, 2, 1) if (each := quarter_of(year, number)).start <= desk.today)


def quarter_before(desk: Desk) -> Period:
    """The last whole quarter of the financial year."""
    last = _quarter(desk).start - timedelta(days=1)
    year = year_of(last, desk.framework.tenant.year_starts)
    return next(each for number in (4, 3, 2, 1) if (each := quarter_of(year, number)).start <= last)


def _ask(desk: Desk, query: Query) -> Answer:
    """What the gate tells; kept while the facts are current, so that a page opened again, or by somebody who may see
    the same, is there at once."""
    facts = desk.facts()
    mine = scope(desk.conn, desk.framework, desk.person, facts.pseudonym)
    kept: dict[str, Answer] = facts.kept.setdefault("home", {})
    key = repr((query, mine, desk.now, desk.framework.stamp))
    if key not in kept:
        if len(kept) >= ANSWERS:
            kept.pop(next(iter(kept)))
        kept[key] = ask(facts, query, mine, desk.now, desk.framework.tenant.small_cell)
    return kept[key]
