"""`saathi statement`: writes a person's passbook statement into a file, for those who may see it."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from bot.documents.contract import Document
from bot.documents.statements import NotYoursError, PeriodError
from bot.failures import UnknownPerson, failure
from bot.settings import Settings
from bot.wiring import build
from passbook.periods import Period
from prompts.loader import spoken, table


def suffix(out: Path) -> str | None:
    """The form that a file's name asks for; None where there is no such form."""
    from bot.documents import FORMS

    asked = out.suffix.lower().removeprefix(".")
    return asked if asked in FORMS else None


def state(settings: Settings, who: str, of: str | None, out: Path, period: Period | str | None, language: str | None
          ) -> int:
    """Writes the statement. 1 where the person, the period or the file cannot be had, said in words."""
    saathi = build(settings)
    try:
        made = saathi.statement(who, suffix(out) or "pdf", of, period, language)
    except (UnknownPerson, NotYoursError, PeriodError) as fault:
        section, key = failure(fault).key.split(".")
        with saathi.database.connection() as conn:
            today: date = saathi.now(saathi.tenancy(conn).framework).date()
        text = str(table("replies", spoken(language))[section][key])
        sys.stderr.write(text.format(id=who[:60], today=today.isoformat()) + "\n")
        return failure(fault).exit_code
    finally:
        saathi.close()
    return written(made, out)


def written(made: Document, out: Path) -> int:
    """Writes a document into a file and says so. 1 where it cannot be written, said in words."""
    try:
        out.write_bytes(made.content)
    except OSError as fault:
        sys.stderr.write(f"{out}: {fault.strerror}. Name a file that can be written.\n")
        return 1
    sys.stdout.write(f"{out}: {len(made.content)} bytes, {made.media_type.split(';')[0]}.\n")
    return 0
