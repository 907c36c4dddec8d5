"""`saathi figures`: writes an answer in figures, or its chart, into a file."""

from __future__ import annotations

import sys
from pathlib import Path

from bot.documents.figures import FORMS, NothingKeptError, NothingToDrawError
from bot.failures import UnknownPerson, failure
from bot.settings import Settings
from bot.statement import written
from bot.wiring import build
from prompts.loader import spoken, table

__all__ = ["FORMS", "save"]


def save(settings: Settings, who: str, identity: str, out: Path) -> int:
    """Writes the file. 1 where the answer or the file cannot be had, said in words."""
    saathi = build(settings)
    try:
        made = saathi.figures(who, identity, out.suffix.lower().removeprefix("."))
    except (UnknownPerson, NothingKeptError, NothingToDrawError) as fault:
        section, key = failure(fault).key.split(".")
        sys.stderr.write(str(table("replies", spoken(None))[section][key]).format(id=who[:60]) + "\n")
        return failure(fault).exit_code
    finally:
        saathi.close()
    return written(made, out)
