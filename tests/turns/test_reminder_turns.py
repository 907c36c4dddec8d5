"""Reminders: which day is meant, which there is not, and what is kept of the words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.turns.talk import Talk

Start = Callable[..., Talk]


def _about(reply: dict[str, object]) -> object:
    sources = reply["sources"]
    assert isinstance(sources, list)
    return next(each["text"] for each in sources if each.get("id") == "about")


@pytest.mark.parametrize(("say", "day"), [
    ("remind me yesterday", "2026-03-30"), ("remind me 2 days ago to revise", "2026-03-29"),
    ("remind me on 3 May 2025", "2025-05-03")])
def test_a_past_day_is_told_and_asked_for_again(talk: Start, say: str, day: str) -> None:
    person = talk()
    reply = person.say(say)
    assert (reply["outcome"], reply["tool"], reply["arguments"]["date"]) == ("clarify", "set_reminder", day)
    assert person.say("yes")["outcome"] != "answered"
    assert person.say("show my reminders")["outcome"] == "zero"


@pytest.mark.parametrize(("say", "told"), [
    ("remind me on 30 February", "30 February"), ("remind me on 2026-06-31", "2026-06-31"),
    ("30 फरवरी को याद दिलाना", "30 फरवरी"), ("31 june ko yaad dilana", "31 June")])
def test_a_day_that_there_is_not_is_told_and_the_next_one_taken(talk: Start, say: str, told: str) -> None:
    person = talk()
    reply = person.say(say)
    assert (reply["outcome"], reply["tool"], reply["arguments"]) == ("clarify", "set_reminder", {})
    assert told in [each.get("text") for each in reply["sources"]] and told in reply["text"]
    assert person.say("28 June")["arguments"]["date"] == "2026-06-28"


@pytest.mark.parametrize(("say", "tool"), [
    ("plan my learning till 31 June", "recommend"), ("show my passbook since 31 June 2025", "show_passbook"),
    ("I contest my result of 31 June 2025", "dispute")])
def test_no_wish_takes_a_day_that_there_is_not(talk: Start, say: str, tool: str) -> None:
    reply = talk().say(say)
    assert (reply["outcome"], reply["tool"]) == ("clarify", tool)
    assert any("31 June" in str(each.get("text")) for each in reply["sources"])


@pytest.mark.parametrize(("say", "about"), [
    ("remind me on Monday at 10 am to finish the file course", "finish the file course"),
    ("remind me to finish the file course on Monday", "finish the file course"),
    ("सोमवार को फ़ाइल का काम याद दिलाना", "फ़ाइल का काम"), ("kal subah 9 baje file ka kaam yaad dilana", "file ka kaam")])
def test_the_words_of_time_and_of_asking_are_left_out(talk: Start, say: str, about: str) -> None:
    assert _about(talk().say(say)) == about


def test_it_is_what_the_answer_before_was_about(talk: Start) -> None:
    person = talk()
    person.say("find the course Working in Teams")
    assert _about(person.say("remind me to start it on Monday")) == "start Working in Teams"
    person = talk()
    person.say("what does teamwork mean")
    assert _about(person.say("remind me to revise it tomorrow")) == "revise Teamwork"
