"""The map over a small tenant: views, overlays and suppositions, each with the rights of whoever asks; its tool, its
command and its API."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from bot.http import map as map_routes
from bot.http import refusals, site
from bot.http.guard import Guard
from bot.importing import import_bundle
from bot.map.asked import SystemMap
from bot.map.known import known
from bot.map.overlays import OVERLAYS
from bot.map.shown import LAYERS
from bot.map.views import NoNodeError
from bot.mapping import graph_json
from bot.turn import Reply
from prompts.loader import table
from tests.mapped import Around
from tests.turns.tenant import NOW, SETTLED, SPARE, bundle

# The spares and five others have the same history and meet one of four; the settled meet all; L1 has no history. All
# are section officers.
OFFICERS = len(SPARE) + 5 + len(SETTLED) + 1
MET = len(SPARE) + 5 + 4 * len(SETTLED)
OPEN = OFFICERS - len(SETTLED)


@pytest.fixture(scope="module")
def around(lasting_database: Callable[[], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Around]:
    address = lasting_database()
    with psycopg.connect(address, autocommit=True) as conn:
        report = import_bundle(conn, bundle(tmp_path_factory.mktemp("tenant")), now=NOW)
    assert report.ok, report.problems
    made = Around(address, tmp_path_factory.mktemp("facts"))
    yield made
    made.facts.close()


@pytest.fixture(scope="module")
def the_map(around: Around) -> SystemMap:
    return SystemMap(around, lambda: NOW)


def block(reply: Reply, kind: str) -> dict[str, Any]:
    return next(each for each in reply.blocks if each["type"] == kind)


# ---- views


def test_the_framework_is_shown_to_everybody(the_map: SystemMap) -> None:
    for who in ("E1", "T1", "A2"):
        view = the_map.view(who, "position:P1", 1, ["flow", "competencies"], "hi")
        assert view["about"]["label"] == "अनुभाग अधिकारी"
        assert {each["id"] for each in view["nodes"]} == {"position:P1", "position:P2", "position:P4",
                                                          "competency:CF1", "competency:CF2", "competency:CB1",
                                                          "competency:CD1"}
        assert {(each["from"], each["to"]) for each in view["links"] if each["kind"] == "flow"} == {
            ("position:P4", "position:P1"), ("position:P1", "position:P2")}
        assert "people" not in json.dumps(view)
    mine = the_map.view("T1", "position:P1", 1, ["flow"], "en")["nodes"][0]
    assert mine["mine"] and not the_map.view("E1", "position:P1", 1, ["flow"], "en")["nodes"][0].get("mine")


def test_where_people_serve_is_told_to_whom_it_may_be(the_map: SystemMap) -> None:
    def serving(who: str, place: str) -> dict[str, Any]:
        view = the_map.view(who, f"organisation:{place}", 1, ["flow", "organisations"], "en")
        return {each["from"]: each["people"] for each in view["links"] if each["kind"] == "serves"}

    assert serving("H1", "O3") == {"position:P1": OFFICERS - 2}  # all but two, who are elsewhere
    assert serving("H4", "O4")["position:P1"] == 2  # hr sees persons
    told = serving("A1", "O1")
    assert set(told) >= {"position:P1", "position:P9"} and set(told.values()) == {None}  # by the rest of the others
    for who, place in (("E1", "O3"), ("H4", "O3"), ("A2", "O3"), ("T2", "O3")):
        assert serving(who, place) == {}
        assert the_map.view(who, f"organisation:{place}", 1, ["flow"], "en")["told"]


def test_steps_from_an_organisation_lead_to_what_its_positions_ask(the_map: SystemMap) -> None:
    def kinds(depth: int) -> dict[str, int]:
        nodes = the_map.view("H1", "organisation:O2", depth, list(LAYERS), "en")["nodes"]
        return {each["kind"]: each["step"] for each in nodes if each["id"] != "organisation:O1"}

    assert set(kinds(1)) == {"organisation", "position"}
    assert kinds(2) == {"organisation": 1, "position": 1, "competency": 2, "role": 2}
    assert set(kinds(3)) == {"organisation", "position", "competency", "role", "activity", "course"}


def test_the_whole_is_everything_in_the_layers_and_nothing_else(the_map: SystemMap, around: Around) -> None:
    system = known(around.held.framework).system
    whole = the_map.view("E1", "", 1, list(LAYERS), "en")
    assert {each["id"] for each in whole["nodes"]} == set(system.nodes)
    assert len(whole["links"]) == len(system.links)
    assert the_map.view("E1", "", 1, [], "en")["nodes"] == []
    with pytest.raises(NoNodeError):
        the_map.view("E1", "position:none", 1, ["flow"], "en")
    assert known(around.held.framework) is known(around.held.framework)


def test_things_are_found_by_name_alias_and_in_hindi(the_map: SystemMap) -> None:
    def found(text: str, language: str = "en") -> list[str]:
        return [each["id"] for each in the_map.search("E1", text, language)["found"]]

    assert found("SO")[0] == "position:P1" and found("gfr") == ["competency:CF2"]
    assert found("अनुभाग", "hi") == ["position:P1"] and found("section off", "hi") == ["position:P1"]
    assert "course:KF4" not in found("drafting") and found("{held}") == ["competency:CX1"]


def test_the_page_begins_with_what_one_may_choose(the_map: SystemMap) -> None:
    begun = the_map.start("H1", "en")
    assert [each["id"] for each in begun["places"]] == ["O1"] and len(begun["overlays"]) == len(OVERLAYS)
    assert [each["id"] for each in begun["own"]] == ["position:P2", "organisation:O1"]
    assert the_map.start("T1", "en")["places"] == [{"id": "", "label": "your team"}]
    assert the_map.start("E1", "hi")["places"] == [] and the_map.start("A2", "en")["places"] == []


# ---- overlays


def rows(laid: dict[str, Any]) -> dict[str, list[Any]]:
    return {row["id"]: row["cells"] for row in laid["rows"]}


def test_gaps_are_those_of_the_gate(the_map: SystemMap) -> None:
    laid = the_map.overlay("H1", "gaps", None, "position", "en")
    # required: four each; met: one each of those with a history
    assert rows(laid)["position:P1"] == [OFFICERS, round(100 * MET / (4 * OFFICERS), 1), 4 * OFFICERS - MET]
    assert laid["place"]["id"] == "O1" and laid["silence"] is None
    assert rows(the_map.overlay("H1", "gaps", None, "competency", "en"))["competency:CF2"][0] >= OFFICERS
    assert set(rows(the_map.overlay("H1", "gaps", None, "organisation", "en"))) == {
        f"organisation:O{at}" for at in (1, 2, 3, 4)}
    controlled = the_map.overlay("A1", "gaps", None, "position", "en")
    assert rows(controlled)["position:P9"] == [{"suppressed": True}] * 3 and controlled["hidden"] > 0
    assert [row["weight"] for row in controlled["rows"] if row["id"] == "position:P9"] == [None]
    places = rows(the_map.overlay("A1", "gaps", None, "organisation", "en"))
    assert places["organisation:O1"][0] % 5 == 0 and places["organisation:O1"][0] >= OFFICERS


def test_nobody_sees_more_than_they_may(the_map: SystemMap) -> None:
    for who in ("E1", "A2"):
        for name in OVERLAYS:
            for of in ("position", "competency", "organisation"):
                laid = the_map.overlay(who, name, "O1", of, "en")
                people = [at for at, column in enumerate(laid["columns"])
                          if column["id"] in ("headcount", "readiness", "open_gaps", "unserved_gaps",
                                              "required_officials")]
                assert all(row["cells"][at] is None for row in laid["rows"] for at in people), (who, name, of)
    other = the_map.overlay("H4", "gaps", "O3", "position", "en")
    assert other["silence"] == "not_permitted" and other["rows"] == []
    assert the_map.overlay("T2", "gaps", "O3", "position", "en")["rows"] == []
    team = the_map.overlay("T1", "gaps", "", "position", "en")
    assert rows(team)["position:P1"][0] == 1 and team["place"]["label"] == "your team"


def test_ones_own_standing_is_ones_own(the_map: SystemMap) -> None:
    own = rows(the_map.overlay("T2", "own", None, "position", "en"))
    assert own == {"competency:CF1": [3, 2, 1], "competency:CB1": [2, 0, 2], "competency:CD1": [1, 0, 1],
                   "competency:CF2": [2, 2, 0]}
    assert the_map.overlay("E1", "own", None, "position", "en")["told"]


def test_frictions_of_the_framework_need_no_right(the_map: SystemMap) -> None:
    meeting = the_map.overlay("E1", "meeting", None, "position", "en")
    assert rows(meeting)["position:P1"] == [1, 1, 2, None] and meeting["rows"][0]["weight"] == 1.0
    ready = {row["id"]: row for row in the_map.overlay("H1", "meeting", None, "position", "en")["rows"]}
    share = ready["position:P1"]["cells"][3]
    assert ready["position:P1"]["weight"] == pytest.approx(1 - share / 100, abs=0.001)
    supply = rows(the_map.overlay("H1", "supply", None, "position", "en"))
    assert supply["competency:CB1"][:3] == [4, 2, 1] and supply["competency:CD1"][1] == 1
    assert supply["competency:CF3"][1] is None
    with pytest.raises(NoNodeError):
        the_map.overlay("E1", "nothing", None, "position", "en")


# ---- suppositions


def test_for_hr_it_is_reckoned_person_by_person(around: Around) -> None:
    reply = around.ask("H1", course="KB1", number=40, position="P1")
    after = (MET + 40) / (4 * OFFICERS) * 100
    assert reply.outcome == "answered" and f"{after:.1f}" in reply.text and "person by person" in reply.text
    assert block(reply, "table")["rows"] == [[{"id": "CB1", "label": "Teamwork"}, 2, OPEN, 40]]
    everybody = around.ask("H1", course="KB1", number=9999, position="P1")
    assert str(OPEN) in everybody.text and "9999" in everybody.text
    assert around.ask("H1", course="KB1", position="P1").outcome == "answered"


def test_a_leader_is_told_about_rounded_figures(around: Around) -> None:
    # What it closes in one post alone is held back; of all who have a gap in it no fewer are told.
    reply = around.ask("A1", course="KB1", number=40)
    assert reply.outcome == "answered" and "rounded" in reply.text and "at most 40" in reply.text
    assert block(reply, "table")["rows"][0][2] % 5 == 0
    assert around.ask("A1", course="KB1", number=40, position="P1").outcome == "suppressed"
    few = around.ask("A1", course="KX1", number=3, position="P9")
    assert few.outcome == "suppressed" and few.blocks == []


def test_whoever_may_not_know_is_told_what_the_framework_says(around: Around) -> None:
    for who in ("E1", "A2", "H4"):
        reply = around.ask(who, course="KB1", number=40, position="P1", organisation=["O3"])
        assert reply.outcome == "not_permitted" and "Teamwork" in reply.text and "40" not in reply.text
    own = around.ask("T2", course="KB1", number=1, organisation=["O3"])
    assert own.outcome == "not_permitted" and "For you" in own.text


def test_what_cannot_be_supposed(around: Around) -> None:
    assert around.ask("H1", what="what_if").outcome == "clarify"
    assert around.ask("H1", course="KB2", number=4).outcome == "zero"  # its level is not known
    assert around.ask("H1", course="KF1", number=4, position="P1").outcome == "zero"  # it narrows only
    assert around.ask("H1", "hi", course="KF4", number=4).outcome == "zero"  # it is retired
    unclear = around.ask("H1", course_unclear=["KF1", "KF2"], number=4)
    assert unclear.outcome == "clarify" and unclear.offers[0].slots == {"number": 4, "course": "KF1"}


# ---- the tool


def test_whom_work_comes_from_and_goes_to(around: Around) -> None:
    reply = around.ask("E1", position="P1")
    assert reply.outcome == "answered" and reply.arguments == {"position": "P1"}
    assert "Record Keeper" in reply.text and "Director" in reply.text
    drawn = block(reply, "map")
    assert {each["entity"] for each in drawn["nodes"]} == {"P1", "P2", "P4"} and len(drawn["edges"]) == 2
    assert block(reply, "document")["href"] == "/map?about=position%3AP1"
    assert "Director" not in around.ask("E1", position="P1", direction="in").text
    assert "Record Keeper" not in around.ask("E1", "hi", position="P1", direction="out").text
    assert around.ask("E1").outcome == "not_recorded"  # an observer gets and gives nothing
    assert around.ask("T1").arguments == {"position": "P1"}


def test_ways_organisations_and_comparisons(around: Around) -> None:
    way = around.ask("E1", positions=["P2", "P4"])
    assert way.outcome == "answered" and "Record Keeper → Section Officer → Director" in way.text
    assert around.ask("E1", positions=["P2", "P3"]).outcome == "not_recorded"
    inside = around.ask("H1", organisation=["O2"])
    assert "Buoy Office" in inside.text and "Section Officer" in inside.text
    both = around.ask("H1", organisation=["O2", "O4"])
    assert both.outcome == "answered" and "Department of Ferries" in both.text
    measures = {row[0]: row[1:] for row in block(both, "table")["rows"]}
    assert measures["Officials"] == [OFFICERS - 1, 8]
    framework_only = around.ask("E1", organisation=["O2", "O4"])
    assert "not yours to see" in framework_only.text
    assert "Officials" not in {row[0] for row in block(framework_only, "table")["rows"]}
    assert around.ask("E1", organisation=["O4"], what="compare").outcome == "clarify"
    assert around.ask("E1", organisation=["O2"], what="compare").arguments["organisation"] == ["O4", "O2"]


@pytest.mark.parametrize("language", ["en", "hi"])
@pytest.mark.parametrize("what", [*OVERLAYS])
@pytest.mark.parametrize("who", ["H1", "A1", "T1", "E1", "A2"])
def test_frictions_are_told_in_words(around: Around, who: str, what: str, language: str) -> None:
    reply = around.ask(who, language, what=what)
    assert reply.outcome in ("answered", "zero", "suppressed", "not_permitted") and reply.text
    if what in ("gaps", "meeting") and who == "H1":
        assert reply.outcome == "answered" and block(reply, "table")["rows"]
    if what == "gaps" and who in ("E1", "A2"):
        assert reply.outcome == "not_permitted"


def test_nothing_is_written(around: Around) -> None:
    with around.connection() as conn:
        before = conn.execute("SELECT count(*), max(number) FROM entries").fetchone()
        around.ask("H1", course="KB1", number=40, position="P1")
        assert conn.execute("SELECT count(*), max(number) FROM entries").fetchone() == before


# ---- the command and the API


def test_the_graph_as_json(around: Around) -> None:
    made = json.loads(json.dumps(graph_json(known(around.held.framework))))
    keys = {each["key"] for each in made["nodes"]}
    assert {link[end] for link in made["links"] for end in ("from", "to")} <= keys
    assert {"from": "position:P4", "to": "position:P1", "kind": "flow", "activities": ["A1"]} in made["links"]
    assert made["frictions"]["meetings"][0]["position"] == "P1"
    assert made["unresolved"] == [] and made["frictions"]["circles"] == []
    assert {each["competency"] for each in made["frictions"]["needs_without_supply"]} >= {"CB1", "CF3"}


class Served:
    """A Saathi of which the web needs sessions and the map alone."""

    def __init__(self, the_map: SystemMap) -> None:
        self.map = the_map

    def session(self, token: str) -> str | None:
        return {"hr": "H1", "nobody": "E1"}.get(token)


@pytest.fixture
def client(the_map: SystemMap) -> TestClient:
    app = FastAPI()
    app.state.saathi = Served(the_map)
    refusals.install(app)
    app.include_router(site.router)
    app.include_router(map_routes.router)
    app.add_middleware(Guard)
    return TestClient(app, base_url="http://localhost")


def get(client: TestClient, path: str, who: str | None = "hr") -> tuple[int, Any]:
    answer = client.get(path, headers={"authorization": f"Bearer {who}"} if who else {})
    return answer.status_code, answer.json()


def test_the_api_asks_for_a_session_and_answers_as_its_person_may(client: TestClient) -> None:
    for path in ("", "/search?q=a", "/view", "/overlays/gaps", "/compare?one=O2&other=O4", "/what-if?course=KB1",
                 "/path?one=P4&other=P2"):
        assert get(client, f"/api/map{path}", None)[0] == 401
        assert get(client, f"/api/map{path}", "gone")[0] == 401
        assert get(client, f"/api/map{path}")[0] == 200
    assert len(get(client, "/api/map/overlays/gaps")[1]["rows"]) > 0
    assert get(client, "/api/map/overlays/gaps", "nobody")[1]["rows"] == []
    supposed = get(client, "/api/map/what-if?course=KB1&people=40&position=P1&language=hi")[1]["reply"]
    assert supposed["outcome"] == "answered" and supposed["language"] == "hi"


@pytest.mark.parametrize("path", [
    "/view?about=position:none", "/view?about=x", "/overlays/none", "/overlays/gaps?of=course",
    "/compare?one=O2&other=x", "/what-if?course=none", "/what-if?course=KB1&position=none", "/path?one=P1&other=none"])
def test_what_the_map_does_not_have_is_refused_in_words(client: TestClient, path: str) -> None:
    assert get(client, f"/api/map{path}") == (404, {"error": table("page", "en")["errors"]["no_node"]})


@pytest.mark.parametrize("path", ["/view?depth=9", "/view?layers=A", "/what-if?course=KB1&people=0", "/what-if",
                                  "/overlays/Gaps", "/search?q=" + "x" * 201])
def test_what_cannot_be_asked_is_refused(client: TestClient, path: str) -> None:
    assert get(client, f"/api/map{path}")[0] == 422


def test_a_null_and_odd_texts_do_no_harm(client: TestClient) -> None:
    for text in ("%00", "%F0%9F%98%80", "'; drop table entries", "%5B%5D"):
        assert get(client, f"/api/map/search?q={text}")[0] == 200
        assert get(client, f"/api/map/view?about={text}")[0] == 404
    assert get(client, "/api/map/overlays/gaps?place=%00")[0] == 200


def test_the_page_keeps_to_the_policy(client: TestClient) -> None:
    page = client.get("/map")
    assert page.status_code == 200 and "unsafe" not in page.headers["content-security-policy"]
    assert not re.search(r"\sstyle=|<style|\son\w+=|<script(?![^>]*\ssrc=)|https?:", page.text)
    for name in re.findall(r"/assets/([\w.]+)", page.text):
        assert client.get(f"/assets/{name}").status_code == 200
    library = client.get("/assets/cytoscape.esm.min.js")
    assert library.status_code == 200 and library.headers["content-type"].startswith("text/javascript")
    licence = (site.VENDORED / "cytoscape.LICENSE.txt").read_text(encoding="utf-8")
    assert "Permission is hereby granted, free of charge" in licence
