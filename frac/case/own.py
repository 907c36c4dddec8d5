"""Reads what we wrote: items of our types into the rows of a bundle, exactly as the framework held them.

Texts stay as they are, markup too: it is no markup here. Refuses what would not fit together: a role outside a
position, a requirement of what is no competency, two positions with one id.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from frac.case import markup
from frac.case.model import FLOWS, REQUIRES, Findings, Object, extension
from frac.case.shape import AGAIN, Item, Link, Shape, leads_nowhere
from frac.load.cells import shown

Rows = dict[str, list[Object]]
# What an item of a kind must hang from; a position or an organisation may hang from nothing but the document.
ABOVE = {"level": "competency", "role": "position", "activity": "role"}
MAY = {"position": "organisation", "organisation": "organisation"}


class Own:
    """The items of our types in a package, by what they are."""

    def __init__(self, shape: Shape, findings: Findings) -> None:
        self._shape, self._findings = shape, findings
        self.items = [item for item in shape.items.values() if item.type is not None]
        self._scale = _scale(shape, findings)
        self._steps = {int(each["level"]) for each in self._scale.values()}
        self._ids: dict[tuple[str, str], Item] = {}
        for item in self.items:
            self._check(item)

    @property
    def levels(self) -> list[Object]:
        """The scale: level, name, name_hi."""
        return sorted(self._scale.values(), key=lambda each: int(each["level"]))

    def fill(self, rows: Rows, competencies: Mapping[str, str]) -> None:
        """Adds the rows. `competencies`: identifiers of items to ids, of those that are not of our types as well."""
        known = dict(competencies)
        known.update({each.identifier: self.id_of(each) for each in self.items if _kind(each) == "competency"})
        flows = self._flows()
        for item in self.items:
            table, fields = self._row(item, flows)
            rows[table].append(fields)
        links = [link for link in self._shape.links if link.kind == REQUIRES]
        found = [(link, row) for link in links if (row := self._requirement(link, known))]
        # The number of an association counts within its position; the order of the file parts what has none.
        place = {item.identifier: number for number, item in enumerate(self.items)}
        for _, row in sorted(found, key=lambda each: (place[each[0].origin], _order(each[0]))):
            rows["requirements"].append(row)

    def id_of(self, item: Item) -> str:
        """The id in the framework; an item that somebody added elsewhere has its identifier."""
        return str(extension(item.fields).get("id") or item.fields.get("humanCodingScheme") or item.identifier)

    def _check(self, item: Item) -> None:
        kind, where = _kind(item), item.where
        above = self._shape.items.get(item.parent or "")
        held = _kind(above) if above else ""
        if kind in ABOVE and held != ABOVE[kind]:
            self._findings.fault(where, f"is a {kind} that hangs from no {ABOVE[kind]}",
                                 f"Give it an isChildOf association to its {ABOVE[kind]}.")
        elif held and kind in MAY and held != MAY[kind]:
            self._findings.fault(where, f"is a {kind} that hangs from a {held}",
                                 f"Let it hang from an {MAY[kind]}, or from the document.")
        if kind == "level" and (level := _number(item.fields.get("listEnumeration"))) not in self._steps:
            self._findings.fault(where, "is a level without its number" if level is None else f"is for level {level}, "
                                 "which is not on the scale", "Write the number of a level of the scale into "
                                 "listEnumeration.")
        ours = extension(item.fields)
        for name, value in ours.items():
            if not (_texts(value) if name == "aliases" else isinstance(value, str)):
                self._findings.fault(where, f"its extension {name} is {shown(value)}",
                                     "Write a text, or for aliases a list of texts.")
        if kind == "organisation" and not ours.get("kind"):
            self._findings.remark(where, "an organisation does not say of what kind it is", item.statement)
        if any(markup.tags(str(item.fields.get(name) or "")) for name in ("fullStatement", "abbreviatedStatement")):
            self._findings.remark(where, "a text holds markup; it is kept as the plain text that it was")
        identity = (kind, self.id_of(item) if kind != "level" else
                    f"{item.parent}\n{item.fields.get('listEnumeration')}")
        first = self._ids.setdefault(identity, item)
        if first is not item:
            what = "stands for a level that" if kind == "level" else f"has the id {shown(identity[1])}, which"
            self._findings.fault(where, f"{what} {first.where.split(' (')[0]} has already",
                                 "Give each its own, or leave out the one that stands twice.")

    def _row(self, item: Item, flows: dict[str, Object]) -> tuple[str, Object]:
        fields, ours, kind = item.fields, extension(item.fields), _kind(item)
        above = self._shape.items.get(item.parent or "")
        parent = self.id_of(above) if above is not None and above.type is not None else None
        # A name that has a description is the abbreviated statement, and the description the full one.
        name, about = item.statement, fields["fullStatement"] if fields.get("abbreviatedStatement") else None
        row: Object = {"id": self.id_of(item)}
        first, more = fields.get("alternativeLabel"), ours.get("aliases")
        aliases = [*([first] if first else []), *_texts(more)]
        if kind == "organisation":
            return "organisations", {**row, "name": name, "name_hi": ours.get("name_hi"), "kind": ours.get("kind"),
                                     "parent_id": parent, "aliases": aliases}
        if kind == "competency":
            assert item.type is not None
            return "competencies", {**row, "name": name, "name_hi": ours.get("name_hi"), "type": item.type.type,
                                    "theme": _theme(fields), "description": about, "aliases": aliases}
        if kind == "level":
            return "competency_levels", {"competency_id": parent, "level": _number(fields.get("listEnumeration")),
                                         "descriptor": fields["fullStatement"]}
        if kind == "position":
            return "positions", {**row, "title": name, "title_hi": ours.get("name_hi"), "organisation_id": parent,
                                 "group": ours.get("group"), "description": about, "aliases": aliases}
        if kind == "role":
            return "roles", {**row, "position_id": parent, "title": name, "description": about, "order": item.order}
        return "activities", {**row, "role_id": parent, "description": fields["fullStatement"], "order": item.order,
                              "receives_from": None, "submits_to": None, **flows.get(item.identifier, {})}

    def _flows(self) -> dict[str, Object]:
        """By activity: where its work comes from and goes to, in the tenant's words."""
        found: dict[str, Object] = {}
        for link in self._shape.links:
            if link.kind not in FLOWS:
                continue
            node = link.fields.get("destinationNodeURI")
            far = isinstance(node, dict) and str(node.get("targetType") or "").startswith("ext:")
            place = self._shape.items.get(link.target)
            if self._is(link.origin, "activity", link, "originNodeURI") and (
                    far or self._is(link.target, "position", link, "destinationNodeURI")):
                words = extension(link.fields).get("words") or (
                    place.statement if place is not None else isinstance(node, dict) and node.get("title"))
                found.setdefault(link.origin, {})[FLOWS[link.kind]] = words or None
        return found

    def _is(self, identifier: str, kind: str, link: Link, end: str) -> bool:
        """Whether an end of an association is an item of a kind; a fault is noted where it is not."""
        item = self._shape.items.get(identifier)
        if item is None:
            leads_nowhere(link, end, self._findings)
        elif _kind(item) != kind:
            self._findings.fault(link.where, f"{end} names {item.where}, which is no {kind}", AGAIN)
        return item is not None and _kind(item) == kind

    def _requirement(self, link: Link, competencies: Mapping[str, str]) -> Object | None:
        ours, group = extension(link.fields), link.fields.get("CFAssociationGroupingURI")
        fits = self._is(link.origin, "position", link, "originNodeURI")
        if link.target not in self._shape.items:
            leads_nowhere(link, "destinationNodeURI", self._findings)
        elif link.target not in competencies:
            self._findings.fault(link.where, f"destinationNodeURI names {self._shape.items[link.target].where}, which "
                                 "is no competency", AGAIN)
        step = self._scale.get(str(group.get("identifier")).lower() if isinstance(group, dict) else "")
        if step is None:
            self._findings.fault(link.where, "asks a competency at no level of the scale",
                                 "Name a grouping of the file that stands for a level in CFAssociationGroupingURI.")
        weight = ours.get("weight", 1.0)
        if not isinstance(weight, int | float) or isinstance(weight, bool) or not 0 <= weight < float("inf"):
            self._findings.fault(link.where, f"its weight is {shown(weight)}", "Write a number from 0.")
        for kind in ("role", "activity"):
            if ours.get(kind) is not None and (kind, ours[kind]) not in self._ids:
                self._findings.fault(link.where, f"names the {kind} {shown(ours[kind])}, which is not in the file",
                                     f"Name a {kind} of the file, or none.")
        if self._findings.faults or not fits or step is None:
            return None
        return {"position_id": self.id_of(self._shape.items[link.origin]), "competency_id": competencies[link.target],
                "level": step["level"], "role_id": ours.get("role"), "activity_id": ours.get("activity"),
                "weight": float(weight)}


def _kind(item: Item) -> str:
    return item.type.kind if item.type is not None else ""


def _order(link: Link) -> int:
    number = link.fields.get("sequenceNumber")
    return number if isinstance(number, int) else 0


def _number(value: Any) -> int | None:
    """The number of a level as it is written in an item."""
    digits = isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 4
    return int(value) or None if digits else None


def _texts(value: Any) -> list[str]:
    """A list of texts; nothing where it is none."""
    return value if isinstance(value, list) and all(isinstance(each, str) for each in value) else []


def _theme(fields: Object) -> str | None:
    return next(iter(_texts(fields.get("conceptKeywords"))), None)


def _scale(shape: Shape, findings: Findings) -> dict[str, Object]:
    """The groupings that stand for levels, by their identifiers."""
    groups = shape.definitions.get("CFAssociationGroupings")
    found: dict[str, Object] = {}
    for number, group in enumerate(groups if isinstance(groups, list) else [], 1):
        ours = extension(group) if isinstance(group, dict) else {}
        if "level" not in ours:
            continue
        level, name = ours["level"], group.get("title")
        if (not isinstance(level, int) or isinstance(level, bool) or not 0 < level < 1000 or not isinstance(name, str)
                or not isinstance(ours.get("name_hi"), str | None)):
            findings.fault(f"CFAssociationGroupings, {number}", "is a level without a whole number or without a title",
                           "Write a number from 1 and what the level is called.")
        elif level in [each["level"] for each in found.values()]:
            findings.fault(f"CFAssociationGroupings, {number}", f"is level {level} a second time",
                           "Leave one of the two out.")
        else:
            found[str(group.get("identifier")).lower()] = {"level": level, "name": name,
                                                           "name_hi": ours.get("name_hi")}
    return found
