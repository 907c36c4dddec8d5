"""Each loader on small sources: what it takes, what it leaves unknown, what it leaves out and says so."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from bot.conversion import instants, names
from bot.conversion.loaders import warehouse
from tests.sources import CONTENT, FRAC, ODCS, ORGANISATIONS, USERS, V3, V5, V6, Desk, answer, as_csv


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """An empty folder of sources."""
    return Desk(tmp_path)


def workbook(path: Path, *sheets: tuple[str, list[list[Any]]]) -> Path:
    """Writes a workbook."""
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


# ---- names and instants


@pytest.mark.parametrize(("given", "meant"), [
    ("  Section \t Officer ", "Section Officer"), ("=cmd|' /C calc'!A0", "cmd|' /C calc'!A0"), ("#N/A", ""), (None, ""),
    ("\u202eabc", "abc"), ("- Under Secretary", "Under Secretary"), (3.0, "3"), ("x\0y", "x y"), ("\ud800a", "a")])
def test_a_name_is_text_that_no_spreadsheet_computes(given: Any, meant: str) -> None:
    assert names.name(given) == meant


def test_ids_made_from_names_depend_on_the_name_alone() -> None:
    assert names.made_id("Section Officer") == names.made_id(" section  OFFICER") == "section-officer"
    assert names.made_id("Section-Officer") != names.made_id("Section Officer")
    assert names.made_id("अनुभाग अधिकारी") == "अनुभाग-अधिकारी"
    assert names.made_id("A", "x") != names.made_id("A", "y")
    assert len(names.made_id("long " * 200)) < 80


@pytest.mark.parametrize(("given", "level"), [("Level 3", 3), ("3", 3), (4, 4), ("स्तर 2", 2), ("Expert", None),
                                              ("2-3", None), ("", None), ("0", None), (2.5, None)])
def test_a_level_is_a_number_or_unknown(given: Any, level: int | None) -> None:
    assert names.level_of(given) == level


def test_days_and_durations_are_read_only_where_their_form_tells() -> None:
    assert instants.instant("07/03/2025 10:00:00", day_first=True) == "2025-03-07T10:00:00"
    assert instants.instant("07/03/2025") is None
    assert instants.instant("03/25/2025", day_first=True) is None
    assert instants.instant("2025-03-04T10:11:12.000+0000") == "2025-03-04T10:11:12+00:00"
    assert instants.of_epoch(1_740_000_000_000) == "2025-02-19T21:20:00.000+00:00"
    assert instants.minutes_of_clock("01:30:00") == 90
    assert instants.minutes_of_clock("90") is None and instants.minutes_of_clock("01:30") is None


# ---- ODCS


def test_a_sheet_becomes_posts_competencies_and_requirements_without_levels(desk: Desk) -> None:
    report = desk.convert(*desk.put(odcs__csv=ODCS))
    assert report.ok and not report.left_out
    assert [row["title"] for row in desk.rows("positions.csv")] == ["Pier Master", "Lamp Keeper"]
    found = {row["name"]: (row["type"], row["theme"]) for row in desk.rows("competencies.csv")}
    assert found == {"Listening": ("behavioural", "Working Together"),
                     "Noting and Drafting": ("functional", "Office Work"),
                     "Lamps, Lenses and Oil": ("domain", "Lights")}
    assert [row["level"] for row in desk.rows("requirements.csv")] == ["", "", ""]
    assert any("level" in line for line in report.lacks)


def test_a_level_that_was_filled_in_stays_and_one_that_is_told_fills_the_rest(desk: Desk) -> None:
    paths = desk.put(odcs__csv=ODCS)
    desk.convert(*paths)
    file = desk.bundle / "requirements.csv"
    file.write_text(file.read_text().replace(",,,,", ",4,,,", 1))
    desk.convert(*paths, level=2)
    assert [row["level"] for row in desk.rows("requirements.csv")] == ["4", "2", "2"]
    desk.convert(*paths)
    assert [row["level"] for row in desk.rows("requirements.csv")] == ["4", "2", "2"]


def test_the_mess_of_real_sheets(desk: Desk) -> None:
    text = ("\ufeffAnnexure;;;\r\n;;;\r\nपदनाम;दक्षता क्षेत्र;Theme ;Competency Sub-Theme\r\n"
            'Pilot;Behavioral - Core;Care;"1. Calm\n2. Tact"\r\n;;;Trust\r\n;Functional;Sea;Tides\r\n'
            "Cook;;Food;Soup\r\n;;;\r\n;;;Orphan\r\nपदनाम;दक्षता क्षेत्र;Theme;Sub Theme\r\n"
            'Mate;Domain;"A\nB\nC";"X\nY"\r\nBoy;Domain;Sea;\r\n')
    report = desk.convert(*desk.put(odcs__csv=text))
    assert report.ok
    posts = {row["id"]: row["title"] for row in desk.rows("positions.csv")}
    skills = {row["id"]: row for row in desk.rows("competencies.csv")}
    asked = {(posts[row["position_id"]], skills[row["competency_id"]]["name"]) for row in desk.rows("requirements.csv")}
    assert asked == {("Pilot", "Calm"), ("Pilot", "Tact"), ("Pilot", "Trust"), ("Pilot", "Tides"), ("Cook", "Soup")}
    soup = next(row for row in skills.values() if row["name"] == "Soup")
    assert soup["type"] == "", "the area above belongs to another post"
    assert sum(found.count for found in report.left_out.values()) == 3  # Orphan, Mate, Boy
    assert all(found.first for found in report.left_out.values())


def test_a_workbook_is_read_by_its_values_and_its_visible_sheets(desk: Desk) -> None:
    head = ["Designation", "Competency Area", "Competency Theme", "Competency SubTheme"]
    path = workbook(desk.sources / "odcs.xlsx",
                    ("Your Workspace", [["ODCS"], head, ["Pilot", "Domain", "Sea", "Tides"], [None, None, None, "Fog"],
                                        ["Mate", "Domain", "Sea", "=1+1"]]),
                    ("Reference Sheet", [head[1:], ["Domain", "Sea", "Unused"]]),
                    ("Hidden", [head, ["A", "B", "C", "D"]]))
    book = openpyxl.load_workbook(path)
    book["Hidden"].sheet_state = "hidden"
    book.save(path)
    report = desk.convert(path)
    assert report.ok
    assert [row["name"] for row in desk.rows("competencies.csv")] == ["Tides", "Fog"]
    assert [row["title"] for row in desk.rows("positions.csv")] == ["Pilot"]
    assert [found.count for found in report.left_out.values()] == [1], "the formula is not run, and has no value"
    assert len([note for note in report.notes if "not read" in note]) == 2


def test_workbooks_that_are_traps_are_refused(desk: Desk) -> None:
    bomb = desk.sources / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(7):
            archive.writestr(f"xl/{number}.xml", b"\0" * 50_000_000)
    macros = workbook(desk.sources / "macros.xlsx", ("A", [["Designation"]]))
    with zipfile.ZipFile(macros, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    locked = desk.put(locked__xlsx=b"\xd0\xcf\x11\xe0 old")[0]
    torn = desk.put(torn__xlsx=b"PK\x03\x04 nothing")[0]
    for path, word in ((bomb, "unpacks"), (macros, "macros"), (locked, "password"), (torn, "workbook")):
        report = desk.convert(path, only="odcs")
        assert not report.ok and word in report.problems[0], report.problems
    assert not desk.bundle.exists()


def test_posts_of_an_organisation_are_its_own(desk: Desk) -> None:
    desk.convert(*desk.put(one__csv=ODCS), organisation="Harbour Office", kind="department", level=1)
    desk.convert(*desk.put(two__csv=ODCS), organisation="Light Office", kind="unit", level=1)
    assert [row["kind"] for row in desk.rows("organisations.csv")] == ["department", "unit"]
    assert len({row["id"] for row in desk.rows("positions.csv") if row["title"] == "Pier Master"}) == 2


# ---- FRAC


def test_nodes_become_competencies_levels_and_requirements(desk: Desk) -> None:
    more = [{"type": "COMPETENCY", "id": "X9", "name": "Draft", "status": "UNVERIFIED"},
            {"type": "ROLE", "id": "R", "name": "r"}]
    report = desk.convert(*desk.put(frac__json=json.dumps(FRAC + more)))
    assert desk.rows("competencies.csv")[0] | {"description": ""} == {
        "id": "X1", "name": "Tides", "name_hi": "", "type": "domain", "theme": "Sea", "description": "", "aliases": ""}
    assert [(row["level"], row["descriptor"]) for row in desk.rows("competency_levels.csv")] == [
        ("2", "Predicts slack water")]
    assert desk.rows("requirements.csv")[0] | {"weight": ""} == {
        "position_id": "Y1", "competency_id": "X1", "level": "3", "role_id": "Y2", "activity_id": "", "weight": ""}
    assert desk.rows("positions.csv")[0]["description"] == "", "a description that repeats the name says nothing"
    assert sum(found.count for found in report.left_out.values()) == 2


def test_a_list_of_positions_is_read_as_such(desk: Desk) -> None:
    nodes = {"positions": [{"id": "P-1", "name": "DIVER"}, {"id": "", "name": "X"}]}
    desk.convert(*desk.put(p__json=json.dumps(nodes)))
    assert [row["id"] for row in desk.rows("positions.csv")] == ["P-1"]


# ---- content


def test_content_keeps_levels_of_v3_and_knows_none_of_v5_and_v6(desk: Desk) -> None:
    both = {**CONTENT, "identifier": "do_2", "competencies_v3": [], "competencies_v5": [V5], "competencies_v6": [V6]}
    old = {**CONTENT, "identifier": "do_3", "competencies_v3": None, "competencies_v5": json.dumps([V5])}
    word = {**CONTENT, "identifier": "do_4", "competencies_v3": [{**V3, "selectedLevelLevel": "Expert"}]}
    report = desk.convert(*desk.put(a__json=json.dumps({"result": {"content": [CONTENT, both]}}),
                                    b__jsonl=json.dumps({"result": {"content": [old]}}) + "\n" + json.dumps(word)))
    assert report.ok
    courses = {row["id"]: row for row in desk.rows("courses.jsonl")}
    listening = next(row["id"] for row in desk.rows("competencies.csv") if row["name"] == "Listening")
    assert courses["do_1"]["competencies"] == [{"id": "X1", "level": 2}]
    assert courses["do_2"]["competencies"] == courses["do_3"]["competencies"] == [{"id": listening, "level": None}]
    assert courses["do_4"]["competencies"] == [{"id": "X1", "level": None}]
    first = courses["do_1"]
    assert (first["minutes"], first["rating"], first["languages"]) == (90, 4.5, ["en", "hi"])
    assert first["updated_on"] == "2025-03-04"
    assert first["description"] == "How the sea moves" and "price_inr" not in first and "url" not in first


def test_what_is_no_course_or_not_told_is_not_made_up(desk: Desk) -> None:
    odd = [{**CONTENT, "identifier": "r", "primaryCategory": "Learning Resource"}, {**CONTENT, "identifier": ""},
           {**CONTENT, "identifier": "s", "status": "Frozen"},
           {"identifier": "do_5", "name": "Bare", "primaryCategory": "Course", "competencies_v3": "not json"}]
    report = desk.convert(*desk.put(a__json=json.dumps(odd)))
    assert [row["id"] for row in desk.rows("courses.jsonl")] == ["do_5"]
    assert set(desk.rows("courses.jsonl")[0]) <= {"id", "title"}
    assert sum(found.count for found in report.left_out.values()) == 4
    assert any("minutes" in line for line in report.lacks) and any("description" in line for line in report.lacks)


def test_a_refreshed_course_is_updated_and_what_was_filled_in_stays(desk: Desk) -> None:
    desk.convert(*desk.put(a__json=json.dumps([{**CONTENT, "competencies_v3": [], "competencies_v5": [V5]}])))
    row = desk.rows("courses.jsonl")[0]
    row["competencies"][0]["level"], row["price_inr"] = 3, 10
    (desk.bundle / "courses.jsonl").write_text(json.dumps(row) + "\n")
    desk.convert(*desk.put(a__json=json.dumps([{**CONTENT, "name": "Tides Anew", "competencies_v3": [],
                                                "competencies_v5": [V5], "avgRating": None}])))
    row = desk.rows("courses.jsonl")[0]
    assert (row["title"], row["rating"], row["price_inr"], row["competencies"][0]["level"]) == ("Tides Anew",
            4.5, 10, 3)


# ---- warehouse


def test_the_signatures_of_the_tables_fit_the_published_columns() -> None:
    path = Path(__file__).parents[3] / "shared" / "data" / "igot" / "igot_warehouse_columns.json"
    if not path.is_file():
        pytest.skip("the published columns of the warehouse are not beside this checkout")
    published = {table: {column["name"] for column in columns}
                 for table, columns in json.loads(path.read_text(encoding="utf-8")).items()}
    assert set(warehouse.NEEDED) == set(published)
    for table, columns in published.items():
        first = next(name for name, needed in warehouse.NEEDED.items() if set(needed) <= columns)
        assert first == table
    assert set(warehouse.COLUMNS) <= set().union(*published.values())


def people(desk: Desk, *extra: dict[str, str]) -> list[Path]:
    """Organisations, people and one course."""
    return desk.write({"org_hierarchy.csv": as_csv(ORGANISATIONS), "user_detail.csv": as_csv([*USERS, *extra]),
                       "content.json": json.dumps([CONTENT])})


def test_people_carry_what_the_bundle_has_columns_for_and_the_report_names_nobody(desk: Desk) -> None:
    report = desk.convert(*people(desk), *desk.put(odcs__csv=ODCS))
    assert report.ok
    assert desk.rows("officials.csv") == [{
        "id": "u-1", "name": "Asha Secret", "position_id": "pier-master", "organisation_id": "m-1", "reports_to": "",
        "group": "Group B", "state": "", "language": "", "joined_on": "", "email": "asha@secret.example",
        "phone": "+91 90000 00001"}]
    everything = "\n".join(report.lines()) + json.dumps(report.as_json())
    for word in ("Secret", "secret", "90000", "u-1", "u-2", "OBC"):
        assert word not in everything
    assert all(word not in text.decode() for text in desk.bytes().values() for word in ("OBC", "gender", "category"))


def test_ministries_departments_and_organisations_are_a_tree(desk: Desk) -> None:
    desk.convert(*people(desk))
    tree = {row["name"]: (row["kind"], row["parent_id"]) for row in desk.rows("organisations.csv")}
    assert tree == {"Harbour Office": ("organisation", "department-of-piers"), "Ministry of Ports": ("ministry", ""),
                    "Department of Piers": ("department", "m-2")}
    assert "m-2" in [row["id"] for row in desk.rows("providers.csv")]


def test_enrolments_become_events_with_a_day_and_no_others(desk: Desk) -> None:
    row = {"user_id": "u-1", "batch_id": "b", "content_id": "do_1", "enrolled_on": "07/03/2025 10:00:00",
           "user_consumption_status": "completed", "first_completed_on": "2025-03-09 11:00:00", "user_rating": "4"}
    rows = [row, {**row, "user_id": "u-9"}, {**row, "content_id": "do_x"},
            {**row, "batch_id": "c", "enrolled_on": "soon", "first_completed_on": ""}]
    report = desk.convert(*people(desk), *desk.write({"enrol.csv": as_csv(rows)}))
    assert [(event["kind"], event["at"], event["score"]) for event in desk.rows("events.csv")] == [
        ("enrolled", "2025-03-07T10:00:00", ""), ("completed", "2025-03-09T11:00:00", "")]
    assert sum(found.count for found in report.left_out.values()) >= 6
    again = desk.write({"enrol.csv": as_csv([{**row, "enrolled_on": "08/03/2025"}])})
    assert any("never changes" in why for why in desk.convert(*again).left_out)
    assert desk.rows("events.csv")[0]["at"] == "2025-03-07T10:00:00"


def test_an_assessment_needs_to_be_told_what_it_measures(desk: Desk) -> None:
    row = {"user_id": "u-1", "content_id": "", "assessment_id": "t1", "score_achieved": "72.5", "overall_score": "20",
           "completion_date": "10/03/2025"}
    paths = [*people(desk), *desk.write({"detail.csv": as_csv([row])})]
    assert desk.convert(*paths).left_out and not desk.rows("events.csv")
    [mapping] = desk.put(mapping__csv="assessment_id,competency_id,level\nt1,X1,2\n")
    assert desk.convert(*paths, mapping=mapping).ok
    [event] = desk.rows("events.csv")
    assert (event["kind"], event["competency_id"], event["level"], event["score"]) == ("assessed", "X1", "2", "72.5")


def test_plans_name_posts_people_or_all(desk: Desk) -> None:
    row = {"cb_plan_id": "p", "org_id": "m-1", "plan_name": "Plan", "content_id": "do_1",
           "due_by": "2025-12-31 00:00:00",
           "status": "Live", "allotment_type": "AllUser", "allotment_to": "All Users"}
    rows = [row, {**row, "allotment_type": "Designation", "allotment_to": "Pier Master"},
            {**row, "allotment_type": "CustomUser", "allotment_to": "u-1"}, {**row, "status": "DRAFT"},
            {**row, "allotment_type": "CustomUser", "allotment_to": "u-1,u-9"}, {**row, "content_id": "nope"}]
    report = desk.convert(*people(desk), *desk.write({"cb_plan.csv": as_csv(rows)}))
    assert [plan["assigned_to"] for plan in desk.rows("plans.csv")] == ["all", "position:pier-master", "official:u-1"]
    assert {plan["due_on"] for plan in desk.rows("plans.csv")} == {"2025-12-31"}
    assert sum(found.count for why, found in report.left_out.items() if "plan" in why) == 3


def test_the_dictionary_and_the_sheet_mean_the_same_competency(desk: Desk) -> None:
    words = [{"competency_area_id": "1", "competency_area": "Behavioural", "competency_theme": "Working Together",
              "competency_sub_theme_id": "41", "competency_sub_theme": "listening"}]
    tags = [{"course_id": "do_1", "competency_sub_theme_id": number} for number in ("41", "9")]
    content = {**CONTENT, "competencies_v3": [], "competencies_v6": [V6]}
    report = desk.convert(*desk.write({"words.csv": as_csv(words), "o.csv": ODCS, "c.json": json.dumps([content])}))
    assert report.ok
    assert [row["id"] for row in desk.rows("competencies.csv") if row["theme"] == "Working Together"] == ["kcm-41"]
    assert any(row["competency_id"] == "kcm-41" for row in desk.rows("requirements.csv"))
    again = desk.convert(*desk.write({"m.csv": as_csv(tags)}))
    assert desk.rows("courses.jsonl")[0]["competencies"] == [{"id": "kcm-41", "level": None}]
    assert sum(found.count for found in again.left_out.values()) == 1


# ---- telemetry


def told(desk: Desk, events: list[dict[str, Any]], mapping: str = "do_9,X1,2,\n") -> Any:
    """Converts people, then these events with a mapping."""
    desk.convert(*people(desk))
    [path] = desk.write({"map.csv": "assessment_id,competency_id,level,max_score\n" + mapping})
    return desk.convert(*desk.write({"t.jsonl": "\n".join(map(json.dumps, events))}), mapping=path)


def test_answers_roll_up_into_one_score_with_the_last_answer_to_each_item(desk: Desk) -> None:
    report = told(desk, [answer("1", "q1", 0), answer("2", "q2", 0.5, kind="mtf"), answer("2", "q2", 0.5, kind="mtf"),
                         answer("3", "q1", 1, ets=1_740_000_005_000), answer("4", "q3", 2, most=2, kind="ftb")])
    [event] = desk.rows("events.csv")
    assert float(event["score"]) == pytest.approx(100 * 3.5 / 4, abs=0.01)
    assert (event["competency_id"], event["level"], event["at"]) == ("X1", "2", "2025-02-19T21:20:05.000+00:00")
    assert [found.count for found in report.left_out.values()] == [1]


def test_half_an_attempt_has_no_score_unless_the_mapping_tells_all_marks(desk: Desk) -> None:
    events = [answer("1", "q1", 1), answer("2", "q2", 1), answer("3", "q1", 1, attempt="a2")]
    report = told(desk, events)
    assert [event["score"] for event in desk.rows("events.csv")] == ["100"]
    assert any("lacks items" in why for why in report.left_out)
    report = told(desk, events, "do_9,X1,2,4\n")
    assert [event["score"] for event in desk.rows("events.csv")] == ["100", "25"]
    assert any("never changes" in why for why in report.left_out), "the first attempt was written down before"


def test_an_assessment_of_nobody_knows_what_is_left_out(desk: Desk) -> None:
    report = told(desk, [answer("1", "q1", 1, content="other"), answer("2", "q1", 5),
                         answer("3", "q1", 1, person="who"), {"eid": "START", "mid": "4", "edata": {}},
                         {**answer("5", "q", 1), "context": {}}], "")
    # The course of the answers is tagged with one competency at a level: that tells what `other` measures.
    assert [event["competency_id"] for event in desk.rows("events.csv")] == ["X1"]
    assert sum(found.count for found in report.left_out.values()) == 4
    assert "who" not in json.dumps([found.first for found in report.left_out.values()])


# ---- the folder


def test_what_the_converter_does_not_know_stays(desk: Desk) -> None:
    desk.bundle.mkdir()
    (desk.bundle / "positions.csv").write_text("id,title,mine\nP,Pier Master,kept\n")
    (desk.bundle / "notes.txt").write_text("mine")
    desk.convert(*desk.put(odcs__csv=ODCS))
    first = desk.rows("positions.csv")[0]
    assert (first["id"], first["mine"]) == ("P", "kept")
    assert {row["position_id"] for row in desk.rows("requirements.csv")} == {"P", "lamp-keeper"}
    assert (desk.bundle / "notes.txt").read_text() == "mine"


def test_a_bundle_that_cannot_be_read_is_not_touched(desk: Desk) -> None:
    desk.bundle.mkdir()
    (desk.bundle / "positions.csv").write_text('id,title\nP,"open\n')
    before = desk.bytes()
    report = desk.convert(*desk.put(odcs__csv=ODCS))
    assert not report.ok and "positions.csv" in report.problems[0]
    assert desk.bytes() == before


def test_a_cell_is_never_a_path(desk: Desk) -> None:
    desk.convert(*desk.put(odcs__csv=ODCS.replace("Pier Master", "../../etc/passwd")))
    assert {path.parent for path in desk.bundle.rglob("*")} == {desk.bundle}
    assert all("/" not in row["id"] for row in desk.rows("positions.csv"))
