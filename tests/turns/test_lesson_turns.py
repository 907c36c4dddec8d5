"""Lessons by a language model: a section explained or with an example, a question that leads on in a quiz."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.wiring import Saathi
from tests.standins.models import Faults, ModelService, Says
from tests.turns.talk import Talk

Make = Callable[..., Saathi]
PERSON = "N1"
TRUE = "A note states the facts, the rule and a proposal."
STRANGE = "Most officers enjoy long walks along the river in spring."


def ids(reply: dict[str, Any]) -> set[str]:
    return {item["id"] for block in reply["blocks"] if block["type"] == "choices" for item in block["items"]}


def section(saathi: Saathi, name: str) -> tuple[Talk, dict[str, Any]]:
    """Somebody to whom a section was shown."""
    person = Talk(saathi, PERSON, f"lesson-{name}")
    return person, person.say("read section 1 of Basics of File Noting")


def test_a_section_is_explained(service: ModelService, with_model: Make) -> None:
    service.script = [Says(f"{TRUE} {STRANGE}")]
    person, shown = section(with_model(may={"teach"}), "explain")
    assert {"explain", "example"} <= ids(shown)
    told = person.say("explain it in simple words")
    assert told["tool"] == "answer_from_content" and told["arguments"]["teach"] == "explain"
    assert TRUE in told["text"] and "river" not in told["text"]
    assert "A note states facts, rule and proposal." not in told["text"]
    assert "A note states facts" in str(service.asked[0]["messages"])
    # the section is still there to be read, and to go on from
    assert {"read", "example"} <= ids(told)
    assert person.say("give me an example")["arguments"]["teach"] == "example"


def test_what_no_passage_backs_is_marked_where_it_is_allowed(service: ModelService, with_model: Make) -> None:
    service.script = [Says(f"{TRUE} {STRANGE}")]
    person, _ = section(with_model(may={"teach", "general"}), "general")
    told = person.say("explain it")
    assert f"{STRANGE} (general knowledge, not from the section)" in told["text"]
    assert f"{TRUE} (general" not in told["text"]


@pytest.mark.parametrize("step", [
    Says("A note must be sent within 14 days."), Says(STRANGE), Says("Shri Verma wrote the rule of the note."),
    Says("Read https://evil.example for the facts of a note."), Faults(500, "broke")], ids=str)
def test_what_the_section_does_not_say_is_not_taught(service: ModelService, with_model: Make, step: Any) -> None:
    service.script = [step]
    person, _ = section(with_model(may={"teach", "general"} if step is not None and "14" in str(step) else {"teach"}),
                        "not")
    told = person.say("explain it")
    assert "A note states facts, rule and proposal." in told["text"] and "language model" not in told["text"]


def test_without_a_model_the_section_is_shown_and_why(saathi: Saathi) -> None:
    person, shown = section(saathi, "without")
    assert "explain" not in ids(shown)
    told = person.say("explain it in simple words")
    assert "none is set up" in told["text"] and "A note states facts, rule and proposal." in told["text"]


@pytest.mark.parametrize("said", ["समझाइए", "isko simple words mein samjhao", "samajh nahi aaya", "एक उदाहरण दीजिए",
                                  "can you give an example please", "i don't understand this", "what does this mean"])
def test_a_lesson_is_wished_in_many_ways(saathi: Saathi, said: str) -> None:
    person, _ = section(saathi, f"ways-{said}")
    assert person.say(said)["arguments"].get("section"), said


def test_a_section_that_is_read_amid_a_quiz_is_explained_and_the_quiz_waits(saathi: Saathi) -> None:
    person = Talk(saathi, PERSON, "lesson-amid")
    asked = person.say("quiz me on the course Basics of File Noting")
    person.say("read section 1 of Basics of File Noting")
    assert person.say("explain section 1 of it")["arguments"] == {"section": "KF1#1"}
    assert person.say("explain it")["arguments"] == {"section": "KF1#1"}
    back = person.say("continue")
    assert [block["id"] for block in back["blocks"] if block["type"] == "question"] == [
        block["id"] for block in asked["blocks"] if block["type"] == "question"]
    # of a question that waits nothing is explained
    assert person.say("explain it")["tool"] == "quiz"


def test_a_competency_is_explained_as_ever(saathi: Saathi) -> None:
    person, _ = section(saathi, "competency")
    assert person.say("explain Noting and Drafting")["tool"] == "explain_competency"


def hinted(saathi: Saathi, name: str) -> dict[str, Any]:
    person = Talk(saathi, PERSON, f"hint-{name}")
    asked = person.say("quiz me on the course Basics of File Noting")
    assert any(block["type"] == "question" for block in asked["blocks"])
    return person.say("hint")


def test_a_hint_leads_on_with_a_question(service: ModelService, with_model: Make) -> None:
    leads = "What does a note state before its rule and its proposal?"
    service.script = [Says(leads)]
    told = hinted(with_model(may={"teach"}), "leads")
    assert told["text"].startswith(leads) and "counts half" in told["text"]
    # which option is right is not in what the model sees
    sent = str(service.asked[0]["messages"])
    assert "What opens a note?" in sent and "- The order" in sent and "Because of rule" not in sent


def test_a_hint_gives_nothing_away(saathi: Saathi, service: ModelService, with_model: Make) -> None:
    options = next(block["options"] for block in Talk(saathi, PERSON, "hint-options").say(
        "quiz me on the course Basics of File Noting")["blocks"] if block["type"] == "question")
    fixed = hinted(saathi, "fixed")["text"].split("\n")[0]
    for said in (*(f"Is it not {option}?" for option in options), "Is option b not the right one?",
                 "Think about what a note states.", "What does Shri Verma state in a note?",
                 "What does a note state within 14 days?"):
        service.script = [Says(said)]
        told = hinted(with_model(may={"teach"}), f"away-{said}")
        assert said not in told["text"], said
    assert fixed
