"""Tenants with small units, rare posts and posts that are nearly a group, and an engine that counts them one by one.

The engine shares no code with the product's: it is slow, plain, and small enough to be believed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from random import Random
from typing import Any

from passbook.insights.disclosure.controlled import World
from passbook.insights.disclosure.frame import Frame, frame
from passbook.insights.disclosure.population import Population
from passbook.insights.disclosure.releases import Ledger
from passbook.insights.query import Query
from passbook.periods import month_of, quarter_of, year_of

TODAY = date(2026, 3, 31)
YEAR = year_of(TODAY, "04-01")
QUARTER = quarter_of(YEAR, 4)
MONTHS = tuple(month_of(2026, number) for number in (1, 2, 3))
UNITS = {"active_rate": "%", "gap_rate": "%", "hours_per_official": "hours", "learning_hours": "hours"}


@dataclass(frozen=True)
class Official:
    """A person: where and what they are, on which days they learned, which competencies they lack."""

    organisation: str
    position: str
    group: str
    state: str
    language: str
    days: tuple[date, ...] = ()
    lacks: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Row:
    """A row as the product's engine gives it."""

    keys: tuple[str | None, ...]
    values: tuple[float | None, ...]
    counted: tuple[int, ...]
    base: tuple[int | None, ...]


@dataclass(frozen=True)
class Tenant:
    """People in a tree of organisations, whose positions require competencies."""

    people: tuple[Official, ...]
    above: dict[str, tuple[str, ...]]
    kinds: dict[str, str]
    requires: dict[str, frozenset[str]]

    def world(self) -> World:
        """The tenant as the gate sees it."""
        population = Population(
            Counter((each.organisation, each.position, each.group, each.state, each.language) for each in self.people),
            self.above, self.kinds, self.requires, dict.fromkeys("XY", "functional"), {})
        frames: dict[tuple[frozenset[str] | None, int], Frame] = {}

        def of(positions: frozenset[str] | None, small_cell: int) -> Frame:
            key = (positions, small_cell)
            if key not in frames:
                frames[key] = frame(population if positions is None else population.only(positions), small_cell)
            return frames[key]

        return World(population, self.compute, "04-01", TODAY, YEAR.start, UNITS, of, Ledger(0, ()),
                     lambda _mark: self.world())

    def compute(self, query: Query) -> list[Row]:
        """Every row of a question, counted person by person."""
        groups: dict[tuple[str | None, ...], list[Official]] = defaultdict(list)
        for each in self.people:
            if all(self._fits(each, dimension, ids) for dimension, ids in query.filters.items()):
                keys = tuple(self._key(each, dimension) for dimension in query.group_by)
                if None not in keys:
                    groups[keys].append(each)
        if not query.group_by:
            groups.setdefault((), [])
        return [self._row(keys, members, query) for keys, members in sorted(groups.items(), key=str)]

    def _row(self, keys: tuple[str | None, ...], members: list[Official], query: Query) -> Row:
        figures = [self._figure(metric, members, query) for metric in query.metrics]
        return Row(keys, *(tuple(column) for column in zip(*figures, strict=True)))  # type: ignore[arg-type]

    def _figure(self, metric: str, members: list[Official], query: Query) -> tuple[float | None, int, int | None]:
        window = query.periods[0] if query.periods else None
        asked = query.filters.get("competency", ())

        def learned(each: Official) -> list[date]:
            return [day for day in each.days if window is None or window.start <= day < window.end]

        active = [each for each in members if learned(each)]
        required = [each for each in members if self.requires[each.position] & set(asked or self.requires[
            each.position])]
        lacking = [each for each in required if each.lacks & (set(asked) or each.lacks) & self.requires[each.position]]
        hours = float(sum(len(learned(each)) for each in members))
        rate = 100.0 * len(active) / len(members) if members else None
        return {
            "headcount": (len(members), len(members), len(members)),
            "active_learners": (len(active), len(active), len(members)),
            "active_rate": (rate, len(active), len(members)),
            "learning_hours": (hours, len(active), len(members)),
            "hours_per_official": (hours / len(members) if members else None, len(active), len(members)),
            "required_officials": (len(required), len(required), len(members)),
            "officials_with_gap": (len(lacking), len(lacking), len(required)),
            "gap_rate": (100.0 * len(lacking) / len(required) if required else None, len(lacking), len(required)),
        }[metric]

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
        return str(getattr(each, dimension))

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
    requires = {"P0": {"X"}, "P1": {"X", "Y"}, "P2": {"Y"}, "P3": set[str](), "P4": {"X"}}
    for department in range(departments):
        name = f"D{department}"
        above[name], kinds[name] = (name, "M"), "department"
        for number in range(chance.randint(2, 4)):
            unit = f"{name}U{number}"
            above[unit], kinds[unit] = (unit, name, "M"), "unit"
            people += _people(chance, unit, chance.choice((3, 6, 12, 15, most)))
        people += _people(chance, name, chance.choice((0, 2, 5, 11)))
    people += _people(chance, "M", chance.choice((1, 4, 12)))
    return Tenant(tuple(people), above, kinds, {key: frozenset(asked) for key, asked in requires.items()})


def _people(chance: Random, place: str, count: int) -> list[Official]:
    often = chance.choice((0.1, 0.4, 0.8))
    found = []
    for _ in range(count):
        position = chance.choices(("P0", "P1", "P2", "P3", "P4"), (10, 6, 4, 2, 1))[0]
        stray = chance.random() < 0.06
        group = "A" if (position in ("P3", "P4")) != stray else "B"
        days = tuple(day for day in (date(2026, month, 5) for month in (1, 2, 3)) if chance.random() < often)
        lacks = frozenset(each for each in "XY" if chance.random() < 0.5)
        found.append(Official(place, position, group, "S1" if chance.random() < 0.8 else "S2",
                              "hi" if chance.random() < 0.3 else "en", days, lacks))
    return found


Gate = Callable[[Query], Any]
