"""A small tenant whose rows lie at the edges of the definitions: what a figure could get wrong is in here.

Rows written by hand say what each is there for; `_crowd` adds some hundreds by a fixed seed, so that groups are filled.
"""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.bundle import Rows, Tables, event, write

# When it is imported; the tenant's day ends some hours after.
NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)
PASS_MARK = 60
TENANT = f"""
name = "Saltmarsh"
as_of = 2026-03-31
timezone = "Asia/Kolkata"
languages = ["en", "hi"]
pass_mark = {PASS_MARK}
year_starts = "04-01"
small_cell = 5
"""
SEED, CROWD = 11, 420

# Departments within departments, a unit under a ministry, a ministry without parts.
PLACES = (("MA", "ministry", ""), ("DA", "department", "MA"), ("VA", "division", "DA"), ("UA", "unit", "VA"),
          ("UB", "unit", "MA"), ("MB", "ministry", ""), ("DB", "department", "MB"), ("DC", "department", "DB"),
          ("MC", "ministry", ""))
COMPETENCIES = (("CA", "behavioural", "People"), ("CB", "functional", "Office"), ("CC", "functional", ""),
                ("CD", "domain", "Coast"))
# A post asks CA twice, at levels 2 and 3; PC asks nothing; nobody holds PE.
REQUIREMENTS = (("PA", "CA", 2), ("PA", "CA", 3), ("PA", "CB", 2), ("PB", "CB", 3), ("PB", "CC", 1), ("PD", "CD", 1),
                ("PE", "CA", 5))
# course: provider, status, tags. Unknown levels, retired and draft ones, none of any provider, none tagged.
COURSES: dict[str, tuple[str, str, list[tuple[str, int | None]]]] = {
    "KA": ("VX", "live", [("CA", 2), ("CB", None)]), "KB": ("VX", "live", [("CB", 1)]),
    "KC": ("VY", "retired", [("CB", 3)]), "KD": ("VY", "live", [("CC", None)]), "KE": ("", "live", [("CD", 2)]),
    "KF": ("VX", "draft", [("CA", 4)]), "KG": ("VY", "live", []),
    "KH": ("VY", "live", [("CA", 1), ("CA", 3), ("CC", 1)])}
PLANS = (("LA", "MA", "KA", "all", "2026-03-30"), ("LA", "DA", "KA", "position:PA", "2026-03-30"),
         ("LA", "MA", "KB", "group:B", "2026-03-31"), ("LB", "MB", "KE", "official:S05", "2026-03-01"),
         ("LB", "MB", "KH", "all", "2026-04-30"), ("LC", "MA", "KE", "official:S05", "2026-03-01"),
         ("LC", "MC", "KG", "group:C", "2026-01-01"))
# Groups, states and languages, in turn; some have none.
GROUPS, STATES, LANGUAGES = ("A", "B", "", "C", "B"), ("Kerala", "", "Goa"), ("en", "hi", "", "en")
HOMES = ("MA", "DA", "VA", "UA", "UA", "UB", "MB", "DB", "DC", "DC", "UA", "DC")
POSTS = ("PA", "PB", "PA", "PC", "PD", "PB", "PA")
PEOPLE = tuple(f"S{number:02}" for number in range(40))


def _officials() -> Rows:
    return [{"id": key, "name": f"Person {at}", "position_id": POSTS[at % len(POSTS)],
             "organisation_id": HOMES[at % len(HOMES)], "reports_to": "", "group": GROUPS[at % len(GROUPS)],
             "state": STATES[at % len(STATES)], "language": LANGUAGES[at % len(LANGUAGES)], "joined_on": "",
             "email": "", "phone": ""} for at, key in enumerate(PEOPLE)]


def _edges() -> Rows:
    """Rows each of which a definition decides."""
    return [
        # the edges of a month and of a year, in the tenant's time zone
        event("A1", "S00", "enrolled", "2025-04-01T00:00:00", course_id="KA"),
        event("A2", "S00", "completed", "2025-12-31T23:59:59", course_id="KA", score=60, minutes=45),
        event("A3", "S01", "enrolled", "2025-12-31T18:29:59Z", course_id="KB"),
        event("A4", "S01", "enrolled", "2025-12-31T18:30:00Z", course_id="KH"),
        event("A5", "S01", "completed", "2026-01-01T00:00:00+05:30", course_id="KH", score=60, minutes=10),
        event("A6", "S02", "completed", "2025-03-31T23:59:59.999999", course_id="KB", score=90, minutes=30),
        # at the pass mark, below it, and without a score
        event("B1", "S03", "completed", "2025-06-01T10:00:00", course_id="KB", score=59.99, minutes=20),
        event("B2", "S04", "completed", "2025-06-01T10:00:00", course_id="KE", minutes=20),
        event("B3", "S04", "assessed", "2025-06-02T10:00:00", competency_id="CD", level=1, score=60),
        event("B4", "S06", "assessed", "2025-06-02T10:00:00", competency_id="CA", level=3, score=59.5),
        event("B5", "S06", "assessed", "2025-06-03T10:00:00", competency_id="CA", level=3, score=0),
        # lapses: at the instant of a credit, after it, and then a credit again
        event("C1", "S07", "verified", "2025-07-01T10:00:00", competency_id="CA", level=3),
        event("C2", "S07", "lapsed", "2025-07-01T10:00:00", competency_id="CA"),
        event("C3", "S08", "verified", "2025-07-01T10:00:00", competency_id="CB", level=3),
        event("C4", "S08", "lapsed", "2025-10-01T00:00:00", competency_id="CB"),
        event("C5", "S08", "verified", "2026-02-01T10:00:00", competency_id="CB", level=2),
        event("C6", "S09", "verified", "2025-07-01T10:00:00", competency_id="CA", level=5),
        event("C7", "S09", "lapsed", "2026-01-01T00:00:00", competency_id="CA"),
        # corrections: of a completion, of a lapse, of a correction (which counts for nothing), before what it names
        event("D1", "S10", "completed", "2025-08-01T10:00:00", course_id="KA", score=99, minutes=600),
        event("D2", "S10", "corrected", "2025-08-09T10:00:00", refers_to="D1"),
        event("D3", "S11", "verified", "2025-08-01T10:00:00", competency_id="CD", level=2),
        event("D4", "S11", "lapsed", "2025-09-01T10:00:00", competency_id="CD"),
        event("D5", "S11", "corrected", "2025-09-02T10:00:00", refers_to="D4"),
        event("D6", "S12", "verified", "2025-08-01T10:00:00", competency_id="CB", level=3),
        event("D7", "S12", "corrected", "2025-08-02T10:00:00", refers_to="D6"),
        event("D8", "S12", "corrected", "2025-08-03T10:00:00", refers_to="D7"),
        event("D9", "S13", "rated", "2025-11-01T10:00:00", course_id="KA", score=1),
        event("DA", "S13", "corrected", "2025-10-01T10:00:00", refers_to="D9"),
        # claims: settled above, settled below, settled before, verified at the same instant, taken back
        event("E1", "S14", "claimed", "2025-05-01T10:00:00", competency_id="CA", level=2),
        event("E2", "S14", "verified", "2025-05-02T10:00:00", competency_id="CA", level=3),
        event("E3", "S15", "claimed", "2025-05-01T10:00:00", competency_id="CB", level=3),
        event("E4", "S15", "verified", "2025-05-02T10:00:00", competency_id="CB", level=2),
        event("E5", "S16", "verified", "2025-05-01T10:00:00", competency_id="CC", level=4),
        event("E6", "S16", "claimed", "2025-05-02T10:00:00", competency_id="CC", level=1),
        event("E7", "S17", "claimed", "2025-05-02T10:00:00", competency_id="CC", level=1),
        event("E8", "S17", "verified", "2025-05-02T10:00:00", competency_id="CC", level=1),
        event("E9", "S18", "claimed", "2025-05-02T10:00:00", competency_id="CD", level=1),
        event("EA", "S18", "corrected", "2025-05-03T10:00:00", refers_to="E9"),
        # enrolled twice, completed twice; completed without having enrolled; assigned and done before the plan
        event("F1", "S19", "enrolled", "2025-05-02T10:00:00", course_id="KE"),
        event("F2", "S19", "enrolled", "2025-06-02T10:00:00", course_id="KE"),
        event("F3", "S19", "completed", "2025-07-02T10:00:00", course_id="KE", score=70, minutes=15.5),
        event("F4", "S19", "completed", "2026-02-02T10:00:00", course_id="KE", score=40, minutes=15.5),
        event("F5", "S20", "rated", "2025-07-02T10:00:00", course_id="KG", score=5, minutes=3),
        # later than the tenant's day
        event("G1", "S21", "completed", "2026-04-02T10:00:00", course_id="KA", score=80, minutes=1000)]


def _crowd() -> Rows:
    """More rows of each kind, over two years."""
    chance = random.Random(SEED)
    start, rows = datetime.fromisoformat("2024-07-01T09:00:00"), Rows()
    kinds = ("enrolled", "enrolled", "progressed", "completed", "completed", "rated", "assessed", "claimed", "verified",
             "lapsed", "corrected")
    for number in range(CROWD):
        # the last of the people do nothing
        kind, who = chance.choice(kinds), chance.choice(PEOPLE[:34])
        at, more = start + timedelta(minutes=chance.randrange(630 * 24 * 60)), dict[str, Any]()
        if kind in ("enrolled", "progressed", "completed", "rated"):
            more["course_id"] = chance.choice(list(COURSES))
            more["minutes"] = chance.choice(["", 15, 30, 75.5])
        if kind in ("assessed", "claimed", "verified", "lapsed"):
            more["competency_id"] = chance.choice(COMPETENCIES)[0]
        if kind in ("assessed", "claimed", "verified"):
            more["level"] = chance.randint(1, 4)
        if kind == "completed":
            more["score"] = chance.choice(["", 20, 59.9, PASS_MARK, 75, 100])
        elif kind == "assessed":
            more["score"] = chance.choice([0, 59.9, PASS_MARK, 88])
        elif kind == "rated":
            more["score"] = chance.randint(1, 5)
        elif kind == "corrected":
            own = [row["id"] for row in rows if row["official_id"] == who]
            if not own:
                continue
            more["refers_to"] = chance.choice(own)
        rows.append(event(f"Z{number}", who, kind, at.isoformat(), **more))
    return rows


def tables() -> Tables:
    """Every file of the bundle, as rows."""
    return {
        "organisations": [{"id": key, "name": f"Place {key}", "name_hi": "", "kind": kind, "parent_id": above,
                           "aliases": ""} for key, kind, above in PLACES],
        "competencies": [{"id": key, "name": f"Craft {key}", "name_hi": "", "type": kind, "theme": theme,
                          "description": "", "aliases": ""} for key, kind, theme in COMPETENCIES],
        "competency_levels": [],
        "positions": [{"id": f"P{letter}", "title": f"Post {letter}", "title_hi": "", "organisation_id": "",
                       "group": "B", "description": "", "aliases": ""} for letter in "ABCDE"],
        "roles": [{"id": f"R{at}", "position_id": "PA", "title": f"Part {at}", "description": "", "order": at}
                  for at in (1, 2)],
        "activities": [],
        "requirements": [{"position_id": post, "competency_id": competency, "level": level,
                          "role_id": f"R{at + 1}" if post == "PA" and competency == "CA" else "", "activity_id": "",
                          "weight": ""} for at, (post, competency, level) in enumerate(REQUIREMENTS)],
        "officials": _officials(), "grants": [],
        "providers": [{"id": key, "name": f"School {key}", "kind": "government"} for key in ("VX", "VY")],
        "courses": [{"id": key, "title": f"Course {key}", "description": "About it.", "minutes": 60,
                     "languages": ["en"], "status": status,
                     "competencies": [{"id": each, "level": level} for each, level in tags],
                     **({"provider_id": provider} if provider else {})}
                    for key, (provider, status, tags) in COURSES.items()],
        "questions": [],
        "plans": [{"id": key, "name": f"Plan {key}", "organisation_id": place, "course_id": course,
                   "assigned_to": whom, "due_on": due, "apar": ""} for key, place, course, whom, due in PLANS],
        "help": [], "events": [*_edges(), *_crowd()]}


def bundle(folder: Path) -> Path:
    """Writes the bundle."""
    return write(folder, tables(), TENANT)
