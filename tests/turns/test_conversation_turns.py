"""What holds across the turns of a conversation: every tool by name, small talk, language, choices, memory.

Also messages that come twice, two processes over one database, and turns at once.
"""

from __future__ import annotations

from collections.abc import Callable

import jsonschema
import pytest

from bot.tools import TOOLS
from bot.wiring import Saathi
from tests.turns.talk import Talk, block, ids, validator, well_formed

Start = Callable[..., Talk]

# One wish for every tool there is, as somebody who may have it.
ONE_OF_EACH = {
    "show_role": ("N1", "What does my post require?"), "show_standing": ("N1", "Where do I stand?"),
    "check_gaps": ("N1", "What are my gaps?"), "recommend": ("N1", "What should I learn next?"),
    "find_course": ("N1", "find the course Working in Teams"),
    "explain_competency": ("N1", "what does teamwork mean"), "quiz": ("N1", "quiz me on teamwork"),
    "show_passbook": ("N1", "show my passbook"), "look_up_official": ("D1", "who reports to me?"),
    "help_desk": ("N1", "How do I reset my password?"), "small_talk": ("N1", "hello"),
    "settings": ("N1", "talk to me in english"),
    "answer_from_content": ("N1", "what does a note in a file have to state?"),
    "record_claim": ("N1", "I want to claim level 3 in teamwork"),
    "dispute": ("N1", "I want to contest my last assessment result"),
    "set_reminder": ("N1", "remind me on 15 May to finish my course"),
    "find_mentor": ("N1", "who could mentor me in teamwork"),
    "ask_workforce": ("H1", "how many officials are there by position"),
    "plan_year": ("H1", "make the annual capacity building plan for the Ministry of Harbours"),
    "benchmark": ("H1", "benchmark readiness by department"),
    "demand": ("A2", "unmet demand by competency"),
    "course_impact": ("A2", "what is the impact of all my courses"),
    "draft_frac": ("A1", "draft the roles of a new post of Lamp Keeper: keeps lamps and lenses in order"),
    "show_map": ("T2", "who sends work to the section officer"),
}
# Tools that answer such a wish by asking for a yes, or by saying what is not recorded.
AT_FIRST = {"record_claim": "clarify", "dispute": "clarify", "set_reminder": "clarify", "find_mentor": "not_recorded",
            "draft_frac": "clarify"}


@pytest.mark.parametrize("tool", sorted(TOOLS))
def test_every_tool_answers_a_wish_for_it(talk: Start, tool: str) -> None:
    person, say = ONE_OF_EACH[tool]
    reply = talk(person).say(say)
    assert (reply["outcome"], reply["tool"], reply["entries"]) == (AT_FIRST.get(tool, "answered"), tool, [])


def test_no_wish_is_left_for_a_tool_that_is_gone() -> None:
    assert ONE_OF_EACH.keys() == TOOLS.keys()


@pytest.mark.skipif(validator() is None, reason="the interface's reply.schema.json is not beside the repository")
def test_every_reply_of_these_tests_is_held_against_the_schema_of_the_interface(talk: Start) -> None:
    reply = talk("N1").say("What are my gaps?")
    known = validator()
    assert known is not None and known.is_valid(reply)
    for spoiled in ({"outcome": "done"}, {"tool": "nothing"}, {"text": ""}, {"blocks": [{"type": "choices"}]}):
        with pytest.raises(jsonschema.ValidationError):
            well_formed({**reply, **spoiled})


# ---- yes, no and choices


@pytest.mark.parametrize("say", ["yes", "haan", "हाँ", "ok", "7", "b", "yes please", "confirm", "continue"])
def test_a_yes_to_nothing_does_nothing(talk: Start, say: str) -> None:
    person = talk("N1")
    before = person.passbook()
    reply = person.say(say)
    assert (reply["outcome"], reply["entries"]) == ("clarify", [])
    assert reply["tool"] in (None, "small_talk", "quiz")
    assert person.passbook() == before


@pytest.mark.parametrize("say", ["no", "nahi", "नहीं", "stop", "cancel"])
def test_a_no_to_nothing_does_nothing(talk: Start, say: str) -> None:
    reply = talk("N1").say(say)
    assert (reply["tool"], reply["entries"]) == ("small_talk", [])


def test_a_choice_is_taken_by_number_by_label_and_by_what_it_says(talk: Start) -> None:
    for how in ("number", "label", "say"):
        person = talk("N1")
        offered = block(person.say("hello"), "choices")["items"]
        at = next(place for place, item in enumerate(offered, 1) if item["id"] == "passbook")
        taken = person.say(str(at) if how == "number" else offered[at - 1][how])
        assert (taken["tool"], taken["outcome"]) == ("show_passbook", "answered")


def test_every_choice_offered_leads_somewhere_also_to_whoever_types_it(talk: Start) -> None:
    seen = set()
    for say in ("hello", "What are my gaps?", "What should I learn next?", "what is my level in teamwork",
                "what does noting and drafting mean", "find the course Working in Teams", "show my passbook"):
        for item in block(talk("N1").say(say), "choices")["items"]:
            if item["say"] not in seen:
                seen.add(item["say"])
                typed = talk("N1").say(item["say"])
                assert typed["tool"] is not None, item["say"]
                assert typed["outcome"] != "out_of_scope", item["say"]
    assert len(seen) > 8


def test_a_choice_offered_before_the_last_answer_is_gone(talk: Start) -> None:
    person = talk("N1")
    person.say("hello")
    person.say("thanks")
    assert person.say("1")["outcome"] == "clarify"


# ---- language


def test_hindi_is_answered_in_hindi_by_the_same_tools(talk: Start) -> None:
    person = talk("N1")
    for say, tool in (("मेरी भूमिका के लिए क्या-क्या आना चाहिए?", "show_role"), ("मेरी कमियाँ क्या हैं?", "check_gaps"),
                      ("मुझे आगे क्या सीखना चाहिए?", "recommend"), ("मेरी पासबुक दिखाओ", "show_passbook"),
                      ("धन्यवाद", "small_talk")):
        reply = person.say(say)
        assert (reply["tool"], reply["language"], reply["outcome"]) == (tool, "hi", "answered"), say


def test_a_competency_by_its_hindi_name_is_that_competency(talk: Start) -> None:
    reply = talk("N1").say("टिप्पण और प्रारूपण में मेरा स्तर क्या है?")
    assert (reply["tool"], reply["arguments"]) == ("show_standing", {"competency": ["CF1"]})
    team = talk("N1").say("टीम वर्क का क्या अर्थ है")
    assert (team["tool"], team["arguments"]["competency"]) == ("explain_competency", "CB1")


def test_hinglish_is_answered_in_either_language_by_the_same_tools(talk: Start) -> None:
    person = talk("N1")
    for say, tool in (("mere gaps kya hain", "check_gaps"), ("mujhe aage kya seekhna chahiye", "recommend"),
                      ("meri passbook dikhao", "show_passbook"), ("teamwork me mera level kya hai", "show_standing")):
        reply = person.say(say)
        assert (reply["tool"], reply["outcome"]) == (tool, "answered"), say
        assert reply["language"] in ("en", "hi")
    assert talk("G1").say("mere gaps kya hain")["language"] == "hi"


def test_a_language_asked_for_stays_until_another_is(talk: Start) -> None:
    person = talk("N1")
    asked = person.say("talk to me in hindi")
    assert (asked["tool"], asked["arguments"], asked["language"]) == ("settings", {"language": "hi"}, "hi")
    assert person.say("What are my gaps?")["language"] == "hi"
    assert person.say("मुझसे अंग्रेज़ी में बात करो")["language"] == "en"
    assert person.say("मेरी कमियाँ क्या हैं?")["language"] == "en"


def test_the_language_of_a_message_holds_for_what_shows_none(talk: Start) -> None:
    person = talk("N1")
    person.say("टीम वर्क पर प्रश्नोत्तरी")
    assert person.say("b")["language"] == "hi"
    assert person.say("What are my gaps?")["language"] == "en"


def test_a_wish_of_the_channel_overrides_the_message(talk: Start) -> None:
    assert talk("N1").say("What are my gaps?", language="hi")["language"] == "hi"


# ---- memory


def test_a_turn_without_a_key_belongs_to_the_running_conversation(talk: Start) -> None:
    person = talk()
    person.say("what is my level in teamwork", conversation="named")
    assert person.say("why?", conversation=None)["arguments"]["competency"] == "CB1"
    assert "competency" not in person.say("why?", conversation="another")["arguments"]


def test_what_was_said_in_one_conversation_is_not_known_in_another_or_to_another(talk: Start) -> None:
    one, two = talk(), talk()
    one.say("what is my level in teamwork")
    two.conversation = one.conversation
    for other in (two, Talk(one.saathi, one.person, "a second one")):
        assert other.say("why?")["arguments"].get("competency") is None


def test_a_long_conversation_goes_on(talk: Start) -> None:
    person = talk()
    for _ in range(12):
        assert person.say("what is my level in teamwork")["tool"] == "show_standing"
        assert person.say("why?")["arguments"]["competency"] == "CB1"


def test_the_greeting_of_the_page_writes_nothing_and_offers_steps(saathi: Saathi) -> None:
    reply = saathi.greet("N1", "hi").as_json()
    assert (reply["outcome"], reply["language"], reply["entries"]) == ("answered", "hi", [])
    assert ids(reply, "choices")
    assert saathi.greet("NOBODY", None).outcome == "error"


# ---- contesting


@pytest.mark.parametrize("say", ["I contest my score of 2019", "dispute my score of 2019"])
def test_a_year_with_nothing_to_contest_is_told_and_the_latest_are_offered(talk: Start, say: str) -> None:
    person = talk()
    reply = person.say(say)
    assert (reply["outcome"], reply["tool"], reply["arguments"]) == ("clarify", "dispute", {"period": "2019"})
    assert ids(reply, "choices")[:2] == [f"{person.person}-5", f"{person.person}-4"]
    this = person.say("dispute my score of 2026")
    assert (this["tool"], "period" in this["arguments"]) == ("dispute", False)
