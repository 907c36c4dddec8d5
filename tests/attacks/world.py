"""Tenants with small units, rare posts and posts that are nearly a group, and an engine that counts them one by one.

The engine shares no code with the product's: it is slow, plain, and small enough to be believed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import product
from random import Random
from typing import Any

from passbook.insights.disclosure.frame import Frame, frame
from passbook.insights.disclosure.population import Population
from passbook.insights.disclosure.releases import Ledger
from passbook.insights.disclosure.world import World
from passbook.insights.query import Query
from passbook.periods import month_of, quarter_of, year_of

TODAY = date(2026, 3, 31)
YEAR = year_of(TODAY, "04-01")
QUARTER = quarter_of(YEAR, 4)
MONTHS = tuple(month_of(2026, number) for number in (1, 2, 3))
UNITS = {"active_rate": "%", "gap_rate": "%", "readiness": "%", "pass_rate": "%", "average_score": "points",
         "hours_per_official": "hours", "learning_hours": "hours"}
PASS_MARK = 60
Credit = tuple[date, str, int]


@dataclass(frozen=True)
class Official:
    """A person: where and what they are, on which days they learned, how long at a time and with what score, and from
    which day they hold a competency at a level."""

    organisation: str
    position: str
    group: str
    state: str
    language: str
    days: tuple[date, ...] = ()
    hours: int = 1
    score: int | None = None
    credits: tuple[Credit, ...] = ()

    def holds(self, competency: str, before: date = date.max) -> int:
        """The level held."""
        return max((level for day, which, level in self.credits if which == competency and day < before), default=0)


@dataclass(frozen=True)
class Row:
    """A row as the product's engine gives it."""

    keys: tuple[str | None, ...]
    values: tuple[float | None, ...]
    counted: tuple[int, ...]
    base: tuple[int | None, ...]


@dataclass(frozen=True)
class Tenant:
    """People in a tree of organisations, whose positions require competencies at a level."""

    people: tuple[Official, ...]
    above: dict[str, tuple[str, ...]]
    kinds: dict[str, str]
    requires: dict[str, dict[str, int]]

    def world(self) -> World:
        """The tenant as the gate sees it: made once, as the product keeps what it decided while the facts are current.
        """
        return self._world

    @cached_property
    def _world(self) -> World:
        population = Population(
            Counter((each.organisation, each.position, each.group, each.state, each.language) for each in self.people),
            self.above, self.kinds, {position: frozenset(asked) for position, asked in self.requires.items()},
            dict.fromkeys("XY", "functional"), {})
        frames: dict[Any, Frame] = {}

        def of(positions: frozenset[str] | None, small_cell: int, without: tuple[str, ...]) -> Frame:
            key = (positions, small_cell, without)
            if key not in frames:
                frames[key] = frame(population.only(positions, without), small_cell)
            return frames[key]

        known: dict[str, list[Row]] = {}

        def once(query: Query) -> list[Row]:
            key = repr(query)
            if key not in known:
                known[key] = self.compute(query)
            return known[key]

        return World(population, once, "04-01", TODAY, YEAR.start, UNITS, of, Ledger(0, ()),
                     lambda _mark: self.world())

    def compute(self, query: Query) -> list[Row]:
        """Every row of a question, counted person by person. As in the product, a row of a competency, a level or a
        course is there only where somebody has something to do with it."""
        groups: dict[tuple[str | None, ...], list[Official]] = defaultdict(list)
        for each in self.people:
            if all(self._fits(each, dimension, ids) for dimension, ids in query.filters.items()):
                for keys in self._keys(each, query):
                    groups[keys].append(each)
        if not query.group_by:
            groups.setdefault((), [])
        found = [self._row(keys, members, query) for keys, members in sorted(groups.items(), key=str)]
        return [row for row in found if not row.keys or any(value is not None for value in row.values)]

    def _keys(self, each: Official, query: Query) -> list[tuple[str | None, ...]]:
        choices = [self._values(each, dimension, query) for dimension in query.group_by]
        found = [keys for keys in product(*choices) if None not in keys]
        if {"competency", "level"} <= set(query.group_by) and query.metrics[0] != "holders":
            which, level = query.group_by.index("competency"), query.group_by.index("level")
            asked = self.requires[each.position]
            found = [keys for keys in found if str(asked.get(str(keys[which]))) == keys[level]]
        return found

    def _values(self, each: Official, dimension: str, query: Query) -> list[str | None]:
        end = query.periods[0].end if query.periods else date.max
        asked = query.filters.get("competency", ("X", "Y"))
        if dimension == "competency":
            return [which for which in asked if (each.holds(which, end) if query.metrics[0] == "holders"
                                                 else which in self.requires[each.position])]
        if dimension == "level" and query.metrics[0] != "holders":  # the level required
            return [*{str(level) for which, level in self.requires[each.position].items() if which in asked}]
        if dimension == "level":
            return [*{str(each.holds(which, end)) for which in asked if each.holds(which, end)}]
        if dimension == "month":
            return [month_of(day.year, day.month).id for day in each.days]
        return [self._key(each, dimension)]

    def _row(self, keys: tuple[str | None, ...], members: list[Official], query: Query) -> Row:
        named = dict(zip(query.group_by, keys, strict=True))
        if "competency" in named:
            query = query.but(filters={**query.filters, "competency": (str(named["competency"]),)})
        if "level" in named:
            query = query.but(level=int(str(named["level"])), exact_level=True)
        figures = [self._figure(metric, members, query) for metric in query.metrics]
        return Row(keys, *(tuple(column) for column in zip(*figures, strict=True)))  # type: ignore[arg-type]

    def _figure(self, metric: str, members: list[Official], query: Query) -> tuple[float | None, int, int | None]:
        window = query.periods[0] if query.periods else None
        end = window.end if window else date.max
        asked = query.filters.get("competency", ("X", "Y"))

        def learned(each: Official) -> list[date]:
            return [day for day in each.days if window is None or window.start <= day < window.end]

        def lacks(each: Official) -> list[bool]:
            return [each.holds(which, end) < level for which, level in self.requires[each.position].items()
                    if which in asked and (not query.exact_level or query.metrics[0] == "holders"
                                           or level == query.level)]

        active = [each for each in members if learned(each)]
        scored = [each for each in active if each.score is not None]
        passed = [each for each in scored if (each.score or 0) >= PASS_MARK]
        required = [each for each in members if lacks(each)]
        lacking = [each for each in required if any(lacks(each))]
        pairs = [open_ for each in required for open_ in lacks(each)]
        least = query.level or 1
        holders = [each for each in members if any(
            each.holds(which, end) == least if query.exact_level else each.holds(which, end) >= least
            for which in asked)]
        hours = float(sum(each.hours * len(learned(each)) for each in members))
        everybody = len(members)

        def mean(numbers: list[float]) -> float | None:
            return sum(numbers) / len(numbers) if numbers else None

        return {
            "headcount": lambda: (everybody, everybody, everybody),
            "active_learners": lambda: (len(active), len(active), everybody),
            "active_rate": lambda: (100.0 * len(active) / everybody if everybody else None, len(active), everybody),
            "learning_hours": lambda: (hours, len(active), everybody),
            "hours_per_official": lambda: (hours / everybody if everybody else None, len(active), everybody),
            "average_score": lambda: (mean([float(each.score or 0) for each in scored]), len(scored), len(scored)),
            "pass_rate": lambda: (mean([100.0 * (each in passed) for each in scored]), len(scored), len(scored)),
            "holders": lambda: (len(holders), len(holders), everybody),
            "required_officials": lambda: (len(required), len(required), everybody),
            "officials_with_gap": lambda: (len(lacking), len(lacking), everybody),
            "gap_rate": lambda: (mean([100.0 * (each in lacking) for each in required]), len(lacking), len(required)),
            "pairs": lambda: (len(pairs), len(required), everybody),
            "open_gaps": lambda: (sum(pairs), len(lacking), everybody),
            "readiness": lambda: (mean([100.0 * (not open_) for open_ in pairs]),
                                  len([each for each in required if not all(lacks(each))]), len(required)),
        }[metric]()

    def _fits(self, each: Official, dimension: str, ids: Iterable[str]) -> bool:
        if dimension == "competency":
            return True
        if dimension == "organisation" or dimension.startswith("kind:"):
            return any(place in self.above[each.organisation] for place in ids)
        return getattr(each, dimension) in ids

    def _key(self, each: Official, dimension: str) -> str | None:
        if dimension.startswith("kind:"):
            return next((place for place in self.above[each.organisation] if f"kind:{self.kinds[place]}" == dimension),
                        None)
        return str(id(each)) if dimension == "official" else str(getattr(each, dimension))

    def grown(self, chance: Random, people: int) -> Tenant:
        """The tenant a day later: so many more people have learned."""
        chosen = set(chance.sample(range(len(self.people)), people))
        return replace(self, people=tuple(
            replace(each, days=(*each.days, TODAY)) if number in chosen else each
            for number, each in enumerate(self.people)))


def tenant(seed: int, departments: int = 3, most: int = 26) -> Tenant:
    """A ministry of departments of units, of which some are tiny; officers of one post are nearly a group; some posts
    are found in one unit alone."""
    chance = Random(seed)
    above, kinds, people = {"M": ("M",)}, {"M": "ministry"}, []
    requires = {"P0": {"X": 2}, "P1": {"X": 1, "Y": 2}, "P2": {"Y": 1}, "P3": dict[str, int](), "P4": {"X": 3}}
    for department in range(departments):
        name = f"D{department}"
        above[name], kinds[name] = (name, "M"), "department"
        for number in range(chance.randint(2, 4)):
            unit = f"{name}U{number}"
            above[unit], kinds[unit] = (unit, name, "M"), "unit"
            people += _people(chance, unit, chance.choice((3, 6, 12, 15, most)))
        people += _people(chance, name, chance.choice((0, 2, 5, 11)))
    people += _people(chance, "M", chance.choice((1, 4, 12)))
    return Tenant(tuple(people), above, kinds, requires)


def _people(chance: Random, place: str, count: int) -> list[Official]:
    often = chance.choice((0.1, 0.4, 0.8))
    found = []
    knack = Random(f"{place}{count}{often}")  # its own, so that the rest of a tenant stays as it was
    for _ in range(count):
        position = chance.choices(("P0", "P1", "P2", "P3", "P4"), (10, 6, 4, 2, 1))[0]
        stray = chance.random() < 0.06
        group = "A" if (position in ("P3", "P4")) != stray else "B"
        days = tuple(day for day in (date(2026, month, 5) for month in (1, 2, 3)) if chance.random() < often)
        state, language = "S1" if chance.random() < 0.8 else "S2", "hi" if chance.random() < 0.3 else "en"
        found.append(Official(place, position, group, state, language, days))
    return [_with_more(each, knack) for each in found]


def _with_more(each: Official, chance: Random) -> Official:
    """The person with hours, of a few very many, a score, and levels, some of them new in a month."""
    credits = tuple((date(2026, month, 9) if month else date(2025, 6, 1), which, level)
                    for which in "XY" for month in (0, 1, 2, 3) for level in (1, 2, 3)
                    if chance.random() < (0.25 if month == 0 else 0.06))
    return replace(each, hours=chance.choices((1, 2, 4, 60), (12, 6, 4, 1))[0], credits=credits,
                   score=chance.randint(35, 95) if chance.random() < 0.7 else None)


Gate = Callable[[Query], Any]
