"""Who may see what: the contract's table, as data and three questions. Whatever is not granted is denied."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psycopg

from frac.framework import Framework
from passbook.insights.query import Scope
from passbook.officials import Grant, Official, below, is_above

Conn = psycopg.Connection[Any]


@dataclass(frozen=True)
class Person:
    """Who speaks: the official and what was granted to them."""

    official: Official
    grants: tuple[Grant, ...]

    @property
    def id(self) -> str:
        """The official's id."""
        return self.official.id

    def has(self, *capabilities: str) -> bool:
        """Whether any of these capabilities was granted, on whatever."""
        return any(grant.capability in capabilities for grant in self.grants)


# Capabilities with which a tool's question may be asked at all; what they may then see, the tool decides.
GRANTED: dict[str, tuple[str, ...]] = {
    "ask_workforce": ("hr", "leader", "analyst", "provider"),
    "plan_year": ("hr", "leader"),
    "benchmark": ("hr", "leader", "analyst"),
    "demand": ("provider", "analyst"),
    "course_impact": ("provider", "analyst", "hr"),
    "draft_frac": ("author",),
}


def may_ask(person: Person, tool: str) -> bool:
    """Whether a person may use a tool at all. Tools that are not in the table are everybody's."""
    needed = GRANTED.get(tool)
    return needed is None or person.has(*needed)


def may_review(person: Person) -> bool:
    """Whether a person may see what others said of answers (never who said it), and learn from it."""
    return person.has("admin", "author")


def may_author(person: Person) -> bool:
    """Whether a person may have the framework drafted, decide on drafts, and approve those of others."""
    return person.has("author")


def may_read_passbook(framework: Framework, person: Person, other: Official) -> bool:
    """Whether a person may read another's passbook, with its scores and notes: themselves, or as `hr` over them. A
    superior sees what it amounts to, and no entries."""
    if other.id == person.id:
        return True
    above = set(framework.ancestors(other.organisation_id))
    return any(grant.capability == "hr" and grant.organisation_id in above for grant in person.grants)


def may_see(conn: Conn, framework: Framework, person: Person, other: Official) -> bool:
    """Whether a person may see another as an individual (name, standing, gaps, plan status): themselves, whoever
    reports to them, or as `hr`."""
    return may_read_passbook(framework, person, other) or is_above(conn, person.id, other.id)


def scope(conn: Conn, framework: Framework, person: Person, pseudonym: Callable[[str], str]) -> Scope:
    """Whose figures a person may be told: from their grants, and from who reports to them. `pseudonym`: under what an
    official stands in the facts. A grant on what is no organisation or provider of the tenant grants nothing."""
    def granted(capability: str) -> tuple[str, ...]:
        places = [grant.organisation_id for grant in person.grants if grant.capability == capability]
        return tuple(dict.fromkeys(place for place in places if place in framework.organisations))

    providers = [grant.provider_id for grant in person.grants if grant.capability == "provider"]
    return Scope(exact=granted("hr"), parts=granted("leader"), whole=person.has("analyst"),
                 team=frozenset(pseudonym(each) for each in (person.id, *below(conn, person.id))),
                 provider=next((each for each in providers if each in framework.providers), None))
