"""Whether a sentence bears on what was told, whose figures it gives to whom, what a lesson and a hint may say."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from bot.llm.bearing import Bearing
from bot.llm.grounding import Names
from bot.llm.swapped import Belonging
from bot.llm.teaching import Lesson, given_away, hint
from bot.llm.wording import wording
from bot.turn import Job

NAMES = Names.of([["Noting and Drafting", "टिप्पण और प्रारूपण"], ["Teamwork", "टीम कार्य"], ["Noting"]])
REPLY: dict[str, Any] = {
    "outcome": "answered", "language": "en", "arguments": {}, "understood": None,
    "text": "You meet 1 of the 3 competencies. 2 are open:\n• Noting and Drafting: 4 required, 2 held\n"
            "• Teamwork: 5 required, 3 held",
    "blocks": [{"type": "competencies", "items": [
        {"id": "C1", "label": "Noting and Drafting", "required": 4, "held": 2, "gap": 2},
        {"id": "C2", "label": "Teamwork", "required": 5, "held": 3, "gap": 2}]}],
    "sources": [{"kind": "figure", "id": "met", "value": 1}, {"kind": "figure", "id": "required", "value": 3},
                {"kind": "figure", "id": "open", "value": 2}]}


@pytest.mark.parametrize(("sentence", "right"), [
    ("In Noting and Drafting you hold level 2 and need 4.", True),
    ("Teamwork asks for 5 and you hold 3.", True),
    ("You hold 3 in Noting and Drafting.", False),
    ("Noting and Drafting needs level 5.", False),
    ("Teamwork needs 4.", False),
    ("You meet 1 of 3, and Teamwork is open.", True),
    ("Noting and Drafting and Teamwork need 4 and 5.", True),
    ("टिप्पण और प्रारूपण में आपका स्तर 2 है।", True),
    ("2 are open.", True)])
def test_a_figure_belongs_to_whom_it_was_told_of(sentence: str, right: bool) -> None:
    assert (Belonging(REPLY, NAMES).faults(sentence) == []) is right


@pytest.mark.parametrize("sentence", [
    "You meet 1 of the 3 competencies of your post.", "Two are still open.", "In Teamwork you hold level 3.",
    "आप 3 में से 1 दक्षता पूरी करते हैं।", "Aap 3 mein se 1 competency poori karte hain."])
def test_plain_words_are_kept(sentence: str) -> None:
    asked = wording(REPLY, "where am I short", "English", NAMES)
    assert asked.check(sentence) == []


@pytest.mark.parametrize("sentence", [
    "You meet 7 of the 9 competencies.", "You hold level 3 in Noting and Drafting.", "Ask Shri Mehra.",
    "The volcano erupted beside purple elephants.", "Visit www.evil.example.", "<b>2 are open.</b>",
    "It is due on 4 May 2031.", "Your colleague holds 80 percent."])
def test_what_was_not_told_is_not_kept(sentence: str) -> None:
    assert wording(REPLY, "where am I short", "English", NAMES).check(sentence) != []


def test_some_of_the_figures_that_come_first_must_be_told() -> None:
    asked = wording(REPLY, "where am I short", "English", NAMES)
    assert asked.whole("You meet 1 of 3. Noting and Drafting is open.") == []
    assert asked.whole("Two are open.") == []
    assert {fault.said for fault in asked.whole("Noting and Drafting is open.")} >= {"1", "3"}


def test_an_answer_without_figures_is_still_told() -> None:
    reply = {**REPLY, "text": "Noting and Drafting (functional): Writing notes that decide. Every file has one. "
                             "You may ask for help.",
             "blocks": [], "sources": []}
    asked = wording(reply, "what is noting", "English", NAMES)
    assert asked.whole("Noting and Drafting is about writing notes that decide.") == []
    assert asked.whole("You may ask for help with that.") != []


def test_bearing_counts_words_that_tell() -> None:
    bearing = Bearing("The officer forwards the application within five days.")
    assert bearing.share("The application is forwarded by the officer.") == 1.0
    assert bearing.share("Bananas and elephants") == 0.0
    assert not bearing.bears("Bananas amuse elephants beside volcanoes.")


def letters(texts: Any) -> Any:
    """Vectors by which letters texts have: like texts are like."""
    counts = np.array([[text.lower().count(chr(97 + at)) for at in range(26)] for text in texts], dtype=float)
    return counts / np.linalg.norm(counts, axis=1, keepdims=True)


def test_a_lesson_says_what_its_passage_says() -> None:
    passage = "The officer forwards the application within five days. Nobody is charged a fee."
    lesson = Lesson("explain", passage, NAMES, letters, None)
    assert lesson.shown("The officer forwards the application.") == "The officer forwards the application."
    assert lesson.shown("Zzz xx qq.") == ""
    assert lesson.faults("Within 9 days.") and lesson.faults("Shri Mehra forwards it.")
    marked = Lesson("explain", passage, NAMES, letters, "(general)")
    assert marked.shown("Zzz xx qq. ") == "Zzz xx qq. (general) "


@pytest.mark.parametrize(("sentence", "options", "found"), [
    ("Is it thirty days?", ("Thirty days", "Ten days"), ["Thirty days"]),
    ("What of 30 days?", ("30 days", "10 days"), ["30 days"]),
    ("Is option b right?", ("Yes", "No way"), ["b"]),
    ("What does the officer do first?", ("Signs the note", "Reads the file"), []),
    ("Who forwards the note to the officer in charge?", ("Forwards the note to the officer", "Waits"),
     ["Forwards the note to the officer"]),
    ("क्या उत्तर b है?", ("हाँ", "नहीं"), ["b"])])
def test_a_hint_names_no_option(sentence: str, options: tuple[str, ...], found: list[str]) -> None:
    assert given_away(sentence, options) == found


def test_a_hint_is_one_question() -> None:
    asked = hint(Job("hint", "x", "An officer reads the file before the note.", "What comes first?",
                     ("The stamp", "The seal"), ("The stamp", "The seal")), "English", NAMES)
    assert asked.check("What does an officer read before the note?") == []
    assert asked.check("An officer reads the file before the note.") != []
    assert "the answer" not in asked.given and "- The stamp" in asked.given
