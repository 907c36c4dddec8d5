"""Small sources of every shape that a loader takes, made up by hand, and how to convert them in a test."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

from bot.conversion.draft import Told
from bot.conversion.report import Report
from bot.conversion.run import convert
from tests.bundle import Rows

ODCS = """Designation,Competency Area,Competency Theme,Competency SubTheme
Pier Master,Behavioural,Working Together,Listening
Pier Master,Functional,Office Work,Noting and Drafting
Lamp Keeper,Domain,Lights,"Lamps, Lenses and Oil"
"""
FRAC = [{"type": "COMPETENCY", "id": "X1", "name": " Tides ", "description": "Reads tide tables", "status": "VERIFIED",
         "secondaryStatus": "VERIFIED",
         "additionalProperties": {"competencyType": "Domain", "competencyArea": "Sea\t\t"},
         "children": [{"type": "COMPETENCIESLEVEL", "level": "Level 2", "description": "Predicts slack water"}]},
        {"type": "POSITION", "id": "Y1", "name": "PILOT", "description": "PILOT", "children": [
            {"type": "ROLE", "id": "Y2", "name": "Guides ships", "children": [
                {"type": "ACTIVITY", "id": "Y3", "description": "Boards ships"},
                {"type": "COMPETENCY", "id": "X1", "name": "Tides", "level": "Level 3",
                 "additionalProperties": {"competencyType": "Domain", "competencyArea": "Sea"}}]}]}]
V3 = {"id": "X1", "name": "Tides", "competencyType": "Domain", "competencyArea": "Sea", "selectedLevelLevel": "Level 2"}
V5 = {"competencyArea": "Behavioural", "competencyTheme": "Working Together", "competencySubTheme": "Listening",
      "competencySubThemeId": 41}
V6 = {"competencyAreaName": "Behavioural", "competencyThemeName": "Working Together",
      "competencySubThemeName": "Listening", "competencySubThemeIdentifier": "sub-41"}
CONTENT: dict[str, Any] = {
    "identifier": "do_1", "name": "Tides for All", "primaryCategory": "Course", "duration": "5400", "status": "Live",
    "description": "<p>How the <b>sea</b> moves</p>", "language": ["English", "Hindi"], "source": "School of the Sea",
    "avgRating": 4.5, "lastUpdatedOn": "2025-03-04T10:11:12.000+0000", "competencies_v3": json.dumps([V3])}
USERS = [{"user_id": "u-1", "mdo_id": "m-1", "full_name": "Asha Secret", "designation": "pier  master",
          "email": "asha@secret.example", "phone_number": "+91 90000 00001", "gender": "F", "category": "SC",
          "groups": "Group B", "status": "1"},
         {"user_id": "u-2", "mdo_id": "m-1", "full_name": "Ravi Secret", "designation": "Cook",
          "email": "", "phone_number": "", "gender": "M", "category": "OBC", "groups": "", "status": "0"}]
ORGANISATIONS = [{"mdo_id": "m-1", "mdo_name": "Harbour Office", "ministry": "Ministry of Ports",
                  "department": "Department of Piers", "is_content_provider": "false"},
                 {"mdo_id": "m-2", "mdo_name": "Ministry of Ports", "ministry": "Ministry of Ports", "department": "",
                  "is_content_provider": "true"}]

STANDARDS: dict[str, Any] = {
    "CFDocument": {"identifier": "11111111-0000-4000-8000-000000000001", "title": "Harbour Standards"},
    "CFItems": [
        {"identifier": "11111111-0000-4000-8000-000000000002", "fullStatement": "Seamanship", "CFItemType": "Strand"},
        {"identifier": "11111111-0000-4000-8000-000000000003", "fullStatement": "Ties a bowline in the dark.",
         "abbreviatedStatement": "Bowline", "humanCodingScheme": "SEA.1", "CFItemType": "Standard"}],
    "CFAssociations": [
        {"identifier": f"11111111-0000-4000-8000-00000000001{number}", "associationType": "isChildOf",
         "originNodeURI": {"identifier": f"11111111-0000-4000-8000-00000000000{origin}"},
         "destinationNodeURI": {"identifier": f"11111111-0000-4000-8000-00000000000{target}"}}
        for number, origin, target in ((1, 2, 1), (2, 3, 2))]}
ORDER: dict[str, Any] = {
    "id": "w-1", "name": "Lamps", "deptId": "m-1", "deptName": "Harbour Office", "status": "Published", "users": [
        {"userId": "u-8", "userName": "Meera Secret", "userPosition": "Pier Master", "positionDescription": "Runs it",
         "roleCompetencyList": [], "unmappedActivities": [{"type": "ACTIVITY", "description": "Waits"}]},
        {"userId": "u-9", "userName": "Dev Secret", "userEmail": "dev@secret.example", "userPosition": "Lamp Keeper",
         "roleCompetencyList": [{
             "roleDetails": {"type": "ROLE", "id": "Y7", "name": "Keeps lamps", "status": "UNVERIFIED", "childNodes": [
                 {"type": "ACTIVITY", "id": "Y8", "name": "", "description": "Trims wicks", "status": "UNVERIFIED",
                  "submittedToName": "Meera Secret", "submittedFromName": "Pia Secret"}]},
             "competencyDetails": [
                 {"type": "COMPETENCY", "id": "X7", "name": "Lamps", "level": "Level 2", "status": "VERIFIED",
                  "additionalProperties": {"competencyType": "Domain", "competencyArea": "Sea"}}]}]}]}


def answer(mid: str, item: str, score: float, *, person: str = "u-1", content: str = "do_9", most: float = 1,
           attempt: str = "a1", ets: int = 1_740_000_000_000, kind: str = "mcq", **more: Any) -> dict[str, Any]:
    """An ASSESS event."""
    return {"eid": "ASSESS", "mid": mid, "ets": ets, "actor": {"id": person, "type": "User"},
            "object": {"id": content, "type": "Content"},
            "context": {"cdata": [{"id": attempt, "type": "AttemptId"}, {"id": "do_1", "type": "course"}]},
            "edata": {"item": {"id": item, "maxscore": most, "type": kind}, "score": score, "pass": "No"}, **more}


def as_csv(rows: Rows) -> str:
    """Rows as CSV with a header."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


# One source for each loader, by its file name.
ONE: dict[str, dict[str, str]] = {
    "odcs": {"odcs.csv": ODCS},
    "frac": {"frac.json": json.dumps(FRAC)},
    "igot-content": {"page.json": json.dumps({"result": {"count": 1, "content": [CONTENT]}})},
    "warehouse": {"user_detail.csv": as_csv(USERS), "org_hierarchy.csv": as_csv(ORGANISATIONS)},
    "case": {"standards.json": json.dumps(STANDARDS)},
    "order": {"order.json": json.dumps({"result": {"data": ORDER}})},
    "assess": {"events.jsonl": json.dumps(answer("m1", "q1", 1))},
}


class Desk:
    """A folder of sources and a bundle beside it."""

    def __init__(self, folder: Path) -> None:
        self.sources, self.bundle = folder / "sources", folder / "bundle"
        self.sources.mkdir()

    def put(self, **files: str | bytes) -> list[Path]:
        """Writes sources; `__` in a name stands for its dot."""
        return self.write({name.replace("__", "."): text for name, text in files.items()})

    def write(self, files: dict[str, Any]) -> list[Path]:
        """Writes sources under their names."""
        paths = [self.sources / name for name in files]
        for path, text in zip(paths, files.values(), strict=True):
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return paths

    def convert(self, *paths: Path, only: str | None = None, mapping: Path | None = None, **told: Any) -> Report:
        """Converts into the bundle."""
        return convert(list(paths) or [self.sources], self.bundle, Told(**told), only=only, mapping=mapping)

    def rows(self, file: str) -> list[dict[str, Any]]:
        """The rows of a file of the bundle; none where there is no such file."""
        path = self.bundle / file
        if not path.is_file():
            return []
        text = path.read_text(encoding="utf-8")
        if file.endswith(".jsonl"):
            return [json.loads(line) for line in text.splitlines()]
        return list(csv.DictReader(io.StringIO(text)))

    def bytes(self) -> dict[str, bytes]:
        """The bundle as it lies there."""
        return {path.name: path.read_bytes() for path in sorted(self.bundle.glob("*"))}
