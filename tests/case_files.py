"""What tests of CASE share: a framework of a bundle's files in memory, its rows as a bundle has them, and the schema.

The schema says what is known to be required of a package of CASE 1.1: fields, types, vocabularies, and no other field.
"""

from __future__ import annotations

import copy
import csv
import tomllib
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from frac.case.write import package
from frac.framework import (
    Activity,
    Competency,
    Framework,
    Level,
    Organisation,
    Position,
    Requirement,
    Role,
    Tenant,
)
from tests.frameworks import competency, framework, organisation
from tests.sources import STANDARDS

Rows = dict[str, list[dict[str, Any]]]
AT = datetime(2026, 3, 31, 6, 30, tzinfo=UTC)


def rows_of(framework: Framework) -> Rows:
    """What a framework holds, as rows of the bundle's files."""
    found: Rows = {
        "organisations": [
            {"id": each.id, "name": each.name, "name_hi": each.name_hi, "kind": each.kind, "parent_id": each.parent_id,
             "aliases": list(each.aliases)} for each in framework.organisations.values()],
        "competencies": [
            {"id": each.id, "name": each.name, "name_hi": each.name_hi, "type": each.type, "theme": each.theme,
             "description": each.description, "aliases": list(each.aliases)}
            for each in framework.competencies.values()],
        "competency_levels": [
            {"competency_id": each.id, "level": level, "descriptor": text}
            for each in framework.competencies.values() for level, text in each.descriptors.items()],
        "positions": [], "roles": [], "activities": [], "requirements": []}
    for position in framework.positions.values():
        found["positions"].append(
            {"id": position.id, "title": position.title, "title_hi": position.title_hi,
             "organisation_id": position.organisation_id, "group": position.group, "description": position.description,
             "aliases": list(position.aliases)})
        for number, role in enumerate(position.roles, 1):
            found["roles"].append({"id": role.id, "position_id": position.id, "title": role.title,
                                   "description": role.description, "order": number})
            found["activities"] += [
                {"id": each.id, "role_id": role.id, "description": each.description, "order": place,
                 "receives_from": each.receives_from, "submits_to": each.submits_to}
                for place, each in enumerate(role.activities, 1)]
        found["requirements"] += [
            {"position_id": position.id, "competency_id": each.competency_id, "level": each.level,
             "role_id": each.role_id, "activity_id": each.activity_id, "weight": each.weight}
            for each in position.requirements]
    return found


def scale_of(framework: Framework) -> list[dict[str, Any]]:
    """The scale, as rows."""
    return [{"level": each.level, "name": each.name, "name_hi": each.name_hi} for each in framework.levels]


def of_bundle(folder: Path) -> Framework:
    """The framework of the files of a bundle, for one whose files need no mending."""
    def rows(name: str) -> list[dict[str, str | None]]:
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            return [{key: " ".join(value.split()) or None for key, value in row.items()}
                    for row in csv.DictReader(lines)]

    def grouped(name: str, by: str) -> dict[Any, list[dict[str, Any]]]:
        found: dict[Any, list[dict[str, Any]]] = defaultdict(list)
        for row in rows(name):
            found[row[by]].append(row)
        return found

    def many(text: str | None) -> tuple[str, ...]:
        return tuple((text or "").split("|")) if text else ()

    told = tomllib.loads((folder / "tenant.toml").read_text(encoding="utf-8"))
    tenant = Tenant(told["name"], told["as_of"], told["timezone"], tuple(told["languages"]), told["pass_mark"],
                    told["year_starts"], told["small_cell"])
    levels, activities, roles, asked = (grouped(name, by) for name, by in (
        ("competency_levels", "competency_id"), ("activities", "role_id"), ("roles", "position_id"),
        ("requirements", "position_id")))
    organisations = [Organisation(row["id"], row["name"], row["name_hi"], row["kind"], row["parent_id"],
                                  many(row["aliases"]))
                     for found in grouped("organisations", "id").values() for row in found]
    competencies = [Competency(row["id"], row["name"], row["name_hi"], row["type"], row["theme"], row["description"],
                               many(row["aliases"]),
                               {int(each["level"]): each["descriptor"] for each in levels[row["id"]]})
                    for found in grouped("competencies", "id").values() for row in found]
    positions = [
        Position(row["id"], row["title"], row["title_hi"], row["organisation_id"], row["group"], row["description"],
                 many(row["aliases"]),
                 tuple(Role(role["id"], role["title"], role["description"], tuple(
                     Activity(each["id"], each["description"], each["receives_from"], each["submits_to"])
                     for each in activities[role["id"]])) for role in roles[row["id"]]),
                 tuple(Requirement(each["competency_id"], int(each["level"]), each["role_id"], each["activity_id"],
                                   float(each["weight"] or 1)) for each in asked[row["id"]]))
        for found in grouped("positions", "id").values() for row in found]
    return Framework(7, tenant, tuple(Level(each["level"], each["name"], each.get("name_hi"))
                                      for each in told["levels"]),
                     {each.id: each for each in organisations}, {each.id: each for each in competencies},
                     {each.id: each for each in positions}, {})


# ---- packages to be spoilt


def harbour() -> Framework:
    """A framework with one of everything."""
    duties = (Activity("a1", "Lights the lamp", "Pier Master", "The sea"), Activity("a2", "Reports", None, "boss"))
    return framework(
        organisation("o1", "Ministry of Ports", None, "MoP", "Ports", name_hi="पत्तन", kind="ministry"),
        organisation("o2", "Lights", "o1"),
        competency("c1", "Lamps", "lanterns", "wicks", name_hi="दीप", kind="domain",
                   descriptors={1: "Cleans", 3: "Repairs\nin the dark"}),
        competency("c2", "Ropes"),
        Position("p1", "Lamp Keeper", "दीपपाल", "o2", "B", "Keeps the lamp", ("Keeper",),
                 (Role("r1", "Night watch", "From dusk", duties), Role("r0", "Stores", None, ())),
                 (Requirement("c1", 3, "r1", "a1", 1.5), Requirement("c2", 2, None, None, 0.0),
                  Requirement("c1", 1, None, None, 1.0))),
        Position("p2", "Pier Master", None, None, None, None, ("Boss",), (), (Requirement("c2", 1, None, None, 1.0),)))


def made() -> dict[str, Any]:
    """Its package, to be spoilt."""
    return copy.deepcopy(package(harbour(), AT))


def item(value: dict[str, Any], statement: str) -> dict[str, Any]:
    """The item that says this."""
    return next(each for each in value["CFItems"]
                if statement in (each["fullStatement"], each.get("abbreviatedStatement")))


def links(value: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    """The associations of a type."""
    return [each for each in value["CFAssociations"] if each["associationType"] == kind]


def standards(**fields: Any) -> dict[str, Any]:
    """A framework of standards, its one standard with other fields."""
    value = copy.deepcopy(STANDARDS)
    value["CFItems"][1].update(fields)
    return value


# ---- the schema

_UUID = {"type": "string", "pattern": "^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[8-9a-b][0-9a-f]{3}-[0-9a-f]{12}$"}
_URI = {"type": "string", "pattern": "^[a-zA-Z][a-zA-Z0-9+.-]*:.+$"}
_TEXT = {"type": "string"}
_LINE = {"type": "string", "pattern": "^[^\\t\\r\\n]*$"}
_TIME = {"type": "string", "pattern": "^[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z$"}
_DATE = {"type": "string", "pattern": "^[0-9]{4}-[01][0-9]-[0-3][0-9]$"}
_ANYTHING = {"type": "object"}
_LINES = {"type": "array", "items": _LINE}


def _object(required: str, **optional: Any) -> dict[str, Any]:
    known = {"identifier": _UUID, "uri": _URI, "lastChangeDateTime": _TIME, "fullStatement": _TEXT,
             "description": _TEXT, "extensions": _ANYTHING}
    fields = {name: optional.pop(name, known.get(name, _LINE)) for name in required.split()}
    return {"type": "object", "required": list(fields), "additionalProperties": False,
            "properties": {**fields, "extensions": _ANYTHING, **optional}}


_LINK = {"type": "object", "required": ["title", "identifier", "uri"], "additionalProperties": False,
         "properties": {"title": _LINE, "identifier": _UUID, "uri": _URI}}
_EXTENSIBLE = "|ext:[a-zA-Z0-9._-]+)$"
_NODE = {**_LINK, "properties": {"title": _LINE, "identifier": _TEXT, "uri": _URI,
                                 "targetType": {"type": "string", "pattern": "^(CASE" + _EXTENSIBLE}}}
_ASSOCIATION_TYPES = ("isChildOf", "isPeerOf", "isPartOf", "exactMatchOf", "precedes", "isRelatedTo", "replacedBy",
                      "exemplar", "hasSkillLevel", "isTranslationOf")
_DATED = {"statusStartDate": _DATE, "statusEndDate": _DATE, "licenseURI": _LINK, "language": _LINE, "notes": _TEXT,
          "subject": _LINES, "subjectURI": {"type": "array", "items": _LINK}}
_DOCUMENT = _object("identifier uri creator title lastChangeDateTime", frameworkType=_LINE,
                    caseVersion={"const": "1.1"}, officialSourceURL=_URI, publisher=_LINE, description=_TEXT,
                    version=_LINE, adoptionStatus=_LINE, **_DATED)
_ITEM = _object("identifier fullStatement uri lastChangeDateTime", alternativeLabel=_LINE, CFItemType=_LINE,
                humanCodingScheme=_LINE, listEnumeration=_LINE, abbreviatedStatement=_LINE, conceptKeywords=_LINES,
                conceptKeywordsURI=_LINK, educationLevel=_LINES, CFItemTypeURI=_LINK, **_DATED)
_ASSOCIATION = _object(
    "identifier associationType uri originNodeURI destinationNodeURI lastChangeDateTime",
    associationType={"type": "string", "pattern": f"^({'|'.join(_ASSOCIATION_TYPES)}" + _EXTENSIBLE},
    sequenceNumber={"type": "integer"}, originNodeURI=_NODE, destinationNodeURI=_NODE, CFAssociationGroupingURI=_LINK,
    notes=_TEXT)
_DEFINITIONS = {
    "CFItemTypes": _object("identifier uri title description hierarchyCode lastChangeDateTime", typeCode=_LINE),
    "CFConcepts": _object("identifier uri title hierarchyCode lastChangeDateTime", keywords=_LINE, description=_TEXT),
    "CFSubjects": _object("identifier uri title hierarchyCode lastChangeDateTime", description=_TEXT),
    "CFLicenses": _object("identifier uri title licenseText lastChangeDateTime", description=_TEXT),
    "CFAssociationGroupings": _object("identifier uri title lastChangeDateTime", description=_TEXT)}
PACKAGE = {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "required": ["CFDocument"],
    "additionalProperties": False,
    "properties": {
        "CFDocument": _DOCUMENT, "CFItems": {"type": "array", "items": _ITEM},
        "CFAssociations": {"type": "array", "items": _ASSOCIATION},
        "CFDefinitions": {"type": "object", "additionalProperties": False, "properties": {
            **{name: {"type": "array", "items": each} for name, each in _DEFINITIONS.items()},
            "extensions": _ANYTHING}},
        "CFRubrics": {"type": "array"}, "extensions": _ANYTHING}}
