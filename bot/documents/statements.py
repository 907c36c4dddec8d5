"""Makes the statement of one person for one reader: reads the chain, recomputes it, writes the file, remembers its end.

Who may see whom is asked here and nowhere past it: the access table, and a refusal that tells nothing of the other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import psycopg

from bot.documents import FORMS, pdf
from bot.documents.contents import Occasion, contents
from bot.documents.contract import Contents, Document
from bot.people.access import Person, may_read_passbook
from bot.store import statements
from bot.words import Words
from frac.framework import Framework
from passbook import ledger, officials
from passbook.officials import Official
from passbook.periods import Period
from passbook.statement import Statement, statement

Conn = psycopg.Connection[Any]


class NotYoursError(Exception):
    """The reader may not read this passbook, or there is nobody with this id: the two are not told apart."""


class PeriodError(Exception):
    """No period, or one that begins after today."""


@dataclass(frozen=True)
class Asked:
    """What is asked for: whose statement (None: the reader's own), in which form, over which period (None: from the
    first entry to today), in which language."""

    form: str
    of: str | None = None
    period: Period | None = None
    language: str = "en"


def subject(conn: Conn, framework: Framework, reader: Person, of: str | None) -> Official:
    """The official whose statement is meant. Raises NotYoursError."""
    if of is None or of == reader.id:
        return reader.official
    other = officials.by_id(conn, of)
    if other is None or not may_read_passbook(framework, reader, other):
        raise NotYoursError(of)
    return other


def bounds(period: Period | None, now: datetime, zone: str) -> tuple[datetime | None, datetime]:
    """The first and the last instant of a period in the tenant's time zone, the last no later than `now`. Raises
    PeriodError for a period that begins after that."""
    if period is None:
        return None, now
    where = ZoneInfo(zone)
    start = datetime.combine(period.start, time(), where) if period.start.year > 1 else None
    if start is not None and start > now:
        raise PeriodError(period.id)
    if period.end > now.date():
        return start, now
    return start, datetime.combine(period.end, time(), where) - timedelta(microseconds=1)


def build(conn: Conn, framework: Framework, reader: Person, official: Official, period: Period | None, now: datetime,
          *, compare: bool = True) -> Statement:
    """The statement as data; with `compare`, what changed is told since the last one made of this person for this
    reader, else since the start of the period. Raises PeriodError."""
    tenant = framework.tenant
    starts_at, closes_at = bounds(period, now, tenant.timezone)
    chained = ledger.chain_of(conn, official.id)
    mark = statements.last(conn, official.id, reader.id, closes_at, len(chained)) if compare else None
    position = framework.positions.get(official.position_id)
    return statement(official.id, chained, framework.credits_of, tenant.pass_mark,
                     position.required if position else {}, starts_at=starts_at, closes_at=closes_at, mark=mark)


def prepare(conn: Conn, framework: Framework, reader: Person, asked: Asked, now: datetime, made_at: datetime
            ) -> Contents:
    """The contents of a statement, remembered as made for this reader. Raises NotYoursError and PeriodError."""
    official = subject(conn, framework, reader, asked.of)
    made = build(conn, framework, reader, official, asked.period, now)
    breaks = ledger.verify(conn, official.id).breaks
    occasion = Occasion(official, reader.official, asked.period, made_at, breaks[0] if breaks else None)
    words = Words(asked.language, framework)
    unfit = asked.form == "pdf" and words.language == "hi" and not pdf.shows_devanagari()
    told = contents(made, occasion, framework, Words("en", framework) if unfit else words)
    if unfit:
        told["notices"].append(words("statement.no_font"))
    statements.remember(conn, made, reader.id, made_at)
    return told


def write(told: Contents, form: str) -> Document:
    """The contents as a file in a form of `FORMS`. Needs no store, and may take a moment."""
    chosen = FORMS[form]
    return Document(_name(told, chosen.name), chosen.media_type, chosen.make(told))


def _name(told: Contents, suffix: str) -> str:
    """A name for the file, of plain signs whatever the ids are."""
    parts = ("passbook", told["person"]["id"], told["period"]["start"], told["period"]["end"])
    return "-".join(re.sub(r"[^A-Za-z0-9_-]+", "_", part)[:60] for part in parts if part) + f".{suffix}"
