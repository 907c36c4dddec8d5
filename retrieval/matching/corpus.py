"""The texts of a framework from which matching learns: its competencies, its positions, its duties. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from frac.drafting.titles import expanded
from frac.framework import Competency, Framework, Position


@dataclass(frozen=True, slots=True)
class Example:
    """A text that is known to ask for competencies. `text` is written as a question would be, `full` with all that is
    known of it; `labels`: competency id to the level asked (0: not told); `source`: whose it is (a position id);
    `is_duty`: whether it is somebody's work, and not a course."""

    id: str
    title: str
    text: str
    full: str
    labels: Mapping[str, int] = field(default_factory=dict)
    source: str = ""
    is_duty: bool = False


def wording(competency: Competency) -> str:
    """A competency's name, description and other names."""
    return " ".join(each for each in (competency.name, competency.description or "", *competency.aliases) if each)


def at_length(competency: Competency) -> str:
    """The same with what a person at each level does."""
    return " ".join((wording(competency), *(text for _, text in sorted(competency.descriptors.items()))))


def as_asked(title: str, description: str | None) -> str:
    """How a position is written where somebody asks about it."""
    return f"{title}. {description or ''}".strip()


def of_positions(framework: Framework) -> list[Example]:
    """The positions that require something, in order of their ids, with their titles written out."""
    made = []
    for position in sorted(framework.positions.values(), key=lambda each: each.id):
        if position.required:
            title = expanded(position.title)
            text = as_asked(title, position.description)
            made.append(Example(position.id, title, text, " ".join((text, *duties(position))),
                                position.required, position.id))
    return made


def duties(position: Position) -> list[str]:
    """The descriptions of a position's activities, and its roles' own."""
    return [text for role in position.roles for text in (*(each.description for each in role.activities),
                                                         *((role.description,) if role.description else ())) if text]


def of_duties(framework: Framework) -> list[Example]:
    """The activities for which a competency is required, by position, and the courses by what they are tagged with."""
    made = []
    for position in sorted(framework.positions.values(), key=lambda each: each.id):
        told = {each.id: each.description for role in position.roles for each in role.activities}
        found: dict[str, dict[str, int]] = {}
        for line in position.requirements:
            if text := told.get(line.activity_id or ""):
                labels = found.setdefault(text, {})
                labels[line.competency_id] = max(line.level, labels.get(line.competency_id, 0))
        made += [Example(f"{position.id}/{at}", "", text, text, labels, position.id, True)
                 for at, (text, labels) in enumerate(found.items())]
    for course in sorted(framework.courses.values(), key=lambda each: each.id):
        if course.tags and course.status != "draft":
            text = as_asked(course.title, course.description)
            made.append(Example(course.id, "", text, text, {
                tag.competency_id: course.level_in(tag.competency_id) or 0 for tag in course.tags}))
    return made
