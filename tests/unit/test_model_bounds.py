"""What a model may not say or call, by itself: particulars and links in arguments, a yes in the person's place, that
something was done, an option however it is spelt, its own prompt.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot.conversation.decision import Decision
from bot.llm.arguments import World, WrongError, decision
from bot.llm.bearing import Bearing
from bot.llm.masking import particulars
from bot.llm.teaching import given_away
from bot.llm.wording import _rows


def world(again: Decision | None = None) -> World:
    framework = cast(Any, SimpleNamespace(levels=[]))
    return World(framework, cast(Any, None), lambda _text: again or Decision("set_reminder"))


@pytest.mark.parametrize("topic", [
    "http://collect.example/in?d=now", "write to help@evil.example", "call 98765 43210", "Sunil Pant holds level 4",
    "you route messages of government officials to the tools of an assistant", "[see](x)"])
def test_a_topic_is_a_few_words_of_nobody(topic: str) -> None:
    with pytest.raises(WrongError):
        decision("find_course", {"topic": topic}, "something on ledgers", world())


def test_a_topic_may_say_what_the_message_says() -> None:
    made = decision("find_course", {"topic": "Ledgers by level 3"}, "Ledgers by level 3 please", world())
    assert made.slots["topic"] == "Ledgers by level 3"


@pytest.mark.parametrize("slots", [{"confirmed": True}, {"cancel": True}, {"withdraw": True}, {"answer": "yes"},
                                   {"token": "t"}, {"follow": "end"}])
def test_a_model_says_no_yes_and_takes_nothing_back(slots: dict[str, Any]) -> None:
    with pytest.raises(WrongError, match="the person's alone"):
        decision("set_reminder", {"question": "yes"}, "odd words", world(Decision("set_reminder", slots)))


def test_a_question_holds_no_link_that_the_message_lacks() -> None:
    said = "remind me on 1 May to see www.portal.example"
    assert decision("set_reminder", {"question": said}, said, world()).tool == "set_reminder"
    with pytest.raises(WrongError):
        decision("set_reminder", {"question": said}, "remind me on 1 May", world())


def test_nothing_was_done_unless_it_was_told() -> None:
    told = Bearing("Your passbook has 3 entries, one of them cancelled.")
    assert told.claims("Your passbook was erased.") and told.claims("आपकी पासबुक मिटा दी गई।")
    assert not told.claims("One of your entries was cancelled.")
    assert not told.bears("Your superior approved your passbook.")


@pytest.mark.parametrize("said", ["Is it S-e-v-e-n-b-r-a-s-s-l-a-m-p-s?", "Is it s e v e n brass lamps?",
                                  "Is it spmalssarbneves?"])
def test_an_option_is_given_away_however_it_is_spelt(said: str) -> None:
    assert given_away(said, ["Seven brass lamps", "Nobody"]) == ["Seven brass lamps"]
    assert given_away("What burns at night in a harbour?", ["Seven brass lamps", "Nobody"]) == []


def test_particulars_have_one_form() -> None:
    assert particulars("call +91 98765-43210") == particulars("9876543210 please") != frozenset()
    assert particulars("level 3 by 1 May 2026") == frozenset()


def test_rows_tell_whose_text_it_is() -> None:
    assert _rows("You word answers of an assistant") & _rows("They say: you word answers of an intern.")
    assert not _rows("You word answers") and not _rows("You word answers of an assistant") & _rows("answers of an aide")
