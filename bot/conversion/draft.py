"""The bundle in the making: what loaders put into it, and how the same thing from two sources becomes one row.

What a source knows updates what the bundle says; what it does not know (an empty level, a missing price) never takes
away what stands there. Events are only ever added. Refuses to guess: a name that could be two things is neither.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from bot.conversion.folder import Held, Row, cell
from bot.conversion.names import key, kind_of, made_id, name, prose
from bot.conversion.report import Report, Taken
from bot.conversion.sources import Place
from bot.conversion.workbook import Unusable

KEPT_EVENT = "events.csv has this event with other content; an event never changes, so the old one stays"


@dataclass(frozen=True, slots=True)
class Measure:
    """What an assessment is about, in the administrator's own word. `marks`: all that can be got in it, if told."""

    competency_id: str
    level: int
    marks: float | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What the administrator says beside the files. Nothing of it is ever filled in by the code."""

    organisation: str | None = None
    kind: str | None = None
    level: int | None = None
    tenant: str | None = None
    as_of: str | None = None
    measures: dict[str, Measure] = field(default_factory=dict)


class Draft:
    """The bundle that loaders fill."""

    def __init__(self, held: dict[str, Held], told: Told, report: Report) -> None:
        self._held, self.told, self.report = held, told, report
        self._competencies: dict[str, list[str]] = defaultdict(list)
        self._titles: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._aliases: dict[tuple[str, str], list[str]] = defaultdict(list)
        for row in held["competencies"].rows:
            self._know_competency(row)
        for row in held["positions"].rows:
            self._know_position(row)
        self.organisation_id = ""
        if told.organisation:
            self.organisation_id = self._own_organisation(told.organisation, told.kind)

    # ---- rows

    def rows(self, table: str) -> list[Row]:
        """The rows of a table, those that were there first."""
        return self._held[table].rows

    def row(self, table: str, *keys: str) -> Row | None:
        """The row that is known by these values."""
        return self._held[table].places.get(keys)

    def has(self, table: str, identity: str) -> bool:
        """Whether there is a row with this id."""
        return (identity,) in self._held[table].places

    def put(self, table: str, row: Row, *, fill: Row | None = None) -> Row:
        """Adds a row, or brings the one that is known by the same to what is known now.

        `fill` is for what is empty otherwise, and changes nothing that is filled.
        """
        held = self._held[table]
        if held.fixed:
            raise Unusable(held.file, None, "rows cannot be added to a Parquet file", "Save it as CSV in its place.")
        identity = held.key_of(row)
        old = held.places.get(identity)
        lines = held.table.suffix == "jsonl"
        if old is None:
            fresh = _known({**(fill or {}), **_known(row)})
            held.add(fresh if lines else {column: cell(value) for column, value in fresh.items()})
            held.became[identity] = "new"
            return held.places[identity]
        wanted = {column: value for column, value in (fill or {}).items() if _blank(old.get(column))}
        changes = _known({**wanted, **_known(row)})
        if "competencies" in changes:
            changes["competencies"] = _joined(old.get("competencies"), changes["competencies"])
        before = held.became.get(identity, "same")
        for column, value in changes.items():
            written = value if lines else cell(value)
            if old.get(column) != written:
                old[column] = written
                before = "new" if before == "new" else "changed"
        held.became[identity] = before
        return old

    def put_event(self, place: Place, row: Row) -> None:
        """Adds an event; one that is there already with other content stays as it is, and this one is left out."""
        held = self._held["events"]
        old = held.places.get(held.key_of(row))
        if old is not None and any(cell(value) != cell(old.get(column)) for column, value in _known(row).items()):
            self.report.leave(place, KEPT_EVENT)
        else:
            self.put("events", row)

    def taken(self) -> dict[str, Taken]:
        """What became of the rows, by file."""
        found: dict[str, Taken] = {}
        for held in self._held.values():
            if held.became:
                states = list(held.became.values())
                found[held.file] = Taken(states.count("new"), states.count("changed"), states.count("same"))
        return found

    # ---- things that are known by their names

    def competency(self, area: Any, theme: Any, title: Any, identity: str | None = None,
                   about: Any = None) -> str | None:
        """The id of a competency: its own, else that of the one of the same area, theme and name, else a made one.

        None where it has no name. `about` is its description.
        """
        row = {"name": name(title), "type": kind_of(area), "theme": name(theme), "description": prose(about)}
        if not row["name"]:
            return None
        if identity and self.has("competencies", identity):
            self.put("competencies", {"id": identity, **row})
            return identity
        same = self._competencies[key(row["type"], row["theme"], row["name"])]
        if same:
            self.put("competencies", {"id": same[0]}, fill=row)
            return same[0]
        made = identity or made_id(row["name"], row["type"], row["theme"])
        self._know_competency(self.put("competencies", {"id": made, **row}))
        return made

    def _know_competency(self, row: Row) -> None:
        path = key(kind_of(row.get("type")), name(row.get("theme")), name(row.get("name")))
        if row.get("id") and row["id"] not in self._competencies[path]:
            self._competencies[path].append(str(row["id"]))

    def find_position(self, title: str, organisation_id: str = "") -> str | None:
        """The position of this title or alias: of the organisation, of the nearest one above it, else of all."""
        for place in (*self._upwards(organisation_id), ""):
            for known in (self._titles, self._aliases):
                found = known.get((key(title), place), [])
                if len(found) == 1:
                    return found[0]
        return None

    def position(self, title: str, organisation_id: str = "") -> str:
        """The id of the position of this very title in this organisation ("": in all); it is added if there is none."""
        found = self._titles.get((key(title), organisation_id)) or (
            self._aliases.get((key(title), organisation_id), []) if not organisation_id else [])
        if len(found) == 1:
            self.put("positions", {"id": found[0]})
            return found[0]
        made = made_id(title, organisation_id) if organisation_id else made_id(title)
        self.put_position({"id": made, "title": title, "organisation_id": organisation_id})
        return made

    def put_position(self, row: Row) -> None:
        """Adds a position under its own id."""
        self._know_position(self.put("positions", row))

    def _know_position(self, row: Row) -> None:
        place, identity = str(row.get("organisation_id") or ""), str(row.get("id") or "")
        for known, titles in ((self._titles, [row.get("title"), row.get("title_hi")]),
                              (self._aliases, str(row.get("aliases") or "").split("|"))):
            for title in titles:
                if title and identity and identity not in known[key(title), place]:
                    known[key(title), place].append(identity)

    def _upwards(self, organisation_id: str) -> Iterable[str]:
        seen: list[str] = []
        while organisation_id and organisation_id not in seen:
            seen.append(organisation_id)
            row = self.row("organisations", organisation_id)
            organisation_id = str(row.get("parent_id") or "") if row else ""
        return seen

    def organisation(self, title: str, kind: str) -> str:
        """The id of the organisation of this name, which is added with this kind if there is none."""
        same = [row for row in self.rows("organisations") if key(str(row.get("name") or "")) == key(title)]
        if same:
            return str(same[0]["id"])
        made = made_id(title)
        self.put("organisations", {"id": made, "name": title, "kind": kind})
        return made

    def _own_organisation(self, title: str, kind: str | None) -> str:
        found = [str(row["id"]) for row in self.rows("organisations") if row.get("id") == title]
        return found[0] if found else self.organisation(name(title), kind or "")

    def provider(self, title: str, identity: str | None = None) -> str:
        """The id of a provider: its own, else that of the provider of this name, else a made one."""
        if not identity or not self.has("providers", identity):
            for row in self.rows("providers"):
                if key(str(row.get("name") or "")) == key(title):
                    return str(row["id"])
        made = identity or made_id(title)
        self.put("providers", {"id": made, "name": title})
        return made


def _blank(value: Any) -> bool:
    return value is None or value == "" or value == []


def _known(row: Row) -> Row:
    return {column: value for column, value in row.items() if not _blank(value)}


def _joined(old: Any, new: list[Row]) -> list[Row]:
    """The tags of a course from two sources: each competency once, at the level that is known."""
    tags: dict[str, Row] = {}
    for tag in [*(old if isinstance(old, list) else []), *new]:
        tag = {"id": tag, "level": None} if isinstance(tag, str) else tag
        before = tags.get(tag["id"])
        if before is None or tag.get("level") is not None:
            tags[tag["id"]] = {**(before or {}), **tag}
    return list(tags.values())
