"""Builds small frameworks in memory for tests of rules: no database, no files."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from frac.framework import (
    Competency,
    Course,
    Framework,
    Level,
    Organisation,
    Position,
    Provider,
    Requirement,
    Tag,
    Tenant,
)

TENANT = Tenant("Testland", date(2026, 3, 31), "Asia/Kolkata", ("en", "hi"), 60.0, "04-01", 5)
LEVELS = tuple(Level(number, name, name_hi) for number, name, name_hi in (
    (1, "Basic", "आधारभूत"), (2, "Working", None), (3, "Proficient", None), (4, "Advanced", None), (5, "Expert", None)))


def competency(identity: str, name: str, *aliases: str, name_hi: str | None = None, kind: str = "functional",
               descriptors: dict[int, str] | None = None) -> Competency:
    """A competency."""
    return Competency(identity, name, name_hi, kind, None, None, aliases, descriptors or {})


def position(identity: str, title: str, *aliases: str, title_hi: str | None = None,
             requires: dict[str, int] | None = None, weights: dict[str, float] | None = None,
             organisation: str | None = None) -> Position:
    """A position that requires competencies at levels."""
    lines = tuple(Requirement(each, level, None, None, (weights or {}).get(each, 1.0))
                  for each, level in (requires or {}).items())
    return Position(identity, title, title_hi, organisation, None, None, aliases, (), lines)


def course(identity: str, title: str = "", tags: Iterable[tuple[str, int | None]] = (), **more: Any) -> Course:
    """A live course of an hour in English, unless said otherwise."""
    given: dict[str, Any] = {
        "title_hi": None, "description": "", "provider_id": None, "languages": ("en",), "minutes": 60.0,
        "rating": None, "price_inr": None, "prerequisites": (), "headings": (), "status": "live", **more}
    return Course(id=identity, title=title or f"Course {identity}",
                  tags=tuple(Tag(each, level) for each, level in tags), **given)


def organisation(identity: str, name: str, parent: str | None = None, *aliases: str,
                 name_hi: str | None = None, kind: str = "department") -> Organisation:
    """An organisation."""
    return Organisation(identity, name, name_hi, kind, parent, aliases)


def framework(*things: Any, version: int = 1, tenant: Tenant = TENANT) -> Framework:
    """A framework of these competencies, positions, courses, organisations and providers."""
    def of(kind: type) -> dict[str, Any]:
        return {thing.id: thing for thing in things if isinstance(thing, kind)}
    return Framework(version, tenant, LEVELS, of(Organisation), of(Competency), of(Position), of(Course), of(Provider))
