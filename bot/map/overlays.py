"""What can be laid over the map: gaps, where much work meets and few are ready, needs without supply, hand-offs between
organisations, circles, and one's own standing.

An overlay is a table with a row for each node or link that it is about: its figures, and a weight from 0 to 1 by which
it is coloured. A row whose figures of people are held back has no weight and says so; a place that is not the asker's
leaves the figures of the framework, and says that too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.map.known import Known, known
from bot.map.shown import Json, Shown
from bot.map.whose import ask_by, place_for, rows_of
from bot.tools.figures.told import Told, rounded
from frac.system.graph import NodeKind, key
from passbook.insights.metrics import METRICS
from passbook.insights.query import Answer, Suppressed, Value

if TYPE_CHECKING:  # tools ask this room in turn
    from bot.tools.contract import Desk

# By which dimension the figures of each kind of node are asked, and which count of people stands beside them.
BY: dict[str, tuple[str, str]] = {"position": ("position", "headcount"),
                                  "competency": ("competency", "required_officials")}


@dataclass
class Row:
    """A row of an overlay: of a node, or of a link (`to` is its other end)."""

    key: str
    cells: list[Any]
    weight: float | None
    to: str | None = None
    more: tuple[str, ...] = ()


@dataclass
class Overlay:
    """An overlay before it has words. `asked`: what the gate said, where it was asked; `told`: sentences beside it."""

    name: str
    columns: list[Json]
    rows: list[Row]
    asked: Answer | None = None
    told: list[str] = field(default_factory=list)


class Laying:
    """Lays one overlay for one person."""

    def __init__(self, desk: Desk, place: str | None, of: NodeKind = "position") -> None:
        self.desk, self.of = desk, of
        self.place = place_for(desk, place)
        self.known: Known = known(desk.framework)
        self.said = Told(desk)
        self.shown = Shown(desk.framework, self.known.system, desk.words)

    def lay(self, name: str) -> Json:
        """The overlay of a name as JSON. Raises KeyError for one that there is not."""
        made = OVERLAYS[name](self)
        made.rows.sort(key=lambda row: (row.weight is None, -(row.weight or 0.0)))
        words, answer = self.desk.words, made.asked
        hidden = sum(row.weight is None and any(_is_hidden(cell) for cell in row.cells) for row in made.rows)
        told = list(made.told)
        if answer is not None and answer.silence == "not_permitted":
            told.append(words("map.overlay.not_permitted"))
        elif hidden:
            told.append(words.count("map.overlay.hidden", hidden, k=self.desk.framework.tenant.small_cell))
        if answer is not None and answer.controlled:
            told.append(words("map.overlay.rounded"))
        return {"overlay": name, "title": words(f"map.overlays.{name}"), "means": words(f"map.means.{name}"),
                "columns": made.columns, "rows": [self._row(row) for row in made.rows], "told": told,
                "silence": answer.silence if answer is not None else None, "hidden": hidden,
                "place": self._place() if answer is not None else None}

    def _row(self, row: Row) -> Json:
        made: Json = {"id": row.key, "label": self.shown.label(row.key), "cells": row.cells,
                      "weight": None if row.weight is None else round(row.weight, 3)}
        if row.to is not None:
            made |= {"to": row.to, "to_label": self.shown.label(row.to)}
        if row.more:
            made["with"] = list(row.more)
        return made

    def _place(self) -> Json | None:
        if self.place is None:
            return None
        name = self.said.label("organisation", self.place) if self.place else self.desk.words("following.team")
        return {"id": self.place, "label": name}

    def column(self, name: str) -> Json:
        """A column of the framework's own figures."""
        return {"id": name, "label": self.desk.words(f"map.columns.{name}")}

    def metric(self, name: str) -> Json:
        """A column of a figure of people."""
        made: Json = {"id": name, "label": self.said.metric(name)}
        if sign := self.said.sign(METRICS[name].unit):
            made["unit"] = sign
        return made

    def by_node(self, metrics: tuple[str, ...], by: str) -> tuple[dict[str, tuple[Value, ...]], Answer]:
        """What is told of the people of the place, by the ids of a dimension."""
        answer = ask_by(self.desk, self.place, metrics, by)
        return rows_of(answer), answer


# ---- the overlays


def gaps(laying: Laying) -> Overlay:
    """How ready the people of a position, of a competency, or of an organisation with its parts are."""
    if laying.of == "organisation":
        return _gaps_of_organisations(laying)
    kind: NodeKind = "competency" if laying.of == "competency" else "position"
    by, people = BY[kind]
    metrics = (people, "readiness", "open_gaps")
    rows, answer = laying.by_node(metrics, by)
    made = [_of_people(key(kind, each), metrics, values) for each, values in rows.items()
            if key(kind, each) in laying.known.system.nodes]
    return Overlay("gaps", [laying.metric(each) for each in metrics], made, answer)


def _gaps_of_organisations(laying: Laying) -> Overlay:
    framework, metrics = laying.desk.framework, ("headcount", "readiness", "open_gaps")
    columns = [laying.metric(each) for each in metrics]
    inside = framework.subtree(laying.place) if laying.place else set()
    kinds = sorted({framework.organisations[each].kind for each in inside})
    rows: list[Row] = []
    answer: Answer | None = None if kinds else ask_by(laying.desk, None, metrics)
    for kind in kinds:
        found, answer = laying.by_node(metrics, f"kind:{kind}")
        rows += [_of_people(key("organisation", each), metrics, values) for each, values in found.items()
                 if each in inside]
    return Overlay("gaps", columns, rows, answer)


def meeting(laying: Laying) -> Overlay:
    """Where much work meets and few are ready: the load of a position, weighed by the share of what it asks that is not
    met. Where readiness is nobody's to tell the asker, the load alone."""
    rows, answer = laying.by_node(("readiness",), "position")
    most = max((each.load for each in laying.known.meetings), default=1)
    made = []
    for each in laying.known.meetings:
        value: Value = rows[each.position_id][0] if each.position_id in rows else None
        weight: float | None = each.load / most
        if answer.silence != "not_permitted" and weight is not None:
            weight = weight * (1 - value / 100) if isinstance(value, (int, float)) else None
        made.append(Row(key("position", each.position_id),
                        [each.sources, each.goals, each.load, _cell(value, "readiness")], weight))
    columns = [*(laying.column(each) for each in ("sources", "goals", "load")), laying.metric("readiness")]
    return Overlay("meeting", columns, made, answer)


def supply(laying: Laying) -> Overlay:
    """Competencies that are asked at a level which no live course reaches, with the gaps that nothing can close."""
    rows, answer = laying.by_node(("unserved_gaps",), "competency")
    most = max((len(each.positions) for each in laying.known.unmet), default=1)
    made = [Row(key("competency", each.competency_id),
                [each.level, each.reached, len(each.positions),
                 _cell(rows[each.competency_id][0] if each.competency_id in rows else None, "unserved_gaps")],
                0.4 + 0.6 * len(each.positions) / most,
                more=tuple(key("position", one) for one in each.positions)) for each in laying.known.unmet]
    columns = [*(laying.column(each) for each in ("asked", "reached", "positions")), laying.metric("unserved_gaps")]
    told = [] if made else [laying.desk.words("map.overlay.all_supplied")]
    return Overlay("supply", columns, made, answer, told)


def hands(laying: Laying) -> Overlay:
    """Flows by which work changes hands between organisations, or leaves the framework."""
    found, words = laying.known.hand_offs, laying.desk.words
    most = max((len(each.link.activities) for each in found.between), default=1)
    made = [Row(each.link.start, [laying.shown.label(key("organisation", each.start_organisation)),
                                  laying.shown.label(key("organisation", each.end_organisation)),
                                  len(each.link.activities)],
                0.4 + 0.6 * len(each.link.activities) / most, to=each.link.end) for each in found.between]
    made += [Row(link.start, [None, words("map.outside"), len(link.activities)], 0.3, to=link.end)
             for link in found.outside]
    told = [words.count("map.overlay.untold", found.untold, within=found.within)] if found.untold else []
    columns = [laying.column(each) for each in ("from_organisation", "to_organisation", "work")]
    return Overlay("hands", columns, made, None, told)


def circles(laying: Laying) -> Overlay:
    """Positions among which work can come back to each."""
    made, shown = [], laying.shown
    for number, each in enumerate(laying.known.circles, 1):
        way = " → ".join(shown.label(one) for one in (*each.shortest, each.shortest[0]))
        made += [Row(one, [number, len(each.members), way], 1.0 if one in each.shortest else 0.5,
                     more=each.shortest) for one in each.members]
    columns = [laying.column(each) for each in ("circle", "members", "shortest")]
    return Overlay("circles", columns, made, None, [] if made else [laying.desk.words("map.overlay.no_circles")])


def own(laying: Laying) -> Overlay:
    """What the asker's own position asks and they hold: theirs alone, exact."""
    desk = laying.desk
    made = [Row(key("competency", pair.competency_id), [pair.required, pair.held, pair.gap],
                min(1.0, pair.gap / max(pair.required, 1))) for pair in desk.pairs()]
    columns = [laying.column(each) for each in ("required", "held", "gap")]
    return Overlay("own", columns, made, None, [] if made else [desk.words("map.overlay.no_own")])


OVERLAYS: dict[str, Callable[[Laying], Overlay]] = {
    "gaps": gaps, "meeting": meeting, "supply": supply, "hands": hands, "circles": circles, "own": own}


# ---- cells


def _of_people(node: str, metrics: tuple[str, ...], values: tuple[Value, ...]) -> Row:
    """A row of figures of people, weighed by what is not met."""
    ready = values[metrics.index("readiness")]
    weight = 1 - ready / 100 if isinstance(ready, (int, float)) else None
    return Row(node, [_cell(value, metric) for value, metric in zip(values, metrics, strict=True)], weight)


def _cell(value: Value, metric: str) -> Any:
    if isinstance(value, Suppressed):
        return {"suppressed": True}
    return rounded(value, METRICS[metric].unit) if isinstance(value, (int, float)) else None


def _is_hidden(cell: Any) -> bool:
    return isinstance(cell, dict) and bool(cell.get("suppressed"))
