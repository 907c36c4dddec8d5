"""A map over a small tenant for its tests: what it needs of the process, without an index or models, and what each
reply must keep to.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import jsonschema
import psycopg

from bot.conversation.steps import Context
from bot.people.access import Person
from bot.saying import LINES
from bot.store import rights
from bot.tools import show_map
from bot.tools.contract import Desk, Slots
from bot.turn import Reply
from bot.words import Words
from frac.framework import Framework
from frac.store import framework as framework_store
from passbook import officials
from passbook.insights.facts.reader import Facts, Keeper
from tests.house.test_tables import SCHEMA
from tests.turns.tenant import NOW


class Tenancy:
    """What a turn holds of the tenant."""

    def __init__(self, framework: Framework) -> None:
        self.framework = framework

    def search(self) -> Any:
        raise AssertionError("the map searches no index")


class Around:
    """What the map needs of the process, without its index and models."""

    def __init__(self, address: str, folder: Path) -> None:
        self.address = address
        with psycopg.connect(address, autocommit=True) as conn:
            self.held: Any = Tenancy(framework_store.load(conn))
            self.facts: Facts = Keeper(folder).current(conn, self.held.framework.stamp, self.held.framework.tenant)
        self.database: Any = self

    @contextmanager
    def connection(self) -> Iterator[psycopg.Connection[Any]]:
        with psycopg.connect(self.address, autocommit=True) as conn:
            yield conn

    def tenancy(self, conn: psycopg.Connection[Any]) -> Any:
        return self.held

    def whoever(self, conn: psycopg.Connection[Any], official_id: str) -> Person:
        official = officials.by_id(conn, official_id)
        assert official is not None
        return Person(official, tuple(officials.grants_of(conn, official_id)))

    def context(self, conn: psycopg.Connection[Any], held: Any, person: Person, recorded_at: datetime) -> Context:
        def reveal(_pseudonyms: Sequence[str]) -> dict[str, str]:
            raise AssertionError("the map names no official")
        return Context(person, held, conn, NOW, recorded_at, lambda: "id", lambda: self.facts, reveal)

    @contextmanager
    def desk(self, who: str, language: str = "en") -> Iterator[Desk]:
        with self.connection() as conn:
            person = self.whoever(conn, who)
            with rights.turn(conn, person.id):
                yield self.context(conn, self.held, person, NOW).desk(Words(language, self.held.framework), {})

    def ask(self, who: str, language: str = "en", **slots: Any) -> Reply:
        """What the tool replies; every number of its text stands in a block or a source too."""
        with self.desk(who, language) as desk:
            reply = show_map.run(desk, Slots(slots))
        grounded(reply)
        return reply


def grounded(reply: Reply) -> None:
    """The reply is one of the interface, and no number is only in its text."""
    made = reply.as_json() | {"id": "q", "entries": reply.entries}
    if SCHEMA.is_file():
        jsonschema.validate(made, json.loads(SCHEMA.read_text(encoding="utf-8")))
    beside = json.dumps([made["blocks"], made["sources"]], ensure_ascii=False)
    for number in re.findall(r"\d[\d,]*(?:\.\d+)?", re.sub(r"(?m)^\d+\. ", "", reply.text)):
        assert number in beside or number.replace(",", "") in beside, (number, reply.text)
    for block in made["blocks"]:
        if block["type"] in LINES:
            assert LINES[block["type"]](block) or block["type"] == "map"
    assert reply.entries == []
