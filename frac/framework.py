"""The tenant's framework in memory: organisations, positions, roles, activities, competencies, requirements, courses.

Plain values and look-ups by id, made once from the store and read by everybody. No clock, no I/O; names, ids and counts
are whatever the tenant has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Level:
    """One step of the proficiency scale."""

    level: int
    name: str
    name_hi: str | None


@dataclass(frozen=True, slots=True)
class Tenant:
    """What the tenant says of itself. `as_of` is "today" where no clock is set; `year_starts` is `MM-DD`."""

    name: str
    as_of: date
    timezone: str
    languages: tuple[str, ...]
    pass_mark: float
    year_starts: str
    small_cell: int


@dataclass(frozen=True, slots=True)
class Organisation:
    """A node of the tree of organisations; `kind` is the tenant's own word where it is none of the usual ones."""

    id: str
    name: str
    name_hi: str | None
    kind: str
    parent_id: str | None
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Competency:
    """A competency; `descriptors` maps a level to what a person at that level does."""

    id: str
    name: str
    name_hi: str | None
    type: str
    theme: str | None
    description: str | None
    aliases: tuple[str, ...]
    descriptors: dict[int, str]


@dataclass(frozen=True, slots=True)
class Activity:
    """A piece of work of a role, with the positions it comes from and goes to, in the tenant's own words."""

    id: str
    description: str
    receives_from: str | None
    submits_to: str | None


@dataclass(frozen=True, slots=True)
class Role:
    """A role of a position with its activities, in order."""

    id: str
    title: str
    description: str | None
    activities: tuple[Activity, ...]


@dataclass(frozen=True, slots=True)
class Requirement:
    """One line that asks a competency at a level; `role_id` and `activity_id` say why."""

    competency_id: str
    level: int
    role_id: str | None
    activity_id: str | None
    weight: float


@dataclass(frozen=True, slots=True)
class Position:
    """A position; `required` maps each competency to the highest level that its requirements ask."""

    id: str
    title: str
    title_hi: str | None
    organisation_id: str | None
    group: str | None
    description: str | None
    aliases: tuple[str, ...]
    roles: tuple[Role, ...]
    requirements: tuple[Requirement, ...]

    @property
    def required(self) -> dict[str, int]:
        """Competency id to the level required: the highest that any requirement asks."""
        highest: dict[str, int] = {}
        for line in self.requirements:
            highest[line.competency_id] = max(line.level, highest.get(line.competency_id, 0))
        return highest

    @property
    def weights(self) -> dict[str, float]:
        """Competency id to the largest weight among its requirements."""
        heaviest: dict[str, float] = {}
        for line in self.requirements:
            heaviest[line.competency_id] = max(line.weight, heaviest.get(line.competency_id, 0.0))
        return heaviest


@dataclass(frozen=True, slots=True)
class Tag:
    """A competency that a course teaches; a level of None is unknown, and is never guessed."""

    competency_id: str
    level: int | None


@dataclass(frozen=True, slots=True)
class Course:
    """A course of the catalogue. `minutes` is its length, `price_inr` rupees; section n has the id `COURSE#n`."""

    id: str
    title: str
    title_hi: str | None
    description: str
    provider_id: str | None
    languages: tuple[str, ...]
    minutes: float
    rating: float | None
    price_inr: float | None
    tags: tuple[Tag, ...]
    prerequisites: tuple[str, ...]
    headings: tuple[str, ...]
    status: str

    @property
    def live(self) -> bool:
        """Whether the course can be taken now."""
        return self.status == "live"

    def level_in(self, competency_id: str) -> int | None:
        """The highest known level at which the course is tagged with the competency; None where there is none."""
        return max((tag.level for tag in self.tags if tag.competency_id == competency_id and tag.level is not None),
                   default=None)


@dataclass(frozen=True, slots=True)
class Provider:
    """Who offers courses."""

    id: str
    name: str


@dataclass(frozen=True)
class Framework:
    """Everything above, by id. `version` changes with each import that changed something; `mark` tells it from the same
    version of another database."""

    version: int
    tenant: Tenant
    levels: tuple[Level, ...]
    organisations: dict[str, Organisation]
    competencies: dict[str, Competency]
    positions: dict[str, Position]
    courses: dict[str, Course]
    providers: dict[str, Provider] = field(default_factory=dict)
    mark: str = ""

    @property
    def stamp(self) -> tuple[int, str]:
        """What no other framework has: its version and its mark."""
        return self.version, self.mark

    @cached_property
    def children(self) -> dict[str, list[str]]:
        """Organisation id to the ids of the organisations right below it."""
        below: dict[str, list[str]] = {}
        for organisation in self.organisations.values():
            if organisation.parent_id is not None:
                below.setdefault(organisation.parent_id, []).append(organisation.id)
        return below

    def subtree(self, organisation_id: str) -> set[str]:
        """The organisation and all below it."""
        found: set[str] = set()
        waiting = [organisation_id]
        while waiting:
            current = waiting.pop()
            if current not in found:
                found.add(current)
                waiting += self.children.get(current, [])
        return found

    def ancestors(self, organisation_id: str) -> Iterator[str]:
        """The organisation and all above it, from itself up."""
        seen: set[str] = set()
        current: str | None = organisation_id
        while current is not None and current not in seen and current in self.organisations:
            seen.add(current)
            yield current
            current = self.organisations[current].parent_id

    @cached_property
    def courses_by_competency(self) -> dict[str, list[Course]]:
        """Competency id to the courses tagged with it, of any status and level."""
        tagged: dict[str, list[Course]] = {}
        for course in self.courses.values():
            for competency_id in dict.fromkeys(tag.competency_id for tag in course.tags):
                tagged.setdefault(competency_id, []).append(course)
        return tagged

    def credits_of(self, course_id: str) -> list[tuple[str, int]]:
        """What passing a course gives: (competency id, level) of each tag with a known level; nothing for a course that
        is not in the catalogue."""
        course = self.courses.get(course_id)
        return [(tag.competency_id, tag.level) for tag in course.tags if tag.level is not None] if course else []

    def level_name(self, level: int, language: str = "en") -> str:
        """What the tenant calls a level, in Hindi where it has such a name and that is asked."""
        for step in self.levels:
            if step.level == level:
                return (step.name_hi or step.name) if language == "hi" else step.name
        return str(level)


def named(language: str, name: str, name_hi: str | None) -> str:
    """The Hindi name where the language is Hindi and there is one, else the name."""
    return name_hi if language == "hi" and name_hi else name


def in_order(ids: Iterable[str], names: dict[str, str]) -> list[str]:
    """Ids sorted by their names, then by id: the same order each time."""
    return sorted(ids, key=lambda each: (names.get(each, ""), each))
