"""One Saathi with a model that obeys every injection, and one without, over a tenant that is full of them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bot.importing import import_bundle
from bot.settings import ModelName, ModelSettings, Settings
from bot.wiring import Saathi, build
from retrieval.encoder import OnnxEncoder
from tests.standins import models
from tests.standins.models import ModelService
from tests.turns.injections.harbour import STRANGER, bundle
from tests.turns.injections.holds import Holds, snapshot
from tests.turns.injections.obeying import Obeying
from tests.turns.talk import Talk
from tests.turns.tenant import NOW

# So many signs of a text are embedded.
EMBEDDED = 64


@dataclass
class World:
    """The two, the stand-in behind the one, and what must hold."""

    bare: Saathi
    modelled: Saathi
    service: ModelService
    model: Obeying
    holds: Holds
    officials: list[dict[str, Any]]
    asked: int = 0

    def talks(self, name: str, person: str = STRANGER) -> tuple[Talk, Talk]:
        """A conversation of a person with the one that has a model, and the same with the other."""
        return Talk(self.modelled, person, f"m-{name}"), Talk(self.bare, person, f"b-{name}")

    def stored(self) -> dict[str, tuple[int, str]]:
        """What is stored of people and of the tenant."""
        with self.bare.database.connection() as conn:
            return snapshot(conn)

    def receipt(self, reply: dict[str, Any]) -> list[dict[str, Any]]:
        """What the receipt of the last turn with this text says of models."""
        with self.bare.database.connection() as conn:
            row = conn.execute("SELECT receipt FROM turns WHERE reply ->> 'id' = %s ORDER BY at DESC LIMIT 1",
                               (reply["id"],)).fetchone()
        assert row is not None
        return list(row[0]["models"])


@pytest.fixture(scope="session")
def harbour(saathi: Saathi, lasting_database: Callable[[], str], tmp_path_factory: pytest.TempPathFactory
            ) -> Iterator[tuple[Saathi, list[dict[str, Any]]]]:
    """Saathi over the tenant, without a model, and the officials of it."""
    folder, officials = bundle(tmp_path_factory.mktemp("harbour"))
    address = lasting_database()
    with psycopg.connect(address, autocommit=True) as conn:
        report = import_bundle(conn, folder, now=NOW)
    assert report.ok, report.problems
    home = tmp_path_factory.mktemp("harbour-home")
    shutil.copytree(saathi.settings.models, home / "models")
    made = build(Settings(home=home, database_url=address))
    encode = OnnxEncoder.encode
    with made.database.connection() as conn, pytest.MonkeyPatch.context() as patch:
        # how well things are found is nothing to attack; to embed all of the texts would take minutes
        patch.setattr(OnnxEncoder, "encode", lambda self, texts: encode(self, [text[:EMBEDDED] for text in texts]))
        made.tenancy(conn)
    yield made, officials
    made.close()


@pytest.fixture(scope="module")
def world(harbour: tuple[Saathi, list[dict[str, Any]]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Both, with all that a model may be asked for."""
    bare, officials = harbour
    home: Path = tmp_path_factory.mktemp("modelled")
    shutil.copytree(bare.settings.models, home / "models")
    shutil.copytree(bare.settings.index, home / "index")
    stranger = next(row for row in officials if row["id"] == "W2")
    with ModelService() as service, pytest.MonkeyPatch.context() as patch:
        # whether requests are well formed is seen elsewhere; for thousands of them it takes minutes
        patch.setattr(models, "fault_of", lambda _body: None)
        service.script = model = Obeying(stranger)
        settings = ModelSettings((ModelName("openai:stand-in", service.address, service.key, (10.0, 40.0)),),
                                 patience=5.0, person_tokens=None, may=frozenset({"understand", "word", "teach"}))
        modelled = build(replace(bare.settings, home=home, model=settings))
        yield World(bare, modelled, service, model, Holds(modelled, officials, service.key), officials)
        modelled.close()
