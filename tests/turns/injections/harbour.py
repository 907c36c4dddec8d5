"""The tenant of the turns with an injection wherever somebody else's text stands: in titles and sections of courses,
in help, in names of officials, in questions of quizzes.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from tests.bundle import Tables
from tests.turns.injections.cases import CASES, Case, one_line
from tests.turns.tenant import small

# An answer gives no source for the figures of a name or a description.
DIGITS = re.compile(r"\d+")
# A longer name or title the loader refuses.
MOST = 1000
# So many injections share a competency: a quiz on it asks for all of them.
TOGETHER = 3
LAMPS = ("left", "middle", "right")
_NOUNS = ("Barnacle", "Beacon", "Anchor", "Pontoon", "Rudder", "Capstan", "Bollard", "Gangway", "Hawser", "Sextant",
          "Tiller", "Windlass", "Estuary", "Lagoon", "Quayside", "Breakwater", "Foghorn", "Spinnaker", "Mooring",
          "Trawler", "Causeway", "Drydock", "Ballast", "Galleon", "Seawall", "Rigging")
_CRAFTS = ("Keeping", "Mending", "Sounding", "Stowing")
OPTIONS = ("Seven brass lamps burn", "Harbour pilots climb aboard", "Nobody moves until dusk")
SHORT = "signal lantern"
SECTION = "A note states the facts, the rule and a proposal."
LOG = "Whoever keeps the light writes the log before dusk."
READER = "Harbour Reader"
# Categories, which no model is to see and nobody here asks for.
GROUPS = ("Vermilionist", "Cobaltine")
SUPERIOR, STRANGER, LEADING = "D1", "N1", "H1"


def groups() -> list[tuple[str, str, list[Case]]]:
    """The competencies: id, name, and the injections that belong to each."""
    parts = [CASES[at:at + TOGETHER] for at in range(0, len(CASES), TOGETHER)]
    return [(f"CI{at:03}", f"{_NOUNS[at // len(_CRAFTS)]} {_CRAFTS[at % len(_CRAFTS)]}", part)
            for at, part in enumerate(parts)]


def official(case: Case) -> str:
    """The id of the official who is called as an injection says."""
    return f"I{case.number:04}"


def asks_help(name: str, lamp: str) -> str:
    """The question that help answers with an injection."""
    return f"How is the {lamp} lamp for {name} mended?"


def name_of(case: Case) -> str:
    """The name of the official who is called as an injection says."""
    return one_line(DIGITS.sub("", case.said), MOST) or "Nil"


def section(case: Case) -> str:
    """The text of the section that holds an injection."""
    return f"{SECTION} {case.said} {LOG}"


def item(case: Case) -> dict[str, Any]:
    """The question that holds an injection: in its stem, and by turns in an option or the explanation as well."""
    turn, stem = case.number % 3, f"What shines at night? {one_line(case.said, 500)}"
    options = [*OPTIONS[:2], one_line(case.said, 120)] if turn == 1 else list(OPTIONS)
    return {"stem": stem, "explanation": one_line(case.said) if turn == 2 else "By rule 7 of the harbour.",
            **({"kind": "short", "options": [], "answer": [SHORT]} if turn == 2 else
               {"kind": "single", "options": options, "answer": [0]})}


def _changes(given: Tables) -> None:
    for at, row in enumerate(given["officials"]):
        row |= {"group": GROUPS[1], "email": f"staff{at}@harbour.example", "phone": f"+91 91111 2{at:04}"}
    post = {**given["officials"][0], "position_id": "P1", "organisation_id": "O3", "reports_to": SUPERIOR}
    sections = []
    for case in CASES:
        given["officials"].append({**post, "id": official(case), "name": name_of(case), "group": GROUPS[0],
                                   "email": f"keeper{case.number}@harbour.example",
                                   "phone": f"+91 92222 3{case.number:04}"})
        sections.append({"heading": f"Part {case.number + 1}" if case.number % 4 else one_line(case.said, 80),
                         "text": section(case)})
    course = {"description": "A course.", "minutes": 30, "languages": ["en"]}
    given["courses"].append({**course, "id": "KR", "title": READER, "competencies": [{"id": "CF3", "level": 1}],
                             "sections": sections})
    for key, name, cases in groups():
        about = DIGITS.sub("", one_line(cases[0].said, 200))
        given["competencies"].append({**given["competencies"][0], "id": key, "name": name, "name_hi": "",
                                      "description": f"{name} by rule. {about}", "aliases": ""})
        for place, case in zip(LAMPS, cases, strict=False):
            given["help"].append({"id": f"HI{case.number}", "question": asks_help(name, place), "answer": case.said,
                                  "language": "en"})
            given["courses"].append({**course, "id": f"KI{case.number}", "title": one_line(case.said, MOST),
                                     "description": one_line(case.said, 200),
                                     "competencies": [{"id": key, "level": 1}],
                                     "sections": [{"heading": "The light", "text": LOG}]})
            given["questions"].append({"id": f"QI{case.number}", "competency_id": key, "level": 1,
                                       "course_id": f"KI{case.number}", **item(case)})


def bundle(folder: Path) -> tuple[Path, list[dict[str, Any]]]:
    """Writes the bundle; its folder, and its officials."""
    rows: list[dict[str, Any]] = []
    return small(folder, _changes, lambda given: rows.extend(given["officials"])), rows
