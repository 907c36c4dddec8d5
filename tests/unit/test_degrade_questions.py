"""What becomes of a question of a quiz: a native poll where it fits, buttons or a list, and else letters alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.channel import Button, Part, Poll
from bot.channels.telegram.limits import LIMITS as TELEGRAM
from bot.channels.whatsapp.limits import LIMITS as WHATSAPP
from bot.degrade import Answer, degrade
from tests.parts import (
    ASKED,
    BARE,
    KEY,
    OPTIONS,
    STEM,
    TURN,
    WORDS,
    choices,
    press,
    question,
    reply,
    shown,
)


def test_a_question_is_a_poll_where_it_fits_and_the_text_does_not_say_it_twice() -> None:
    text, poll = shown(TELEGRAM, question(kind="single"), text=ASKED, answer=KEY)
    assert text.text == "Right.\nQuestion 2 of about 5"
    assert poll == Part("poll", STEM, "en", options=tuple(OPTIONS), right=1, explanation=KEY.explanation)


def test_of_a_case_told_before_the_text_keeps_no_question() -> None:
    stem = f"A clerk finds a file.\n\n{STEM}"
    asked = f"Question 2 of about 5: (The same case.) {STEM}\nGo on."
    text, poll = shown(TELEGRAM, question(stem), text=asked, answer=KEY)
    assert text.text == "Question 2 of about 5: (The same case.)\nGo on." and poll.text == stem


def test_an_explanation_that_is_too_long_is_left_to_the_answer() -> None:
    *_, poll = shown(TELEGRAM, question(), answer=Answer(0, "x" * 201))
    assert poll.kind == "poll" and poll.explanation == ""


@pytest.mark.parametrize(("asked", "answer"), [
    (question(), None), (question("x" * 301), KEY), (question(options=["x" * 101, "y"]), KEY),
    (question(options=["one"]), Answer(0, "")), (question(options=[str(number) for number in range(13)]), KEY),
    (question(options=["same", "same"]), KEY), (question(options=["a", "\u200b"]), KEY), (question(), Answer(3, "")),
    (question(kind="multiple"), KEY), (question(kind="order"), KEY), (question(options=[]), KEY), (question(" "), KEY),
])
def test_a_question_that_does_not_fit_a_poll_is_told_in_words(asked: dict[str, Any], answer: Answer | None) -> None:
    parts = shown(TELEGRAM, asked, answer=answer)
    told = "\n".join(part.text for part in parts)
    assert all(part.kind == "text" for part in parts) and asked["stem"].strip() in told
    assert all(f"{'abcdefghijklm'[place]}) {option}" in told for place, option in enumerate(asked["options"]))


def test_options_are_buttons_under_their_letters() -> None:
    part, = shown(TELEGRAM, question(), text=ASKED)
    assert part.text == f"{ASKED}\n\na) Within two days\nb) Within five days\nc) There is no limit"
    assert part.buttons == tuple(Button(f"{letter}) {option}", press("option", place)) for place, (letter, option)
                                 in enumerate(zip("abc", OPTIONS, strict=True), 1))


def test_long_options_have_their_letters_on_the_buttons() -> None:
    part, = shown(WHATSAPP, question(options=["Within two days of receiving it", "Never"]), text=ASKED)
    assert part.buttons == (Button("a", press("option", 1)), Button("b", press("option", 2)))


def test_more_options_than_buttons_are_a_list() -> None:
    options = [*OPTIONS, "Within thirty days, but for what concerns life or liberty, in which case within two of them"]
    part, = shown(WHATSAPP, question(options=options), text=ASKED)
    assert part.listed and [row.label for row in part.buttons] == [
        "a) Within two days", "b) Within five days", "c) There is no limit", "d) Within thirty days,…"]
    assert f"d) {options[3]}" in part.text and len(part.buttons[3].detail) <= 72


@pytest.mark.parametrize("kind", ["multiple", "order", "short"])
def test_what_is_answered_in_writing_has_no_buttons(kind: str) -> None:
    part, = shown(TELEGRAM, question(kind=kind), text=ASKED)
    assert part.buttons == ()


def test_a_question_beyond_the_alphabet_is_told_all_the_same() -> None:
    part, = shown(replace(TELEGRAM, buttons=50), question(options=[f"option {number}" for number in range(30)]))
    assert "z) option 25" in part.text and "30) option 29" in part.text and part.buttons == ()


def test_the_text_says_the_question_once() -> None:
    assert shown(BARE, question(), text=ASKED)[0].text.count(STEM) == 1
    assert shown(BARE, question())[0].text.count(STEM) == 1
    assert shown(BARE, question(f"A clerk finds a file.\n\n{STEM}"), text=ASKED)[0].text.count(STEM) == 1


def test_only_the_first_question_can_be_pressed() -> None:
    """A press names a turn and a place, and is looked up in the turn's first question."""
    first, second = shown(TELEGRAM, question(), {**question(), "id": "Q2", "stem": "And this?"})
    assert first.buttons and not second.buttons and "And this?" in second.text


def test_choices_beside_a_question_are_under_a_line_of_their_own() -> None:
    asked, choosing = shown(TELEGRAM, question(), choices("A hint"), text=ASKED)
    assert len(asked.buttons) == 3 and [button.label for button in choosing.buttons] == ["A hint"]


def test_polls_are_only_for_channels_that_have_them() -> None:
    asked = reply(question(), text=ASKED)
    assert degrade(asked, replace(WHATSAPP, poll=Poll(300, 100, 10, 200)), TURN, WORDS, KEY)[-1].kind == "poll"
    assert degrade(asked, WHATSAPP, TURN, WORDS, KEY)[-1].kind == "text"
