"""Builds small bundles for tests: plain dict rows in, files out. Knows of the contract no more than the file forms."""

from __future__ import annotations

import copy
import csv
import gzip
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Rows = list[dict[str, Any]]
Tables = dict[str, Rows]

TENANT = """
name = "Testland"
as_of = 2026-03-31
timezone = "Asia/Kolkata"
languages = ["en", "hi"]
"""

JSONL = {"courses", "questions", "help"}

_SMALL: Tables = {
    "organisations": [
        {"id": "O1", "name": "Ministry of Tests", "name_hi": "परीक्षण मंत्रालय", "kind": "ministry", "parent_id": "",
         "aliases": "MoT|Tests"},
        {"id": "O2", "name": "Department of Unit Tests", "name_hi": "", "kind": "department", "parent_id": "O1",
         "aliases": ""},
        {"id": "O3", "name": "Field Office", "name_hi": "", "kind": "unit", "parent_id": "O2", "aliases": ""},
    ],
    "competencies": [
        {"id": "C1", "name": "Listening", "name_hi": "सुनना", "type": "behavioural", "theme": "People",
         "description": "Hearing, and \"understanding\"", "aliases": "hearing"},
        {"id": "C2", "name": "Noting", "name_hi": "", "type": "functional", "theme": "Office", "description": "",
         "aliases": ""},
    ],
    "competency_levels": [
        {"competency_id": "C1", "level": 1, "descriptor": "Listens"},
        {"competency_id": "C1", "level": 2, "descriptor": "Listens well"},
    ],
    "positions": [
        {"id": "P1", "title": "Director", "title_hi": "", "organisation_id": "", "group": "A", "description": "",
         "aliases": ""},
        {"id": "P2", "title": "Section Officer", "title_hi": "", "organisation_id": "O2", "group": "B",
         "description": "",
         "aliases": "SO"},
    ],
    "roles": [{"id": "R1", "position_id": "P1", "title": "Leading", "description": "", "order": 1}],
    "activities": [{"id": "A1", "role_id": "R1", "description": "Decides", "order": 1,
                    "receives_from": "Section Officer",
                    "submits_to": ""}],
    "requirements": [
        {"position_id": "P1", "competency_id": "C1", "level": 3, "role_id": "R1", "activity_id": "A1", "weight": 1.5},
        {"position_id": "P2", "competency_id": "C2", "level": 2, "role_id": "", "activity_id": "", "weight": ""},
    ],
    "officials": [
        {"id": "U1", "name": "Asha Rao", "position_id": "P1", "organisation_id": "O1", "reports_to": "", "group": "A",
         "state": "Kerala", "language": "en", "joined_on": "2010-05-01", "email": "asha@example.org", "phone": "+91 1"},
        {"id": "U2", "name": "Ravi Kumar", "position_id": "P2", "organisation_id": "O2", "reports_to": "U1",
         "group": "B",
         "state": "", "language": "hi", "joined_on": "", "email": "", "phone": ""},
        {"id": "U3", "name": "Mina Das", "position_id": "P2", "organisation_id": "O3", "reports_to": "U2", "group": "B",
         "state": "", "language": "", "joined_on": "", "email": "", "phone": ""},
    ],
    "grants": [
        {"official_id": "U1", "capability": "hr", "organisation_id": "O1", "provider_id": ""},
        {"official_id": "U2", "capability": "provider", "organisation_id": "", "provider_id": "V1"},
    ],
    "providers": [{"id": "V1", "name": "School of Tests", "kind": "government"}],
    "courses": [
        {"id": "K1", "title": "Listening at Work", "description": "How to listen", "provider_id": "V1",
         "languages": ["en", "hi"], "minutes": 90, "competencies": [{"id": "C1", "level": 2}, {"id": "C2",
                                                                                               "level": None}],
         "sections": [{"heading": "One", "text": "Be silent"}], "rating": 4.5, "ratings_count": 3},
        {"id": "K2", "title": "Noting Well", "description": "How to note", "minutes": 30,
         "competencies": [{"id": "C2", "level": 1}], "prerequisites": ["K1"], "status": "live",
         "updated_on": "2025-01-01"},
    ],
    "questions": [
        {"id": "Q1", "competency_id": "C1", "level": 1, "course_id": "K1", "kind": "single", "stem": "Who?",
         "options": ["You", "Me"], "answer": [1], "explanation": "Me."},
        {"id": "Q2", "competency_id": "C2", "kind": "short", "stem": "When?", "answer": ["2005"],
         "explanation": "Then."},
    ],
    "plans": [
        {"id": "L1", "name": "Plan", "organisation_id": "O1", "course_id": "K1", "assigned_to": "all",
         "due_on": "2026-06-30",
         "apar": "yes"},
        {"id": "L1", "name": "Plan", "organisation_id": "O2", "course_id": "K2", "assigned_to": "group:B",
         "due_on": "2026-06-30", "apar": "no"},
        {"id": "L2", "name": "Other", "organisation_id": "O2", "course_id": "K2", "assigned_to": "position:P2",
         "due_on": "2026-06-30", "apar": ""},
        {"id": "L3", "name": "Third", "organisation_id": "O2", "course_id": "K2", "assigned_to": "official:U2",
         "due_on": "2026-06-30", "apar": ""},
    ],
    "help": [{"id": "H1", "question": "How?", "answer": "So.", "language": "en"}],
}

_EVENT = {"course_id": "", "competency_id": "", "level": "", "score": "", "minutes": "", "refers_to": "", "note": ""}


def event(key: str, official: str, kind: str, at: str = "2026-01-05T10:00:00", **more: Any) -> dict[str, Any]:
    """A row of events.csv."""
    return {"id": key, "official_id": official, "kind": kind, "at": at, **_EVENT, **more}


def small() -> Tables:
    """A bundle with a row or more in every file, without a fault."""
    tables = copy.deepcopy(_SMALL)
    tables["events"] = [
        event("E1", "U2", "enrolled", course_id="K1"),
        event("E2", "U2", "completed", "2026-01-09T10:00:00", course_id="K1", score=75, minutes=90),
        event("E3", "U2", "assessed", "2026-01-10T10:00:00+05:30", competency_id="C2", level=2, score=61.5),
        event("E4", "U1", "claimed", "2026-02-01T09:30:00Z", competency_id="C1", level=3,
              note='Said "so",\nin two lines'),
        event("E5", "U1", "corrected", "2026-02-02T09:30:00", refers_to="E4"),
        event("E6", "U3", "rated", "2026-02-03", course_id="K1", score=5),
    ]
    return tables


def as_csv(rows: Rows, columns: list[str] | None = None, newline: str = "\n") -> bytes:
    """Rows as a CSV file."""
    out = io.StringIO()
    names = columns or list(rows[0])
    # Python's writer leaves a lone carriage return without the quotes that RFC 4180 asks for.
    lone = any("\r" in str(value) for row in rows for value in row.values())
    writer = csv.DictWriter(out, names, lineterminator=newline, extrasaction="ignore",
                            quoting=csv.QUOTE_ALL if lone else csv.QUOTE_MINIMAL)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def as_jsonl(rows: Rows, newline: str = "\n") -> bytes:
    """Rows as a JSON Lines file."""
    return "".join(json.dumps(row, ensure_ascii=False) + newline for row in rows).encode()


def put(folder: Path, name: str, content: bytes, packed: bool = False) -> None:
    """Writes one file of a bundle in place of all forms it had."""
    for path in folder.glob(f"{name.split('.')[0]}.*"):
        path.unlink()
    (folder / (name + ".gz" if packed else name)).write_bytes(gzip.compress(content, mtime=0) if packed else content)


def write(folder: Path, tables: Mapping[str, Rows], tenant: str = TENANT) -> Path:
    """Writes a bundle; a table without rows is a file with nothing but its header (or nothing at all)."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tenant.toml").write_text(tenant, encoding="utf-8")
    for name, rows in tables.items():
        if name in JSONL:
            put(folder, f"{name}.jsonl", as_jsonl(rows))
        else:
            columns = list((rows or _SMALL.get(name) or [event("", "", "")])[0])
            put(folder, f"{name}.csv", as_csv(rows, columns))
    return folder
