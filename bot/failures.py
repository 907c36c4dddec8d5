"""What goes wrong, in one table: the reply's words, whether a retry may help, and whether it belongs into the log.

A person is told what to do and never sees a traceback.
"""

from __future__ import annotations

from dataclasses import dataclass

import psycopg

from bot.documents.figures import NothingKeptError, NothingToDrawError
from bot.documents.statements import NotYoursError, PeriodError
from bot.store.database import DatabaseDown
from bot.tenant import NoIndex
from frac.store.framework import NoTenant
from passbook.keys import LockedError
from retrieval.export import EncoderUnavailable


class UnknownPerson(Exception):
    """There is no official with this id."""

    def __init__(self, official_id: str) -> None:
        super().__init__(official_id)
        self.official_id = official_id


@dataclass(frozen=True)
class Failure:
    """How a kind of failure is told: the key of the reply, the exit code of a command, retry, log."""

    key: str
    exit_code: int
    retry: bool
    log: bool


# The first that fits holds.
FAILURES: tuple[tuple[type[Exception], Failure], ...] = (
    (UnknownPerson, Failure("outcome.unknown_person", 1, retry=False, log=False)),
    (NotYoursError, Failure("access.person", 1, retry=False, log=False)),
    (PeriodError, Failure("statement.bad_period", 1, retry=False, log=False)),
    (NothingKeptError, Failure("access.figures", 1, retry=False, log=False)),
    (NothingToDrawError, Failure("access.figures", 1, retry=False, log=False)),
    (NoTenant, Failure("outcome.no_tenant", 1, retry=False, log=False)),
    (DatabaseDown, Failure("outcome.database", 3, retry=True, log=True)),
    (psycopg.OperationalError, Failure("outcome.database", 3, retry=True, log=True)),
    (LockedError, Failure("outcome.error", 3, retry=False, log=True)),
    (EncoderUnavailable, Failure("outcome.error", 3, retry=False, log=True)),
    (NoIndex, Failure("outcome.error", 3, retry=True, log=True)),
    (Exception, Failure("outcome.error", 3, retry=True, log=True)),
)


def failure(fault: Exception) -> Failure:
    """The failure that an exception is."""
    return next(told for kind, told in FAILURES if isinstance(fault, kind))
