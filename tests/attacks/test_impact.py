"""What a course does and costs, asked for day after day while one person more has results: it never moves by what few
people did; asked of all that is recorded, it moves with everybody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import psycopg
import pytest

from bot.importing import import_bundle
from frac.store import framework as framework_store
from passbook import ledger
from passbook.entries import Entry
from passbook.insights.facts.reader import Facts, Keeper
from passbook.insights.impact.estimate import Impact, impact
from passbook.insights.impact.prices import closed
from passbook.insights.impact.released import releases
from passbook.insights.impact.sample import sample
from tests.turns.tenant import NOW, SPARE, bundle

Conn = psycopg.Connection[Any]
COURSE, COMPETENCY, PEOPLE, LEAST = "KF2", "CF1", 160, 50


def assessed_twice(conn: Conn, who: str, chance: Random, took: bool) -> None:
    """Two results of a person, and the course between them."""
    first = chance.randint(40, 80)
    acts = [Entry(f"{who}-before", who, "assessed", NOW - timedelta(days=200), competency_id=COMPETENCY, level=2,
                  score=first),
            Entry(f"{who}-after", who, "assessed", NOW - timedelta(days=20), competency_id=COMPETENCY, level=2,
                  score=min(100, first + chance.randint(0, 12) + 6 * took))]
    if took:
        acts.append(Entry(f"{who}-took", who, "completed", NOW - timedelta(days=90), course_id=COURSE,
                          score=chance.choice((50, 90))))
    for each in acts:
        ledger.append(conn, each, NOW)


Taken = Callable[[Facts, int], Facts]
HELD: dict[str, Taken] = {
    "released": lambda facts, small: releases(facts, {COURSE: [COMPETENCY]}, small)[COURSE],
    "as recorded": lambda facts, _: facts}


@pytest.mark.parametrize("way", HELD)
def test_an_effect_and_a_price_move_by_what_many_did(conn: Conn, tmp_path: Path, way: str) -> None:
    assert import_bundle(conn, bundle(tmp_path / "bundle"), now=NOW).ok
    framework, chance = framework_store.load(conn), Random(7)
    small, keeper = framework.tenant.small_cell, Keeper(tmp_path / "facts")
    with conn.transaction():
        for number, who in enumerate(SPARE[:PEOPLE]):
            assessed_twice(conn, who, chance, number % 2 == 0)

    def told() -> tuple[Any, ...]:
        facts = HELD[way](keeper.current(conn, framework.stamp, framework.tenant), small)
        return impact(sample(facts, COURSE, [COMPETENCY], NOW), facts.pass_mark, LEAST), closed(
            facts, [COURSE], NOW, LEAST)

    moved, before, days = 0, told(), small + 2
    for who in SPARE[PEOPLE:PEOPLE + days]:
        with conn.transaction():
            assessed_twice(conn, who, chance, True)
        moved, before = moved + (told() != before), told()
    assert isinstance(before[0], Impact)
    assert moved == (1 if way == "released" else days)
