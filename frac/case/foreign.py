"""Reads what others publish: items of a framework of standards or competencies into rows of competencies.

An item with others below it is a heading, unless its type calls it a competency or a standard. The name is the
abbreviated statement, else the full one; the code people know is an alias; the theme is the name of what it hangs from.
Refuses to guess which of our three types a competency is, and what level anybody needs: both are told as lacking.
"""

from __future__ import annotations

from frac.case import markup
from frac.case.model import Findings, Object
from frac.case.shape import Item, Shape
from frac.load.cells import shown

# What the last word of a type calls an item that people hold or reach. All else with items below it is a heading.
HELD = frozenset("competency competence standard skill objective outcome expectation benchmark indicator ability "
                 "attitude knowledge".split())
# Longer than a name that people can read in a list; the whole stays as the description.
LONGEST_NAME = 300


def competencies(shape: Shape, findings: Findings) -> dict[str, Object]:
    """The rows, by the identifiers of their items, in the order of the file."""
    found: dict[str, Object] = {}
    headings = 0
    for item in shape.items.values():
        if item.type is not None:
            continue
        texts = _texts(item, findings)
        if item.children and not _is_held(item):
            headings += 1
        elif texts["fullStatement"] or texts["abbreviatedStatement"]:
            found[item.identifier] = _row(item, texts, shape, findings)
    if headings:
        findings.remark("the file", "items with others below them are headings: they give the theme of what is below "
                        "them", count=headings)
    if found:
        findings.remark("the file", "no item says whether it is behavioural, functional or of a domain: fill the type "
                        "of each in competencies.csv", count=len(found))
        if not shape.ours:
            findings.remark("the file", "nothing in it says which position needs what: requirements must be written, "
                            "or come from elsewhere")
    return found


def _is_held(item: Item) -> bool:
    words = str(item.fields.get("CFItemType") or "").casefold().split()
    last = words[-1] if words else ""
    return not HELD.isdisjoint((last, last.removesuffix("s"), last.removesuffix("ies") + "y"))


def _texts(item: Item, findings: Findings) -> dict[str, str]:
    """The texts of an item without markup; what would act where it is shown is a fault."""
    found = {}
    for name in ("fullStatement", "abbreviatedStatement", "alternativeLabel", "humanCodingScheme"):
        text = item.fields.get(name) or ""
        tags = markup.tags(text)
        acting = [tag for tag in tags if markup.acts(tag)]
        if acting:
            findings.fault(item.where, f"{name} holds markup that would run: {shown(acting[0])}",
                           "Take it out where the framework is published, and export it again.")
        elif tags:
            findings.remark(item.where, "a text holds markup, which is taken out; where it then reads wrong, mend it "
                            "in the file that is written", tags[0])
        found[name] = markup.plain(text)
    return found


def _row(item: Item, texts: dict[str, str], shape: Shape, findings: Findings) -> Object:
    full, short = texts["fullStatement"], texts["abbreviatedStatement"]
    name, about = short or full, full if short and short != full else None
    if len(name) > LONGEST_NAME:
        findings.remark(item.where, "a statement is too long for a name; its beginning is the name, and the whole the "
                        "description", name)
        name, about = name[:LONGEST_NAME].rsplit(" ", 1)[0] + " …", full or name
    above = shape.items.get(item.parent or "")
    aliases = [each for each in (texts["humanCodingScheme"], texts["alternativeLabel"]) if each and each != name]
    theme = markup.plain(above.statement)[:LONGEST_NAME] if above is not None else None
    return {"id": item.identifier, "name": name, "name_hi": None, "type": None, "theme": theme or None,
            "description": about, "aliases": list(dict.fromkeys(aliases))}
