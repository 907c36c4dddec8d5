"""Reads a CASE 1.1 (or 1.0) package into the rows of a bundle: our own exactly, others' as far as it goes.

Every fault is told, and where there is one there are no rows. Refuses to guess: what a file does not say is empty, and
remarked. The mapping stands in `write.py`, what is taken of other publishers' files in `foreign.py`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from frac.case import foreign, shape
from frac.case.model import Findings, Object, Remark
from frac.case.own import Own, Rows
from frac.faults import Fault

TABLES = ("organisations", "competencies", "competency_levels", "positions", "roles", "activities", "requirements")


@dataclass
class Reading:
    """What a package says: rows by table, the scale (level, name, name_hi), and all that is to be said about it."""

    title: str = ""
    rows: Rows = field(default_factory=lambda: {table: [] for table in TABLES})
    levels: list[Object] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)


def read(text: str) -> Reading:
    """Reads the text of a file."""
    try:
        value = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        place, what = "the file", "it is nested too deep, or has too long a number"
        if isinstance(error, json.JSONDecodeError):
            place, what = f"line {error.lineno}, column {error.colno}", error.msg
        return Reading(faults=[Fault(place, f"is no JSON: {what}", "Export it again; check that it arrived whole.")])
    return understood(value)


def understood(value: Any) -> Reading:
    """Reads a value that was JSON."""
    findings, reading = Findings(), Reading()
    found = shape.opened(value, findings)
    if found is not None:
        reading.title = found.title
        ours = Own(found, findings)
        theirs = foreign.competencies(found, findings)
        rows: Rows = {table: [] for table in TABLES}
        ours.fill(rows, {identifier: str(row["id"]) for identifier, row in theirs.items()})
        rows["competencies"] += theirs.values()
        if not any(rows.values()) and not findings.faults:
            findings.fault("the file", "holds no item", shape.WHOLE)
        if not findings.faults:
            reading.rows, reading.levels = rows, ours.levels
    reading.faults, reading.remarks = findings.faults, findings.remarks
    return reading
