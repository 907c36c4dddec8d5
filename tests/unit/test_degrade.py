"""From a reply to what a channel can show: what becomes of each kind of block where it fits, and where it does not."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

import pytest

from bot.channel import Button, Limits, Part
from bot.channels.telegram.limits import LIMITS as TELEGRAM
from bot.channels.whatsapp.limits import LIMITS as WHATSAPP
from bot.degrade import LONG_TABLE, SHOWN, degrade
from bot.words import Words
from prompts.loader import LANGUAGES
from tests.frameworks import framework
from tests.parts import (
    ASKED,
    BARE,
    KEY,
    THUMBS,
    TURN,
    WORDS,
    choices,
    document,
    press,
    question,
    reply,
    shown,
    table,
    words,
)

# ---- text


def test_text_is_one_part_in_its_language() -> None:
    assert degrade(reply(text="पाठ", language="hi"), BARE, TURN, WORDS) == [Part("text", "पाठ", "hi")]


def test_text_and_blocks_in_words_share_a_part() -> None:
    assert [part.text for part in shown(BARE, table(1), table(1))] == [
        "The text.\n\nDepartment · Gap\nDepartment 0 · 0 %\n\nDepartment · Gap\nDepartment 0 · 0 %"]


def test_a_long_text_is_several_parts() -> None:
    parts = shown(replace(BARE, text=100), text="\n\n".join(["A sentence of some words."] * 20))
    assert len(parts) > 4 and all(len(part.text) <= 100 for part in parts)
    assert all(part.text.startswith("A") and part.text.endswith(".") for part in parts)


def test_signs_count_as_the_channel_counts_them() -> None:
    text = "🙂" * 60
    assert len(shown(replace(BARE, text=64), text=text)) == 1
    assert len(shown(replace(BARE, text=64, measure="utf16"), text=text)) == 2


def test_nothing_steers_the_reader() -> None:
    parts = shown(TELEGRAM, choices("a\u202eb\x07"), table(1), document(label="x\u2066y\x1b"), text="t\u202et\x00\tu")
    told = "".join(part.text + "".join(button.label for button in part.buttons) for part in parts)
    assert not set(told) & set("\u202e\u2066\x00\x07\x1b\t")
    assert "tt u" in told and "ab" in told and "xy" in told


def test_a_reply_with_nothing_to_see_has_no_parts() -> None:
    assert shown(TELEGRAM, text="\u200b \n\x07") == []


def test_an_unknown_block_is_passed_over() -> None:
    assert words(TELEGRAM, {"type": "hologram", "items": []}) == ["The text."]


# ---- choices


def test_choices_are_buttons_where_all_fit() -> None:
    part, = shown(TELEGRAM, choices("My gaps", "Quiz me"))
    assert part.buttons == (Button("My gaps", press("choice", 1)), Button("Quiz me", press("choice", 2)))
    assert not part.listed and part.text == "The text."


def test_more_choices_than_buttons_are_a_list() -> None:
    part, = shown(WHATSAPP, choices("A", "B", "C", "D"))
    assert part.listed and [button.label for button in part.buttons] == ["A", "B", "C", "D"]
    assert all(button.detail == "" for button in part.buttons)


def test_a_long_label_stands_whole_in_the_second_line_of_its_row() -> None:
    part, = shown(WHATSAPP, choices("Gaps", "Why am I at level 2 in Noting and Drafting?"))
    assert [(row.label, row.detail) for row in part.buttons] == [
        ("Gaps", ""), ("Why am I at level 2 in…", "Why am I at level 2 in Noting and Drafting?")]


def test_rows_that_would_read_the_same_get_numbers() -> None:
    part, = shown(WHATSAPP, choices("Completion rate of 2025-26 in Posts", "Completion rate of 2025-26 in Revenue"))
    assert [row.label for row in part.buttons] == ["1. Completion rate of…", "2. Completion rate of…"]
    assert [row.detail for row in part.buttons] == ["1. Completion rate of 2025-26 in Posts",
                                                    "2. Completion rate of 2025-26 in Revenue"]


@pytest.mark.parametrize(("limits", "labels"), [
    (WHATSAPP, ["x" * 73]), (WHATSAPP, [f"choice {number}" for number in range(11)]), (WHATSAPP, ["a", "\u200b"]),
    (TELEGRAM, ["x" * 49]), (TELEGRAM, ["same", "same"]), (replace(TELEGRAM, data=10), ["a"]), (BARE, ["a", "b"]),
])
def test_what_fits_nowhere_is_numbered(limits: Limits, labels: list[str]) -> None:
    part, = shown(limits, choices(*labels))
    assert part.buttons == ()
    numbered = "\n".join(f"{place}. {label}" for place, label in enumerate(labels, 1))
    assert part.text == f"The text.\n\n{numbered}\n\n{WORDS('channel.number')}"


def test_choices_of_several_blocks_are_counted_on() -> None:
    blocks = [choices("A", "B"), table(1), choices("C")]
    numbered, = shown(BARE, *blocks)
    assert numbered.text.index("2. B") < numbered.text.index("Department") < numbered.text.index("3. C")
    assert numbered.text.count(WORDS("channel.number")) == 1
    pressed, = shown(TELEGRAM, *blocks)
    assert [(button.label, button.data[-1]) for button in pressed.buttons] == [("A", "1"), ("B", "2"), ("C", "3")]


def test_choices_after_a_file_stand_under_a_line_of_their_own() -> None:
    """A file that cannot be sent in the end does not take the choices with it."""
    text, file, asking = shown(WHATSAPP, document(), choices("A"))
    assert (text.kind, file.kind, asking.kind) == ("text", "document", "text")
    assert asking.text == WORDS("channel.go_on") and asking.buttons and not file.buttons and not text.buttons


def test_what_is_too_long_for_buttons_goes_before_them() -> None:
    text = "\n".join(f"Line {number} of a long answer." for number in range(100))
    before, last = shown(WHATSAPP, choices("A"), text=text)
    assert not before.buttons and last.buttons and len(last.text) <= WHATSAPP.with_buttons
    assert f"{before.text}\n{last.text}" == text


# ---- thumbs


def test_thumbs_stand_under_the_last_text() -> None:
    first, picture, last = shown(TELEGRAM, document(media_type="image/png"), choices("A"))
    assert (first.thumbs, picture.thumbs, last.thumbs) == ((), (), THUMBS)
    only, file = shown(TELEGRAM, document())
    assert (only.thumbs, file.thumbs) == (THUMBS, ())


@pytest.mark.parametrize("outcome", ["refused", "error"])
def test_a_refusal_is_not_rated(outcome: str) -> None:
    assert all(part.thumbs == () for part in shown(TELEGRAM, outcome=outcome))


def test_a_question_is_not_rated_and_no_channel_gets_thumbs_that_has_none() -> None:
    assert all(part.thumbs == () for part in shown(TELEGRAM, question()))
    assert shown(WHATSAPP)[0].thumbs == ()
    assert shown(replace(TELEGRAM, data=10))[0].thumbs == ()


# ---- feedback


def feedback(explanation: str, correct: bool = True) -> dict[str, Any]:
    return {"type": "feedback", "item": "Q1", "correct": correct, "explanation": explanation}


def test_feedback_is_told_where_the_text_does_not_say_it() -> None:
    assert words(BARE, feedback("Five days\nare given."), text="Right. Five days are given.") == [
        "Right. Five days are given."]
    assert words(BARE, feedback("So says section 6.")) == ["The text.", "✓ So says section 6."]
    assert words(BARE, feedback("So says section 6.", correct=False)) == ["The text.", "✗ So says section 6."]
    assert words(BARE, feedback("")) == ["The text."]


# ---- charts and documents

CHART = {"type": "chart", "spec": {}, "alternative": "Bars: Posts 61 %, Revenue 43 %.", "href": "/api/figures/ab12.svg"}


def test_a_chart_is_a_picture_with_what_it_shows_under_it() -> None:
    _, picture = shown(WHATSAPP, CHART)
    assert picture == Part("picture", CHART["alternative"], "en", file="/api/figures/ab12.png", media_type="image/png")


def test_what_is_too_long_for_a_caption_goes_before_the_picture() -> None:
    text, picture = shown(WHATSAPP, {**CHART, "alternative": "x" * 1025})
    assert text.text == "The text.\n\n" + "x" * 1025 and picture.text == "" and picture.file == "/api/figures/ab12.png"


@pytest.mark.parametrize("href", [None, "", "https://elsewhere.example/a.svg", "//elsewhere.example/a.svg",
                                  "/api/figures/ab12.html"])
def test_a_chart_without_a_picture_is_told(href: str | None) -> None:
    assert words(TELEGRAM, {**CHART, "href": href}) == ["The text.", CHART["alternative"]]


def test_where_there_are_no_pictures_a_chart_is_told() -> None:
    assert words(BARE, CHART) == ["The text.", CHART["alternative"]]


def test_a_document_is_a_file_under_its_label() -> None:
    _, file = shown(WHATSAPP, document())
    assert file == Part("document", "As CSV", "en", file="/api/figures/ab12.csv", media_type="text/csv")


def test_a_label_too_long_for_a_caption_goes_before_the_file() -> None:
    text, file = shown(WHATSAPP, document(label="x" * 1025))
    assert text.text == "The text.\n\n" + "x" * 1025 and file.text == ""


def test_a_document_that_is_a_picture_is_shown_as_one() -> None:
    _, picture = shown(WHATSAPP, document("/api/figures/ab12.png", "image/png"))
    assert (picture.kind, picture.text, picture.file) == ("picture", "As CSV", "/api/figures/ab12.png")


def test_a_document_that_cannot_go_along_is_named() -> None:
    assert words(BARE, document()) == ["The text.", "As CSV: saathi figures ab12 --out figures.csv"]
    elsewhere = {**document("https://elsewhere.example/a.pdf"), "command": None}
    assert words(TELEGRAM, elsewhere) == ["The text.", "As CSV: https://elsewhere.example/a.pdf"]


# ---- tables


def test_a_table_has_its_headings_once_and_all_its_cells() -> None:
    block = {"type": "table", "title": "Gap rate", "columns": [
        {"id": "d", "label": "Department"}, {"id": "g", "label": "Gap", "unit": "%"}, {"id": "n", "label": "Officials"},
        {"id": "e", "label": "Empty"}, {"id": "h", "label": "Learnt", "unit": "h"}, {"id": "p", "label": "Plan"}],
        "rows": [[{"id": "D1", "label": "Posts"}, 61.237, 1204, None, 2.5, True],
                 [{"id": "D2", "label": "Road\nSafety"}, {"suppressed": True}, None, None, 43.0, False],
                 [None, -0.001, 7, None, None, None]]}
    assert words(BARE, block)[1:] == [
        "Gap rate", "Department · Gap · Officials · Learnt (h) · Plan", "Posts · 61.24 % · 1204 · 2.5 · ✓",
        "Road Safety · – · · 43 · ✗", "· 0 % · 7"]


def test_a_table_without_rows_keeps_its_headings() -> None:
    assert words(BARE, table(0)) == ["The text.", "Department · Gap"]


def test_rows_longer_and_shorter_than_the_headings_are_told() -> None:
    assert words(BARE, {**table(0), "rows": [["a"], ["b", 1, "more"]]})[1:] == [
        "Department · Gap", "a", "b · 1 % · more"]


def test_of_a_long_table_with_a_file_the_first_rows_are_shown() -> None:
    text, file = shown(TELEGRAM, table(LONG_TABLE + 1), document())
    assert f"Department {SHOWN - 1} " in text.text and f"Department {SHOWN} " not in text.text
    assert text.text.endswith(WORDS("channel.rest_in_file", n=LONG_TABLE + 1 - SHOWN)) and file.kind == "document"


@pytest.mark.parametrize(("limits", "rows", "beside"), [
    (TELEGRAM, LONG_TABLE, document()), (replace(TELEGRAM, documents=False), LONG_TABLE + 1, document()),
    (TELEGRAM, LONG_TABLE + 1, document("https://elsewhere.example/a.csv")),
    (TELEGRAM, LONG_TABLE + 1, document("/api/statement?format=pdf", "application/pdf")),
])
def test_else_all_rows_are_told(limits: Limits, rows: int, beside: dict[str, Any]) -> None:
    told = "\n".join(part.text for part in shown(limits, table(rows), beside))
    assert all(f"Department {number} ·" in told for number in range(rows))


# ---- levels, courses, maps


def test_competencies_and_courses_are_short_lines() -> None:
    assert words(
        BARE,
        {"type": "competencies", "items": [{"id": "C1", "label": "Noting", "required": 4, "held": 2, "gap": 2},
                                           {"id": "C2", "label": "Finance", "required": None, "held": None,
                                            "gap": None}]},
        {"type": "courses", "items": [
            {"id": "K1", "title": "Noting Well", "minutes": 90, "languages": ["en", "hi"], "closes": [],
             "why": "closes it", "provider": "ISTM"},
            {"id": "K2", "title": "Drafting", "minutes": 45.5, "languages": [], "closes": [], "why": "",
             "duration": "46 min"}]},
    )[1:] == ["• Noting: 2 / 4", "• Finance: – / –", "• Noting Well (90 min, en/hi, ISTM)", "  closes it",
              "• Drafting (46 min)"]


def test_a_map_is_told_by_what_leads_where() -> None:
    assert words(BARE, {"type": "map", "nodes": [
        {"id": "a", "label": "Clerk"}, {"id": "b", "label": "Section Officer"}, {"id": "c"}, {}, "junk"],
        "edges": [{"from": "a", "to": "b", "label": "asks"}, {"from": "b", "to": ["x"]}, 7]})[1:] == [
        "c", "Clerk → Section Officer (asks)", "Section Officer → ['x']"]


# ---- the whole


def test_what_is_said_keeps_its_order() -> None:
    parts = shown(TELEGRAM, table(1), CHART, document(), choices("A"))
    assert [part.kind for part in parts] == ["text", "picture", "document", "text"]


def test_the_reply_is_left_as_it_was() -> None:
    given = reply(table(LONG_TABLE + 5), CHART, document(), question(), choices("A", "B"), text=ASKED)
    before = copy.deepcopy(given)
    assert degrade(given, TELEGRAM, TURN, WORDS, KEY) == degrade(given, TELEGRAM, TURN, WORDS, KEY)
    assert given == before


def test_a_channel_may_have_lines_of_its_own() -> None:
    told = degrade(reply(CHART), BARE, TURN, WORDS, lines={"chart": lambda block: [block["alternative"].upper()]})
    assert told[0].text.endswith("BARS: POSTS 61 %, REVENUE 43 %.")


@pytest.mark.parametrize("language", LANGUAGES)
def test_fixed_words_are_there_in_every_language(language: str) -> None:
    here = Words(language, framework())
    given = reply(table(LONG_TABLE + 1), document(), choices(*(str(number) for number in range(20))), language=language)
    told = "".join(part.text for part in degrade(given, TELEGRAM, TURN, here))
    assert here("channel.rest_in_file", n=LONG_TABLE + 1 - SHOWN) in told and here("channel.number") in told


def test_a_turn_that_no_button_can_name_is_refused() -> None:
    with pytest.raises(ValueError, match="button"):
        degrade(reply(choices("A")), TELEGRAM, "7", WORDS)
