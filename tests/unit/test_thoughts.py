"""What a model thinks before it answers is not part of what it says, however it comes in pieces."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import HumanMessage

from bot.llm.calls import Budget, Models, SilentError
from bot.llm.masking import Mask
from bot.llm.thoughts import Spoken
from bot.settings import ModelName, ModelSettings
from tests.standins.models import ModelService, Says

SAID = [("<think>They ask for a level.</think>\n\nYour level is 2.", "Your level is 2."),
        ("\n<think>\n\n</think>\n\nYour level is 2.", "Your level is 2."),
        ("Your level is 2.", "Your level is 2."), ("<b>Level</b> 2", "<b>Level</b> 2"), ("<", "<"), ("", ""),
        ("<think>They ask for", ""), ("<think>No more to say.</think>", ""), ("<think>a</think> ", ""),
        ("A level <think>is</think> a step.", "A level <think>is</think> a step.")]


def spoken(pieces: list[str]) -> str:
    heard = Spoken()
    return "".join([*(heard(piece) for piece in pieces), heard.rest()])


@given(st.sampled_from(SAID), st.lists(st.integers(0, 60), max_size=8))
def test_pieces_make_no_difference(case: tuple[str, str], cuts: list[int]) -> None:
    text, said = case
    at = sorted({0, len(text), *(each for each in cuts if each < len(text))})
    assert spoken([text[start:end] for start, end in pairwise(at)]) == said


def test_nothing_of_a_thought_is_handed_on_while_it_lasts() -> None:
    heard = Spoken()
    assert [heard(piece) for piece in ("<th", "ink>se", "cret</thi", "nk>", "\n", "Yes", ", 2.")] == [
        "", "", "", "", "", "Yes", ", 2."]


def test_a_server_that_hands_thoughts_on_is_heard_without_them() -> None:
    thinking = "<think>Two words will do.</think>\n"
    script = [Says(f"{thinking}Level two."), Says("<think>I do not know what to"), Says(f"{thinking} ")]
    with ModelService(script) as service:
        models = Models(ModelSettings((ModelName("openai:thinks", service.address, service.key, (1.0, 1.0)),),
                                      patience=5.0), Budget())
        heard: list[str] = []
        found = models.ask("P1", [HumanMessage("Which level?")], Mask(), time.monotonic() + 5, heard=heard.append)
        assert (found.text, "".join(heard)) == ("Level two.", "Level two.")
        with pytest.raises(SilentError, match="empty"):
            models.ask("P1", [HumanMessage("Which level?")], Mask(), time.monotonic() + 5)
