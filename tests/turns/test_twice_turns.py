"""Messages that come twice, two processes over one database, and turns at once: each is answered, and written, once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from bot.settings import Settings
from bot.turn import Incoming
from bot.wiring import Saathi, build
from passbook.quiz import ENOUGH
from tests.turns.talk import Talk, block, check

Start = Callable[..., Talk]


def test_a_message_sent_twice_is_answered_once(talk: Start) -> None:
    person = talk()
    person.say("What should I learn next?")
    sent = person.incoming("the second one", once=True)
    first, again = (person.saathi.answer(sent).as_json() for _ in range(2))
    assert (first["tool"], first["arguments"]) == ("find_course", {"course": "KD1"})
    assert {**again, "took_ms": 0} == {**first, "took_ms": 0}
    other = person.saathi.answer(replace(sent, id="another id")).as_json()
    assert other["id"] == "another id"


def test_an_id_used_again_later_without_being_the_same_message_is_answered(talk: Start) -> None:
    person = talk()
    for say, tool in (("What are my gaps?", "check_gaps"), ("show my passbook", "show_passbook")):
        reply = person.saathi.answer(Incoming("same", person.person, say, person.conversation)).as_json()
        check(reply)
        assert (reply["id"], reply["tool"]) == ("same", tool)


@pytest.fixture(scope="module")
def other(saathi: Saathi) -> Iterator[Saathi]:
    """A second Saathi over the same database and home, as another process would be."""
    made = build(Settings(home=saathi.settings.home, database_url=saathi.settings.database_url))
    yield made
    made.close()


def test_two_processes_carry_one_conversation(talk: Start, other: Saathi) -> None:
    here = talk()
    there = Talk(other, here.person, here.conversation)
    first = here.say("quiz me on teamwork")
    second = there.say("b")
    assert block(second, "feedback")["item"] == block(first, "question")["id"]
    assert here.say("continue")["tool"] == "quiz"
    assert here.say("talk to me in hindi")["language"] == "hi"
    assert there.say("What are my gaps?")["language"] == "hi"


def test_a_message_that_reaches_two_processes_is_answered_once(talk: Start, other: Saathi) -> None:
    here = talk()
    here.say("quiz me on teamwork")
    sent = here.incoming("b", once=True)
    replies = [saathi.answer(sent).as_json() for saathi in (here.saathi, other)]
    assert {**replies[0], "took_ms": 0} == {**replies[1], "took_ms": 0}
    assert block(here.say("continue"), "question")["number"] == 2


def test_turns_at_once_follow_each_other(talk: Start, other: Saathi) -> None:
    """Eight threads over two processes send the same last answer of a quiz: one entry, whoever was first."""
    here = talk()
    letters = {"QF1": "a", "QF2": "c", "QF3": "a, c", "QF4": "b, c, a", "QF5": "green"}
    reply = here.say("Quiz me on noting and drafting")
    while block(reply, "question")["number"] < ENOUGH:
        reply = here.say(letters[block(reply, "question")["id"]])
    say = letters[block(reply, "question")["id"]]
    replies: list[dict[str, Any]] = []

    def send(saathi: Saathi) -> None:
        replies.append(saathi.answer(here.incoming(say)).as_json())

    threads = [threading.Thread(target=send, args=(each,)) for each in [here.saathi, other] * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [each["outcome"] for each in replies].count("error") == 0
    assert sum(len(each["entries"]) for each in replies) == 1
    assert len([entry for entry in here.passbook().values() if entry.source == "quiz"]) == 1
