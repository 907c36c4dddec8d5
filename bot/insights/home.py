"""What the page at /insights shows to one person: cards, the units below, and which further sections they may open.

A card's figure is what the gate tells for the place; where it is silent the card says so, and why.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.insights.figures import figure_of, running_quarter, told, value_of
from bot.insights.followed import followed
from bot.insights.places import TEAM, about, kinds_below, places_of, team, told_of
from bot.insights.sections import OF_A_PLACE, SECTIONS, opens, sections_of
from bot.tools import TOOLS
from bot.tools.contract import Desk
from bot.tools.figures.told import Told, rounded
from bot.turn import Reply
from bot.understanding.figures.asked import Asked
from passbook.insights.metrics import METRICS
from passbook.insights.query import Answer, Query, Suppressed, Value
from passbook.periods import before_of

Json = dict[str, Any]
# The figures of the cards, and which of them are set beside the end of the quarter before.
CARDS = ("readiness", "open_gaps", "plan_completion", "overdue", "gaps_closed")
SINCE = frozenset({"readiness", "open_gaps"})
# The columns of the table of units, or people, below.
BELOW = ("headcount", "readiness", "open_gaps", "overdue")
OF_PEOPLE = ("readiness", "open_gaps", "overdue")
# What is opened for all figures of the units below in one table, to be taken along.
ALL = "all"
# Those that are opened with the competencies behind them; so many.
BY_COMPETENCY, MOST = frozenset({"readiness", "open_gaps"}), 10


class NotOverseerError(Exception):
    """Somebody who oversees nobody, leads nothing, provides no courses, and to whom nobody reports."""


class NoPlaceError(Exception):
    """A place that there is not, or that is not this person's to see."""


def home(desk: Desk, place: str | None) -> Json:
    """The page for a place; without one, for the person's own. Raises NotOverseerError and NoPlaceError."""
    sections, own = sections_of(desk.person), places_of(desk.framework, desk.person)
    has_team = not own and bool(team(desk))
    if not (own or sections or has_team):
        raise NotOverseerError
    said = Told(desk)
    where = place or (own[0] if own else TEAM if has_team else None)
    made: Json = {"language": desk.words.language, "as_of": desk.now.isoformat(), "day": desk.words.day(desk.now),
                  "sections": sections, "places": [_thing(said, each) for each in own], "place": None, "cards": [],
                  "opens": opens(desk.person, sections), "crumbs": [], "controlled": False,
                  "follows": _followed(desk, said)}
    if where is None:
        return made
    if where != TEAM and where not in desk.framework.organisations:
        raise NoPlaceError(where)
    metrics = told_of(CARDS[:4], where)
    answer = told(desk, Query(metrics, filters=about(desk, where)))
    if answer.silence in ("not_permitted", "not_recorded"):
        raise NoPlaceError(where)
    return {**made, "place": _thing(said, where), "crumbs": _crumbs(desk, said, where, own),
            "controlled": answer.controlled, "small_cell": desk.framework.tenant.small_cell,
            "cards": _cards(desk, said, where, answer)}


def below(desk: Desk, place: str) -> list[Json]:
    """A table for each kind of units right below a place, with their figures; of a team, of its people. Raises
    NoPlaceError."""
    if place != TEAM and place not in desk.framework.organisations:
        raise NoPlaceError(place)
    said = Told(desk)
    if place == TEAM:
        return _people(desk, said) if team(desk) else []
    tables, children = [], set(desk.framework.children.get(place, ()))
    for kind in kinds_below(desk.framework, place):
        answer = told(desk, Query(BELOW, (f"kind:{kind}",), {"organisation": (place,)}))
        if answer.silence == "not_permitted":
            raise NoPlaceError(place)
        units = [(_thing(said, str(row[0])), row[1:]) for row in (answer.table.rows if answer.table else ())
                 if str(row[0]) in children]
        if units:
            tables.append(_table(said, said.dimension(f"kind:{kind}"), "place", BELOW, units))
    return tables


def opened(desk: Desk, metric: str, place: str, part: int | None = None) -> tuple[list[Reply], int]:
    """One figure in full, part by part: over the last months, by the units or people below, by competency; with files
    to take along. `ALL`: the figures of the units below, in one table. The replies of one part, or of all where none is
    named, and how many parts there are. Raises NoPlaceError, also for a part that there is not."""
    known = place in desk.framework.organisations or (place == TEAM and bool(team(desk)))
    if not known or (metric != ALL and metric not in told_of(CARDS, place)):
        raise NoPlaceError(place)
    asked = _parts(desk, metric, place)
    if part is not None and not 0 <= part < len(asked):
        raise NoPlaceError(place)
    chosen = asked if part is None else asked[part:part + 1]
    return [TOOLS["ask_workforce"].run(desk, {"asked": each.as_json()}) for each in chosen], len(asked)


def _parts(desk: Desk, metric: str, place: str) -> list[Asked]:
    """The questions that show a figure in full, the quickest first."""
    where: Json = {"team": True} if place == TEAM else {"filters": {"organisation": [place]}}
    below = ["official"] if place == TEAM else [f"kind:{kind}" for kind in kinds_below(desk.framework, place)]
    below = below or ["position"]
    if metric == ALL:
        columns = list(OF_PEOPLE if place == TEAM else BELOW)
        return [Asked(metrics=columns, group_by=[each], forms=["file"], **where) for each in below]
    over_time = metric in SINCE or METRICS[metric].timing != "state"
    asked = [Asked(metrics=[metric], group_by=["month"], forms=["chart", "file"], **where)] if over_time else []
    asked += [Asked(metrics=[metric], group_by=[each], sort="desc", forms=["file"], **where) for each in below]
    if metric in BY_COMPETENCY:
        asked.append(Asked(metrics=["open_gaps"], group_by=["competency"], sort="desc", limit=MOST, **where))
    return asked


def section(desk: Desk, name: str, place: str | None) -> Reply:
    """A section of the page: what its tool tells this person (of the place in view). Raises NoPlaceError."""
    if name not in sections_of(desk.person):
        raise NoPlaceError(name)
    tool, fixed = SECTIONS[name]
    return TOOLS[tool].run(desk, {**fixed, **({"organisation": [place]} if place and tool in OF_A_PLACE else {})})


def title(said: Told, place: str) -> str:
    """What a place is called."""
    return said.desk.words("following.team") if place == TEAM else said.label("organisation", place)


# ---- cards


def _cards(desk: Desk, said: Told, place: str, answer: Answer) -> list[Json]:
    now, metrics, quarter = _values(answer), told_of(CARDS, place), running_quarter(desk)
    if "gaps_closed" in metrics:
        now["gaps_closed"] = value_of(figure_of(desk, "gaps_closed", place))
    before = before_of(quarter, desk.framework.tenant.year_starts)
    then = _values(told(desk, Query(tuple(sorted(SINCE)), filters=about(desk, place), periods=(before,))))
    follows = followed(desk.conn, desk.person.id)
    cards = []
    for metric in metrics:
        value, unit = now.get(metric), METRICS[metric].unit
        change = _change(value, then.get(metric)) if metric in SINCE else None
        cards.append({
            "metric": metric, "label": said.metric(metric), "means": said.means(metric),
            "value": _plain(value, unit), "suppressed": isinstance(value, Suppressed),
            "said": said.figure(value, unit), "followed": (metric, place) in follows, "change": change,
            "change_said": None if change is None else said.figure(change, "pp" if unit == "%" else unit, signed=True),
            "since": said.period(before) if metric in SINCE else None,
            "period": said.period(quarter) if metric == "gaps_closed" else None,
            "ask": desk.words("following.ask_team", name=said.metric(metric)) if place == TEAM else said.example(
                metric, title(said, place), "").strip()})
    return cards


def _followed(desk: Desk, said: Told) -> list[Json]:
    """All that the person follows, wherever it is."""
    found = sorted(followed(desk.conn, desk.person.id))
    return [{"metric": metric, "label": said.metric(metric), "place": place, "name": title(said, place)}
            for metric, place in found
            if metric in METRICS and (place == TEAM or place in desk.framework.organisations)]


def _plain(value: Value, unit: str | None) -> float | int | None:
    """A figure as a number, as it is told; None where it is none."""
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


# ---- what is below


def _people(desk: Desk, said: Told) -> list[Json]:
    """The people of the team, each with their figures."""
    answer = told(desk, Query(OF_PEOPLE, ("official",), about(desk, TEAM)))
    rows = answer.table.rows if answer.table else ()
    known = desk.reveal([str(row[0]) for row in rows])
    people = [({"id": known[str(row[0])], "label": said.label("official", known[str(row[0])])}, row[1:])
              for row in rows if str(row[0]) in known]
    return [_table(said, said.dimension("official"), "person", OF_PEOPLE, people)] if people else []


def _table(said: Told, kind: str, what: str, metrics: Sequence[str],
           rows: Sequence[tuple[Json, Sequence[Value]]]) -> Json:
    """A table by name; `what`: whether its rows lead to a `place` or are of a `person`."""
    return {"kind": kind, "what": what, "columns": [
        {"id": each, "label": said.metric(each), "unit": said.sign(METRICS[each].unit)} for each in metrics],
        "rows": [{**thing, "cells": [{"suppressed": True} if isinstance(value, Suppressed) else _plain(
            value, METRICS[metric].unit) for metric, value in zip(metrics, values, strict=True)]}
                 for thing, values in sorted(rows, key=lambda row: str(row[0]["label"]))]}


def _crumbs(desk: Desk, said: Told, place: str, own: Sequence[str]) -> list[Json]:
    """The way from the person's own place down to this one."""
    if place == TEAM:
        return [_thing(said, TEAM)]
    way = []
    for each in desk.framework.ancestors(place):
        way.append(_thing(said, each))
        if each in own:
            break
    return list(reversed(way))


def _thing(said: Told, place: str) -> Json:
    label = title(said, place)
    return {"id": place, "label": label[:1].upper() + label[1:]}
