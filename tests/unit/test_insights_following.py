"""The wish to follow a figure, by hand-made readings; the page's own rules for places, sections and steps of change."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.conversation.decision import Decision, Routing
from bot.conversation.following import following
from bot.insights.places import TEAM, kinds_below, places_of, told_of
from bot.insights.sections import SECTIONS, sections_of
from bot.people.access import Grant, Person
from bot.tools import TOOLS
from bot.understanding.message import read_message
from bot.understanding.reading import Reading
from passbook.officials import Official
from tests.frameworks import competency, framework, organisation

WORLD = framework(competency("C1", "Noting"), organisation("O1", "Ministry of Rivers", kind="ministry"),
                  organisation("O2", "Department of Canals", "O1"), organisation("O3", "Department of Locks", "O1"),
                  organisation("O4", "Climate Change Cell", "O1", kind="unit"))
READINESS = {"metrics": ["readiness"]}


def wish(say: str, figures: dict[str, Any] | None = None, granted: bool = True, **slots: Any) -> Decision | None:
    read = Reading("en", [("ask_workforce", 0.5)], slots, figures=figures)
    return following(Routing(read_message(say), read, {}, WORLD, None, lambda _tool: granted))


def slots(say: str, figures: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    found = wish(say, figures, **more)
    assert found is not None and found.tool == "set_reminder"
    return found.slots


@pytest.mark.parametrize("say", ["follow readiness", "please follow readiness", "keep an eye on readiness",
                                 "tell me when readiness changes", "let me know if readiness falls",
                                 "notify me when readiness rises", "तैयारी पर नज़र रखो", "तैयारी बदले तो बताना",
                                 "readiness badle to batana", "readiness pe nazar rakho"])
def test_a_figure_is_to_be_followed(say: str) -> None:
    assert slots(say, READINESS) == {"follow": "begin", "metric": "readiness"}


@pytest.mark.parametrize("say", ["what is our readiness", "tell me when the course begins", "why did readiness change",
                                 "which course should I follow", "remind me to follow the course tomorrow",
                                 "readiness", "did readiness fall"])
def test_other_messages_are_none(say: str) -> None:
    assert wish(say, READINESS if "readiness" in say else None) is None


def test_without_a_right_to_figures_it_is_about_the_team_or_nothing() -> None:
    assert wish("follow readiness", READINESS, granted=False) is None
    assert slots("follow readiness of my team", {**READINESS, "team": True}, granted=False)["team"] is True


@pytest.mark.parametrize(("say", "kind"), [("stop following readiness", "end"), ("unfollow readiness", "end"),
                                           ("what do I follow", "list"), ("what am I following?", "list"),
                                           ("तैयारी पर नज़र मत रखो", "end")])
def test_it_is_ended_and_listed(say: str, kind: str) -> None:
    assert slots(say, READINESS)["follow"] == kind


def test_a_word_of_change_names_no_place() -> None:
    found = {**READINESS, "filters": {"organisation": ["O4"]}}
    assert "organisation" not in slots("tell me when readiness changes", found)
    assert slots("tell me when the readiness of the climate cell changes", found)["organisation"] == ["O4"]
    assert slots("tell me when the readiness of canals changes", {**READINESS, "filters": {"organisation": ["O2"]}}
                 )["organisation"] == ["O2"]
    assert found["filters"] == {"organisation": ["O4"]}  # the reading itself is left as it was


@pytest.mark.parametrize(("figures", "named"), [({"group_by": ["position"]}, {}), ({"filters": {"group": ["B"]}}, {}),
                                                ({"filters": {"competency": ["C1"]}}, {"competency": ["C1"]})])
def test_what_is_narrower_than_a_unit_is_marked(figures: dict[str, Any], named: dict[str, Any]) -> None:
    assert slots("follow readiness", {**READINESS, **figures}, **named).get("beyond") is True


@pytest.mark.parametrize("figures", [{"group_by": ["month"]}, {"filters": {"competency": ["C1"]}}])
def test_a_trend_and_a_stray_word_narrow_nothing(figures: dict[str, Any]) -> None:
    assert "beyond" not in slots("tell me when readiness rises", {**READINESS, **figures})


# ---- places and sections


def person(*grants: Grant) -> Person:
    return Person(Official("P1", "Asha", "X", "O1", None, None, None, "en", date(2020, 1, 1)), grants)


def grant(capability: str, place: str | None = None, provider: str | None = None) -> Grant:
    return Grant(capability, place, provider)


def test_whose_places() -> None:
    assert places_of(WORLD, person()) == []
    assert places_of(WORLD, person(grant("leader", "O2"), grant("hr", "O3"), grant("hr", "gone"))) == ["O3", "O2"]
    assert places_of(WORLD, person(grant("analyst"), grant("hr", "O1"))) == ["O1"]


def test_whose_sections() -> None:
    assert {tool for tool, _ in SECTIONS.values()} <= TOOLS.keys()
    assert sections_of(person()) == []
    assert sections_of(person(grant("leader", "O1"))) == ["benchmark", "report", "plan_year"]
    assert sections_of(person(grant("provider", None, "V1"))) == ["demand", "course_impact"]


def test_of_a_team_less_is_told() -> None:
    assert told_of(("readiness", "gaps_closed"), TEAM) == ("readiness",)
    assert told_of(("readiness", "gaps_closed"), "O1") == ("readiness", "gaps_closed")


def test_the_most_frequent_kind_comes_first() -> None:
    assert kinds_below(WORLD, "O1") == ["department", "unit"] and kinds_below(WORLD, "O2") == []
