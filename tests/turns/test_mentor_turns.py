"""Help from somebody who offered it: neither side learns of the other before both said yes, whatever is asked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.people import mentoring
from bot.store import mentors, notes
from bot.wiring import Saathi
from bot.words import Words
from passbook.entries import Entry
from passbook.ledger import append
from passbook.officials import by_id
from tests.turns.talk import Talk, ids, items

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
    assert again["outcome"] == "answered" and ids(again, "choices") == ["cancel"]


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


# ---- what is understood


def waiting_for(saathi: Saathi, asker: Talk, *mentors: Talk) -> Talk:
    """Asks for help with teamwork; the one of the mentors who was asked."""
    for words in ("find me a mentor for teamwork", "ask one for me", "yes"):
        assert asker.say(words)["tool"] == "find_mentor"
    (asked,) = [each for each in mentors if told(saathi, each.person)]
    return asked


def offering(saathi: Saathi, person: Talk, level: int = 5) -> Talk:
    """Has somebody offer help with teamwork."""
    raised(saathi, person.person, level)
    person.say("I want to help others with teamwork")
    assert person.say("yes")["outcome"] == "answered"
    return person


@pytest.mark.parametrize("say", [
    "I want to help others with Noting and Drafting", "make me a mentor for Noting and Drafting",
    "can I mentor others in noting and drafting", "I can help others who need Noting and Drafting",
    "main Noting and Drafting me dusron ki madad karna chahta hoon",
    "mujhe Noting and Drafting ka mentor banna hai", "मैं टिप्पण और प्रारूपण में दूसरों की मदद करना चाहता हूँ",
    "मैं टिप्पण और प्रारूपण में मेंटर बनना चाहता हूँ", "मुझे टिप्पण और प्रारूपण का मार्गदर्शक बनाइए"])
def test_offering_says_the_level_and_waits_for_a_yes(talk: Callable[..., Talk], say: str) -> None:
    person = talk()
    reply = person.say(say)
    assert (reply["outcome"], reply["arguments"]) == ("clarify", {"competency": "CF1", "offer": True})
    assert {"kind": "figure", "id": "level CF1", "value": 2} in reply["sources"]
    assert person.say("what do I help with")["outcome"] == "zero"


@pytest.mark.parametrize("say", [
    "I do not want to be a mentor any more", "I no longer want to help with teamwork", "stop mentoring",
    "ab main mentor nahi rehna chahta", "main ab madad nahi karna chahta", "अब मैं मेंटर नहीं रहना चाहता",
    "मार्गदर्शन बंद करें"])
def test_what_sounds_like_an_offer_may_be_its_end(saathi: Saathi, talk: Callable[..., Talk], say: str) -> None:
    person = offering(saathi, talk())
    assert (person.say(say)["outcome"], person.say("what do I help with")["outcome"]) == ("answered", "zero")


@pytest.mark.parametrize("say", [
    "who could be a mentor for teamwork", "find somebody to be a mentor for teamwork",
    "does anybody mentor others in teamwork", "teamwork ke liye mentor chahiye", "टीम वर्क में कौन मेरी मदद कर सकता है"])
def test_looking_for_a_mentor_is_no_offer(talk: Callable[..., Talk], say: str) -> None:
    reply = talk().say(say)
    assert (reply["tool"], reply["outcome"], reply["arguments"]) == ("find_mentor", "not_recorded",
                                                                     {"competency": "CB1"})


def test_nobody_is_offered_by_another(talk: Callable[..., Talk]) -> None:
    assert talk().say("make Ravi Kumar a mentor for teamwork")["outcome"] == "not_permitted"


def test_with_what_is_asked_back(pair: tuple[Talk, Talk], talk: Callable[..., Talk]) -> None:
    person = talk()
    for say in ("make me a mentor", "I want to help others with underwater welding"):
        reply = person.say(say)
        assert (reply["outcome"], ids(reply, "choices")) == ("clarify", ["CF1", "CF2"])
    assert "underwater welding" in reply["text"]
    assert person.say("Public Procurement")["arguments"] == {"competency": "CF2", "offer": True}
    asked = person.say("find me a mentor")
    assert asked["outcome"] == "clarify" and "CB1" in ids(asked, "choices")
    assert person.say("Teamwork")["arguments"] == {"competency": "CB1"}
    assert talk("E1").say("make me a mentor")["outcome"] == "zero"


def test_the_level_and_the_language_wished_hold(pair: tuple[Talk, Talk], saathi: Saathi, talk: Callable[..., Talk]
                                                ) -> None:
    low = offering(saathi, talk(), level=3)
    found = pair[0].say("who could mentor me in teamwork")
    assert {"kind": "figure", "id": "mentors", "value": 2} in found["sources"]
    assert pair[0].say("who could mentor me up to level 4 in teamwork")["sources"][-1]["value"] == 1
    assert pair[0].say("who could mentor me up to level 9 in teamwork")["outcome"] == "clarify"
    with_hindi = pair[0].say("find someone who speaks Hindi to mentor me in teamwork")
    assert with_hindi["arguments"] == {"competency": "CB1", "language": "hi"} and "Hindi" in with_hindi["text"]
    without(found, low.person, name_of(saathi, low.person))


# ---- either side takes back


def test_the_asker_takes_a_request_back(pair: tuple[Talk, Talk], saathi: Saathi) -> None:
    asker, mentor = pair
    waiting_for(saathi, asker, mentor)
    (request,) = told(saathi, mentor.person)
    assert asker.say("show my mentor requests")["outcome"] == "answered"
    assert asker.say("cancel my request for a mentor")["outcome"] == "answered"
    assert told(saathi, mentor.person) == [] and mentor.say(request.body["choices"][0]["say"])["outcome"] == "zero"
    assert asker.say("cancel my request for a mentor")["outcome"] == "zero"


def test_a_mentor_who_stops_is_asked_no_more_and_the_next_is(pair: tuple[Talk, Talk], saathi: Saathi,
                                                             talk: Callable[..., Talk]) -> None:
    asker, one, other = *pair, offering(saathi, talk())
    first = waiting_for(saathi, asker, one, other)
    second = other if first is one else one
    first.say("stop mentoring")
    assert told(saathi, first.person) == [] and len(told(saathi, second.person)) == 1


def test_an_introduction_is_shown_to_the_two_and_ended_by_one(pair: tuple[Talk, Talk], saathi: Saathi) -> None:
    asker, mentor = pair
    waiting_for(saathi, asker, mentor)
    listed = mentor.say("requests for my help")
    (yes,) = [each["say"] for each in items(listed, "choices") if each["id"].startswith("yes-")]
    assert mentor.say(yes)["outcome"] == "answered"
    for each, other in ((asker, mentor), (mentor, asker)):
        assert name_of(saathi, other.person) in each.say("my mentor requests")["text"]
    again = asker.say("find me a mentor for teamwork")
    assert name_of(saathi, mentor.person) in again["text"] and again["outcome"] == "zero"
    assert asker.say("end the introduction")["outcome"] == "answered"
    assert "mentor_over" in [note.kind for note in told(saathi, mentor.person)]
    for each, other in ((asker, mentor), (mentor, asker)):
        without(each.say("my mentor requests"), name_of(saathi, other.person))


# ---- consent


@pytest.mark.parametrize("say", ["what happens if I say yes to request #{code}?", "yes to request #{code}?",
                                 "I have read request #{code}, yes it came today", "#{code}"])
def test_only_a_yes_is_a_yes(pair: tuple[Talk, Talk], saathi: Saathi, say: str) -> None:
    asker, mentor = pair
    waiting_for(saathi, asker, mentor)
    (request,) = told(saathi, mentor.person)
    code = request.id.split()[1]
    without(mentor.say(say.format(code=code)), asker.person, name_of(saathi, asker.person))
    assert told(saathi, asker.person) == []


@pytest.mark.parametrize("language", ["en", "hi"])
def test_a_yes_in_either_language_is_one(pair: tuple[Talk, Talk], saathi: Saathi, language: str) -> None:
    asker, mentor = pair
    waiting_for(saathi, asker, mentor)
    (request,) = told(saathi, mentor.person)
    with saathi.database.connection() as conn:
        words = Words(language, saathi.tenancy(conn).framework)
    met = mentor.say(words("mentor.say_yes", code=request.id.split()[1]))
    assert met["outcome"] == "answered" and name_of(saathi, asker.person) in met["text"]


def test_nobody_answers_for_another(pair: tuple[Talk, Talk], saathi: Saathi, talk: Callable[..., Talk]) -> None:
    asker, mentor = pair
    waiting_for(saathi, asker, mentor)
    (request,) = told(saathi, mentor.person)
    say = request.body["choices"][0]["say"]
    for other in (asker, talk()):
        reply = other.say(say)
        assert reply["outcome"] == "zero"
        without(reply, mentor.person, name_of(saathi, mentor.person))
    assert mentor.say(say)["outcome"] == "answered"


# ---- what changed meanwhile


def test_a_mentor_who_holds_no_more_than_the_asker_is_not_introduced(pair: tuple[Talk, Talk], saathi: Saathi) -> None:
    asker, mentor = pair
    waiting_for(saathi, asker, mentor)
    with saathi.database.connection() as conn, conn.transaction():
        append(conn, Entry(f"lapse-{mentor.person}", mentor.person, "lapsed", datetime(2026, 3, 1, tzinfo=UTC),
                           competency_id="CB1", source="test"), NOW)
    (request,) = told(saathi, mentor.person)
    reply = mentor.say(request.body["choices"][0]["say"])
    assert reply["outcome"] == "zero"
    without(reply, asker.person, name_of(saathi, asker.person))
    assert [note.kind for note in told(saathi, asker.person)] == ["mentor_none"]


@pytest.mark.parametrize("gone", ["left", "erased"])
def test_who_left_is_not_waited_for(pair: tuple[Talk, Talk], saathi: Saathi, gone: str) -> None:
    asker, mentor = pair
    waiting_for(saathi, asker, mentor)
    with saathi.database.connection() as conn:
        now = datetime.now(UTC)
        framework = saathi.tenancy(conn).framework
        with conn.transaction(force_rollback=True):
            if gone == "left":
                conn.execute("DELETE FROM officials WHERE id = %s", (mentor.person,))
            else:
                mentors.erase(conn, mentor.person)
                assert notes.of(conn, mentor.person, now + timedelta(days=1)) == []
            assert mentoring.expire(conn, framework, lambda: "0" * 8, now, now) == 1
            assert [note.kind for note in notes.of(conn, asker.person, now)] == ["mentor_none"]


def test_erasing_takes_the_name_from_what_the_other_was_to_be_told(pair: tuple[Talk, Talk], saathi: Saathi) -> None:
    asker, mentor = pair
    waiting_for(saathi, asker, mentor)
    (request,) = told(saathi, mentor.person)
    mentor.say(request.body["choices"][0]["say"])
    assert len(told(saathi, asker.person)) == 1
    with saathi.database.connection() as conn:
        mentors.erase(conn, mentor.person)
    assert told(saathi, asker.person) == []
    without(asker.say("my mentor requests"), name_of(saathi, mentor.person))


def test_a_mentor_has_only_so_many_requests(saathi: Saathi, talk: Callable[..., Talk]) -> None:
    mentor = offering(saathi, talk())
    for _ in range(mentors.MOST_OPEN):
        waiting_for(saathi, talk(), mentor)
    assert len(told(saathi, mentor.person)) == mentors.MOST_OPEN
    assert talk().say("find me a mentor for teamwork")["outcome"] == "zero"
