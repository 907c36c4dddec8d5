"""Opens a package: its items by identifier, what each hangs from, its other associations. Checks what holds for any.

Two items with one identifier, an association that leads to nothing, a circle, a version that is not known: each is a
fault that says how to mend it, and all are told. Refuses to know what an item means.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from frac.case.model import (
    CHILD,
    FLOWS,
    FORMAT,
    OURS,
    READABLE,
    REQUIRES,
    TYPE_OF,
    Findings,
    ItemType,
    Object,
    extension,
)
from frac.load.cells import shown
from frac.load.cycles import circles

WHOLE = "Export the whole package again (CFPackages, not CFDocuments or CFItems)."
AGAIN = "Correct it in the tool that wrote the file, and export it again."


@dataclass
class Item:
    """An item: where it stands, its fields, and the item it hangs from (None: from the document, or from nothing)."""

    identifier: str
    where: str
    fields: Object
    type: ItemType | None = None
    placed: bool = False
    parent: str | None = None
    order: int | None = None
    children: list[str] = field(default_factory=list)

    @property
    def statement(self) -> str:
        """Its name as it stands: the abbreviated statement, else the full one."""
        return str(self.fields.get("abbreviatedStatement") or self.fields["fullStatement"])


@dataclass(frozen=True, slots=True)
class Link:
    """An association: its type, and the identifiers at its ends."""

    where: str
    kind: str
    origin: str
    target: str
    fields: Object


@dataclass
class Shape:
    """An opened package. `ours`: we wrote it, so that extensions and types of items mean what they mean to us."""

    title: str
    ours: bool
    document: str
    items: dict[str, Item]
    links: list[Link]
    definitions: Object


def opened(value: Any, findings: Findings) -> Shape | None:
    """The package; None where the value is none. Every fault is noted, also where a package is returned."""
    document = value.get("CFDocument") if isinstance(value, dict) else None
    if not isinstance(document, dict):
        findings.fault("the file", "is no package of CASE: it has no CFDocument", WHOLE)
        return None
    version = document.get("caseVersion")
    if version is not None and version not in READABLE:
        findings.fault("CFDocument", f"caseVersion is {shown(version)}, and only {' and '.join(READABLE)} are known",
                       "Export it as CASE 1.1.")
    form = extension(document).get("format")
    if form not in (None, FORMAT):
        findings.fault("CFDocument", f"was written in the form {shown(form)} of another version of Saathi",
                       "Export it with the version that reads it, or bring this one up to date.")
    definitions = value.get("CFDefinitions")
    shape = Shape(str(document.get("title") or ""), form is not None, key(document.get("identifier")), {}, [],
                  definitions if isinstance(definitions, dict) else {})
    if not shape.ours and _was_ours(shape.definitions):
        findings.fault("CFDocument", "was written by Saathi, but its extensions are lost on the way, and with them "
                       "levels, weights and Hindi names",
                       "Use the file as it was written, or a tool that keeps extensions.")
    _items(value, shape, findings)
    _links(value, shape, findings)
    _hang(shape, findings)
    return shape


def key(value: Any) -> str:
    """What identifiers are compared by: a UUID may be written in capitals."""
    return value.strip().lower() if isinstance(value, str) else ""


def _was_ours(definitions: Object) -> bool:
    types = definitions.get("CFItemTypes")
    return any(isinstance(each, dict) and str(each.get("typeCode")).startswith(f"{OURS}.")
               for each in (types if isinstance(types, list) else []))


def _listed(value: Object, name: str, what: str, findings: Findings) -> Iterator[tuple[str, Object]]:
    """The objects of a list, each with where it stands, counted from 1."""
    held = value.get(name)
    if held is not None and not isinstance(held, list):
        findings.fault(name, "is not a list", WHOLE)
    for number, each in enumerate(held if isinstance(held, list) else [], 1):
        if isinstance(each, dict):
            yield f"{what} {number}", each
        else:
            findings.fault(f"{what} {number}", "is no object", WHOLE)


TEXTS = ("fullStatement", "abbreviatedStatement", "alternativeLabel", "humanCodingScheme", "listEnumeration",
         "CFItemType")


def _items(value: Object, shape: Shape, findings: Findings) -> None:
    for where, fields in _listed(value, "CFItems", "item", findings):
        own = key(fields.get("identifier"))
        if not own:
            findings.fault(where, "has no identifier", "Give it a UUID of its own.")
            continue
        where = f"{where} ({shown(fields['identifier'])[1:-1]})"
        if own in shape.items:
            findings.fault(where, f"has the identifier of {shape.items[own].where.split(' (')[0]}",
                           "Give each item a UUID of its own, or leave out the one that stands twice.")
            continue
        wrong = [name for name in TEXTS if not isinstance(fields.get(name), str | None)]
        for name in wrong:
            findings.fault(where, f"{name} is {type(fields[name]).__name__}, not text", "Write one text.")
        if "fullStatement" not in wrong and not (fields.get("fullStatement") or "").strip():
            findings.fault(where, "has no fullStatement", "Write what the item says, or leave the item out.")
            wrong.append("fullStatement")
        # Kept without what is wrong, so that what leads to it is not told as leading to nothing.
        held = {**fields, **dict.fromkeys(wrong), **({"fullStatement": own} if "fullStatement" in wrong else {})}
        shape.items[own] = Item(own, where, held, TYPE_OF.get(str(held.get("CFItemType"))) if shape.ours else None)


def _links(value: Object, shape: Shape, findings: Findings) -> None:
    others: dict[str, int] = {}
    for where, fields in _listed(value, "CFAssociations", "association", findings):
        kind, ends = fields.get("associationType"), []
        for name in ("originNodeURI", "destinationNodeURI"):
            node = fields.get(name)
            ends.append(key(node.get("identifier")) if isinstance(node, dict) else "")
        if kind in (CHILD, REQUIRES, *FLOWS):
            shape.links.append(Link(f"{where} ({kind})", str(kind), ends[0], ends[1], fields))
        elif isinstance(kind, str) and kind:
            others[kind] = others.get(kind, 0) + 1
        else:
            findings.fault(where, "has no associationType", AGAIN)
    for kind, count in others.items():
        findings.remark("the file", f"associations of the type {shown(kind)} have no place in a bundle; they are left "
                        "out", count=count)


def leads_nowhere(link: Link, end: str, findings: Findings) -> None:
    """Notes that an association names what is not in the file."""
    own = link.origin if end == "originNodeURI" else link.target
    findings.fault(link.where, f"{end} names {shown(own)}, which is no item of the file" if own
                   else f"{end} names nothing",
                   "Export the framework with all its items, or take this association out.")


def _hang(shape: Shape, findings: Findings) -> None:
    """Gives items their parents. Of several, the first holds; in a file of ours there is never more than one."""
    for link in shape.links:
        if link.kind != CHILD:
            continue
        child = shape.items.get(link.origin)
        if child is None:
            leads_nowhere(link, "originNodeURI", findings)
        if link.target != shape.document and link.target not in shape.items:
            leads_nowhere(link, "destinationNodeURI", findings)
        elif child is not None:
            _under(child, link, shape, findings)
    edges = [(each.identifier, each.parent) for each in shape.items.values() if each.parent is not None]
    for circle in circles(edges):
        path = " → ".join(shown(shape.items[each].statement) for each in [*circle[:8], circle[0]])
        findings.fault(shape.items[circle[0]].where, f"hangs from itself: {path}",
                       "Take out one of these isChildOf associations, so that the way ends at the document.")


def _under(child: Item, link: Link, shape: Shape, findings: Findings) -> None:
    order = link.fields.get("sequenceNumber")
    parent = None if link.target == shape.document else link.target
    if child.placed and parent != child.parent and shape.ours:
        findings.fault(child.where, "hangs from two things", "Take out one of its isChildOf associations.")
    elif child.placed and parent != child.parent:
        findings.remark(child.where, "hangs from more than one item; the first counts")
    if child.placed:
        return
    child.placed, child.parent = True, parent
    child.order = order if isinstance(order, int) and not isinstance(order, bool) else None
    if parent is not None:
        shape.items[parent].children.append(child.identifier)
