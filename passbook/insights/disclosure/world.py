"""The world of one state of the facts, as the gate sees it: who is there, how rows are computed, which sets are told.

Made once for a state of the facts and kept beside them. `ask` is what tools call.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from passbook.insights import engine
from passbook.insights.disclosure.controlled import World
from passbook.insights.disclosure.frame import Frame, frame
from passbook.insights.disclosure.gate import ask_world
from passbook.insights.disclosure.population import Population
from passbook.insights.facts.reader import Facts
from passbook.insights.metrics import METRICS
from passbook.insights.query import Answer, Query, Scope, Table


def ask(facts: Facts, query: Query, scope: Scope, now: datetime, small_cell: int) -> Answer:
    """What the asker with this scope is told of a question: the one way to a figure for anybody."""
    if engine.unsupported(query) is not None:
        return Answer(query, None, "not_recorded", as_of=facts.local(now), why="dimension")
    if query.periods and all(datetime.combine(each.start, datetime.min.time()) > facts.local(now)
                             for each in query.periods):
        return Answer(query, None, "not_recorded", as_of=facts.local(now), why="future")
    if query.people:
        query = query.but(group_by=("official",))
    answer = ask_world(_world(facts, now), query, scope, small_cell)
    return Answer(answer.query, _without_nothing(facts, answer, now), answer.silence, answer.controlled,
                  facts.local(now), answer.why)


def _without_nothing(facts: Facts, answer: Answer, now: datetime) -> Table | None:
    """The table without groups that have nothing to divide by: those in which nothing happened are left out, whether
    they are few people or many."""
    shown, query = answer.table, answer.query
    if shown is None or len(shown.rows) < 2 or not query.group_by or query.part or query.people:
        return shown
    keys = len(query.group_by)
    if tuple(column.id for column in shown.columns[:keys]) != query.group_by:
        return shown
    there = {row.keys[:keys] for row in engine.compute(facts, query, now).rows}
    return Table(shown.columns, tuple(row for row in shown.rows if row[:keys] in there) or shown.rows)


def _world(facts: Facts, now: datetime) -> World:
    population: Population | None = facts.kept.get("population")
    if population is None:
        population = facts.kept["population"] = _population(facts)
    frames: dict[tuple[frozenset[str] | None, int], Frame] = facts.kept.setdefault("frames", {})

    def of(positions: frozenset[str] | None, small_cell: int) -> Frame:
        key = (positions, small_cell)
        if key not in frames:
            frames[key] = frame(population if positions is None else population.only(positions), small_cell)
        return frames[key]

    def compute(query: Query) -> Sequence[Any]:
        return engine.compute(facts, query, now).rows

    return World(population, compute, facts.year_starts, facts.local(now).date(),
                 {metric.id: metric.unit for metric in METRICS.values()}, of)


def _population(facts: Facts) -> Population:
    """The people by what they share, and the tree in which they serve."""
    people, places = facts.people, facts.places
    columns = ("organisation", "position", "group", "state", "language")
    atoms = {tuple(row[column] for column in columns): row["n"] for row in facts.execute(
        people.group_by(list(columns)).agg(n=people.count()))}
    chains: dict[str, list[tuple[int, str]]] = defaultdict(list)
    kinds: dict[str, str] = {}
    for row in facts.execute(places):
        chains[row["organisation"]].append((row["steps"], row["ancestor"]))
        kinds[row["ancestor"]] = row["kind"]
    above = {place: tuple(each for _, each in sorted(chain)) for place, chain in chains.items()}
    requires: dict[str, set[str]] = defaultdict(set)
    for row in facts.execute(facts.requirements.select("position", "competency")):
        requires[row["position"]].add(row["competency"])
    described = {row["competency"]: row for row in facts.execute(facts.competencies)}
    return Population(
        atoms, above, kinds,
        {position: frozenset(found) for position, found in requires.items()},
        {each: str(row["type"]) for each, row in described.items()},
        {each: row["theme"] for each, row in described.items() if row["theme"]})
