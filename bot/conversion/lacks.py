"""What a bundle still lacks before it can be imported, from the declarations of its files: rows, cells, references.

A first look that saves a round; the import's own checks are the ones that count. Refuses to name values of people.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.conversion.folder import Held
from frac.load.contract import Reference, Table

HINTS = {
    ("requirements", "level"): "fill the level that each post asks, or convert again with --level N if one level is "
                               "meant for all of them",
    ("courses", "minutes"): "fill how long each takes",
    ("courses", "description"): "convert the courses' content search too, or fill it",
    ("competencies", "type"): "fill behavioural, functional or domain",
    ("officials", "position_id"): "fill the post, or leave these people out with --lenient",
    ("organisations", "kind"): "fill ministry, department, organisation or unit",
}
MISSING = {
    "organisations": "convert org_hierarchy, or give --organisation NAME --kind WORD",
    "competencies": "convert an ODCS sheet, FRAC nodes or the content search",
    "positions": "convert an ODCS sheet or FRAC positions",
    "requirements": "convert an ODCS sheet: it says which post asks which competency",
}


def lacks(everything: dict[str, Held], has_tenant: bool) -> list[str]:
    """One line for each thing, in the order of the files."""
    found = [] if has_tenant else ['tenant.toml: who the tenant is; give --tenant "NAME" --as-of YYYY-MM-DD']
    for held in everything.values():
        if held.table.required and not held.rows:
            found.append(f"{held.file} has no row: {MISSING[held.table.name]}")
        found += _cells(held)
        for reference in held.table.references:
            found += _references(held, reference, everything)
    return found


def _cells(held: Held) -> Iterator[str]:
    for column in held.table.columns:
        if not column.required or column.default is not None:
            continue
        blank = [line for line, row in held.numbered() if row.get(column.name) in (None, "")]
        if blank:
            hint = HINTS.get((held.table.name, column.name), f"fill {column.name}")
            yield f"{held.file}: {_rows(blank)} no {column.name}: {hint}"
    for column in held.table.columns:
        if column.loose:
            odd = [line for line, row in held.numbered() if row.get(column.name)
                   and not str(row[column.name]).casefold().startswith(column.choices)]
            if odd:
                yield f"{held.file}: {_rows(odd)} another {column.name} than {', '.join(column.choices)}"


def _rows(lines: list[int]) -> str:
    return f"line {lines[0]} has" if len(lines) == 1 else f"{len(lines)} rows (first: line {lines[0]}) have"


def _references(held: Held, reference: Reference, everything: dict[str, Held]) -> Iterator[str]:
    target: Table = everything[reference.target].table
    known = everything[reference.target].places
    wrong = [line for line, row in held.numbered()
             if any((each,) not in known for each in _named(row.get(reference.column), reference.how))]
    if wrong and not reference.stored:
        yield f"{held.file}: {_rows(wrong)} a {reference.column} that is not in {target.file}"


def _named(value: Any, how: str) -> list[str]:
    """The ids that a cell names."""
    if value in (None, "", []):
        return []
    if how == "tags":
        return [str(tag.get("id") if isinstance(tag, dict) else tag) for tag in value]
    if how == "list":
        return [str(each).strip() for each in (value if isinstance(value, list) else str(value).split("|"))]
    if how == "plain":
        return [str(value).strip()]
    return [str(value)[len(how):]] if str(value).startswith(how) else []
