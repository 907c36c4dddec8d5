"""Help from somebody who offered it: neither side learns of the other before both said yes, whatever is asked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.people import mentoring
from bot.store import notes
from bot.wiring import Saathi
from passbook.entries import Entry
from passbook.ledger import append
from passbook.officials import by_id
from tests.turns.talk import Talk

NOW = datetime.now(UTC)


@pytest.fixture(autouse=True)
def nobody_else(saathi: Saathi) -> Iterator[None]:
    """Nobody offers help but in the test itself."""
    yield
    with saathi.database.connection() as conn:
        conn.execute("TRUNCATE mentors, introductions")


def raised(saathi: Saathi, person: str, level: int) -> None:
    """Gives somebody a level of teamwork (CB1)."""
    with saathi.database.connection() as conn, conn.transaction():
        append(conn, Entry(f"raise-{person}-{level}", person, "assessed", datetime(2026, 2, 1, tzinfo=UTC),
                           competency_id="CB1", level=level, score=95.0, source="test"), NOW)


def told(saathi: Saathi, person: str) -> list[notes.Note]:
    """What waits to be said to somebody, in the next weeks too."""
    with saathi.database.connection() as conn:
        return notes.of(conn, person, datetime.now(UTC) + timedelta(days=30))


def name_of(saathi: Saathi, person: str) -> str:
    """An official's name."""
    with saathi.database.connection() as conn:
        found = by_id(conn, person)
    assert found is not None
    return found.name


@pytest.fixture
def pair(saathi: Saathi, talk: Callable[..., Talk]) -> tuple[Talk, Talk]:
    """Somebody who asks, and somebody who offered help with teamwork and holds much of it."""
    asker, mentor = talk(), talk()
    raised(saathi, mentor.person, 5)
    assert mentor.say("I want to help others with teamwork")["outcome"] == "clarify"
    assert mentor.say("yes")["outcome"] == "answered"
    return asker, mentor


def without(reply: dict[str, Any], *people: str) -> None:
    """Nothing of these people stands anywhere in a reply."""
    whole = json.dumps(reply, ensure_ascii=False)
    for each in people:
        assert each not in whole


def test_both_say_yes_before_either_learns_of_the_other(pair: tuple[Talk, Talk], saathi: Saathi) -> None:
    asker, mentor = pair
    hidden = (mentor.person, name_of(saathi, mentor.person))
    found = asker.say("who could mentor me in teamwork")
    assert (found["tool"], found["outcome"]) == ("find_mentor", "answered")
    without(found, *hidden)
    asked = asker.say("ask one for me")
    assert asked["outcome"] == "clarify"
    without(asked, *hidden)
    done = asker.say("yes")
    assert done["outcome"] == "answered"
    without(done, *hidden)
    (request,) = told(saathi, mentor.person)
    without(request.body, asker.person, name_of(saathi, asker.person))
    listed = mentor.say("requests for my help")
    without(listed, asker.person, name_of(saathi, asker.person))
    met = mentor.say(request.body["choices"][0]["say"])
    assert met["outcome"] == "answered" and name_of(saathi, asker.person) in met["text"]
    (said,) = told(saathi, asker.person)
    assert said.kind == "mentor_met" and hidden[1] in said.body["who"]
    assert mentor.say(request.body["choices"][0]["say"])["outcome"] == "zero"


def test_a_no_is_told_to_nobody_and_the_next_is_asked(pair: tuple[Talk, Talk], saathi: Saathi,
                                                      talk: Callable[..., Talk]) -> None:
    asker, first = pair
    second = talk()
    raised(saathi, second.person, 5)
    second.say("make me a mentor for teamwork")
    second.say("yes")
    for words in ("find me a mentor for teamwork", "ask one for me", "yes"):
        asker.say(words)
    asked = first if told(saathi, first.person) else second
    other = second if asked is first else first
    (request,) = told(saathi, asked.person)
    refused = asked.say(request.body["choices"][1]["say"])
    assert refused["outcome"] == "answered"
    (next_one,) = told(saathi, other.person)
    other.say(next_one.body["choices"][1]["say"])
    (said,) = told(saathi, asker.person)
    assert said.kind == "mentor_none"
    without(said.body, first.person, second.person, name_of(saathi, first.person), name_of(saathi, second.person))


def test_no_answer_goes_to_the_next_after_a_week(pair: tuple[Talk, Talk], saathi: Saathi) -> None:
    asker, _ = pair
    for words in ("find me a mentor for teamwork", "ask one for me", "yes"):
        asker.say(words)
    later = datetime.now(UTC) + timedelta(days=8)
    with saathi.database.connection() as conn, conn.transaction():
        framework = saathi.tenancy(conn).framework
        numbers = iter(range(100))
        assert mentoring.expire(conn, framework, lambda: f"{next(numbers):08x}", later, later) == 1
    assert [each.kind for each in told(saathi, asker.person)] == ["mentor_none"]


def test_offering_needs_a_level_and_a_yes_and_ends_by_a_word(talk: Callable[..., Talk], saathi: Saathi) -> None:
    person = talk()
    raised(saathi, person.person, 3)
    person.say("I want to mentor others in teamwork")
    assert person.say("no")["outcome"] == "answered"
    assert person.say("what do I help with")["outcome"] == "zero"
    person.say("mujhe teamwork ka mentor banao")
    person.say("haan")
    assert "Teamwork" in person.say("what do I help with")["text"]
    assert person.say("stop mentoring")["outcome"] == "answered"
    assert person.say("what do I help with")["outcome"] == "zero"


def test_the_same_is_not_asked_twice(pair: tuple[Talk, Talk]) -> None:
    asker, _ = pair
    for words in ("find me a mentor for teamwork", "ask one for me", "yes"):
        asker.say(words)
    again = asker.say("find me a mentor for teamwork")
    assert again["outcome"] == "answered" and not any(block["type"] == "choices" for block in again["blocks"])


def test_nobody_higher_is_zero_and_nobody_at_all_is_not_recorded(talk: Callable[..., Talk], saathi: Saathi) -> None:
    asker, low = talk(), talk()
    assert asker.say("who could mentor me in teamwork")["outcome"] == "not_recorded"
    raised(saathi, low.person, 2)
    low.say("I want to help others with teamwork")
    low.say("yes")
    raised(saathi, asker.person, 4)
    assert asker.say("who could mentor me in teamwork")["outcome"] == "zero"


def test_a_turn_cannot_read_who_offered(saathi: Saathi) -> None:
    import psycopg

    from bot.store import rights

    with (saathi.database.connection() as conn, pytest.raises(psycopg.errors.InsufficientPrivilege),
          rights.turn(conn, "T1")):
        conn.execute("SELECT * FROM mentors")
