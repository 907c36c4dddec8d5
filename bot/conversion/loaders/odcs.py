"""The ODCS sheet of a ministry: `Designation | Competency Area | Competency Theme | Competency SubTheme`, XLSX or CSV.

Each sub-theme is a competency, its area the type, its theme the theme. The sheet names no level, so requirements are
written without one, unless a column or the administrator says it. A blank cell means what stands above it only where
all cells to its left are blank too. Refuses to pair themes and sub-themes that cannot be told apart.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversion.contract import Loader
from bot.conversion.draft import Draft
from bot.conversion.names import level_of, name, parts
from bot.conversion.sources import Place, Sheet, Source, as_header, find_header

HEADINGS = {
    "designation": ("designation", "designations", "designationname", "nameofdesignation", "post", "position",
                    "पदनाम", "पद", "पदकानाम"),
    "area": ("competencyarea", "area", "competencyareas", "competencytype", "दक्षताक्षेत्र", "योग्यताक्षेत्र",
             "क्षमताक्षेत्र", "सक्षमताक्षेत्र"),
    "theme": ("competencytheme", "theme", "themes", "competencythemes", "दक्षताथीम", "दक्षताविषय", "योग्यताविषय",
              "क्षमताविषय", "सक्षमताविषय", "विषय"),
    "competency": ("competencysubtheme", "subtheme", "subthemes", "competencysubthemes", "दक्षताउपथीम", "दक्षताउपविषय",
                   "योग्यताउपविषय", "क्षमताउपविषय", "सक्षमताउपविषय", "उपविषय", "उपथीम"),
    "level": ("level", "competencylevel", "proficiencylevel", "requiredlevel", "स्तर", "दक्षतास्तर"),
}
KNOWN = {heading: meaning for meaning, headings in HEADINGS.items() for heading in headings}
NEEDED = {"designation", "competency"}
NO_LEVEL = "the level is no number from 1 up; it was left empty"
PAIRS = ("themes and sub-themes stand in one cell in different numbers, so which belongs to which cannot be told; "
         "write one row for each")


def recognises(source: Source) -> bool:
    """Whether a sheet has the columns of designation and sub-theme."""
    return any(find_header(sheet, KNOWN, NEEDED) for sheet in source.sheets)


def framework(sources: Sequence[Source], draft: Draft) -> None:
    """Positions, competencies and what each position requires."""
    for source in sources:
        for sheet in source.sheets:
            columns = find_header(sheet, KNOWN, NEEDED)
            if columns is None:
                draft.report.note(sheet.file, "the sheet has no columns of designation and sub-theme; it was not read")
            else:
                _sheet(sheet, columns, draft)
        for hidden in source.hidden:
            draft.report.note(hidden, "the sheet is hidden; it was not read")


def _sheet(sheet: Sheet, columns: dict[str, int], draft: Draft) -> None:
    above = dict.fromkeys(("designation", "area", "theme"), "")
    begun = False
    for place, cells in sheet.rows():
        row = {meaning: cells[at] if at < len(cells) else "" for meaning, at in columns.items()}
        if as_header(cells, KNOWN).keys() >= NEEDED:
            if begun:
                draft.report.note(place, "the header stands again; passed over")
            begun = True
        elif begun and any(name(cell) for cell in row.values()):
            _filled(row, above, place, draft)
            _row(row, place, draft)
        elif begun:
            above = dict.fromkeys(above, "")


def _filled(row: dict[str, str], above: dict[str, str], place: Place, draft: Draft) -> None:
    """Fills blank cells from the row above as long as all cells to their left are blank as well."""
    going_on, filled = True, False
    for meaning in above:
        going_on = going_on and not name(row.get(meaning, ""))
        if going_on and above[meaning] and name(row.get("competency", "")):
            row[meaning], filled = above[meaning], True
        else:
            above[meaning] = row.get(meaning, "")
    if filled:
        draft.report.note(place, "blank cells at the left read as those of the row above")


def _row(row: dict[str, str], place: Place, draft: Draft) -> None:
    designations, themes, titles = (parts(row.get(meaning, "")) for meaning in ("designation", "theme", "competency"))
    if not titles:
        draft.report.leave(place, "the row names no sub-theme", name(row.get("designation", "")))
        return
    if not designations:
        draft.report.leave(place, "the row names no designation", titles[0])
        return
    if len(themes) > 1 and len(themes) != len(titles):
        draft.report.leave(place, PAIRS, designations[0])
        return
    if len(titles) > 1:
        draft.report.note(place, "several sub-themes in one cell, read as one competency each")
    level = level_of(row.get("level")) or draft.told.level
    if name(row.get("level", "")) and level_of(row.get("level")) is None:
        draft.report.note(place, NO_LEVEL, name(row["level"]))
    for at, title in enumerate(titles):
        theme = themes[at] if len(themes) > 1 else "".join(themes)
        competency_id = draft.competency(row.get("area"), theme, title)
        for designation in designations:
            position_id = draft.position(designation, draft.organisation_id)
            given = {"level": level} if level_of(row.get("level")) else {}
            draft.put("requirements", {"position_id": position_id, "competency_id": competency_id, **given},
                      fill={"level": level})


LOADER = Loader("odcs", "A table (XLSX or CSV) whose header has the columns Designation, Competency Area, Competency "
                "Theme and Competency SubTheme.", recognises, framework)
