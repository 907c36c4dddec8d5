"""CASE packages: the demo's framework there and back, what others publish, and faults told with how to mend them."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from frac.case import markup
from frac.case.model import identifier
from frac.case.read import Reading, read, understood
from frac.case.write import package
from tests.case_files import AT, PACKAGE, harbour, item, links, made, of_bundle, rows_of, scale_of, standards

DEMO = Path(__file__).parents[2] / "demo"


def said(reading: Reading) -> str:
    """All faults as they are told."""
    assert not any(reading.rows.values()), "where there is a fault there are no rows"
    return "\n".join(map(str, reading.faults))


# ---- there and back


def test_the_demos_framework_comes_back_whole() -> None:
    held = of_bundle(DEMO)
    value = package(held, AT)
    jsonschema.Draft202012Validator(PACKAGE).validate(value)
    reading = read(json.dumps(value))
    assert not reading.faults
    assert reading.rows == rows_of(held) and reading.levels == scale_of(held) and reading.title == held.tenant.name
    with (DEMO / "requirements.csv").open(encoding="utf-8") as lines:
        assert len(reading.rows["requirements"]) == len(list(csv.DictReader(lines)))


def test_a_framework_with_one_of_everything_comes_back_whole() -> None:
    reading = read(json.dumps(made(), ensure_ascii=False))
    assert not reading.faults and not reading.remarks
    assert reading.rows == rows_of(harbour()) and reading.levels == scale_of(harbour())


def test_what_the_package_says_in_fields_of_case() -> None:
    value = made()
    jsonschema.Draft202012Validator(PACKAGE).validate(value)
    lamps, keeper = item(value, "Lamps"), item(value, "Lamp Keeper")
    assert lamps["CFItemType"] == "Domain competency" and lamps["humanCodingScheme"] == "c1"
    assert lamps["alternativeLabel"] == "lanterns" and lamps["extensions"]["saathi"] == {
        "name_hi": "दीप", "aliases": ["wicks"]}
    assert keeper["fullStatement"] == "Keeps the lamp" and keeper["abbreviatedStatement"] == "Lamp Keeper"
    asked = links(value, "ext:requires")
    assert [each["sequenceNumber"] for each in asked] == [1, 2, 3, 1]
    assert asked[0]["originNodeURI"]["title"] == "Lamp Keeper" and asked[0]["destinationNodeURI"]["title"] == "Lamps"
    assert asked[0]["CFAssociationGroupingURI"]["title"] == "Proficient"
    assert asked[0]["extensions"]["saathi"] == {"weight": 1.5, "role": "r1", "activity": "a1"}
    known, words = links(value, "ext:receivesFrom")[0], links(value, "ext:submitsTo")
    assert known["destinationNodeURI"]["identifier"] == item(value, "Pier Master")["identifier"]
    assert [each["destinationNodeURI"].get("targetType") for each in words] == ["ext:named", None]
    assert words[1]["extensions"]["saathi"] == {"words": "boss"}
    roots = [each for each in links(value, "isChildOf")
             if each["destinationNodeURI"]["identifier"] == value["CFDocument"]["identifier"]]
    assert [each["originNodeURI"]["title"] for each in roots] == ["Ministry of Ports", "Lamps", "Ropes", "Pier Master"]
    assert len(links(value, "isChildOf")) == len(value["CFItems"])


def test_identifiers_stay_and_belong_to_the_tenant() -> None:
    assert json.dumps(made()) == json.dumps(made())
    later = package(harbour(), AT + timedelta(days=9))
    assert [each["identifier"] for each in later["CFItems"]] == [each["identifier"] for each in made()["CFItems"]]
    assert later["CFDocument"]["lastChangeDateTime"] != made()["CFDocument"]["lastChangeDateTime"]
    told = [("T", "role", "1"), ("U", "role", "1"), ("U", "activity", "1"), ("T", "level", "a", "b"),
            ("T", "level", "ab"), ("T", "level", "a", "b", "")]
    assert len({identifier(*each) for each in told}) == len(told)
    counted = Counter(each["identifier"] for kind in ("CFItems", "CFAssociations") for each in made()[kind])
    assert set(counted.values()) == {1}


def test_the_order_of_items_and_associations_in_the_file_is_no_matter_for_roles_and_requirements() -> None:
    value = made()
    value["CFAssociations"].reverse()
    reading = understood(value)
    assert reading.rows == rows_of(harbour())


def test_what_somebody_added_in_another_tool_comes_along() -> None:
    value = made()
    value["CFItems"].append({"identifier": "22222222-0000-4000-8000-000000000001", "fullStatement": "Sings",
                             "CFItemType": "Functional competency"})
    value["CFItems"].append({"identifier": "22222222-0000-4000-8000-000000000002", "fullStatement": "Dances"})
    value["CFAssociations"].append({**links(value, "ext:requires")[3],
                                    "destinationNodeURI": {"identifier": "22222222-0000-4000-8000-000000000002"}})
    reading = understood(value)
    assert not reading.faults
    assert [(row["name"], row["type"]) for row in reading.rows["competencies"]][2:] == [
        ("Sings", "functional"), ("Dances", None)]
    assert reading.rows["requirements"][-1]["competency_id"] == "22222222-0000-4000-8000-000000000002"
    assert any("fill the type" in each.what for each in reading.remarks)


# ---- what others publish


def test_a_standard_is_a_competency_with_code_and_theme() -> None:
    reading = understood(standards())
    assert not reading.faults and sum(map(len, reading.rows.values())) == 1
    assert reading.rows["competencies"] == [
        {"id": "11111111-0000-4000-8000-000000000003", "name": "Bowline", "name_hi": None, "type": None,
         "theme": "Seamanship", "description": "Ties a bowline in the dark.", "aliases": ["SEA.1"]}]
    told = " ".join(each.what for each in reading.remarks)
    assert "headings" in told and "behavioural, functional or of a domain" in told and "requirements" in told


def test_what_is_below_a_standard_is_one_too_and_has_it_as_its_theme() -> None:
    value = standards(CFItemType="Content Standards")
    value["CFItems"].append({"identifier": "22222222-0000-4000-8000-000000000001", "fullStatement": "With gloves",
                             "CFItemType": "Component"})
    value["CFAssociations"].append({
        "associationType": "isChildOf", "originNodeURI": {"identifier": "22222222-0000-4000-8000-000000000001"},
        "destinationNodeURI": {"identifier": "11111111-0000-4000-8000-000000000003"}})
    rows = understood(value).rows["competencies"]
    assert [(row["name"], row["theme"]) for row in rows] == [("Bowline", "Seamanship"), ("With gloves", "Bowline")]


def test_a_statement_alone_is_the_name_and_a_long_one_its_beginning() -> None:
    [row] = understood(standards(abbreviatedStatement=None)).rows["competencies"]
    assert (row["name"], row["description"]) == ("Ties a bowline in the dark.", None)
    reading = understood(standards(abbreviatedStatement=None, fullStatement="rope " * 100))
    [row] = reading.rows["competencies"]
    assert len(row["name"]) <= 302 and row["name"].endswith("rope …") and row["description"] == ("rope " * 100).strip()
    assert any("too long for a name" in each.what for each in reading.remarks)


def test_associations_of_other_types_are_left_out_and_counted() -> None:
    value = standards()
    value["CFAssociations"] += 2 * [{"associationType": "exactMatchOf", "originNodeURI": {"identifier": "x"},
                                     "destinationNodeURI": {"identifier": "elsewhere"}}]
    reading = understood(value)
    assert not reading.faults and [each.count for each in reading.remarks if "exactMatchOf" in each.what] == [2]


def test_a_second_parent_does_not_count_and_is_told() -> None:
    value = standards()
    value["CFAssociations"].append({**value["CFAssociations"][1], "destinationNodeURI": {
        "identifier": value["CFDocument"]["identifier"]}})
    reading = understood(value)
    assert reading.rows["competencies"][0]["theme"] == "Seamanship"
    assert any("more than one" in each.what for each in reading.remarks)


def test_capitals_in_an_identifier_are_no_matter() -> None:
    value = standards()
    value["CFItems"][1]["identifier"] = value["CFItems"][1]["identifier"].upper()
    value["CFDocument"]["identifier"] = value["CFDocument"]["identifier"].upper()
    assert not understood(value).faults


# ---- markup


@pytest.mark.parametrize(("text", "plain"), [
    ("<p>Ties <b>a</b> knot</p>", "Ties a knot"), ("H<sub>2</sub>O", "H2O"), ("one<br/>two", "one two"),
    ("R&amp;D", "R&D"), ("a < b and c > d", "a < b and c > d"), ("List<String>", "List<String>"),
    ("x <!-- y --> z", "x z")])
def test_statements_come_in_without_tags(text: str, plain: str) -> None:
    assert markup.plain(text) == plain
    reading = understood(standards(abbreviatedStatement=text))
    assert reading.rows["competencies"][0]["name"] == plain
    assert any("markup" in each.what for each in reading.remarks) == bool(markup.tags(text))


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "x <img src=x onerror=alert(1)>", "<SVG onload=a>",
                                  '<a href="javascript:a">b</a>', "<iframe src=x></iframe>"])
def test_markup_that_would_run_is_a_fault(text: str) -> None:
    told = said(understood(standards(fullStatement=text)))
    assert "item 2 (11111111" in told and "markup that would run" in told and "Take it out" in told


def test_our_own_texts_stay_as_they_were() -> None:
    value = made()
    item(value, "Cleans")["fullStatement"] = "<b>Cleans</b> & shines"
    reading = understood(value)
    assert reading.rows["competency_levels"][0]["descriptor"] == "<b>Cleans</b> & shines"
    assert any("markup" in each.what for each in reading.remarks)


# ---- bad input


@pytest.mark.parametrize(("text", "words"), [
    ("{", "line 1, column 2: is no JSON"), ("", "is no JSON"), ("[" * 100_000, "is no JSON"), ("[]", "no CFDocument"),
    ('{"CFItems": []}', "no CFDocument"), ('{"CFDocument": {}}', "holds no item"),
    ('{"CFDocument": {}, "CFItems": {}}', "CFItems: is not a list"),
    ('{"CFDocument": {}, "CFItems": [1]}', "item 1: is no object"),
    ('{"CFDocument": {"caseVersion": "2.0"}}', "caseVersion is '2.0', and only 1.0 and 1.1 are known. Export it as"),
    ('{"CFDocument": {"extensions": {"saathi": {"format": 9}}}}', "the form '9' of another version of Saathi")])
def test_what_is_no_package_is_told(text: str, words: str) -> None:
    assert words in said(read(text))


def spoil_identifier(value: dict[str, Any]) -> None:
    item(value, "Ropes")["identifier"] = item(value, "Lamps")["identifier"]


def spoil_nothing(value: dict[str, Any]) -> None:
    links(value, "isChildOf")[3]["destinationNodeURI"] = {"identifier": "nowhere"}


def spoil_circle(value: dict[str, Any]) -> None:
    tree = links(value, "isChildOf")
    tree[0]["destinationNodeURI"] = tree[1]["originNodeURI"]


def spoil_version(value: dict[str, Any]) -> None:
    del value["CFDocument"]["extensions"]


def spoil_grouping(value: dict[str, Any]) -> None:
    del links(value, "ext:requires")[0]["CFAssociationGroupingURI"]


def spoil_requirement(value: dict[str, Any]) -> None:
    links(value, "ext:requires")[0]["destinationNodeURI"] = links(value, "ext:requires")[0]["originNodeURI"]


def spoil_reason(value: dict[str, Any]) -> None:
    links(value, "ext:requires")[0]["extensions"]["saathi"]["role"] = "r9"


def spoil_weight(value: dict[str, Any]) -> None:
    links(value, "ext:requires")[0]["extensions"]["saathi"]["weight"] = "much"


def spoil_parent(value: dict[str, Any]) -> None:
    role = item(value, "Night watch")["identifier"]
    next(each for each in links(value, "isChildOf") if each["originNodeURI"]["identifier"] == role)[
        "destinationNodeURI"] = {"identifier": item(value, "Lamps")["identifier"]}


def spoil_id(value: dict[str, Any]) -> None:
    item(value, "Ropes")["humanCodingScheme"] = "c1"


def spoil_level(value: dict[str, Any]) -> None:
    item(value, "Cleans")["listEnumeration"] = "9"


def spoil_text(value: dict[str, Any]) -> None:
    item(value, "Ropes")["fullStatement"] = ["Ropes"]


def spoil_flow(value: dict[str, Any]) -> None:
    links(value, "ext:receivesFrom")[0]["destinationNodeURI"] = {"identifier": "nowhere"}


def spoil_scale(value: dict[str, Any]) -> None:
    value["CFDefinitions"]["CFAssociationGroupings"][1]["extensions"]["saathi"]["level"] = 1


SPOILT: list[tuple[Callable[[dict[str, Any]], None], str]] = [
    (spoil_identifier, "has the identifier of item 3. Give each item a UUID of its own"),
    (spoil_nothing, "destinationNodeURI names 'nowhere', which is no item of the file. Export the framework with all"),
    (spoil_circle, "hangs from itself: 'Ministry of Ports' → 'Lights' → 'Ministry of Ports'. Take out one"),
    (spoil_version, "its extensions are lost on the way"),
    (spoil_grouping, "asks a competency at no level of the scale. Name a grouping"),
    (spoil_requirement, "which is no competency"),
    (spoil_reason, "names the role 'r9', which is not in the file. Name a role of the file, or none"),
    (spoil_weight, "its weight is 'much'. Write a number from 0"),
    (spoil_parent, "is a role that hangs from no position. Give it an isChildOf association to its position"),
    (spoil_id, "has the id 'c1', which item 3 has already"),
    (spoil_level, "is for level 9, which is not on the scale"),
    (spoil_text, "fullStatement is list, not text. Write one text"),
    (spoil_flow, "destinationNodeURI names 'nowhere'"),
    (spoil_scale, "is level 1 a second time")]


@pytest.mark.parametrize(("spoil", "words"), SPOILT, ids=[spoil.__name__[6:] for spoil, _ in SPOILT])
def test_a_fault_is_told_with_how_to_mend_it(spoil: Callable[[dict[str, Any]], None], words: str) -> None:
    value = made()
    spoil(value)
    assert words in said(understood(value))


def test_every_fault_is_told_and_not_the_first() -> None:
    value = made()
    chosen = [(spoil, words) for spoil, words in SPOILT
              if spoil in (spoil_nothing, spoil_grouping, spoil_weight, spoil_level, spoil_text, spoil_circle)]
    for spoil, _ in chosen:
        spoil(value)
    told = said(understood(value))
    assert all(words in told for _, words in chosen), told
