"""O*NET as a framework: occupations as positions, skills and knowledge as competencies. Where the data lie beside this
checkout; facts of it, made into a framework in memory and never written into the project.

An element is required where its mean importance is 3 or more (of 5); its level is the mean level (of 7) on a scale of
5.
"""

from __future__ import annotations

import csv
import gzip
import math
from collections.abc import Callable, Iterator

from frac.framework import Competency, Framework, Position, Requirement
from tests.bench.homes import ROOT
from tests.frameworks import framework

FOLDER = ROOT.parent / "shared" / "data" / "onet"
IMPORTANT, SCALE, OURS = 3.0, 7.0, 5


def occupations() -> Framework | None:
    """The framework; None where the data are absent."""
    if not FOLDER.is_dir():
        return None
    about = {row["Element ID"]: row["Description"] for row in _rows("content_model_reference")}
    names, kinds = dict[str, str](), dict[str, str]()
    importance, level = dict[tuple[str, str], float](), dict[tuple[str, str], float]()
    for file, kind in (("skills", "behavioural"), ("knowledge", "domain")):
        for row in _rows(file):
            if row["Recommend Suppress"] == "Y":
                continue
            key = row["O*NET-SOC Code"], row["Element ID"]
            names[key[1]], kinds[key[1]] = row["Element Name"], kind
            (importance if row["Scale ID"] == "IM" else level)[key] = float(row["Data Value"])
    anchors: dict[str, dict[int, str]] = {}
    for row in _rows("level_scale_anchors"):
        if row["Element ID"] in names and row["Scale ID"] == "LV":
            step = _level(float(row["Anchor Value"]), round)
            anchors.setdefault(row["Element ID"], {}).setdefault(step, row["Anchor Description"])
    required: dict[str, list[Requirement]] = {}
    for (occupation, element), value in importance.items():
        if value >= IMPORTANT:
            asked = _level(level.get((occupation, element), 0.0), math.ceil)
            required.setdefault(occupation, []).append(Requirement(element, asked, None, None, 1.0))
    positions = [Position(row["O*NET-SOC Code"], row["Title"], None, None, None, row["Description"], (), (),
                          tuple(required[row["O*NET-SOC Code"]]))
                 for row in _rows("occupation_data") if row["O*NET-SOC Code"] in required]
    return framework(*(Competency(each, name, None, kinds[each], None, about.get(each), (), anchors.get(each, {}))
                       for each, name in names.items()), *positions)


def _level(value: float, rounded: Callable[[float], int]) -> int:
    return max(1, min(OURS, rounded(value / SCALE * OURS)))


def _rows(name: str) -> Iterator[dict[str, str]]:
    with gzip.open(FOLDER / f"{name}.csv.gz", "rt", encoding="utf-8") as file:
        yield from csv.DictReader(file)
