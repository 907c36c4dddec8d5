"""Makes of a framework one CASE 1.1 package: organisations, competencies with levels, positions, roles, activities.

What hangs from what is `isChildOf`; a requirement is `ext:requires` from position to competency, in the grouping of its
level; the flow of work is `ext:receivesFrom` and `ext:submitsTo`. What CASE has no field for stands in `extensions`, as
`package` lists. Levels are no rubrics: a rubric judges a piece of work, and each descriptor would stand twice.
Refuses clock and chance: the time of the last change comes in, identifiers follow from ids.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from frac.case.model import (
    CASE_VERSION,
    CHILD,
    FORMAT,
    ITEM_TYPES,
    NAMED,
    OURS,
    RECEIVES,
    REQUIRES,
    SUBMITS,
    Object,
    identifier,
)
from frac.framework import Activity, Competency, Framework, Position, Requirement

_TITLES = {(each.kind, each.type): each.title for each in ITEM_TYPES}


def package(framework: Framework, changed_at: datetime) -> Object:
    """The package, ready for JSON. Every level in the framework must stand on its scale, as an import sees to.

    In `extensions`, under our key: of the document `format`, by which a reader knows that the rest is there; of items
    `name_hi`, `aliases` after the first (which is `alternativeLabel`), `kind` of an organisation, `group` of a
    position, and `id` where `humanCodingScheme`, one line with single spaces, is not all of it; of a grouping `level`
    and `name_hi` of a step of the scale; of a requirement `weight`, `role` and `activity`; of a flow `words`, where the
    tenant calls the position otherwise. Courses, questions and people are no part of a package.
    """
    return _Writer(framework, changed_at).package()


class _Writer:
    """The package in the making."""

    def __init__(self, framework: Framework, changed_at: datetime) -> None:
        self._framework, self._tenant = framework, framework.tenant.name
        self._at = changed_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self._language = framework.tenant.languages[0] if framework.tenant.languages else None
        self._items: list[Object] = []
        self._associations: list[Object] = []
        self._children: Counter[str] = Counter()
        self._document = self._link(self._tenant, "document")
        self._types = {title: self._link(title, "type", title) for title in _TITLES.values()}
        themes = sorted({each.theme for each in framework.competencies.values() if each.theme})
        self._themes = {theme: self._link(theme, "theme", theme) for theme in themes}
        self._levels = {step.level: self._link(step.name, "scale", str(step.level)) for step in framework.levels}
        self._places = _places(framework.positions.values())
        self._names = _names(framework)

    def package(self) -> Object:
        """Writes everything, in the framework's own order."""
        for organisation in self._framework.organisations.values():
            above = ("organisation", organisation.parent_id) if organisation.parent_id else None
            self._item("organisation", (organisation.id,), organisation.name, None, above, organisation.aliases,
                       ours={"name_hi": organisation.name_hi, "kind": organisation.kind})
        for competency in self._framework.competencies.values():
            self._competency(competency)
        for position in self._framework.positions.values():
            self._position(position)
        return _known({"CFDocument": self._about(), "CFItems": self._items, "CFAssociations": self._associations,
                       "CFDefinitions": self._definitions()})

    def _about(self) -> Object:
        return _known({**_bare(self._document), "creator": self._tenant, "title": self._tenant,
                       "lastChangeDateTime": self._at, "caseVersion": CASE_VERSION, "language": self._language,
                       "version": str(self._framework.version), "extensions": {OURS: {"format": FORMAT}}})

    def _competency(self, competency: Competency) -> None:
        theme = self._themes.get(competency.theme or "")
        self._item("competency", (competency.id,), competency.name, competency.description, None, competency.aliases,
                   type=competency.type, ours={"name_hi": competency.name_hi},
                   fields={"conceptKeywords": [competency.theme], "conceptKeywordsURI": theme} if theme else {})
        for level, descriptor in competency.descriptors.items():
            self._item("level", (competency.id, str(level)), descriptor, None, ("competency", competency.id),
                       fields={"humanCodingScheme": None, "listEnumeration": str(level)})

    def _position(self, position: Position) -> None:
        above = ("organisation", position.organisation_id) if position.organisation_id else None
        self._item("position", (position.id,), position.title, position.description, above, position.aliases,
                   ours={"name_hi": position.title_hi, "group": position.group})
        for role in position.roles:
            self._item("role", (role.id,), role.title, role.description, ("position", position.id))
            for activity in role.activities:
                self._item("activity", (activity.id,), activity.description, None, ("role", role.id))
                self._flow(activity, RECEIVES, activity.receives_from)
                self._flow(activity, SUBMITS, activity.submits_to)
        seen: Counter[tuple[str, ...]] = Counter()
        for number, requirement in enumerate(position.requirements, 1):
            self._requirement(position, requirement, number, seen)

    def _item(self, kind: str, ids: tuple[str, ...], name: str, about: str | None, above: tuple[str, str] | None,
              aliases: Sequence[str] = (), *, type: str = "", fields: Mapping[str, Any] | None = None,
              ours: Mapping[str, str | None] | None = None) -> None:
        """An item and what it hangs from. A name that has a description beside it is the abbreviated statement."""
        link, title = self._link(name, kind, *ids), _TITLES[kind, type]
        code = " ".join(ids[0].split())
        self._items.append(_known({
            "identifier": link["identifier"], "uri": link["uri"], "CFItemType": title,
            "CFItemTypeURI": self._types[title], "humanCodingScheme": code, "fullStatement": about or name,
            "abbreviatedStatement": name if about else None, "alternativeLabel": next(iter(aliases), None),
            "language": self._language, "lastChangeDateTime": self._at, **(fields or {}),
            **_extensions({"id": ids[0] if code != ids[0] else None, **(ours or {}), "aliases": list(aliases[1:])})}))
        parent = self._link_to(*above) if above else self._document
        self._children[parent["identifier"]] += 1
        self._associate(CHILD, (kind, *ids), link, parent, self._children[parent["identifier"]])

    def _requirement(self, position: Position, asked: Requirement, number: int, seen: Counter[tuple[str, ...]]) -> None:
        # Known again by what it asks and why; lines that say the same of both are counted.
        key = (position.id, asked.competency_id, asked.role_id or "", asked.activity_id or "")
        seen[key] += 1
        self._associate(REQUIRES, (*key, str(seen[key])), self._link_to("position", position.id),
                        self._link_to("competency", asked.competency_id), number,
                        grouping=self._levels[asked.level], weight=asked.weight, role=asked.role_id,
                        activity=asked.activity_id)

    def _flow(self, activity: Activity, kind: str, words: str | None) -> None:
        if not words:
            return
        place = self._places.get(words.casefold())
        if place is None:
            target = {**self._link(words, "named", words), "targetType": NAMED}
            self._associate(kind, (activity.id,), self._link_to("activity", activity.id), target)
        else:
            self._associate(kind, (activity.id,), self._link_to("activity", activity.id),
                            self._link_to("position", place.id), words=words if words != place.title else None)

    def _associate(self, kind: str, ids: tuple[str, ...], origin: Object, target: Object, number: int | None = None,
                   grouping: Object | None = None, **ours: Any) -> None:
        own = identifier(self._tenant, kind, *ids)
        self._associations.append(_known({
            "identifier": own, "uri": f"urn:uuid:{own}", "associationType": kind, "sequenceNumber": number,
            "originNodeURI": origin, "destinationNodeURI": target, "CFAssociationGroupingURI": grouping,
            "lastChangeDateTime": self._at, **_extensions(ours)}))

    def _definitions(self) -> Object:
        def defined(link: Object, **more: Any) -> Object:
            return {**_bare(link), "title": link["title"], **more, "lastChangeDateTime": self._at}

        return _known({
            "CFItemTypes": [defined(self._types[each.title], description=each.description, hierarchyCode=str(place),
                                    typeCode=each.code) for place, each in enumerate(ITEM_TYPES, 1)],
            "CFConcepts": [defined(link, hierarchyCode=str(place))
                           for place, link in enumerate(self._themes.values(), 1)],
            "CFAssociationGroupings": [
                {**defined(self._levels[step.level]), **_extensions({"level": step.level, "name_hi": step.name_hi})}
                for step in self._framework.levels]})

    def _link_to(self, kind: str, identity: str) -> Object:
        """The link to an item by its id: its title is its name, as it is where the item itself is written."""
        return self._link(self._names.get((kind, identity), identity), kind, identity)

    def _link(self, title: str, kind: str, *ids: str) -> Object:
        own = identifier(self._tenant, kind, *ids)
        # A title of CASE is one line.
        return {"title": " ".join(title.split()), "identifier": own, "uri": f"urn:uuid:{own}"}


def _names(framework: Framework) -> dict[tuple[str, str], str]:
    """What stands at the end of an association, by kind and id."""
    found = {("organisation", each.id): each.name for each in framework.organisations.values()}
    found |= {("competency", each.id): each.name for each in framework.competencies.values()}
    for position in framework.positions.values():
        found["position", position.id] = position.title
        for role in position.roles:
            found["role", role.id] = role.title
            found |= {("activity", each.id): each.description for each in role.activities}
    return found


def _places(positions: Iterable[Position]) -> dict[str, Position]:
    """Positions by their ids and, where it is that of one alone, by every name, as the flow of work may call them."""
    named: dict[str, list[Position]] = defaultdict(list)
    ids: dict[str, Position] = {}
    for position in positions:
        ids.setdefault(position.id.casefold(), position)
        for name in {each.casefold() for each in (position.title, *position.aliases)}:
            named[name].append(position)
    return {**{name: found[0] for name, found in named.items() if len(found) == 1}, **ids}


def _bare(link: Object) -> Object:
    return {"identifier": link["identifier"], "uri": link["uri"]}


def _extensions(ours: Mapping[str, Any]) -> Object:
    held = _known(ours)
    return {"extensions": {OURS: held}} if held else {}


def _known(fields: Mapping[str, Any]) -> Object:
    return {name: value for name, value in fields.items() if value is not None and value != [] and value != {}}
