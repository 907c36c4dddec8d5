"""Turns that look for something: courses to close gaps, courses by topic or title, courses of a plan, the help desk.

Every wish (language, time, price, provider) binds every course shown; what is not live is never offered.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.turns.talk import Talk, ids, items

Start = Callable[..., Talk]
LIVE = {"KF1", "KF2", "KF3", "KB1", "KB2", "KD1", "KP1", "KX1"}


# ---- what to learn


def test_a_plan_closes_every_gap_that_a_live_course_can_close(talk: Start) -> None:
    reply = talk().say("What should I learn next?")
    assert (reply["outcome"], reply["tool"]) == ("answered", "recommend")
    closes = {effect["competency_id"]: (effect["from"], effect["to"])
              for item in items(reply, "courses") for effect in item["closes"]}
    assert closes == {"CF1": (2, 3), "CB1": (0, 2), "CD1": (0, 1)}
    assert set(ids(reply, "courses")) == {"KF2", "KB1", "KD1"}


def test_a_wish_for_a_language_binds_every_course_and_what_it_leaves_open_is_told(talk: Start) -> None:
    someone = talk()
    someone.say("What should I learn next?")
    reply = someone.say("only hindi ones")
    assert (reply["tool"], reply["arguments"]["language"]) == ("recommend", "hi")
    assert set(ids(reply, "courses")) == {"KB1", "KF3"}
    assert all("hi" in item["languages"] for item in items(reply, "courses"))
    assert {"kind": "figure", "id": "required:CD1", "value": 1} in reply["sources"]


def test_wishes_add_up_until_nothing_fits(talk: Start) -> None:
    someone = talk()
    someone.say("what should I learn next, in hindi")
    free = someone.say("only free ones")
    assert (free["arguments"]["free"], free["arguments"]["language"]) == (True, "hi")
    assert set(ids(free, "courses")) <= {"KB1"}
    nothing = someone.say("something shorter")
    assert (nothing["outcome"], nothing["tool"], ids(nothing, "courses")) == ("zero", "recommend", [])
    back = someone.say("1")
    assert (back["outcome"], set(ids(back, "courses"))) == ("answered", {"KF2", "KB1", "KD1"})


def test_time_a_week_until_a_day_binds_the_whole_plan(talk: Start) -> None:
    reply = talk().say("I have 1 hour a week till 30 april, what should I learn")
    assert (reply["outcome"], reply["tool"]) == ("answered", "recommend")
    assert (reply["arguments"]["minutes_per_week"], reply["arguments"]["date"]) == (60, "2026-04-30")
    assert 0 < sum(item["minutes"] for item in items(reply, "courses")) <= 60 * 30 / 7


def test_time_in_all_binds_the_plan_also_after_a_search(talk: Start) -> None:
    fresh = talk().say("What should I learn in 90 minutes?")
    assert (fresh["tool"], fresh["arguments"]["minutes"]) == ("recommend", 90)
    assert 0 < sum(item["minutes"] for item in items(fresh, "courses")) <= 90
    someone = talk()
    someone.say("courses under 50 minutes")
    after = someone.say("What should I learn in 90 minutes?")
    assert after["arguments"].get("minutes") == 90
    assert 0 < sum(item["minutes"] for item in items(after, "courses")) <= 90


def test_one_gap_by_name_one_that_is_met_and_one_that_is_not_required(talk: Start) -> None:
    someone = talk()
    one = someone.say("which courses close my gap in teamwork")
    assert (one["tool"], one["arguments"]["competency"], ids(one, "courses")) == ("recommend", ["CB1"], ["KB1"])
    for say, competency in (("public procurement", "CF2"), ("stress management", "CB2")):
        reply = someone.say(f"which courses close my gap in {say}")
        assert (reply["outcome"], reply["tool"]) == ("zero", "recommend")
        assert (reply["arguments"]["competency"], ids(reply, "courses")) == ([competency], [])


@pytest.mark.parametrize(("say", "key", "value", "words"), [
    ("courses on teamwork", "competency", ["CB1"], ()),
    ("find courses about tenders and bids", "topic", None, ("tenders", "bids")),
    ("find the course Working in Teams", "course", "KB1", ()), ("courses in hindi", "language", "hi", ())])
def test_why_after_a_search_tells_how_the_courses_were_found(
        talk: Start, say: str, key: str, value: object, words: tuple[str, ...]) -> None:
    someone = talk()
    found = someone.say(say)
    assert found["tool"] == "find_course"
    for why in ("why?", "why these courses?"):
        reply = someone.say(why)
        assert (reply["outcome"], reply["tool"]) == ("answered", "find_course")
        assert ids(reply, "courses") == ids(found, "courses")
        assert reply["text"] != found["text"] and reply["arguments"] == found["arguments"]
        assert value is None or reply["arguments"][key] == value
        assert all(word in reply["text"] for word in words)


@pytest.mark.parametrize("say", ["2 hours a week till june", "hafte me 2 ghante milte hai june tak",
                                 "हफ़्ते में दो घंटे हैं, जून तक"])
def test_hours_of_a_week_are_a_wish_for_a_plan(talk: Start, say: str) -> None:
    reply = talk().say(say)
    assert (reply["outcome"], reply["tool"]) == ("answered", "recommend")
    assert reply["arguments"]["minutes_per_week"] == 120


@pytest.mark.parametrize(("say", "minutes"), [("i hv 1 hr today", 60), ("I have 90 minutes", 90)])
def test_time_in_all_is_a_wish_for_a_plan(talk: Start, say: str, minutes: float) -> None:
    reply = talk().say(say)
    assert (reply["tool"], reply["arguments"]["minutes"]) == ("recommend", minutes)


@pytest.mark.parametrize("say", ["टीम वर्क पर पाठ्यक्रम", "teamwork ke courses", "courses on teamwork"])
def test_courses_on_something_named_are_searched_and_not_asked_back(talk: Start, say: str) -> None:
    reply = talk().say(say)
    assert (reply["tool"], reply["arguments"]["competency"]) == ("find_course", ["CB1"])


@pytest.mark.parametrize(("say", "tool"), [
    ("wats my lvl in teamwork", "show_standing"), ("which is my weakest area", "check_gaps"),
    ("due courses", "recommend")])
def test_short_ways_of_asking(talk: Start, say: str, tool: str) -> None:
    assert talk().say(say)["tool"] == tool


def test_why_these_names_the_gaps_behind_the_courses(talk: Start) -> None:
    someone = talk()
    shown = ids(someone.say("What should I learn next?"), "courses")
    reply = someone.say("why these?")
    assert (reply["tool"], ids(reply, "courses")) == ("recommend", shown)
    assert set(ids(reply, "competencies")) == {"CF1", "CB1", "CD1"}


def test_the_second_one_is_the_second_course_shown(talk: Start) -> None:
    someone = talk()
    shown = ids(someone.say("What should I learn next?"), "courses")
    second = someone.say("the second one")
    assert (second["tool"], second["arguments"]["course"]) == ("find_course", shown[1])
    assert ids(second, "courses") == [shown[1]]


def test_a_place_beyond_the_list_is_asked_back(talk: Start) -> None:
    someone = talk()
    someone.say("which courses close my gap in teamwork")
    reply = someone.say("the third one")
    assert (reply["outcome"], ids(reply, "courses")) == ("clarify", [])


def test_a_post_that_one_aims_at(talk: Start) -> None:
    reply = talk().say("what all would I need to close if I become director")
    assert (reply["tool"], reply["arguments"]["position"]) == ("recommend", "P2")
    assert ids(reply, "courses") == ["KB1"]
    assert [effect["whole"] for item in items(reply, "courses") for effect in item["closes"]] == [False]


def test_the_courses_that_a_plan_asks(talk: Start) -> None:
    reply = talk().say("which courses are overdue in my plan")
    assert (reply["outcome"], reply["tool"], reply["arguments"]["plan"]) == ("answered", "recommend", ["L1"])
    assert ids(reply, "courses") == ["KF2", "KB1"]
    figures = {source["id"]: source["value"] for source in reply["sources"] if source["kind"] == "figure"}
    assert (figures["assigned"], figures["done"], figures["overdue"], figures["open"]) == (3, 1, 1, 2)
    keeper = talk("K1").say("show my annual plan courses")
    assert (keeper["outcome"], keeper["tool"]) == ("zero", "recommend")


# ---- searching


@pytest.mark.parametrize("say", ["find courses on noting and drafting", "courses on noting and drafting",
                                 "टिप्पण और प्रारूपण के पाठ्यक्रम खोजो", "noting and drafting ke courses dhundo"])
def test_courses_on_a_competency_are_those_tagged_with_it_and_live(talk: Start, say: str) -> None:
    reply = talk().say(say)
    assert (reply["outcome"], reply["tool"]) == ("answered", "find_course")
    assert reply["arguments"]["competency"] == ["CF1"]
    assert set(ids(reply, "courses")) == {"KF1", "KF2", "KF3"}


@pytest.mark.parametrize("say", ["find courses on drafting", "is there any course about drafting",
                                 "show me courses on drafting", "search for a course on drafting"])
def test_a_word_of_one_name_alone_names_its_competency(talk: Start, say: str) -> None:
    reply = talk().say(say)
    assert (reply["outcome"], reply["tool"]) == ("answered", "find_course")
    assert reply["arguments"] == {"competency": ["CF1"]}
    assert {"KF2", "KF3"} <= set(ids(reply, "courses")) <= LIVE


def test_a_topic_is_found_by_what_the_course_says_of_itself(talk: Start) -> None:
    reply = talk().say("is there any course about tenders and bids")
    assert (reply["tool"], ids(reply, "courses")[:1]) == ("find_course", ["KP1"])


def test_a_topic_that_no_course_has_is_zero(talk: Start) -> None:
    reply = talk().say("is there any course about quantum chromodynamics")
    assert (reply["outcome"], reply["tool"], ids(reply, "courses")) == ("zero", "find_course", [])


def test_figures_in_a_topic_are_founded_like_any_other(talk: Start) -> None:
    reply = talk().say("is there any course about the income tax act 1961")
    assert (reply["outcome"], reply["tool"]) == ("zero", "find_course")


def test_a_course_by_its_title_and_what_it_would_close(talk: Start) -> None:
    reply = talk().say("find the course Working in Teams")
    assert (reply["outcome"], reply["tool"], reply["arguments"]) == ("answered", "find_course", {"course": "KB1"})
    assert items(reply, "courses")[0]["closes"][0]["competency_id"] == "CB1"
    assert (items(reply, "courses")[0]["minutes"], items(reply, "courses")[0]["languages"]) == (90, ["en", "hi"])


@pytest.mark.parametrize(("title", "course"), [("Old Drafting Course", "KF4"), ("Future Drafting Course", "KF5")])
def test_a_course_that_is_not_live_is_named_and_not_offered(talk: Start, title: str, course: str) -> None:
    reply = talk().say(f"find the course {title}")
    assert (reply["outcome"], reply["tool"], reply["arguments"]["course"]) == ("zero", "find_course", course)
    assert ids(reply, "courses") == []


def test_a_title_is_found_in_hindi_too(talk: Start) -> None:
    reply = talk().say("हिंदी में टिप्पण पाठ्यक्रम दिखाओ")
    assert (reply["tool"], reply["language"]) == ("find_course", "hi")
    assert "KF3" in ids(reply, "courses")


def test_a_level_a_length_and_a_provider_narrow_a_search(talk: Start) -> None:
    someone = talk()
    level = someone.say("find courses on noting and drafting at level 3")
    assert (level["arguments"]["level"], set(ids(level, "courses"))) == (3, {"KF2", "KF3"})
    short = talk().say("courses under 50 minutes")
    assert (short["arguments"]["each"], set(ids(short, "courses"))) == (50, {"KD1", "KB2", "KX1"})
    theirs = talk().say("courses by Coast Academy")
    assert (theirs["tool"], set(ids(theirs, "courses"))) == ("find_course", {"KF3", "KD1"})


def test_a_new_search_does_not_stay_with_the_course_looked_at_before(talk: Start) -> None:
    someone = talk()
    assert ids(someone.say("find the course Noting in Hindi"), "courses") == ["KF3"]
    reply = someone.say("courses by Coast Academy")
    assert set(ids(reply, "courses")) == {"KF3", "KD1"}


# ---- facts and the help desk


def test_a_fact_that_no_content_tells_is_not_recorded(talk: Start) -> None:
    reply = talk().say("what is the limit for a single tender under gfr")
    assert reply["outcome"] == "not_recorded"
    assert set(ids(reply, "courses")) <= LIVE


def test_the_help_desk_quotes_its_own_answer(talk: Start) -> None:
    reply = talk().say("How do I reset my password?")
    assert (reply["outcome"], reply["tool"], reply["arguments"]) == ("answered", "help_desk", {"item": "H1"})
    assert {"kind": "help", "id": "H1"} in reply["sources"]


@pytest.mark.parametrize("say", ["I want to talk to a person", "mujhe kisi insaan se baat karni hai"])
def test_a_person_is_handed_over_with_the_desk_s_own_words(talk: Start, say: str) -> None:
    reply = talk().say(say)
    assert (reply["outcome"], reply["tool"], reply["arguments"]) == ("handed_over", "help_desk", {"item": "H2"})
    assert {"kind": "help", "id": "H2"} in reply["sources"]
