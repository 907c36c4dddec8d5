"""An answer in figures as people read it: labels for ids, figures with their unit, what was understood, and a table.

Only says what the gate let through.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from bot.tools.contract import Desk, figure
from bot.turn import Block, Reply
from bot.understanding.figures.asked import Asked, from_json
from passbook.insights.query import SUPPRESSED, Answer, Column, Query, Suppressed, Table, Value
from passbook.officials import by_id
from passbook.periods import Period, from_id
from prompts.loader import table

# Units that say more than the name of a figure does, by the key of their sign.
SIGNS = {"%": "percent", "pp": "pp", "hours": "hours", "points": "points", "stars": "stars", "levels": "levels"}


class Told:
    """The words of figures for one turn."""

    def __init__(self, desk: Desk, plans: Mapping[str, str] | None = None) -> None:
        self.desk, self.plans = desk, plans or {}
        self.negated = False  # whether figures are those of the others
        self._texts: dict[str, Any] = table("metrics", desk.words.language)

    def __call__(self, key: str, /, **values: Any) -> str:
        """The text of a key of `prompts/metrics/`, with its values."""
        entry: Any = self._texts
        for part in key.split("."):
            entry = entry[part]
        return str(entry).format(**values)

    # ---- names

    def metric(self, metric: str) -> str:
        """A metric's name."""
        others = self._texts["others"].get(metric) if self.negated else None
        return str(others or self._texts["metrics"][metric]["name"])

    def means(self, metric: str) -> str:
        """What a metric means, in a sentence."""
        return str(self._texts["metrics"][metric]["means"])

    def others(self, metric: str) -> str:
        """The name of those whom a metric does not count."""
        return str(self._texts["others"].get(metric) or self("understood.not", metric=self.metric(metric)))

    def example(self, metric: str, place: str, competency: str) -> str:
        """How one asks for a metric."""
        return str(self._texts["metrics"][metric]["example"]).format(place=place, competency=competency)

    def dimension(self, dimension: str) -> str:
        """A dimension's name; a kind of places is called as the tenant calls it."""
        if dimension.startswith("kind:"):
            kind = dimension.removeprefix("kind:")
            return str(self._texts["kinds"].get(kind.casefold(), kind[:1].upper() + kind[1:]))
        return str(self._texts["dimensions"][dimension])

    def label(self, dimension: str, identity: str) -> str:
        """What an id of a dimension is called."""
        framework, words = self.desk.framework, self.desk.words
        if dimension == "organisation" or dimension.startswith("kind:"):
            place = framework.organisations.get(identity)
            return words.organisation(place) if place else identity
        if dimension == "position" and identity in framework.positions:
            return words.position(framework.positions[identity])
        if dimension == "competency" and identity in framework.competencies:
            return words.competency(framework.competencies[identity])
        if dimension == "course" and identity in framework.courses:
            return words.course(framework.courses[identity])
        if dimension == "provider" and identity in framework.providers:
            return framework.providers[identity].name
        if dimension == "plan":
            return self.plans.get(identity, identity)
        if dimension == "official":
            official = by_id(self.desk.conn, identity)
            return official.name if official else identity
        if dimension == "group":
            return self("understood.group", name=identity)
        if dimension == "type":
            return words(f"types.{identity}")
        if dimension == "level":
            return words.level(int(identity))
        if dimension == "language":
            return words(f"languages.{identity}") if identity in ("en", "hi") else identity
        if dimension in ("period", "quarter"):
            named = from_id(identity, framework.tenant.year_starts)
            return self.period(named) if named else identity
        if dimension == "month":
            year, month = identity.split("-")[:2]
            return words.month(int(year), int(month))
        return identity

    # ---- figures

    def figure(self, value: Value, unit: str | None, signed: bool = False) -> str:
        """A figure with its unit, as it stands in a text; `signed`: a change, with its sign."""
        if isinstance(value, Suppressed):
            return self("units.suppressed")
        if value is None:
            return self("units.none")
        if isinstance(value, str):
            return value
        number = f"{rounded(value, unit):{'+' if signed and value > 0 else ''},}"
        return str(self._texts["units"].get(unit or "", "{n}")).format(n=number)

    def value(self, value: Value, column: Column) -> str:
        """A figure of a column with its unit, a change with its sign."""
        return self.figure(value, column.unit, signed=column.id.endswith("_change") or column.id == "contribution")

    def named_value(self, value: Value, column: Column, first: bool, alone: bool) -> str:
        """A figure of a row with several: each behind the first says what it is."""
        told = self.value(value, column)
        if alone or column.id == "share" or (first and column.unit == "%"):
            return told
        return self("says.change", value=told) if column.id.endswith("_change") else self(
            "says.named", name=self.heading(column), value=told)

    def cell(self, column: Column, value: Value) -> Any:
        """A cell of a table as the interface has it."""
        if isinstance(value, Suppressed):
            return {"suppressed": True}
        if column.kind == "dimension" and value is not None:
            return {"id": str(value), "label": self.label(column.id, str(value))}
        return rounded(value, column.unit) if isinstance(value, (int, float)) else value

    def block(self, shown: Table) -> Block:
        """The table as a block."""
        columns = []
        for column in shown.columns:
            entry: dict[str, Any] = {"id": column.id.removeprefix("kind:"), "label": self.heading(column)}
            if sign := self.sign(column.unit):
                entry["unit"] = sign
            columns.append(entry)
        rows = [[self.cell(column, value) for column, value in zip(shown.columns, row, strict=True)]
                for row in shown.rows]
        return {"type": "table", "columns": columns, "rows": rows}

    def sign(self, unit: str | None) -> str:
        """A unit's sign, where it says more than the name of a figure does; else nothing."""
        return self(f"signs.{SIGNS[unit]}") if unit in SIGNS else ""

    def whom(self, query: Query) -> str:
        """What a question is about, in a few words: competencies, courses, places, posts and groups."""
        parts = [self.desk.words.listed((self.label(dimension, each) for each in ids), 2)
                 for dimension, ids in query.filters.items() if ids and dimension != "official"]
        return " · ".join(parts)

    def heading(self, column: Column) -> str:
        """What a column is called."""
        if column.kind == "dimension" or column.id in ("share", "change", "groups", "contribution"):
            return self.dimension(column.id)
        if column.id.endswith("_change"):
            return self("understood.changed", metric=self.metric(column.id.removesuffix("_change")))
        return self.metric(column.id)

    # ---- what was understood

    def understood(self, asked: Asked, query: Query, answer: Answer | None) -> str:
        """The question as it was computed, part by part."""
        parts = [self.context(asked, query, "organisation:named" in asked.group_by)]
        parts.append(self.when(query, answer))
        return " · ".join(part for part in parts if part)

    def context(self, asked: Asked, query: Query, several: bool) -> str:
        """The metric, whom and where it is about, and how it is grouped and bounded."""
        names = [self.metric(each) for each in query.metrics]
        if query.people and asked.metrics:
            names = [self.metric(asked.metrics[0])]  # what a person counts by is not what each is shown with
        if asked.part:
            names = [self("understood.share", metric=names[0])]
        if asked.people == "who not":
            names = [self.others(asked.metrics[0] if asked.metrics else query.metrics[0])]
        if query.people and not asked.counted:
            names = [self("understood.who", metric=names[0])]
        if asked.groups_counted and query.group_by:
            names = [self("understood.groups", name=self.dimension(query.group_by[0]), metric=names[0])]
        for stored in asked.also:
            names.append(self._further(from_json(stored)))
        parts = [self.desk.words.listed(names), *self._whom(asked, query, several)]
        by = [self.dimension(each) for each in query.group_by if each != "official"]
        if several:
            by.insert(0, self.dimension("organisation"))
        if by:
            parts.append(self("understood.by", names=", ".join(name.lower() if name.isascii() else name
                                                               for name in by)))
        for bound in query.having:
            comparison = self(f"comparisons.{bound.comparison}")
            value = self.desk.words.number(bound.value)
            own = bound.metric in query.metrics[:1]
            parts.append(self(f"understood.{'bound_own' if own else 'bound'}", metric=self.metric(bound.metric),
                              comparison=comparison, value=value))
        if query.limit and query.sort:
            parts.append(self(f"understood.{'top' if query.sort == 'desc' else 'bottom'}", n=query.limit))
        elif query.sort:
            parts.append(self(f"understood.{query.sort}"))
        if query.moved:
            parts.append(self(f"understood.moved_{query.moved}"))
        if query.by_change:
            parts.append(self("understood.by_change"))
        if query.change:
            parts.append(self("understood.change"))
        return " · ".join(parts)

    def _further(self, further: Asked) -> str:
        """What else must hold of people, in a few words."""
        name = self.others(further.metrics[0]) if further.people == "who not" else self.metric(further.metrics[0])
        things = [self.label(dimension, each) for dimension in ("competency", "course", "plan", "type")
                  for each in further.filters.get(dimension, ())]
        times = [self.period(Period(date.fromisoformat(each["start"]), date.fromisoformat(each["end"]), each["id"]))
                 for each in further.periods]
        return f"{name} ({', '.join([*things, *times])})" if things or times else name

    def _whom(self, asked: Asked, query: Query, several: bool) -> list[str]:
        parts: list[str] = []
        filters = {**query.filters}
        if several:
            filters["organisation"] = tuple(asked.filters.get("organisation", ()))
        if asked.team:
            parts.append(self("understood.team"))
            filters.pop("official", None)
        order = ("competency", "type", "theme", "course", "provider", "plan", "organisation", "position", "group",
                 "state", "language", "official")
        for dimension in order:
            ids = filters.get(dimension, ())
            if ids:
                parts.append(self.desk.words.listed((self.label(dimension, each) for each in ids), 4))
        if query.level is not None and "holders" in query.metrics + tuple(b.metric for b in query.having) + (
                ("supply",) if "supply" in query.metrics else ()):
            parts.append(self("understood.level_at" if query.exact_level else "understood.level_from",
                              level=query.level))
        for dimension, ids in query.without.items():
            parts.append(self("understood.without",
                              names=self.desk.words.listed(self.label(dimension, each) for each in ids)))
        if asked.peers:
            parts.append(self("understood.peers"))
        if not parts and not asked.team and "organisation" not in filters:
            parts.append(self("understood.whole"))
        return parts

    def when(self, query: Query, answer: Answer | None) -> str:
        """The periods, and the instant of the facts."""
        named = [self.period(each) for each in query.periods]
        if len(named) > 1:
            first = self("understood.against", one=named[0], other=self.desk.words.listed(named[1:]))
        else:
            first = named[0] if named else ""
        now = self("understood.now", day=self.desk.words.day(answer.as_of if answer and answer.as_of
                                                             else self.desk.now))
        return " · ".join(part for part in (first, now) if part)

    def period(self, period: Period) -> str:
        """A period as people say it: `2025-26`, `August 2026`, `1 April 2026 – 20 August 2026`."""
        if ".." in period.id:
            last = min(period.end - timedelta(days=1), self.desk.today)
            if last == period.start:
                return self.desk.words.day(last)
            return f"{self.desk.words.day(period.start)} – {self.desk.words.day(last)}"
        if len(period.id) == 7 and (period.end - period.start).days <= 31:
            return self.label("month", period.id)
        return period.id.replace("-Q", " Q")


_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")


def rounded(value: float, unit: str | None) -> float | int:
    """A figure as it is shown wherever it is: to one decimal, a count per head to two."""
    found = round(float(value), 2 if "per official" in (unit or "") else 1)
    return int(found) if found.is_integer() else found


def grounded(reply: Reply) -> Reply:
    """A reply with a source for each number of its text that is written with commas: blocks have it without."""
    for at, said in enumerate(dict.fromkeys(_GROUPED.findall(reply.text)), 1):
        reply.sources.append(figure(f"said:{at}", said))
    return reply


def numbers(shown: Table) -> Iterable[tuple[str, Value]]:
    """The figures of a table's first row, by column."""
    for column, value in zip(shown.columns, shown.rows[0], strict=True):
        if column.kind == "metric":
            yield column.id, value


def hidden(shown: Table) -> int:
    """How many rows hold a suppressed cell."""
    return sum(any(value is SUPPRESSED or isinstance(value, Suppressed) for value in row) for row in shown.rows)


def joined(tables: Sequence[Table], places: Sequence[str]) -> Table:
    """The tables of several places as one, with the place as its first column."""
    columns = (Column("organisation", "dimension"), *tables[0].columns)
    rows = [(place, *row) for place, shown in zip(places, tables, strict=True) for row in shown.rows]
    return Table(columns, tuple(rows))
