"""Who may see whom: the contract's table, row by row. Whatever is not granted is denied."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from bot.people.access import GRANTED, Person, may_ask, may_read_passbook, may_see
from passbook.officials import Grant, Official, by_id
from tests.frameworks import framework, organisation

Conn = psycopg.Connection[Any]
WORLD = framework(organisation("O1", "Ministry"), organisation("O2", "Department", "O1"),
                  organisation("O3", "Office", "O2"), organisation("O9", "Other Ministry"))
# Who serves where and reports to whom: BOSS > HEAD > CLERK, and PEER beside HEAD; FAR elsewhere.
PEOPLE = {"BOSS": ("O1", None), "HEAD": ("O2", "BOSS"), "CLERK": ("O3", "HEAD"), "PEER": ("O2", "BOSS"),
          "FAR": ("O9", None)}


@pytest.fixture
def people(conn: Conn) -> Conn:
    """A database with the people in it."""
    for identity, (place, above) in PEOPLE.items():
        conn.execute("INSERT INTO officials (id, name, name_key, position_id, organisation_id, reports_to) "
                     "VALUES (%s, %s, %s, 'P1', %s, %s)", (identity, identity, identity.lower(), place, above))
    return conn


def official(identity: str) -> Official:
    place, above = PEOPLE[identity]
    return Official(identity, identity, "P1", place, above, None, None, None, None)


def seen_by(conn: Conn, identity: str, *grants: Grant) -> set[str]:
    person = Person(official(identity), grants)
    return {other for other in PEOPLE if may_see(conn, WORLD, person, official(other))}


def test_everybody_sees_themselves_and_whoever_reports_to_them(people: Conn) -> None:
    assert seen_by(people, "CLERK") == {"CLERK"}
    assert seen_by(people, "PEER") == {"PEER"}
    assert seen_by(people, "HEAD") == {"HEAD", "CLERK"}
    assert seen_by(people, "BOSS") == {"BOSS", "HEAD", "CLERK", "PEER"}
    assert seen_by(people, "FAR") == {"FAR"}


@pytest.mark.parametrize(("place", "seen"), [
    ("O1", {"BOSS", "HEAD", "CLERK", "PEER"}), ("O2", {"HEAD", "CLERK", "PEER"}), ("O3", {"CLERK"}), ("O9", set())])
def test_hr_sees_everybody_of_its_subtree(people: Conn, place: str, seen: set[str]) -> None:
    assert seen_by(people, "FAR", Grant("hr", place, None)) == {"FAR"} | seen


@pytest.mark.parametrize("capability", ["leader", "analyst", "provider", "author", "admin", "HR", ""])
def test_no_other_grant_shows_individuals(people: Conn, capability: str) -> None:
    assert seen_by(people, "FAR", Grant(capability, "O1", "V1")) == {"FAR"}


def test_a_grant_of_hr_on_nothing_shows_nobody(people: Conn) -> None:
    assert seen_by(people, "FAR", Grant("hr", None, None)) == {"FAR"}
    assert seen_by(people, "FAR", Grant("hr", "gone", None)) == {"FAR"}


def test_several_grants_add_up(people: Conn) -> None:
    assert seen_by(people, "PEER", Grant("hr", "O3", None), Grant("hr", "O9", None)) == {"PEER", "CLERK", "FAR"}


def read_by(identity: str, *grants: Grant) -> set[str]:
    person = Person(official(identity), grants)
    return {other for other in PEOPLE if may_read_passbook(WORLD, person, official(other))}


def test_a_passbook_is_read_by_its_owner_and_by_hr_alone() -> None:
    assert read_by("BOSS") == {"BOSS"}, "whoever is above sees standing, and no entries"
    assert read_by("FAR", Grant("hr", "O2", None)) == {"FAR", "HEAD", "CLERK", "PEER"}
    for capability in ("leader", "analyst", "provider", "author", "admin"):
        assert read_by("FAR", Grant(capability, "O1", "V1")) == {"FAR"}


def test_reporting_in_a_circle_does_not_hang(people: Conn) -> None:
    people.execute("UPDATE officials SET reports_to = 'CLERK' WHERE id = 'BOSS'")
    assert "BOSS" in seen_by(people, "CLERK")
    assert "FAR" not in seen_by(people, "CLERK")


def test_an_official_whose_organisation_is_unknown_is_nobodys(people: Conn) -> None:
    lost = Official("LOST", "LOST", "P1", "gone", None, None, None, None, None)
    assert not may_see(people, WORLD, Person(official("FAR"), (Grant("hr", "O1", None),)), lost)
    assert by_id(people, "LOST") is None


@pytest.mark.parametrize(("tool", "capabilities"), [
    ("ask_workforce", {"hr", "leader", "analyst", "provider"}), ("demand", {"provider", "analyst"}),
    ("draft_frac", {"author"})])
def test_figures_are_for_those_named_in_the_table(tool: str, capabilities: set[str]) -> None:
    for capability in ("hr", "leader", "analyst", "provider", "author", "admin"):
        asked = may_ask(Person(official("FAR"), (Grant(capability, "O1", None),)), tool)
        assert asked == (capability in capabilities), (tool, capability)
    assert not may_ask(Person(official("FAR"), ()), tool)


def test_admin_opens_no_learning_data() -> None:
    admin = Person(official("FAR"), (Grant("admin", None, None),))
    assert not any(may_ask(admin, tool) for tool in GRANTED)


def test_ones_own_tools_are_everybodys() -> None:
    nobody = Person(official("FAR"), ())
    assert all(may_ask(nobody, tool) for tool in ("show_standing", "check_gaps", "recommend", "quiz", "show_passbook"))
