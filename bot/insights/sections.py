"""The sections of the page, each filled by a tool, and for whom they are."""

from __future__ import annotations

from typing import Any

from bot.insights.places import Conn, places_of
from bot.people.access import GRANTED, Person
from bot.tools import TOOLS
from frac.framework import Framework
from passbook import officials

# The tool that fills each, and what it is asked for beside the place.
SECTIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "benchmark": ("benchmark", {}), "report": ("benchmark", {"report": True}), "plan_year": ("plan_year", {}),
    "demand": ("demand", {}), "course_impact": ("course_impact", {})}
# Whoever a section is for, where that is fewer than may ask the tool: what courses do is shown to those who have some.
_FOR = {"course_impact": ("provider", "analyst")}
OF_PROVIDERS = frozenset({"demand", "course_impact"})
# Tools that are asked about the place in view.
OF_A_PLACE = frozenset({"benchmark", "plan_year"})


def sections_of(person: Person) -> list[str]:
    """The sections that a person may open, of those whose tool there is."""
    return [name for name, (tool, _) in SECTIONS.items()
            if tool in TOOLS and person.has(*_FOR.get(tool, GRANTED.get(tool, ())))]


def opens(person: Person, sections: list[str]) -> list[str]:
    """Those of the sections that stand open from the beginning: a provider comes for demand and for what courses do."""
    return [each for each in sections if each in OF_PROVIDERS] if person.has("provider") else []


def has_page(conn: Conn, framework: Framework, person: Person) -> bool:
    """Whether the page has anything for a person."""
    return bool(places_of(framework, person) or sections_of(person) or officials.below(conn, person.id))
