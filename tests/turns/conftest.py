"""One Saathi over one imported tenant for all turns of the run; each test talks as somebody of its own.

What a first start makes (the exported encoder, the trained classifier) takes a minute and depends on the code and the
words alone: it is kept in pytest's cache under a key of the code that makes it, and the product judges whether it fits.
"""

from __future__ import annotations

import fcntl
import hashlib
import itertools
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bot.importing import import_bundle
from bot.settings import ModelName, ModelSettings, Settings
from bot.wiring import Saathi, build
from tests.standins.models import ModelService
from tests.turns.shell import Shell, homely
from tests.turns.talk import Talk
from tests.turns.tenant import NOW, SPARE, bundle

ROOT = Path(__file__).parents[2]
# What the kept files are made by; a change in any of it makes them anew.
MAKERS = ("retrieval/export.py", "retrieval/words.py", "bot/understanding/training.py", "bot/understanding/features.py",
          "bot/understanding/logistic.py", "constraints.txt")


@pytest.fixture(scope="session")
def kept(request: pytest.FixtureRequest) -> Path | None:
    """Where the models of earlier runs are kept; None where pytest keeps nothing."""
    cache = getattr(request.config, "cache", None)
    if cache is None:
        return None
    made_by = hashlib.sha256(b"\n".join((ROOT / name).read_bytes() for name in MAKERS)).hexdigest()[:16]
    return Path(cache.mkdir("saathi-models")) / made_by


@pytest.fixture(scope="session")
def tenant_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle's folder."""
    return bundle(tmp_path_factory.mktemp("tenant"))


@pytest.fixture(scope="session")
def tenant_database(lasting_database: Callable[[], str], tenant_folder: Path) -> str:
    """The address of a database with the tenant in it."""
    address = lasting_database()
    with psycopg.connect(address, autocommit=True) as conn:
        report = import_bundle(conn, tenant_folder, now=NOW)
    assert report.ok, report.problems
    return address


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home; models are put into it when Saathi is built."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def saathi(home: Path, tenant_database: str, kept: Path | None) -> Iterator[Saathi]:
    """Saathi over the tenant, ready to answer."""
    with _models(home / "models", kept):
        made = build(Settings(home=home, database_url=tenant_database))
        with made.database.connection() as conn:
            made.tenancy(conn)
    yield made
    made.close()


@contextmanager
def _models(models: Path, kept: Path | None) -> Iterator[None]:
    """Puts the models of earlier runs into a home, and keeps those made in the block, if there were none or others. Of
    the processes of a run one makes them, and the others wait for it: that is what they would all do."""
    if kept is None:
        yield
        return
    with kept.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if kept.is_dir():
            shutil.copytree(kept, models)
            fcntl.flock(lock, fcntl.LOCK_UN)
        yield
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.is_dir() or (kept / "intents.npz").read_bytes() != (models / "intents.npz").read_bytes():
            shutil.rmtree(kept, ignore_errors=True)
            shutil.copytree(models, kept.with_suffix(".new"), dirs_exist_ok=True)
            kept.with_suffix(".new").rename(kept)


_spare = iter(SPARE)
_numbers = itertools.count(1)


@pytest.fixture
def talk(saathi: Saathi) -> Callable[..., Talk]:
    """A function that starts a conversation: as a person by id, or as somebody whom no other test has been."""
    def start(person: str | None = None, conversation: str | None = None) -> Talk:
        return Talk(saathi, person or next(_spare), conversation or f"talk-{next(_numbers)}")
    return start


@pytest.fixture(scope="session")
def served(saathi: Saathi, tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """A shell over the tenant of the turns, for commands that change nothing of it."""
    home = homely(tmp_path_factory.mktemp("served") / "home", saathi.settings.models)
    shutil.copytree(saathi.settings.index, home / "index")
    return Shell(home, saathi.settings.database_url)


@pytest.fixture
def empty(saathi: Saathi, new_database: Callable[[], str], tmp_path: Path) -> Shell:
    """A shell over an empty database."""
    return Shell(homely(tmp_path / "home", saathi.settings.models), new_database())


@pytest.fixture(scope="module")
def service() -> Iterator[ModelService]:
    with ModelService() as running:
        yield running


@pytest.fixture
def with_model(saathi: Saathi, service: ModelService, tmp_path: Path) -> Iterator[Callable[..., Saathi]]:
    """A function that makes a Saathi over the shared tenant, with models of the service."""
    made: list[Saathi] = []
    (tmp_path / "home").mkdir()
    shutil.copytree(saathi.settings.models, tmp_path / "home" / "models")
    shutil.copytree(saathi.settings.index, tmp_path / "home" / "index")

    def make(*, models: tuple[ModelName, ...] | None = None, count: int = 1, **bounds: Any) -> Saathi:
        service.asked.clear()
        served = tuple(ModelName(f"openai:stand-in-{at}", service.address, service.key, (10.0, 40.0))
                       for at in range(count))
        given = ModelSettings(models or served, **{"patience": 5.0, "person_tokens": None, **bounds})
        made.append(build(replace(saathi.settings, home=tmp_path / "home", model=given)))
        return made[-1]
    yield make
    for each in made:
        each.close()
