"""Where a message is cut in two wishes, by hand-made readings."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.decision import Routing
from bot.conversation.two import cuts, halves, joined, order
from bot.turn import Reply
from bot.understanding.message import LONGEST, read_message
from bot.understanding.reading import Reading, from_json
from tests.frameworks import competency, framework

WORLD = framework(competency("C1", "Noting"), competency("C2", "Finance"))
BY_WORD = {"gaps": "check_gaps", "passbook": "show_passbook", "claim": "record_claim", "quiz": "quiz",
           "hindi": "language", "explain": "explain_competency"}


def read(text: str) -> Reading:
    found = next((intent for word, intent in BY_WORD.items() if word in text.lower()), "out_of_scope")
    slots: dict[str, Any] = {"competency": [c for word, c in (("noting", "C1"), ("finance", "C2")) if word in text]}
    names = [(0, 1)] if slots["competency"] else []
    return Reading("en", [(found, 0.9)], slots if slots["competency"] else {}, names=names)


def cut(text: str, whole: Reading | None = None, **memory: Any) -> list[str]:
    whole = whole or read(text)
    found = halves(text, whole, read)

    def routing(say: str, reading: Reading) -> Routing:
        return Routing(read_message(say), reading, memory, WORLD, None, lambda _tool: False)

    parts = order(routing(text, whole), [(part, routing(part["say"], from_json(part["reading"]))) for part in found])
    return [part["say"] for part in parts]


@pytest.mark.parametrize("text", ["show my gaps and show my passbook", "show my gaps; show my passbook",
                                  "show my gaps, then show my passbook", "show my gaps\nshow my passbook",
                                  "show my gaps AND ALSO show my passbook"])
def test_a_message_is_cut_where_it_joins(text: str) -> None:
    assert cut(text) == ["show my gaps", "show my passbook"]


@pytest.mark.parametrize("text", [
    "show my gaps and show my gaps again", "show my gaps and the weather here", "show my gaps", "my gaps and it", "",
    "and", "gaps, passbook", "show my gaps and a and b and c and d and my passbook"])
def test_what_is_not_two_clear_wishes_stays_whole(text: str) -> None:
    assert cut(text) == []


def test_a_name_is_not_torn() -> None:
    assert cut("explain noting and my gaps here") == ["explain noting", "my gaps here"]
    assert cut("explain noting and my gaps here", Reading("en", [("explain_competency", 0.9)], names=[(1, 4)])) == []


def test_a_quiz_comes_last_and_the_language_first() -> None:
    assert cut("quiz me now please and show my gaps") == ["show my gaps", "quiz me now please"]
    assert cut("show my gaps and talk in hindi now") == ["talk in hindi now", "show my gaps"]


def test_what_answers_a_waiting_question_stays_whole() -> None:
    waiting = {"tool": "record_claim", "slots": {}, "fresh": True}
    assert cut("no", confirm=waiting) == []
    assert len(cut("show my gaps and show my passbook", confirm=waiting)) == 2


def test_a_claim_told_in_two_sentences_stays_whole() -> None:
    whole = Reading("en", [("record_claim", 0.9)])
    assert cut("I can do noting surely, a claim. Put it in my passbook.", whole) == []


def test_the_parts_are_in_the_language_of_the_whole() -> None:
    whole = read("show my gaps and show my passbook")
    whole.language = "hinglish"
    assert {part["reading"]["language"] for part in halves("show my gaps and show my passbook", whole, read)} \
        == {"hinglish"}


@given(st.text(max_size=LONGEST + 5))
def test_no_text_breaks_cutting_and_both_parts_come_from_it(text: str) -> None:
    said = read_message(text).said
    for left, right in cuts(text):
        before, after = read_message(left).said, read_message(right).said
        assert said[:len(before)] == before
        assert said[len(said) - len(after):] == after


def test_two_replies_become_one_and_nothing_is_lost() -> None:
    first = Reply("zero", "None.", "check_gaps", {"type": "domain"}, blocks=[{"type": "choices", "items": []},
                                                                           {"type": "table"}],
                  sources=[{"kind": "figure", "id": "a", "value": 0}]).as_json()
    second = Reply("answered", "Two.", "recommend", {"free": True}, blocks=[{"type": "courses", "items": []}],
                   sources=[{"kind": "figure", "id": "a", "value": 0}, {"kind": "figure", "id": "b", "value": 2}],
                   entries=["E1"])
    both = joined(first, second)
    assert (both.outcome, both.tool) == ("answered", "check_gaps")
    assert both.text == "None.\n\nTwo."
    assert both.arguments == {"type": "domain", "also": {"tool": "recommend", "arguments": {"free": True}}}
    assert [block["type"] for block in both.blocks] == ["table", "courses"]
    assert [source["id"] for source in both.sources] == ["a", "b"]
    assert both.entries == ["E1"]
