"""Wires everything: the one place where services are made, and where the clock comes from.

`build(settings)` gives a `Saathi`, which every face (terminal, batch, web, tests) calls the same way, and
`delivery(saathi)` what hears and answers by the channels that are set up.
"""

from __future__ import annotations

from datetime import UTC, datetime

from bot import indexing
from bot.delivery.assembly import Delivery, assemble
from bot.facing import Saathi
from bot.settings import Settings
from bot.store.database import Database, open_database
from passbook import keys

__all__ = ["Saathi", "build", "clock", "delivery"]


def clock() -> datetime:
    """The real time, at which things are written down."""
    return datetime.now(UTC)


def silent(_what: str, _done: int, _total: int | None) -> None:
    """Shows no progress."""


def build(settings: Settings, progress: indexing.Progress = silent,
          database: type[Database] = Database) -> Saathi:
    """Saathi with these settings. Raises DatabaseDown or EncoderUnavailable."""
    keys.unlock(settings.key)
    opened = open_database(settings.database_url, settings.home, database)
    try:
        return Saathi(settings, opened, progress, clock)
    except BaseException:
        opened.close()
        raise


def delivery(saathi: Saathi, *, turns_at_once: int = 2) -> Delivery:
    """What hears and answers by the channels that are set up."""
    return assemble(saathi, clock, turns_at_once=turns_at_once)
