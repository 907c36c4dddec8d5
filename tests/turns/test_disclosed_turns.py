"""What a leader is told in conversation about a unit of few people: the same, whatever these people did.

Two tenants differ only in what the four officials of a department did. A leader of the whole asks both about them, with
follow-ups; texts, tables, offers and sources must be the same to the letter, so that nothing can follow from them.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bot.importing import import_bundle
from bot.settings import Settings
from bot.wiring import Saathi, build
from tests.bundle import event, write
from tests.turns.talk import Json, Talk
from tests.turns.tenant import NOW, TENANT, tables

FEW = ("N1", "W2", "E1", "K1")
TALKS = (
    ("gap rate in noting and drafting in the Department of Ferries", "only group B", "and for teamwork", "by position",
     "who are they?", "why so low?", "by state", "by month"),
    ("completions by course in the Department of Ferries", "last year", "top 3", "only group B", "by month"),
    ("which competencies do the officials of the Department of Ferries hold?", "and Record Keepers?", "by level"),
    ("average gap by competency for Record Keepers in the Department of Ferries", "more than 1", "highest first"),
    ("how many officials in the Department of Ferries have a gap in teamwork?", "list them", "in percent",
     "excluding Directors"),
    ("learning hours per official in the Department of Ferries this year", "by month", "average score", "pass rate"),
    ("is the completion rate of the Department of Ferries more than 50 %?", "overdue assignments", "by plan"))


def _built(folder: Path, address: str, models: Path, busy: bool) -> Saathi:
    given = tables()
    given["officials"] = [row for row in given["officials"] if row["id"] not in ("X1", "L1")]
    given["events"] = [row for row in given["events"] if row["official_id"] not in (*FEW, "X1", "L1")]
    given["grants"].append({"official_id": "D1", "capability": "leader", "organisation_id": "O1", "provider_id": ""})
    if busy:
        for key in FEW:
            given["events"] += [
                event(f"{key}-a", key, "completed", "2025-09-10T11:00:00", course_id="KF2", score=91, minutes=600),
                event(f"{key}-b", key, "verified", "2025-10-10T11:00:00", competency_id="CB1", level=5),
                event(f"{key}-c", key, "verified", "2025-10-11T11:00:00", competency_id="CF3", level=3),
                event(f"{key}-d", key, "enrolled", "2026-01-11T11:00:00", course_id="KX1"),
                event(f"{key}-e", key, "rated", "2026-01-12T11:00:00", course_id="KF2", score=5)]
    with psycopg.connect(address, autocommit=True) as conn:
        report = import_bundle(conn, write(folder / "bundle", given, TENANT), now=NOW)
    assert report.ok, report.problems
    shutil.copytree(models, folder / "home" / "models")
    return build(Settings(home=folder / "home", database_url=address))


@pytest.fixture(scope="module")
def both(saathi: Saathi, lasting_database: Callable[[], str], tmp_path_factory: pytest.TempPathFactory
         ) -> Iterator[tuple[Saathi, Saathi]]:
    """Saathi over a tenant in which these four did nothing, and over one in which they did much."""
    with saathi.database.connection() as conn:
        saathi.tenancy(conn)
    made = [_built(tmp_path_factory.mktemp("few"), lasting_database(), saathi.settings.models, busy)
            for busy in (False, True)]
    yield made[0], made[1]
    for each in made:
        each.close()


def _said(reply: Json) -> dict[str, Any]:
    return {key: value for key, value in reply.items() if key not in ("id", "took_ms", "trace")}


@pytest.mark.parametrize("talk", TALKS, ids=lambda each: each[0][:40])
def test_a_leader_is_told_nothing_of_what_few_people_did(both: tuple[Saathi, Saathi], talk: tuple[str, ...]) -> None:
    idle, busy = (Talk(each, "D1", f"few-{hash(talk)}") for each in both)
    for message in talk:
        assert _said(idle.say(message)) == _said(busy.say(message)), message


def test_these_people_do_differ(both: tuple[Saathi, Saathi]) -> None:
    """Whoever may see them is told so: the comparison above can fail."""
    idle, busy = (Talk(each, "H1", "few-seen") for each in both)
    message = "completions by course in the Department of Ferries"
    assert _said(idle.say(message)) != _said(busy.say(message))
