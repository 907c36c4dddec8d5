"""A reply in a terminal: everything is said, choices are numbered, and nothing steers the terminal."""

from __future__ import annotations

from typing import Any

import pytest

from bot.channels.terminal.render import clean, render


def reply(*blocks: dict[str, Any], text: str = "The text.") -> dict[str, Any]:
    return {"text": text, "blocks": list(blocks)}


def test_a_reply_without_blocks_is_its_text() -> None:
    assert render(reply()) == "The text."


def test_choices_are_numbered_from_one() -> None:
    shown = render(reply({"type": "choices", "items": [{"id": "a", "label": "My gaps", "say": "x"},
                                                       {"id": "b", "label": "Quiz me", "say": "y"}]}))
    lines = [line.strip() for line in shown.splitlines() if line.strip()]
    assert lines == ["The text.", "1. My gaps", "2. Quiz me"]


def test_the_options_of_a_question_have_letters() -> None:
    shown = render(reply({"type": "question", "id": "Q1", "stem": "Who?", "options": ["you", "me"]}))
    assert "a) you" in shown and "b) me" in shown
    assert render(reply({"type": "question", "id": "Q2", "stem": "When?"})).strip() == "The text."


def test_courses_and_competencies_are_listed() -> None:
    shown = render(reply(
        {"type": "courses", "items": [{"id": "K1", "title": "Noting Well", "minutes": 90, "languages": ["en", "hi"],
                                       "closes": [], "why": "closes Noting"}]},
        {"type": "competencies", "items": [{"id": "C1", "label": "Noting", "required": 3, "held": 1, "gap": 2},
                                           {"id": "C2", "label": "Finance", "required": None, "held": None,
                                            "gap": None}]}))
    for part in ("K1", "Noting Well", "90", "closes Noting", "1 / 3", "Finance"):
        assert part in shown


def test_tables_show_labels_figures_and_what_is_suppressed() -> None:
    rows: list[list[Any]] = [[{"id": "D1", "label": "Posts"}, 61.2, None], [{"id": "D2", "label": "Rail"},
                                                                      {"suppressed": True}, None]]
    shown = render(reply({"type": "table", "columns": [{"id": "d", "label": "Dept"}, {"id": "g", "label": "Gap"},
                                                       {"id": "n", "label": "Note"}], "rows": rows}))
    assert "Posts" in shown and "61.2" in shown and "Rail" in shown
    assert "suppressed" not in shown and "None" not in shown


def test_a_long_table_says_how_much_is_left_out() -> None:
    rows = [[f"row {number}"] for number in range(100)]
    shown = render(reply({"type": "table", "columns": [{"id": "n", "label": "N"}], "rows": rows}))
    assert "row 0" in shown and "row 99" not in shown
    shown_rows = sum("row" in line for line in shown.splitlines())
    assert str(100 - shown_rows) in shown


def test_an_unknown_block_is_passed_over() -> None:
    assert render(reply({"type": "hologram", "items": []})).strip() == "The text."


@pytest.mark.parametrize("sign", ["\x1b", "\x07", "\x08", "\r", "\x00", "\x9b", "\ud800", "\ue000"])
def test_nothing_steers_the_terminal(sign: str) -> None:
    assert sign not in clean(f"a{sign}[31mb")
    named = {"type": "choices", "items": [{"id": "a", "label": f"x{sign}y", "say": "z"}]}
    assert sign not in render(reply(named, text=f"t{sign}"))
    clean(f"a{sign}").encode()


def test_signs_of_direction_are_gone() -> None:
    assert "\u202e" not in clean("abc\u202edef")


def test_letters_of_all_scripts_stay() -> None:
    assert clean("नमस्ते — é 漢 🙂\n2") == "नमस्ते — é 漢 🙂\n2"


def test_a_chart_and_feedback_are_told_in_words() -> None:
    shown = render(reply({"type": "chart", "spec": {}, "alternative": "Bars: Posts 61 %.", "href": "/api/a.svg"},
                         {"type": "feedback", "item": "Q1", "correct": False, "explanation": "Five days are given."}))
    assert shown.split("\n\n") == ["The text.", "  Bars: Posts 61 %.", "  ✗ Five days are given."]
    said = {"type": "feedback", "item": "Q1", "correct": True, "explanation": "The text."}
    assert render(reply(said)) == "The text."


def test_a_document_is_told_by_the_command_that_writes_it() -> None:
    block = {"type": "document", "href": "/api/export", "media_type": "application/json", "label": "All about you"}
    assert "All about you: /api/export" in render(reply(block))
    assert "All about you: saathi export" in render(reply({**block, "command": "saathi export"}))


def test_levels_are_bars_in_a_column() -> None:
    shown = render(reply({"type": "competencies", "items": [
        {"id": "C1", "label": "Noting", "required": 3, "held": 1, "gap": 2},
        {"id": "C2", "label": "Public Finance", "required": 1, "held": 2, "gap": 0}]}))
    assert shown.split("\n\n")[1].split("\n") == ["  Noting          ■□□    1 / 3", "  Public Finance  ■■     2 / 1"]


def test_numbers_go_on_from_one_block_of_choices_to_the_next() -> None:
    first, second = ({"type": "choices", "items": [{"id": name, "label": name, "say": name}]} for name in ("A", "B"))
    assert render(reply(first, second)).split("\n\n")[1:] == ["  1. A", "  2. B"]


def test_a_very_long_text_is_not_cut() -> None:
    text = "A sentence of some words. " * 2000
    assert render(reply(text=text)) == text.strip()
