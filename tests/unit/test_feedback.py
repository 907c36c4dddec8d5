"""Feedback and what is learned of it: whose it is, what a case shows, what a click makes, what an import leaves."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb

from bot.conversation.correcting import meant
from bot.conversation.decision import Decision, Routing
from bot.conversation.route import route
from bot.conversation.wishes import WISHES
from bot.evaluation import faults
from bot.people import learning
from bot.people.learning import LearnRefusal, hidden
from bot.people.review_list import OUTCOMES, exported
from bot.store import feedback, learned, rights
from bot.store.feedback import Wanted
from bot.tools import TOOLS
from bot.understanding.gazetteer import Gazetteer
from bot.understanding.lexicon import WRITTEN
from bot.understanding.message import read_message
from bot.understanding.reading import Reading
from prompts.loader import LANGUAGES, table
from tests.frameworks import competency, course, framework, organisation, position

Conn = psycopg.Connection[Any]
NOW = datetime(2026, 4, 1, 9, tzinfo=UTC)
WORLD = framework(competency("C1", "Noting and Drafting"), competency("C2", "Public Procurement", "GFR"),
                  position("P1", "Section Officer"), organisation("O1", "Ministry of Harbours"),
                  course("K1", "Lamps and Lenses", [("C1", 2)]))
TALK = frozenset({"show", "cours", "plan"})
PEOPLE = {"S001": "Asha Rao", "S002": "Ravi Kumar", "S003": "Meera Iyer"}


@pytest.fixture
def people(conn: Conn) -> Conn:
    """A database with three officials and a turn of each of the first two."""
    for key, name in PEOPLE.items():
        conn.execute("INSERT INTO officials (id, name, name_key, position_id, organisation_id, phone) "
                     "VALUES (%s, %s, %s, 'P1', 'O1', '9800000001')", (key, name, name.lower()))
    keep(conn, "turn-1", "S001", "where is nothing for tendring", slots={"competency": ["C1"]}, tool="check_gaps")
    keep(conn, "turn-2", "S002", "show my gaps")
    return conn


def reading(said: str, slots: dict[str, Any] | None = None, intent: str = "check_gaps", **more: Any) -> dict[str, Any]:
    message = read_message(more.get("meant") or said)
    made = Reading("en", [(intent, 0.8), ("recommend", 0.1)], slots or {}, said=list(message.said), text=message.text,
                   masked=more.pop("masked", " ".join(message.said)), **more)
    return made.as_json()


def keep(conn: Conn, turn: str, who: str, said: str, slots: dict[str, Any] | None = None, tool: str | None = None,
         outcome: str = "answered", arguments: dict[str, Any] | None = None, at: datetime = NOW, **more: Any) -> None:
    reply = {"id": turn, "tool": tool, "outcome": outcome, "arguments": arguments or {}, "language": "en",
             "text": "You hold level 2 of Noting.", "blocks": [{"type": "competencies", "items": [{"held": 2}]}]}
    conn.execute("INSERT INTO turns (id, official_id, channel, at, said, reading, reply) "
                 "VALUES (%s, %s, 'web', %s, %s, %s, %s)",
                 (turn, who, at, said, Jsonb(reading(said, slots, **more)), Jsonb(reply)))


def only(conn: Conn, **wanted: Any) -> dict[str, Any]:
    (found,) = feedback.cases(conn, Wanted(**wanted), 9)
    return found


def kinds(conn: Conn) -> dict[str, float]:
    return {labels[0][1]: value for (name, labels), value in feedback.trend(conn).items()
            if name == "saathi_feedback_total"}


# ---- thumbs


def test_a_thumb_is_for_a_turn_of_ones_own(people: Conn) -> None:
    assert feedback.rate(people, "S001", "turn-1", "down", "not what I asked", "telegram", NOW)
    assert not feedback.rate(people, "S001", "turn-2", "down", None, "web", NOW)
    assert not feedback.rate(people, "S001", "turn-9", "up", None, "web", NOW)
    case = only(people)
    assert (case["thumb"], case["reason"], case["channel"]) == ("down", "not what I asked", "telegram")
    with pytest.raises(ValueError, match="sideways"):
        feedback.rate(people, "S001", "turn-1", "sideways", None, "web", NOW)


def test_a_thumb_can_change_and_stays_one(people: Conn) -> None:
    for thumb, reason in (("down", "too long"), ("down", None), ("up", None), ("up", "after all")):
        assert feedback.rate(people, "S001", "turn-1", thumb, reason, None, NOW)
    assert feedback.cases(people, Wanted(), 9) == []
    case = only(people, kind="up")
    assert (case["reason"], case["channel"]) == ("after all", "web")
    assert kinds(people) == {"up": 1, "down": 1, "meant": 0}
    feedback.settle(people, case["id"], "dismissed")
    feedback.rate(people, "S001", "turn-1", "down", None, None, NOW)
    assert only(people)["reason"] is None


def test_a_reason_is_cut_where_it_is_too_long(people: Conn) -> None:
    assert feedback.rate(people, "S001", "turn-1", "down", "x " * 400, "web", NOW)
    assert len(only(people)["reason"]) <= feedback.REASON


def test_a_thumb_can_change_after_the_turn_is_swept(people: Conn) -> None:
    feedback.rate(people, "S001", "turn-1", "up", None, "web", NOW)
    people.execute("DELETE FROM turns")
    assert feedback.rate(people, "S001", "turn-1", "down", "wrong", "web", NOW)
    assert not feedback.rate(people, "S002", "turn-1", "up", None, "web", NOW)
    assert only(people)["reason"] == "wrong"


def test_in_a_turn_one_reaches_ones_own_feedback_alone(people: Conn) -> None:
    feedback.rate(people, "S002", "turn-2", "down", None, "web", NOW)
    with rights.turn(people, "S001"):
        assert feedback.rate(people, "S001", "turn-1", "down", "no", None, NOW)
        assert [case["reason"] for case in feedback.cases(people, Wanted(), 9)] == ["no"]
        assert feedback.erase(people, "S002") == 0
    with pytest.raises(psycopg.errors.InsufficientPrivilege), rights.turn(people, "S001"):
        people.execute("INSERT INTO feedback (turn, official_id, channel, at, thumb, said, understood) "
                       "VALUES ('turn-3', 'S001', 'web', now(), 'up', 'x', '{}')")


@pytest.mark.parametrize("name", ["learned", "learned_stamp", "review_log", "feedback_counts"])
def test_what_is_learned_is_none_of_a_turns_business(people: Conn, name: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege), rights.turn(people, "S001"):
        people.execute(f"SELECT * FROM {name}".encode())


# ---- what a case shows


@pytest.mark.parametrize(("said", "shown"), [
    ("What is Ravi Kumar missing?", "What is {person} missing?"),
    ("am I, Asha, behind?", "am I, {person}, behind?"),
    ("gaps of s002, please", "gaps of {person}, please"),
    ("write to a.rao@gov.in or 98000-00001.", "write to {private} or {private}."),
    ("मीरा की कमियाँ", "मीरा की कमियाँ"),
    ("courses on noting", "courses on noting"),
])
def test_names_are_masked(people: Conn, said: str, shown: str) -> None:
    keep(people, "turn-3", "S001", said)
    feedback.rate(people, "S001", "turn-3", "down", said, "web", NOW)
    case = only(people)
    assert (case["said"], case["reason"]) == (shown, shown)


def test_names_that_only_the_reading_knows_are_masked(people: Conn) -> None:
    keep(people, "turn-3", "S001", "gaps of Zubin Dastoor in noting", {"official": []},
         masked="gaps of {person} in {competency}", names=[[5, 6], [2, 4]])
    feedback.rate(people, "S001", "turn-3", "down", None, "web", NOW)
    case = only(people)
    assert case["said"] == "gaps of {person} in noting"
    assert case["understood"]["masked"] == "gaps of {person} in {competency}"


def test_a_case_tells_neither_who_spoke_nor_what_was_answered(people: Conn) -> None:
    keep(people, "turn-3", "S001", "quiz me", {"official": ["S002"], "note": "my secret", "competency": ["C1"],
                                               "level": 3}, tool="show_standing",
         arguments={"official": "S002", "competency": "C1", "held": 2, "asked": "my secret"})
    feedback.rate(people, "S001", "turn-3", "down", None, "web", NOW)
    case = only(people)
    assert case["understood"] == {
        "ranking": [["check_gaps", 0.8], ["recommend", 0.1]], "slots": {"competency": ["C1"]}, "person": True,
        "tool": "show_standing", "outcome": "answered", "arguments": {"competency": "C1"}, "masked": "quiz me",
        "unknown": ""}
    told = json.dumps({key: str(value) for key, value in case.items()})
    assert not any(secret in told for secret in ("S001", "S002", "turn-3", "secret", "level 2", "official"))


# ---- corrections


def test_a_correction_keeps_both_understandings(people: Conn) -> None:
    keep(people, "turn-3", "S001", "no, I meant courses on noting", {"competency": ["C1"]}, "find_course",
         intent="find_course", meant="courses on noting")
    assert feedback.correct(people, "S001", "turn-1", "turn-3", "web", NOW)
    assert not feedback.correct(people, "S001", "turn-2", "turn-3", "web", NOW)
    assert not feedback.correct(people, "S001", "turn-3", "turn-3", "web", NOW)
    case = only(people, kind="meant")
    assert (case["thumb"], case["said"]) == (None, "where is nothing for tendring")
    assert case["understood"]["tool"] == "check_gaps"
    assert case["meant"]["said"] == "courses on noting"
    assert case["meant"]["understood"]["ranking"][0][0] == "find_course"
    assert kinds(people)["meant"] == 1
    feedback.rate(people, "S001", "turn-1", "down", "not courses", "web", NOW)
    assert (only(people)["thumb"], only(people)["meant"]["said"]) == ("down", "courses on noting")


@pytest.mark.parametrize(("said", "what"), [
    ("no, I meant courses", "courses"), ("No I meant GFR!", "GFR!"), ("i mean noting", "noting"),
    ("sorry, what I meant was my gaps", "my gaps"), ("nahi, mera matlab quiz tha", "quiz"),
    ("नहीं, मेरा मतलब प्रश्नोत्तरी था", "प्रश्नोत्तरी"), ("नहीं, मेरा मतलब था कि नोटिंग", "नोटिंग"),
    ("nahi courses matlab tha", "courses"), ("no, I meant the second one", "the second one"),
    ("show my gaps, I mean in noting", ""), ("I meant", ""), ("what does it mean", ""), ("", "")])
def test_what_was_meant(said: str, what: str) -> None:
    assert meant(said) == what


def decide(say: str, intent: str = "unclear", sure: float = 0.9, slots: dict[str, Any] | None = None,
           memory: dict[str, Any] | None = None, **more: Any) -> Decision:
    rest = meant(say)
    made = Reading("en", [(intent, sure), ("other", 1 - sure)], slots or {}, meant=rest, **more)
    return route(Routing(read_message(rest or say), made, memory or {}, WORLD, None, lambda _tool: False))


GAPS = {"frame": {"tool": "check_gaps", "slots": {}}, "turns": 1}
ABOUT = {"frame": {"tool": "explain_competency", "slots": {"competency": ["C1"]}}, "turns": 1}


def test_a_name_takes_the_place_of_a_name() -> None:
    found = decide("no, I meant procurement", "explain_competency", 0.4, {"competency": ["C2"]}, ABOUT, bare=True)
    assert (found.tool, found.slots, found.corrects) == ("explain_competency", {"competency": ["C2"]}, True)


def test_a_wish_takes_the_place_of_a_wish() -> None:
    found = decide("no, I meant courses", "find_course", 0.8, memory=ABOUT)
    assert (found.tool, found.slots, found.corrects) == ("find_course", {"competency": ["C1"]}, True)
    found = decide("nahi, mera matlab quiz tha", "quiz", 0.9, {}, GAPS)
    assert (found.tool, found.corrects) == ("quiz", True)
    found = decide("no, I meant courses on procurement", "find_course", 0.8, {"competency": ["C2"]}, GAPS, bare=True)
    assert (found.tool, found.slots, found.corrects) == ("find_course", {"competency": ["C2"]}, True)


def test_a_message_that_corrects_nothing_is_no_correction() -> None:
    assert not decide("show my gaps", "check_gaps", 0.9, {}, ABOUT).corrects


# ---- thumbs that are typed


@pytest.mark.parametrize(("say", "thumb", "reason"), [
    ("👍", "up", None), ("👎🏽", "down", None), ("👎 too long", "down", "too long"),
    ("👎: old course", "down", "old course"), ("THUMBS down", "down", None),
    ("👍🏿👍🏿", "up", None), ("good answer", "up", None), ("Good answer!", "up", None),
    ("Wrong answer.", "down", None),
    ("that was wrong: it is level 3", "down", "it is level 3"), ("गलत उत्तर", "down", None),
    ("galat jawab, maine course pucha tha", "down", "maine course pucha tha"), ("अच्छा जवाब", "up", None),
    ("wrong answer - not my post", "down", "not my post")])
def test_a_typed_thumb(say: str, thumb: str, reason: str | None) -> None:
    found = decide(say, "out_of_scope", 0.6, memory=GAPS)
    assert (found.tool, found.slots.get("kind")) == ("small_talk", "rated")
    assert (found.slots["thumb"], found.slots.get("reason")) == (thumb, reason)


@pytest.mark.parametrize(("say", "intent"), [
    ("good answers are hard to find", "out_of_scope"), ("that was wrong, I meant courses", "find_course"),
    ("wrong answer, show my gaps", "check_gaps"), ("wrong", "no"), ("my score is wrong", "dispute"),
    ("उत्तर सही था फिर भी गलत माना गया", "dispute"), ("yes", "yes"), ("🙂", "unclear")])
def test_what_is_no_thumb(say: str, intent: str) -> None:
    assert decide(say, intent, 0.9, memory=GAPS).slots.get("kind") != "rated"


@pytest.mark.parametrize(("say", "intent", "sure", "taken"), [
    ("it is outdated", "out_of_scope", 0.8, True), ("I asked for my juniors", "look_up_official", 0.6, True),
    ("the course is too long", "find_course", 0.9, True), ("nonsense", "abuse", 0.4, True),
    ("show my gaps", "check_gaps", 0.95, False), ("which courses are there?", "find_course", 0.9, False),
    ("no", "no", 0.9, False), ("stop", "quiz_stop", 0.9, False),
    ("what is my wrong level?", "show_standing", 0.9, False)])
def test_a_reason_is_taken_where_it_was_asked_for_and_no_wish(say: str, intent: str, sure: float, taken: bool) -> None:
    asked = {**GAPS, "reason_asked": 1}
    assert (decide(say, intent, sure, memory=asked).slots.get("reason") == say) == taken
    assert "reason" not in decide(say, intent, sure, memory={**asked, "turns": 2}).slots


# ---- the list


def test_cases_are_narrowed_and_come_newest_first(people: Conn) -> None:
    for at, (tool, thumb) in enumerate([("quiz", "down"), ("find_course", "up"), (None, "down"), ("quiz", "down")]):
        keep(people, f"t{at}", "S003", f"message {at}", tool=tool)
        feedback.rate(people, "S003", f"t{at}", thumb, None, "web", NOW + timedelta(minutes=at))
    found = feedback.cases(people, Wanted(), 9)
    assert [case["said"] for case in found] == ["message 3", "message 2", "message 0"]
    assert [case["said"] for case in feedback.cases(people, Wanted(before=found[0]["id"]), 1)] == ["message 2"]
    assert [case["said"] for case in feedback.cases(people, Wanted(tool="none"), 9)] == ["message 2"]
    assert only(people, kind="up")["said"] == "message 1"
    assert feedback.cases(people, Wanted(language="hi"), 9) == []
    assert feedback.choices(people) == {"tools": ["find_course", "none", "quiz"], "languages": ["en"]}
    feedback.settle(people, found[0]["id"], "dismissed")
    assert feedback.open_cases(people) == 2
    assert only(people, state="dismissed")["said"] == "message 3"
    assert feedback.trend(people)["saathi_feedback_open", ()] == 2.0


def test_erasing_takes_the_case_and_leaves_what_was_learned_and_counted(people: Conn) -> None:
    feedback.rate(people, "S001", "turn-1", "down", None, "web", NOW)
    feedback.rate(people, "S002", "turn-2", "down", None, "web", NOW)
    mine = next(case for case in feedback.cases(people, Wanted(), 9) if "tendring" in case["said"])
    learned.add(people, mine["id"], "synonym", {"phrase": "tendring", "of": "competency", "thing": "C2"}, "S003", NOW)
    with rights.turn(people, "S001"):
        assert feedback.erase(people, "S001") == 1
    assert [case["said"] for case in feedback.cases(people, Wanted(), 9)] == ["show my gaps"]
    assert learned.synonyms(people) == [("competency", "C2", "tendring")]
    assert kinds(people)["down"] == 2


def test_old_cases_go_by_themselves(people: Conn) -> None:
    feedback.rate(people, "S001", "turn-1", "down", None, "web", NOW - feedback.KEPT - timedelta(days=1))
    feedback.rate(people, "S002", "turn-2", "down", None, "web", NOW)
    assert feedback.sweep(people, NOW) == 1
    assert only(people)["said"] == "show my gaps"


# ---- what a click makes


def case(**more: Any) -> dict[str, Any]:
    understood = {"ranking": [["check_gaps", 0.4]], "slots": {}, "person": False, "tool": "check_gaps",
                  "outcome": "answered", "arguments": {}, "masked": "where is {competency}", "unknown": "tendring"}
    return {"id": "abcdef0123456789", "said": "where is tendring", "language": "en", "understood": understood,
            "meant": None, **more}


MEANT = {"said": "courses on procurement", "understood": {
    "ranking": [["find_course", 0.9]], "slots": {"competency": ["C2"]}, "person": False, "tool": "find_course",
    "outcome": "answered", "arguments": {}, "masked": "courses on {competency}", "unknown": ""}}


def make(phrase: str, kind: str = "competency", thing: str = "C2", secret: Any = ()) -> dict[str, Any]:
    return learning.synonym(phrase, kind, thing, WORLD, TALK, [("competency", "C1", "file work")], secret)


def test_a_synonym_is_made() -> None:
    assert make("  e-tendering ") == {"phrase": "e-tendering", "of": "competency", "thing": "C2"}
    assert make("खरीद के नियम")["phrase"] == "खरीद के नियम"
    assert make("harbour wallahs", "organisation", "O1")["thing"] == "O1"
    assert make("lens course", "course", "K1")["of"] == "course"


@pytest.mark.parametrize(("phrase", "kind", "thing", "key"), [
    ("it", "competency", "C2", "learn_short"), ("", "competency", "C2", "learn_short"),
    ("??", "competency", "C2", "learn_short"), ("a b c d e f g", "competency", "C2", "learn_long"),
    ("x" * 90, "competency", "C2", "learn_long"), ("with the", "competency", "C2", "learn_ordinary"),
    ("show courses", "competency", "C2", "learn_ordinary"), ("please", "competency", "C2", "learn_ordinary"),
    ("go ahead", "competency", "C2", "learn_ordinary"),
    ("12345", "competency", "C2", "learn_ordinary"), ("noting and drafting", "competency", "C2", "learn_taken"),
    ("Notings and Draftings", "competency", "C2", "learn_taken"),
    ("section officers", "competency", "C2", "learn_taken"),
    ("file work", "competency", "C2", "learn_taken"), ("file work", "competency", "C1", "learn_known"),
    ("gfr", "competency", "C2", "learn_known"), ("tendering", "competency", "C9", "learn_gone"),
    ("tendering", "person", "S001", "learn_gone"), ("call 9800000001", "competency", "C2", "learn_person")])
def test_a_synonym_is_refused_in_words(phrase: str, kind: str, thing: str, key: str) -> None:
    with pytest.raises(LearnRefusal) as refused:
        make(phrase, kind, thing)
    assert refused.value.key == key
    for language in LANGUAGES:
        assert table("page", language)["errors"][key].format(**refused.value.facts)


def test_a_synonym_names_nobody() -> None:
    with pytest.raises(LearnRefusal, match="learn_person"):
        make("ravi style", secret={"ravi"})


def test_a_synonym_is_read_as_what_it_means() -> None:
    plain, taught = Gazetteer(WORLD), Gazetteer(WORLD, synonyms=[("competency", "C2", "e-tendering"),
                                                                 ("course", "K1", "lighthouse lesson")])
    message = read_message("quiz me on e-tendering or the Lighthouse Lesson")
    found = [(each.kind, each.ids) for each in taught.mentions(message)]
    assert found == [("competency", ("C2",)), ("course", ("K1",))]
    assert plain.mentions(message) == []


def teach(text: str, intent: str = "quiz", taken: Any = (("quiz me", "quiz"), ("my gaps", "check_gaps"))) -> Any:
    return learning.example(text, intent, {"quiz", "check_gaps"}, taken, {"ravi"})


def test_an_example_is_made() -> None:
    assert teach("grill me on {competency} {private}") == {"text": "grill me on {competency}", "intent": "quiz"}
    assert teach("what of {person}")["text"] == "what of {person}"


@pytest.mark.parametrize(("text", "intent", "key"), [
    ("Quiz me!", "quiz", "learn_known"), ("my gaps", "quiz", "learn_other_intent"),
    ("{competency}", "quiz", "learn_short"),
    ("test me", "nothing", "learn_no_intent"), ("test " * 99, "quiz", "learn_long_text"),
    ("test ravi", "quiz", "learn_person")])
def test_an_example_is_refused_in_words(text: str, intent: str, key: str) -> None:
    with pytest.raises(LearnRefusal) as refused:
        teach(text, intent)
    assert refused.value.key == key


def test_a_golden_turn_is_one_that_can_be_run() -> None:
    line = learning.golden(case(meant=MEANT), "where is tendring", "find_course", "answered", "S003", TOOLS, OUTCOMES,
                           ())
    assert {"id", "as", "say", "gold", "lang", "kind", "conversation"} == line.keys()
    assert line["gold"] == {"tool": "find_course", "outcome": "answered", "language": "en",
                            "arguments": {"competency": "C2"}}
    reply = {"tool": "find_course", "outcome": "answered", "language": "en", "arguments": {"competency": ["C2"]},
             "entries": [], "blocks": [], "sources": [], "text": "."}
    assert faults(line["gold"], reply) == []
    assert faults(line["gold"], {**reply, "arguments": {"competency": ["C1"]}}) != []


@pytest.mark.parametrize(("say", "tool", "outcome", "key"), [
    ("gaps of {person}", "quiz", "answered", "learn_masked"), ("", "quiz", "answered", "learn_short"),
    ("x", "no_tool", "answered", "learn_no_tool"), ("x", "quiz", "perfect", "learn_no_tool"),
    ("gaps of ravi", "quiz", "answered", "learn_person")])
def test_a_golden_turn_is_refused_in_words(say: str, tool: str, outcome: str, key: str) -> None:
    with pytest.raises(LearnRefusal) as refused:
        learning.golden(case(), say, tool, outcome, "S003", TOOLS, OUTCOMES, {"ravi"})
    assert refused.value.key == key


def test_what_was_meant_suggests_what_to_learn() -> None:
    assert learning.suggested(case()) == {}
    assert learning.suggested(case(meant=MEANT)) == {
        "synonym": {"phrase": "tendring", "of": "competency", "thing": "C2"},
        "example": {"text": "where is {competency}", "intent": "find_course"},
        "golden": {"say": "where is tendring", "tool": "find_course", "outcome": "answered"}}
    masked = case(meant=MEANT, said="where is {person}")
    masked["understood"]["unknown"] = "{person}"
    assert learning.suggested(masked).keys() == {"example"}


def test_what_a_synonym_may_be_of_is_found() -> None:
    found = learning.things(WORLD, "not draf", "en", 5)
    assert found == [{"of": "competency", "thing": "C1", "label": "Noting and Drafting"}]
    assert [each["thing"] for each in learning.things(WORLD, "gfr", "en", 5)] == ["C2"]
    assert [each["thing"] for each in learning.things(WORLD, "k1", "en", 5)] == ["K1"]
    assert learning.things(WORLD, " ?", "en", 5) == []


# ---- what holds


def test_what_is_learned_can_be_taken_back_and_says_by_whom(people: Conn) -> None:
    feedback.rate(people, "S001", "turn-1", "down", None, "web", NOW)
    identity = only(people)["id"]
    before = learned.stamp(people)
    made = learned.add(people, identity, "synonym", make("e-tendering"), "S003", NOW)
    learned.add(people, identity, "example", {"text": "grill me", "intent": "quiz"}, "S003",
                NOW + timedelta(minutes=1))
    assert learned.stamp(people) == before + 1
    assert learned.examples(people) == [("grill me", "quiz")]
    assert [each["kind"] for each in learned.of_cases(people, [identity])[identity]] == ["synonym", "example"]
    assert learned.undo(people, made, "S002", NOW) == identity
    assert learned.undo(people, made, "S002", NOW) is None
    assert (learned.synonyms(people), learned.stamp(people)) == ([], before + 2)
    assert [(each["did"], each["by"]) for each in learned.log_of(people, [identity])[identity]] == [
        ("synonym", "S003"), ("example", "S003"), ("undone", "S002")]


def test_an_import_drops_what_names_nothing_any_more(people: Conn) -> None:
    feedback.rate(people, "S001", "turn-1", "down", None, "web", NOW)
    identity = only(people)["id"]
    for each, name, aliases in (("C2", "Procurement", []), ("C3", "Works", ["big tenders"])):
        people.execute("INSERT INTO competencies (id, name, type, aliases) VALUES (%s, %s, 'domain', %s)",
                       (each, name, aliases))
    for phrase, thing in (("e-tendering", "C2"), ("old word", "C9"), ("big tender", "C2")):
        learned.add(people, identity, "synonym", {"phrase": phrase, "of": "competency", "thing": thing}, "S003", NOW)
    before = learned.stamp(people)
    assert learned.drop_gone(people, NOW) == [(("competency", "C2", "big tender"), "taken"),
                                              (("competency", "C9", "old word"), "gone")]
    assert learned.synonyms(people) == [("competency", "C2", "e-tendering")]
    assert learned.stamp(people) > before
    assert learned.drop_gone(people, NOW) == []


# ---- files and words


def test_the_files_hold_all_cases_and_start_no_formula(people: Conn) -> None:
    keep(people, "turn-3", "S003", "=HYPERLINK(1) of Ravi Kumar", {"competency": ["C1"]}, "quiz")
    feedback.rate(people, "S003", "turn-3", "down", "@sum", "web", NOW)
    feedback.rate(people, "S001", "turn-1", "up", None, "web", NOW)
    made = exported(people, "csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(made)))
    assert {row["thumb"] for row in rows} == {"up", "down"}
    evil = next(row for row in rows if row["thumb"] == "down")
    assert evil["said"].startswith("'=") and evil["reason"] == "'@sum"
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())
    lines = [json.loads(line) for line in exported(people, "jsonl").content.decode().splitlines()]
    assert {line["tool"] for line in lines} == {"quiz", "check_gaps"}
    told = made + str(lines)
    assert not any(secret in told for secret in ("S001", "S003", "turn-", "Ravi", "09:00"))


def test_golden_turns_are_exported_as_they_are_run(people: Conn) -> None:
    feedback.rate(people, "S001", "turn-1", "down", None, "web", NOW)
    line = learning.golden(case(), "where is tendring", "quiz", "answered", "S003", TOOLS, OUTCOMES, ())
    made = learned.add(people, only(people)["id"], "golden", line, "S003", NOW)
    assert [json.loads(each) for each in exported(people, "csv", "golden").content.decode().splitlines()] == [line]
    learned.undo(people, made, "S003", NOW)
    assert exported(people, "jsonl", "golden").content == b""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_intent_tool_and_outcome_has_a_label(language: str) -> None:
    words = table("page", language)
    assert set(words["wishes"]) >= {*table("intents", WRITTEN[0]), *WISHES, *TOOLS, "none"}
    assert set(words["outcomes"]) >= {*OUTCOMES}


def test_text_is_hidden_word_by_word() -> None:
    secret = {"ravi", "kumar"}
    assert hidden("Ravi's {competency} gap, RAVI?", secret) == "{person} {competency} gap, {person}?"
    assert hidden("of Ravi Kumar, and of Ravi", secret) == "of {person}, and of {person}"
    assert hidden("", secret) == ""
