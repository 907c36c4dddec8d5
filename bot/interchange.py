"""`saathi frac case` and `saathi frac bundle`: the framework as it holds, with all that was approved, for others.

As a CASE 1.1 package its time of change is that of the import that made it, so that the same version is the same file.
As files of a bundle it goes into a folder, mostly that of the bundle that it came from: other files there stay.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
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


# The files of the framework, and what each is read from: what holds, where more holds than was imported. Of a course a
# bundle says more than the framework reads, and it has a description.
_SOURCES = {
    "organisations": "organisations", "competencies": "competencies_now", "competency_levels": "competency_levels",
    "positions": "positions_now", "roles": "roles_now", "activities": "activities_now",
    "requirements": "requirements_now",
    "providers": "(SELECT n.id, n.name, p.kind FROM providers_now n LEFT JOIN providers p USING (id)) AS each",
    "courses": "(SELECT n.id, n.title, n.title_hi, coalesce(n.description, n.title) AS description, n.provider_id, "
               "n.languages, n.minutes, n.rating, n.price_inr, n.competencies, n.prerequisites, n.sections, n.status, "
               "c.ratings_count, c.updated_on, coalesce(c.url, o.url) AS url FROM courses_now n "
               "LEFT JOIN courses c USING (id) LEFT JOIN outside_courses o USING (id)) AS each"}


def export_bundle(settings: Settings, into: Path) -> int:
    """Writes the framework's files into a folder, all or none. 1 where that cannot be, said in words."""
    from bot.conversion.folder import Held, read_folder, write_folder
    from bot.conversion.workbook import Unusable
    from bot.store.database import open_database

    database = open_database(settings.database_url, settings.home)
    try:
        folder = read_folder(into)
        with database.connection() as conn:
            framework.load(conn)  # raises NoTenant
            everything = {name: _rows(conn, folder[name], source) for name, source in _SOURCES.items()}
        if fixed := [held.file for held in everything.values() if held.fixed]:
            raise Unusable(fixed[0], None, "is Parquet, which is not written", "Take it out of the folder.")
        written = write_folder(into, everything, None)
    except Unusable as fault:
        complain(f"{fault}")
        return 1
    except OSError as fault:
        complain(f"{into}: {fault.strerror}. Name a folder that can be written; nothing was changed.")
        return 1
    finally:
        database.close()
    rows: dict[str, Held] = {held.file: held for held in everything.values()}
    for name in written:
        say(f"{into / name}: {len(rows[name].rows)} rows")
    return 0


def _rows(conn: Any, held: Any, source: str) -> Any:
    """A file's rows as they are stored."""
    columns = held.table.columns
    named = ", ".join(f'"{column.stored}"' for column in columns)
    order = "number" if held.table.name == "requirements" else ", ".join(f'"{key}"' for key in held.table.key)
    held.header, held.rows = [column.name for column in columns], []
    for line in conn.execute(f"SELECT {named} FROM {source} ORDER BY {order}"):  # noqa: S608 - names of this file alone
        held.rows.append({column.name: str(value) if isinstance(value, date) else value
                          for column, value in zip(columns, line, strict=True)})
    held.became = {("all",): "written"}
    return held


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
