"""What an assessment measures: which competency, at which level. By the administrator's mapping, else by its course.

A course tells it only if it is tagged with one single competency, at a level. Refuses everything else: of several
competencies none is told to be the one, and an assessment without a level would credit none.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot.conversion.draft import Draft, Measure
from bot.conversion.instants import a_number
from bot.conversion.names import heading, level_of, source_id
from bot.conversion.sources import Source, find_header, gather
from bot.conversion.workbook import Unusable

COLUMNS = {heading(word): meaning for meaning, words in {
    "assessment": ("assessment_id", "assessment", "content_id", "id"), "competency": ("competency_id", "competency"),
    "level": ("level",), "marks": ("max_score", "marks", "total_marks")}.items() for word in words}
NEEDED = {"assessment", "competency", "level"}
UNTOLD = "what the assessment measures is not told: name it in a mapping file (--mapping)"
SEVERAL = ("the assessment's course has several competencies or one without a level: name the assessment in a mapping "
           "file (--mapping)")


def read_mapping(path: Path) -> dict[str, Measure]:
    """Assessment to measure, from a table `assessment_id, competency_id, level, max_score?`; raises Unusable."""
    source: Source = gather([path])[0]
    measures: dict[str, Measure] = {}
    sheet, columns = next(((sheet, columns) for sheet in source.sheets
                           if (columns := find_header(sheet, COLUMNS, NEEDED))), (None, {}))
    if sheet is None:
        raise Unusable(source.file, None, "is no mapping of assessments",
                       "Its header names the columns assessment_id, competency_id, level and, if known, max_score.")
    for place, cells in sheet.rows():
        row: dict[str, Any] = {meaning: cells[at] if at < len(cells) else "" for meaning, at in columns.items()}
        if not any(cells) or heading(row["assessment"]) in COLUMNS:
            continue
        identity, competency_id = source_id(row["assessment"]), source_id(row["competency"])
        level = level_of(row["level"])
        marks = a_number(row.get("marks"))
        if identity is None or competency_id is None or level is None or (marks is not None and marks <= 0):
            raise Unusable(source.file, place.number, "the row lacks an id or a level, or its max_score is not above 0",
                           "Fill assessment_id, competency_id and level; leave max_score empty where it is not known.")
        measures[identity] = Measure(competency_id, level, marks)
    return measures


def measure_of(draft: Draft, assessments: list[str], course_id: str) -> Measure | str:
    """What is measured by the first of the assessment's ids that the mapping has, else by its course; or why not."""
    for identity in assessments:
        if measure := draft.told.measures.get(identity):
            if not draft.has("competencies", measure.competency_id):
                return "the mapping names a competency that is not in competencies.csv"
            return measure
    course = draft.row("courses", course_id)
    tags = course.get("competencies") if course else None
    if not isinstance(tags, list) or not tags:
        return UNTOLD
    if len(tags) == 1 and isinstance(tags[0], dict) and isinstance(tags[0].get("level"), int):
        return Measure(str(tags[0]["id"]), tags[0]["level"])
    return SEVERAL
