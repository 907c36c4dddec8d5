"""The command `convert`: what a ministry has, into the folder of a bundle. Prints the account; loads nothing."""

from __future__ import annotations

import json
from pathlib import Path

from bot.commands import complain, say
from bot.conversion.draft import Told
from bot.conversion.run import convert


def run(sources: list[Path], into: Path, told: Told, only: str | None, mapping: Path | None, as_json: bool) -> int:
    """Converts, and prints what was taken, left out and lacks still. 1 where nothing was written for a fault."""
    try:
        report = convert(sources, into, told, only=only, mapping=mapping)
    except OSError as fault:
        complain(f"{fault.filename or into}: {fault.strerror}. Name a folder that can be written; nothing was changed.")
        return 1
    if as_json:
        say(json.dumps(report.as_json(), ensure_ascii=False, indent=1))
    else:
        for line in report.lines():
            (say if report.ok else complain)(line)
    return 0 if report.ok else 1
