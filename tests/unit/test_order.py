"""Work-allocation orders: what they say of posts comes in, nothing of people does, and what is left out is said."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from tests.sources import ORDER, Desk

IGOT = Path(__file__).parents[3] / "shared" / "data" / "igot"
PEOPLE = ("Secret", "dev@", "u-8", "u-9")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """An empty folder of sources."""
    return Desk(tmp_path)


def order(**fields: Any) -> dict[str, Any]:
    """The order, with other fields."""
    return {**copy.deepcopy(ORDER), **fields}


def put(desk: Desk, *orders: Any) -> list[Path]:
    """Writes orders, each a file."""
    return desk.write({f"order{number}.json": json.dumps(each) for number, each in enumerate(orders)})


def test_posts_get_their_roles_activities_and_requirements(desk: Desk) -> None:
    report = desk.convert(*put(desk, ORDER))
    assert report.ok and report.read == {"order0.json": "order"}
    assert [(row["id"], row["name"]) for row in desk.rows("organisations.csv")] == [("m-1", "Harbour Office")]
    posts = {row["title"]: row for row in desk.rows("positions.csv")}
    assert set(posts) == {"Pier Master", "Lamp Keeper"} and posts["Pier Master"]["description"] == "Runs it"
    assert {row["organisation_id"] for row in posts.values()} == {"m-1"}
    [role] = desk.rows("roles.csv")
    assert (role["position_id"], role["title"]) == (posts["Lamp Keeper"]["id"], "Keeps lamps")
    [activity] = desk.rows("activities.csv")
    assert (activity["role_id"], activity["description"]) == (role["id"], "Trims wicks")
    [asked] = desk.rows("requirements.csv")
    assert (asked["competency_id"], asked["level"], asked["role_id"]) == ("X7", "2", role["id"])


def test_work_goes_from_post_to_post_and_no_person_is_named(desk: Desk) -> None:
    report = desk.convert(*put(desk, ORDER))
    [activity] = desk.rows("activities.csv")
    assert activity["submits_to"] == "Pier Master" and activity["receives_from"] == ""
    assert any("no post that is known" in why for why in report.left_out)
    everything = b"".join(desk.bytes().values()).decode() + json.dumps(report.as_json())
    assert not [word for word in PEOPLE if word in everything]


def test_a_name_that_two_people_share_tells_no_post(desk: Desk) -> None:
    value = order()
    value["users"].append({"userName": "Meera Secret", "userPosition": "Rower", "roleCompetencyList": []})
    desk.convert(*put(desk, value))
    assert desk.rows("activities.csv")[0]["submits_to"] == ""


def test_a_post_by_its_title_is_known_whatever_order_it_comes_in(desk: Desk) -> None:
    one, other = order(), order(users=[{"userPosition": "Buoy Master", "roleCompetencyList": []}])
    one["users"][1]["roleCompetencyList"][0]["roleDetails"]["childNodes"][0]["submittedFromName"] = "buoy master"
    assert desk.convert(*put(desk, one, other)).ok
    assert desk.rows("activities.csv")[0]["receives_from"] == "Buoy Master"


@pytest.mark.parametrize("status", ["Draft", "archived"])
def test_only_what_is_published_is_taken(desk: Desk, status: str) -> None:
    report = desk.convert(*put(desk, order(status=status)))
    assert report.ok and not desk.rows("positions.csv")
    assert [(found.what, found.count) for found in report.left_out.values()] == [("the order is not published", 1)]


def test_an_allocation_alone_is_read_and_its_post_has_the_sources_id(desk: Desk) -> None:
    value = {"result": {"data": {**order()["users"][1], "positionId": "PX7"}}}
    assert desk.convert(*put(desk, value)).ok
    assert [(row["id"], row["title"], row["organisation_id"]) for row in desk.rows("positions.csv")] == [
        ("PX7", "Lamp Keeper", "")]


def test_the_administrators_word_for_the_organisation_holds(desk: Desk) -> None:
    desk.convert(*put(desk, ORDER), organisation="Harbour Board", kind="department")
    assert [row["name"] for row in desk.rows("organisations.csv")] == ["Harbour Board"]
    assert {row["organisation_id"] for row in desk.rows("positions.csv")} == {"harbour-board"}


def test_two_posts_with_the_same_role_have_one_each(desk: Desk) -> None:
    value = order()
    value["users"][0]["roleCompetencyList"] = copy.deepcopy(value["users"][1]["roleCompetencyList"])
    paths = put(desk, value)
    desk.convert(*paths)
    roles, activities = desk.rows("roles.csv"), desk.rows("activities.csv")
    assert len({row["id"] for row in roles}) == len({row["position_id"] for row in roles}) == 2
    assert {row["role_id"] for row in activities} == {row["id"] for row in roles}
    assert desk.convert(*paths).written == []


def test_a_level_that_the_order_does_not_name_is_the_administrators_or_none(desk: Desk) -> None:
    value = order()
    details = value["users"][1]["roleCompetencyList"][0]["competencyDetails"]
    details[0].pop("level")
    details += [{"id": "", "name": ""}, "nothing", {"name": "Knots", "children": [
        {"level": "Level 1", "description": "Ties a knot"}, {"level": "Level 2", "description": None}, 3]}]
    report = desk.convert(*put(desk, value))
    assert {row["level"] for row in desk.rows("requirements.csv")} == {""} and any("level" in each
                                                                                  for each in report.lacks)
    assert "a competency has no name" in report.left_out
    assert [row["descriptor"] for row in desk.rows("competency_levels.csv")] == ["Ties a knot"]
    desk.convert(*put(desk, value), level=3)
    assert {row["level"] for row in desk.rows("requirements.csv")} == {"3"}


def test_what_cannot_be_placed_is_counted(desk: Desk) -> None:
    value = order()
    value["users"] += [{"roleCompetencyList": []}, {"userPosition": "Rower", "unmappedCompetencies": [
        {"name": "Rowing"}], "roleCompetencyList": [{"roleDetails": None}, 7, {"roleDetails": {
            "name": "Rows", "childNodes": [{"name": " "}, None, {"name": "Steers"}]}}]}]
    report = desk.convert(*put(desk, value))
    assert {what: found.count for what, found in report.left_out.items()} == {
        "an allocation names no post": 1, "a role has no name": 1, "an activity says nothing": 2,
        "an activity stands under no role": 1, "whom work comes from or goes to is no post that is known here": 1}
    asked = {row["competency_id"].split("-")[0]: row["role_id"] for row in desk.rows("requirements.csv")}
    assert asked["rowing"] == "" and any("not verified in FRAC" in note for note in report.notes)


def test_an_order_for_posts_of_the_platforms_list_keeps_their_names(desk: Desk) -> None:
    if not IGOT.is_dir():
        pytest.skip("the platform's public files are not beside this checkout")
    listed = IGOT / "positionMasterList.json"
    known = json.loads(listed.read_text(encoding="utf-8"))["positions"]
    value = {**order()["users"][1], "positionId": known[0]["id"], "userPosition": known[0]["name"].title()}
    paths = [*put(desk, value), listed]
    report = desk.convert(*paths)
    assert report.ok and report.read == {"order0.json": "order", "positionMasterList.json": "frac"}
    posts = {row["id"]: row["title"] for row in desk.rows("positions.csv")}
    assert len(posts) == len(known) and posts[known[0]["id"]] == known[0]["name"]
    assert desk.rows("roles.csv")[0]["position_id"] == known[0]["id"]
    assert desk.convert(*paths).written == []
