"""Turns about a plan of courses: what people say of it, what an alternative brings, and wishes that cannot be met."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.turns.talk import Talk, ids, items

Start = Callable[..., Talk]


@pytest.mark.parametrize("say", ["I know the first one already", "skip the first one", "drop the first",
                                 "pehla wala hata do", "पहला हटा दीजिए"])
def test_a_course_that_is_not_wanted_is_left_out(talk: Start, say: str) -> None:
    someone = talk()
    shown = ids(someone.say("What should I learn next?"), "courses")
    reply = someone.say(say)
    assert (reply["outcome"], reply["tool"]) == ("answered", "recommend")
    assert shown[0] not in ids(reply, "courses")
    assert set(ids(reply, "courses")) & set(shown[1:])


def test_what_is_known_may_be_claimed_or_shown_in_a_quiz(talk: Start) -> None:
    someone = talk()
    shown = items(someone.say("What should I learn next?"), "courses")
    reply = someone.say("I know the second one already")
    known = shown[1]
    assert reply["arguments"]["known"] == known["id"]
    choices = [item["id"] for block in reply["blocks"] if block["type"] == "choices" for item in block["items"]]
    assert choices[:2] == ["claim", "quiz"]
    claim = someone.say("1")
    assert (claim["outcome"], claim["tool"], claim["entries"]) == ("clarify", "record_claim", [])
    assert claim["arguments"]["competency"] == known["closes"][0]["competency_id"]
    assert claim["arguments"]["level"] == known["closes"][0]["to"]


@pytest.mark.parametrize("say", ["I know this already", "yeh mujhe pehle se aata hai", "यह मुझे पहले से आता है"])
def test_of_several_courses_the_known_one_is_asked_back(talk: Start, say: str) -> None:
    someone = talk()
    shown = ids(someone.say("What should I learn next?"), "courses")
    asked = someone.say(say)
    assert (asked["outcome"], asked["tool"], asked["entries"]) == ("clarify", "recommend", [])
    reply = someone.say("3")
    assert (reply["outcome"], reply["arguments"]["known"]) == ("answered", shown[2])
    assert shown[2] not in ids(reply, "courses")


def test_the_provider_of_a_course_is_left_out(talk: Start) -> None:
    someone = talk()
    someone.say("which courses close my gap in teamwork")
    reply = someone.say("not this provider")
    assert (reply["tool"], reply["arguments"]["provider"], reply["arguments"]["provider_wish"]) == (
        "recommend", ["V1"], "without")
    assert "KB1" not in ids(reply, "courses")


def test_of_several_providers_one_is_asked_back(talk: Start) -> None:
    someone = talk()
    someone.say("What should I learn next?")
    asked = someone.say("not this provider please")
    assert (asked["outcome"], asked["tool"]) == ("clarify", "recommend")
    reply = someone.say("1")
    assert reply["arguments"]["provider_wish"] == "without"


def test_a_stop_after_a_plan_does_nothing(talk: Start) -> None:
    someone = talk()
    someone.say("What should I learn next?")
    for say in ("no", "stop"):
        reply = someone.say(say)
        assert (reply["tool"], reply["entries"]) == ("small_talk", [])


def test_what_letting_go_of_a_wish_would_bring_is_told(talk: Start) -> None:
    someone = talk()
    someone.say("What should I learn next?")
    reply = someone.say("only hindi ones")
    figures = {source["id"]: source["value"] for source in reply["sources"] if source["kind"] == "figure"}
    assert figures["closed_otherwise"] > figures["closed"]
    relaxed = someone.say("1")
    assert "language" not in relaxed["arguments"]
    assert sum(item["minutes"] for item in items(relaxed, "courses")) == figures["minutes_otherwise"]


def test_what_a_shorter_plan_would_close_is_told(talk: Start) -> None:
    someone = talk()
    reply = someone.say("What should I learn next?")
    figures = {source["id"]: source["value"] for source in reply["sources"] if source["kind"] == "figure"}
    shorter = someone.say("1")
    assert sum(item["minutes"] for item in items(shorter, "courses")) == figures["minutes_shorter"]
    again = {source["id"]: source["value"] for source in shorter["sources"] if source["kind"] == "figure"}
    assert again["closed"] == figures["closed_shorter"] < figures["closed"]
    assert figures["minutes_shorter"] <= 0.75 * figures["minutes"]


# ---- wishes that cannot be met


@pytest.mark.parametrize("say", ["what should I learn by 1 January 2020", "recommend courses before 1 March 2025"])
def test_a_last_day_that_is_past_is_told(talk: Start, say: str) -> None:
    reply = talk().say(say)
    assert (reply["outcome"], reply["tool"], ids(reply, "courses")) == ("clarify", "recommend", [])
    assert reply["arguments"]["date"] in ("2020-01-01", "2025-02-28", "2025-03-01")


@pytest.mark.parametrize("say", ["what should I learn in zero minutes", "I have 0 hours a week, what should I learn",
                                 "recommend something, I have 0 minutes"])
def test_no_time_is_told_and_asked_back(talk: Start, say: str) -> None:
    someone = talk()
    reply = someone.say(say)
    assert (reply["outcome"], reply["tool"], ids(reply, "courses")) == ("clarify", "recommend", [])
    some = someone.say("1")
    assert (some["tool"], some["arguments"]["minutes_per_week"]) == ("recommend", 60)


def test_two_languages_alone_contradict_each_other(talk: Start) -> None:
    someone = talk()
    reply = someone.say("recommend only Hindi and only English courses")
    assert (reply["outcome"], reply["tool"], ids(reply, "courses")) == ("clarify", "recommend", [])
    one = someone.say("1")
    assert one["arguments"]["language"] == "hi"
    assert all("hi" in item["languages"] for item in items(one, "courses"))


def test_a_provider_alone_and_not_at_all_contradict_each_other(talk: Start) -> None:
    reply = talk().say("what should I learn, from the School of Harbours but not from the School of Harbours")
    assert (reply["outcome"], ids(reply, "courses")) == ("clarify", [])
