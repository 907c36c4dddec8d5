"""CASE 1.1 packages of competency frameworks: our own whole, others' as competencies without type and requirements.

What stands in a package is told by `frac/case/`, with every fault of it; here its rows become the draft's. Refuses a
package with a fault as a whole: what hangs from what is not certain then.
"""

from __future__ import annotations

from collections.abc import Sequence
from json import dumps

from bot.conversion.contract import Loader
from bot.conversion.draft import Draft
from bot.conversion.folder import Row
from bot.conversion.names import name, prose, said, source_id
from bot.conversion.sources import Place, Source
from bot.conversion.workbook import Unusable
from frac.case.model import Object
from frac.case.read import Reading, understood

NAMES = ("name", "name_hi", "title", "title_hi", "theme", "kind", "group", "receives_from", "submits_to")
TEXTS = ("description", "descriptor")
IDS = ("id", "competency_id", "position_id", "role_id", "activity_id", "organisation_id", "parent_id")


def recognises(source: Source) -> bool:
    """Whether the first value is a package: an object with a CFDocument."""
    first = source.records[0][1] if source.records else None
    return isinstance(first, dict) and isinstance(first.get("CFDocument"), dict)


def framework(sources: Sequence[Source], draft: Draft) -> None:
    """Everything in the packages; raises Unusable, with all faults in the report, where one has any."""
    for source in sources:
        for place, value in source.records:
            reading = understood(value)
            faults = [Unusable(f"{place}, {fault.where}", None, fault.what, fault.mend) for fault in reading.faults]
            if faults:
                # The last is raised, which stops the conversion and is reported by it.
                draft.report.problems += [str(fault) for fault in faults[:-1]]
                raise faults[-1]
            _take(reading, place, draft)


def _take(reading: Reading, place: Place, draft: Draft) -> None:
    for remark in reading.remarks:
        where = f"{place}, {remark.where}" if remark.where != "the file" else place
        draft.report.note(where, remark.what, remark.shown, remark.count)
    for step in reading.levels:
        # The scale stands in tenant.toml, which belongs to the tenant and not to a source.
        known = ", ".join(f"{key} = {dumps(value, ensure_ascii=False)}" for key, value in step.items() if value)
        draft.report.note(place, f"the scale of the file; write [[levels]] into tenant.toml if it is yours: {known}")
    rows = {table: [_clean(row, place, draft) for row in rows] for table, rows in reading.rows.items()}
    ids = _competencies(rows["competencies"], place, draft)
    for table in ("organisations", "positions", "roles", "activities"):
        for row in rows[table]:
            if row["id"] is None:
                draft.report.leave(place, "an id is none that a bundle can hold", str(row.get("name") or ""))
            elif table == "positions":
                draft.put_position(row)
            else:
                draft.put(table, row)
    for row in rows["competency_levels"]:
        if row["competency_id"] in ids:
            draft.put("competency_levels", {**row, "competency_id": ids[row["competency_id"]]})
    _requirements([{**row, "competency_id": ids.get(row["competency_id"])} for row in rows["requirements"]], place,
                  draft)


def _clean(row: Object, place: Place, draft: Draft) -> Row:
    """The row with names and texts that no spreadsheet computes, and ids that are some."""
    found = dict(row)
    for column in row.keys() & set(NAMES):
        found[column] = name(row[column])
    for column in row.keys() & set(TEXTS):
        # The first line is the one that a cell begins with; those below it stay as they are.
        first, *more = said(row[column]).split("\n")
        found[column] = "\n".join([prose(first), *more]).strip()
    for column in row.keys() & set(IDS):
        found[column] = source_id(row[column])
    if "aliases" in row:
        found["aliases"] = [alias for each in row["aliases"] if "|" not in each and (alias := name(each))]
        if any("|" in each for each in row["aliases"]):
            draft.report.leave(place, "an alias holds a |, which parts aliases in a bundle", str(row.get("name") or ""))
    return found


def _competencies(rows: list[Row], place: Place, draft: Draft) -> dict[str, str]:
    """Adds them; the ids of the package to those of the bundle, where the same competency may have another."""
    ids: dict[str, str] = {}
    for row in rows:
        found = draft.competency(row["type"], row["theme"], row["name"], row["id"]) if row["id"] else None
        if found is None:
            draft.report.leave(place, "a competency has no id or no name that a bundle can hold", row["name"])
            continue
        more = {column: row[column] for column in ("name_hi", "description", "aliases")}
        if found == row["id"]:
            draft.put("competencies", {"id": found, **more})
        else:
            draft.put("competencies", {"id": found}, fill=more)
            draft.report.note(place, "a competency of this type, theme and name is there already; the two are one",
                              row["name"])
        ids[row["id"]] = found
    return ids


def _requirements(rows: list[Row], place: Place, draft: Draft) -> None:
    """Adds them. Lines that ask the same for the same reason are one: what counts is the highest level and weight."""
    asked: dict[tuple[str, ...], Row] = {}
    for row in rows:
        key = tuple(str(row[column] or "") for column in ("position_id", "competency_id", "role_id", "activity_id"))
        before = asked.get(key)
        if not (row["position_id"] and row["competency_id"]):
            draft.report.leave(place, "a requirement names what was left out")
        elif before is None:
            asked[key] = row
        else:
            draft.report.note(place, "a position asks the same twice; the highest level and weight count")
            asked[key] = {**before, **{column: max(row[column], before[column]) for column in ("level", "weight")}}
    for row in asked.values():
        draft.put("requirements", row)


LOADER = Loader("case", "JSON of CASE 1.1 or 1.0: one package with CFDocument, CFItems and CFAssociations.", recognises,
                framework)
