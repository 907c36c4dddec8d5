"""`saathi frac case`: writes the stored competency framework as a CASE 1.1 package, for other systems and tenants.

The time of the last change is that of the import that made the framework, so that the same version is the same file.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.commands import complain, say
from bot.settings import Settings
from frac.case.write import package
from frac.store import framework


def export_case(settings: Settings, out: Path, as_json: bool) -> int:
    """Writes the file, whole or not at all. 1 where it cannot be written, said in words."""
    from bot.store.database import open_database

    database = open_database(settings.database_url, settings.home)
    try:
        with database.connection() as conn:
            held = framework.load(conn)
            row = conn.execute("SELECT at FROM imports WHERE number = %s", (held.version,)).fetchone()
    finally:
        database.close()
    # A framework without an import was never changed: its day is the one of its data.
    changed_at: datetime = row[0] if row else datetime.combine(held.tenant.as_of, datetime.min.time(), UTC)
    made = package(held, changed_at)
    content = (json.dumps(made, ensure_ascii=False, indent=1) + "\n").encode()
    try:
        _written(content, out)
    except OSError as fault:
        complain(f"{out}: {fault.strerror}. Name a file that can be written; nothing was changed.")
        return 1
    _tell(made, out, len(content), as_json)
    return 0


def _written(content: bytes, out: Path) -> None:
    """Writes beside the place, and moves there what is whole."""
    beside = out.parent / f".{out.name}.new"
    try:
        beside.write_bytes(content)
        beside.replace(out)
    finally:
        beside.unlink(missing_ok=True)


def _tell(made: dict[str, Any], out: Path, size: int, as_json: bool) -> None:
    items, associations = len(made.get("CFItems", ())), len(made.get("CFAssociations", ()))
    if as_json:
        say(json.dumps({"file": str(out), "bytes": size, "identifier": made["CFDocument"]["identifier"],
                        "items": items, "associations": associations}, ensure_ascii=False))
    else:
        say(f"{out}: CASE {made['CFDocument']['caseVersion']}, {items} items and {associations} associations, "
            f"{size} bytes. Courses, questions and people are no part of it.")
