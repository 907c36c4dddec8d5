"""The words that writing and reading CASE 1.1 share: types of items and associations, identifiers, findings.

CASE has no field for some of what a framework holds. That stands in the `extensions` of the object it belongs to, under
the one key `OURS`: Hindi names, further aliases, groups, kinds of organisations, weights, reasons of requirements.
Refuses clock and chance: an identifier depends on the tenant's name, the kind and the id alone.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from frac.faults import Fault
from frac.load.tables import TYPES

CASE_VERSION = "1.1"
# What may stand in `caseVersion`. CASE 1.0 had no such field, and its files read the same.
READABLE = ("1.0", CASE_VERSION)
OURS = "saathi"
FORMAT = 1

CHILD = "isChildOf"
REQUIRES = "ext:requires"
RECEIVES = "ext:receivesFrom"
SUBMITS = "ext:submitsTo"
FLOWS = {RECEIVES: "receives_from", SUBMITS: "submits_to"}
# The target of a flow that the tenant knows by a name alone: no position of the framework has it.
NAMED = "ext:named"

Object = dict[str, Any]
_NAMESPACE = uuid.UUID("64e0e83d-f48f-4d50-b74d-dc23002e8efc")


@dataclass(frozen=True, slots=True)
class ItemType:
    """A type of items: its title in `CFItemType`, and what such an item is here."""

    title: str
    kind: str
    description: str
    type: str = ""

    @property
    def code(self) -> str:
        """The type's code, which no other publisher has."""
        return ".".join(part for part in (OURS, self.kind, self.type) if part)


ITEM_TYPES = (
    ItemType("Organisation", "organisation", "A government, ministry, department, office or unit"),
    *(ItemType(f"{each.capitalize()} competency", "competency", f"A competency of the type {each}", each)
      for each in TYPES),
    ItemType("Competency level", "level", "What a person does who holds a competency at one level"),
    ItemType("Position", "position", "A post that officials hold"),
    ItemType("Role", "role", "A part of the work of a position"),
    ItemType("Activity", "activity", "A piece of work of a role"),
)
TYPE_OF = {each.title: each for each in ITEM_TYPES}


def identifier(tenant: str, kind: str, *ids: str) -> str:
    """The UUID of a thing of a tenant: the same in every export, on every machine."""
    return str(uuid.uuid5(_NAMESPACE, json.dumps([tenant, kind, *ids], ensure_ascii=False)))


def extension(thing: Mapping[str, Any]) -> Object:
    """What an object of CASE holds of ours."""
    extensions = thing.get("extensions")
    ours = extensions.get(OURS) if isinstance(extensions, dict) else None
    return ours if isinstance(ours, dict) else {}


@dataclass(frozen=True, slots=True)
class Remark:
    """What was taken in a certain way, or is lacking: where, what, the text it is about, and how often it is so."""

    where: str
    what: str
    shown: str = ""
    count: int = 1


@dataclass
class Findings:
    """Everything that is to be said about a file, all of it and not the first."""

    faults: list[Fault] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def fault(self, where: str, what: str, mend: str) -> None:
        """Note a reason not to take the file."""
        self.faults.append(Fault(where, what, mend))

    def remark(self, where: str, what: str, shown: str = "", count: int = 1) -> None:
        """Note something else."""
        self.remarks.append(Remark(where, what, shown, count))
