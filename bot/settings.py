"""The settings of a process, read from the environment here and nowhere else."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


class BadSetting(Exception):
    """A setting that cannot be used; the text says which, why and how to mend it."""


@dataclass(frozen=True)
class Settings:
    """Where things are and how this process runs.

    `home` holds all that an embedded run stores. Without `database_url` PostgreSQL is embedded under `home`. `now`
    stands for the clock (aware, or naive in the tenant's time zone); without it the tenant's `as_of` is today.
    `encoder` names another sentence-transformers model than the packaged one. With `pick_person` the web page lets
    anybody who reaches it be anybody: for demos on one's own machine alone. `loopback`: the server is
    for this machine alone, so that requests under other host names are refused.
    """

    home: Path
    database_url: str | None = None
    now: datetime | None = None
    encoder: str | None = None
    debug: bool = False
    pick_person: bool = False
    loopback: bool = False

    @property
    def models(self) -> Path:
        """Where exported encoders and trained classifiers lie."""
        return self.home / "models"

    @property
    def index(self) -> Path:
        """Where the search index lies."""
        return self.home / "index"


def from_environment(*, now: str | None = None, debug: bool = False, pick_person: bool = False) -> Settings:
    """The settings that the environment names; `now` (text) overrides SAATHI_NOW. Raises BadSetting."""
    given = now or os.environ.get("SAATHI_NOW") or None
    return Settings(
        home=Path(os.environ.get("SAATHI_HOME") or ".saathi").absolute(),
        database_url=os.environ.get("DATABASE_URL") or None,
        now=_instant(given) if given else None,
        encoder=os.environ.get("SAATHI_ENCODER") or None,
        debug=debug,
        pick_person=pick_person,
    )


def _instant(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError:
        raise BadSetting(f"The clock '{text}' is no instant. Write it as 2026-11-20 or 2026-11-20T09:30.") from None
