"""The framework of a bundle, read without a database: for measurements that need nothing but posts and competencies."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

from frac.framework import Activity, Competency, Course, Framework, Position, Requirement, Role
from tests.frameworks import course, framework


def framework_of(folder: Path) -> Framework:
    """Positions with their roles and activities, competencies with their levels, courses with their tags."""
    levels: dict[str, dict[int, str]] = {}
    for row in _rows(folder, "competency_levels"):
        levels.setdefault(row["competency_id"], {})[int(row["level"])] = row["descriptor"]
    competencies = [Competency(row["id"], row["name"], row["name_hi"] or None, row["type"].lower(), None,
                               row["description"], tuple(filter(None, (row["aliases"] or "").split("|"))),
                               levels.get(row["id"], {})) for row in _rows(folder, "competencies")]
    activities: dict[str, list[Activity]] = {}
    for row in _rows(folder, "activities"):
        activities.setdefault(row["role_id"], []).append(Activity(row["id"], row["description"], None, None))
    roles: dict[str, list[Role]] = {}
    for row in _rows(folder, "roles"):
        roles.setdefault(row["position_id"], []).append(Role(row["id"], row["title"], row["description"] or None,
                                                             tuple(activities.get(row["id"], ()))))
    asked: dict[str, list[Requirement]] = {}
    for row in _rows(folder, "requirements"):
        asked.setdefault(row["position_id"], []).append(Requirement(
            row["competency_id"], int(row["level"]), row["role_id"] or None, row["activity_id"] or None, 1.0))
    positions = [Position(row["id"], row["title"], None, None, row["group"], row["description"], (), tuple(
        roles.get(row["id"], ())), tuple(asked.get(row["id"], ()))) for row in _rows(folder, "positions")]
    return framework(*competencies, *positions, *_courses(folder))


def _courses(folder: Path) -> Iterator[Course]:
    for line in (folder / "courses.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield course(row["id"], row["title"], [(each["id"], each.get("level")) for each in row.get("competencies", ())],
                     description=row.get("description") or "", status=row.get("status") or "live")


def _rows(folder: Path, name: str) -> Iterator[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            yield {str(key): (value or "").strip() for key, value in row.items() if key}
